"""Pages on which a reviewer decides about somebody else's draft."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.permissions import Permission, allow
from question_banks.review import decisions, queries
from question_banks.review.forms import NoteForm, SeenForm
from question_banks.review.models import Draft

bp = Blueprint("review", __name__, url_prefix="/reviews")


@bp.get("")
@allow(Permission.REVIEW_QUESTIONS)
def list_reviews() -> ResponseReturnValue:
    return render_template("review/list.html", waiting=queries.awaiting_review())


@bp.get("/<int:draft_id>")
@allow(Permission.REVIEW_QUESTIONS)
def show_review(draft_id: int) -> ResponseReturnValue:
    draft = queries.draft_in_review(draft_id)
    return _review_page(draft, NoteForm(formdata=None, seen=draft.version))


@bp.post("/<int:draft_id>/approval")
@allow(Permission.REVIEW_QUESTIONS)
def create_approval(draft_id: int) -> ResponseReturnValue:
    seen = SeenForm().number
    with transaction():
        draft = queries.draft(draft_id)
        version = decisions.approve(draft, seen=seen, by=current_user, now=clock.now())
        code, key, number = draft.code, draft.bank.key, version.number
    flash(_("%(code)s is published as version %(number)s.", code=code, number=number))
    return redirect(url_for("questions.show_question", bank_key=key, code=code))


@bp.post("/<int:draft_id>/return")
@allow(Permission.REVIEW_QUESTIONS)
def create_return(draft_id: int) -> ResponseReturnValue:
    form = NoteForm()
    if not form.validate():
        return _review_page(queries.draft_in_review(draft_id), form), 422
    with transaction():
        draft = queries.draft(draft_id)
        decisions.send_back(
            draft,
            form.note.data,
            seen=form.seen.data or 0,
            by=current_user,
            now=clock.now(),
        )
        code = draft.code
    flash(_("%(code)s went back to its author.", code=code))
    return redirect(url_for(".list_reviews"))


def _review_page(draft: Draft, form: NoteForm) -> str:
    return render_template(
        "review/review.html",
        form=form,
        draft=draft,
        author=queries.name_of(draft.author_id),
        content=queries.content(draft),
        changes=queries.against_published(draft),
        found=queries.findings_of(draft),
        is_own=draft.author_id == current_user.id,
    )
