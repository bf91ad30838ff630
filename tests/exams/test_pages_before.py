"""Before an exam: what the briefing says, and what a start asks for."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from exams.accommodations.models import Accommodation
from exams.papers.models import ExamVersion
from exams.schedule import services as schedule
from exams.schedule.models import Admission, ExamWindow, VoucherBatch
from exams.sittings.models import Attempt, PaperQuestion
from lms.accounts.rules.roles import Role
from lms.kernel.audit import AuditEvent
from lms.kernel.db import db, transaction
from lms.kernel.digests import digest_of
from tests.exams.an_exam import an_exam, started
from tests.exams.test_pages import handed_in, words
from tests.journeys.every_kind import every_kind
from tests.people import a_person, actor

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ADDRESS = "/exams/foundations"
START = f"{ADDRESS}/attempts"
AGREEMENT = {"en": "You keep the **questions** to yourself.", "ru": "Не разглашать."}


@pytest.fixture
def ada(visitor, set_clock):
    set_clock(NOON)
    ada = a_person("Ada Lovelace")
    visitor.sign_in(ada)
    return ada


def attempts():
    db.session.rollback()
    return db.session.scalar(select(func.count(Attempt.id)))


def hidden(page):
    """What the page's form would send by itself."""
    form = page.text.split(f'action="{START}"')[1].split("</form>")[0]
    return dict(re.findall(r'name="(\w+)" type="hidden" value="([^"]*)"', form))


def rule(version, **fields):
    with transaction():
        db.session.add(Admission(exam_id=version.exam_id, **fields))


def window(version, opens, latest, ends=None):
    """A window that begins and ends so many minutes from noon."""
    minutes = [NOON + timedelta(minutes=m) for m in (opens, latest)]
    with transaction():
        row = ExamWindow(
            exam_id=version.exam_id,
            title="March",
            opens_at=minutes[0],
            latest_start_at=minutes[1],
            ends_at=None if ends is None else NOON + timedelta(minutes=ends),
            made_at=NOON,
        )
        db.session.add(row)
    return row


def voucher(version, **fields):
    boss = a_person("Ines Duarte", Role.ADMIN)
    batch = VoucherBatch(
        exam_id=version.exam_id,
        title="March",
        expires_at=NOON + timedelta(days=30),
        **fields,
    )
    with transaction():
        return schedule.make_vouchers(batch, 1, by=actor(boss), now=NOON)[0]


def more_time(person, factor):
    with transaction():
        row = Accommodation(
            person_id=person.id, factor=factor, reason="canary", granted_at=NOON
        )
        db.session.add(row)


def test_a_start_without_the_rules_comes_back_and_starts_nothing(visitor, ada):
    an_exam()

    page = visitor.post(START)

    assert page.status_code == 422
    assert "Read what is allowed and tick this to start" in words(page)
    assert 'aria-invalid="true"' in page.text
    assert attempts() == 0


def test_an_agreement_is_shown_whole_and_has_to_be_accepted(visitor, ada):
    an_exam(agreement=AGREEMENT)

    page = visitor.get(ADDRESS)
    without = visitor.post(START, {"rules": "y"})

    assert "You keep the <strong>questions</strong> to yourself." in page.text
    assert without.status_code == 403
    assert "Read the agreement and tick this to start" in words(without)
    assert re.search(r'checked[^>]*name="rules"', without.text)
    assert (
        attempts(),
        db.session.scalar(select(func.count(PaperQuestion.position))),
    ) == (
        0,
        0,
    )


def test_all_that_is_missing_is_said_at_once(visitor, ada):
    an_exam(agreement=AGREEMENT)

    assert "2 things to correct" in words(visitor.post(START))


def test_what_was_accepted_is_kept_with_the_attempt_and_in_the_trail(visitor, ada):
    an_exam(agreement=AGREEMENT)

    answer = visitor.post(START, {"rules": "y", "agreement": "y"})

    assert (answer.status_code, answer.location) == (303, "/attempts/1")
    attempt = db.session.get_one(Attempt, 1)
    row = db.session.scalar(
        select(AuditEvent).filter_by(action="exams.attempt.started")
    )
    assert attempt.agreement_digest == digest_of(AGREEMENT)
    assert row.after["agreement"] == attempt.agreement_digest


def test_a_program_has_to_accept_the_agreement_too(visitor, ada):
    an_exam(agreement=AGREEMENT)

    without = visitor.send("POST", "/api/v1/attempts", {"exam": "foundations"})
    nothing = attempts()
    wish = {"exam": "foundations", "accepts_agreement": True}
    within = visitor.send("POST", "/api/v1/attempts", wish)

    assert (without.status_code, without.json["error"]["code"], nothing) == (
        403,
        "agreement_needed",
        0,
    )
    assert within.status_code == 201


