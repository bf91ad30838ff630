"""Printing in the worker: certificates become PDFs, each of them once.

Drawing and sealing take long and hold no transaction. Bytes are kept under the hash of
all that shaped them, and the first that are kept stay. So whoever dies half way leaves
either nothing or what the next one finds, and nobody makes it a second time.
"""

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import groupby

import structlog
from flask import current_app

from certificates.documents import queries, services
from certificates.documents.errors import CannotDraw, NoTimestamp, TooMuch
from certificates.documents.press import kind_of, sheet_of
from certificates.documents.pressroom import Pressroom, pressroom
from certificates.documents.rules.reasons import Reason
from certificates.documents.sealing import Sealer
from certificates.documents.setting import Setting, sealer_now, settings_of
from certificates.documents.sheets import Drawn, Order
from lms.kernel import clock, storage
from lms.kernel.db import db, transaction

TOGETHER = 25
"""Sheets laid out as one document: more of them save nothing, and where one is too
much, all are drawn again one by one."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many were printed now, and how many wait for a person or for a stamp."""

    printed: int = 0
    held: int = 0
    unstamped: int = 0


@dataclass(frozen=True, slots=True)
class Made:
    """The file of a certificate, or why there is none."""

    setting: Setting
    pdf: bytes = b""
    reason: Reason | None = None
    letters: str = ""


def print_certificates(
    certificate_ids: Collection[int], *, room: Pressroom = pressroom
) -> Outcome:
    """Print what is not printed yet; what cannot be printed is held for a person."""
    sealer = sealer_now()
    settings = settings_of(queries.to_print(certificate_ids), sealer)
    printed = queries.printed_keys(certificate_ids)
    db.session.rollback()
    done = [one for one in settings if (one.certificate_id, one.key) in printed]
    if done:
        with transaction():
            services.solve([one.certificate_id for one in done], now=clock.now())
    outcome = Outcome()
    for made in _made_of([one for one in settings if one not in done], sealer, room):
        with transaction():
            outcome = _noted(outcome, made)
    return outcome


def _noted(outcome: Outcome, made: Sequence[Made]) -> Outcome:
    now = clock.now()
    services.record([(one.setting, one.pdf) for one in made if one.pdf], now=now)
    for one in made:
        if one.reason is not None:
            services.hold(one.setting.certificate_id, one.reason, one.letters, now=now)
    unstamped = sum(one.reason is Reason.NO_TIMESTAMP for one in made)
    printed = sum(bool(one.pdf) for one in made)
    return Outcome(
        outcome.printed + printed,
        outcome.held + len(made) - printed - unstamped,
        outcome.unstamped + unstamped,
    )


def _made_of(
    settings: Sequence[Setting], sealer: Sealer, room: Pressroom
) -> Iterator[list[Made]]:
    """Chunk by chunk, with a thread for each press."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def make(chunk: Sequence[Setting]) -> list[Made]:
        with app.app_context():
            return _make(chunk, sealer, room)

    chunks = list(_chunks(settings))
    if len(chunks) < 2:
        yield from map(make, chunks)
        return
    with ThreadPoolExecutor(len(room.presses)) as threads:
        yield from threads.map(make, chunks)


def _chunks(settings: Sequence[Setting]) -> Iterator[Sequence[Setting]]:
    for _kind, alike in groupby(sorted(settings, key=Setting.order), Setting.order):
        rest = list(alike)
        while rest:
            yield rest[:TOGETHER]
            rest = rest[TOGETHER:]


def _make(chunk: Sequence[Setting], sealer: Sealer, room: Pressroom) -> list[Made]:
    found = {one.key: storage.find(one.storage_key) for one in chunk}
    missing = [one for one in chunk if found[one.key] is None]
    made = {
        one.key: _kept(one, drawn, sealer)
        for one, drawn in zip(missing, _drawn(missing, room), strict=True)
    }
    return [made.get(one.key) or Made(one, pdf=found[one.key] or b"") for one in chunk]


def _kept(setting: Setting, drawn: Drawn | Reason, sealer: Sealer) -> Made:
    if isinstance(drawn, Reason):
        return Made(setting, reason=drawn)
    if drawn.missing:
        return Made(setting, reason=Reason.LETTERS, letters=drawn.missing)
    try:
        sealed = sealer.seal(drawn.pdf, setting.seal_label)
    except NoTimestamp as error:
        log.warning("no time stamp", error=str(error))
        return Made(setting, reason=Reason.NO_TIMESTAMP)
    return Made(setting, pdf=storage.keep(setting.storage_key, sealed))


def _drawn(settings: Sequence[Setting], room: Pressroom) -> list[Drawn | Reason]:
    if not settings:
        return []
    try:
        found = room.draw(_order(settings, "over"))
    except (TooMuch, CannotDraw) as error:
        if len(settings) > 1:
            return [one for setting in settings for one in _drawn([setting], room)]
        return [_in_one_pass(settings[0], room, error)]
    return [
        _in_one_pass(setting, room, CannotDraw(one.fault)) if one.fault else one
        for setting, one in zip(settings, found, strict=True)
    ]


def _in_one_pass(
    setting: Setting, room: Pressroom, error: TooMuch | CannotDraw
) -> Drawn | Reason:
    """The reference, when two layers do not work; but not for what is too much."""
    number = setting.paper.number
    if isinstance(error, TooMuch):
        log.error("too much to draw", certificate=number)
        return Reason.TOO_MUCH
    log.warning("drawn in one pass", certificate=number, error=str(error))
    try:
        (drawn,) = room.draw(replace(_order([setting], "all"), is_whole=True))
    except TooMuch:
        return Reason.TOO_MUCH
    except CannotDraw as fault:
        drawn = Drawn(fault=str(fault))
    if drawn.fault:
        log.error("cannot be drawn", certificate=number, error=drawn.fault)
        return Reason.FAULT
    return drawn


def _order(settings: Sequence[Setting], layer: str) -> Order:
    first = settings[0]
    return Order(
        kind_of(first.paper, first.look),
        tuple(
            sheet_of(one.paper, one.look, credential=one.credential, layer=layer)
            for one in settings
        ),
    )
