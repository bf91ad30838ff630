"""What waits in a browser is told, and staff see it."""

from exams.sittings import closing
from lms.kernel import clock
from lms.kernel.db import db, transaction
from tests.exams.an_exam import an_exam, started
from tests.people import Visitor, a_person, actor


def told(visitor, attempt, count):
    return visitor.open(
        "PUT",
        f"/api/v1/attempts/{attempt.id}/unsent",
        json={"count": count},
        headers={"X-CSRFToken": visitor.token()},
    )


def test_what_waits_in_the_browser_is_known(visitor):
    ada = a_person()
    an_exam()
    attempt = started(ada)
    visitor.sign_in(ada)

    assert told(visitor, attempt, 3).status_code == 204
    db.session.expire_all()
    assert attempt.unsent == 3
    assert told(visitor, attempt, -1).status_code == 422

    with transaction():
        closing.hand_in(attempt.id, by=actor(ada), now=clock.now())
    told(visitor, attempt, 9)
    db.session.expire_all()
    assert attempt.unsent == 3


def test_it_is_said_of_ones_own_attempt_only(visitor, app):
    ada, charles = a_person(), a_person("Charles Babbage")
    an_exam()
    attempt = started(ada)
    assert told(visitor.sign_in(ada), attempt, 1).status_code == 204

    other = Visitor(app).sign_in(charles)

    assert told(other, attempt, 5).status_code == 404
    db.session.expire_all()
    assert attempt.unsent == 1
