"""The receipt on a page, and the page where anybody can have one verified."""

from datetime import timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from exams.papers.naming import exam_title
from exams.receipts.document import is_ours, receipt_of
from exams.receipts.forms import ReceiptForm
from exams.sittings.current import current_attempt
from lms.catalogue import queries as catalogue
from lms.kernel import clock, throttle
from lms.kernel.permissions import Permission, allow

bp = Blueprint("receipts", __name__)

TRIES, TRIES_WINDOW = 60, timedelta(minutes=10)


@bp.get("/attempts/<int:attempt_id>/receipt")
@allow(Permission.SIT_EXAMS)
def show_receipt(attempt_id: int) -> ResponseReturnValue:
    attempt = current_attempt(attempt_id)
    exam = attempt.exam_version.exam
    return render_template(
        "exams/receipt.html",
        attempt=attempt,
        receipt=receipt_of(attempt),
        title=exam_title(exam, catalogue.current_version(exam.certification_key).title),
    )


@bp.get("/receipts/verification")
@allow(Permission.PUBLIC)
def show_verification() -> ResponseReturnValue:
    return render_template("exams/receipt_check.html", form=ReceiptForm(), document={})


@bp.post("/receipts/verification")
@allow(Permission.PUBLIC)
def create_verification() -> ResponseReturnValue:
    """Nothing is kept of what is handed in."""
    count_this_try()
    form = ReceiptForm()
    if not form.validate():
        return render_template("exams/receipt_check.html", form=form, document={}), 422
    document = form.document()
    return render_template(
        "exams/receipt_check.html",
        form=form,
        document=document,
        is_checked=True,
        is_ours=is_ours(document),
    )


def count_this_try() -> None:
    throttle.spend(
        "receipts",
        request.remote_addr or "",
        limit=TRIES,
        window=TRIES_WINDOW,
        now=clock.now(),
    )
