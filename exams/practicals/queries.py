"""Questions about practicals: who waits for one, and what was recorded."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, Subquery, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from exams.marking.models import ScoreRun
from exams.papers.models import Exam
from exams.practicals.models import PracticalResult
from exams.practicals.rules.marking import Rubric, rubric_of
from exams.sittings.models import Attempt
from lms.accounts.models import Affiliation, Company, Person
from lms.accounts.queries import is_called, works_on
from lms.catalogue import queries as catalogue
from lms.catalogue.models import CertificationVersion
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.permissions import Permission

MOST_FOUND = 25
"""More than that, and the grader types another letter."""

RECENT = 10


@dataclass(frozen=True, slots=True)
class Case:
    """One person, one certification's practical, and what was recorded so far."""

    person: Person
    version: CertificationVersion
    company: Company | None
    results: list[PracticalResult]

    @property
    def rubric(self) -> Rubric:
        return rubric_of(self.version.practical or {"rubric": [], "pass_mark": 0})

    @property
    def newest_id(self) -> int:
        """The id of the newest result; 0 when there is none yet."""
        return self.results[0].id if self.results else 0


@dataclass(frozen=True, slots=True)
class Found:
    """A person the grader searched for, with their newest result if any."""

    person: Person
    company_name: str | None
    result: PracticalResult | None


def practicals_on_offer() -> list[CertificationVersion]:
    """Certifications that ask for a practical today, in the programme's order."""
    return [v for v in catalogue.current_versions() if v.has_practical and v.practical]


def waiting(certification_ids: Collection[int]) -> Select[Attempt]:
    """Passed attempts whose person still needs the practical, the longest first.

    A certificate takes one passed exam and one passed practical. So they wait who
    have passed more exams than practicals, the last one an exam: at a renewal, too.
    """
    passed, marked = _passed_exams(), _passed_practicals()
    same = and_(
        marked.c.person_id == Attempt.person_id,
        marked.c.certification_id == Exam.certification_id,
    )
    return (
        select(Attempt)
        .join(passed, passed.c.attempt_id == Attempt.id)
        .join(Attempt.exam)
        .join(Attempt.person)
        .outerjoin(marked, same)
        .where(
            Exam.certification_id.in_(certification_ids),
            # Who passes a renewal exam has been through the practical before.
            ~Exam.is_renewal,
            Person.closed_at.is_(None),
            passed.c.times > func.coalesce(marked.c.times, 0),
            or_(marked.c.last.is_(None), marked.c.last < Attempt.finished_at),
        )
        .order_by(Attempt.finished_at, Attempt.id)
        .options(contains_eager(Attempt.exam), contains_eager(Attempt.person))
        .options(joinedload(Attempt.company))
    )


def newest_results(
    person_ids: Collection[int],
) -> dict[tuple[int, int], PracticalResult]:
    """The newest result by (person, certification), for these people."""
    results = db.session.scalars(
        select(PracticalResult)
        .where(PracticalResult.person_id.in_(person_ids))
        .order_by(PracticalResult.id)
    )
    return {(r.person_id, r.certification_id): r for r in results}


def recent_results() -> list[PracticalResult]:
    """What graders recorded last, the newest first."""
    return list(
        db.session.scalars(
            select(PracticalResult)
            .order_by(PracticalResult.id.desc())
            .limit(RECENT)
            .options(
                joinedload(PracticalResult.person), joinedload(PracticalResult.grader)
            )
        )
    )


def find_people(typed: str, certification_id: int, *, on: date) -> list[Found]:
    """People of any company whose name or address contains what was typed."""
    rows = db.session.execute(
        select(Person, Company.name)
        .outerjoin(Affiliation, and_(Affiliation.person_id == Person.id, works_on(on)))
        .outerjoin(Company, Company.id == Affiliation.company_id)
        .where(
            Person.closed_at.is_(None),
            is_called(typed),
        )
        .order_by(Person.name, Person.id)
        .limit(MOST_FOUND)
    ).all()
    newest = newest_results([person.id for person, _ in rows])
    return [
        Found(person, company, newest.get((person.id, certification_id)))
        for person, company in rows
    ]


def case(person_id: int, certification_key: str, *, on: date) -> Case:
    """Everything a grader needs to mark one person, or 404."""
    version = catalogue.current_version(certification_key)
    person: Person = db.first_or_404(
        select(Person).where(Person.id == person_id, Person.closed_at.is_(None))
    )
    return Case(
        person=person,
        version=version,
        company=company_on(person_id, on),
        results=results_of(person_id, version.certification_id),
    )


def company_on(person_id: int, day: date) -> Company | None:
    """Whom the person worked for on a day."""
    return db.session.scalar(
        select(Company)
        .join(Company.affiliations)
        .where(Affiliation.person_id == person_id, works_on(day))
    )


def results_of(
    person_id: int, certification_id: int | None = None
) -> list[PracticalResult]:
    """A person's results, the newest first; of one certification, or of all."""
    results = select(PracticalResult).where(PracticalResult.person_id == person_id)
    if certification_id is not None:
        results = results.where(PracticalResult.certification_id == certification_id)
    return list(
        db.session.scalars(
            results.order_by(PracticalResult.id.desc()).options(
                joinedload(PracticalResult.grader)
            )
        )
    )


def visible_result(result_id: int, *, to: Actor) -> PracticalResult:
    """A result this person may see, or 404: their own; every one for graders and
    for those who oversee attempts."""
    results = select(PracticalResult).where(PracticalResult.id == result_id)
    if not (to.may(Permission.GRADE_PRACTICALS) or to.may(Permission.SEE_ATTEMPTS)):
        results = results.where(PracticalResult.person_id == to.id)
    result: PracticalResult = db.first_or_404(
        results.options(
            joinedload(PracticalResult.person),
            joinedload(PracticalResult.grader),
            joinedload(PracticalResult.certification),
            joinedload(PracticalResult.company),
        )
    )
    return result


def _passed_exams() -> Subquery:
    later = aliased(ScoreRun)
    return (
        select(func.max(Attempt.id).label("attempt_id"), func.count().label("times"))
        .join(ScoreRun, ScoreRun.attempt_id == Attempt.id)
        .where(
            ScoreRun.passed,
            Attempt.voided_at.is_(None),
            ~exists().where(
                later.attempt_id == ScoreRun.attempt_id, later.number > ScoreRun.number
            ),
        )
        .group_by(Attempt.person_id, Attempt.exam_id)
        .subquery()
    )


def _passed_practicals() -> Subquery:
    return (
        select(
            PracticalResult.person_id,
            PracticalResult.certification_id,
            func.count().label("times"),
            func.max(PracticalResult.recorded_at).label("last"),
        )
        .where(PracticalResult.passed)
        .group_by(PracticalResult.person_id, PracticalResult.certification_id)
        .subquery()
    )


def awaited_of(person_id: int, *, since: datetime) -> set[int]:
    """The certifications whose practical this person has not passed since then."""
    passed = db.session.scalars(
        select(PracticalResult.certification_id).where(
            PracticalResult.person_id == person_id,
            PracticalResult.passed,
            PracticalResult.recorded_at > since,
        )
    )
    asked = {
        v.certification_id for v in catalogue.current_versions() if v.has_practical
    }
    return asked - set(passed)
