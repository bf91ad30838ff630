"""Every setting of the product, typed and checked once at the start.

The page for operators is docs/configuration.md.
"""

import os
import secrets
from enum import StrEnum
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).parent.parent
WEAKEST_SECRET = 32
"""Characters; 32 of them from a good generator are at least 128 bits."""


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """What an operator may set. Everything has a default that works at a desk."""

    model_config = SettingsConfigDict(env_prefix="LMS_", frozen=True, extra="ignore")

    env: Environment = Environment.DEVELOPMENT
    debug: bool = False
    bind: str = Field(default="127.0.0.1:8000", validation_alias="BIND")
    data_dir: Path = ROOT / "var"
    programme_dir: Path = ROOT / "lms" / "library" / "nimbus"
    database_url: str = ""
    base_url: str = ""
    mail_url: str = ""
    mail_from: str = "Laurel <laurel@localhost>"
    storage_url: str = ""
    secret_key: str = ""
    proxies: int = Field(default=0, ge=0, le=5)
    web_workers: int = Field(default=2, ge=1, le=64)
    web_threads: int = Field(default=4, ge=1, le=64)
    keys_dir: Path = Path("keys")
    key_hook: str = Field(default="", pattern=r"^([\w.]+:\w+)?$")
    timestamp_url: str = Field(default="", pattern=r"^(https?://.+)?$")
    timestamp_roots: Path | None = None
    outage_credit_minutes: int = Field(default=60, ge=0, le=24 * 60)

    @model_validator(mode="after")
    def _fill_in_and_check(self) -> Self:
        data = self.data_dir.absolute()
        defaults = {
            "data_dir": data,
            "keys_dir": data / self.keys_dir,
            "database_url": self.database_url or f"sqlite:///{data}/laurel.db",
            "base_url": (self.base_url or f"http://{self.bind}").rstrip("/"),
            "mail_url": self.mail_url or f"file://{data}/mail",
            "storage_url": self.storage_url or f"file://{data}/files",
        }
        for name, value in defaults.items():
            object.__setattr__(self, name, value)
        if self.database_url.startswith("postgresql://"):
            url = "postgresql+psycopg" + self.database_url.removeprefix("postgresql")
            object.__setattr__(self, "database_url", url)
        _check_schemes(self)
        if self.is_production:
            _refuse_unsafe_production(self)
        return self

    @property
    def is_production(self) -> bool:
        return self.env is Environment.PRODUCTION

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or "localhost"

    def signing_key(self) -> str:
        """The given secret, else one kept in a file only this user can read."""
        return self.secret_key or _kept_secret(self.data_dir / "secret_key")


def settings_from_environment() -> Settings:
    return Settings()


def _check_schemes(settings: Settings) -> None:
    allowed = {
        "LMS_DATABASE_URL": (settings.database_url, ("sqlite:", "postgresql+psycopg:")),
        "LMS_BASE_URL": (settings.base_url, ("http://", "https://")),
        "LMS_MAIL_URL": (settings.mail_url, ("file:", "smtp:", "smtps:")),
        "LMS_STORAGE_URL": (settings.storage_url, ("file:", "s3:")),
    }
    for name, (value, schemes) in allowed.items():
        if not value.startswith(schemes):
            scheme = value.split(":", 1)[0]
            raise ValueError(
                f"{name} starts with {scheme!r}; it must start with "
                + " or ".join(schemes)
            )
    _check_forms(settings)


def _check_forms(settings: Settings) -> None:
    try:
        make_url(settings.database_url)
    except (ArgumentError, ValueError) as error:
        raise ValueError(
            "LMS_DATABASE_URL cannot be read; write sqlite:////folder/laurel.db "
            "or postgresql://user:password@host/name"
        ) from error
    try:
        urlsplit(settings.base_url)
    except ValueError as error:
        raise ValueError(
            "LMS_BASE_URL cannot be read; write it as https://learn.example.com"
        ) from error


def _refuse_unsafe_production(settings: Settings) -> None:
    secret = settings.secret_key
    if len(secret) < WEAKEST_SECRET or len(set(secret)) < WEAKEST_SECRET // 3:
        raise ValueError(
            "LMS_SECRET_KEY is missing or weak. Production needs at least "
            f"{WEAKEST_SECRET} random characters; make some with: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    if not settings.is_https:
        raise ValueError("LMS_BASE_URL is plain http. Production needs https.")
    if settings.debug:
        raise ValueError("LMS_DEBUG is on. Production refuses to show its insides.")
    _refuse_a_database_others_can_read(settings.database_url)
    if settings.keys_dir.is_dir():
        files = settings.keys_dir.glob("*.pem")
        refuse_what_others_can_read(settings.keys_dir, *files)


def refuse_what_others_can_read(*paths: Path) -> None:
    """Signing keys are for the product's own user alone. Raises ValueError."""
    for path in paths:
        if path.stat().st_mode & 0o077:
            raise ValueError(
                f"{path} can be read by other users of this machine. Production "
                f"keeps signing keys from them: chmod go-rwx {path}"
            )


def _refuse_a_database_others_can_read(url: str) -> None:
    path = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite:") and path.exists() and path.stat().st_mode & 0o007:
        raise ValueError(
            f"{path} can be read by every user of this machine. "
            f"Close it with: chmod o-rwx {path}"
        )


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        # Exclusive creation: two processes starting together agree on one secret.
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(file, "w") as kept:
        secret = secrets.token_urlsafe(48)
        kept.write(secret)
    return secret
