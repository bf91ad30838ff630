"""The statement of an exam day: it keeps an answer, and decides by itself whether it
may.

All conditions stand in one select: the attempt is theirs, open, not paused, in
time, written by the window that holds the pen, to the question that still stands
there, and nobody saved another answer since. PostgreSQL writes event and answer in
the same statement; SQLite, which has one writer at a time, in two of one
transaction.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import (
    Select,
    String,
    Table,
    and_,
    bindparam,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as lite_insert

from exams.sittings.models import Answer, AnswerEvent, Attempt, PaperQuestion
from lms.kernel.db import Json, UtcDateTime, by_engine, db
from lms.kernel.quick import look

HELD = cast(Table, Answer.__table__)
EVENTS = cast(Table, AnswerEvent.__table__)
SAVED = ("revision", "response", "saved_at")
NOW = bindparam("now", type_=UtcDateTime())
RESPONSE = bindparam("response", type_=Json)


def write(sent: dict[str, Any]) -> bool:
    """Keep an answer if every condition holds; says whether it was kept.

    `sent`: person, attempt, position, epoch, paper (its version), base, op,
    response (in ids), now.
    Raises IntegrityError when the same op_id or revision is written beside it.
    """
    if db.engine.dialect.name == "postgresql":
        return bool(look(IN_ONE, **sent))
    if not look(EVENT, **sent):
        return False
    look(
        ANSWER,
        attempt_id=sent["attempt"],
        position=sent["position"],
        revision=sent["base"] + 1,
        response=sent["response"],
        saved_at=sent["now"],
    )
    return True


def set_aside(row: dict[str, Any], changed: dict[str, Any]) -> None:
    """Keep a flag or a note beside the answer, whether there is one or not."""
    make = by_engine(sqlite=lite_insert, postgresql=pg_insert)
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
    make = by_engine(sqlite=lite_insert, postgresql=pg_insert)
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


def _writable() -> Select[Any]:
    revision = func.coalesce(HELD.c.revision, 0)
    return (
        _slot()
        .with_only_columns(
            Attempt.id,
            PaperQuestion.position,
            bindparam("op", type_=String()),
            (revision + 1).label("revision"),
            RESPONSE,
            NOW,
        )
        .where(
            Attempt.state == "open",
            Attempt.paused_at.is_(None),
            Attempt.closes_at >= NOW,
            Attempt.writer_epoch == bindparam("epoch"),
            Attempt.paper_version == bindparam("paper"),
            revision == bindparam("base"),
        )
        # PostgreSQL: a hand-in waits until this save is kept or dropped, so an
        # acknowledged answer is always in the score.
        .with_for_update(read=True, of=Attempt)
    )


def _slot() -> Select[Any]:
    is_held = and_(
        HELD.c.attempt_id == Attempt.id, HELD.c.position == PaperQuestion.position
    )
    return (
        select(Attempt.id)
        .join(PaperQuestion, PaperQuestion.attempt_id == Attempt.id)
        .outerjoin(HELD, is_held)
        .where(
            Attempt.id == bindparam("attempt"),
            Attempt.person_id == bindparam("person"),
            PaperQuestion.position == bindparam("position"),
        )
    )


EVENT = (
    insert(EVENTS)
    .from_select(
        ["attempt_id", "position", "op_id", "revision", "response", "received_at"],
        _writable(),
    )
    .returning(
        EVENTS.c.attempt_id,
        EVENTS.c.position,
        EVENTS.c.revision,
        EVENTS.c.response,
        EVENTS.c.received_at,
    )
)


def _in_one() -> Any:
    event = EVENT.cte("event")
    answer = pg_insert(HELD).from_select(
        ["attempt_id", "position", *SAVED, "flagged", "note"],
        select(event, literal(False), literal("")),
    )
    new = answer.excluded
    return answer.on_conflict_do_update(
        index_elements=["attempt_id", "position"],
        set_={name: new[name] for name in SAVED},
    ).returning(HELD.c.revision)


def _answer() -> Any:
    answer = lite_insert(HELD).values(
        attempt_id=bindparam("attempt_id"),
        position=bindparam("position"),
        revision=bindparam("revision"),
        response=bindparam("response", type_=Json),
        saved_at=bindparam("saved_at", type_=UtcDateTime()),
        flagged=False,
        note="",
    )
    new = answer.excluded
    return answer.on_conflict_do_update(
        index_elements=["attempt_id", "position"],
        set_={name: new[name] for name in SAVED},
    )


IN_ONE, ANSWER = _in_one(), _answer()
"""Built once: they run for every answer of every candidate."""
