"""Results of an earlier system: looked at first, recorded once, certified once."""

import io
from collections.abc import Mapping
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import DatabaseError, IntegrityError

from certificates.awards.legacy import LegacyResult
from certificates.awards.models import Certificate
from certificates.awards.services import revoke
from certificates.badges.evidence import evidence
from certificates.intake import services, sheets
from certificates.intake.errors import Unreadable
from certificates.intake.models import Intake
from certificates.intake.rules.judging import (
    Known,
    Offer,
    Row,
    Someone,
    Verdict,
    judged,
    read_day,
)
from lms.accounts.models import Person
from lms.accounts.rules.roles import Role
from lms.catalogue.models import Certification
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from lms.kernel.jobs import JOBS
from tests.certificates.conftest import NOW, a_certificate
from tests.certificates.lives import jobs_waiting
from tests.factories import a_certification, a_programme
from tests.people import Visitor, a_company, a_person

HEAD = "email,name,certification,passed_on,old_number,expires_on\n"
ADA = "ada.lovelace@example.com,Ada Lovelace,administrator,2026-03-14,OLD-7,"
BOB = "bob.stone@example.com,Bob Stone,administrator,2026-04-15,,2027-12-31"
NOBODY = "nobody@example.com,No Body,administrator,2026-03-14,,"
TODAY = NOW.date()


@pytest.fixture
def pat(app, visitor) -> Visitor:
    a_programme()
    a_certification()
    a_person("Ada Lovelace", company=a_company())
    a_person("Bob Stone")
    return visitor.sign_in(a_person("Pat Manager", Role.PROGRAMME_MANAGER))


def looked_at(pat: Visitor, *lines: str, raw: bytes | None = None):
    """The page that says what would become of the file, and its address."""
    content = raw or (HEAD + "\n".join(lines)).encode()
    file = (io.BytesIO(content), "old results.csv")
    answer = pat.post("/certificates/intakes/previews", {"file": file})
    assert answer.status_code == 302
    return answer.location.partition("?")[0], pat.get(answer.location).text


def confirmed(pat: Visitor, *lines: str) -> Intake:
    address, _page = looked_at(pat, *lines)
    answer = pat.post(
        f"{address}/confirmation", {"expected": len(lines), "file_name": "old.csv"}
    )
    assert answer.status_code == 302
    return the_intake()


def the_intake() -> Intake:
    db.session.rollback()
    return db.session.query(Intake).one()


def issued() -> Mapping[str, Certificate]:
    db.session.rollback()
    return {row.holder_name: row for row in db.session.query(Certificate)}


def test_the_preview_says_what_would_be_and_records_nothing(pat):
    _address, page = looked_at(pat, ADA, BOB, NOBODY)

    assert "2 certificates would be issued" in page
    assert "1 line is left out" in page
    assert "Nobody here has this address. Invite the person first." in page
    assert db.session.query(LegacyResult).count() == 0
    assert db.session.query(Intake).count() == 0
    assert issued() == {}


def test_a_confirmed_file_brings_certificates_that_say_where_they_come_from(pat):
    intake = confirmed(pat, ADA, BOB)
    assert jobs_waiting("issue_for_intake") == 1

    JOBS["issue_for_intake"](intake.id)

    held = issued()
    ada, bob = held["Ada Lovelace"], held["Bob Stone"]
    assert (ada.issued_on, ada.expires_on) == (date(2026, 3, 14), date(2028, 3, 14))
    assert (bob.issued_on, bob.expires_on) == (date(2026, 4, 15), date(2027, 12, 31))
    chain = pat.get(f"/certificates/issued/{ada.number}").text
    assert "Passed in an earlier system on 14 March 2026" in chain
    assert "OLD-7" in chain
    assert "Recorded by Pat Manager" in chain
    public = Visitor(pat.app).get(f"/v/{ada.token}").text
    assert "recorded by the provider on 22 November 2026" in public
    assert "Pat Manager" not in public
    said = evidence(issued()["Ada Lovelace"])[0]["description"]
    assert said == (
        "Passed in an earlier system on 14 March 2026, recorded on 22 November 2026."
    )


def test_the_page_of_a_file_says_how_far_it_is(pat):
    intake = confirmed(pat, ADA, BOB)
    page = f"/certificates/intakes/{intake.id}"
    with transaction():
        assert services.issue_next(intake.id, by=SYSTEM, now=NOW)
    said = pat.get(f"{page}/progress").json
    assert said == {"done": 1, "words": "1 of 2", "goes_on": True}

    JOBS["issue_for_intake"](intake.id)

    assert "2 certificates were issued." in pat.get(page).text
    assert "old.csv" in pat.get("/certificates/intakes").text


