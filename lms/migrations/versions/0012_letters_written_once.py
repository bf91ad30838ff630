"""A letter may name its occasion: there is one about each."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("mails") as batch:
        batch.add_column(sa.Column("occasion", sa.String(), nullable=True))
        batch.create_unique_constraint(op.f("uq_mails_occasion"), ["occasion"])


def downgrade() -> None:
    with op.batch_alter_table("mails") as batch:
        batch.drop_constraint(op.f("uq_mails_occasion"), type_="unique")
        batch.drop_column("occasion")
