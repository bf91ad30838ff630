"""Is this certificate good? Open to everybody, without sign-in."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.kernel.permissions import Permission, allow

bp = Blueprint("verification", __name__)


@bp.get("/verify")
@allow(Permission.PUBLIC)
def show_search() -> ResponseReturnValue:
    return render_template("verification/search.html")
