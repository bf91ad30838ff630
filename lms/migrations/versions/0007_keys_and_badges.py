"""The public halves of signing keys, and each certificate's place in a status list."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from lms.kernel.db import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

Json = sa.JSON().with_variant(JSONB(), "postgresql")
CURRENT = sa.text("retired_at IS NULL")
FIXED = ("kid", "purpose", "number", "public_jwk", "certificate", "created_at")
"""What a key is never changes; when it was given up is said once; since when it is
not trusted only moves back."""


def upgrade() -> None:
    _create_keys()
    _guard_keys()


def downgrade() -> None:
    op.drop_table("issuer_keys")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_key_change()")


def _create_keys() -> None:
    op.create_table(
        "issuer_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kid", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("public_jwk", Json, nullable=False),
        sa.Column("certificate", sa.String(), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("retired_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("compromised_from", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('credential', 'seal')",
            name=op.f("ck_issuer_keys_purpose_is_known"),
        ),
        sa.CheckConstraint(
            "(purpose = 'seal') = (certificate IS NOT NULL)",
            name=op.f("ck_issuer_keys_seals_have_it"),
        ),
        sa.CheckConstraint(
            "retired_at >= created_at",
            name=op.f("ck_issuer_keys_retired_after_it_was_made"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issuer_keys")),
        sa.UniqueConstraint("kid", name=op.f("uq_issuer_keys_kid")),
        sa.UniqueConstraint(
            "purpose", "number", name=op.f("uq_issuer_keys_purpose_number")
        ),
    )
    op.create_index(
        "uq_issuer_keys_one_current",
        "issuer_keys",
        ["purpose"],
        unique=True,
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    )


def _guard_keys() -> None:
    differs = "IS DISTINCT FROM" if _is_postgresql() else "IS NOT"
    changed = [f"NEW.{column} {differs} OLD.{column}" for column in FIXED]
    changed += [
        f"OLD.retired_at IS NOT NULL AND NEW.retired_at {differs} OLD.retired_at",
        "OLD.compromised_from IS NOT NULL AND (NEW.compromised_from IS NULL "
        "OR NEW.compromised_from > OLD.compromised_from)",
    ]
    when = " OR ".join(f"({change})" for change in changed)
    if _is_postgresql():
        op.execute(
            "CREATE FUNCTION refuse_key_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'keys never change' "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        for deed, condition in (("UPDATE", f"WHEN ({when})"), ("DELETE", "")):
            op.execute(
                f"CREATE TRIGGER issuer_keys_never_{deed.lower()} BEFORE {deed} "
                f"ON issuer_keys FOR EACH ROW {condition} "
                "EXECUTE FUNCTION refuse_key_change()"
            )
        return
    for deed, condition in (("UPDATE", f"WHEN {when}"), ("DELETE", "")):
        op.execute(
            f"CREATE TRIGGER issuer_keys_never_{deed.lower()} BEFORE {deed} "
            f"ON issuer_keys {condition} "
            "BEGIN SELECT RAISE(ABORT, 'keys never change'); END"
        )


def _is_postgresql() -> bool:
    return bool(op.get_bind().dialect.name == "postgresql")
