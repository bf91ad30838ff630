"""What an outsider sees of a certificate."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from certificates.awards.rules.term import State, Term, state
from certificates.badges.addresses import page_url, picture_url
from certificates.verification.rules.masking import masked
from lms.kernel.i18n import language


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate as it stands; `holder` is masked and `company` is empty until the
    holder has agreed that their name is shown."""

    state: State
    checked_at: datetime
    is_named: bool
    holder: str
    company: str


def shown(record: Any, *, now: datetime) -> Shown:
    """The same by its code, its number and its file: who looks changes nothing.
    `record`: a row of queries.RECORD."""
    return Shown(
        _state(record, now),
        now,
        is_named=record.is_named,
        holder=record.name if record.is_named else masked(record.name),
        company=record.company or "" if record.is_named else "",
    )


def _state(record: Any, now: datetime) -> State:
    on, kept_back = now.date(), record.suspended_on
    return state(
        Term(record.issued_on, record.expires_on),
        record.revoked_on,
        is_suspended=kept_back is not None and kept_back <= on,
        is_renewed=record.is_renewed,
        on=on,
    )


@dataclass(frozen=True, slots=True)
class Card:
    """What other sites show of the link: whole addresses, for they fetch them."""

    address: str
    picture: str


def card_of(record: Any) -> Card:
    """With the badge in the reader's language."""
    picture = picture_url(record.key, record.version, language())
    return Card(page_url(record.token), picture)
