"""Somebody's certificates, sorted as a person looks for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from certificates.awards.evidence import exams_to_renew
from certificates.awards.models import Certificate
from certificates.awards.rules.term import State, renews


@dataclass(frozen=True, slots=True)
class Card:
    """One certificate as of a day.

    `ends_soon`: it is up for renewal; `exam` is the key of the exam that renews it,
    `successor` the certificate that takes its place already.
    """

    certificate: Certificate
    state: State
    days_left: int
    ends_soon: bool
    exam: str | None
    successor: Certificate | None


@dataclass(frozen=True, slots=True)
class Wallet:
    """The newest in force, the others by what ends first, what waits for a decision,
    and what is over."""

    newest: Card | None
    others: list[Card]
    suspended: list[Card]
    past: list[Card]

    @property
    def held(self) -> int:
        return len(self.others) + len(self.suspended) + (self.newest is not None)


def wallet_of(certificates: Sequence[Certificate], *, on: date) -> Wallet:
    """Sort certificates that come newest first."""
    ending = [c.certification_id for c in certificates if _ends_soon(c, on)]
    exams = exams_to_renew(ending) if ending else {}
    cards = [_card(certificate, exams, on) for certificate in certificates]
    held = [card for card in cards if card.state is State.VALID]
    return Wallet(
        newest=held[0] if held else None,
        others=sorted(held[1:], key=lambda card: card.certificate.expires_on),
        suspended=[card for card in cards if card.state is State.SUSPENDED],
        past=[c for c in cards if c.state not in (State.VALID, State.SUSPENDED)],
    )


def _card(certificate: Certificate, exams: Mapping[int, str], on: date) -> Card:
    ends_soon = _ends_soon(certificate, on)
    return Card(
        certificate,
        certificate.state(on),
        certificate.term.days_left(on),
        ends_soon=ends_soon,
        exam=exams.get(certificate.certification_id) if ends_soon else None,
        successor=certificate.successor(on),
    )


def _ends_soon(certificate: Certificate, on: date) -> bool:
    is_valid = certificate.state(on) is State.VALID
    return is_valid and renews(certificate.term, on=on)
