"""Roles and the doors each of them opens. The whole matrix is on this page."""

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Role(StrEnum):
    ENGINEER = "engineer"
    PARTNER_ADMIN = "partner_admin"
    AUTHOR = "author"
    REVIEWER = "reviewer"
    GRADER = "grader"
    PROGRAMME_MANAGER = "programme_manager"
    ADMIN = "admin"
    AUDITOR = "auditor"


COMPANY_ROLES = frozenset({Role.ENGINEER, Role.PARTNER_ADMIN})
"""Roles that only make sense inside a partner company."""

EVERYBODY = frozenset({"account.own", "learning.read", "certificates.own"})

OVERSIGHT = frozenset(
    {
        "partners.scorecard",
        "partners.all",
        "programme.read",
        "people.read",
        "attempts.read",
        "certificates.read",
    }
)

EXAM_STAFF = frozenset({"exams.invigilate", "exams.schedule", "exams.accommodations"})
"""Two persons reopen an attempt, so more than one role is exam staff."""

OPENS: Mapping[Role, frozenset[str]] = {
    Role.ENGINEER: frozenset({"exams.sit"}),
    Role.PARTNER_ADMIN: frozenset({"partners.scorecard", "accounts.team"}),
    Role.AUTHOR: frozenset({"questions.read", "questions.write"}),
    Role.REVIEWER: frozenset({"questions.read", "questions.review"}),
    Role.GRADER: frozenset({"practicals.grade"}),
    Role.PROGRAMME_MANAGER: OVERSIGHT
    | EXAM_STAFF
    | {
        "partners.facts",
        "certificates.issue",
        "certificates.print",
        "certificates.revoke",
    },
    Role.ADMIN: OVERSIGHT
    | EXAM_STAFF
    | {
        "partners.facts",
        "programme.load",
        "people.manage",
        "certificates.issue",
        "certificates.print",
        "certificates.revoke",
        "audit.read",
        "mail.read",
    },
    Role.AUDITOR: OVERSIGHT | {"audit.read"},
}


def permissions_of(roles: Iterable[Role]) -> frozenset[str]:
    """Everything a signed-in person with these roles may do."""
    return EVERYBODY.union(*(OPENS[role] for role in roles))


def roles_with(permission: str) -> list[Role]:
    """The roles that open a door, in the order of the enum."""
    if permission in EVERYBODY:
        return list(Role)
    return [role for role in Role if permission in OPENS[role]]
