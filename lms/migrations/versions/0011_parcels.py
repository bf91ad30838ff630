"""Parcels: many certificates in one download, packed in the background."""

import sqlalchemy as sa
from alembic import op

from lms.kernel.db import UtcDateTime

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None

PACKED = sa.text("finished_at IS NULL AND failed_at IS NULL")
KEPT = sa.text("removed_at IS NULL")


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


def downgrade() -> None:
    op.drop_table("parcel_items")
    op.drop_table("parcels")


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
