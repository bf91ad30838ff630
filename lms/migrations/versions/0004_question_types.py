"""Kinds of questions beyond choices, and exhibits."""

from importlib import import_module

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from lms.kernel.db import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

changes = import_module("lms.migrations.versions.0002_what_never_changes")
Json = sa.JSON().with_variant(JSONB(), "postgresql")

KIND = op.f("ck_question_versions_kind_is_known")
SCORING = op.f("ck_question_versions_scoring_fits_kind")
EXHIBIT = op.f("fk_question_versions_exhibit_version_id_exhibit_versions")

CHOICES = "kind IN ('single', 'multiple')"
KINDS = (
    "kind IN ('single', 'multiple', 'true_false', 'matching', 'ordering', "
    "'numeric', 'text', 'cloze', 'hotspot')"
)
FITS = (
    "scoring = 'all' OR (scoring = 'partial' AND kind IN "
    "('multiple', 'matching', 'ordering', 'cloze'))"
)


def upgrade() -> None:
    _create_exhibits()
    with op.batch_alter_table("question_versions") as batch:
        batch.add_column(
            sa.Column("body", Json, nullable=False, server_default=sa.text("'{}'"))
        )
        batch.add_column(
            sa.Column("scoring", sa.String(), nullable=False, server_default="all")
        )
        batch.add_column(sa.Column("exhibit_version_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            EXHIBIT, "exhibit_versions", ["exhibit_version_id"], ["id"]
        )
        batch.drop_constraint(KIND, type_="check")
        batch.create_check_constraint(KIND, KINDS)
        batch.create_check_constraint(SCORING, FITS)
    op.add_column(
        "question_keys",
        sa.Column("expected", Json, nullable=False, server_default=sa.text("'{}'")),
    )
    _guard_again()


def downgrade() -> None:
    """Refused by the database while it holds questions of the new kinds."""
    op.drop_column("question_keys", "expected")
    with op.batch_alter_table("question_versions") as batch:
        batch.drop_constraint(EXHIBIT, type_="foreignkey")
        batch.drop_constraint(SCORING, type_="check")
        batch.drop_constraint(KIND, type_="check")
        batch.create_check_constraint(KIND, CHOICES)
        for name in ("exhibit_version_id", "scoring", "body"):
            batch.drop_column(name)
    _guard_again()
    op.drop_table("exhibit_versions")


def _create_exhibits() -> None:
    op.create_table(
        "exhibit_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", Json, nullable=False),
        sa.Column("body", Json, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("published_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["banks.id"], name=op.f("fk_exhibit_versions_bank_id_banks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibit_versions")),
        sa.UniqueConstraint(
            "bank_id", "key", "number", name=op.f("uq_exhibit_versions_bank_id_key_number")
        ),
    )
    changes.guard("exhibit_versions")


def _guard_again() -> None:
    # SQLite has rebuilt the table, and its triggers went with the old one.
    if op.get_bind().dialect.name == "sqlite":
        changes.guard("question_versions")
