"""Pages that only look: the audit trail, the mail, everybody's home page."""

from flask import Blueprint

bp = Blueprint("reports", __name__)
