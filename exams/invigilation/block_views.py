"""Blocking questions that leaked."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from exams.invigilation import blocks, forms, papers, queries
from exams.invigilation.blocks import Order
from exams.invigilation.errors import CountChanged
from exams.papers.queries import holdings
from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.i18n import in_language
from lms.kernel.permissions import Permission, allow
from question_banks.items.models import Question
from question_banks.items.queries import banks

bp = Blueprint("question_blocks", __name__, url_prefix="/oversight/blocks")


@bp.get("")
@allow(Permission.INVIGILATE)
def list_blocks() -> ResponseReturnValue:
    return render_template(
        "exams/day/blocks.html",
        blocks=queries.blocks(),
        form=_find_form(),
        lifting=forms.ReasonForm(),
    )


@bp.get("/new")
@allow(Permission.INVIGILATE)
def show_new_block() -> ResponseReturnValue:
    bank, code = request.args.get("bank", ""), request.args.get("code", "")
    question = queries.question(bank, code)
    return _block_page(question, forms.BlockForm())


@bp.post("/<bank>/<code>")
@allow(Permission.INVIGILATE)
def create_block(bank: str, code: str) -> ResponseReturnValue:
    form, question = forms.BlockForm(), queries.question(bank, code)
    if not form.validate():
        return _block_page(question, form), 422
    order = Order(
        question.id,
        form.reason.data or "",
        form.remedy.data == "replace",
        form.count.data or 0,
    )
    try:
        with transaction():
            blocks.block(order, by=current_user, now=clock.now())
    except CountChanged as error:
        form.count.errors = [str(error)]
        return _block_page(queries.question(bank, code), form), error.status
    flash(_("The question is blocked. Nobody gets it any more."))
    return redirect(url_for(".list_blocks"))


@bp.post("/<int:block_id>/lifting")
@allow(Permission.INVIGILATE)
def create_lifting(block_id: int) -> ResponseReturnValue:
    form = forms.ReasonForm()
    if not form.validate():
        flash(_("Say why the block is lifted."))
        return redirect(url_for(".list_blocks"))
    with transaction():
        blocks.lift(block_id, form.reason.data, by=current_user, now=clock.now())
    flash(_("The question may be drawn again."))
    return redirect(url_for(".list_blocks"))


def _find_form() -> forms.FindForm:
    form = forms.FindForm(request.args)
    form.bank.choices = [SelectChoice(b.key, in_language(b.title)) for b in banks()]
    return form


def _block_page(question: Question, form: forms.BlockForm) -> str:
    domain = question.current.domain if question.current else None
    key = domain.key if domain else ""
    return render_template(
        "exams/day/block.html",
        question=question,
        domain=domain,
        form=form,
        count=len(papers.attempts_with(question.id)),
        held=holdings().get(question.bank_id, {}).get(key, 0),
        needed=queries.needed_of(question.bank_id, key),
    )
