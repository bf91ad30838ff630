"""One grant, every deadline; and nobody else hears of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from exams.accommodations import services
from exams.accommodations.models import Accommodation
from exams.sittings import deadlines
from exams.sittings.models import Attempt, TimeEvent
from lms.accounts.rules.roles import Role
from lms.doors import doors
from lms.kernel.actor import SYSTEM
from lms.kernel.audit import AuditEvent
from lms.kernel.db import db, transaction
from lms.kernel.mail import Mail
from tests.exams.an_exam import an_exam, started
from tests.exams.schedule.exam_windows import a_rule, a_window
from tests.people import Visitor, a_company, a_person

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
CANARY = "canary-diagnosis"
PAGE = "/accommodations"
CSV = "/audit.csv"


@pytest.fixture(autouse=True)
def exam(app, set_clock):
    set_clock(NOW)
    return an_exam().exam


@pytest.fixture
def ada(exam):
    return a_person("Ada Stone", company=a_company())


@pytest.fixture
def manager(exam):
    return a_person("Ines Manager", Role.ADMIN)


def granted(person, factor=150, now=NOW):
    with transaction():
        return services.grant(person.email, factor, CANARY, by=SYSTEM, now=now)


def the_attempt():
    db.session.rollback()
    return db.session.scalars(select(Attempt)).one()


def test_a_start_has_the_persons_time_and_grace(ada):
    """TIM-06: the server knows, whatever the page says."""
    granted(ada)

    attempt = started(ada)

    assert attempt.time_factor == 150
    assert attempt.deadline_at == NOW + 90 * MINUTE
    assert attempt.closes_at - attempt.deadline_at == timedelta(seconds=22.5)


def test_granted_in_the_middle_it_moves_the_deadline_at_once(ada, manager, visitor):
    started(ada)

    answer = visitor.sign_in(manager).post(
        PAGE, {"email": ada.email, "factor": 150, "reason": CANARY}
    )

    attempt = the_attempt()
    assert answer.status_code == 302
    assert attempt.deadline_at == NOW + 90 * MINUTE
    assert attempt.closes_at - attempt.deadline_at == timedelta(seconds=22.5)
    assert (attempt.time_factor, attempt.deadline_version) == (150, 2)
    assert db.session.scalar(select(TimeEvent.kind)) == "accommodation"


def test_the_candidates_page_hears_of_it_within_seconds(ada, visitor):
    attempt = started(ada)
    visitor.sign_in(ada)
    address = f"/api/v1/attempts/{attempt.id}/state"
    before = visitor.get(address).json

    granted(ada)

    after = visitor.get(address).json
    assert after["deadline_version"] == before["deadline_version"] + 1
    assert after["remaining_ms"] - before["remaining_ms"] == 30 * 60 * 1000


def test_lowered_it_leaves_five_minutes(ada, set_clock):
    granted(ada, 200)
    started(ada)
    later = NOW + 110 * MINUTE
    set_clock(later)

    granted(ada, 100, now=later)

    assert the_attempt().deadline_at == later + 5 * MINUTE


def test_withdrawn_it_takes_back_what_it_gave(ada):
    row = granted(ada, 200)
    started(ada)

    with transaction():
        services.withdraw(row.id, by=SYSTEM, now=NOW)

    attempt = the_attempt()
    assert (attempt.time_factor, attempt.deadline_at) == (100, NOW + 60 * MINUTE)
    assert attempt.closes_at - attempt.deadline_at == timedelta(seconds=15)


def test_while_the_clock_stands_still_five_minutes_are_counted_from_there(
    ada, set_clock
):
    granted(ada, 200)
    attempt = started(ada)
    with transaction():
        deadlines.pause([attempt.id], "fire", by=SYSTEM, now=NOW + 110 * MINUTE)
    later = NOW + 300 * MINUTE
    set_clock(later)

    granted(ada, 100, now=later)

    assert the_attempt().deadline_at == NOW + 115 * MINUTE


def test_a_hard_end_of_the_window_holds_for_everybody(exam, ada):
    a_rule(exam, only_in_windows=True)
    a_window(exam, end=80 * MINUTE, latest=MINUTE)
    started(ada)

    granted(ada)

    assert the_attempt().deadline_at == NOW + 80 * MINUTE


def test_a_closed_attempt_is_not_touched(ada, visitor):
    attempt = started(ada)
    visitor.sign_in(ada).send("POST", f"/api/v1/attempts/{attempt.id}/submission")

    granted(ada)

    assert the_attempt().deadline_at == NOW + 60 * MINUTE
    assert the_attempt().time_factor == 100


def test_one_entitlement_holds_at_a_time(ada):
    granted(ada, 150)
    granted(ada, 200)

    live = db.session.scalars(select(Accommodation).filter_by(ended_at=None)).all()

    assert [row.factor for row in live] == [200]
    assert db.session.scalar(select(func.count(Accommodation.id))) == 2


def test_the_database_itself_keeps_a_second_one_out(ada):
    granted(ada)
    twin = Accommodation(person_id=ada.id, factor=200, reason="", granted_at=NOW)

    with pytest.raises(IntegrityError), transaction():
        db.session.add(twin)


def test_of_grants_at_once_all_are_kept_in_turn(app, ada, manager):
    visitors = [Visitor(app).sign_in(manager) for _ in range(4)]
    sent = [(v, v.token(), 110 + 10 * n) for n, v in enumerate(visitors)]
    email = ada.email
    db.session.rollback()
    barrier = Barrier(len(sent))

    def grant(part):
        visitor, token, factor = part
        fields = {"email": email, "factor": factor, "reason": "x"}
        with app.app_context():
            barrier.wait()
            return visitor.client.post(PAGE, data={**fields, "csrf_token": token})

    with ThreadPoolExecutor(len(sent)) as pool:
        answers = list(pool.map(grant, sent))

    live = db.session.scalars(select(Accommodation).filter_by(ended_at=None)).all()
    assert {a.status_code for a in answers} == {302}
    assert len(live) == 1


def test_nobody_grants_time_to_themselves(manager, visitor):
    answer = visitor.sign_in(manager).post(
        PAGE, {"email": manager.email, "factor": 200, "reason": "tired"}
    )

    assert answer.status_code == 409
    assert db.session.scalar(select(func.count(Accommodation.id))) == 0


def test_an_unknown_address_and_a_wild_factor_are_said_beside_the_field(
    manager, visitor
):
    visitor.sign_in(manager)
    unknown = {"email": "nobody@example.com", "factor": 150, "reason": "x"}
    wild = {"email": manager.email, "factor": 900, "reason": "x"}

    answers = [visitor.post(PAGE, fields) for fields in (unknown, wild)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "Nobody with this address has an account" in answers[0].text
    assert "From 100 to 400 per cent" in answers[1].text


def test_those_who_manage_accommodations_read_the_reason(ada, manager, visitor):
    granted(ada)

    page = visitor.sign_in(manager).get(PAGE).text

    assert CANARY in page
    assert "150 %" in page


def test_the_reason_stands_in_no_letter_and_no_trail(ada):
    granted(ada)
    started(ada)
    granted(ada, 200)

    trail = db.session.scalars(select(AuditEvent)).all()
    about = [e for e in trail if e.action.startswith("exams.accommodation")]

    assert len(about) == 2
    assert [e for e in trail if CANARY in f"{e.before}{e.after}"] == []
    assert [e.after for e in about] == [None, None]
    assert [m for m in db.session.scalars(select(Mail)) if CANARY in m.body] == []


@pytest.mark.parametrize(
    ("role", "secrets"),
    [
        (Role.PARTNER_ADMIN, (CANARY, "137 %", "ccommodation")),
        (Role.ENGINEER, (CANARY, "137 %", "ccommodation")),
        # The trail tells an auditor that there was a deed, not what it gave or why.
        (Role.AUDITOR, (CANARY, "137 %")),
    ],
)
def test_no_door_of_others_tells_that_somebody_has_more_time(
    app, ada, visitor, role, secrets
):
    granted(ada, 137)
    attempt = started(ada)
    visitor.sign_in(a_person("Otto Other", role, company=a_company()))
    people = {"<int:person_id>": ada.id, "<int:attempt_id>": attempt.id}

    told = {}
    for door in doors(app):
        path = door["route"]
        for name, value in people.items():
            path = path.replace(name, str(value))
        # Its own address stands on the page that turns them away.
        if door["method"] == "GET" and "<" not in path and path not in (PAGE, CSV):
            answer = visitor.get(path).data
            told |= {(path, word): 1 for word in secrets if word.encode() in answer}

    assert told == {}


def test_oversight_without_the_right_reads_that_time_changed_not_why(ada, manager, app):
    attempt = started(ada)
    granted(ada)
    address = f"/oversight/attempts/{attempt.id}"
    auditor = a_person("Nina Auditor", Role.AUDITOR)

    seen = Visitor(app).sign_in(auditor).get(address).text
    known = Visitor(app).sign_in(manager).get(address).text

    assert "The time was changed: 30 min" in seen
    assert "accommodation" not in seen.lower()
    assert "The time was changed by an accommodation: 30 min" in known


def test_managing_is_for_exam_staff(app, ada, visitor):
    row = granted(ada)
    statuses = {}
    for role in Role:
        company = a_company() if role in (Role.ENGINEER, Role.PARTNER_ADMIN) else None
        person = a_person(f"Person {role.title()}", role, company=company)
        statuses[role] = Visitor(app).sign_in(person).get(PAGE).status_code

    assert {role for role, status in statuses.items() if status == 200} == {
        Role.ADMIN,
        Role.PROGRAMME_MANAGER,
    }
    assert db.session.get_one(Accommodation, row.id).ended_at is None


def test_the_trail_does_not_say_how_much_time_an_open_attempt_was_given(ada):
    started(ada)
    granted(ada, 137)

    told = db.session.scalars(
        select(AuditEvent).filter_by(action="exams.attempt.accommodation")
    ).one()
    assert told.after == {"reason": ""}


def test_a_grant_lets_the_person_go_on_with_deeds_that_name_them(ada, queries):
    """Each of theirs holds the attempt that the grant wants next: it would wait for
    the grant, and the grant for it."""
    granted(ada)

    held = [q for q in queries if "FROM people" in q and "FOR " in q]
    if db.engine.dialect.name == "postgresql":
        assert held
    assert all("FOR NO KEY UPDATE" in statement for statement in held)
