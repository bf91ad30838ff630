"""What a learner should do next, and in which order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

NEWS_LASTS = timedelta(days=14)
"""A new certificate is news for two weeks; then it stands in the wallet only."""


class Kind(StrEnum):
    """What is to be done; the order counts where no date decides."""

    ATTEMPT = "attempt"
    RENEWAL = "renewal"
    CERTIFICATE = "certificate"
    LESSON = "lesson"
    EXAM = "exam"
    PRACTICAL = "practical"
    COURSE = "course"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one person stands with one certification.

    `lessons_left` is None where there is no course. `renewal_opens` and `expires_on`
    belong to the certificate that lasts longest. `sit_from` is when the next
    attempt may begin, None while no exam is open to the person. `renewal_exam` is the
    key of the shorter exam that renews it.
    """

    key: str
    title: Mapping[str, str]
    lessons_left: int | None = None
    has_begun: bool = False
    attempt_id: int | None = None
    running_until: datetime | None = None
    has_sat: bool = False
    sit_from: datetime | None = None
    lacks_practical: bool = False
    certificate_number: str | None = None
    issued_on: date | None = None
    renewal_opens: date | None = None
    expires_on: date | None = None
    renewal_exam: str | None = None


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do. `due` is when it is too late; `opens` when it is too early."""

    kind: Kind
    standing: Standing
    due: datetime | None = None
    opens: datetime | None = None


def next_steps(standings: Iterable[Standing], *, now: datetime) -> list[NextStep]:
    """At most one step for each certification; what runs out first comes first."""
    steps = [step for s in standings if (step := _next_step(s, now)) is not None]
    never = datetime.max.replace(tzinfo=UTC)
    rank = list(Kind)
    return sorted(
        steps, key=lambda s: (s.due or never, rank.index(s.kind), s.opens or now)
    )


def _next_step(standing: Standing, now: datetime) -> NextStep | None:
    if standing.running_until is not None:
        return NextStep(Kind.ATTEMPT, standing, due=standing.running_until)
    if standing.lacks_practical:
        return NextStep(Kind.PRACTICAL, standing)
    if standing.expires_on is not None:
        return _while_certified(standing, standing.expires_on, now)
    return _on_the_way(standing, now)


def _while_certified(
    standing: Standing, expires_on: date, now: datetime
) -> NextStep | None:
    today = now.date()
    if standing.renewal_opens is not None and standing.renewal_opens <= today:
        end = datetime.combine(expires_on, time(), tzinfo=UTC)
        return NextStep(Kind.RENEWAL, standing, due=end)
    if standing.issued_on is not None and today - standing.issued_on < NEWS_LASTS:
        return NextStep(Kind.CERTIFICATE, standing)
    return None


def _on_the_way(standing: Standing, now: datetime) -> NextStep | None:
    reads = bool(standing.lessons_left) and not standing.has_sat
    if reads:
        kind = Kind.LESSON if standing.has_begun else Kind.COURSE
        return NextStep(kind, standing)
    if standing.sit_from is None or not (standing.has_sat or standing.has_begun):
        return None
    if standing.sit_from > now:
        return NextStep(Kind.WAIT, standing, opens=standing.sit_from)
    return NextStep(Kind.EXAM, standing)
