"""A transcript: everything a person was certified in, and how long they learned."""

from datetime import datetime

from flask import current_app, render_template

from certificates.awards.labels import STATES
from certificates.awards.queries import held_by
from certificates.documents.errors import CannotDraw
from certificates.documents.pressroom import Pressroom
from certificates.documents.sheets import Drawn, Kind, Order, Sheet
from certificates.verification.errors import NoLetters
from lms.accounts.models import Person
from lms.catalogue.queries import programme
from lms.config import ROOT
from lms.kernel.db import db
from lms.kernel.i18n import language
from lms.kernel.i18n import words as _
from lms.learning.looks import reading_time
from lms.learning.queries import minutes_learned

STYLE = (ROOT / "templates/sharing/transcript.css").read_text()
LONGEST_SECONDS, IDLE_SECONDS = 30.0, 10.0

room = Pressroom(1, longest=LONGEST_SECONDS, idle=IDLE_SECONDS)
"""Of this process: somebody waits for the page, and the worker has its own."""


def transcript_of(person: Person, *, now: datetime) -> bytes:
    """The PDF, in the reader's language; it is drawn each time and not kept.

    Raises NoLetters, TooMuch and CannotDraw.
    """
    order = _order(person, now)
    # Drawing takes a second: nobody waits for the database meanwhile.
    db.session.rollback()
    return _pdf(room.draw(order)[0])


def _order(person: Person, now: datetime) -> Order:
    found = programme()
    kind = Kind(
        language=language(),
        author=found.provider if found else "Laurel",
        under="",
        under_style="",
        over_style=STYLE,
        pictures=(),
    )
    body = render_template(
        "sharing/transcript.html",
        person=person,
        certificates=held_by(person.id),
        states=STATES,
        today=now.date(),
        learned=reading_time(minutes_learned(person.id)),
        check_at=f"{current_app.config['SETTINGS'].base_url}/verify",
    )
    title = f"{_('Transcript')}: {person.name}"
    created = now.date().isoformat()
    return Order(kind, (Sheet(title, created, body, code=""),), is_whole=True)


def _pdf(drawn: Drawn) -> bytes:
    if drawn.missing:
        letters = " ".join(drawn.missing)
        raise NoLetters(
            _("Our fonts have no such letters: %(letters)s", letters=letters)
        )
    if drawn.fault:
        raise CannotDraw(drawn.fault)
    return drawn.pdf
