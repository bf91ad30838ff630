"""The provider's brand, as a stylesheet, and the browser's settings without sign-in."""

from functools import cached_property

from flask import Blueprint, Response, g, render_template
from flask.typing import ResponseReturnValue

from lms.catalogue import queries
from lms.catalogue.models import ProgrammeVersion
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
    """The programme, fetched once, and only by a page that names it."""

    @cached_property
    def _found(self) -> ProgrammeVersion | None:
        return None if g.get("is_out_of_order") else queries.programme()

    def __getattr__(self, name: str) -> object:
        return getattr(self._found, name) if self._found else UNNAMED[name]
