"""The schedule's pages: nothing is made before its effect was seen."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from exams.schedule.models import (
    Admission,
    CandidateGroup,
    ExamWindow,
    GroupMember,
    Voucher,
    VoucherBatch,
)
from lms.accounts.rules.roles import Role
from lms.kernel.audit import AuditEvent
from lms.kernel.db import db
from tests.exams.an_exam import an_exam
from tests.exams.schedule.exam_windows import a_group, a_window
from tests.people import Visitor, a_person

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
WINDOW = {
    "exam": "foundations",
    "title": "Spring sitting",
    "opens_at": "2027-03-01T08:00",
    "latest_start_at": "2027-03-01T10:00",
    "ends_at": "2027-03-01T11:20",
}
CODE = re.compile(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}")


@pytest.fixture(autouse=True)
def exam(app, set_clock):
    set_clock(NOW)
    return an_exam().exam


@pytest.fixture
def staff(exam, visitor):
    return visitor.sign_in(a_person("Ines Manager", Role.ADMIN))


def seen(page):
    return re.search(r'name="seen"[^>]*value="([^"]*)"', page.text)[1]


def number_of(model):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_window_is_made_when_its_ends_were_seen(staff):
    first = staff.post("/schedule/windows", WINDOW)
    before = number_of(ExamWindow)
    second = staff.post("/schedule/windows", WINDOW | {"seen": seen(first)})

    window = db.session.scalars(select(ExamWindow)).one()
    assert (first.status_code, before, second.status_code) == (200, 0, 302)
    assert "1 March 2027, 11:00 UTC" in first.text
    assert "10 minutes are cut" in first.text
    assert "40 minutes are cut" in first.text
    assert window.opens_at == datetime(2027, 3, 1, 8, tzinfo=UTC)
    assert window.ends_at == datetime(2027, 3, 1, 11, 20, tzinfo=UTC)
    assert db.session.scalar(
        select(AuditEvent.subject_kind).filter_by(action="exams.window.made")
    )


def test_changed_times_are_looked_at_again(staff):
    first = staff.post("/schedule/windows", WINDOW)
    changed = WINDOW | {"ends_at": "2027-03-01T10:30", "seen": seen(first)}

    page = staff.post("/schedule/windows", changed)

    assert page.status_code == 200
    assert "30 minutes are cut" in page.text
    assert number_of(ExamWindow) == 0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"latest_start_at": "2027-03-01T07:00"}, "after the opening"),
        ({"ends_at": "2027-03-01T09:00"}, "after the latest start"),
        (
            {
                "opens_at": "2026-03-01T08:00",
                "latest_start_at": "2026-03-01T10:00",
                "ends_at": "",
            },
            "over already",
        ),
        ({"opens_at": "tomorrow"}, "Give day and time"),
        ({"opens_at": "0001-01-01T00:00"}, "out of range"),
        ({"title": " "}, "Give it a name"),
    ],
)
def test_times_that_make_no_sense_are_said_beside_the_field(staff, fields, words):
    page = staff.post("/schedule/windows", WINDOW | fields)

    assert page.status_code == 422
    assert words in page.text
    assert number_of(ExamWindow) == 0


def test_how_an_exam_starts_is_kept_and_noted(staff):
    staff.post("/schedule/exams/foundations", {"only_in_windows": "y"})

    deed = db.session.scalars(
        select(AuditEvent).filter_by(action="exams.admission.changed")
    ).one()
    assert db.session.scalars(select(Admission)).one().only_in_windows is True
    assert deed.before == {"only_in_windows": False, "only_with_voucher": False}
    assert deed.after == {"only_in_windows": True, "only_with_voucher": False}


def test_a_window_is_cancelled_once(staff, exam):
    window = a_window(exam)
    address = f"/schedule/windows/{window.id}/cancellation"

    answers = [staff.post(address).status_code for _ in range(2)]

    assert answers == [302, 409]
    assert "Cancelled" in staff.get("/schedule").text


def test_a_pasted_list_is_judged_before_anybody_is_added(staff):
    ada, bob = a_person("Ada Stone"), a_person("Bob Reed")
    group = a_group("Stockholm", bob)
    members = f"/schedule/groups/{group.id}/members"
    pasted = f"{ada.email}\n{bob.email}\nnobody@example.com\n<b>what?</b>"

    first = staff.post(members, {"addresses": pasted})
    before = number_of(GroupMember)
    staff.post(members, {"addresses": pasted, "seen": seen(first)})

    assert "1 person will be added." in first.text
    assert "is in the group already" in first.text
    assert "nobody with this address has an account" in first.text
    assert "is not an address" in first.text
    assert "<b>what?</b>" not in first.text
    assert before == 1
    assert set(db.session.scalars(select(GroupMember.person_id))) == {ada.id, bob.id}


def test_another_list_than_the_judged_one_is_judged_again(staff):
    ada = a_person("Ada Stone")
    group = a_group()
    members = f"/schedule/groups/{group.id}/members"
    first = staff.post(members, {"addresses": "nobody@example.com"})

    page = staff.post(members, {"addresses": ada.email, "seen": seen(first)})

    assert "1 person will be added." in page.text
    assert number_of(GroupMember) == 0


def test_a_group_has_a_name_of_its_own(staff):
    answers = [staff.post("/schedule/groups", {"name": "Stockholm"}) for _ in "12"]

    assert [answer.status_code for answer in answers] == [302, 409]
    assert "Another group has this name." in answers[1].text
    assert number_of(CandidateGroup) == 1


def test_codes_are_shown_once_and_never_again(staff):
    fields = {
        "target": "foundations",
        "title": "Reseller Oslo",
        "number": 12,
        "expires_on": "2027-06-30",
    }

    page = staff.post("/schedule/vouchers", fields)

    codes = set(CODE.findall(page.text))
    batch = db.session.scalars(select(VoucherBatch)).one()
    later = staff.get("/schedule/vouchers").text
    assert len(codes) == 12
    assert 'download="vouchers.csv"' in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert batch.expires_at == datetime(2027, 7, 1, tzinfo=UTC) - timedelta(
        microseconds=1
    )
    assert number_of(Voucher) == 12
    assert "Reseller Oslo" in later
    assert CODE.findall(later) == []


@pytest.mark.parametrize("number", ["0", "1001", "many"])
def test_a_batch_has_a_sensible_size(staff, number):
    fields = {
        "target": "foundations",
        "title": "Batch",
        "number": number,
        "expires_on": "2027-06-30",
    }

    assert staff.post("/schedule/vouchers", fields).status_code == 422
    assert number_of(VoucherBatch) == 0


def test_the_schedule_is_for_exam_staff(app, exam):
    a_window(exam)
    doors = ("/schedule", "/schedule/groups", "/schedule/vouchers")
    auditor = Visitor(app).sign_in(a_person("Nina Auditor", Role.AUDITOR))

    assert [auditor.get(door).status_code for door in doors] == [403] * 3
