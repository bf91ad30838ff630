"""After an exam: what a candidate learns, what happened, and the receipt."""

import hashlib
import hmac
import json
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from exams.sittings import answers, closing, deadlines, outages, receipts
from exams.sittings.deadlines import Why
from exams.sittings.models import Answer, Attempt
from lms.accounts.rules.roles import Role
from lms.kernel import clock
from lms.kernel.db import db, transaction
from tests.exams.an_exam import an_exam, right, started, tokens
from tests.exams.test_pages import a_lesson, handed_in, words
from tests.people import Visitor, a_person, actor

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
RECEIPTS = "/receipts/verification"


@pytest.fixture
def ada(visitor, set_clock):
    set_clock(NOON)
    ada = a_person("Ada Lovelace")
    visitor.sign_in(ada)
    return ada


def result(visitor, attempt):
    """What the page says and what programs get."""
    page = visitor.get(f"/attempts/{attempt.id}/result")
    assert page.status_code == 200, page.text
    return words(page), visitor.get(f"/api/v1/attempts/{attempt.id}/result").json


def test_domains_are_told_in_bands_and_never_in_points(visitor, ada):
    an_exam(blueprint={"core": 5, "pricing": 1})
    attempt = handed_in(started(ada), ada, right_answers=6)

    text, api = result(visitor, attempt)

    assert "Core 5 questions Strong" in text
    assert "Pricing 1 question Too few questions to say how it went" in text
    assert {line["domain"]: line for line in api["by_domain"]} == {
        "core": {"domain": "core", "title": "Core", "questions": 5, "band": "strong"},
        "pricing": {
            "domain": "pricing",
            "title": "Pricing",
            "questions": 1,
            "band": None,
        },
    }
    assert (api["earned"], api["possible"], api["percent"]) == (6, 6, 100)


def test_a_policy_of_scores_tells_no_domains(visitor, ada):
    an_exam(blueprint={"core": 5}, feedback="score")
    attempt = handed_in(started(ada), ada, right_answers=3)

    text, api = result(visitor, attempt)

    assert "3 of 5 · 60 %" in text
    assert "By domain" not in text
    assert (api["earned"], api["by_domain"]) == (3, [])


@pytest.mark.parametrize("right_answers", [3, 5])
def test_a_policy_of_verdicts_tells_no_score_anywhere(visitor, ada, right_answers):
    an_exam(blueprint={"core": 5}, feedback="verdict")
    attempt = handed_in(started(ada), ada, right_answers=right_answers)

    text, api = result(visitor, attempt)

    assert "No score is shown" in text
    assert api == {
        "id": attempt.id,
        "state": "closed",
        "cause": "handed_in",
        "finished_at": "2026-03-02T12:00:00Z",
        "feedback": "verdict",
        "passed": right_answers == 5,
        "pass_mark": 80,
        "earned": None,
        "possible": None,
        "percent": None,
        "by_domain": [],
    }
    for page in (text, words(visitor.get("/")), words(visitor.get("/exams"))):
        assert "3 of 5 points" not in page
        assert "60 %" not in page


def test_weak_domains_lead_to_lessons_only_where_they_are_told(visitor, ada):
    version = an_exam(blueprint={"core": 5}, feedback="score")
    a_lesson(version, "core")
    attempt = handed_in(started(ada), ada, right_answers=0)

    page = visitor.get(f"/attempts/{attempt.id}/result")

    assert "All about core" not in page.text
    assert "All lessons of this certification" in words(page)


def test_the_policy_is_that_of_the_version_the_attempt_began_under(visitor, ada):
    version = an_exam(feedback="verdict")
    attempt = handed_in(started(ada), ada, right_answers=1)
    assert version.feedback == "verdict"

    assert result(visitor, attempt)[1]["earned"] is None


def test_what_moved_the_clock_is_told_with_its_minutes(visitor, ada, set_clock):
    an_exam()
    boss = actor(a_person("Ines Duarte", Role.ADMIN))
    attempt = started(ada)

    def at(minutes, deed):
        set_clock(NOON + timedelta(minutes=minutes))
        with transaction():
            deed(clock.now())

    at(0.1, lambda now: deadlines.note_painted(attempt.id, by=actor(ada), now=now))
    at(
        5,
        lambda now: deadlines.give(
            {attempt.id: 600}, Why("extension", "canary"), by=boss, now=now
        ),
    )
    at(6, lambda now: deadlines.pause([attempt.id], "canary", by=boss, now=now))
    at(9, lambda now: deadlines.resume([attempt.id], "canary", by=boss, now=now))
    at(10, lambda now: outages.beat(now=now))
    at(13, lambda now: outages.beat(now=now))
    at(30, lambda now: closing.hand_in(attempt.id, by=actor(ada), now=now))

    text = words(visitor.get(f"/attempts/{attempt.id}/result"))

    told = text[text.index("What happened") : text.index("What was held")]
    assert told.split("UTC. ")[1].strip() == (
        "Started 12:00:00 "
        "The first question was on your screen 12:00:06 You were given 6 seconds. "
        "The exam team moved the deadline 12:05:00 You were given 10 minutes. "
        "Paused: the clock stood still 12:06:00 "
        "The exam went on 12:09:00 You were given 3 minutes. "
        "Our server was away 12:10:00 to 12:13:00 You were given 3 minutes. "
        "Handed in 12:30:00"
    )
    assert "canary" not in text
    assert "Ines" not in text


