"""What can be done with keys: put one in use, replace it, stop trusting it."""

from dataclasses import asdict
from datetime import datetime
from typing import cast

from sqlalchemy import Table, select

from certificates.keys.errors import OnlyEarlier, Overtaken, UnfitDay, UnknownKey
from certificates.keys.making import NewKey
from certificates.keys.models import IssuerKey
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.db import by_engine, db
from lms.kernel.i18n import moment
from lms.kernel.i18n import words as _
from lms.kernel.moments import iso

OVERTAKEN = _("Somebody has replaced this key a moment before. Look again.")


def begin(key: NewKey, *, by: Actor, now: datetime) -> bool:
    """Put the first key of its purpose in use; False if another process has."""
    from sqlalchemy.dialects.postgresql import insert as pg  # noqa: PLC0415
    from sqlalchemy.dialects.sqlite import insert as lite  # noqa: PLC0415

    insert = by_engine(sqlite=lite, postgresql=pg)
    added = db.session.execute(
        insert(cast(Table, IssuerKey.__table__))
        .values(**asdict(key), created_at=now)
        .on_conflict_do_nothing()
        .returning(IssuerKey.id)
    ).scalar()
    if added is not None:
        _note("made", key, by=by, now=now)
    return added is not None


def rotate(key: NewKey, *, by: Actor, now: datetime) -> None:
    """Sign with this key from now on. What the one before it signed stays good.

    Raises Overtaken when there is a newer one already.
    """
    held = db.session.scalar(
        select(IssuerKey)
        .filter_by(purpose=key.purpose, retired_at=None)
        .with_for_update()
    )
    if held is None or held.number + 1 != key.number:
        raise Overtaken(OVERTAKEN)
    held.retired_at = now
    db.session.flush()
    db.session.add(IssuerKey(**asdict(key), created_at=now))
    _note("rotated", key, by=by, now=now, replaces=held.kid)


def mark_compromised(
    kid: str,
    since: datetime,
    *,
    replaced_by: NewKey | None,
    by: Actor,
    now: datetime,
) -> None:
    """Trust nothing that this key signed at or after `since`; it signs no more.

    `replaced_by` is needed for a key that is in use. Raises UnknownKey, UnfitDay,
    OnlyEarlier and Overtaken.
    """
    key = _held(kid)
    before = key.compromised_from
    _refuse_a_later_day(since, before, now)
    if key.retired_at is None:
        if replaced_by is None:
            raise Overtaken(OVERTAKEN)
        rotate(replaced_by, by=by, now=now)
    key.compromised_from = since
    audit.record(
        "certificates.key.compromised",
        "key",
        kid,
        by=by,
        now=now,
        before={"compromised_from": iso(before)} if before else None,
        after={"compromised_from": iso(since)},
    )


def _held(kid: str) -> IssuerKey:
    key = db.session.scalar(select(IssuerKey).filter_by(kid=kid).with_for_update())
    if key is None:
        raise UnknownKey(_("No key here is called %(kid)s.", kid=kid))
    return key


def _refuse_a_later_day(
    since: datetime, before: datetime | None, now: datetime
) -> None:
    if since > now:
        raise UnfitDay(_("This day has not come yet."))
    if before is not None and since >= before:
        day = moment(before)
        raise OnlyEarlier(
            _("This key is not trusted from %(since)s on already.", since=day),
            since=iso(before),
        )


def _note(
    deed: str, key: NewKey, *, by: Actor, now: datetime, replaces: str | None = None
) -> None:
    audit.record(
        f"certificates.key.{deed}",
        "key",
        key.kid,
        by=by,
        now=now,
        before={"kid": replaces} if replaces else None,
        after={"purpose": key.purpose, "number": key.number},
    )
