"""Questions about certificates: who holds which, and how do they stand?"""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased, contains_eager, joinedload

from certificates.awards.models import (
    Certificate,
    CertificateEdition,
    Revocation,
    Suspension,
)
from certificates.awards.rules.term import State
from lms.accounts.models import Affiliation
from lms.accounts.queries import works_on
from lms.catalogue.models import Certification
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.permissions import Permission
from lms.kernel.quick import look

Row = TypeVar("Row")
PAGE = 50
LATER, TAKEN_BACK = aliased(Certificate), aliased(Revocation)
"""Made once: that takes longer than asking for them."""


def held_by(person_id: int) -> list[Certificate]:
    """Every certificate of a person, the newest first."""
    return list(
        db.session.scalars(
            certificates()
            .where(Certificate.person_id == person_id)
            .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
        )
    )


def live_certificates(
    *, on: date, person_ids: Sequence[int] | None = None
) -> list[Certificate]:
    """What is in force on a day, for some people or for all; ends soonest first."""
    found = certificates().where(Certificate.issued_on <= on, stands(State.VALID, on))
    if person_ids is not None:
        found = found.where(Certificate.person_id.in_(person_ids))
    return list(
        db.session.scalars(found.order_by(Certificate.expires_on, Certificate.id))
    )


def chain_of(person_id: int, certification_id: int) -> list[Certificate]:
    """All that a person ever got for one certification, the first one first."""
    of = {"person": person_id, "certification": certification_id}
    # Most have none yet, and to ask whether costs a tenth of asking for all of it.
    if not look(HAS_ANY, **of):
        return []
    return list(db.session.scalars(CHAIN, of))


def editions_of(certificate_id: int) -> list[CertificateEdition]:
    """The editions after the first one, the newest first."""
    return list(
        db.session.scalars(
            select(CertificateEdition)
            .filter_by(certificate_id=certificate_id)
            .order_by(CertificateEdition.number.desc())
            .options(joinedload(CertificateEdition.made_by))
        )
    )


def suspensions_of(certificate_id: int) -> list[Suspension]:
    """Every suspension of a certificate, the latest first."""
    return list(
        db.session.scalars(
            select(Suspension)
            .filter_by(certificate_id=certificate_id)
            .order_by(Suspension.id.desc())
            .options(
                joinedload(Suspension.suspended_by), joinedload(Suspension.ended_by)
            )
        )
    )


def own_certificate(number: str, *, by: Actor) -> Certificate:
    """The asker's own certificate, or 404."""
    found: Certificate = db.first_or_404(
        certificates().where(
            Certificate.number == number, Certificate.person_id == by.id
        )
    )
    return found


def certificate_for(number: str, *, by: Actor, on: date) -> Certificate:
    """The asker's own, or one of a colleague if they manage the team; or 404."""
    mine = Certificate.person_id == by.id
    found: Certificate = db.first_or_404(
        certificates().where(
            Certificate.number == number, mine | _is_of_the_team(by, on)
        )
    )
    return found


def issued_certificate(number: str) -> Certificate:
    """Any certificate, for those who see them all; or 404."""
    found: Certificate = db.first_or_404(
        certificates().where(Certificate.number == number)
    )
    return found


def certificate_on_record(
    *, number: str | None = None, token: str | None = None
) -> Certificate | None:
    """What an outsider asks for, by the printed number or the code's token."""
    wanted = Certificate.token == token if token else Certificate.number == number
    return db.session.scalar(certificates().where(wanted))


def issued(
    *,
    on: date,
    certification: str | None = None,
    state: State | None = None,
    name: str | None = None,
    page: int = 1,
) -> Pagination:
    """A page of all certificates, the newest first."""
    found = _narrowed(certificates(), on, certification, state, name)
    return db.paginate(found, page=page, per_page=PAGE, max_per_page=PAGE)


def issued_ids(
    *,
    on: date,
    most: int,
    certification: str | None = None,
    state: State | None = None,
    name: str | None = None,
) -> list[int]:
    """The ids of all pages of `issued`, in their order; at most so many."""
    ids = select(Certificate.id).join(Certificate.certification)
    ids = ids.outerjoin(Certificate.revocation)
    found = _narrowed(ids, on, certification, state, name)
    return list(db.session.scalars(found.limit(most)))


