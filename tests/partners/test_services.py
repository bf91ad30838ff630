"""Recording and withdrawing what is true of a partner."""

from datetime import date

import pytest

from lms.kernel.actor import SYSTEM
from lms.kernel.audit import AuditEvent
from lms.kernel.db import db, transaction
from lms.learning.events import course_completed
from lms.learning.models import Course
from lms.partners import services
from lms.partners.errors import AlreadyRecorded, AlreadyWithdrawn, UnfitFact
from lms.partners.models import PartnerFact
from lms.partners.rules.facts import Kind
from tests.factories import a_certification
from tests.partners.rows import NOON, TODAY, a_fact, an_engineer
from tests.people import a_company, a_person, actor


@pytest.fixture(autouse=True)
def noon(set_clock):
    set_clock(NOON)


def test_a_recorded_fact_is_in_the_audit_trail(app):
    fact = a_fact(a_company(), Kind.REVENUE, amount=431_000_50, note="Invoice 7")

    event = db.session.query(AuditEvent).filter_by(subject_kind="partner_fact").one()

    assert (event.action, event.subject_id) == ("partners.fact.recorded", str(fact.id))
    assert event.after == {
        "kind": "revenue",
        "happened_on": "2026-03-01",
        "amount": 431_000_50,
        "note": "Invoice 7",
    }


@pytest.mark.parametrize(
    ("kind", "day", "amount"),
    [
        (Kind.REVENUE, date(2026, 11, 23), 5),
        (Kind.REVENUE, TODAY, 0),
        (Kind.IMPLEMENTATION, TODAY, 2),
    ],
)
def test_an_unfit_fact_is_not_recorded(app, kind, day, amount):
    company = a_company()
    with pytest.raises(UnfitFact):
        a_fact(company, kind, on=day, amount=amount)
    assert db.session.query(PartnerFact).count() == 0


def test_a_flag_is_recorded_once(app):
    company = a_company()
    a_fact(company, Kind.AGREEMENT_SIGNED)
    with pytest.raises(AlreadyRecorded):
        a_fact(company, Kind.AGREEMENT_SIGNED, on=date(2026, 5, 1), note="C-2")
    assert db.session.query(PartnerFact).count() == 1


def test_the_very_same_fact_is_recorded_once(app):
    company = a_company()
    a_fact(company, Kind.IMPLEMENTATION)
    a_fact(company, Kind.IMPLEMENTATION, note="C-2")
    with pytest.raises(AlreadyRecorded):
        a_fact(company, Kind.IMPLEMENTATION)
    assert db.session.query(PartnerFact).count() == 2


def withdraw(fact):
    with transaction():
        services.withdraw_fact(fact, "never live", by=SYSTEM, now=NOON)


def test_a_fact_is_withdrawn_once(app):
    fact = a_fact(a_company(), Kind.IMPLEMENTATION)
    withdraw(fact)
    with pytest.raises(AlreadyWithdrawn):
        withdraw(fact)


def test_a_withdrawn_flag_can_be_recorded_again(app):
    company = a_company()
    withdraw(a_fact(company, Kind.STRATEGIC_FOCUS))
    again = a_fact(company, Kind.STRATEGIC_FOCUS)
    assert again.withdrawal is None


def a_course(*, is_basic):
    certification = a_certification("foundations")
    with transaction():
        course = Course(
            key="foundations",
            certification_id=certification.id,
            title={"en": "Cloud Foundations", "ru": "Основы облака"},
            summary={},
            is_basic=is_basic,
        )
        db.session.add(course)
    return course


def finish(course, person):
    with transaction():
        course_completed.send(db.session.merge(course), by=actor(person), now=NOON)


def basic_trainings():
    return [
        (fact.company_id, fact.happened_on, fact.note, fact.recorded_by.name)
        for fact in db.session.query(PartnerFact).filter_by(kind="basic_training")
    ]


def test_the_first_finished_basic_course_is_the_partners_basic_training(app):
    company, course = a_company(), a_course(is_basic=True)
    finish(course, an_engineer("Ada Lovelace", company))
    finish(course, an_engineer("Bo Ek", company))
    assert basic_trainings() == [
        (company.id, TODAY, "Cloud Foundations", "Ada Lovelace")
    ]


def test_another_course_is_not_basic_training(app):
    finish(a_course(is_basic=False), an_engineer("Ada Lovelace", a_company()))
    assert basic_trainings() == []


def test_somebody_without_a_company_trains_no_partner(app):
    finish(a_course(is_basic=True), a_person("Ada Lovelace"))
    assert basic_trainings() == []
