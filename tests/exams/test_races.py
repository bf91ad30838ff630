"""What happens at the same moment: constraints decide, not luck."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from exams.marking.models import ScoreRun
from exams.sittings.models import Answer, AnswerEvent, Attempt
from lms.kernel.db import db
from tests.exams.an_exam import an_exam, right, started, tokens
from tests.people import Visitor, a_person

AT_ONCE = 8


def all_at_once(app, person, requests):
    """Send each (method, path, body) from a browser of its own, together."""
    visitors = []
    for _ in requests:
        visitor = Visitor(app).sign_in(person)
        visitors.append((visitor, visitor.token()))
    db.session.rollback()
    barrier = Barrier(len(requests))

    def send(pair):
        (visitor, token), (method, path, body) = pair
        with app.app_context():
            barrier.wait()
            headers = {"X-CSRFToken": token}
            return visitor.client.open(path, method=method, json=body, headers=headers)

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(send, zip(visitors, requests, strict=True)))


def test_parallel_starts_make_one_attempt(app):
    ada = a_person("Ada Lovelace")
    an_exam()

    answers = all_at_once(
        app, ada, [("POST", "/api/v1/attempts", {"exam": "foundations"})] * AT_ONCE
    )

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 1
    assert db.session.scalar(select(func.count(Attempt.id))) == 1


def test_parallel_hand_ins_make_one_score(app):
    ada = a_person("Ada Lovelace")
    an_exam()
    attempt = started(ada)
    address = f"/api/v1/attempts/{attempt.id}/submission"

    answers = all_at_once(app, ada, [("POST", address, None)] * AT_ONCE)

    assert {answer.status_code for answer in answers} == {200}
    assert db.session.scalar(select(func.count(ScoreRun.id))) == 1


def test_of_parallel_saves_on_one_revision_one_is_kept(app):
    ada = a_person("Ada Lovelace")
    an_exam()
    attempt = started(ada)
    address = f"/api/v1/attempts/{attempt.id}/answers/1"
    body = {"base_revision": 0, "response": tokens(attempt, 1, "a")}

    answers = all_at_once(
        app,
        ada,
        [("PUT", address, {"op_id": f"op{n}", **body}) for n in range(AT_ONCE)],
    )

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [200] + [409] * (AT_ONCE - 1)
    assert db.session.scalar(select(Answer.revision)) == 1


def test_the_same_op_sent_many_times_at_once_is_saved_once(app):
    ada = a_person("Ada Lovelace")
    an_exam()
    attempt = started(ada)
    address = f"/api/v1/attempts/{attempt.id}/answers/1"
    body = {"op_id": "op", "base_revision": 0, "response": tokens(attempt, 1, "a")}

    answers = all_at_once(app, ada, [("PUT", address, body)] * AT_ONCE)

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json["saved_at"] for answer in answers}) == 1
    assert db.session.scalar(select(func.count(AnswerEvent.id))) == 1


def test_a_save_beside_the_hand_in_counts_or_is_refused(app):
    """RAC-07: an answer that was acknowledged is always in the score."""
    ada = a_person("Ada Lovelace")
    an_exam()
    attempt = started(ada)
    address = f"/api/v1/attempts/{attempt.id}"
    requests = [
        (
            "PUT",
            f"{address}/answers/{position}",
            {"op_id": f"op{position}", "base_revision": 0, "response": right_one},
        )
        for position, right_one in ((n, right(attempt, n)) for n in (1, 2, 3))
    ]

    answers = all_at_once(
        app, ada, [*requests, ("POST", f"{address}/submission", None)]
    )

    kept = sum(1 for answer in answers[:3] if answer.status_code == 200)
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert db.session.scalar(select(ScoreRun.earned)) == kept
