"""Certificates printed in an older design, printed anew: how many, and how far."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from certificates.documents import reprinting
from certificates.documents.errors import ReprintingRuns
from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.permissions import Permission, allow

bp = Blueprint("reprinting", __name__, url_prefix="/certificates/reprinting")


@bp.get("")
@allow(Permission.PRINT_CERTIFICATES)
def show_reprinting() -> ResponseReturnValue:
    """How many would be printed anew; or how far it is. Nothing is begun."""
    runs = reprinting.under_way()
    outdated = 0 if runs else reprinting.outdated()
    return render_template("documents/reprinting.html", runs=runs, outdated=outdated)


@bp.post("")
@allow(Permission.PRINT_CERTIFICATES)
def create_reprinting() -> ResponseReturnValue:
    """Begin; who asks while it runs sees how far it is."""
    try:
        with transaction():
            reprinting.ask(by=current_user, now=clock.now())
    except ReprintingRuns as error:
        flash(str(error))
    return redirect(url_for(".show_reprinting"))


@bp.get("/progress")
@allow(Permission.PRINT_CERTIFICATES)
def show_progress() -> ResponseReturnValue:
    """For the page, which asks again and again while it is open."""
    runs = reprinting.under_way()
    if runs is None:
        return {"done": 0, "words": "", "goes_on": False}
    done = runs.printed + runs.held
    words = _("%(done)s of %(all)s", done=done, all=runs.count)
    return {"done": done, "words": words, "goes_on": True}
