"""What certificates look like, editions of their PDFs, and those that wait for a person."""

import sqlalchemy as sa
from alembic import op

from lms.kernel.db import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OPEN = sa.text("solved_at IS NULL")
RUNNING = sa.text("finished_at IS NULL")
ADDED = {
    "programme_versions": (
        "mark VARCHAR NOT NULL DEFAULT ''",
        "paper VARCHAR NOT NULL DEFAULT 'a4' CONSTRAINT "
        "ck_programme_versions_paper_is_known CHECK (paper IN ('a4', 'letter'))",
        "co_branding VARCHAR NOT NULL DEFAULT 'none' CONSTRAINT "
        "ck_programme_versions_co_branding_is_known "
        "CHECK (co_branding IN ('none', 'name', 'mark'))",
        "partner_marks {json} NOT NULL DEFAULT '{{}}'",
    ),
    "certification_versions": ("band VARCHAR NOT NULL DEFAULT ''",),
    "certificate_documents": (
        "edition INTEGER NOT NULL DEFAULT 1",
        "design VARCHAR NOT NULL DEFAULT ''",
    ),
}
"""Added without rebuilding: SQLite would lose the triggers of what never changes."""


def upgrade() -> None:
    json = "JSONB" if op.get_bind().dialect.name == "postgresql" else "JSON"
    for table, columns in ADDED.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column.format(json=json)}")
    op.create_index(
        "ix_certificate_documents_design_certificate_id",
        "certificate_documents",
        ["design", "certificate_id"],
    )
    op.create_table(
        "held_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("letters", sa.String(), nullable=False),
        sa.Column("since", UtcDateTime(timezone=True), nullable=False),
        sa.Column("solved_at", UtcDateTime(timezone=True)),
        sa.CheckConstraint(
            "reason IN ('letters', 'too_much', 'fault', 'no_timestamp')",
            name="ck_held_documents_reason_is_known",
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificates.id"],
            name="fk_held_documents_certificate_id_certificates",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_held_documents"),
    )
    op.create_index(
        "uq_held_documents_one_open",
        "held_documents",
        ["certificate_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "reprintings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("design", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("printed", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("reached_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer()),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("finished_at", UtcDateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["people.id"], name="fk_reprintings_asked_by_id_people"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reprintings"),
    )
    op.create_index(
        "uq_reprintings_one_running",
        "reprintings",
        ["design"],
        unique=True,
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )


def downgrade() -> None:
    op.drop_table("reprintings")
    op.drop_table("held_documents")
    op.drop_index("ix_certificate_documents_design_certificate_id", "certificate_documents")
    for table, columns in ADDED.items():
        for column in reversed(columns):
            op.drop_column(table, column.split()[0])
