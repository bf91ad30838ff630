"""What a partner admin does with the people of the company."""

from datetime import datetime

from lms.accounts import letters, queries, services
from lms.accounts.errors import (
    AlreadyAffiliated,
    InvitationNotOpen,
    NotInvitable,
    NotYourself,
)
from lms.accounts.models import Affiliation, Company, Person
from lms.accounts.rules.invitees import Invitee
from lms.accounts.rules.roles import COMPANY_ROLES, Role
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.i18n import words as _


def invite(
    invitee: Invitee, role: Role, *, language: str, by: Actor, now: datetime
) -> Person:
    """Bring somebody into the company of `by`, with an account if they have none.

    Raises AlreadyAffiliated for a member, NotInvitable for somebody else's people.
    """
    company = db.session.get_one(Company, by.company_id)
    person = queries.person_by_email(invitee.email)
    if person is None:
        person = services.open_account(
            invitee.email, invitee.name, [], by=by, now=now, language=language
        )
    else:
        _refuse_unless_free(person, company)
    services.affiliate(person, company, starts=now.date(), by=by, now=now)
    _give_company_role(person, role, by=by, now=now)
    if person.password_hash is None:
        letters.send_invitation(person, company, by=by, now=now)
    else:
        letters.tell_of_affiliation(person, company, by=by, now=now)
    return person


def send_invitation_again(person: Person, *, by: Actor, now: datetime) -> None:
    """A new link for somebody who has not been here yet."""
    _refuse_if_settled(person)
    company = db.session.get_one(Company, by.company_id)
    letters.send_invitation(person, company, by=by, now=now)


def withdraw_invitation(affiliation: Affiliation, *, by: Actor, now: datetime) -> None:
    """The link stops working, and the person leaves the team."""
    _refuse_if_settled(affiliation.person)
    end_affiliation(affiliation, by=by, now=now)


def end_affiliation(affiliation: Affiliation, *, by: Actor, now: datetime) -> None:
    """From today on the person does not work for the company; the account stays.

    Raises NotYourself.
    """
    person, company, today = affiliation.person, affiliation.company, now.date()
    if person.id == by.person_id:
        raise NotYourself(_("Another admin of your company can do this for you."))
    if affiliation.starts < today:
        affiliation.ends = today
    else:
        # A term of no days: nothing was ever counted on it.
        db.session.delete(affiliation)
    services.withdraw_role(person, Role.PARTNER_ADMIN, by=by, now=now)
    services.end_links(person.id, "invitation", now=now)
    audit.record(
        "accounts.affiliation.ended",
        "person",
        person.id,
        by=by,
        now=now,
        company_id=company.id,
        before={"company": company.slug, "starts": affiliation.starts.isoformat()},
        after={"ends": today.isoformat()},
    )


def _refuse_unless_free(person: Person, company: Company) -> None:
    works_for = {a.company_id for a in person.affiliations if a.ends is None}
    if company.id in works_for:
        raise AlreadyAffiliated(
            _("%(address)s is in your team already.", address=person.email)
        )
    # Staff of the programme and closed accounts get the same words as people of
    # another company: which of them it is, is not the inviting company's business.
    is_staff = any(Role(grant.role) not in COMPANY_ROLES for grant in person.roles)
    if works_for or is_staff or person.closed_at is not None:
        raise NotInvitable(
            _(
                "%(address)s cannot be invited. If the person works for you now, "
                "write to your programme manager.",
                address=person.email,
            )
        )


def _give_company_role(person: Person, role: Role, *, by: Actor, now: datetime) -> None:
    """This one of the company roles: what somebody was elsewhere does not count."""
    for other in COMPANY_ROLES - {role}:
        services.withdraw_role(person, other, by=by, now=now)
    services.grant_role(person, role, by=by, now=now)


def _refuse_if_settled(person: Person) -> None:
    if person.password_hash is not None:
        raise InvitationNotOpen(
            _("%(name)s has an account and needs no invitation.", name=person.name)
        )
