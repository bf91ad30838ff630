"""The database's shape: brought up to date by Alembic, by command only."""

from importlib import import_module

from alembic import command
from alembic.config import Config
from flask import current_app

from lms.config import ROOT
from lms.kernel import jobs

TABLES = (
    "lms.kernel.audit",
    "lms.kernel.mail",
    "lms.kernel.throttle",
    "lms.accounts.models",
    "lms.catalogue.models",
    "lms.learning.models",
    "question_banks.items.models",
    "question_banks.review.models",
    "exams.papers.models",
    "exams.schedule.models",
    "exams.accommodations.models",
    "exams.sittings.models",
    "exams.marking.models",
    "exams.invigilation.models",
    "exams.practicals.models",
    "certificates.keys.models",
    "certificates.awards.models",
    "certificates.badges.models",
    "certificates.corrections.models",
    "certificates.documents.models",
    "certificates.intake.models",
    "certificates.parcels.models",
    "certificates.reminders.models",
    "certificates.revocations.models",
    "certificates.verification.models",
    "lms.partners.models",
)
"""Where tables are described. Alembic compares all of them with the database."""

LOCK_SECONDS = 5
"""On PostgreSQL a migration gives up rather than hold everybody behind a lock."""


def config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "lms" / "migrations"))
    # '%' in a path would be read as a placeholder.
    config.set_main_option("path_separator", "os")
    return config


def upgrade(to: str = "head") -> None:
    """Our tables and the job queue's, up to the newest shape."""
    command.upgrade(config(), to)
    jobs.migrate(current_app.config["SQLALCHEMY_DATABASE_URI"])


def downgrade(to: str) -> None:
    command.downgrade(config(), to)


def revise(message: str) -> None:
    """Write a migration from what the models say now (for developers)."""
    for module in TABLES:
        import_module(module)
    command.revision(config(), message, autogenerate=True)
