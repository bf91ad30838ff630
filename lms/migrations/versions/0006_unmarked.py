"""Attempts that are closed and could not be marked yet."""

import sqlalchemy as sa
from alembic import op

from lms.kernel.db import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WAITING = sa.text("unmarked_since IS NOT NULL")


def upgrade() -> None:
    op.add_column("attempts", sa.Column("unmarked_since", UtcDateTime(timezone=True)))
    op.create_index(
        "ix_attempts_unmarked",
        "attempts",
        ["unmarked_since"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    op.drop_index("ix_attempts_unmarked", "attempts")
    op.drop_column("attempts", "unmarked_since")
