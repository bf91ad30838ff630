"""Renewals, suspensions, two persons for a revocation, editions, reminders."""

from importlib import import_module

import sqlalchemy as sa
from alembic import op

from lms.kernel.db import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

changes = import_module("lms.migrations.versions.0002_what_never_changes")

CAUSES = (
    "'misconduct', 'irregularity', 'identity', 'issued_in_error', 'legal', "
    "'holders_request', 'key_compromise', 'other'"
)
NEW = (
    "certificate_editions",
    "suspensions",
    "revocation_proposals",
    "proposed_revocations",
    "correction_requests",
    "mail_attachments",
    "reminder_letters",
    "reminders",
)
ADDED = {
    "certification_versions": (
        "renewal_opens_days INTEGER NOT NULL DEFAULT 90 CONSTRAINT "
        "ck_certification_versions_renewal_has_a_window "
        "CHECK (renewal_opens_days > 0)",
        "has_renewal_exam BOOLEAN NOT NULL DEFAULT FALSE",
    ),
    "exams": ("is_renewal BOOLEAN NOT NULL DEFAULT FALSE",),
    "certificates": (
        "renews_id INTEGER CONSTRAINT fk_certificates_renews_id_certificates "
        "REFERENCES certificates (id)",
    ),
    "revocations": (
        "cause VARCHAR NOT NULL DEFAULT 'other' CONSTRAINT "
        f"ck_revocations_cause_is_known CHECK (cause IN ({CAUSES}))",
    ),
}
"""Added without rebuilding: rebuilt tables would lose their triggers on SQLite."""

FIRST = sa.text("renews_id IS NULL")
OPEN = sa.text("ended_at IS NULL")
UNSETTLED = sa.text("settled_at IS NULL")
UNDECIDED = sa.text("approved_at IS NULL AND refused_at IS NULL")


def upgrade() -> None:
    for table, columns in ADDED.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    with op.batch_alter_table("exams") as batch:
        batch.drop_constraint("uq_exams_certification_id", type_="unique")
        batch.create_unique_constraint(
            op.f("uq_exams_certification_id_is_renewal"),
            ["certification_id", "is_renewal"],
        )
    _chain_what_is_there()
    _one_where("certificates", "renews_id", ["renews_id"], None)
    _one_where("certificates", "one_first", ["person_id", "certification_id"], FIRST)
    _create_editions()
    _create_suspensions()
    _create_proposals()
    _create_requests()
    _create_letters()
    changes.guard("certificate_editions")


def downgrade() -> None:
    for table in reversed(NEW):
        op.drop_table(table)
    for name in ("uq_certificates_one_first", "uq_certificates_renews_id"):
        op.drop_index(name, "certificates")
    with op.batch_alter_table("exams") as batch:
        batch.drop_constraint("uq_exams_certification_id_is_renewal", type_="unique")
        batch.create_unique_constraint(
            op.f("uq_exams_certification_id"), ["certification_id"]
        )
    with op.batch_alter_table("certificates") as batch:
        batch.drop_column("renews_id")
    if op.get_bind().dialect.name == "sqlite":
        changes.guard("certificates")
    for table, columns in ADDED.items():
        if table != "certificates":
            for column in reversed(columns):
                op.execute(f"ALTER TABLE {table} DROP COLUMN {column.split()[0]}")


def _chain_what_is_there() -> None:
    """Each certificate after the one before it, of the same person and certification."""
    changes.unguard("certificates")
    op.execute(
        "UPDATE certificates SET renews_id = (SELECT max(earlier.id) "
        "FROM certificates AS earlier "
        "WHERE earlier.person_id = certificates.person_id "
        "AND earlier.certification_id = certificates.certification_id "
        "AND earlier.id < certificates.id)"
    )
    changes.guard("certificates")


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _words(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(timezone=True), nullable=nullable)


def _day(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*(columns or ("id",)), name=op.f(f"pk_{table}"))