def test_a_job_that_was_cut_off_goes_on_and_issues_nothing_twice(pat, monkeypatch):
    intake_id = confirmed(pat, ADA, BOB).id
    real, calls = services.award_for_legacy, []

    def dies_at_the_second(*arguments, **more):
        calls.append(1)
        if len(calls) == 2:
            raise OSError("the machine is gone")
        return real(*arguments, **more)

    with monkeypatch.context() as broken:
        broken.setattr(services, "award_for_legacy", dies_at_the_second)
        JOBS["issue_for_intake"](intake_id)
    page = f"/certificates/intakes/{intake_id}"
    assert "Issuing stopped after 1 of 2" in pat.get(page).text
    assert list(issued()) == ["Ada Lovelace"]

    assert pat.post(f"{page}/tries").status_code == 302
    assert pat.post(f"{page}/tries").status_code == 409
    JOBS["issue_for_intake"](intake_id)
    JOBS["issue_for_intake"](intake_id)

    assert sorted(issued()) == ["Ada Lovelace", "Bob Stone"]
    assert the_intake().finished_at == NOW


def test_the_same_file_again_brings_nothing(pat):
    intake_id = confirmed(pat, ADA).id

    _address, page = looked_at(pat, ADA)
    assert "This pass is recorded already." in page
    JOBS["issue_for_intake"](intake_id)
    _address, page = looked_at(pat, ADA.replace("03-14", "03-15"))
    assert "The person holds a certificate that is in force." in page


def test_what_came_between_preview_and_issue_is_said(pat):
    intake_id = confirmed(pat, ADA).id
    ada = db.session.query(Person).filter_by(name="Ada Lovelace").one()
    a_certificate(ada, db.session.query(Certification).one())

    JOBS["issue_for_intake"](intake_id)

    assert len(db.session.query(Certificate).all()) == 1
    page = pat.get(f"/certificates/intakes/{intake_id}").text
    assert "Without a certificate" in page
    assert "Line 2" in page


def test_a_preview_that_is_true_no_more_is_refused(pat):
    address, _page = looked_at(pat, ADA, BOB)

    answer = pat.post(f"{address}/confirmation", {"expected": 1, "file_name": "x"})

    assert answer.status_code == 409
    assert db.session.query(LegacyResult).count() == 0


def test_an_old_result_does_not_go_around_a_revocation(pat):
    intake_id = confirmed(pat, ADA).id
    JOBS["issue_for_intake"](intake_id)
    held = issued()["Ada Lovelace"].id
    with transaction():
        revoke(held, "Rules of the exam broken.", by=SYSTEM, now=NOW)

    _address, page = looked_at(pat, ADA.replace("03-14", "11-20"))

    assert "Something later is on record" in page


def test_somebody_elses_file_is_not_there(app, pat):
    address, _page = looked_at(pat, ADA)
    una = Visitor(app).sign_in(a_person("Una Admin", Role.ADMIN))

    assert una.get(address).status_code == 404
    assert una.post(f"{address}/confirmation", {"expected": 1}).status_code == 404


def test_nobody_records_a_result_of_their_own(pat):
    own = "pat.manager@example.com,Pat,administrator,2026-03-14,,"

    _address, page = looked_at(pat, own)

    assert "Your own: somebody else records it." in page


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.PARTNER_ADMIN, Role.GRADER])
def test_only_those_who_answer_for_the_programme_issue(app, role):
    company = a_company() if role is Role.PARTNER_ADMIN else None
    visitor = Visitor(app).sign_in(a_person("Some Body", role, company=company))

    assert visitor.get("/certificates/intakes").status_code == 403


def test_recorded_results_never_change(pat):
    confirmed(pat, ADA)

    with pytest.raises(DatabaseError, match="never change"), transaction():
        db.session.execute(db.text("UPDATE legacy_results SET number = 'x'"))


def test_a_certificate_rests_on_something_still(pat):
    confirmed(pat, ADA)
    JOBS["issue_for_intake"](the_intake().id)
    row = issued()["Ada Lovelace"]
    columns = [c.name for c in Certificate.__table__.columns if c.name != "id"]
    words = {name: getattr(row, name) for name in columns}
    bob = db.session.query(Person).filter_by(name="Bob Stone").one().id
    fresh = {**words, "person_id": bob, "number": "NB-X", "token": "x"}

    for broken in (
        {"legacy_result_id": None},
        {"is_demo": True, "legacy_result_id": None, "expires_on": row.issued_on},
        {},  # the same result twice
    ):
        with pytest.raises(IntegrityError), transaction():
            db.session.execute(db.insert(Certificate).values({**fresh, **broken}))
    with pytest.raises(DatabaseError, match="never change"), transaction():
        db.session.execute(db.text("UPDATE certificates SET holder_name = 'x'"))


