"""Published versions as candidates may see them, without their keys.

A published version never changes, so each process keeps what it has read: on an
exam day every paper is made of the same few hundred texts.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, cast

from flask import current_app
from sqlalchemy import bindparam, select

from lms.kernel.db import Text, db
from question_banks.items.models import Domain, QuestionVersion

MOST_KEPT = 5000
"""Some 3 KB each: a process forgets everything rather than grow beyond 15 MB."""


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """What a paper shows of a version; see QuestionVersion for the forms."""

    id: int
    domain: str
    kind: str
    prompt: Text
    options: list[dict[str, Any]]
    body: dict[str, Any]
    exhibit_version_id: int | None
    points: int
    scoring: str


def shown_versions(ids: Collection[int]) -> Mapping[int, ShownVersion]:
    """These versions by id (and perhaps others beside them)."""
    kept: dict[int, ShownVersion]
    kept = current_app.extensions.setdefault("shown_versions", {})
    missing = [version_id for version_id in ids if version_id not in kept]
    if missing:
        rows = cast(Any, db.session.execute(SHOWN, {"ids": missing}))
        found = {row.id: ShownVersion(*row) for row in rows}
        if len(kept) + len(found) > MOST_KEPT:
            # Other threads may still read the old one.
            kept = current_app.extensions["shown_versions"] = {
                version_id: kept[version_id] for version_id in ids if version_id in kept
            }
        kept.update(found)
    return kept


SHOWN = (
    select(
        QuestionVersion.id,
        Domain.key,
        QuestionVersion.kind,
        QuestionVersion.prompt,
        QuestionVersion.options,
        QuestionVersion.body,
        QuestionVersion.exhibit_version_id,
        QuestionVersion.points,
        QuestionVersion.scoring,
    )
    .join(Domain, Domain.id == QuestionVersion.domain_id)
    .where(QuestionVersion.id.in_(bindparam("ids", expanding=True)))
)
