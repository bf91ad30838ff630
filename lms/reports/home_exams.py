"""What exams ask, for every page that names one."""

from dataclasses import dataclass

from exams.papers import queries as papers
from exams.papers.models import ExamVersion


@dataclass(frozen=True, slots=True)
class Asked:
    """An exam's conditions today; not open while its bank lacks questions."""

    version: ExamVersion
    is_open: bool


def exams_asked() -> dict[int, Asked]:
    """The conditions of each exam, by certification, in two queries."""
    holdings = papers.holdings()
    return {
        version.exam.certification_id: Asked(
            version, _is_full(version, holdings.get(version.exam.bank_id, {}))
        )
        for version in papers.current_versions()
    }


def _is_full(version: ExamVersion, held: dict[str, int]) -> bool:
    return all(
        held.get(domain, 0) >= number for domain, number in version.blueprint.items()
    )
