"""A certificate comes with the pass: in either order, and once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy import func, select

from certificates.awards.errors import StillValid
from certificates.awards.models import Certificate
from certificates.awards.renewals import refuse_needless_start
from certificates.awards.rules.number import parse
from certificates.awards.services import award_if_passed
from certificates.documents.queries import document_of
from exams.marking.models import ScoreRun
from exams.practicals.events import practical_recorded
from exams.practicals.models import PracticalResult
from exams.sittings.events import attempt_marked, attempt_starting
from lms.accounts.rules.roles import Role
from lms.kernel.audit import AuditEvent
from lms.kernel.db import db, transaction
from lms.kernel.jobs import JOBS
from lms.kernel.mail import Mail
from tests.certificates.conftest import NOW
from tests.certificates.lives import awarded
from tests.factories import (
    a_certification,
    a_pass,
    a_practical_result,
    a_programme,
    a_score,
    an_attempt,
    an_exam,
)
from tests.people import a_company, a_person, actor


def award(person, certification, *, now=NOW):
    return awarded(person, certification, now=now)


def renewed_as_it_opens(person, certification):
    """The first certificate, and the one of a pass on the first day of renewal."""
    a_pass(person, certification)
    held = award(person, certification)
    opens = datetime.combine(held.term.renewal_opens, NOW.timetz())
    a_pass(person, certification, finished_at=opens)
    return held, award(person, certification, now=opens)


def issued() -> int:
    return db.session.scalar(select(func.count()).select_from(Certificate)) or 0


def test_a_passed_exam_is_enough_where_only_an_exam_is_asked_for(app):
    a_programme()
    ada = a_person("Ada Lovelace", company=a_company())
    administrator = a_certification(months=24)
    attempt = a_pass(ada, administrator)

    held = award(ada, administrator)

    assert held is not None
    assert (held.attempt_id, held.practical_result_id) == (attempt.id, None)
    assert (held.holder_name, held.company_name) == (
        "Ada Lovelace",
        "Northlight Systems",
    )
    assert (held.language, held.is_demo) == ("en", False)
    assert held.issued_on.isoformat() == "2026-11-22"
    assert held.expires_on.isoformat() == "2028-11-22"
    assert parse(held.number, prefix="NB") == held.number
    assert len(held.token) == 22


def test_a_failed_exam_gives_nothing(app):
    ada, administrator = a_person(), a_certification()
    a_pass(ada, administrator, earned=27)

    assert award(ada, administrator) is None


def test_a_passed_practical_is_enough_where_only_a_practical_is_asked_for(app):
    ada = a_person()
    migration = a_certification("migration", has_exam=False, has_practical=True)
    result = a_practical_result(ada, migration)

    held = award(ada, migration)

    assert held is not None
    assert (held.attempt_id, held.practical_result_id) == (None, result.id)


def test_a_failed_practical_gives_nothing(app):
    ada = a_person()
    migration = a_certification("migration", has_exam=False, has_practical=True)
    a_practical_result(ada, migration, earned=69)

    assert award(ada, migration) is None


@pytest.mark.parametrize(
    ("first", "second"), [(a_pass, a_practical_result), (a_practical_result, a_pass)]
)
def test_exam_and_practical_count_in_either_order(app, first, second):
    ada, architect = a_person(), a_certification("architect", has_practical=True)

    first(ada, architect)
    assert award(ada, architect) is None
    second(ada, architect)
    held = award(ada, architect)

    assert held is not None
    assert held.attempt_id is not None
    assert held.practical_result_id is not None


def test_a_pass_gives_one_certificate_however_often_it_is_told(app):
    ada, administrator = a_person(), a_certification()
    a_pass(ada, administrator)
    assert award(ada, administrator) is not None

    assert award(ada, administrator) is None
    assert award(ada, administrator, now=NOW + timedelta(days=3650)) is None
    assert issued() == 1


def test_the_score_with_the_highest_number_decides(app):
    ada, administrator = a_person(), a_certification()
    attempt = an_attempt(ada, an_exam(administrator))
    a_score(attempt, 30)
    a_score(attempt, 20, number=2)
    assert award(ada, administrator) is None

    a_score(attempt, 28, number=3)
    assert award(ada, administrator) is not None


def test_somebody_elses_pass_gives_nothing(app):
    ada, bob = a_person("Ada Lovelace"), a_person("Bob Stone")
    administrator, architect = a_certification(), a_certification("architect")
    a_pass(bob, administrator)
    a_pass(ada, architect)

    assert award(ada, administrator) is None


def test_a_second_pass_gives_nothing_while_the_certificate_runs_for_long(app):
    ada, administrator = a_person(), a_certification(months=24)
    a_pass(ada, administrator)
    held = award(ada, administrator)
    day_before = datetime.combine(held.term.renewal_opens, NOW.timetz()) - timedelta(1)
    a_pass(ada, administrator, finished_at=day_before)

    assert award(ada, administrator, now=day_before) is None


def test_a_pass_in_the_last_ninety_days_renews(app):
    held, renewed = renewed_as_it_opens(a_person(), a_certification(months=24))

    assert renewed.issued_on == held.term.renewal_opens
    assert issued() == 2


def test_what_was_passed_before_the_last_certificate_does_not_renew_it(app):
    ada, administrator = a_person(), a_certification(months=24)
    a_pass(ada, administrator, finished_at=NOW - timedelta(days=400))
    a_pass(ada, administrator, finished_at=NOW)
    assert award(ada, administrator) is not None

    assert award(ada, administrator, now=NOW + timedelta(days=3650)) is None


def test_the_deed_notes_it_and_queues_what_the_worker_does(app):
    a_programme()
    ada, administrator = a_person(), a_certification()
    a_pass(ada, administrator)
    before = waiting_jobs()

    held = award(ada, administrator)

    noted = db.session.scalars(
        select(AuditEvent).filter_by(action="certificates.certificate.issued")
    ).one()
    assert (noted.subject_id, noted.after["certification"]) == (
        held.number,
        "administrator",
    )
    assert waiting_jobs() - before == {"announce_certificate"}


def test_the_worker_writes_to_the_holder_once_and_prints(app):
    a_programme()
    ada, administrator = a_person(), a_certification()
    a_pass(ada, administrator)
    held = award(ada, administrator)

    for _ in range(2):
        JOBS["announce_certificate"](held.id)

    letter = db.session.scalars(select(Mail)).one()
    assert letter.recipient == "ada.lovelace@example.com"
    assert letter.subject == "Your certificate: Platform Administrator"
    assert held.number in letter.body
    assert f"http://localhost/v/{held.token}" in letter.body
    assert "22 November 2028" in letter.body
    assert "send_mail" in waiting_jobs()
    assert document_of(held.id) is not None


def test_a_renewal_is_told_as_one(app):
    a_programme()
    held, renewed = renewed_as_it_opens(a_person(), a_certification(months=24))

    JOBS["announce_certificate"](renewed.id)

    letter = db.session.scalars(select(Mail)).one()
    assert "You have renewed your certificate" in letter.body
    assert f"It takes the place of {held.number}." in letter.body


def test_the_marked_attempt_brings_the_certificate(app):
    ada, administrator = a_person(), a_certification()
    attempt = a_pass(ada, administrator)

    with transaction():
        score = db.session.scalars(select(ScoreRun)).one()
        attempt_marked.send(attempt, score=score, now=NOW)

    assert issued() == 1


def test_the_recorded_practical_brings_the_certificate(app):
    ada = a_person()
    migration = a_certification("migration", has_exam=False, has_practical=True)
    result = a_practical_result(ada, migration)

    with transaction():
        practical_recorded.send(result, now=NOW)

    assert issued() == 1


def test_a_start_is_refused_while_the_certificate_runs_for_long(app):
    ada, administrator = a_person(), a_certification(months=24)
    a_pass(ada, administrator)
    held = award(ada, administrator)
    exam, by = an_exam(administrator), actor(ada)
    opens = datetime.combine(held.term.renewal_opens, NOW.timetz())

    with pytest.raises(StillValid) as refused:
        attempt_starting.send(exam, by=by, now=opens - timedelta(days=1))

    assert str(refused.value) == (
        "Your certificate is valid until 22 November 2028. "
        "You may sit the exam again from 24 August 2028."
    )
    assert refused.value.detail == {
        "valid_until": "2028-11-22",
        "renewal_opens": "2028-08-24",
    }
    refuse_needless_start(exam, by=by, now=opens)
    refuse_needless_start(exam, by=actor(a_person("Bob Stone")), now=NOW)


@pytest.mark.parametrize("round_", range(3))
def test_two_passes_that_arrive_together_bring_one_certificate(app, round_):
    ada, architect = a_person(), a_certification("architect", has_practical=True)
    attempt_id = an_attempt(ada, an_exam(architect)).id
    grader_id = a_person("Olga Grader", Role.GRADER).id
    ids = {"person_id": ada.id, "certification_id": architect.id}
    both_written = Barrier(2)

    def pass_by(row):
        with app.app_context(), transaction():
            db.session.add(row)
            db.session.flush()
            with suppress(BrokenBarrierError):  # SQLite lets one writer in at a time
                both_written.wait(timeout=0.3)
            award_if_passed(**ids, now=NOW)

    rows = [exam_score(attempt_id), practical(grader_id, **ids)]
    db.session.remove()
    with ThreadPoolExecutor() as pool:
        list(pool.map(pass_by, rows))

    assert issued() == 1


def exam_score(attempt_id: int) -> ScoreRun:
    return ScoreRun(
        attempt_id=attempt_id,
        number=1,
        earned=40,
        possible=40,
        pass_mark=70,
        passed=True,
        by_domain=[],
        marked_at=NOW,
    )


def practical(grader_id: int, **ids: int) -> PracticalResult:
    return PracticalResult(
        **ids,
        grader_id=grader_id,
        held_on=NOW.date(),
        points=[],
        earned=9,
        possible=10,
        pass_mark=70,
        passed=True,
        comment="",
        recorded_at=NOW,
    )


def waiting_jobs() -> set[str]:
    on_sqlite = db.engine.dialect.name == "sqlite"
    table = "workflow_status" if on_sqlite else "dbos.workflow_status"
    return set(db.session.scalars(db.text(f"SELECT name FROM {table}")))
