"""Everything about certificates that waits for somebody's decision, on one page."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from certificates.corrections import queries as corrections
from certificates.revocations import queries as revocations
from lms.kernel.permissions import Permission, allow

bp = Blueprint("decisions", __name__, url_prefix="/certificates/decisions")


@bp.get("")
@allow(Permission.SEE_CERTIFICATES)
def show_decisions() -> ResponseReturnValue:
    return render_template(
        "awards_admin/decisions.html",
        proposals=revocations.waiting(),
        requests=corrections.waiting(),
        suspended=revocations.suspended(),
    )