@pytest.mark.parametrize(
    ("is_spent", "words_of_it"), [(True, "uses up one of"), (False, "uses up none of")]
)
def test_a_void_attempt_says_so_and_shows_no_score(visitor, ada, is_spent, words_of_it):
    an_exam()
    attempt = handed_in(started(ada), ada, right_answers=3)
    with transaction():
        row = db.session.get_one(Attempt, attempt.id)
        row.voided_at, row.is_spent = NOON, is_spent

    page = visitor.get(f"/attempts/{attempt.id}/result")
    api = visitor.get(f"/api/v1/attempts/{attempt.id}/result")

    text = words(page)
    assert "This attempt does not count" in text
    assert words_of_it in text
    assert "3 of 3 ·" not in text
    assert "Declared void 12:00:00" in text
    assert (api.status_code, api.json["error"]["code"]) == (409, "attempt_void")


def test_an_attempt_that_waits_for_marking_says_so(visitor, ada):
    an_exam()
    attempt = started(ada)
    with transaction():
        row = db.session.get_one(Attempt, attempt.id)
        row.state, row.cause, row.finished_at = "closed", "handed_in", NOON
        row.unmarked_since = NOON

    page = visitor.get(f"/attempts/{attempt.id}/result")
    api = visitor.get(f"/api/v1/attempts/{attempt.id}/result")

    assert "Handed in; the result follows" in words(page)
    assert api.json["error"]["code"] == "not_marked_yet"
    assert "not marked yet" in api.json["error"]["message"]


def receipt(visitor, attempt):
    answer = visitor.get(f"/api/v1/attempts/{attempt.id}/receipt")
    assert answer.status_code == 200, answer.text
    return answer.json


def checked(visitor, content):
    file = (BytesIO(content), "receipt.json")
    return visitor.post(RECEIPTS, {"file": file}, content_type="multipart/form-data")


def sat(ada, set_clock):
    """Two answers, the first of them saved twice; one left open."""
    attempt = started(ada)
    for n, (position, letter) in enumerate([(1, "a"), (2, "c"), (1, "b")]):
        set_clock(NOON + timedelta(minutes=n))
        base = 1 if n == 2 else 0
        sent = answers.Sent(position, f"op{n}", base, tokens(attempt, position, letter))
        with transaction():
            answers.save(attempt.id, sent, by=actor(ada), now=clock.now())
    with transaction():
        closing.hand_in(attempt.id, by=actor(ada), now=clock.now())
    return attempt


def test_a_receipt_proves_each_answer_held_and_names_none(visitor, ada, set_clock):
    an_exam()
    attempt = sat(ada, set_clock)
    held = tokens(attempt, 1, "b")

    found = receipt(visitor, attempt)

    line = f'[{attempt.id},1,2,["{held[0]}"],"2026-03-02T12:02:00Z"]'
    assert found["answers"][0] == {
        "position": 1,
        "revision": 2,
        "saved_at": "2026-03-02T12:02:00Z",
        "sha256": hashlib.sha256(line.encode()).hexdigest(),
    }
    assert found["answers"][2] == {
        "position": 3,
        "revision": 0,
        "saved_at": None,
        "sha256": None,
    }
    assert (found["person"], found["exam"], found["saves"]) == (
        "Ada Lovelace",
        "foundations",
        3,
    )
    assert (found["cause"], found["finished_at"]) == (
        "handed_in",
        "2026-03-02T12:02:00Z",
    )
    assert held[0] not in json.dumps(found)
    assert receipt(visitor, attempt) == found


def test_a_receipt_agrees_with_what_was_acknowledged(visitor, ada):
    an_exam()
    attempt = started(ada)
    chosen = right(attempt, 1)
    body = {"op_id": "one", "base_revision": 0, "response": chosen}
    said = visitor.send("PUT", f"/api/v1/attempts/{attempt.id}/answers/1", body).json
    visitor.send("POST", f"/api/v1/attempts/{attempt.id}/submission")

    line = receipt(visitor, attempt)["answers"][0]

    words_held = receipts.words(attempt.id, 1, said["revision"], chosen, NOON)
    assert line["sha256"] == hashlib.sha256(words_held).hexdigest()
    assert said["saved_at"] == line["saved_at"]


