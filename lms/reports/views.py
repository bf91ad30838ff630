"""Pages that only look: the audit trail, the mail, everybody's home page."""

import csv
import io
from collections.abc import Iterator
from datetime import date

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from lms.kernel.permissions import Permission, allow
from lms.reports import queries
from lms.reports.rules.trail import Change, cell

bp = Blueprint("reports", __name__)

COLUMNS = (
    *("at", "actor", "actor_email", "action", "subject_kind", "subject_id"),
    *("subject", "name", "before", "after", "company_id", "request_id"),
)


@bp.get("/audit")
@allow(Permission.SEE_AUDIT)
def list_audit() -> ResponseReturnValue:
    filters = _filters()
    page, deeds = queries.audit_trail(
        filters, page=request.args.get("page", 1, type=int)
    )
    asked = {name: value for name, value in request.args.items() if name != "page"}
    return render_template(
        "reports/audit.html", page=page, deeds=deeds, filters=filters, asked=asked
    )


@bp.get("/audit.csv")
@allow(Permission.SEE_AUDIT)
def show_audit_sheet() -> ResponseReturnValue:
    """The filtered trail, one line for each changed value."""
    lines = stream_with_context(_sheet(_filters()))
    answer = Response(lines, mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return answer


@bp.get("/mail")
@allow(Permission.SEE_MAIL)
def list_mail() -> ResponseReturnValue:
    recipient = request.args.get("q", "").strip()
    page = queries.letters(
        recipient=recipient, page=request.args.get("page", 1, type=int)
    )
    return render_template("reports/mail.html", page=page, recipient=recipient)


@bp.get("/mail/<int:mail_id>")
@allow(Permission.SEE_MAIL)
def show_letter(mail_id: int) -> ResponseReturnValue:
    letter = queries.letter(mail_id)
    text = queries.text_of(letter)
    return render_template("reports/letter.html", letter=letter, text=text)


def _filters() -> queries.Filters:
    return queries.Filters(
        action=request.args.get("action", "").strip(),
        person=request.args.get("person", "").strip(),
        day=request.args.get("day", type=date.fromisoformat),
    )


def _sheet(filters: queries.Filters) -> Iterator[str]:
    yield _line(COLUMNS)
    for deed in queries.whole_trail(filters):
        for row in _rows(deed):
            yield _line(row)


def _rows(deed: queries.Deed) -> Iterator[tuple[object, ...]]:
    event, actor = deed.event, deed.actor
    who = (actor.name, actor.email) if actor else ("Laurel", "")
    about = deed.subject.name if deed.subject else ""
    what = (event.action, event.subject_kind, event.subject_id, about)
    for change in deed.changes or [Change("", None, None)]:
        changed = (change.name, change.before, change.after)
        where = (event.company_id, event.request_id)
        yield (event.at.isoformat(), *who, *what, *changed, *where)


def _line(values: tuple[object, ...]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([cell(value) for value in values])
    return line.getvalue()
