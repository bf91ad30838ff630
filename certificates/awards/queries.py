"""Questions about certificates: who holds which, and how do they stand?"""

from collections.abc import Sequence
from datetime import date

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from certificates.awards.models import Certificate, Revocation
from certificates.awards.rules.term import State
from lms.accounts.models import Affiliation
from lms.accounts.queries import works_on
from lms.catalogue.models import Certification
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.permissions import Permission

PAGE = 50


def held_by(person_id: int) -> list[Certificate]:
    """Every certificate of a person, the newest first."""
    return list(
        db.session.scalars(
            _certificates()
            .where(Certificate.person_id == person_id)
            .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
        )
    )


def live_certificates(
    *, on: date, person_ids: Sequence[int] | None = None
) -> list[Certificate]:
    """What is in force on a day, for some people or for all; ends soonest first."""
    found = _certificates().where(Certificate.issued_on <= on, _is(State.VALID, on))
    if person_ids is not None:
        found = found.where(Certificate.person_id.in_(person_ids))
    return list(
        db.session.scalars(found.order_by(Certificate.expires_on, Certificate.id))
    )


def live_certificate(
    person_id: int, certification_id: int, *, on: date
) -> Certificate | None:
    """The one that lasts longest, if several hold."""
    return db.session.scalar(
        _certificates()
        .where(
            Certificate.person_id == person_id,
            Certificate.certification_id == certification_id,
            Certificate.issued_on <= on,
            _is(State.VALID, on),
        )
        .order_by(Certificate.expires_on.desc(), Certificate.id.desc())
        .limit(1)
    )


def own_certificate(number: str, *, by: Actor) -> Certificate:
    """The asker's own certificate, or 404."""
    found: Certificate = db.first_or_404(
        _certificates().where(
            Certificate.number == number, Certificate.person_id == by.id
        )
    )
    return found


def certificate_for(number: str, *, by: Actor, on: date) -> Certificate:
    """The asker's own, or one of a colleague if they manage the team; or 404."""
    mine = Certificate.person_id == by.id
    found: Certificate = db.first_or_404(
        _certificates().where(
            Certificate.number == number, mine | _is_of_the_team(by, on)
        )
    )
    return found


def issued_certificate(number: str) -> Certificate:
    """Any certificate, for those who see them all; or 404."""
    found: Certificate = db.first_or_404(
        _certificates().where(Certificate.number == number)
    )
    return found


def certificate_on_record(
    *, number: str | None = None, token: str | None = None
) -> Certificate | None:
    """What an outsider asks for, by the printed number or the code's token."""
    wanted = Certificate.token == token if token else Certificate.number == number
    return db.session.scalar(_certificates().where(wanted))


def issued(
    *,
    on: date,
    certification: str | None = None,
    state: State | None = None,
    name: str | None = None,
    page: int = 1,
) -> Pagination:
    """A page of all certificates, the newest first."""
    found = _certificates().order_by(
        Certificate.issued_at.desc(), Certificate.id.desc()
    )
    if certification:
        found = found.where(Certification.key == certification)
    if state:
        found = found.where(_is(state, on))
    if name:
        found = found.where(_is_called(name))
    return db.paginate(found, page=page, per_page=PAGE, max_per_page=PAGE)


def _certificates() -> Select[Certificate]:
    return (
        select(Certificate)
        .join(Certificate.certification)
        .outerjoin(Certificate.revocation)
        .options(
            contains_eager(Certificate.certification),
            contains_eager(Certificate.revocation),
            joinedload(Certificate.certification_version),
        )
    )


def _is(state: State, on: date) -> ColumnElement[bool]:
    # The same order as in the rule: taken back is worse than run out.
    if state is State.REVOKED:
        return Revocation.revoked_on <= on
    runs = Certificate.expires_on > on
    stands = or_(Revocation.revoked_on.is_(None), Revocation.revoked_on > on)
    return and_(stands, runs if state is State.VALID else ~runs)


def _is_of_the_team(by: Actor, on: date) -> ColumnElement[bool]:
    if by.company_id is None or not by.may(Permission.MANAGE_TEAM):
        return Certificate.person_id == by.id
    team = select(Affiliation.person_id).where(
        Affiliation.company_id == by.company_id, works_on(on)
    )
    return Certificate.person_id.in_(team)


def _is_called(name: str) -> ColumnElement[bool]:
    # SQLite folds the case of Latin letters only, and names begin with capitals.
    return or_(
        Certificate.holder_name.icontains(name, autoescape=True),
        Certificate.holder_name.contains(name.title(), autoescape=True),
    )
