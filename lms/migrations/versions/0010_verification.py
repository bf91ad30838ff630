"""What holders let others see; files are found by their hash."""

import sqlalchemy as sa
from alembic import op

from lms.kernel.db import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "holder_consents",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("given_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("profile_slug", sa.String(), nullable=True),
        sa.CheckConstraint(
            "length(profile_slug) >= 22",
            name=op.f("ck_holder_consents_slug_cannot_be_guessed"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_holder_consents_person_id_people")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_holder_consents")),
        sa.UniqueConstraint("profile_slug", name=op.f("uq_holder_consents_profile_slug")),
    )
    op.create_index(
        op.f("ix_certificate_documents_sha256"), "certificate_documents", ["sha256"]
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_certificate_documents_sha256"), "certificate_documents")
    op.drop_table("holder_consents")
