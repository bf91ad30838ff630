"""What can be done with partners' facts. Callers own the transaction and the time."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from lms.accounts.models import Company
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.i18n import in_language
from lms.kernel.i18n import words as _
from lms.learning.models import Course
from lms.partners import queries
from lms.partners.errors import AlreadyRecorded, AlreadyWithdrawn, UnfitFact
from lms.partners.models import FactWithdrawal, PartnerFact
from lms.partners.rules.facts import FLAGS, Kind


def record_fact(
    company: Company,
    kind: Kind,
    happened_on: date,
    amount: int = 1,
    note: str = "",
    *,
    by: Actor,
    now: datetime,
) -> PartnerFact:
    """Write down what is true of a partner from a day on. Revenue is in cents.

    Raises UnfitFact for a day to come or an amount that the kind does not have,
    AlreadyRecorded when the same thing stands already.
    """
    _lock(company.id)
    _refuse_unfit(kind, happened_on, amount, now=now)
    what = {"happened_on": happened_on, "amount": amount, "note": note}
    _refuse_double(company.id, kind, what)
    fact = PartnerFact(company_id=company.id, kind=kind, **what)
    fact.recorded_at, fact.recorded_by_id = now, by.person_id
    db.session.add(fact)
    db.session.flush()
    _audit("partners.fact.recorded", fact, by=by, now=now)
    return fact


def withdraw_fact(fact: PartnerFact, reason: str, *, by: Actor, now: datetime) -> None:
    """A recorded fact was wrong: it stays to be read and counts for nothing.

    Raises AlreadyWithdrawn.
    """
    _lock(fact.company_id)
    db.session.refresh(fact, ["withdrawal"])
    if fact.withdrawal is not None:
        raise AlreadyWithdrawn(_("This fact has been withdrawn before."))
    fact.withdrawal = FactWithdrawal(
        withdrawn_at=now, withdrawn_by_id=by.person_id, reason=reason
    )
    db.session.flush()
    _audit("partners.fact.withdrawn", fact, by=by, now=now, reason=reason)


def record_basic_training(course: Course, *, by: Actor, now: datetime) -> None:
    """Somebody finished a basic course: that is their partner's basic training."""
    if not course.is_basic or by.company_id is None:
        return
    _lock(by.company_id)
    if queries.is_recorded(by.company_id, Kind.BASIC_TRAINING):
        return
    record_fact(
        db.session.get_one(Company, by.company_id),
        Kind.BASIC_TRAINING,
        now.date(),
        note=in_language(course.title, "en"),
        by=by,
        now=now,
    )


def _lock(company_id: int) -> None:
    # Two people recording the same thing at once: the second one sees the first.
    db.session.execute(
        select(Company.id).where(Company.id == company_id).with_for_update()
    )


def _refuse_unfit(kind: Kind, happened_on: date, amount: int, *, now: datetime) -> None:
    if happened_on > now.date():
        raise UnfitFact(_("This day is still to come."), field="happened_on")
    if amount < 1:
        raise UnfitFact(_("The amount must be more than nothing."), field="amount")
    if kind is not Kind.REVENUE and amount != 1:
        raise UnfitFact(_("Only revenue has an amount."), field="amount")


def _refuse_double(company_id: int, kind: Kind, what: Mapping[str, Any]) -> None:
    if kind in FLAGS and queries.is_recorded(company_id, kind):
        raise AlreadyRecorded(
            _("This is recorded already. A second record would change nothing.")
        )
    if queries.is_recorded(company_id, kind, **what):
        raise AlreadyRecorded(
            _("Exactly this is recorded already. Say in the note how this one differs.")
        )


def _audit(
    action: str, fact: PartnerFact, *, by: Actor, now: datetime, **more: str
) -> None:
    what = {
        "kind": fact.kind,
        "happened_on": fact.happened_on.isoformat(),
        "amount": fact.amount,
        "note": fact.note,
    }
    audit.record(
        action,
        "partner_fact",
        fact.id,
        by=by,
        now=now,
        company_id=fact.company_id,
        after={**what, **more},
    )
