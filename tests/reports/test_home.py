"""The home page of each role: what waits, and one primary button."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from certificates.awards.models import Certificate
from exams.sittings.models import Attempt
from lms.accounts.rules.roles import Role
from lms.catalogue.models import Certification
from lms.kernel.db import db, transaction
from lms.kernel.mail import Mail
from lms.learning import queries as learning
from lms.learning import services
from question_banks.items.models import Bank, Domain
from question_banks.review.models import Draft
from tests.factories import (
    a_certification,
    a_pass,
    a_programme,
    an_attempt,
    an_exam,
)
from tests.learning.courses import a_course
from tests.people import a_company, a_person, actor

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon(set_clock):
    set_clock(NOON)


def read(person, *keys, now=NOON):
    for key in keys:
        with transaction():
            lesson = learning.lesson("foundations", key)
            services.complete_lesson(lesson, by=actor(person), now=now)


def a_certificate(person, certification, *, ends, number="NB-1", renews=None):
    with transaction():
        row = Certificate(
            number=number,
            token=number,
            person_id=person.id,
            certification_id=certification.id,
            certification_version_id=certification.versions[-1].id,
            holder_name=person.name,
            company_name=None,
            language="en",
            issued_on=date(2025, 1, 1),
            expires_on=ends,
            issued_at=NOON,
            renews_id=renews.id if renews else None,
            is_demo=True,
        )
        db.session.add(row)
    return row


def a_draft(author, *, code="F-1", state="writing", note=""):
    with transaction():
        bank = Bank(key=code.lower(), title={"en": "Foundations"})
        domain = Domain(bank=bank, key="core", title={"en": "Core"}, position=0)
        db.session.add_all([bank, domain])
        db.session.flush()
        draft = Draft(
            bank=bank,
            domain=domain,
            code=code,
            kind="single",
            difficulty=1,
            content={},
            state=state,
            author_id=author.id,
            note=note,
            changed_at=NOON,
        )
        db.session.add(draft)
    return draft


def home_of(visitor, person):
    page = visitor.sign_in(person).get("/")
    assert page.status_code == 200
    return page.text


def test_somebody_new_is_led_to_the_course(visitor):
    a_course()

    page = home_of(visitor, a_person())

    assert "Hello, Ada" in page
    assert "Cloud Foundations is the place to begin." in page
    assert 'href="/learn/foundations/regions"' in page


def test_somebody_who_reads_goes_on_where_they_stopped(visitor):
    a_course()
    ada = a_person()
    read(ada, "regions")

    page = home_of(visitor, ada)

    assert "2 lessons stand between you and the Cloud Foundations exam." in page
    assert 'href="/learn/foundations/roles"' in page


def test_the_way_to_the_first_certificate_is_told_in_order(nimbus, visitor):
    page = home_of(visitor, a_person(company=a_company()))

    way = page[page.index("The way to the certificate") :]
    steps = ["Read 10 lessons", "Sit the exam", "Receive the", "It counts for Northl"]
    assert [way.index(step) for step in steps] == sorted(way.index(s) for s in steps)


def test_who_holds_a_certificate_needs_no_way_to_it(visitor):
    a_course()
    ada = a_person()
    a_certificate(ada, a_certification("other"), ends=date(2028, 1, 1))

    assert "The way to the certificate" not in home_of(visitor, ada)


def test_an_engineer_sees_the_tier_of_their_company_and_no_colleague(nimbus, visitor):
    company = a_company()
    grace = a_person("Grace Hopper", company=company)
    a_certificate(grace, a_certification(), ends=date(2028, 1, 1))

    page = home_of(visitor, a_person("Ada Lovelace", company=company))

    assert "For your company" in page
    assert "1 certificate counts for the tier; none of yours yet." in page
    assert "Grace" not in page


def test_who_works_for_no_company_reads_of_none(nimbus, visitor):
    assert "For your company" not in home_of(visitor, a_person())


def test_a_running_exam_is_the_first_thing_said(visitor):
    course = a_course()
    ada = a_person()
    exam = an_exam(course.certification)
    read(ada, "regions")
    attempt = an_attempt(ada, exam)
    with transaction():
        db.session.query(Attempt).update(
            {
                "state": "open",
                "cause": None,
                "finished_at": None,
                "deadline_at": NOON + timedelta(minutes=20),
            }
        )

    page = home_of(visitor, ada)

    assert "Your exam is running until 12:20 UTC." in page
    assert f'href="/attempts/{attempt.id}"' in page


def test_a_certificate_that_ends_soon_says_its_day(visitor):
    ada = a_person()
    a_certificate(ada, a_certification(), ends=date(2027, 2, 14))

    page = home_of(visitor, ada)

    assert "Platform Administrator ends on 14 February 2027." in page


def test_a_partner_admin_sees_the_people_of_their_company_only(visitor):
    ours, theirs = a_company(), a_company("boreal", "Boreal Consulting")
    boss = a_person("Nora Lind", Role.PARTNER_ADMIN, company=ours)
    a_person("Ada Lovelace", company=ours)
    for name in ("Boris Orlov", "Clara Weiss"):
        a_person(name, company=theirs)

    page = home_of(visitor, boss)

    assert "Northlight Systems" in page
    assert "Boreal" not in page
    assert '<span class="stat__value">2</span>' in page


def test_an_author_sees_what_came_back_before_what_is_in_hand(visitor):
    author = a_person("Oleg Berg", Role.AUTHOR)
    other = a_person("Vera Stein", Role.AUTHOR)
    a_draft(author, code="F-1")
    returned = a_draft(author, code="F-2", note="Option b is right as well.")
    a_draft(other, code="F-3")

    page = home_of(visitor, author)

    assert "1 draft came back with a note." in page
    assert "Option b is right as well." in page
    assert f'btn--primary" href="/questions/drafts/{returned.id}"' in page
    assert "F-3" not in page


def test_a_reviewer_sees_what_others_wrote(visitor):
    both = a_person("Rita Holm", Role.REVIEWER, Role.AUTHOR)
    a_draft(a_person("Oleg Berg", Role.AUTHOR), code="F-1", state="review")
    a_draft(both, code="F-2", state="review")

    page = home_of(visitor, both)

    assert "1 draft waits for a second pair of eyes." in page
    assert "Review F-1" in page


def test_a_grader_sees_who_waits_for_a_practical(visitor):
    lab = {"kind": "lab", "title": {"en": "Lab"}, "pass_mark": 70, "rubric": []}
    architect = a_certification(
        "architect", "Architect", has_practical=True, practical=lab
    )
    ada = a_person()
    a_pass(ada, architect)

    page = home_of(visitor, a_person("Greta Moss", Role.GRADER))

    assert "1 person waits for a practical to be marked." in page
    assert f'href="/practicals/architect/{ada.id}"' in page


def test_a_renewal_leads_to_the_shorter_exam(nimbus, visitor):
    foundations = db.session.scalars(
        select(Certification).filter_by(key="foundations")
    ).one()
    ada = a_person("Ada Lovelace")
    a_certificate(ada, foundations, ends=NOON.date() + timedelta(days=30))

    page = home_of(visitor, ada)

    assert "Renew Cloud Foundations" in page
    assert 'href="/exams/foundations-renewal"' in page


def test_the_programme_is_counted_by_people_at_partners(visitor):
    a_programme()
    company = a_company()
    inside = a_person("Ada Lovelace", company=company)
    outside = a_person("Boris Orlov")
    certification = a_certification()
    other = a_certification("architect", "Cloud Architect")
    old = a_certificate(inside, certification, ends=date(2027, 1, 1), number="NB-1")
    a_certificate(
        inside, certification, ends=date(2028, 1, 1), number="NB-2", renews=old
    )
    a_certificate(inside, other, ends=date(2027, 1, 1), number="NB-4")
    a_certificate(outside, certification, ends=date(2028, 1, 1), number="NB-3")

    page = home_of(visitor, a_person("Mina Okafor", Role.PROGRAMME_MANAGER))

    assert "1 certified practitioner at partners today." in page
    assert page.count('<span class="stat__value">1</span>') == 3


def test_an_administrator_sees_letters_that_did_not_leave(visitor):
    with transaction():
        for minutes in (14, 16):
            mail = Mail(
                recipient="ada@example.com",
                subject="s",
                body="b",
                queued_at=NOON - timedelta(minutes=minutes),
            )
            db.session.add(mail)

    page = home_of(visitor, a_person("Adam Root", Role.ADMIN, password="four words"))

    assert "Letters not sent" in page
    assert page.count('<span class="stat__value">1</span>') == 1


def test_an_auditor_sees_what_was_done_last(visitor):
    page = home_of(visitor, a_person("Ines Vogt", Role.AUDITOR))

    assert "accounts.sign_in.opened" in page


@pytest.mark.parametrize("role", list(Role))
def test_every_home_page_has_one_primary_button(visitor, role):
    a_programme()
    a_course()
    company = a_company() if role in ("engineer", "partner_admin") else None

    page = home_of(visitor, a_person("Ada Lovelace", role, company=company))

    assert page.count("btn--primary") == 1


def test_the_primary_button_is_that_of_the_first_role(visitor):
    a_course()
    both = a_person("Nora Lind", Role.ENGINEER, Role.PARTNER_ADMIN, company=a_company())

    page = home_of(visitor, both)

    assert page.count("btn--primary") == 1
    assert page.index("btn--primary") < page.index("Northlight Systems")


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("employed", "count"), [(False, 9), (True, 15)])
def test_the_learners_page_takes_the_same_queries_for_one_and_three(
    nimbus, visitor, queries, employed, count, number
):
    ada = a_person(company=a_company() if employed else None)
    for n in range(number):
        certification = a_certification(f"c{n}")
        a_pass(ada, certification)
        a_certificate(ada, certification, ends=date(2027, 1, 1), number=f"NB-{n}")
    visitor.sign_in(ada)
    queries.clear()

    visitor.get("/")

    assert len([q for q in queries if "programme_versions" not in q]) == count


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("role", "count"),
    [
        (Role.PARTNER_ADMIN, 8),
        (Role.REVIEWER, 2),
        (Role.GRADER, 5),
        (Role.PROGRAMME_MANAGER, 9),
        (Role.AUDITOR, 12),
    ],
)
def test_a_workers_page_takes_the_same_queries_for_one_and_three(
    nimbus, visitor, queries, role, count, number
):
    company = a_company()
    lab = {"kind": "lab", "title": {"en": "Lab"}, "pass_mark": 70, "rubric": []}
    author = a_person("Oleg Berg", Role.AUTHOR)
    for n in range(number):
        a_company(f"company-{n}", f"Company {n}")
        person = a_person(f"Person {n}", company=company)
        certification = a_certification(f"c{n}", has_practical=True, practical=lab)
        a_pass(person, certification)
        a_certificate(person, certification, ends=date(2027, 1, 1), number=f"NB-{n}")
        a_draft(author, code=f"F-{n}", state="review")
    employer = company if role is Role.PARTNER_ADMIN else None
    visitor.sign_in(a_person("Ada Lovelace", role, company=employer))
    queries.clear()

    assert visitor.get("/").status_code == 200

    assert len([q for q in queries if "programme_versions" not in q]) == count
