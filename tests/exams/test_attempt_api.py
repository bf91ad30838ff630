"""The exam through its API, as candidates' browsers and programs use it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from exams.marking.models import ScoreRun
from exams.sittings import receipts, sweeping
from exams.sittings.models import AnswerEvent, Attempt, PaperQuestion
from lms.kernel.db import db
from tests.exams.an_exam import an_exam, right, started, tokens
from tests.people import a_person

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SECONDS = timedelta(seconds=1)


@pytest.fixture
def at(set_clock):
    """Move the clock to this many seconds after noon."""

    def move(seconds):
        set_clock(NOON + timedelta(seconds=seconds))

    move(0)
    return move


@pytest.fixture
def ada(visitor, at):
    ada = a_person("Ada Lovelace")
    an_exam()
    visitor.sign_in(ada)
    return ada


def save(visitor, attempt, position, response, *, base=0, op="op-1"):
    return visitor.send(
        "PUT",
        f"/api/v1/attempts/{attempt.id}/answers/{position}",
        {"op_id": op, "base_revision": base, "response": response},
    )


def test_a_start_draws_the_blueprint_and_fixes_the_deadline(visitor, ada):
    answer = visitor.send("POST", "/api/v1/attempts", {"exam": "foundations"})

    assert answer.status_code == 201
    assert answer.json["state"] == "open"
    assert answer.json["deadline_at"] == "2026-03-02T13:00:00Z"
    assert answer.json["remaining_ms"] == 3_600_000
    assert [q["position"] for q in answer.json["questions"]] == [1, 2, 3]
    drawn = answer.json["questions"][0]
    assert sorted(drawn) == [
        *("exhibit", "flagged", "gaps", "image", "note", "options", "points"),
        *("position", "prompt", "response", "revision", "scoring", "stems"),
        *("type", "unit"),
    ]
    assert (drawn["type"], drawn["response"], drawn["revision"]) == ("single", [], 0)


def test_starting_again_goes_on_with_the_same_paper(visitor, ada):
    first = visitor.send("POST", "/api/v1/attempts", {"exam": "foundations"})
    again = visitor.send("POST", "/api/v1/attempts", {"exam": "foundations"})

    assert again.json == first.json
    assert db.session.scalar(select(func.count(Attempt.id))) == 1


def test_an_answer_is_saved_and_shown_on_reload(visitor, ada, at):
    attempt = started(ada)
    chosen = tokens(attempt, 2, "c")
    at(10)

    receipt = save(visitor, attempt, 2, chosen)
    shown = visitor.get(f"/api/v1/attempts/{attempt.id}").json["questions"][1]

    assert receipt.json == {
        "revision": 1,
        "saved_at": "2026-03-02T12:00:10Z",
        "remaining_ms": 3_590_000,
        "deadline_version": 1,
        "receipt": receipts.sign(attempt.id, 2, 1, chosen, NOON + SECONDS * 10),
    }
    assert (shown["response"], shown["revision"]) == (chosen, 1)


def test_the_same_op_again_gets_the_same_receipt_and_saves_nothing(visitor, ada, at):
    attempt = started(ada)
    first = save(visitor, attempt, 1, tokens(attempt, 1, "a"))
    at(5)

    again = save(visitor, attempt, 1, tokens(attempt, 1, "a"))

    assert again.json["revision"] == 1
    assert again.json["saved_at"] == first.json["saved_at"]
    assert db.session.scalar(select(func.count(AnswerEvent.id))) == 1


def test_a_stale_answer_is_refused_with_what_is_held(visitor, ada):
    attempt = started(ada)
    held = tokens(attempt, 1, "a")
    save(visitor, attempt, 1, held, op="one")

    stale = save(visitor, attempt, 1, tokens(attempt, 1, "d"), op="two")

    assert stale.status_code == 409
    error = stale.json["error"]
    assert (error["code"], error["revision"], error["response"]) == (
        "stale_answer",
        1,
        held,
    )


@pytest.mark.parametrize(
    "body",
    [
        {"op_id": "x", "base_revision": 0, "response": ["no such option"]},
        {"op_id": "x", "base_revision": 0, "response": "abc"},
        {"op_id": "x", "base_revision": "0", "response": []},
        {"op_id": "x", "base_revision": -1, "response": []},
        {"op_id": "", "base_revision": 0, "response": []},
        {"op_id": "x", "base_revision": 0, "response": [], "score": 100},
        {"op_id": "x", "base_revision": 0},
        [],
        "text",
        None,
    ],
)
def test_an_answer_that_does_not_fit_is_refused(visitor, ada, body):
    attempt = started(ada)

    answer = visitor.send("PUT", f"/api/v1/attempts/{attempt.id}/answers/1", body)

    assert answer.status_code in {400, 415, 422}
    assert "error" in answer.json
    assert db.session.scalar(select(func.count(AnswerEvent.id))) == 0


def test_two_options_do_not_fit_a_single_choice(visitor, ada):
    attempt = started(ada)

    answer = save(visitor, attempt, 1, tokens(attempt, 1, "a", "b"))

    assert (answer.status_code, answer.json["error"]["code"]) == (422, "unfit_answer")


def test_an_answer_can_be_taken_back(visitor, ada):
    attempt = started(ada)
    save(visitor, attempt, 1, tokens(attempt, 1, "a"), op="one")

    receipt = save(visitor, attempt, 1, [], base=1, op="two")

    assert receipt.json["revision"] == 2
    shown = visitor.get(f"/api/v1/attempts/{attempt.id}").json["questions"][0]
    assert shown["response"] == []


def test_a_flag_is_kept_without_touching_the_answer(visitor, ada):
    attempt = started(ada)
    address = f"/api/v1/attempts/{attempt.id}"
    visitor.send("PUT", f"{address}/flags/1", {"flagged": True})
    chosen = tokens(attempt, 1, "a")

    receipt = save(visitor, attempt, 1, chosen)

    shown = visitor.get(address).json["questions"][0]
    assert receipt.json["revision"] == 1
    assert (shown["flagged"], shown["response"]) == (True, chosen)


def test_handing_in_marks_what_the_server_holds(visitor, ada):
    attempt = started(ada)
    for position in (1, 2):
        save(visitor, attempt, position, right(attempt, position), op=f"op{position}")

    handed_in = visitor.send("POST", f"/api/v1/attempts/{attempt.id}/submission")
    result = visitor.get(f"/api/v1/attempts/{attempt.id}/result").json

    assert (handed_in.json["state"], handed_in.json["cause"]) == ("closed", "handed_in")
    assert (result["earned"], result["possible"], result["percent"]) == (2, 3, 66)
    assert result["passed"] is False
    assert sum(d["questions"] for d in result["by_domain"]) == 3


def test_handing_in_twice_leaves_one_score(visitor, ada):
    attempt = started(ada)
    address = f"/api/v1/attempts/{attempt.id}/submission"

    answers = [visitor.send("POST", address) for _ in range(2)]

    assert answers[0].json == answers[1].json
    assert db.session.scalar(select(func.count(ScoreRun.id))) == 1


def test_a_closed_attempt_takes_no_answer_and_shows_no_paper(visitor, ada):
    attempt = started(ada)
    visitor.send("POST", f"/api/v1/attempts/{attempt.id}/submission")

    late = save(visitor, attempt, 1, right(attempt, 1))

    assert (late.status_code, late.json["error"]["code"]) == (409, "attempt_closed")
    shown = visitor.get(f"/api/v1/attempts/{attempt.id}").json
    assert (shown["state"], shown["questions"]) == ("closed", [])


@pytest.mark.parametrize(("seconds", "status"), [(3615, 200), (3616, 409)])
def test_an_answer_counts_if_it_arrives_within_the_grace(
    visitor, ada, at, seconds, status
):
    attempt = started(ada)
    at(seconds)

    assert save(visitor, attempt, 1, right(attempt, 1)).status_code == status


def test_a_late_touch_closes_the_attempt_at_its_deadline(visitor, ada, at):
    attempt = started(ada)
    save(visitor, attempt, 1, right(attempt, 1))
    at(7200)

    late = save(visitor, attempt, 2, right(attempt, 2), op="late")

    assert late.json["error"]["code"] == "time_is_up"
    db.session.expire_all()
    assert (attempt.state, attempt.cause) == ("closed", "time_up")
    assert attempt.finished_at == attempt.deadline_at
    assert db.session.scalar(select(ScoreRun.earned)) == 1


def test_an_attempt_nobody_touches_is_closed_by_the_sweep(ada, at):
    attempt = started(ada)
    at(3616)
    assert sweeping.close_due_attempts() == 1
    assert sweeping.close_due_attempts() == 0

    db.session.expire_all()
    assert (attempt.state, attempt.finished_at) == ("closed", attempt.deadline_at)


def test_the_next_attempt_has_to_wait(visitor, ada, at):
    attempt = started(ada)
    visitor.send("POST", f"/api/v1/attempts/{attempt.id}/submission")
    at(13 * 86400)
    visitor.sign_in(ada)

    early = visitor.send("POST", "/api/v1/attempts", {"exam": "foundations"})
    at(14 * 86400)
    visitor.sign_in(ada)
    later = visitor.send("POST", "/api/v1/attempts", {"exam": "foundations"})

    assert early.status_code == 409
    assert early.json["error"]["next_start_at"] == "2026-03-16T12:00:00Z"
    assert later.status_code == 201


def test_somebody_elses_attempt_does_not_exist(visitor, ada):
    attempt = started(a_person("Grace Hopper"))
    address = f"/api/v1/attempts/{attempt.id}"

    answers = [
        visitor.get(address),
        visitor.get(f"{address}/result"),
        save(visitor, attempt, 1, tokens(attempt, 1, "a")),
        visitor.send("PUT", f"{address}/flags/1", {"flagged": True}),
        visitor.send("POST", f"{address}/submission"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5
    db.session.expire_all()
    assert attempt.state == "open"


def test_without_sign_in_there_is_no_exam(app, ada):
    attempt = started(ada)

    answer = app.test_client().get(f"/api/v1/attempts/{attempt.id}")

    assert (answer.status_code, answer.json["error"]["code"]) == (401, "unauthorized")


def test_no_answer_of_the_server_carries_the_key(visitor, ada):
    attempt = started(ada)
    address = f"/api/v1/attempts/{attempt.id}"
    bodies = [
        visitor.send("POST", "/api/v1/attempts", {"exam": "foundations"}).text,
        save(visitor, attempt, 1, right(attempt, 1)).text,
        visitor.get(address).text,
        visitor.send("POST", f"{address}/submission").text,
        visitor.get(f"{address}/result").text,
    ]

    assert not any("canary" in body for body in bodies)


def test_right_and_wrong_answers_get_the_same_receipt(visitor, ada):
    attempt = started(ada)
    good = save(visitor, attempt, 1, right(attempt, 1), op="one")
    wrong = save(visitor, attempt, 2, tokens(attempt, 2, "a"), op="two")

    said = [answer.json for answer in (good, wrong)]
    assert [len(each.pop("receipt")) for each in said] == [64, 64]
    assert said[0] == said[1]
    assert len(good.data) == len(wrong.data)


def test_the_draw_is_kept_and_its_options_are_shuffled(ada):
    attempt = started(ada)
    papers = db.session.scalars(select(PaperQuestion)).all()

    assert {paper.attempt_id for paper in papers} == {attempt.id}
    assert all(sorted(paper.order) == list("abcd") for paper in papers)
    names = [token for paper in papers for token in paper.tokens]
    assert len(set(names)) == len(names)


def test_saving_an_answer_takes_two_looks_and_one_statement(visitor, ada, queries):
    attempt = started(ada)
    chosen = tokens(attempt, 1, "a")
    address = f"/api/v1/attempts/{attempt.id}/answers/1"
    token = visitor.token()
    queries.clear()

    visitor.open(
        "PUT",
        address,
        json={"op_id": "x", "base_revision": 0, "response": chosen},
        headers={"X-CSRFToken": token},
    )

    # Event and answer: SQLite cannot write both in one statement.
    is_sqlite = db.engine.dialect.name == "sqlite"
    assert [statement.split()[0] for statement in queries] == [
        "SELECT",  # who is asking
        "SELECT",  # the attempt, the question, what is held
        *(["INSERT", "INSERT"] if is_sqlite else ["WITH"]),
    ]


def test_a_pass_that_waits_for_its_practical_is_not_sat_again(visitor, at):
    ada = a_person("Ada Lovelace")
    an_exam(has_practical=True)
    visitor.sign_in(ada)
    attempt = started(ada)
    for position in (1, 2, 3):
        save(visitor, attempt, position, right(attempt, position), op=f"op{position}")
    visitor.send("POST", f"/api/v1/attempts/{attempt.id}/submission")
    at(100 * 86400)
    visitor.sign_in(ada)

    again = visitor.send("POST", "/api/v1/attempts", {"exam": "foundations"})

    assert (again.status_code, again.json["error"]["code"]) == (409, "already_passed")
