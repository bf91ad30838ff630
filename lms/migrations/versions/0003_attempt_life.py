"""Attempts: who writes, how the deadline moved, what was accepted."""

from datetime import timedelta
from importlib import import_module

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from lms.kernel.db import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

changes = import_module("lms.migrations.versions.0002_what_never_changes")
Json = sa.JSON().with_variant(JSONB(), "postgresql")

OPEN = sa.text("state = 'open'")
LONGEST_GRACE = timedelta(seconds=15)

ADDED = {
    "attempts": (
        "time_factor INTEGER NOT NULL DEFAULT 100",
        "writer_epoch INTEGER NOT NULL DEFAULT 0",
        "paper_version INTEGER NOT NULL DEFAULT 1",
        "unsent INTEGER NOT NULL DEFAULT 0",
        "agreement_digest VARCHAR",
    ),
    "answers": ("note VARCHAR NOT NULL DEFAULT ''",),
    "exam_versions": (
        "layout VARCHAR NOT NULL DEFAULT 'one' "
        "CONSTRAINT ck_exam_versions_layout_is_known CHECK (layout IN ('one', 'list'))",
        "calculator BOOLEAN NOT NULL DEFAULT FALSE",
        "feedback VARCHAR NOT NULL DEFAULT 'domains' CONSTRAINT "
        "ck_exam_versions_feedback_is_known "
        "CHECK (feedback IN ('domains', 'score', 'verdict'))",
    ),
}
"""Added without rebuilding: rebuilt tables would lose their triggers on SQLite."""


def upgrade() -> None:
    for table, columns in ADDED.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    op.add_column("exam_versions", sa.Column("agreement", Json, nullable=True))
    for name in ("paused_at", "painted_at", "closes_at"):
        op.add_column("attempts", sa.Column(name, UtcDateTime(timezone=True)))
    _fill_closes_at()
    with op.batch_alter_table("attempts") as batch:
        batch.alter_column("closes_at", nullable=False)
    op.drop_index("ix_attempts_due", "attempts")
    op.create_index(
        "ix_attempts_closing",
        "attempts",
        ["closes_at"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    _create_time_events()
    _create_outages()
    changes.guard("attempt_time_events")
    changes.guard("outages")


def downgrade() -> None:
    for table in ("outages", "heartbeat", "attempt_time_events"):
        op.drop_table(table)
    op.drop_index("ix_attempts_closing", "attempts")
    op.create_index(
        "ix_attempts_due",
        "attempts",
        ["deadline_at"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    with op.batch_alter_table("attempts") as batch:
        for name in ("paused_at", "painted_at", "closes_at"):
            batch.drop_column(name)
    op.drop_column("exam_versions", "agreement")
    for table, columns in ADDED.items():
        for column in reversed(columns):
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column.split()[0]}")


def _fill_closes_at() -> None:
    attempts = sa.table(
        "attempts",
        sa.column("id"),
        *(
            sa.column(name, UtcDateTime())
            for name in ("started_at", "deadline_at", "closes_at")
        ),
    )
    bind = op.get_bind()
    for row in bind.execute(sa.select(attempts)).all():
        grace = min(LONGEST_GRACE, (row.deadline_at - row.started_at) / 10)
        bind.execute(
            sa.update(attempts)
            .where(attempts.c.id == row.id)
            .values(closes_at=row.deadline_at + grace)
        )


def _create_time_events() -> None:
    op.create_table(
        "attempt_time_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("deadline_before", UtcDateTime(timezone=True), nullable=False),
        sa.Column("deadline_after", UtcDateTime(timezone=True), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('extension', 'outage', 'pause', 'resume', 'painted', "
            "'accommodation', 'reopened')",
            name=op.f("ck_attempt_time_events_kind_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempts.id"],
            name=op.f("fk_attempt_time_events_attempt_id_attempts"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["people.id"], name=op.f("fk_attempt_time_events_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_time_events")),
    )
    op.create_index(
        op.f("ix_attempt_time_events_attempt_id"), "attempt_time_events", ["attempt_id"]
    )


def _create_outages() -> None:
    op.create_table(
        "heartbeat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_heartbeat_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "outages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("began_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("credited_seconds", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ended_at > began_at", name=op.f("ck_outages_ends_after_it_began")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outages")),
        sa.UniqueConstraint("began_at", name=op.f("uq_outages_began_at")),
    )
