"""Certificates that cannot be printed, for those who can do something about it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from certificates.awards.queries import issued_certificate
from certificates.documents import queries, services
from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.permissions import Permission, allow

bp = Blueprint("documents", __name__, url_prefix="/certificates/issued")


@bp.get("/held")
@allow(Permission.SEE_CERTIFICATES)
def list_held() -> ResponseReturnValue:
    return render_template("documents/held.html", held=queries.held())


@bp.post("/<number>/printing")
@allow(Permission.PRINT_CERTIFICATES)
def create_printing(number: str) -> ResponseReturnValue:
    certificate = issued_certificate(number)
    with transaction():
        services.try_again(certificate.id, by=current_user, now=clock.now())
    flash(_("It is being printed again. What does not work comes back to this list."))
    return redirect(url_for(".list_held"))


@bp.app_template_filter()
def code_points(letters: str) -> list[tuple[str, str]]:
    """Each letter with its number in Unicode, for those who look for a font."""
    return [(letter, f"U+{ord(letter):04X}") for letter in letters]
