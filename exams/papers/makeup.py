"""What a paper may be made of, for who wants to know it beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass

from exams.papers.queries import drawable
from question_banks.items.rules.kinds import PARTIAL, Kind
from question_banks.items.shown import shown_versions


@dataclass(frozen=True, slots=True)
class Makeup:
    """Kinds of questions in a fixed order; whether any of them earn points for
    parts, and whether any are asked about a case study."""

    kinds: list[Kind]
    has_parts: bool
    has_cases: bool


def makeup(bank_id: int, blueprint: Mapping[str, int]) -> Makeup:
    """Of every question that may be drawn today for this blueprint."""
    ids = drawable(bank_id)
    versions = shown_versions(ids)
    asked = [v for v in (versions[i] for i in ids) if blueprint.get(v.domain)]
    kinds = {version.kind for version in asked}
    return Makeup(
        kinds=[kind for kind in Kind if kind in kinds],
        has_parts=any(version.scoring == PARTIAL for version in asked),
        has_cases=any(version.exhibit_version_id for version in asked),
    )
