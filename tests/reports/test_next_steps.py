"""Which step comes first."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.reports.rules.next_steps import Kind, Standing, next_steps

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = NOW.date()


def a_standing(key="foundations", **known):
    return Standing(key=key, title={"en": key}, **known)


def certified(ends_in, **known):
    end = TODAY + timedelta(days=ends_in)
    opens = end - timedelta(days=90)
    issued = known.pop("issued_on", date(2025, 1, 1))
    return a_standing(expires_on=end, renewal_opens=opens, issued_on=issued, **known)


def kinds(*standings):
    return [step.kind for step in next_steps(standings, now=NOW)]


def test_somebody_new_begins_the_course():
    assert kinds(a_standing(lessons_left=10)) == [Kind.COURSE]


def test_a_certification_without_a_course_asks_nothing_of_somebody_new():
    assert kinds(a_standing(sit_from=NOW)) == []


def test_a_course_begun_goes_on():
    assert kinds(a_standing(lessons_left=3, has_begun=True)) == [Kind.LESSON]


def test_after_the_last_lesson_comes_the_exam():
    done = a_standing(lessons_left=0, has_begun=True, sit_from=NOW)
    assert kinds(done) == [Kind.EXAM]


def test_without_an_open_exam_a_finished_course_asks_nothing():
    assert kinds(a_standing(lessons_left=0, has_begun=True)) == []


def test_a_failed_exam_is_sat_again_when_its_day_has_come():
    later = NOW + timedelta(days=1)
    assert kinds(a_standing(has_sat=True, sit_from=NOW)) == [Kind.EXAM]
    assert kinds(a_standing(has_sat=True, sit_from=later)) == [Kind.WAIT]


def test_a_passed_exam_waits_for_its_practical():
    passed = a_standing(has_sat=True, sit_from=NOW, lacks_practical=True)
    assert kinds(passed) == [Kind.PRACTICAL]


def test_a_certificate_asks_for_its_renewal_from_the_day_that_opens_it():
    assert kinds(certified(91)) == []
    assert kinds(certified(90)) == [Kind.RENEWAL]


def test_a_new_certificate_is_news_for_two_weeks():
    assert kinds(certified(700, issued_on=TODAY)) == [Kind.CERTIFICATE]
    assert kinds(certified(700, issued_on=TODAY - timedelta(days=13))) == [
        Kind.CERTIFICATE
    ]
    assert kinds(certified(700, issued_on=TODAY - timedelta(days=14))) == []


def test_a_running_exam_stands_before_everything():
    running = certified(30, running_until=NOW + timedelta(minutes=20))
    reading = a_standing("other", lessons_left=3, has_begun=True)
    ending = certified(1, key="third")
    assert kinds(reading, ending, running) == [
        Kind.ATTEMPT,
        Kind.RENEWAL,
        Kind.LESSON,
    ]


@given(st.lists(st.integers(0, 90), max_size=8))
def test_what_ends_first_comes_first(days):
    found = next_steps([certified(left, key=str(left)) for left in days], now=NOW)
    assert [step.standing.key for step in found] == [str(d) for d in sorted(days)]


def test_a_step_with_a_date_stands_before_one_without():
    reading = a_standing("a", lessons_left=3, has_begun=True)
    assert kinds(reading, certified(90)) == [Kind.RENEWAL, Kind.LESSON]