def _narrowed(
    found: Select[Row],
    on: date,
    certification: str | None,
    state: State | None,
    name: str | None,
) -> Select[Row]:
    if certification:
        found = found.where(Certification.key == certification)
    if state:
        found = found.where(stands(state, on))
    if name:
        found = found.where(_is_called(name))
    return found.order_by(Certificate.issued_at.desc(), Certificate.id.desc())


def certificates() -> Select[Certificate]:
    """All of them, with everything that says how each one stands."""
    later = joinedload(Certificate.renewed_by)
    return (
        select(Certificate)
        .join(Certificate.certification)
        .outerjoin(Certificate.revocation)
        .options(
            contains_eager(Certificate.certification),
            contains_eager(Certificate.revocation),
            joinedload(Certificate.certification_version),
            joinedload(Certificate.suspension),
            joinedload(Certificate.newest_edition),
            later.joinedload(Certificate.revocation),
            later.joinedload(Certificate.suspension),
        )
    )


THEIRS = and_(
    Certificate.person_id == bindparam("person"),
    Certificate.certification_id == bindparam("certification"),
)
HAS_ANY = select(Certificate.id).where(THEIRS).limit(1)
CHAIN = (
    certificates()
    .where(THEIRS)
    .order_by(Certificate.id)
    .execution_options(populate_existing=True)
)
"""Built once: they are asked for every start and every pass."""


def stands(state: State, on: date) -> ColumnElement[bool]:
    """Those that stand so on a day, as Certificate.state says it; `certificates()`
    joins what this asks of."""
    # The same order as in the rule: the worst thing that is true counts.
    revoked = _and_known(Revocation.revoked_on <= on)
    suspended = _is_suspended(Certificate, on)
    if state is State.REVOKED:
        return revoked
    if state is State.SUSPENDED:
        return and_(~revoked, suspended)
    over = Certificate.expires_on <= on
    if state is State.EXPIRED:
        return and_(~revoked, ~suspended, over)
    renewed = is_renewed(on)
    is_last = renewed if state is State.SUPERSEDED else ~renewed
    return and_(~revoked, ~suspended, ~over, is_last)


def _and_known(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """What is not known is not so: NOT of it is true then."""
    return func.coalesce(condition, false())


def is_renewed(on: Any) -> ColumnElement[bool]:
    """Those in whose place a later one is in force; `on`: a date, or what stands for it
    in a statement that is built once."""
    # Renewals of one person's certification follow each other: the later has the
    # higher id.
    return exists().where(
        LATER.person_id == Certificate.person_id,
        LATER.certification_id == Certificate.certification_id,
        LATER.id > Certificate.id,
        LATER.issued_on <= on,
        LATER.expires_on > on,
        ~exists().where(
            TAKEN_BACK.certificate_id == LATER.id, TAKEN_BACK.revoked_on <= on
        ),
        ~_is_suspended(LATER, on),
    )


def _is_suspended(certificate: Any, on: Any) -> ColumnElement[bool]:
    return exists().where(
        Suspension.certificate_id == certificate.id,
        Suspension.ended_at.is_(None),
        Suspension.suspended_on <= on,
    )


def _is_of_the_team(by: Actor, on: date) -> ColumnElement[bool]:
    if by.company_id is None or not by.may(Permission.MANAGE_TEAM):
        return Certificate.person_id == by.id
    team = select(Affiliation.person_id).where(
        Affiliation.company_id == by.company_id, works_on(on)
    )
    return Certificate.person_id.in_(team)


def _is_called(name: str) -> ColumnElement[bool]:
    edition = CertificateEdition
    printed_later = exists().where(
        edition.certificate_id == Certificate.id, _has(edition.holder_name, name)
    )
    return or_(_has(Certificate.holder_name, name), printed_later)


def _has(column: Any, name: str) -> ColumnElement[bool]:
    # SQLite folds the case of Latin letters only, and names begin with capitals.
    return or_(
        column.icontains(name, autoescape=True),
        column.contains(name.title(), autoescape=True),
    )
