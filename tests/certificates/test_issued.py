"""All certificates, for those who answer for them."""

from datetime import timedelta

import pytest

from certificates.awards.errors import AlreadyRevoked, NoReason
from certificates.awards.models import Revocation
from certificates.awards.services import revoke
from exams.sittings.models import PaperQuestion
from lms.accounts.rules.roles import Role
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from question_banks.items.models import Bank, Domain, Question, QuestionVersion
from tests.certificates.conftest import NOW, a_certificate
from tests.factories import a_certification, a_practical_result, a_programme
from tests.people import a_company, a_person

REASON = "Rules of the exam broken."


@pytest.fixture
def manager(visitor):
    return visitor.sign_in(a_person("Pat Manager", Role.PROGRAMME_MANAGER))


def listed(page) -> list[str]:
    """The names on the page, in its order."""
    names = ("Ada Lovelace", "Bob Stone", "Ольга Иванова")
    found = [name for name in names if f"{name}</a>" in page.text]
    return sorted(found, key=page.text.index)


@pytest.fixture
def three(app):
    a_programme()
    administrator = a_certification()
    architect = a_certification("architect", "Cloud Architect")
    ada, bob, olga = map(a_person, ("Ada Lovelace", "Bob Stone", "Ольга Иванова"))
    a_certificate(ada, administrator, at=NOW - timedelta(days=3 * 365))
    taken = a_certificate(bob, administrator, at=NOW - timedelta(days=9))
    a_certificate(olga, architect)
    taken_id = taken.id
    with transaction():
        revoke(taken_id, REASON, by=SYSTEM, now=NOW)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["Ольга Иванова", "Bob Stone", "Ada Lovelace"]),
        ("?state=valid", ["Ольга Иванова"]),
        ("?state=expired", ["Ada Lovelace"]),
        ("?state=revoked", ["Bob Stone"]),
        ("?state=suspended", []),
        ("?certification=administrator", ["Bob Stone", "Ada Lovelace"]),
        ("?name=lace", ["Ada Lovelace"]),
        ("?name=иванова", ["Ольга Иванова"]),
        ("?name=%25", []),
        ("?state=nonsense&page=0", ["Ольга Иванова", "Bob Stone", "Ada Lovelace"]),
    ],
)
def test_the_list_is_filtered_by_its_address(manager, three, asked, found):
    page = manager.get(f"/certificates/issued{asked}")

    assert page.status_code == 200
    assert listed(page) == found
    assert ("field__error" in page.text) == ("nonsense" in asked)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(manager, queries, count):
    administrator = a_certification()
    for name in ("Ada Lovelace", "Bob Stone", "Carl Gauss")[:count]:
        a_certificate(a_person(name), administrator)
    manager.get("/certificates/issued")
    db.session.remove()
    queries.clear()

    manager.get("/certificates/issued")

    assert len(queries) == 6


def test_one_certificate_shows_the_chain_it_rests_on(manager):
    a_programme()
    ada = a_person("Ada Lovelace", company=a_company())
    architect = a_certification("architect", "Cloud Architect", has_practical=True)
    a_practical_result(ada, architect, earned=81)
    held = a_certificate(ada, architect)
    put_on_the_paper(held.attempt_id, "A-NET-001", "A-NET-002")

    page = manager.get(f"/certificates/issued/{held.number}").text

    chain = [
        "2 question versions",
        "A-NET-001 v1",
        "A-NET-002 v1",
        "Attempt 1: 32 of 40 points",
        "Practical: 81 of 100 points",
        "Marked by Olga Grader",
        f"Certificate {held.number}",
        "Northlight Systems",
    ]
    assert sorted(chain, key=page.index) == chain


def test_a_certificate_is_revoked_once(app):
    held = a_certificate(a_person(), a_certification())
    certificate_id = held.id
    with transaction():
        revoke(certificate_id, REASON, by=SYSTEM, now=NOW)

    with pytest.raises(AlreadyRevoked), transaction():
        revoke(certificate_id, "Again", by=SYSTEM, now=NOW + timedelta(days=1))

    assert db.session.query(Revocation).one().reason == REASON


def test_a_reason_of_blanks_is_none(app):
    held = a_certificate(a_person(), a_certification())
    certificate_id = held.id

    with pytest.raises(NoReason), transaction():
        revoke(certificate_id, " ", by=SYSTEM, now=NOW)


@pytest.mark.parametrize("role", [Role.ENGINEER, Role.PARTNER_ADMIN, Role.AUTHOR])
def test_others_do_not_see_the_register(visitor, role):
    held = a_certificate(a_person("Ada Lovelace"), a_certification())
    visitor.sign_in(a_person("Eve Curious", role))

    for address in ("/certificates/issued", f"/certificates/issued/{held.number}"):
        assert visitor.get(address).status_code == 403


def test_an_auditor_reads_and_changes_nothing(visitor):
    held = a_certificate(a_person("Ada Lovelace"), a_certification())
    visitor.sign_in(a_person("Aud Itor", Role.AUDITOR))

    page = visitor.get(f"/certificates/issued/{held.number}")
    assert page.status_code == 200
    assert "Propose to revoke" not in page.text
    for deed in ("proposals", "suspension", "reinstatement", "editions"):
        address = f"/certificates/issued/{held.number}/{deed}"
        assert visitor.post(address, {"reason": REASON}).status_code == 403


def put_on_the_paper(attempt_id: int, *codes: str) -> None:
    """Questions of a bank, each in its first version, as this attempt's paper."""
    words = {"en": "Networks"}
    with transaction():
        bank = Bank(key="networks", title=words)
        domain = Domain(bank=bank, key="networks", title=words, position=1)
        for position, code in enumerate(codes, start=1):
            question = Question(bank=bank, code=code, created_at=NOW)
            version = QuestionVersion(
                question=question,
                number=1,
                domain=domain,
                kind="single",
                difficulty=1,
                prompt=words,
                options=[],
                digest=code,
                published_at=NOW,
            )
            paper = PaperQuestion(
                attempt_id=attempt_id,
                position=position,
                question=version,
                order=[],
                tokens=[],
            )
            db.session.add(paper)
