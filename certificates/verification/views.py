"""Is this certificate good? Open to everybody, without sign-in."""

from datetime import timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from certificates.awards.models import Certificate
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
    return _answer(queries.by_number(typed), typed)


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
        return _record(found.certificate, found.findings)
    return render_template("verification/file.html", form=form, file=found.findings)


@bp.get("/v/<token>")
@allow(Permission.PUBLIC)
def show_certificate(token: str) -> ResponseReturnValue:
    count_this_try()
    found = queries.by_token(token)
    return _answer(found, card=card_of(found) if found else None)


def count_this_try() -> None:
    throttle.spend(
        "verify",
        request.remote_addr or "",
        limit=TRIES,
        window=TRIES_WINDOW,
        now=clock.now(),
    )


def _answer(
    found: Certificate | None, typed: str = "", card: Card | None = None
) -> ResponseReturnValue:
    if found is None:
        page = render_template(
            "verification/unknown.html", typed=typed, form=FileForm()
        )
        return page, 404
    return _record(found, card=card)


def _record(
    certificate: Certificate, file: Findings | None = None, card: Card | None = None
) -> str:
    return render_template(
        "verification/record.html",
        shown=shown(certificate, now=clock.now()),
        certificate=certificate,
        file=file,
        card=card,
        form=FileForm(),
    )
