"""The statement of an exam day: it keeps answers, and decides by itself which.

All conditions stand in one select: the attempt is theirs, open, not paused, in
time, written by the window that holds the pen, to the question that still stands
there, and nobody saved another answer since. PostgreSQL writes event and answer in
the same statement; SQLite, which has one writer at a time, in two of one
transaction.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    Table,
    and_,
    bindparam,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as lite_insert

from exams.sittings.models import Answer, AnswerEvent, Attempt, PaperQuestion
from lms.kernel.db import Json, UtcDateTime, by_engine, db
from lms.kernel.listing import Engine, document, found_for_each, table_of
from lms.kernel.quick import look

Row = Mapping[str, Any]
Place = tuple[int, int]
"""Number of the attempt, position on its paper."""

HELD = cast(Table, Answer.__table__)
EVENTS = cast(Table, AnswerEvent.__table__)
INSERT: dict[Engine, Any] = {"sqlite": lite_insert, "postgresql": pg_insert}
SAVED = ("revision", "response", "saved_at")
ASKED = {
    "attempt": Integer(),
    "person": Integer(),
    "position": Integer(),
    "epoch": Integer(),
    "paper": Integer(),
    "base": Integer(),
    "op": String(),
    "response": Json,
    "now": UtcDateTime(),
}
EVENT = {
    "attempt_id": Integer(),
    "position": Integer(),
    "op_id": String(),
    "revision": Integer(),
    "response": Json,
    "received_at": UtcDateTime(),
}


def write(sent: Row) -> bool:
    """Keep an answer if every condition holds; says whether it was kept. As
    `write_all`, but waits for whoever holds the attempt."""
    return bool(_written([sent], by_engine(sqlite=LITE_EVENTS, postgresql=PG_PATIENT)))


def write_all(sent: Sequence[Row]) -> set[Place]:
    """Keep each answer for which every condition holds; where they stand.

    `sent`: person, attempt, position, epoch, paper (its version), base, op,
    response (in ids), now; two never stand at one place. Not kept, so that nobody
    waits for one of them, is also what belongs to an attempt that is being changed,
    and what was sent before under the same op.
    """
    return _written(sent, by_engine(sqlite=LITE_EVENTS, postgresql=PG_AT_ONCE))


def _written(sent: Sequence[Row], statement: Any) -> set[Place]:
    rows = look(statement, asked=document(sent))
    if rows and db.engine.dialect.name == "sqlite":
        look(LITE_ANSWERS, kept=document([row._asdict() for row in rows]))
    return {(row.attempt_id, row.position) for row in rows}


def set_aside(row: dict[str, Any], changed: dict[str, Any]) -> None:
    """Keep a flag or a note beside the answer, whether there is one or not."""
    make = by_engine(**INSERT)
    statement = make(HELD).values(
        {"revision": 0, "response": [], "flagged": False, "note": "", **row}
    )
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["attempt_id", "position"], set_=changed
        )
    )


def start_anew(places: Sequence[Mapping[str, int]]) -> None:
    """Other questions stand at these places now ({attempt_id, position}): nothing is
    answered there, and what was typed for the old question comes too late, for it
    names a revision that is past."""
    make = by_engine(**INSERT)
    new = {"revision": 1, "response": [], "flagged": False, "note": ""}
    db.session.execute(
        make(HELD)
        .values(new | {name: bindparam(name) for name in ("attempt_id", "position")})
        .on_conflict_do_update(
            index_elements=["attempt_id", "position"],
            set_={"revision": HELD.c.revision + 1, "response": [], "saved_at": None},
        ),
        list(places),
    )


def _events(engine: Engine, *, skips: bool = False) -> Any:
    """Adds an event for each answer that is kept. `skips`: not of attempts that
    somebody holds; else waits for them."""
    asked = table_of(engine, "asked", **ASKED)
    wanted = found_for_each(engine, asked, _writable(asked, skips=skips))
    return (
        INSERT[engine](EVENTS)
        .from_select(list(EVENT), wanted)
        .on_conflict_do_nothing()
        .returning(*(EVENTS.c[name] for name in EVENT))
    )


def _writable(asked: FromClause, *, skips: bool) -> Select[Any]:
    revision = func.coalesce(HELD.c.revision, 0)
    is_held = and_(
        HELD.c.attempt_id == Attempt.id, HELD.c.position == PaperQuestion.position
    )
    return (
        select(
            Attempt.id,
            PaperQuestion.position,
            asked.c.op,
            (revision + 1).label("revision"),
            asked.c.response,
            asked.c.now,
        )
        .join(PaperQuestion, PaperQuestion.attempt_id == Attempt.id)
        .outerjoin(HELD, is_held)
        .where(*_conditions(asked), revision == asked.c.base)
        # PostgreSQL: a hand-in waits until this save is kept or dropped, so an
        # acknowledged answer is always in the score.
        .with_for_update(read=True, of=Attempt, skip_locked=skips)
    )


def _conditions(asked: FromClause) -> tuple[ColumnElement[bool], ...]:
    return (
        Attempt.id == asked.c.attempt,
        Attempt.person_id == asked.c.person,
        Attempt.state == "open",
        Attempt.paused_at.is_(None),
        Attempt.closes_at >= asked.c.now,
        Attempt.writer_epoch == asked.c.epoch,
        Attempt.paper_version == asked.c.paper,
        PaperQuestion.position == asked.c.position,
    )


def _answers(engine: Engine, kept: Any) -> Any:
    """Puts these events' answers where they stand."""
    answer = INSERT[engine](HELD).from_select(
        ["attempt_id", "position", *SAVED, "flagged", "note"], kept
    )
    new = answer.excluded
    return answer.on_conflict_do_update(
        index_elements=["attempt_id", "position"],
        set_={name: new[name] for name in SAVED},
    )


def _in_one(*, skips: bool) -> Any:
    event = _events("postgresql", skips=skips).cte("event")
    return _answers("postgresql", _answer_of(event)).returning(
        HELD.c.attempt_id, HELD.c.position
    )


def _after() -> Any:
    return _answers("sqlite", _answer_of(table_of("sqlite", "kept", **EVENT)))


def _answer_of(event: Any) -> Select[Any]:
    c = event.c
    return select(
        c.attempt_id,
        c.position,
        c.revision,
        c.response,
        c.received_at,
        literal(False),
        literal(""),
    ).where(true())


LITE_EVENTS, LITE_ANSWERS = _events("sqlite"), _after()
PG_AT_ONCE, PG_PATIENT = _in_one(skips=True), _in_one(skips=False)
"""Built once: they run for every answer of every candidate."""
