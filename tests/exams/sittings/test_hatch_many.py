"""As many answers as wait are kept together, and each for itself."""

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from exams.sittings.hatch import Hatch
from exams.sittings.models import Answer, AnswerEvent, Attempt
from lms.accounts.models import SignIn
from lms.kernel.db import db, transaction
from lms.reception.plain import read
from tests.exams.an_exam import an_exam, started, tokens
from tests.people import Visitor, a_person

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NAMES = ("Ada Lovelace", "Grace Hopper", "Barbara Liskov")


@dataclass
class Candidate:
    attempt: Attempt
    head: str

    def answer(self, position=1, *, op="one", base=0, option="a", more="", body=None):
        """The letter of a browser that saves an answer."""
        said = {
            "op_id": op,
            "base_revision": base,
            "response": tokens(self.attempt, position, option),
        }
        body = json.dumps(said) if body is None else body
        return (
            f"PUT /api/v1/attempts/{self.attempt.id}/answers/{position} HTTP/1.1\r\n"
            f"{self.head}{more}Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()


@pytest.fixture
def hatch(app):
    return app.extensions["hatch"]


@pytest.fixture
def room(app, set_clock):
    """Three people in the middle of an exam."""
    set_clock(NOON)
    an_exam()
    return [candidate(app, a_person(name)) for name in NAMES]


def candidate(app, person):
    visitor = Visitor(app).sign_in(person)
    token = visitor.token()
    cookie = visitor.client.get_cookie("laurel").value
    return Candidate(
        started(person),
        "Host: localhost\r\nContent-Type: application/json\r\n"
        f"Cookie: laurel={cookie}\r\nX-CSRFToken: {token}\r\n",
    )


def brought(hatch, *letters):
    """What is said to each of them; None where the ordinary way is left to say it."""
    db.session.rollback()
    asked = [read(letter, hatch.first_line) for letter in letters]
    assert all(asked)
    return [said and json.loads(said.body) for said in hatch.answers(asked)]


def kept():
    db.session.rollback()
    return [
        (row.attempt_id, row.position, row.revision)
        for row in db.session.scalars(
            select(AnswerEvent).order_by(AnswerEvent.attempt_id, AnswerEvent.position)
        )
    ]


def test_all_that_wait_are_kept_with_one_look_and_one_statement(hatch, room, queries):
    letters = [each.answer(n, op=f"{n}") for each in room for n in (1, 2)]
    queries.clear()

    said = brought(hatch, *letters)

    is_sqlite = db.engine.dialect.name == "sqlite"
    assert [text.split()[0] for text in queries] == [
        "SELECT",
        *(["INSERT", "INSERT"] if is_sqlite else ["WITH"]),
    ]
    assert [each["revision"] for each in said] == [1] * 6
    assert kept() == [(each.attempt.id, n, 1) for each in room for n in (1, 2)]
    assert db.session.scalar(select(func.count()).select_from(Answer)) == 6


def test_what_cannot_be_kept_keeps_nobody_else_from_being(hatch, room):
    ada, grace, barbara = room
    stranger = grace.answer().replace(
        f"attempts/{grace.attempt.id}/".encode(), f"attempts/{ada.attempt.id}/".encode()
    )

    said = brought(
        hatch,
        ada.answer(2, base=7),
        stranger,
        ada.answer(3, body="{"),
        grace.answer(1, more="Authorization: Bearer x\r\n"),
        grace.answer(2, body='{"op_id":"x","base_revision":0,"response":["no"]}'),
        barbara.answer(1),
    )

    assert [bool(each) for each in said] == [False] * 5 + [True]
    assert kept() == [(barbara.attempt.id, 1, 1)]


def test_of_two_for_one_place_the_second_goes_the_ordinary_way(hatch, room):
    ada = room[0]

    said = brought(hatch, ada.answer(op="one"), ada.answer(op="two", option="c"))

    assert [bool(each) for each in said] == [True, False]
    assert kept() == [(ada.attempt.id, 1, 1)]


def test_an_op_that_was_kept_before_is_not_kept_again(hatch, room):
    ada, grace, _barbara = room
    brought(hatch, ada.answer(op="one"))

    said = brought(hatch, ada.answer(op="one", base=1), grace.answer())

    assert [bool(each) for each in said] == [False, True]
    assert kept() == [(ada.attempt.id, 1, 1), (grace.attempt.id, 1, 1)]


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "closed", "cause": "handed_in", "finished_at": NOON},
        {"paused_at": NOON},
        {"paper_version": 2},
        {"closes_at": NOON - timedelta(microseconds=1)},
        {"writer_epoch": 1},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_an_attempt_that_takes_nothing_leaves_the_others_alone(hatch, room, changed):
    ada, grace, _barbara = room
    with transaction():
        mine = update(Attempt).where(Attempt.id == ada.attempt.id)
        db.session.execute(mine.values(**changed))

    said = brought(hatch, ada.answer(), grace.answer())

    assert [bool(each) for each in said] == [False, True]
    assert kept() == [(grace.attempt.id, 1, 1)]


