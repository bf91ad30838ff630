"""Renewing: by which exam, from when on, and once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from certificates.awards import queries
from certificates.awards.errors import NothingToRenew, OutOfOrder, StillValid, Suspended
from certificates.awards.models import Certificate
from certificates.awards.renewals import refuse_needless_start
from certificates.awards.services import award_if_passed, issue_demo, revoke
from certificates.verification.queries import by_token
from certificates.verification.showing import shown
from lms import schema
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from tests.certificates.conftest import NOW, a_certificate
from tests.certificates.lives import (
    a_renewal_exam,
    at_noon,
    awarded,
    promised,
    renewal_passed,
    reread,
    state_of,
    suspended,
)
from tests.factories import (
    a_certification,
    a_pass,
    a_practical_result,
    a_programme,
    an_exam,
)
from tests.people import a_person, actor

END = date(2028, 11, 22)
OPENS = END - timedelta(days=90)
DAY = timedelta(days=1)
TODAY = NOW.date()


def renewed(person, certification, *, on=OPENS):
    """The full exam passed again on a day, and what came of it."""
    a_pass(person, certification, finished_at=at_noon(on))
    return awarded(person, certification, now=at_noon(on))


def test_a_renewal_counts_from_the_old_expiry(app):
    ada, administrator = a_person(), a_certification()
    old = a_certificate(ada, administrator)

    new = renewed(ada, administrator)

    assert (new.issued_on, new.expires_on) == (OPENS, date(2030, 11, 22))
    assert new.renews_id == old.id
    assert reread(old).renewed_by.number == new.number
    assert state_of(old, OPENS) == "superseded"
    assert state_of(new, OPENS) == "valid"
    # The day before, nothing was renewed yet.
    assert state_of(old, OPENS - DAY) == "valid"


def test_after_the_end_a_pass_counts_from_its_own_day(app):
    ada, administrator = a_person(), a_certification()
    old = a_certificate(ada, administrator)

    new = renewed(ada, administrator, on=END)

    assert (new.issued_on, new.expires_on) == (END, date(2030, 11, 22))
    assert new.renews_id == old.id
    assert state_of(old, END) == "expired"


def test_a_renewal_that_is_revoked_gives_the_old_one_back(app):
    ada, administrator = a_person(), a_certification()
    old = a_certificate(ada, administrator)
    new = renewed(ada, administrator)
    new_id = new.id
    with transaction():
        revoke(new_id, "Copied.", by=SYSTEM, now=at_noon(OPENS + DAY))

    assert state_of(old, OPENS + DAY) == "valid"
    again = renewed(ada, administrator, on=OPENS + 20 * DAY)

    assert again.renews_id == new.id
    assert again.expires_on == date(2030, 11, 22)
    assert state_of(old, OPENS + 20 * DAY) == "superseded"


def test_a_renewal_that_is_suspended_gives_the_old_one_back(app):
    ada, administrator = a_person(), a_certification()
    old = a_certificate(ada, administrator)
    new = renewed(ada, administrator)

    suspended(new, on=OPENS + DAY)

    assert state_of(old, OPENS + DAY) == "valid"
    assert state_of(new, OPENS + DAY) == "suspended"


def test_the_programme_says_how_long_before_the_end(app):
    ada = a_person()
    administrator = a_certification(renewal_opens_days=30)
    held = a_certificate(ada, administrator)
    # A later version of the programme does not shorten what was promised.
    promised(administrator, renewal_opens_days=5)
    by, exam, opens = actor(ada), an_exam(administrator), END - 30 * DAY

    with pytest.raises(StillValid) as refused:
        refuse_needless_start(exam, by=by, now=at_noon(opens - DAY))

    assert refused.value.detail["renewal_opens"] == opens.isoformat()
    assert reread(held).term.renewal_opens == opens
    refuse_needless_start(exam, by=by, now=at_noon(opens))


def test_a_renewal_exam_alone_renews(app):
    """Who passed the practical once does not pass it again for a renewal."""
    ada = a_person()
    architect = a_certification("architect", has_practical=True)
    a_practical_result(ada, architect)
    old = a_certificate(ada, architect)
    exam = a_renewal_exam(architect)
    attempt = renewal_passed(ada, exam, at=at_noon(OPENS))

    new = awarded(ada, architect, now=at_noon(OPENS))

    assert (new.attempt_id, new.practical_result_id) == (attempt.id, None)
    assert (new.renews_id, new.expires_on) == (old.id, date(2030, 11, 22))


def test_the_full_exam_renews_too_with_everything_it_asks(app):
    ada = a_person()
    architect = a_certification("architect", has_practical=True)
    a_practical_result(ada, architect)
    a_certificate(ada, architect)
    a_renewal_exam(architect)

    assert renewed(ada, architect) is None
    a_practical_result(ada, architect, recorded_at=at_noon(OPENS))
    assert awarded(ada, architect, now=at_noon(OPENS)) is not None


def test_a_renewal_exam_is_no_way_to_a_first_certificate(app):
    ada, administrator = a_person(), a_certification()
    exam = a_renewal_exam(administrator)
    renewal_passed(ada, exam, at=NOW)

    assert awarded(ada, administrator, now=NOW) is None
    with pytest.raises(NothingToRenew):
        refuse_needless_start(exam, by=actor(ada), now=NOW)


def test_a_renewal_exam_begun_in_time_renews_after_midnight(app):
    ada, administrator = a_person(), a_certification()
    a_certificate(ada, administrator)
    exam = a_renewal_exam(administrator)
    midnight = at_noon(END).replace(hour=0)
    renewal_passed(ada, exam, at=midnight + timedelta(minutes=10))

    new = awarded(ada, administrator, now=midnight + timedelta(minutes=10))

    assert (new.issued_on, new.expires_on) == (END, date(2030, 11, 22))


def test_a_renewal_exam_begun_after_the_end_renews_nothing(app):
    ada, administrator = a_person(), a_certification()
    a_certificate(ada, administrator)
    exam = a_renewal_exam(administrator)
    renewal_passed(ada, exam, at=at_noon(END))

    assert awarded(ada, administrator, now=at_noon(END)) is None


def test_what_was_revoked_meanwhile_is_not_renewed(app):
    ada, administrator = a_person(), a_certification()
    held = a_certificate(ada, administrator)
    exam = a_renewal_exam(administrator)
    renewal_passed(ada, exam, at=at_noon(OPENS))
    held_id = held.id
    with transaction():
        revoke(held_id, "Copied.", by=SYSTEM, now=at_noon(OPENS))

    assert awarded(ada, administrator, now=at_noon(OPENS)) is None


@pytest.mark.parametrize("on", [OPENS - DAY, END])
def test_a_renewal_exam_is_sat_in_the_window_only(app, on):
    ada, administrator = a_person(), a_certification()
    a_certificate(ada, administrator)
    exam = a_renewal_exam(administrator)

    with pytest.raises((StillValid, NothingToRenew)):
        refuse_needless_start(exam, by=actor(ada), now=at_noon(on))


def test_a_renewal_exam_that_the_programme_took_back_is_not_sat(app):
    ada, administrator = a_person(), a_certification()
    a_certificate(ada, administrator)
    exam = a_renewal_exam(administrator)
    refuse_needless_start(exam, by=actor(ada), now=at_noon(OPENS))
    promised(administrator, has_renewal_exam=False)

    with pytest.raises(NothingToRenew):
        refuse_needless_start(exam, by=actor(ada), now=at_noon(OPENS))


def test_while_one_is_suspended_nothing_is_sat_and_nothing_issued(app):
    ada, administrator = a_person(), a_certification()
    held = a_certificate(ada, administrator)
    suspended(held, on=OPENS)

    with pytest.raises(Suspended):
        refuse_needless_start(an_exam(administrator), by=actor(ada), now=at_noon(END))
    assert renewed(ada, administrator) is None


def test_the_exams_page_shows_a_renewal_exam_to_holders_in_their_window(
    visitor, set_clock
):
    a_programme()
    ada, administrator = a_person("Ada Lovelace"), a_certification()
    a_certificate(ada, administrator)
    a_renewal_exam(administrator)
    name = "Platform Administrator: renewal"
    visitor.sign_in(ada)
    assert name not in visitor.get("/exams").text

    set_clock(at_noon(OPENS))
    visitor.sign_in(ada)
    assert name in visitor.get("/exams").text
    assert name in visitor.get("/exams/administrator-renewal").text
    visitor.sign_in(a_person("Bob Stone"))
    assert name not in visitor.get("/exams").text


def test_nothing_is_issued_before_what_is_there(app):
    ada, administrator = a_person(), a_certification()
    a_certificate(ada, administrator)
    ids = ada.id, administrator.id

    with pytest.raises(OutOfOrder), transaction():
        issue_demo(*ids, issued_on=TODAY - DAY)


@pytest.mark.parametrize("after", [True, False])
def test_two_certificates_never_take_the_same_place(app, after):
    """Past the code: the database itself refuses a second one."""
    ada, administrator = a_person(), a_certification()
    old = a_certificate(ada, administrator)
    if after:
        renewed(ada, administrator)
    copied = {
        column.key: getattr(old, column.key)
        for column in Certificate.__table__.columns
        if column.key not in ("id", "attempt_id", "renews_id")
    }
    twin = {"number": "NB-2", "token": "t", "is_demo": True}
    row = {**copied, **twin, "renews_id": old.id if after else None}

    with pytest.raises(IntegrityError), transaction():
        db.session.execute(insert(Certificate).values(row))


def test_certificates_of_before_are_chained_by_the_migration(app):
    """Taken back and made again: what the column said is worked out anew."""
    ada, administrator = a_person(), a_certification()
    old_id = a_certificate(ada, administrator).id
    new_id = renewed(ada, administrator).id
    a_certificate(a_person("Bob Stone"), administrator)
    db.session.remove()

    schema.downgrade("0006")
    schema.upgrade()

    rows = db.session.execute(
        select(Certificate.id, Certificate.renews_id).order_by(Certificate.id)
    )
    assert [tuple(row) for row in rows] == [
        (old_id, None),
        (new_id, old_id),
        (new_id + 1, None),
    ]
    with pytest.raises(DatabaseError, match="never change"), transaction():
        db.session.execute(update(Certificate).values(renews_id=None))


@pytest.mark.parametrize("round_", range(3))
def test_two_renewals_that_arrive_together_are_one(app, round_):
    ada, administrator = a_person(), a_certification()
    a_certificate(ada, administrator)
    exam = a_renewal_exam(administrator)
    a_pass(ada, administrator, finished_at=at_noon(OPENS))
    renewal_passed(ada, exam, at=at_noon(OPENS))
    ids = ada.id, administrator.id
    together = Barrier(2)

    def award(_number):
        with app.app_context(), transaction():
            with suppress(BrokenBarrierError):  # SQLite lets one writer in at a time
                together.wait(timeout=0.3)
            award_if_passed(*ids, now=at_noon(OPENS))

    db.session.remove()
    with ThreadPoolExecutor() as pool:
        list(pool.map(award, range(2)))

    assert db.session.scalar(select(func.count()).select_from(Certificate)) == 2


def test_lists_rows_and_the_public_page_agree_on_how_each_one_stands(app):
    """Filter and public page ask the database, other pages ask the certificate."""
    administrator, holders = a_certification(months=2), 6
    for number in range(holders):
        person = a_person(f"Person {chr(65 + number)}")
        first = a_certificate(person, administrator)
        second = renewed(person, administrator, on=TODAY + 10 * DAY)
        third = renewed(person, administrator, on=TODAY + 75 * DAY)
        _bring_into(number, first, second, third)
    days = [TODAY + n * DAY for n in (0, 10, 20, 60, 75, 80, 200, 400)]

    for day in days:
        everyone = db.session.scalars(queries.certificates()).all()
        for c in everyone:
            record = by_token(c.token, on=day)
            assert shown(record, now=at_noon(day)).state is c.state(day)
        for word in {c.state(day) for c in everyone}:
            listed = db.session.scalars(
                queries.certificates().where(queries.stands(word, day))
            )
            assert {c.number for c in listed} == {
                c.number for c in everyone if c.state(day) is word
            }


def _bring_into(number, first, second, third):
    ids = [first.id, second.id, third.id]
    if number in (1, 2):
        with transaction():
            revoke(ids[number], "Copied.", by=SYSTEM, now=at_noon(TODAY + 80 * DAY))
    if number == 3:
        suspended(second, on=TODAY + 20 * DAY)
    if number == 4:
        suspended(third, on=TODAY + 80 * DAY)
    if number == 5:
        suspended(third, on=TODAY + 80 * DAY)
        with transaction():
            revoke(ids[1], "Copied.", by=SYSTEM, now=at_noon(TODAY + 75 * DAY))
