"""One attempt for those who oversee the programme, and what staff do with it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from exams.accommodations.rules.factors import USUAL
from exams.invigilation import events, forms, labels, measures, queries, services
from exams.invigilation import reopening as reopenings
from exams.invigilation.timeline import timeline
from exams.papers.naming import exam_title
from exams.sittings import admin_queries as attempts
from lms.catalogue import queries as catalogue
from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.forms import Form
from lms.kernel.permissions import Permission, allow

bp = Blueprint("invigilation", __name__, url_prefix="/oversight")

FORMS: dict[str, type[Form]] = {
    "extension": forms.ExtensionForm,
    "pause": forms.ReasonForm,
    "resumption": forms.ReasonForm,
    "incident": forms.IncidentForm,
    "void": forms.VoidForm,
    "reopening": forms.ReopeningForm,
}
"""By the name of the deed, which begins the names of the fields on the page too."""


@bp.get("/attempts/<int:attempt_id>")
@allow(Permission.SEE_ATTEMPTS)
def show_attempt(attempt_id: int) -> ResponseReturnValue:
    return _page(attempt_id)


@bp.post("/attempts/<int:attempt_id>/extension")
@allow(Permission.INVIGILATE)
def create_extension(attempt_id: int) -> ResponseReturnValue:
    form = forms.ExtensionForm(prefix="extension")
    if not form.validate():
        return _page(attempt_id, extension=form), 422
    minutes, reason = form.minutes.data, form.reason.data
    with transaction():
        measures.extend(attempt_id, minutes, reason, by=current_user, now=clock.now())
    flash(_("The deadline is moved. The candidate's clock shows it within seconds."))
    return _back(attempt_id)


@bp.post("/attempts/<int:attempt_id>/pause")
@allow(Permission.INVIGILATE)
def create_pause(attempt_id: int) -> ResponseReturnValue:
    form = forms.ReasonForm(prefix="pause")
    if not form.validate():
        return _page(attempt_id, pause=form), 422
    with transaction():
        measures.pause(attempt_id, form.reason.data, by=current_user, now=clock.now())
    flash(_("The clock stands still, and the paper is hidden."))
    return _back(attempt_id)


@bp.post("/attempts/<int:attempt_id>/resumption")
@allow(Permission.INVIGILATE)
def create_resumption(attempt_id: int) -> ResponseReturnValue:
    form = forms.ReasonForm(prefix="resumption")
    if not form.validate():
        return _page(attempt_id, resumption=form), 422
    with transaction():
        measures.resume(attempt_id, form.reason.data, by=current_user, now=clock.now())
    flash(_("The clock runs on, with all the time that was left."))
    return _back(attempt_id)


@bp.post("/attempts/<int:attempt_id>/incidents")
@allow(Permission.INVIGILATE)
def create_incident(attempt_id: int) -> ResponseReturnValue:
    form, attempt = forms.IncidentForm(prefix="incident"), attempts.attempt(attempt_id)
    if not form.validate():
        return _page(attempt_id, incident=form), 422
    exam = attempt.exam
    with transaction():
        services.note_incident(
            exam, attempt, form.text.data, by=current_user, now=clock.now()
        )
    flash(_("The incident is noted."))
    return _back(attempt_id)


@bp.post("/attempts/<int:attempt_id>/void")
@allow(Permission.INVIGILATE)
def create_void(attempt_id: int) -> ResponseReturnValue:
    form = forms.VoidForm(prefix="void")
    if not form.validate():
        return _page(attempt_id, void=form), 422
    with transaction():
        services.declare_void(
            attempt_id,
            form.reason.data,
            is_spent=form.spent.data == "yes",
            by=current_user,
            now=clock.now(),
        )
    flash(_("The attempt is void. Its score does not count any more."))
    return _back(attempt_id)


@bp.post("/attempts/<int:attempt_id>/reopenings")
@allow(Permission.INVIGILATE)
def create_reopening(attempt_id: int) -> ResponseReturnValue:
    form = forms.ReopeningForm(prefix="reopening")
    if not form.validate():
        return _page(attempt_id, reopening=form), 422
    minutes, reason = form.minutes.data, form.reason.data
    with transaction():
        reopenings.propose(
            attempt_id, minutes, reason, by=current_user, now=clock.now()
        )
    flash(_("Proposed. The attempt opens when a colleague approves."))
    return _back(attempt_id)


@bp.post("/reopenings/<int:reopening_id>/approval")
@allow(Permission.INVIGILATE)
def create_approval(reopening_id: int) -> ResponseReturnValue:
    with transaction():
        attempt = reopenings.approve(reopening_id, by=current_user, now=clock.now())
        attempt_id = attempt.id
    flash(_("The attempt is open again."))
    return _back(attempt_id)


@bp.post("/reopenings/<int:reopening_id>/refusal")
@allow(Permission.INVIGILATE)
def create_refusal(reopening_id: int) -> ResponseReturnValue:
    with transaction():
        attempt_id = reopenings.refuse(reopening_id, by=current_user, now=clock.now())
    flash(_("The proposal is refused. The attempt stays closed."))
    return _back(attempt_id)


def _page(attempt_id: int, **sent: Form) -> str:
    attempt = attempts.attempt(attempt_id)
    saves = attempts.saves(attempt_id)
    paper, scores = attempts.paper(attempt_id, saves), attempts.scores(attempt_id)
    may_know = current_user.may(Permission.MANAGE_ACCOMMODATIONS)
    return render_template(
        "exams/oversight/attempt.html",
        attempt=attempt,
        title=exam_title(
            attempt.exam, catalogue.titles().get(attempt.exam.certification_id)
        ),
        paper=paper,
        domains={line.domain: line.domain_title for line in paper},
        scores=scores,
        lines=timeline(attempt, saves, scores, may_know=may_know),
        factor=attempt.time_factor if may_know else USUAL,
        void=queries.void_of(attempt_id) if attempt.voided_at else None,
        proposal=queries.proposal_of(attempt_id),
        hints=queries.signal_counts(attempt_id),
        labels=labels,
        resting=[
            link for _room, found in events.resting_on.send(attempt) for link in found
        ],
        forms={
            name: sent.get(name) or kind(None, prefix=name)
            for name, kind in FORMS.items()
        },
    )


def _back(attempt_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show_attempt", attempt_id=attempt_id))