def test_it_is_the_arrival_that_counts(hatch, room, set_clock):
    ada, grace, _barbara = room
    closes_at = db.session.get_one(Attempt, ada.attempt.id).closes_at
    letters = ada.answer(), grace.answer()
    with transaction():
        db.session.execute(update(SignIn).values(seen_at=closes_at))
    set_clock(closes_at)
    in_time = read(letters[0], hatch.first_line)
    set_clock(closes_at + timedelta(microseconds=1))
    late = read(letters[1], hatch.first_line)

    said = hatch.answers([in_time, late])

    assert [bool(each) for each in said] == [True, False]
    assert kept() == [(ada.attempt.id, 1, 1)]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_nobody_waits_for_an_attempt_that_is_held(hatch, room):
    # SQLite has one writer: whoever writes holds everything.
    ada, grace, _barbara = room
    engine = db.engine.execution_options(isolation_level="READ COMMITTED")
    with engine.connect() as other, other.begin():
        held = select(Attempt.id).where(Attempt.id == ada.attempt.id)
        other.execute(held.with_for_update())
        said = brought(hatch, ada.answer(), grace.answer())

    assert [bool(each) for each in said] == [False, True]


def test_every_save_is_measured_from_its_arrival(app, room):
    saved = []
    hatch = Hatch(app, lambda at, took: saved.append((at, took)), proxies=0)
    asked = read(room[0].answer(), hatch.first_line)

    hatch.answers([replace(asked, tick=asked.tick - 3.0)])

    ((at, took),) = saved
    assert at == NOON
    assert timedelta(seconds=3) < took < timedelta(seconds=60)


@pytest.mark.parametrize(
    ("proxies", "more", "scheme"),
    [
        (0, "", "http"),
        (1, "X-Forwarded-Proto: https\r\n", "https"),
        (1, "X-Forwarded-Proto: http\r\n", "http"),
        (0, "X-Forwarded-Proto: https\r\n", None),
        (1, "X-Forwarded-SSL: on\r\n", None),
        (1, "X-Forwarded-Host: elsewhere.example\r\n", None),
    ],
)
def test_what_proxies_say_is_believed_as_by_the_product(
    app, room, proxies, more, scheme
):
    hatch = Hatch(app, lambda at, took: None, proxies)
    asked = read(room[0].answer(more=more), hatch.first_line)

    (said,) = hatch.answers([asked])

    assert (said is None) == (scheme is None)
    if said:
        stays = "Strict-Transport-Security" in dict(said.head)
        assert stays == (scheme == "https")


def test_a_database_that_is_gone_is_said_aloud(hatch, room, monkeypatch):
    letter = room[0].answer()
    monkeypatch.setattr("exams.sittings.queries.glances", gone)

    with pytest.raises(OSError, match="gone"):
        brought(hatch, letter)


def gone(asked):
    raise OSError("gone")


def test_no_answer_says_the_same_twice_to_two(hatch, room):
    letters = [each.answer() for each in room]
    asked = [read(letter, hatch.first_line) for letter in letters]

    heads = [dict(said.head) for said in hatch.answers(asked)]

    names = {head["X-Request-Id"] for head in heads}
    nonces = {
        re.findall("nonce-(.*?)'", head["Content-Security-Policy"])[0] for head in heads
    }
    assert (len(names), len(nonces)) == (3, 3)
