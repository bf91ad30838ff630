"""People for a load run: with tokens, in the shipped programme."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lms import schema
from lms.accounts import services as accounts
from lms.accounts.models import Company
from lms.accounts.rules.roles import Role
from lms.app import create_app
from lms.config import Settings
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from lms.library.services import check_programme, load_programme


@dataclass(frozen=True)
class Crowd:
    candidates: list[str]
    partner_admin: str
    company: str


def gather(settings: Settings, programme: Path, people: int) -> Crowd:
    """A migrated database with the programme and this many candidates' tokens."""
    app = create_app(settings)
    now = datetime.now(UTC)
    folder = check_programme(programme)
    with app.app_context():
        schema.upgrade()
        with transaction():
            load_programme(folder, by=SYSTEM, now=now)
        with transaction():
            company = Company(slug="load", name="Load", country="SE", created_at=now)
            db.session.add(company)
            db.session.flush()
            tokens = [
                _token(n, Role.ENGINEER, company, now) for n in range(1, people + 1)
            ]
            admin = _token(0, Role.PARTNER_ADMIN, company, now)
        db.session.remove()
        db.engine.dispose()
    return Crowd(tokens, admin, "load")


def _token(number: int, role: Role, company: Company, now: datetime) -> str:
    person = accounts.open_account(
        f"load{number}@example.com", f"Load {number}", [role], by=SYSTEM, now=now
    )
    accounts.affiliate(person, company, starts=now.date(), by=SYSTEM, now=now)
    return accounts.make_access_token(person, "load", by=SYSTEM, now=now)
