"""What an administrator does with people and companies."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update

from lms.accounts import letters, services
from lms.accounts.errors import (
    InvitationNotOpen,
    LastAdmin,
    NoCompany,
    NotYourself,
    SlugTaken,
)
from lms.accounts.models import AccessToken, Company, Person, RoleGrant
from lms.accounts.rules.invitees import Invitee
from lms.accounts.rules.roles import Role
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.i18n import words as _


def open_person(
    invitee: Invitee,
    roles: Iterable[Role],
    company: Company | None,
    *,
    language: str,
    by: Actor,
    now: datetime,
) -> Person:
    """A new account with any roles, and the letter that invites to it.

    Raises AddressTaken, NoCompany.
    """
    wanted = list(roles)
    if Role.PARTNER_ADMIN in wanted and company is None:
        raise NoCompany(_("A partner admin needs a company."))
    person = services.open_account(
        invitee.email, invitee.name, wanted, by=by, now=now, language=language
    )
    if company is not None:
        services.affiliate(person, company, starts=now.date(), by=by, now=now)
    letters.send_invitation(person, company, by=by, now=now)
    return person


def send_invitation_again(person: Person, *, by: Actor, now: datetime) -> None:
    """A new link for somebody who has not been here yet."""
    if person.password_hash is not None or person.closed_at is not None:
        raise InvitationNotOpen(
            _("%(name)s has an account and needs no invitation.", name=person.name)
        )
    company = next((a.company for a in person.affiliations if a.ends is None), None)
    letters.send_invitation(person, company, by=by, now=now)


def give_role(person: Person, role: Role, *, by: Actor, now: datetime) -> None:
    """From the next request on. Raises NotYourself, NoCompany."""
    _refuse_own(person, by)
    works = any(a.ends is None for a in person.affiliations)
    if role is Role.PARTNER_ADMIN and not works:
        raise NoCompany(_("A partner admin needs a company."))
    services.grant_role(person, role, by=by, now=now)


def take_role(person: Person, role: Role, *, by: Actor, now: datetime) -> None:
    """From the next request on. Raises NotYourself, LastAdmin."""
    _refuse_own(person, by)
    if role is Role.ADMIN:
        _refuse_last_admin(person)
    services.withdraw_role(person, role, by=by, now=now)


def close_account(person: Person, *, by: Actor, now: datetime) -> None:
    """Nobody signs in here any more; what the person earned stays.

    Raises NotYourself, LastAdmin.
    """
    _refuse_own(person, by)
    _refuse_last_admin(person)
    if person.closed_at is not None:
        return
    person.closed_at = now
    services.end_sign_ins(person.id, now=now)
    services.end_links(person.id, now=now)
    tokens = update(AccessToken).filter_by(person_id=person.id, ended_at=None)
    db.session.execute(tokens.values(ended_at=now))
    audit.record("accounts.person.closed", "person", person.id, by=by, now=now)


def open_company(
    name: str, slug: str, country: str, *, by: Actor, now: datetime
) -> Company:
    """A new partner company. Raises SlugTaken."""
    if db.session.scalar(select(Company).filter_by(slug=slug)):
        raise SlugTaken(_("Another company has this short name"))
    company = Company(slug=slug, name=name, country=country, created_at=now)
    db.session.add(company)
    db.session.flush()
    audit.record(
        "accounts.company.opened",
        "company",
        company.id,
        by=by,
        now=now,
        company_id=company.id,
        after={"name": name, "slug": slug, "country": country},
    )
    return company


def rename_company(
    company: Company, name: str, country: str, *, by: Actor, now: datetime
) -> None:
    """The short name stays: addresses and certificates may quote it."""
    before = {"name": company.name, "country": company.country}
    company.name, company.country = name, country
    audit.record(
        "accounts.company.renamed",
        "company",
        company.id,
        by=by,
        now=now,
        company_id=company.id,
        before=before,
        after={"name": name, "country": country},
    )


def _refuse_own(person: Person, by: Actor) -> None:
    if person.id == by.person_id:
        raise NotYourself(_("Nobody changes their own roles or closes their account."))


def _refuse_last_admin(person: Person) -> None:
    admins = db.session.scalars(
        select(RoleGrant)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.role == Role.ADMIN, Person.closed_at.is_(None))
        # Two admins who end each other at once: the second one waits and is refused.
        .with_for_update()
    ).all()
    if {grant.person_id for grant in admins} == {person.id}:
        raise LastAdmin(_("%(name)s is the last administrator.", name=person.name))
