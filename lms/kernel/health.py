"""Is the process alive, and can it serve? For load balancers and ./run."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from lms.kernel.db import db
from lms.kernel.permissions import Permission, allow

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@allow(Permission.PUBLIC)
def show_life() -> ResponseReturnValue:
    """The process answers; nothing else is asked."""
    return jsonify(ok=True)


@bp.get("/readyz")
@allow(Permission.PUBLIC)
def show_readiness() -> ResponseReturnValue:
    """The database answers too; else 503 by the usual error page."""
    db.session.execute(text("SELECT 1"))
    return jsonify(ok=True)
