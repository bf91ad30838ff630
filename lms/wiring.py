"""Who reacts to which event: all of it, on one page."""

from datetime import datetime

from certificates.awards.events import certificate_issued
from certificates.awards.renewals import refuse_needless_start
from certificates.awards.services import award_if_passed
from certificates.awards.standing import certificates_on, refuse_reopening_certified
from certificates.badges.places import give_a_place
from certificates.revocations.reactions import propose_after_fail, propose_after_void
from exams.accommodations.events import factor_changed
from exams.invigilation.entitlements import apply_factor
from exams.invigilation.events import attempt_reopening, attempt_voided, resting_on
from exams.marking.rules.scoring import Score
from exams.practicals.events import practical_recorded
from exams.practicals.models import PracticalResult
from exams.sittings.events import attempt_marked, attempt_starting
from exams.sittings.models import Attempt
from lms.learning.events import course_completed
from lms.partners.services import record_basic_training


def connect() -> None:
    """Join the rooms. Handlers run in the sender's transaction."""
    attempt_starting.connect(refuse_needless_start)
    attempt_marked.connect(_award_after_the_exam)
    practical_recorded.connect(_award_after_the_practical)
    course_completed.connect(record_basic_training)
    factor_changed.connect(apply_factor)
    attempt_reopening.connect(refuse_reopening_certified)
    resting_on.connect(certificates_on)
    certificate_issued.connect(give_a_place)
    attempt_voided.connect(propose_after_void)
    attempt_marked.connect(propose_after_fail)


def _award_after_the_exam(attempt: Attempt, *, score: Score, now: datetime) -> None:
    if score.passed:
        award_if_passed(attempt.person_id, attempt.exam.certification_id, now=now)


def _award_after_the_practical(result: PracticalResult, *, now: datetime) -> None:
    if result.passed:
        award_if_passed(result.person_id, result.certification_id, now=now)
