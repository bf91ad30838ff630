"""The scorecard for programs."""

from apiflask import APIBlueprint
from flask import jsonify, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from lms.kernel import clock
from lms.kernel.permissions import Permission, allow
from lms.partners import queries
from lms.partners.forms import day_asked
from lms.partners.queries import ReceiptLine, Standing
from lms.partners.rules.policy import Line, LineType
from lms.partners.rules.scorecard import LineResult, TierResult
from lms.partners.shapes import (
    CertificationsOut,
    LineOut,
    ReceiptOut,
    ScorecardOut,
    TierOut,
)

bp = APIBlueprint("partners_api", __name__, url_prefix="/api/v1", tag="Partners")

UNITS = {LineType.EVENTS: "event", LineType.SUM: "cent", LineType.FLAG: "flag"}


@bp.get("/partners/<slug>/scorecard")
@allow(Permission.SEE_SCORECARD)
@bp.output(ScorecardOut)
@bp.doc(
    summary="Where a partner stands",
    description="By the facts of today, or of the day in `?on=2026-11-22`.",
    responses=[403, 404, 422],
)
def show_scorecard(slug: str) -> ResponseReturnValue:
    company = queries.company_seen_by(current_user, slug)
    on = day_asked(request.args.get("on"), clock.now().date())
    scorecard = _scorecard(queries.standing_or_404(company, on))
    return jsonify(scorecard.model_dump())


def _scorecard(standing: Standing) -> ScorecardOut:
    card = standing.scorecard
    return ScorecardOut(
        partner=standing.company.slug,
        on=card.on.isoformat(),
        policy=card.policy.version,
        eligible_tier=card.eligible.key if card.eligible else None,
        certifications=CertificationsOut(counted=card.counted, people=card.people),
        tiers=[_tier(result) for result in card.tiers],
        receipts=[_receipt(line) for line in standing.receipts],
    )


def _tier(result: TierResult) -> TierOut:
    return TierOut(
        key=result.tier.key,
        met=result.met,
        reached=result.reached,
        requires=[_line(line) for line in result.requires],
        commitment=[_line(line) for line in result.commitment],
    )


def _line(result: LineResult) -> LineOut:
    return LineOut(
        type=result.line.type,
        kind=result.line.kind or None,
        unit=_unit(result.line),
        have=result.have,
        need=result.need,
        met=result.met,
    )


def _unit(line: Line) -> str:
    return UNITS.get(line.type, str(line.unit))


def _receipt(line: ReceiptLine) -> ReceiptOut:
    receipt = line.receipt
    return ReceiptOut(
        person=line.person,
        certification=receipt.certification,
        number=receipt.number,
        expires_on=receipt.expires_on.isoformat(),
        counts=receipt.counts,
        reason=receipt.reason,
        since=receipt.day.isoformat() if receipt.day else None,
        replaced_by=receipt.replaced_by,
    )
