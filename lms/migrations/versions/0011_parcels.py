"""Parcels: many certificates in one download; and results of an earlier system."""

from importlib import import_module

import sqlalchemy as sa
from alembic import op

from lms.kernel.db import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

changes = import_module("lms.migrations.versions.0002_what_never_changes")

PACKED = sa.text("finished_at IS NULL AND failed_at IS NULL")
KEPT = sa.text("removed_at IS NULL")
RESTS = "ck_certificates_rests_on_something"
OLD = "attempt_id IS NOT NULL OR practical_result_id IS NOT NULL OR is_demo"
NEW = f"legacy_result_id IS NOT NULL OR {OLD}"


def upgrade() -> None:
    table = "parcels"
    op.create_table(
        table,
        _number("id"),
        _number("asked_by_id"),
        _number("company_id", nullable=True),
        _words("language"),
        sa.Column("has_print", sa.Boolean(), nullable=False),
        _number("count"),
        _number("reached"),
        _moment("asked_at"),
        _moment("failed_at", nullable=True),
        _moment("finished_at", nullable=True),
        _moment("removed_at", nullable=True),
        _moment("expires_at"),
        _words("storage_key"),
        _words("sha256", nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        _check(table, "holds_something", '"count" > 0'),
        _check(table, "reached_in_count", 'reached BETWEEN 0 AND "count"'),
        _check(
            table,
            "finished_is_known",
            "(finished_at IS NULL) = (sha256 IS NULL) "
            "AND (finished_at IS NULL) = (size IS NULL)",
        ),
        _points(table, "asked_by_id", "people"),
        _points(table, "company_id", "companies"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcels")),
    )
    op.create_index(
        "uq_parcels_one_packed",
        table,
        ["asked_by_id"],
        unique=True,
        sqlite_where=PACKED,
        postgresql_where=PACKED,
    )
    op.create_index(
        "ix_parcels_kept",
        table,
        ["expires_at"],
        sqlite_where=KEPT,
        postgresql_where=KEPT,
    )
    _create_items("parcel_items")
    _create_results("legacy_results")
    _create_intakes()
    _rest_on(NEW, add=True)


def downgrade() -> None:
    _rest_on(OLD, add=False)
    for table in ("intake_lines", "intakes", "legacy_results"):
        op.drop_table(table)
    op.drop_table("parcel_items")
    op.drop_table("parcels")


def _rest_on(rule: str, *, add: bool) -> None:
    """What certificates may rest on. SQLite has to build the table anew, which loses
    its triggers."""
    if not add:
        op.drop_index("uq_certificates_legacy_result_id", "certificates")
    with op.batch_alter_table("certificates") as batch:
        batch.drop_constraint(op.f(RESTS), type_="check")
        _column(batch, add=add)
        batch.create_check_constraint(op.f(RESTS), rule)
    if op.get_bind().dialect.name == "sqlite":
        changes.guard("certificates")
    if add:
        op.create_index(
            "uq_certificates_legacy_result_id",
            "certificates",
            ["legacy_result_id"],
            unique=True,
        )


def _column(batch: object, *, add: bool) -> None:
    name = op.f("fk_certificates_legacy_result_id_legacy_results")
    if add:
        batch.add_column(sa.Column("legacy_result_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(name, "legacy_results", ["legacy_result_id"], ["id"])
    else:
        batch.drop_constraint(name, type_="foreignkey")
        batch.drop_column("legacy_result_id")


def _create_results(table: str) -> None:
    op.create_table(
        table,
        _number("id"),
        _number("person_id"),
        _number("certification_id"),
        sa.Column("passed_on", sa.Date(), nullable=False),
        _words("number", nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        _moment("recorded_at"),
        _number("recorded_by_id"),
        _check(table, "expires_after_pass", "expires_on > passed_on"),
        _check(table, "by_somebody_else", "recorded_by_id <> person_id"),
        _points(table, "person_id", "people"),
        _points(table, "certification_id", "certifications"),
        _points(table, "recorded_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            "person_id",
            "certification_id",
            "passed_on",
            name=op.f(f"uq_{table}_person_id_certification_id_passed_on"),
        ),
    )
    changes.guard(table)


def _create_intakes() -> None:
    table = "intakes"
    op.create_table(
        table,
        _number("id"),
        _words("file_name"),
        _words("sha256"),
        _number("count"),
        _number("reached"),
        _number("confirmed_by_id"),
        _moment("confirmed_at"),
        _moment("failed_at", nullable=True),
        _moment("finished_at", nullable=True),
        _check(table, "reached_in_count", 'reached BETWEEN 0 AND "count"'),
        _points(table, "confirmed_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    table = "intake_lines"
    op.create_table(
        table,
        _number("intake_id"),
        _number("position"),
        _number("line"),
        _number("legacy_result_id"),
        _words("left_out", nullable=True),
        _points(table, "intake_id", "intakes"),
        _points(table, "legacy_result_id", "legacy_results"),
        sa.PrimaryKeyConstraint("intake_id", "position", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            "legacy_result_id", name=op.f(f"uq_{table}_legacy_result_id")
        ),
    )


def _create_items(table: str) -> None:
    op.create_table(
        table,
        _number("parcel_id"),
        _number("position"),
        _number("certificate_id"),
        _words("outcome", nullable=True),
        _words("state", nullable=True),
        _words("sha256", nullable=True),
        _number("size", nullable=True),
        _check(
            table,
            "outcome_is_known",
            "outcome IN ('packed', 'revoked', 'suspended', 'held', 'waiting', 'damaged')",
        ),
        _check(table, "packed_has_a_hash", "outcome <> 'packed' OR sha256 IS NOT NULL"),
        _points(table, "parcel_id", "parcels"),
        _points(table, "certificate_id", "certificates"),
        sa.PrimaryKeyConstraint("parcel_id", "position", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            "parcel_id",
            "certificate_id",
            name=op.f(f"uq_{table}_parcel_id_certificate_id"),
        ),
    )


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _words(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(timezone=True), nullable=nullable)


def _points(table: str, column: str, there: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{there}")
    return sa.ForeignKeyConstraint([column], [f"{there}.id"], name=name)


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))
