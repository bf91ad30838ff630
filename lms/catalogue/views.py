"""The provider's brand, as a stylesheet, and the browser's settings without sign-in."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from lms.catalogue import queries
from lms.kernel.permissions import Permission, allow

bp = Blueprint("catalogue", __name__)

UNNAMED = {"provider": "Laurel", "network": "", "product": "Partner Learning"}
"""What stands in the header before the first programme is loaded."""


@bp.get("/brand.css")
@allow(Permission.PUBLIC)
def show_brand() -> ResponseReturnValue:
    programme = queries.programme()
    sheet = render_template("brand.css", brand=programme.brand if programme else {})
    answer = Response(sheet, mimetype="text/css")
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer


@bp.app_context_processor
def name_the_programme() -> dict[str, object]:
    return {"programme": _Programme()}


class _Programme:
    """The programme, fetched only by a page that names it."""

    def __getattr__(self, name: str) -> object:
        found = queries.programme()
        return getattr(found, name) if found else UNNAMED[name]
