"""The programme as it is loaded, and loading it again from its folder."""

from pathlib import Path

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from certificates.keys.start import begin_keys
from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.permissions import Permission, allow
from lms.library import looks, queries, services
from lms.library.problems import ProgrammeUnfit

bp = Blueprint("library", __name__)
bp.add_app_template_filter(looks.assumed_field, "assumed_field")
bp.add_app_template_filter(looks.assumed_value, "assumed_value")


@bp.get("/programme")
@allow(Permission.SEE_PROGRAMME)
def show_programme() -> ResponseReturnValue:
    overview = queries.overview(on=clock.now().date())
    may_load = current_user.may(Permission.LOAD_PROGRAMME)
    return render_template(
        "library/programme.html", overview=overview, may_load=may_load
    )


@bp.get("/programme/changes")
@allow(Permission.LOAD_PROGRAMME)
def list_changes() -> ResponseReturnValue:
    """What loading the folder would change now, or what is wrong with it."""
    try:
        folder = services.check_programme(_folder())
        with transaction():
            summary = services.preview(folder, by=current_user, now=clock.now())
    except ProgrammeUnfit as error:
        return _changes_page(problems=error.problems)
    return _changes_page(summary=summary)


@bp.post("/programme/loadings")
@allow(Permission.LOAD_PROGRAMME)
def create_loading() -> ResponseReturnValue:
    try:
        folder = services.check_programme(_folder())
        with transaction():
            summary = services.load_programme(folder, by=current_user, now=clock.now())
    except ProgrammeUnfit as error:
        return _changes_page(problems=error.problems), 422
    begin_keys(now=clock.now())
    changed = len(summary.changes)
    flash(_("Loaded. Things that changed: %(number)s.", number=changed))
    return redirect(url_for(".show_programme"))


def _folder() -> Path:
    folder: Path = current_app.config["SETTINGS"].programme_dir
    return folder


def _changes_page(**found: object) -> str:
    return render_template("library/changes.html", folder=_folder(), **found)