def test_an_attempt_under_way_is_gone_on_with_unasked(visitor, ada):
    an_exam(agreement=AGREEMENT)
    wish = {"exam": "foundations", "accepts_agreement": True}
    first = visitor.send("POST", "/api/v1/attempts", wish)

    again = visitor.send("POST", "/api/v1/attempts", {"exam": "foundations"})

    assert (again.status_code, again.json["id"]) == (201, first.json["id"])


def test_an_exam_without_an_agreement_keeps_none(visitor, ada):
    an_exam()

    visitor.post(START, {"rules": "y", "agreement": "y"})

    assert db.session.get_one(Attempt, 1).agreement_digest is None


def test_the_briefing_says_the_conditions_as_they_are_for_this_person(visitor, ada):
    an_exam(layout="list", calculator=True, feedback="verdict")
    more_time(ada, 150)

    text = words(visitor.get(ADDRESS))

    for fact in [
        "Questions 3 all on one page",
        "Time 90 minutes with your 1.5 × time",
        "At once passed or not, no score",
        "A calculator: one is in the room",
        "You have 1.5 × the usual time.",
        "2 March 2026, 13:30 UTC",
        "Started today and not passed: again from 16 March 2026",
        "nothing happens by itself",
    ]:
        assert fact in text
    assert "canary" not in text


def test_others_are_told_nothing_of_time_factors(visitor, ada):
    an_exam()
    more_time(a_person("Grace Hopper"), 200)

    text = words(visitor.get(ADDRESS))

    assert "Time 60 minutes To pass" in text
    assert "×" not in text
    assert "A calculator: nothing needs one" in text


def test_the_briefing_names_the_kinds_of_questions_and_how_parts_count(visitor, ada):
    every_kind()

    text = words(visitor.get(ADDRESS))

    assert (
        "Kinds of questions: one answer, several answers, true or false, matching, "
        "ordering, a number, short text, gaps in a text, place on a picture." in text
    )
    assert "Some questions give points for parts" in text
    assert "case study" in text


def test_an_exam_of_plain_questions_says_that_they_count_whole(visitor, ada):
    an_exam()

    text = words(visitor.get(ADDRESS))

    assert "Kinds of questions: one answer." in text
    assert "Every question earns all of its points or none." in text


def test_a_window_that_cuts_the_time_is_announced_before_the_start(visitor, ada):
    version = an_exam()
    rule(version, only_in_windows=True)
    window(version, -60, 20, 45)

    page = visitor.get(ADDRESS)
    answer = visitor.post(START, {**hidden(page), "rules": "y"})

    text = words(page)
    assert "it ends when its window ends 2 March 2026, 12:45 UTC" in text
    assert "You would have 45 of your 60 minutes." in text
    assert "Latest start 2 March 2026, 12:20 UTC" in text
    assert answer.status_code == 303
    assert db.session.get_one(Attempt, 1).deadline_at == NOON + timedelta(minutes=45)


def test_a_window_that_leaves_the_whole_time_says_until_when_it_does(visitor, ada):
    version = an_exam()
    rule(version, only_in_windows=True)
    window(version, -60, 60, 90)

    text = words(visitor.get(ADDRESS))

    assert "ends at the latest 2 March 2026, 13:00 UTC" in text
    assert "To have all of your time, start by 2 March 2026, 12:30 UTC" in text


def test_a_start_from_an_old_page_that_would_be_cut_is_asked_once_more(
    visitor, ada, set_clock
):
    version = an_exam()
    rule(version, only_in_windows=True)
    window(version, -60, 60, 90)
    old = visitor.get(ADDRESS)
    set_clock(NOON + timedelta(minutes=50))

    surprised = visitor.post(START, {**hidden(old), "rules": "y"})
    nothing = attempts()
    knowing = visitor.post(START, {**hidden(surprised), "rules": "y"})

    assert (surprised.status_code, nothing) == (409, 0)
    assert "you would have 40 of your 60 minutes." in words(surprised)
    assert "2 March 2026, 13:30 UTC" in words(surprised)
    assert re.search(r'checked[^>]*name="rules"', surprised.text)
    assert knowing.status_code == 303


