"""The paper as it stands: what was drawn, with what was put in its place since.

Papers never change; a blocked question is replaced, or not counted, by a row of
`paper_substitutions`. Whoever reads a paper reads it here.
"""

from sqlalchemy import ColumnElement, Subquery, and_, case, func, select, true
from sqlalchemy.orm import aliased

from exams.sittings.models import Answer, PaperQuestion, PaperSubstitution


def _standing() -> Subquery:
    new = PaperSubstitution
    is_changed = new.number.is_not(None)
    return (
        select(
            PaperQuestion.attempt_id,
            PaperQuestion.position,
            func.coalesce(new.version_id, PaperQuestion.version_id).label("version_id"),
            case((is_changed, new.order), else_=PaperQuestion.order).label("order"),
            case((is_changed, new.tokens), else_=PaperQuestion.tokens).label("tokens"),
            func.coalesce(new.is_counted, true()).label("is_counted"),
            new.number.label("substitution"),
        )
        .outerjoin(new, _is_newest(new))
        .subquery("standing")
    )


def _is_newest(new: type[PaperSubstitution]) -> ColumnElement[bool]:
    later = aliased(PaperSubstitution)
    newest = select(func.max(later.number)).where(
        later.attempt_id == PaperQuestion.attempt_id,
        later.position == PaperQuestion.position,
    )
    return and_(
        new.attempt_id == PaperQuestion.attempt_id,
        new.position == PaperQuestion.position,
        new.number == newest.scalar_subquery(),
    )


STANDING = _standing()
"""Columns: attempt_id, position, version_id, order, tokens, is_counted (for the
score), substitution (its number, None for what was drawn)."""

IS_ANSWER_HERE = and_(
    Answer.attempt_id == STANDING.c.attempt_id, Answer.position == STANDING.c.position
)
"""Joins what is held to where it stands."""