def _points(table: str, column: str, there: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{there}")
    return sa.ForeignKeyConstraint([column], [f"{there}.id"], name=name)


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _one_where(table: str, name: str, columns: list[str], where: object) -> None:
    op.create_index(
        f"uq_{table}_{name}",
        table,
        columns,
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def _by_certificate(table: str) -> None:
    op.create_index(op.f(f"ix_{table}_certificate_id"), table, ["certificate_id"])


def _create_editions() -> None:
    table = "certificate_editions"
    op.create_table(
        table,
        _number("certificate_id"),
        _number("number"),
        _words("holder_name"),
        _words("company_name", nullable=True),
        _words("reason"),
        _moment("made_at"),
        _number("made_by_id", nullable=True),
        _check(table, "first_is_the_certificate", "number > 1"),
        _points(table, "certificate_id", "certificates"),
        _points(table, "made_by_id", "people"),
        _key(table, "certificate_id", "number"),
    )


def _create_suspensions() -> None:
    table = "suspensions"
    op.create_table(
        table,
        _id(),
        _number("certificate_id"),
        _day("suspended_on"),
        _moment("suspended_at"),
        _number("suspended_by_id", nullable=True),
        _words("cause"),
        _words("reason"),
        _day("ended_on", nullable=True),
        _moment("ended_at", nullable=True),
        _number("ended_by_id", nullable=True),
        _words("end_reason", nullable=True),
        _check(table, "cause_is_known", f"cause IN ({CAUSES})"),
        _check(table, "ends_after_it_began", "ended_at >= suspended_at"),
        _check(
            table, "ends_on_the_day_it_ends", "(ended_at IS NULL) = (ended_on IS NULL)"
        ),
        _points(table, "certificate_id", "certificates"),
        _points(table, "suspended_by_id", "people"),
        _points(table, "ended_by_id", "people"),
        _key(table),
    )
    _one_where(table, "one_open", ["certificate_id"], OPEN)
    _by_certificate(table)


def _create_proposals() -> None:
    table = "revocation_proposals"
    op.create_table(
        table,
        _id(),
        _words("cause"),
        _words("reason"),
        _moment("proposed_at"),
        _number("proposed_by_id", nullable=True),
        _moment("confirmed_at", nullable=True),
        _number("confirmed_by_id", nullable=True),
        _moment("refused_at", nullable=True),
        _number("refused_by_id", nullable=True),
        _words("refusal_reason", nullable=True),
        _check(table, "cause_is_known", f"cause IN ({CAUSES})"),
        *_decision(table, "confirmed", "proposed"),
        _key(table),
    )
    table = "proposed_revocations"
    op.create_table(
        table,
        _number("proposal_id"),
        _number("certificate_id"),
        _moment("settled_at", nullable=True),
        _moment("told_at", nullable=True),
        _points(table, "proposal_id", "revocation_proposals"),
        _points(table, "certificate_id", "certificates"),
        _key(table, "proposal_id", "certificate_id"),
    )
    _one_where(table, "one_open", ["certificate_id"], UNSETTLED)
    _by_certificate(table)


def _create_requests() -> None:
    table = "correction_requests"
    op.create_table(
        table,
        _id(),
        _number("certificate_id"),
        _words("name"),
        _words("note"),
        _moment("asked_at"),
        _number("asked_by_id"),
        _moment("approved_at", nullable=True),
        _number("approved_by_id", nullable=True),
        _moment("refused_at", nullable=True),
        _number("refused_by_id", nullable=True),
        _words("refusal_reason", nullable=True),
        *_decision(table, "approved", "asked"),
        _points(table, "certificate_id", "certificates"),
        _key(table),
    )
    _one_where(table, "one_open", ["certificate_id"], UNDECIDED)
    _by_certificate(table)


def _decision(table: str, agreed: str, began: str) -> list[object]:
    """Begun by one person; agreed to by another one, or refused."""
    return [
        _check(table, "two_persons", f"{agreed}_by_id <> {began}_by_id"),
        _check(
            table,
            f"{agreed}_by_somebody",
            f"({agreed}_at IS NULL) = ({agreed}_by_id IS NULL)",
        ),
        _check(table, "one_decision", f"{agreed}_at IS NULL OR refused_at IS NULL"),
        *(
            _points(table, f"{deed}_by_id", "people")
            for deed in (began, agreed, "refused")
        ),
    ]


def _create_letters() -> None:
    op.create_table(
        "mail_attachments",
        _id(),
        _number("mail_id"),
        _words("name"),
        _words("media_type"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _points("mail_attachments", "mail_id", "mails"),
        _key("mail_attachments"),
    )
    op.create_index(op.f("ix_mail_attachments_mail_id"), "mail_attachments", ["mail_id"])
    op.create_table(
        "reminder_letters",
        _number("recipient_id"),
        _day("day"),
        _number("mail_id"),
        _points("reminder_letters", "recipient_id", "people"),
        _points("reminder_letters", "mail_id", "mails"),
        _key("reminder_letters", "recipient_id", "day"),
    )
    op.create_table(
        "reminders",
        _number("certificate_id"),
        _number("recipient_id"),
        _number("mark"),
        _day("day"),
        _check("reminders", "mark_is_known", "mark IN (90, 60, 30, 7)"),
        _points("reminders", "certificate_id", "certificates"),
        sa.ForeignKeyConstraint(
            ["recipient_id", "day"],
            ["reminder_letters.recipient_id", "reminder_letters.day"],
            name=op.f("fk_reminders_letter"),
        ),
        _key("reminders", "certificate_id", "recipient_id", "mark"),
    )
