"""Somebody's certificates, sorted as a person looks for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from certificates.awards.models import Certificate
from certificates.awards.rules.term import State


@dataclass(frozen=True, slots=True)
class Card:
    """One certificate as of a day.

    `ends_soon`: it is up for renewal and no newer one takes its place.
    """

    certificate: Certificate
    state: State
    days_left: int
    ends_soon: bool


@dataclass(frozen=True, slots=True)
class Wallet:
    """The newest in force, the others by what ends first, and what is over."""

    newest: Card | None
    others: list[Card]
    past: list[Card]

    @property
    def held(self) -> int:
        return len(self.others) + (self.newest is not None)


def wallet_of(certificates: Sequence[Certificate], *, on: date) -> Wallet:
    """Sort certificates that come newest first."""
    cards = [_card(certificate, certificates, on) for certificate in certificates]
    held = [card for card in cards if card.state is State.VALID]
    return Wallet(
        newest=held[0] if held else None,
        others=sorted(held[1:], key=lambda card: card.certificate.expires_on),
        past=[card for card in cards if card.state is not State.VALID],
    )


def _card(certificate: Certificate, among: Sequence[Certificate], on: date) -> Card:
    state, term = certificate.state(on), certificate.term
    is_last = not any(_replaces(other, certificate, on) for other in among)
    return Card(
        certificate,
        state,
        term.days_left(on),
        ends_soon=state is State.VALID and on >= term.renewal_opens and is_last,
    )


def _replaces(other: Certificate, certificate: Certificate, on: date) -> bool:
    return (
        other.certification_id == certificate.certification_id
        and other.state(on) is State.VALID
        and other.expires_on > certificate.expires_on
    )