def test_a_voucher_that_leads_into_a_short_window_is_announced_too(visitor, ada):
    version = an_exam()
    rule(version, only_in_windows=True, only_with_voucher=True)
    code = voucher(version, window_id=window(version, -60, 20, 45).id)
    page = visitor.get(ADDRESS)
    fields = {"rules": "y", "voucher": code}

    surprised = visitor.post(START, {**hidden(page), **fields})
    knowing = visitor.post(START, {**hidden(surprised), **fields})

    assert surprised.status_code == 409
    assert f'value="{code}"' in surprised.text
    assert knowing.status_code == 303


def test_a_voucher_is_asked_for_and_what_was_typed_stays(visitor, ada):
    version = an_exam()
    rule(version, only_with_voucher=True)
    code = voucher(version)

    asked = visitor.get(ADDRESS)
    without = visitor.post(START, {"rules": "y"})
    wrong = visitor.post(START, {"rules": "y", "voucher": "K7QM-0000"})
    right = visitor.post(START, {"rules": "y", "voucher": f" {code.lower()} "})

    assert 'name="voucher"' in asked.text
    assert "you need a voucher" in words(without)
    assert (wrong.status_code, "This voucher is not valid." in words(wrong)) == (
        409,
        True,
    )
    assert 'value="K7QM-0000"' in wrong.text
    assert right.status_code == 303


def test_without_need_no_voucher_is_asked_for(visitor, ada):
    an_exam()

    assert 'name="voucher"' not in visitor.get(ADDRESS).text


def test_a_window_to_come_says_when_it_opens_and_the_latest_start(visitor, ada):
    version = an_exam()
    rule(version, only_in_windows=True)
    window(version, 60, 120, 240)

    page = visitor.get(ADDRESS)

    text = words(page)
    assert "You may start from 2 March 2026, 13:00 UTC." in text
    assert "Latest start 2 March 2026, 14:00 UTC" in text
    assert "Everybody ends 2 March 2026, 16:00 UTC" in text
    assert "Start the exam" not in page.text


@pytest.mark.parametrize("address", ["/exams", ADDRESS])
def test_a_policy_without_scores_shows_none_beside_the_exam(visitor, ada, address):
    an_exam(feedback="verdict")
    handed_in(started(ada), ada, right_answers=1)

    text = words(visitor.get(address))

    assert "Last result: not passed" in text
    assert "1 of 3" not in text.replace("1 of 3 used", "")


def test_the_conditions_shown_are_the_newest_the_last_result_is_under_its_own(
    visitor, ada
):
    version = an_exam(feedback="verdict")
    handed_in(started(ada), ada, right_answers=1)
    with transaction():
        old = {
            column.key: getattr(version, column.key)
            for column in ExamVersion.__table__.columns
            if column.key != "id"
        }
        new = {"number": 2, "feedback": "domains", "digest": "new"}
        db.session.add(ExamVersion(**{**old, **new}))

    text = words(visitor.get(ADDRESS))

    assert "score and domains" in text
    assert "Last result: not passed" in text


@pytest.mark.parametrize("address", [f"{ADDRESS}/check", "/system-check"])
def test_the_check_of_a_computer_is_open_before_any_exam(visitor, ada, address):
    an_exam()

    page = visitor.get(address)

    assert page.status_code == 200
    assert "Lose the line once, here" in words(page)


def test_an_unknown_exam_has_no_check(visitor, ada):
    assert visitor.get("/exams/astrology/check").status_code == 404


def test_the_rehearsal_signs_for_what_arrived_and_keeps_nothing(visitor, ada, queries):
    sent = {"op_id": "one", "base_revision": 0, "response": ["d"]}
    visitor.send("PUT", "/api/v1/attempts/rehearsal/answers/1", sent)
    queries.clear()

    answer = visitor.send("PUT", "/api/v1/attempts/rehearsal/answers/1", sent)

    assert answer.json["response"] == ["d"]
    assert answer.json["revision"] == 1
    assert re.fullmatch("[0-9a-f]{64}", answer.json["receipt"])
    assert [q for q in queries if not q.startswith("SELECT")] == []


@pytest.mark.parametrize(
    "body",
    [
        {"op_id": "one", "base_revision": 0, "response": ["x" * 65]},
        {"op_id": "one", "base_revision": 0, "response": ["a"] * 5},
        {"op_id": "one", "base_revision": 0, "response": "a"},
        {"response": ["a"]},
    ],
)
def test_the_rehearsal_takes_small_answers_only(visitor, ada, body):
    address = "/api/v1/attempts/rehearsal/answers/1"

    assert visitor.send("PUT", address, body).status_code == 422


def test_the_rehearsal_tells_our_time(visitor, ada):
    state = visitor.get("/api/v1/attempts/rehearsal/state").json

    assert (state["now"], state["state"]) == ("2026-03-02T12:00:00Z", "open")
