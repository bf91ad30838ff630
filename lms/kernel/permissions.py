"""Who may open which door. A view without a label stays closed to everyone."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask import abort, current_app, request
from flask_login import current_user

View = TypeVar("View", bound=Callable[..., Any])


class Permission(StrEnum):
    PUBLIC = "public"
    SIGNED_IN = "account.own"
    LEARN = "learning.read"
    SIT_EXAMS = "exams.sit"
    OWN_CERTIFICATES = "certificates.own"
    SEE_SCORECARD = "partners.scorecard"
    MANAGE_TEAM = "accounts.team"
    READ_BANKS = "questions.read"
    WRITE_QUESTIONS = "questions.write"
    REVIEW_QUESTIONS = "questions.review"
    GRADE_PRACTICALS = "practicals.grade"
    RECORD_FACTS = "partners.facts"
    SEE_PARTNERS = "partners.all"
    SEE_PROGRAMME = "programme.read"
    LOAD_PROGRAMME = "programme.load"
    SEE_PEOPLE = "people.read"
    MANAGE_PEOPLE = "people.manage"
    SEE_ATTEMPTS = "attempts.read"
    INVIGILATE = "exams.invigilate"
    MANAGE_SCHEDULE = "exams.schedule"
    MANAGE_ACCOMMODATIONS = "exams.accommodations"
    SEE_CERTIFICATES = "certificates.read"
    ISSUE_CERTIFICATES = "certificates.issue"
    PRINT_CERTIFICATES = "certificates.print"
    REVOKE_CERTIFICATES = "certificates.revoke"
    SEE_AUDIT = "audit.read"
    SEE_MAIL = "mail.read"


def allow(permission: Permission) -> Callable[[View], View]:
    """Label a view with the permission that opens it."""

    def label(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return label


def needed_for(endpoint: str) -> Permission | None:
    view = current_app.view_functions[endpoint]
    return getattr(view, "permission", None)


def guard() -> None:
    """Check the label; runs once before every request."""
    if request.endpoint is None:
        return  # the router already knows this is a 404 or a 405
    needed = needed_for(request.endpoint)
    if needed is None:
        abort(403)
    if needed is not Permission.PUBLIC and not current_user.may(needed):
        abort(403 if current_user.is_authenticated else 401)
