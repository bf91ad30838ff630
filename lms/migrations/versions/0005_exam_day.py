"""Windows, groups, vouchers, accommodations and what invigilators do."""

from importlib import import_module

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from lms.kernel.db import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

changes = import_module("lms.migrations.versions.0002_what_never_changes")
Json = sa.JSON().with_variant(JSONB(), "postgresql")
NEW = (
    "exam_admissions",
    "candidate_groups",
    "group_members",
    "exam_windows",
    "voucher_batches",
    "vouchers",
    "voucher_uses",
    "accommodations",
    "question_blocks",
    "block_liftings",
    "paper_substitutions",
    "incidents",
    "attempt_voids",
    "reopenings",
    "integrity_signals",
    "save_minutes",
)
KEPT = (
    "voucher_uses",
    "question_blocks",
    "block_liftings",
    "paper_substitutions",
    "incidents",
    "attempt_voids",
    "integrity_signals",
)
SIGNALS = "'focus_lost', 'paste', 'second_device', 'left_full_screen'"
UNDECIDED = sa.text("approved_at IS NULL AND refused_at IS NULL")

ADDED = (
    "window_id INTEGER CONSTRAINT fk_attempts_window_id_exam_windows "
    "REFERENCES exam_windows (id)",
    "is_spent BOOLEAN NOT NULL DEFAULT TRUE",
)
"""Added without rebuilding: that would take long on a table of every attempt."""


def upgrade() -> None:
    _create_schedule()
    _create_vouchers()
    _create_accommodations()
    for column in ADDED:
        op.execute(f"ALTER TABLE attempts ADD COLUMN {column}")
    op.add_column("attempts", _moment("voided_at", nullable=True))
    _create_blocks()
    _create_notes()
    _create_reopenings()
    for table, columns in INDEXES:
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))
    for table in KEPT:
        changes.guard(table)


def downgrade() -> None:
    op.drop_index(op.f("ix_attempts_started_at"), "attempts")
    with op.batch_alter_table("attempts") as batch:
        for name in ("voided_at", "is_spent", "window_id"):
            batch.drop_column(name)
    for table in reversed(NEW):
        op.drop_table(table)


INDEXES = (
    ("attempts", ("started_at",)),
    ("group_members", ("person_id",)),
    ("exam_windows", ("exam_id", "latest_start_at")),
    ("voucher_batches", ("exam_id",)),
    ("vouchers", ("batch_id",)),
    ("accommodations", ("person_id",)),
    ("question_blocks", ("question_id",)),
    ("paper_substitutions", ("block_id",)),
    ("incidents", ("exam_id",)),
    ("incidents", ("attempt_id",)),
    ("reopenings", ("attempt_id",)),
)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(timezone=True), nullable=nullable)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*(columns or ("id",)), name=op.f(f"pk_{table}"))


