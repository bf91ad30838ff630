"""The public halves of signing keys, and each certificate's place in a status list."""

import random
from collections import defaultdict
from importlib import import_module

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from lms.kernel.db import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

changes = import_module("lms.migrations.versions.0002_what_never_changes")
Json = sa.JSON().with_variant(JSONB(), "postgresql")
CURRENT = sa.text("retired_at IS NULL")
FIXED = ("kid", "purpose", "number", "public_jwk", "certificate", "created_at")
"""What a key is never changes; when it was given up is said once; since when it is
not trusted only moves back."""


ENTRIES, TAKEN = 131_072, 98_304


def upgrade() -> None:
    _create_keys()
    _guard_keys()
    _create_entries()
    _give_places()
    changes.guard("status_entries")


def downgrade() -> None:
    op.drop_table("status_entries")
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


def _create_entries() -> None:
    op.create_table(
        "status_entries",
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("list_number", sa.Integer(), nullable=False),
        sa.Column("list_index", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "list_number > 0", name=op.f("ck_status_entries_lists_count_from_one")
        ),
        sa.CheckConstraint(
            f"list_index >= 0 AND list_index < {ENTRIES}",
            name=op.f("ck_status_entries_index_in_the_list"),
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificates.id"],
            name=op.f("fk_status_entries_certificate_id_certificates"),
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_status_entries")),
        sa.UniqueConstraint(
            "list_number",
            "list_index",
            name=op.f("uq_status_entries_list_number_list_index"),
        ),
    )


def _give_places() -> None:
    """To the certificates there are: each list takes as many as `TAKEN` ids."""
    lists = defaultdict(list)
    for row in op.get_bind().execute(sa.text("SELECT id FROM certificates")):
        lists[1 + (row.id - 1) // TAKEN].append(row.id)
    table = sa.table(
        "status_entries",
        *(sa.column(n) for n in ("certificate_id", "list_number", "list_index")),
    )
    for number, ids in lists.items():
        indices = random.SystemRandom().sample(range(ENTRIES), len(ids))
        op.bulk_insert(
            table,
            [
                {"certificate_id": id, "list_number": number, "list_index": index}
                for id, index in zip(ids, indices, strict=True)
            ],
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
