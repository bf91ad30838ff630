"""Receipts for programs."""

from apiflask import APIBlueprint
from flask import jsonify
from flask.typing import ResponseReturnValue

from exams.receipts.document import is_ours, receipt_of
from exams.receipts.shapes import ReceiptDocument, ReceiptIn, VerdictOut
from exams.receipts.views import count_this_try
from exams.sittings.current import current_attempt
from lms.kernel.permissions import Permission, allow

bp = APIBlueprint("receipts_api", __name__, url_prefix="/api/v1", tag="Receipts")


@bp.get("/attempts/<int:attempt_id>/receipt")
@allow(Permission.SIT_EXAMS)
@bp.output(ReceiptDocument)
@bp.doc(summary="Signed hashes of every answer held", responses=[404, 409])
def show_receipt(attempt_id: int) -> ResponseReturnValue:
    answer = jsonify(receipt_of(current_attempt(attempt_id)))
    name = f"receipt-{attempt_id}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@bp.post("/receipts/verification")
@allow(Permission.PUBLIC)
@bp.input(ReceiptIn)
@bp.output(VerdictOut)
@bp.doc(summary="Is this receipt ours, and unchanged", responses=[422, 429])
def create_verification(json_data: ReceiptIn) -> ResponseReturnValue:
    count_this_try()
    return {"is_ours": is_ours(json_data.model_dump())}