def _points(table: str, column: str, there: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{there}")
    return sa.ForeignKeyConstraint([column], [f"{there}.id"], name=name)


def _only(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _create_schedule() -> None:
    op.create_table(
        "exam_admissions",
        _number("exam_id"),
        _flag("only_in_windows"),
        _flag("only_with_voucher"),
        _points("exam_admissions", "exam_id", "exams"),
        _key("exam_admissions", "exam_id"),
    )
    op.create_table(
        "candidate_groups",
        _id(),
        _words("name"),
        _moment("made_at"),
        _number("made_by_id", nullable=True),
        _points("candidate_groups", "made_by_id", "people"),
        _key("candidate_groups"),
        _only("candidate_groups", "name"),
    )
    op.create_table(
        "group_members",
        _number("group_id"),
        _number("person_id"),
        _moment("added_at"),
        _points("group_members", "group_id", "candidate_groups"),
        _points("group_members", "person_id", "people"),
        _key("group_members", "group_id", "person_id"),
    )
    op.create_table(
        "exam_windows",
        _id(),
        _number("exam_id"),
        _words("title"),
        _number("group_id", nullable=True),
        _moment("opens_at"),
        _moment("latest_start_at"),
        _moment("ends_at", nullable=True),
        _moment("made_at"),
        _number("made_by_id", nullable=True),
        _moment("cancelled_at", nullable=True),
        _check("exam_windows", "closes_after_it_opens", "latest_start_at > opens_at"),
        _check(
            "exam_windows", "ends_after_the_last_start", "ends_at > latest_start_at"
        ),
        _points("exam_windows", "exam_id", "exams"),
        _points("exam_windows", "group_id", "candidate_groups"),
        _points("exam_windows", "made_by_id", "people"),
        _key("exam_windows"),
    )


def _create_vouchers() -> None:
    op.create_table(
        "voucher_batches",
        _id(),
        _number("exam_id"),
        _number("window_id", nullable=True),
        _words("title"),
        _moment("expires_at"),
        _moment("made_at"),
        _number("made_by_id", nullable=True),
        _moment("withdrawn_at", nullable=True),
        _points("voucher_batches", "exam_id", "exams"),
        _points("voucher_batches", "window_id", "exam_windows"),
        _points("voucher_batches", "made_by_id", "people"),
        _key("voucher_batches"),
    )
    op.create_table(
        "vouchers",
        _id(),
        _number("batch_id"),
        _words("code_hash"),
        _points("vouchers", "batch_id", "voucher_batches"),
        _key("vouchers"),
        _only("vouchers", "code_hash"),
    )
    op.create_table(
        "voucher_uses",
        _number("voucher_id"),
        _number("attempt_id"),
        _moment("used_at"),
        _points("voucher_uses", "voucher_id", "vouchers"),
        _points("voucher_uses", "attempt_id", "attempts"),
        _key("voucher_uses", "voucher_id"),
        _only("voucher_uses", "attempt_id"),
    )


def _create_accommodations() -> None:
    op.create_table(
        "accommodations",
        _id(),
        _number("person_id"),
        _number("factor"),
        _words("reason"),
        _moment("granted_at"),
        _number("granted_by_id", nullable=True),
        _moment("ended_at", nullable=True),
        _number("ended_by_id", nullable=True),
        _check("accommodations", "factor_in_range", "factor BETWEEN 100 AND 400"),
        _check("accommodations", "ends_after_it_began", "ended_at >= granted_at"),
        *(
            _points("accommodations", column, "people")
            for column in ("person_id", "granted_by_id", "ended_by_id")
        ),
        _key("accommodations"),
    )
    op.create_index(
        "uq_accommodations_one_live",
        "accommodations",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _create_blocks() -> None:
    op.create_table(
        "question_blocks",
        _id(),
        _number("question_id"),
        _words("reason"),
        _moment("at"),
        _number("by_id"),
        _points("question_blocks", "question_id", "questions"),
        _points("question_blocks", "by_id", "people"),
        _key("question_blocks"),
    )
    op.create_table(
        "block_liftings",
        _number("block_id"),
        _words("reason"),
        _moment("at"),
        _number("by_id"),
        _points("block_liftings", "block_id", "question_blocks"),
        _points("block_liftings", "by_id", "people"),
        _key("block_liftings", "block_id"),
    )
    op.create_table(
        "paper_substitutions",
        *(_number(name) for name in ("attempt_id", "position", "number")),
        _number("version_id"),
        sa.Column("order", Json, nullable=False),
        sa.Column("tokens", Json, nullable=False),
        _flag("is_counted"),
        _number("block_id"),
        _moment("at"),
        sa.ForeignKeyConstraint(
            ["attempt_id", "position"],
            ["paper_questions.attempt_id", "paper_questions.position"],
            name=op.f("fk_paper_substitutions_position"),
        ),
        _points("paper_substitutions", "version_id", "question_versions"),
        _points("paper_substitutions", "block_id", "question_blocks"),
        _key("paper_substitutions", "attempt_id", "position", "number"),
    )


def _create_notes() -> None:
    op.create_table(
        "incidents",
        _id(),
        _number("exam_id"),
        _number("attempt_id", nullable=True),
        _words("text"),
        _moment("at"),
        _number("by_id", nullable=True),
        _points("incidents", "exam_id", "exams"),
        _points("incidents", "attempt_id", "attempts"),
        _points("incidents", "by_id", "people"),
        _key("incidents"),
    )
    op.create_table(
        "integrity_signals",
        _number("attempt_id"),
        _number("number"),
        _words("kind"),
        _moment("happened_at"),
        _check("integrity_signals", "kind_is_known", f"kind IN ({SIGNALS})"),
        _check("integrity_signals", "not_endless", "number BETWEEN 1 AND 200"),
        _points("integrity_signals", "attempt_id", "attempts"),
        _key("integrity_signals", "attempt_id", "number"),
    )
    op.create_table(
        "save_minutes",
        _moment("minute"),
        _words("process"),
        sa.Column("buckets", Json, nullable=False),
        _key("save_minutes", "minute", "process"),
    )


def _create_reopenings() -> None:
    op.create_table(
        "attempt_voids",
        _number("attempt_id"),
        _words("reason"),
        _moment("at"),
        _number("by_id"),
        _points("attempt_voids", "attempt_id", "attempts"),
        _points("attempt_voids", "by_id", "people"),
        _key("attempt_voids", "attempt_id"),
    )
    op.create_table(
        "reopenings",
        _id(),
        _number("attempt_id"),
        _number("minutes"),
        _words("reason"),
        _moment("proposed_at"),
        _number("proposed_by_id"),
        _moment("approved_at", nullable=True),
        _number("approved_by_id", nullable=True),
        _moment("refused_at", nullable=True),
        _number("refused_by_id", nullable=True),
        *(_check("reopenings", name, rule) for name, rule in DECISIONS.items()),
        _points("reopenings", "attempt_id", "attempts"),
        *(
            _points("reopenings", f"{deed}_by_id", "people")
            for deed in ("proposed", "approved", "refused")
        ),
        _key("reopenings"),
    )
    op.create_index(
        "uq_reopenings_one_proposed",
        "reopenings",
        ["attempt_id"],
        unique=True,
        sqlite_where=UNDECIDED,
        postgresql_where=UNDECIDED,
    )


DECISIONS = {
    "two_persons": "approved_by_id <> proposed_by_id",
    "approved_by_somebody": "(approved_at IS NULL) = (approved_by_id IS NULL)",
    "one_decision": "approved_at IS NULL OR refused_at IS NULL",
    "minutes_are_positive": "minutes > 0",
}
