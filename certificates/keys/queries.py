"""Questions about keys: which one is current, which ones are known?"""

from typing import cast

from sqlalchemy import Table, bindparam, func, select

from certificates.keys.models import IssuerKey
from certificates.keys.rules.purpose import Purpose
from lms.kernel.db import db
from lms.kernel.quick import look


def known_key(kid: str) -> IssuerKey | None:
    """The key of this name, current or not."""
    return db.session.scalar(select(IssuerKey).filter_by(kid=kid))


def issuer_keys() -> list[IssuerKey]:
    """Every key there ever was, by purpose, the newest first."""
    return list(
        db.session.scalars(
            select(IssuerKey).order_by(IssuerKey.purpose, IssuerKey.number.desc())
        )
    )


def current_key(purpose: Purpose) -> IssuerKey | None:
    """The row that `ring` signs by: asked for each signature, so that a key which
    was replaced signs nothing more in any process."""
    return next(iter(look(CURRENT, purpose=purpose)), None)


def next_number(purpose: Purpose) -> int:
    """1 for the first key of a purpose."""
    highest = select(func.max(IssuerKey.number)).where(IssuerKey.purpose == purpose)
    return (db.session.scalar(highest) or 0) + 1


CURRENT = select(cast(Table, IssuerKey.__table__)).where(
    IssuerKey.purpose == bindparam("purpose", type_=IssuerKey.purpose.type),
    IssuerKey.retired_at.is_(None),
)
