"""What stands in the navigation, for whom: all of it, on one page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_login import current_user

from lms.kernel.i18n import words as _
from lms.kernel.permissions import Permission, needed_for

LEARNING, COMPANY, CONTENT, PROGRAMME, EXAMS, WATCH = (
    _("Learning"),
    _("Company"),
    _("Content"),
    _("Programme"),
    _("Exams"),
    _("Oversight"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the navigation; a person sees it if its door opens for them."""

    endpoint: str
    label: Any
    icon: str
    group: Any
    top: bool = False
    unless: Permission | None = None

    @property
    def address(self) -> str:
        return url_for(self.endpoint)

    @property
    def is_here(self) -> bool:
        """Of all entries above this page, the nearest is where one is."""
        if "menu_here" not in g:
            g.menu_here = _nearest()
        return bool(self.endpoint == g.menu_here)


ENTRIES = (
    Entry("reports.show_home", _("Home"), "layout-dashboard", LEARNING, top=True),
    Entry("learning.list_tracks", _("Learn"), "book-open", LEARNING, top=True),
    Entry("sittings.list_exams", _("Exams"), "clipboard-check", LEARNING, top=True),
    Entry("awards.show_wallet", _("Certificates"), "award", LEARNING, top=True),
    Entry(
        "partners.show_own_scorecard",
        _("Scorecard"),
        "scale",
        COMPANY,
        top=True,
        # Whoever oversees all partners has no scorecard of their own.
        unless=Permission.SEE_PARTNERS,
    ),
    Entry("accounts_team.show_team", _("Team"), "users", COMPANY, top=True),
    Entry("roster.show_roster", _("Team certificates"), "badge-check", COMPANY),
    Entry("questions.list_banks", _("Questions"), "database", CONTENT, top=True),
    Entry("review.list_reviews", _("Reviews"), "message-square", CONTENT),
    Entry(
        "practicals.list_practicals",
        _("Practicals"),
        "flask-conical",
        CONTENT,
        top=True,
    ),
    Entry("library.show_programme", _("Programme"), "layers", PROGRAMME, top=True),
    Entry("partners.list_partners", _("Partners"), "building-2", PROGRAMME),
    Entry("accounts_people.list_people", _("People"), "users", PROGRAMME),
    Entry("accounts_companies.list_companies", _("Companies"), "network", PROGRAMME),
    Entry("awards_admin.list_issued", _("Issued certificates"), "award", PROGRAMME),
    Entry("intake.list_intakes", _("Earlier results"), "inbox", PROGRAMME),
    Entry("decisions.show_decisions", _("To decide"), "list-checks", PROGRAMME),
    Entry("sittings_admin.list_attempts", _("Attempts"), "clipboard-check", EXAMS),
    Entry("exam_day.show_day", _("Exam day"), "monitor-check", EXAMS),
    Entry("exam_schedule.show_schedule", _("Schedule"), "calendar-clock", EXAMS),
    Entry("accommodations.list_accommodations", _("Accommodations"), "timer", EXAMS),
    Entry("reports.list_audit", _("Audit trail"), "history", WATCH),
    Entry("reports.list_mail", _("Mail"), "mail", WATCH),
)


@dataclass(frozen=True, slots=True)
class Group:
    label: Any
    entries: list[Entry]


class Menu:
    """Worked out when a template asks for it, for the person who is looking."""

    @property
    def top(self) -> list[Entry]:
        return [entry for entry in self._open() if entry.top]

    @property
    def side(self) -> list[Group]:
        groups: dict[str, Group] = {}
        for entry in self._open():
            if entry.group is not LEARNING:
                label = str(entry.group)
                groups.setdefault(label, Group(entry.group, [])).entries.append(entry)
        return list(groups.values())

    def _open(self) -> Iterator[Entry]:
        for entry in _known():
            needed = needed_for(entry.endpoint)
            hidden = entry.unless is not None and current_user.may(entry.unless)
            if needed is not None and current_user.may(needed) and not hidden:
                yield entry


def _nearest() -> str | None:
    above = [(entry.address, entry.endpoint) for entry in _known()]
    above = [(address, endpoint) for address, endpoint in above if _is_above(address)]
    return max(above, key=lambda found: len(found[0]), default=("", None))[1]


def _known() -> Iterator[Entry]:
    return (e for e in ENTRIES if e.endpoint in current_app.view_functions)


def _is_above(address: str) -> bool:
    return request.path == address or (
        address != "/" and request.path.startswith(f"{address}/")
    )


def init_app(app: Flask) -> None:
    app.jinja_env.globals["menu"] = Menu()
