"""What exams ask, for every page that names one."""

from collections.abc import Mapping
from dataclasses import dataclass

from exams.papers import queries as papers
from exams.papers.models import ExamVersion


@dataclass(frozen=True, slots=True)
class Asked:
    """An exam's conditions today; not open while its bank lacks questions.

    `renewal`: the key of the renewal exam beside it, if there is one that is open.
    """

    version: ExamVersion
    is_open: bool
    renewal: str | None


def exams_asked() -> dict[int, Asked]:
    """The conditions of each exam, by certification, in two queries."""
    holdings, versions = papers.holdings(), papers.current_versions()
    open_ones = {v.exam_id for v in versions if _is_full(v, holdings)}
    renewals = {
        v.exam.certification_id: v.exam.key
        for v in versions
        if v.exam.is_renewal and v.exam_id in open_ones
    }
    return {
        v.exam.certification_id: Asked(
            v, v.exam_id in open_ones, renewals.get(v.exam.certification_id)
        )
        for v in versions
        if not v.exam.is_renewal
    }


def _is_full(version: ExamVersion, holdings: Mapping[int, Mapping[str, int]]) -> bool:
    held = holdings.get(version.exam.bank_id, {})
    return all(
        held.get(domain, 0) >= number for domain, number in version.blueprint.items()
    )
