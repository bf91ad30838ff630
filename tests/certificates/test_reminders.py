"""Letters before the end: to the holder and the partner admin, once, in one letter."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from certificates.awards.services import revoke
from certificates.reminders import queries, services
from certificates.reminders.models import Reminder, ReminderLetter
from certificates.reminders.rounds import begin_daily_round
from lms.accounts.models import Affiliation, Person
from lms.accounts.rules.roles import Role
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from lms.kernel.jobs import JOBS
from lms.kernel.mail import Mail
from tests.certificates.conftest import NOW, a_certificate
from tests.certificates.lives import (
    a_renewal_exam,
    at_noon,
    awarded,
    jobs_waiting,
    suspended,
)
from tests.factories import a_certification, a_pass, a_programme
from tests.people import Visitor, a_company, a_person

END = date(2028, 11, 22)
DAY = timedelta(days=1)


@pytest.fixture
def the_round(app, set_clock):
    """The round of a day, this many days before the end; how many letters it wrote."""

    def run(days_left: int) -> int:
        before = letters()
        set_clock(at_noon(END - days_left * DAY))
        JOBS["remind_everybody"]()
        return letters() - before

    return run


def letters() -> int:
    return db.session.scalar(select(func.count(ReminderLetter.day))) or 0


def marks_of(person) -> list[int]:
    found = select(Reminder.mark).filter_by(recipient_id=person.id)
    return sorted(db.session.scalars(found), reverse=True)


def last_letter() -> Mail:
    return db.session.scalars(select(Mail).order_by(Mail.id.desc())).first()


def moved(person, *, ends=None):
    """At the company since before the test, until a day."""
    with transaction():
        row = db.session.query(Affiliation).filter_by(person_id=person.id).one()
        row.starts, row.ends = NOW.date() - DAY, ends


def test_each_mark_brings_one_letter_to_the_holder(app, the_round):
    ada = a_person("Ada Lovelace")
    a_certificate(ada, a_certification())

    written = [the_round(left) for left in (91, 90, 89, 60, 30, 7, 1, 0, -1)]

    assert written == [0, 1, 0, 1, 1, 1, 0, 0, 0]
    assert marks_of(ada) == [90, 60, 30, 7]
    assert queries.due(on=END - DAY) == []


def test_a_day_that_was_missed_is_caught_up_with_what_is_due_then(app, the_round):
    ada = a_person("Ada Lovelace")
    a_certificate(ada, a_certification())

    assert [the_round(left) for left in (25, 24)] == [1, 0]
    assert marks_of(ada) == [30]


def test_the_partner_admin_is_told_too_each_in_their_language(app, the_round):
    a_programme()
    company = a_company()
    ada = a_person("Ada Lovelace", company=company)
    boss = a_person("Вера Смирнова", Role.PARTNER_ADMIN, company=company)
    rival = a_person(
        "Ruth Rival", Role.PARTNER_ADMIN, company=a_company("boreal", "Boreal")
    )
    with transaction():
        db.session.get_one(Person, boss.id).language = "ru"
    for person in (ada, boss, rival):
        moved(person)
    a_certificate(ada, a_certification())

    assert the_round(90) == 2

    to = {mail.recipient: mail for mail in db.session.scalars(select(Mail))}
    own, team = to[ada.email], to[boss.email]
    assert own.subject == "Platform Administrator ends in 90 days"
    assert "http://localhost/exams/administrator" in own.body
    assert team.subject == "Скоро заканчивается 1 сертификат"
    assert "Ada Lovelace: Platform Administrator" in team.body
    assert "С 22 ноября 2028 он не действует." in team.body
    assert rival.email not in to


def test_a_holder_reads_which_exam_renews(app, the_round):
    ada, administrator = a_person("Ada Lovelace"), a_certification()
    a_certificate(ada, administrator)
    a_renewal_exam(administrator)

    the_round(60)

    assert "http://localhost/exams/administrator-renewal" in last_letter().body


def test_one_letter_a_day_holds_everything_that_is_due(app, the_round):
    company = a_company()
    boss = a_person("Grace Hopper", Role.PARTNER_ADMIN, company=company)
    people = [boss] + [
        a_person(name, company=company) for name in ("Ada Lovelace", "Bob Stone")
    ]
    administrator, architect = a_certification(), a_certification("architect", "Cloud")
    for person in people:
        moved(person)
        a_certificate(person, administrator)
    a_certificate(people[1], architect, at=NOW + DAY)

    assert the_round(30) == 3

    to_boss = select(Mail).filter_by(recipient=boss.email).order_by(Mail.id.desc())
    letter = db.session.scalars(to_boss).first()
    assert letter.subject == "4 certificates end soon"
    names = [name for name in ("Ada Lovelace", "Bob Stone") if name in letter.body]
    assert names == ["Ada Lovelace", "Bob Stone"]
    assert letter.body.count("Grace Hopper") == 1
    assert the_round(30) == 0


def test_what_becomes_due_later_on_the_day_waits_for_tomorrow(app, the_round):
    ada, administrator = a_person("Ada Lovelace"), a_certification()
    a_certificate(ada, administrator)
    assert the_round(60) == 1
    a_certificate(ada, a_certification("architect", "Cloud"))

    ada_id = ada.id
    with transaction():
        assert services.remind(ada_id, now=at_noon(END - 60 * DAY)) is False
    assert [the_round(60), the_round(59)] == [0, 1]
    assert marks_of(ada) == [60, 60]


def test_what_was_renewed_suspended_or_revoked_is_not_mentioned(app, the_round):
    administrator = a_certification()
    people = [a_person(name) for name in ("Ada Stone", "Bob Stone", "Carl Stone")]
    held = [a_certificate(person, administrator) for person in people]
    opens = END - 90 * DAY
    a_pass(people[0], administrator, finished_at=at_noon(opens))
    awarded(people[0], administrator, now=at_noon(opens))
    suspended(held[1], on=opens)
    held_id = held[2].id
    with transaction():
        revoke(held_id, "Copied.", by=SYSTEM, now=NOW)

    assert [the_round(left) for left in (89, 30, 1)] == [0, 0, 0]


def test_who_left_is_nobodys_to_be_told_of_and_a_closed_account_gets_nothing(
    app, the_round
):
    company = a_company()
    ada = a_person("Ada Lovelace", company=company)
    boss = a_person("Grace Hopper", Role.PARTNER_ADMIN, company=company)
    moved(boss)
    moved(ada, ends=END - 100 * DAY)
    a_certificate(ada, a_certification())
    with transaction():
        db.session.get_one(Person, ada.id).closed_at = NOW

    assert queries.due(on=END - 90 * DAY) == []
    assert the_round(90) == 0


def test_the_letter_brings_the_dates_for_the_calendar(app, the_round):
    held = a_certificate(a_person("Ada Lovelace"), a_certification())

    the_round(90)

    (attached,) = last_letter().attachments
    assert attached.name == "certificates.ics"
    assert attached.media_type == "text/calendar; charset=utf-8; method=PUBLISH"
    lines = unfolded(attached.content)
    assert lines[:3] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Laurel//Certificates//EN",
    ]
    assert [line for line in lines if line.startswith(("UID", "DTSTART", "DTEND"))] == [
        "DTSTART;VALUE=DATE:20280824",
        "DTEND;VALUE=DATE:20281122",
        f"UID:{held.number}-renewal@localhost",
        "DTSTART;VALUE=DATE:20281122",
        "DTEND;VALUE=DATE:20281123",
        f"UID:{held.number}-end@localhost",
    ]


def test_the_wallet_has_the_same_dates_as_a_file(app, set_clock):
    ada = a_person("Ада Лавлейс")
    held = a_certificate(ada, a_certification())
    theirs = a_certificate(a_person("Bob Stone"), a_certification("architect"))
    with transaction():
        db.session.get_one(Person, ada.id).language = "ru"
    visitor = Visitor(app).sign_in(ada)

    assert "/certificates/calendar" in visitor.get("/certificates").text
    answer = visitor.get("/certificates/calendar")

    assert answer.mimetype == "text/calendar"
    lines = unfolded(answer.data)
    assert f"UID:{held.number}-end@localhost" in lines
    assert "SUMMARY:Продлить: Platform Administrator" in lines
    assert theirs.number not in answer.text
    assert max(map(len, answer.data.split(b"\r\n"))) <= 75


def test_a_letter_of_a_day_is_written_once_past_the_code_too(app, the_round):
    ada = a_person("Ada Lovelace")
    held = a_certificate(ada, a_certification())
    the_round(90)
    letter = db.session.scalars(select(ReminderLetter)).one()
    day, mail_id, ids = letter.day, letter.mail_id, (held.id, ada.id)
    again = insert(ReminderLetter).values(recipient_id=ids[1], day=day, mail_id=mail_id)
    reminder = insert(Reminder).values(
        certificate_id=ids[0], recipient_id=ids[1], mark=90, day=day
    )

    for row in (again, reminder):
        with pytest.raises(IntegrityError), transaction():
            db.session.execute(row)


@pytest.mark.parametrize("round_", range(3))
def test_two_workers_at_once_write_one_letter(app, set_clock, round_):
    ada = a_person("Ada Lovelace")
    a_certificate(ada, a_certification())
    ada_id, now = ada.id, at_noon(END - 90 * DAY)
    together = Barrier(2)

    def write(_number):
        try:
            with app.app_context(), transaction():
                with suppress(BrokenBarrierError):
                    together.wait(timeout=0.3)
                return services.remind(ada_id, now=now)
        except IntegrityError:
            return False

    db.session.remove()
    with ThreadPoolExecutor() as pool:
        outcomes = list(pool.map(write, range(2)))

    assert sorted(outcomes) == [False, True]
    assert letters() == 1
    assert db.session.scalar(select(func.count(Mail.id))) == 1


def test_a_letter_that_fails_keeps_no_other_one_back(app, the_round, monkeypatch):
    administrator = a_certification()
    ada, bob = a_person("Ada Lovelace"), a_person("Bob Stone")
    for person in (ada, bob):
        a_certificate(person, administrator)
    whole, ada_id = services.remind, ada.id

    def remind(recipient_id, *, now):
        if recipient_id == ada_id:
            raise RuntimeError("no such template")
        return whole(recipient_id, now=now)

    monkeypatch.setattr(services, "remind", remind)
    assert the_round(90) == 1
    monkeypatch.setattr(services, "remind", whole)
    # The next round of the same day writes what is missing, and that only.
    assert the_round(90) == 1
    assert (marks_of(ada), marks_of(bob)) == ([90], [90])


def test_the_round_begins_once_a_day_and_not_in_the_night(app, set_clock):
    begun = []
    for moment in (
        NOW.replace(hour=5, minute=59),
        NOW.replace(hour=6, minute=0),
        NOW.replace(hour=6, minute=1),
        NOW + DAY,
    ):
        set_clock(moment)
        begun.append(begin_daily_round())

    assert begun == [False, True, False, True]
    assert jobs_waiting("remind_everybody") == 2


def unfolded(content: bytes) -> list[str]:
    """The lines of an iCalendar file as RFC 5545, 3.1 has them."""
    text = content.decode()
    assert "\n" not in text.replace("\r\n", "")
    return text.replace("\r\n ", "").split("\r\n")
