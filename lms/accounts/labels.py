"""What roles are called on pages and in letters."""

from typing import Any

from lms.accounts.rules.roles import Role
from lms.kernel.i18n import words as _

ROLES = {
    Role.ENGINEER: _("Engineer"),
    Role.PARTNER_ADMIN: _("Partner admin"),
    Role.AUTHOR: _("Author"),
    Role.REVIEWER: _("Reviewer"),
    Role.GRADER: _("Grader"),
    Role.PROGRAMME_MANAGER: _("Programme manager"),
    Role.ADMIN: _("Administrator"),
    Role.AUDITOR: _("Auditor"),
}

MEANINGS = {
    Role.ENGINEER: _("Learns and sits exams"),
    Role.PARTNER_ADMIN: _("Invites people of the company and sees its scorecard"),
    Role.AUTHOR: _("Writes questions"),
    Role.REVIEWER: _("Reviews and approves questions of others"),
    Role.GRADER: _("Marks practicals"),
    Role.PROGRAMME_MANAGER: _("Sees all partners, records facts, revokes certificates"),
    Role.ADMIN: _("Manages people and the programme"),
    Role.AUDITOR: _("Sees everything, changes nothing"),
}


def role_label(role: Role | str) -> Any:
    """The role in the reader's language, when it is shown."""
    return ROLES[Role(role)]


def role_meaning(role: Role | str) -> Any:
    """What somebody with the role does, in half a sentence."""
    return MEANINGS[Role(role)]
