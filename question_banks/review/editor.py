"""Pages on which an author writes: nothing typed is ever lost."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.errors import Refused
from lms.kernel.i18n import LANGUAGES, language
from lms.kernel.permissions import Permission, allow
from question_banks.items import queries as items
from question_banks.items.models import Bank
from question_banks.items.rules.differences import difference
from question_banks.review import queries, services
from question_banks.review.errors import Overtaken
from question_banks.review.forms import DraftForm, SeenForm, blank, filled, retyped
from question_banks.review.labels import finding_words
from question_banks.review.models import Draft
from question_banks.review.rules.findings import findings
from question_banks.review.rules.reworking import reworked

bp = Blueprint("drafts", __name__, url_prefix="/questions")
bp.add_app_template_filter(finding_words, "finding_words")


@bp.get("/<bank_key>/drafts/new")
@allow(Permission.WRITE_QUESTIONS)
def show_new(bank_key: str) -> ResponseReturnValue:
    bank = items.bank(bank_key)
    return _editor(blank(bank), bank)


@bp.post("/<bank_key>/drafts")
@allow(Permission.WRITE_QUESTIONS)
def create_draft(bank_key: str) -> ResponseReturnValue:
    form = DraftForm().offer(items.bank(bank_key))
    if change := request.form.get("change"):
        return _with_options(form, items.bank(bank_key), None, change)
    if not form.validate():
        return _editor(form, items.bank(bank_key)), 422
    try:
        with transaction():
            bank = items.bank(bank_key)
            draft = services.write_question(
                bank, form.typed(), by=current_user, now=clock.now()
            )
    except Refused as error:
        return _kept(form, items.bank(bank_key), None, error)
    flash(_("Draft saved."))
    return redirect(url_for(".show_draft", draft_id=draft.id))


@bp.post("/<bank_key>/<code>/drafts")
@allow(Permission.WRITE_QUESTIONS)
def create_next_draft(bank_key: str, code: str) -> ResponseReturnValue:
    with transaction():
        question = items.question(bank_key, code)
        draft = services.start_draft(question, by=current_user, now=clock.now())
    return redirect(url_for(".show_draft", draft_id=draft.id))


@bp.get("/drafts/<int:draft_id>")
@allow(Permission.WRITE_QUESTIONS)
def show_draft(draft_id: int) -> ResponseReturnValue:
    draft = queries.draft(draft_id)
    if draft.state == "dropped":
        abort(404)
    if draft.state == "published":
        return redirect(
            url_for("questions.show_question", bank_key=draft.bank.key, code=draft.code)
        )
    if draft.state == "review" or draft.author_id != current_user.id:
        return _reading_page(draft)
    return _editor(filled(draft), draft.bank, draft)


@bp.post("/drafts/<int:draft_id>")
@allow(Permission.WRITE_QUESTIONS)
def save_draft(draft_id: int) -> ResponseReturnValue:
    return _save(draft_id, and_send=False)


@bp.post("/drafts/<int:draft_id>/submission")
@allow(Permission.WRITE_QUESTIONS)
def create_submission(draft_id: int) -> ResponseReturnValue:
    """Save what is typed, then send it to review."""
    return _save(draft_id, and_send=True)


@bp.post("/drafts/<int:draft_id>/withdrawal")
@allow(Permission.WRITE_QUESTIONS)
def create_withdrawal(draft_id: int) -> ResponseReturnValue:
    with transaction():
        draft = queries.draft(draft_id)
        services.withdraw(draft, by=current_user, now=clock.now())
    return redirect(url_for(".show_draft", draft_id=draft_id))


@bp.post("/drafts/<int:draft_id>/removal")
@allow(Permission.WRITE_QUESTIONS)
def create_removal(draft_id: int) -> ResponseReturnValue:
    seen = SeenForm().number
    with transaction():
        draft = queries.draft(draft_id)
        services.drop(draft, seen=seen, by=current_user, now=clock.now())
        key = draft.bank.key
    flash(_("The draft is dropped."))
    return redirect(url_for("questions.list_questions", bank_key=key))


@bp.post("/<bank_key>/preview")
@allow(Permission.WRITE_QUESTIONS)
def preview(bank_key: str) -> ResponseReturnValue:
    """What is typed, as the candidate sees it, with its findings; keeps nothing."""
    form = DraftForm().offer(items.bank(bank_key))
    return render_template("review/aside.html", **_seen_from_outside(form))


def _save(draft_id: int, *, and_send: bool) -> ResponseReturnValue:
    draft = queries.draft(draft_id)
    form = DraftForm().offer(draft.bank)
    if change := request.form.get("change"):
        return _with_options(form, draft.bank, draft, change)
    if not form.validate():
        return _editor(form, draft.bank, draft), 422
    try:
        version = _keep(draft_id, form)
        if and_send:
            _send(draft_id, version)
    except Refused as error:
        draft = queries.draft(draft_id)
        return _kept(form, draft.bank, draft, error)
    flash(_("Sent to review.") if and_send else _("Draft saved."))
    return redirect(url_for(".show_draft", draft_id=draft_id))


def _keep(draft_id: int, form: DraftForm) -> int:
    with transaction():
        draft = queries.draft(draft_id)
        seen = form.seen.data or 0
        services.save_draft(
            draft, form.typed(), seen=seen, by=current_user, now=clock.now()
        )
        return draft.version


def _send(draft_id: int, version: int) -> None:
    with transaction():
        services.send_to_review(
            queries.draft(draft_id), seen=version, by=current_user, now=clock.now()
        )


def _kept(
    form: DraftForm, bank: Bank, draft: Draft | None, error: Refused
) -> ResponseReturnValue:
    """The editor again, with what was typed and why it was not taken.

    After somebody else's change the page shows both texts, and saving once more
    is a decision for this one.
    """
    conflict = None
    if isinstance(error, Overtaken) and draft is not None:
        saved = queries.content(draft)
        conflict = difference(saved, form.content().with_rest_of(saved))
    again = retyped(form.typed(), bank, seen=draft.version if draft else 0)
    page = _editor(again, bank, draft, refusal=str(error), conflict=conflict)
    return page, error.status


def _with_options(
    form: DraftForm, bank: Bank, draft: Draft | None, change: str
) -> ResponseReturnValue:
    typed = reworked(form.typed(), change)
    return _editor(retyped(typed, bank, seen=form.seen.data or 0), bank, draft)


def _editor(
    form: DraftForm, bank: Bank, draft: Draft | None = None, **more: object
) -> str:
    return render_template(
        "review/editor.html",
        form=form,
        bank=bank,
        draft=draft,
        **_seen_from_outside(form),
        **more,
    )


def _reading_page(draft: Draft) -> str:
    return render_template(
        "review/reading.html",
        draft=draft,
        author=queries.name_of(draft.author_id),
        content=queries.content(draft),
        changes=queries.against_published(draft),
        found=queries.findings_of(draft),
    )


def _seen_from_outside(form: DraftForm) -> dict[str, object]:
    content, kind = form.content(), form.kind.data or "single"
    wanted = request.form.get("shown", "")
    return {
        "content": content,
        "kind": kind,
        "shown": wanted if wanted in LANGUAGES else language(),
        "found": findings(content, kind, queries.languages()),
    }
