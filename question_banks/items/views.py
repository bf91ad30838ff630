"""Pages about banks and their questions, with their keys."""

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.permissions import Permission, allow
from question_banks.items import images, labels, queries, services
from question_banks.items.forms import FilterForm, RetirementForm
from question_banks.items.models import Question
from question_banks.items.rules.differences import difference
from question_banks.review import queries as drafts

bp = Blueprint("questions", __name__, url_prefix="/questions")
bp.add_app_template_filter(labels.kind_words, "kind_words")
bp.add_app_template_filter(labels.difficulty_words, "difficulty_words")
bp.add_app_template_filter(labels.scoring_words, "scoring_words")


@bp.get("")
@allow(Permission.READ_BANKS)
def list_banks() -> ResponseReturnValue:
    return render_template(
        "questions/banks.html",
        banks=queries.banks(),
        stock=queries.stock(),
        drafts=drafts.counts(),
        mine=drafts.own_drafts(current_user),
    )


@bp.get("/<bank_key>")
@allow(Permission.READ_BANKS)
def list_questions(bank_key: str) -> ResponseReturnValue:
    bank = queries.bank(bank_key)
    state = request.args.get("state", "live")
    form = FilterForm(request.args).offer(bank)
    wanted = form.wanted(retired=state == "retired")
    return render_template(
        "questions/list.html",
        bank=bank,
        state=state,
        form=form,
        tally=queries.tally(bank),
        drafts=drafts.open_drafts(bank),
        page=queries.questions(bank, wanted, page=_page_number()),
    )


@bp.get("/images/<string(length=68):name>")
@allow(Permission.READ_BANKS)
def show_image(name: str) -> ResponseReturnValue:
    """A picture of a question, for those who may read its key."""
    if not images.NAME.fullmatch(name):
        abort(404)
    return Response(images.stored(name), mimetype=images.media_type(name))


@bp.get("/<bank_key>/<code>")
@allow(Permission.READ_BANKS)
def show_question(bank_key: str, code: str) -> ResponseReturnValue:
    question = queries.question(bank_key, code)
    versions = queries.versions(question)
    return render_template(
        "questions/question.html",
        question=question,
        versions=versions,
        shown=versions[0],
        draft=drafts.open_draft_of(question),
    )


@bp.get("/<bank_key>/<code>/versions/<int:number>")
@allow(Permission.READ_BANKS)
def show_version(bank_key: str, code: str, number: int) -> ResponseReturnValue:
    question = queries.question(bank_key, code)
    by_number = {row.version.number: row for row in queries.versions(question)}
    shown = by_number.get(number) or abort(404)
    before = by_number.get(number - 1)
    return render_template(
        "questions/version.html",
        question=question,
        shown=shown,
        before=before,
        changes=difference(before.content, shown.content) if before else None,
    )


@bp.get("/<bank_key>/<code>/retirement")
@allow(Permission.REVIEW_QUESTIONS)
def show_retirement(bank_key: str, code: str) -> ResponseReturnValue:
    question = queries.question(bank_key, code)
    return _retirement_page(RetirementForm(), question)


@bp.post("/<bank_key>/<code>/retirement")
@allow(Permission.REVIEW_QUESTIONS)
def create_retirement(bank_key: str, code: str) -> ResponseReturnValue:
    form = RetirementForm()
    if not form.validate():
        return _retirement_page(form, queries.question(bank_key, code)), 422
    with transaction():
        question = queries.question(bank_key, code)
        services.retire(question, form.reason.data, by=current_user, now=clock.now())
    flash(_("Question %(code)s is retired.", code=code))
    return redirect(url_for(".show_question", bank_key=bank_key, code=code))


def _retirement_page(form: RetirementForm, question: Question) -> str:
    return render_template(
        "questions/retirement.html",
        form=form,
        question=question,
        left=queries.left_without(question),
    )


def _page_number() -> int:
    return request.args.get("page", 1, type=int)
