"""The pages of an exam: list, briefing, room and result."""

import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from sqlalchemy import func, select

from exams.sittings import answers, closing
from exams.sittings.models import Attempt
from lms.kernel import clock
from lms.kernel.db import db, transaction
from lms.learning.models import Course, Lesson, LessonVersion
from question_banks.items.models import Question, QuestionKey
from tests.exams.an_exam import an_exam, right, started
from tests.people import a_person, actor

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def ada(visitor, set_clock):
    set_clock(NOON)
    ada = a_person("Ada Lovelace")
    visitor.sign_in(ada)
    return ada


def words(answer):
    """What a person reads on the page."""
    main = re.search(r"<main.*</main>", answer.text, re.S)
    assert main, answer.text
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main[0])).split())


def handed_in(attempt, person, *, right_answers):
    """Answer the first questions right and hand in."""
    with transaction():
        for position in range(1, right_answers + 1):
            sent = answers.Sent(position, f"op-{position}", 0, right(attempt, position))
            answers.save(attempt.id, sent, by=actor(person), now=clock.now())
        closing.hand_in(attempt.id, by=actor(person), now=clock.now())
    return attempt


def a_lesson(version, topic):
    with transaction():
        course = Course(
            key="course",
            certification_id=version.exam.certification_id,
            title={"en": "Course"},
            summary={"en": ""},
            is_basic=False,
        )
        lesson = Lesson(key=f"on-{topic}", position=1, course=course)
        db.session.add(lesson)
        db.session.flush()
        lesson.current = LessonVersion(
            lesson_id=lesson.id,
            number=1,
            title={"en": f"All about {topic}"},
            summary={"en": ""},
            body={"en": ""},
            topic=topic,
            minutes=20,
            digest="",
            published_at=clock.now(),
        )


def test_the_list_says_what_stands_before_each_exam(visitor, ada):
    an_exam("foundations")
    an_exam("administrator")
    started(ada, "administrator")

    page = visitor.get("/exams")

    assert page.status_code == 200
    assert words(page).count("Cloud Foundations Go on") == 0
    assert page.text.index("Under way") < page.text.index("You may start")
    assert 'href="/attempts/1"' in page.text
    assert 'href="/exams/foundations"' in page.text


def test_the_list_without_exams_says_how_they_come(visitor, ada):
    assert "Exams appear here when the programme publishes them." in words(
        visitor.get("/exams")
    )


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_database_once_more_for_each_exam(
    visitor, ada, queries, number
):
    for key in ["foundations", "administrator", "architect"][:number]:
        an_exam(key)
    db.session.rollback()
    queries.clear()

    visitor.get("/exams")

    # Each exam asks the rooms above once whether it may be started.
    assert len(queries) == 9 + number


def test_a_briefing_says_what_to_expect_and_can_be_started(visitor, ada):
    an_exam()

    page = visitor.get("/exams/foundations")

    text = words(page)
    for fact in [
        "Questions 3",
        "Time 60 minutes",
        "To pass 80 %",
        "0 of 3",
        "Core 2",
        "Pricing 1",
        "Wait before attempt 2 14 days",
        "Wait before attempt 3 60 days",
        "2 March 2026, 13:00 UTC",
        "Start the exam",
    ]:
        assert fact in text
    assert 'action="/exams/foundations/attempts"' in page.text


def test_starting_leads_into_the_room(visitor, ada):
    an_exam()

    answer = visitor.post("/exams/foundations/attempts", {"rules": "y"})

    assert (answer.status_code, answer.location) == (303, "/attempts/1")


def test_a_briefing_of_an_exam_under_way_only_goes_on(visitor, ada):
    an_exam()
    started(ada)

    page = visitor.get("/exams/foundations")

    assert "Your attempt is under way" in words(page)
    assert "Start the exam" not in page.text


def test_a_briefing_says_from_when_one_may_sit_again(visitor, ada, set_clock):
    an_exam()
    handed_in(started(ada), ada, right_answers=0)
    set_clock(NOON + timedelta(days=13))
    visitor.sign_in(ada)

    page = visitor.get("/exams/foundations")

    assert "You may sit this exam again from 16 March 2026." in words(page)
    assert "Start the exam" not in page.text


def test_a_briefing_says_that_the_bank_is_too_small(visitor, ada):
    an_exam()
    with transaction():
        for question in db.session.scalars(select(Question)):
            question.retired_at = NOON

    page = visitor.get("/exams/foundations")

    assert "Not open yet" in words(page)
    assert "Start the exam" not in page.text