def test_the_receipt_page_shows_that_answers_were_held_not_which(
    visitor, ada, set_clock
):
    an_exam()
    attempt = sat(ada, set_clock)

    page = visitor.get(f"/attempts/{attempt.id}/receipt")

    text = words(page)
    assert "1 2 times 12:02:00" in text
    assert "3 never" in text
    assert "What of" not in text
    assert 'download="receipt-1.json"' in page.text
    held = db.session.get_one(Answer, (attempt.id, 1)).response
    assert held == ["b"]


def test_an_open_attempt_has_no_receipt_and_a_foreign_one_does_not_exist(
    app, visitor, ada
):
    an_exam()
    attempt = started(ada)
    grace = Visitor(app).sign_in(a_person("Grace Hopper"))
    page, api = (
        f"/attempts/{attempt.id}/receipt",
        f"/api/v1/attempts/{attempt.id}/receipt",
    )

    assert (visitor.get(page).status_code, visitor.get(api).status_code) == (409, 409)
    handed_in(attempt, ada, right_answers=1)
    assert (grace.get(page).status_code, grace.get(api).status_code) == (404, 404)


def test_anybody_can_have_a_receipt_checked(app, visitor, ada, set_clock):
    an_exam()
    found = receipt(visitor, sat(ada, set_clock))
    stranger = Visitor(app)

    page = checked(stranger, json.dumps(found, indent=2).encode())
    api = stranger.send("POST", f"/api/v1{RECEIPTS}", found)

    assert "This receipt is ours, and unchanged" in words(page)
    assert "Answers held 2 of 3" in words(page)
    assert api.json == {"is_ours": True}


def altered(found):
    """Every way to change one thing in a receipt."""
    yield {**found, "person": "Grace Hopper"}
    yield {**found, "saves": 4}
    yield {**found, "more": 1}
    yield {name: said for name, said in found.items() if name != "cause"}
    answers_of = [dict(line) for line in found["answers"]]
    answers_of[2]["sha256"] = answers_of[0]["sha256"]
    yield {**found, "answers": answers_of}
    unsigned = {name: said for name, said in found.items() if name != "signature"}
    guess = hmac.new(b"", json.dumps(unsigned).encode(), hashlib.sha256).hexdigest()
    yield {**unsigned, "signature": guess}
    yield {**unsigned, "signature": "\ud800"}


def test_whatever_is_changed_in_a_receipt_it_is_not_ours_any_more(
    visitor, ada, set_clock
):
    an_exam()
    found = receipt(visitor, sat(ada, set_clock))

    for other in altered(found):
        api = visitor.send("POST", f"/api/v1{RECEIPTS}", other)
        assert api.json == {"is_ours": False}, other
        page = checked(visitor, json.dumps(other).encode())
        assert "This is not a receipt of ours" in words(page), other


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"[]", b"[" * 100_000, b"7", b'{"signature": 1}', b"NaN"],
)
def test_what_is_no_receipt_at_all_is_said_so(visitor, ada, content):
    page = checked(visitor, content)

    assert page.status_code == 200
    assert "This is not a receipt of ours" in words(page)


def test_nothing_chosen_is_a_mistake_in_the_form(visitor, ada):
    page = visitor.post(RECEIPTS, {}, content_type="multipart/form-data")

    assert page.status_code == 422
    assert "Choose the file of the receipt" in words(page)


def test_checking_receipts_has_an_end(app, visitor, ada):
    stranger = Visitor(app)
    body = {"signature": "x"}

    codes = [
        stranger.send("POST", f"/api/v1{RECEIPTS}", body).status_code for _ in range(61)
    ]

    assert set(codes[:60]) == {200}
    assert codes[60] == 429


def test_a_receipt_of_another_house_is_not_ours(app, visitor, ada, set_clock):
    an_exam()
    found = receipt(visitor, sat(ada, set_clock))
    app.secret_key = "another house's"

    assert visitor.send("POST", f"/api/v1{RECEIPTS}", found).json == {"is_ours": False}


def test_the_signature_of_an_answer_is_none_of_a_receipt(app, ada):
    found = {"format": "x"}
    line = receipts.sign_document(found)
    key = hashlib.sha256(f"answer receipts {app.secret_key}".encode()).digest()

    assert re.fullmatch("[0-9a-f]{64}", line)
    assert line != hmac.new(key, b'{"format":"x"}', hashlib.sha256).hexdigest()
