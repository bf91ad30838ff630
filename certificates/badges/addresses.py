"""The addresses that stand in credentials. They are signed, and never change."""

from urllib.parse import quote, urlsplit

from flask import current_app

from certificates.badges.rules.purposes import Purpose
from lms.catalogue.models import CertificationVersion

CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/"
    "ob_v3p0_achievementcredential_schema.json"
)


def did() -> str:
    """The issuer: did:web of the host people reach us by."""
    return "did:web:" + quote(urlsplit(base_url()).netloc.lower(), safe="")


def key_url(kid: str) -> str:
    return f"{did()}#{kid}"


def base_url() -> str:
    return str(current_app.config["SETTINGS"].base_url)


def page_url(token: str) -> str:
    """Where people see how a certificate stands."""
    return f"{base_url()}/v/{token}"


def credential_url(token: str) -> str:
    return f"{page_url(token)}/credential"


def achievement_url(version: CertificationVersion, language: str) -> str:
    return _achievement(version.certification.key, version.number, language)


def image_url(version: CertificationVersion, language: str) -> str:
    return f"{achievement_url(version, language)}/badge.svg"


def picture_url(key: str, version: int, language: str) -> str:
    """The badge of a certification as PNG, for sites that take no drawing."""
    return f"{_achievement(key, version, language)}/badge.png"


def status_url(number: int, purpose: Purpose) -> str:
    return f"{base_url()}/credentials/status/{number}/{purpose}"


def _achievement(key: str, version: int, language: str) -> str:
    return f"{base_url()}/credentials/achievements/{key}/{version}/{language}"