def test_a_refused_start_is_explained_and_starts_nothing(visitor, ada):
    an_exam()
    handed_in(started(ada), ada, right_answers=0)

    page = visitor.post("/exams/foundations/attempts", {"rules": "y"})

    assert page.status_code == 409
    assert "You may sit this exam again from 16 March 2026." in page.text
    assert db.session.scalar(select(func.count(Attempt.id))) == 1


def test_an_unknown_exam_is_not_found(visitor, ada):
    assert visitor.get("/exams/astrology").status_code == 404
    assert visitor.post("/exams/astrology/attempts").status_code == 404


def test_the_room_holds_the_whole_paper_and_nothing_of_its_keys(visitor, ada):
    an_exam()
    attempt = started(ada)

    page = visitor.get(f"/attempts/{attempt.id}")

    assert page.text.count('<section class="question"') == 3
    assert 'data-remaining-ms="3600000"' in page.text
    assert re.search(r'<meta name="csrf-token" content="[^"]{20,}">', page.text)
    keys = db.session.scalars(select(QuestionKey)).all()
    secrets = {key.rationale["en"] for key in keys} | {key.source for key in keys}
    assert secrets
    assert [secret for secret in secrets if secret in page.text] == []
    assert "pass_mark" not in page.text


def test_the_room_shows_what_the_server_holds(visitor, ada):
    an_exam()
    attempt = started(ada)
    chosen = right(attempt, 2)
    sent = answers.Sent(2, "op", 0, chosen)
    with transaction():
        answers.save(attempt.id, sent, by=actor(ada), now=NOON)
        answers.flag(attempt.id, answers.Aside(3), True, by=actor(ada), now=NOON)

    page = visitor.get(f"/attempts/{attempt.id}")

    shown = re.findall(
        r'data-revision="(\d)".*?data-response=\'(.*?)\' data-flagged="(\w+)"',
        page.text,
    )
    assert [(int(n), json.loads(response), flag) for n, response, flag in shown] == [
        (0, [], "false"),
        (1, chosen, "false"),
        (0, [], "true"),
    ]
    assert 'data-saved-at="2026-03-02T12:00:00Z"' in page.text


@pytest.mark.parametrize("page", ["", "/result"])
def test_somebody_elses_attempt_does_not_exist(visitor, ada, page):
    an_exam()
    theirs = started(a_person("Grace Hopper"))

    answer = visitor.get(f"/attempts/{theirs.id}{page}")

    assert answer.status_code == 404
    assert "What of" not in answer.text


def test_a_closed_attempt_leads_to_its_result_and_an_open_one_back(visitor, ada):
    an_exam()
    attempt = started(ada)

    back = visitor.get(f"/attempts/{attempt.id}/result")
    handed_in(attempt, ada, right_answers=3)
    onward = visitor.get(f"/attempts/{attempt.id}")

    assert (back.status_code, back.location) == (302, f"/attempts/{attempt.id}")
    assert (onward.status_code, onward.location) == (
        302,
        f"/attempts/{attempt.id}/result",
    )


def test_the_page_of_an_attempt_whose_time_is_up_closes_it(visitor, ada, set_clock):
    an_exam()
    attempt = started(ada)
    set_clock(NOON + timedelta(hours=2))

    answer = visitor.get(f"/attempts/{attempt.id}", follow_redirects=True)

    assert "The time ran out; what was saved by then was marked." in words(answer)
    db.session.expire_all()
    assert attempt.cause == "time_up"


def test_a_pass_shows_the_score_and_the_way_to_the_certificate(visitor, ada):
    an_exam(blueprint={"core": 5, "pricing": 1})
    attempt = handed_in(started(ada), ada, right_answers=6)

    page = visitor.get(f"/attempts/{attempt.id}/result")

    text = words(page)
    assert "Passed" in text
    assert "6 of 6 · 100 %" in text
    assert "Core 5 questions Strong" in text
    assert 'href="/certificates"' in page.text


def test_a_result_not_passed_says_when_to_come_back_and_what_to_read(visitor, ada):
    version = an_exam(blueprint={"core": 5})
    a_lesson(version, "core")
    attempt = handed_in(started(ada), ada, right_answers=0)

    page = visitor.get(f"/attempts/{attempt.id}/result")

    text = words(page)
    assert "Not passed this time" in text
    assert "0 of 5 · 0 %" in text
    assert "Core 5 questions Worth a look" in text
    assert "You may sit this exam again from 16 March 2026." in text
    assert "All about core" in text
    assert 'href="/learn/foundations/on-core"' in page.text
    assert 'href="/certificates"' not in page.text.split("<main")[1]
