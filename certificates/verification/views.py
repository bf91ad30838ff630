"""Is this certificate good? Open to everybody, without sign-in."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from certificates.verification import queries
from certificates.verification.forms import FileForm
from certificates.verification.judging import judged
from certificates.verification.rules.findings import Findings
from certificates.verification.showing import Card, card_of, shown
from lms.kernel import clock, throttle
from lms.kernel.headers import not_for_search_engines
from lms.kernel.permissions import Permission, allow

bp = Blueprint("verification", __name__)
bp.after_request(not_for_search_engines)

TRIES, TRIES_WINDOW = 120, timedelta(minutes=10)
"""From one address: enough for a whole company behind it on the day of a tender,
too few to go through the numbers."""


@bp.get("/verify")
@allow(Permission.PUBLIC)
def show_search() -> ResponseReturnValue:
    typed = request.args.get("number", "").strip()[:40]
    if not typed:
        return render_template("verification/search.html", form=FileForm())
    count_this_try()
    return _answer(queries.by_number(typed, on=_today()), typed)


@bp.post("/verify")
@allow(Permission.PUBLIC)
def create_file_check() -> ResponseReturnValue:
    """Nothing is kept of what is handed in."""
    count_this_try()
    form = FileForm()
    if not form.validate():
        return render_template("verification/search.html", form=form), 422
    found = judged(form.content)
    if found.certificate is not None:
        record = queries.by_token(found.certificate.token, on=_today())
        return _page(record, found.findings)
    return render_template("verification/file.html", form=form, file=found.findings)


@bp.get("/v/<token>")
@allow(Permission.PUBLIC)
def show_certificate(token: str) -> ResponseReturnValue:
    count_this_try()
    found = queries.by_token(token, on=_today())
    return _answer(found, card=card_of(found) if found else None)


def count_this_try() -> None:
    throttle.spend(
        "verify",
        request.remote_addr or "",
        limit=TRIES,
        window=TRIES_WINDOW,
        now=clock.now(),
    )


def _today() -> date:
    return clock.now().date()


def _answer(
    found: Any, typed: str = "", card: Card | None = None
) -> ResponseReturnValue:
    if found is None:
        page = render_template(
            "verification/unknown.html", typed=typed, form=FileForm()
        )
        return page, 404
    return _page(found, card=card)


def _page(record: Any, file: Findings | None = None, card: Card | None = None) -> str:
    return render_template(
        "verification/record.html",
        shown=shown(record, now=clock.now()),
        record=record,
        file=file,
        card=card,
        form=FileForm(),
    )