KNOWN = Known(
    people={
        "ada@example.com": Someone(1, "Ada"),
        "closed@example.com": Someone(2, "Clo", is_closed=True),
        "own@example.com": Someone(3, "Own", is_own=True),
    },
    offers={"admin": Offer(7, 24)},
    recorded=frozenset({(1, 7, date(2026, 1, 1))}),
)


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, Verdict.ISSUE),
        ({"email": " ADA@Example.com "}, Verdict.ISSUE),
        ({"email": "bob@example.com"}, Verdict.UNKNOWN_PERSON),
        ({"email": "closed@example.com"}, Verdict.CLOSED),
        ({"email": "own@example.com"}, Verdict.OWN),
        ({"certification": "admim"}, Verdict.UNKNOWN_CERTIFICATION),
        ({"passed_on": "14.03.2026"}, Verdict.NO_DAY),
        ({"passed_on": "2026-02-30"}, Verdict.NO_DAY),
        ({"passed_on": "２０２６-03-14"}, Verdict.NO_DAY),
        ({"passed_on": "2026-11-22"}, Verdict.ISSUE),
        ({"passed_on": "2026-11-23"}, Verdict.FUTURE),
        ({"passed_on": "2024-11-22"}, Verdict.OVER),
        ({"passed_on": "2024-11-23"}, Verdict.ISSUE),
        ({"expires_on": "2026-11-22"}, Verdict.OVER),
        ({"expires_on": "2026-11-23"}, Verdict.ISSUE),
        ({"expires_on": "2026-03-14"}, Verdict.BAD_END),
        ({"expires_on": "soon"}, Verdict.BAD_END),
        ({"passed_on": "2026-01-01"}, Verdict.RECORDED),
    ],
)
def test_a_line_is_judged_by_the_first_thing_against_it(changed, verdict):
    plain = {
        "line": 2,
        "email": "ada@example.com",
        "name": "Ada",
        "certification": "admin",
        "passed_on": "2026-03-14",
    }

    (found,) = judged([Row(**{**plain, **changed})], KNOWN, today=TODAY)

    assert found.verdict is verdict


@given(st.lists(st.dates(date(2025, 1, 1), date(2026, 11, 22)), max_size=6))
def test_of_one_person_and_certification_one_line_counts(days):
    rows = [
        Row(line, "ada@example.com", "Ada", "admin", day.isoformat())
        for line, day in enumerate(days, 2)
    ]

    good = [line for line in judged(rows, KNOWN, today=TODAY) if line.is_good]

    assert len(good) == bool([day for day in days if day != date(2026, 1, 1)])


@given(st.text(max_size=12))
def test_only_days_of_the_calendar_are_read(typed):
    found = read_day(typed)

    assert found is None or found.isoformat() == typed


def test_a_workbook_says_the_same_as_text():
    book = openpyxl.Workbook()
    book.active.append(list(sheets.COLUMNS))
    book.active.append(
        ["ada@example.com", "Ada", "admin", NOW.replace(tzinfo=None), 7, None]
    )
    file = io.BytesIO()
    book.save(file)

    text = "email;name;certification;passed_on;old_number;expires_on\r\n"
    text += "ada@example.com;Ada;admin;2026-11-22;7;\r\n\r\n"

    assert sheets.read(file.getvalue()) == sheets.read(text.encode("utf-8-sig"))


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"email,name\nada,Ada", "missing: certification, passed_on"),
        (b"", "missing: email, name, certification, passed_on"),
        (b"\xff\xfe\x00", "neither UTF-8 text nor a workbook"),
        (b"PK\x03\x04 no workbook", "cannot be read"),
        (b"x" * (sheets.LARGEST + 1), "larger than 2 MB"),
        ((HEAD + "a\n" * 10_001).encode(), "At most 10000 lines"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(app, raw, says):
    with app.test_request_context(), pytest.raises(Unreadable) as refused:
        sheets.read(raw)

    assert says in str(refused.value)


def test_a_workbook_that_unpacks_to_anything_is_not_unpacked(app):
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (65 * 1024 * 1024))

    with app.test_request_context(), pytest.raises(Unreadable, match="unpacks"):
        sheets.read(file.getvalue())


def test_the_template_can_be_read(pat):
    raw = pat.get("/certificates/intakes/template.csv").data

    assert [row.line for row in sheets.read(raw)] == [2]
