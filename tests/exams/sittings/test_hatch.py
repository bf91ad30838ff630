"""Answers as usual take the short way in; nobody can tell, and nothing else does."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from werkzeug.datastructures import EnvironHeaders

from exams.sittings.models import AnswerEvent
from lms.accounts.models import RoleGrant, SignIn
from lms.kernel.db import db, transaction
from lms.reception.plain import read
from tests.exams.an_exam import an_exam, started, tokens
from tests.people import a_person

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ORDINARY = "application/json; charset=utf-8"
"""Means the same, and is not what browsers of ours send."""


@pytest.fixture
def ada(visitor, set_clock):
    set_clock(NOON)
    ada = a_person("Ada Lovelace")
    an_exam()
    visitor.sign_in(ada)
    return ada


@pytest.fixture
def kept(app, monkeypatch):
    """What was kept at the hatch: position by position."""
    front = Front(app)
    monkeypatch.setattr(app, "wsgi_app", front)
    return front.kept


class Front:
    """Brings letters to the hatch one by one, as the web server brings many."""

    def __init__(self, app):
        self.product, self.hatch = app.wsgi_app, app.extensions["hatch"]
        self.kept = []

    def __call__(self, environ, start):
        letter = letter_of(environ)
        asked = read(letter, self.hatch.first_line)
        said = self.hatch.answers([asked])[0] if asked else None
        if said is None:
            body = letter.partition(b"\r\n\r\n")[2]
            return self.product({**environ, "wsgi.input": BytesIO(body)}, start)
        self.kept.append(int(asked.path.rpartition("/")[2]))
        start("200 OK", said.head)
        return [said.body]


def letter_of(environ):
    """The request as it comes over the line."""
    head = EnvironHeaders(environ)
    lines = [f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in head if value]
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    return "\r\n".join([*lines, "", ""]).encode() + body


def put(visitor, attempt, position, *, kind="application/json", more=None, base=0):
    body = {
        "op_id": f"op-{position}-{base}",
        "base_revision": base,
        "response": tokens(attempt, position, "a"),
    }
    headers = {"X-CSRFToken": visitor.token(), "Content-Type": kind, **(more or {})}
    address = f"/api/v1/attempts/{attempt.id}/answers/{position}"
    return visitor.open("PUT", address, headers=headers, data=json.dumps(body))


def test_both_ways_give_the_same_answer(visitor, ada, kept):
    attempt = started(ada)

    short = put(visitor, attempt, 1)
    long = put(visitor, attempt, 2, kind=ORDINARY)

    assert kept == [1]
    assert short.status == long.status == "200 OK"
    assert list(short.json) == list(long.json)
    assert {**short.json, "receipt": ""} == {**long.json, "receipt": ""}
    assert len(short.data) == len(long.data)
    assert told(short) == told(long)


def told(answer):
    once = {"X-Request-Id", "Content-Security-Policy"}
    lengths = {name: len(answer.headers[name]) for name in once}
    rest = sorted((k, v) for k, v in answer.headers.items() if k not in once)
    return lengths, rest


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"Host": "elsewhere.example"}, 400),
        ({"X-CSRFToken": ""}, 400),
        ({"X-CSRFToken": "forged"}, 400),
        ({"Authorization": "Bearer nothing"}, 401),
    ],
)
def test_an_unusual_request_is_told_at_the_ordinary_door(
    visitor, ada, kept, more, status
):
    attempt = started(ada)

    assert put(visitor, attempt, 1, more=more).status_code == status
    assert not kept
    assert db.session.query(AnswerEvent).count() == 0


@pytest.mark.parametrize("forged", ["laurel=forged", "{}; laurel=forged", "", "{}x"])
def test_a_cookie_that_is_not_ours_is_told_at_the_ordinary_door(
    app, visitor, ada, kept, forged
):
    attempt = started(ada)
    token, cookie = visitor.token(), cookie_of(visitor)

    answer = bare(app, attempt, token, forged.format(cookie))

    assert not kept
    assert answer.status_code == (200 if forged.startswith("{};") else 401)


def cookie_of(visitor):
    return f"laurel={visitor.client.get_cookie('laurel').value}"


def bare(app, attempt, token, cookie):
    """A request with just this cookie."""
    body = {"op_id": "y", "base_revision": 0, "response": tokens(attempt, 2, "a")}
    with app.app_context():
        return app.test_client(use_cookies=False).put(
            f"/api/v1/attempts/{attempt.id}/answers/2",
            json=body,
            headers={"X-CSRFToken": token, "Cookie": cookie},
        )


def test_a_token_of_another_session_opens_nothing(app, visitor, ada, kept):
    attempt = started(ada)
    stranger = type(visitor)(app)

    answer = put(visitor, attempt, 1, more={"X-CSRFToken": stranger.token()})

    assert answer.status_code == 400
    assert not kept


def test_whoever_may_not_sit_exams_any_more_is_told_so(visitor, ada, kept):
    attempt = started(ada)
    put(visitor, attempt, 1)
    with transaction():
        db.session.query(RoleGrant).filter_by(person_id=ada.id).delete()

    assert put(visitor, attempt, 2).status_code == 403
    assert kept == [1]


def test_a_sign_in_that_ended_opens_nothing(app, visitor, ada, kept):
    attempt = started(ada)
    token, cookie = visitor.token(), cookie_of(visitor)
    put(visitor, attempt, 1)
    visitor.post("/sign-out")

    assert bare(app, attempt, token, cookie).status_code == 401
    assert kept == [1]


def test_a_closed_account_opens_nothing(visitor, ada, kept):
    attempt = started(ada)
    with transaction():
        db.session.merge(ada).closed_at = NOON

    assert put(visitor, attempt, 1).status_code == 401
    assert not kept


def test_being_seen_is_noted_all_the_same(app, visitor, ada, kept, set_clock):
    attempt = started(ada)
    token, cookie = visitor.token(), cookie_of(visitor)
    set_clock(NOON + timedelta(minutes=6))

    assert bare(app, attempt, token, cookie).status_code == 200
    assert not kept
    db.session.rollback()
    assert db.session.query(SignIn.seen_at).scalar() == NOON + timedelta(minutes=6)


def test_a_body_that_was_looked_at_is_read_again(visitor, ada, kept):
    attempt = started(ada)
    put(visitor, attempt, 1)

    stale = put(visitor, attempt, 1, base=7)

    assert stale.status_code == 409
    assert stale.json["error"]["revision"] == 1
    assert kept == [1]
