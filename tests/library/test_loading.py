"""Loading a programme folder: whole, once, and only what changed."""

import shutil

import pytest
from sqlalchemy import func, select

from exams.papers.models import ExamVersion
from lms.accounts.rules.roles import Role
from lms.catalogue import queries as catalogue
from lms.kernel import clock
from lms.kernel.actor import SYSTEM
from lms.kernel.audit import AuditEvent
from lms.kernel.db import Model, db, transaction
from lms.library import services
from lms.library.problems import ProgrammeUnfit
from question_banks.items import services as items
from question_banks.items.models import Question, QuestionKey, QuestionVersion
from question_banks.items.rules.content import Content, Option
from tests.databases import NIMBUS
from tests.people import a_person

PRICING = "banks/foundations/pricing.yaml"
RIGHT_30 = '      - right: true\n        en: "30 minutes"'


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped folder that a test may change."""
    copy = tmp_path / "programme"
    shutil.copytree(NIMBUS, copy)
    return copy


def load(root):
    programme = services.check_programme(root)
    with transaction():
        return services.load_programme(programme, by=SYSTEM, now=clock.now())


def change(path, before, after):
    text = path.read_text()
    assert text.count(before) == 1, f"{before!r} stands {text.count(before)} times"
    path.write_text(text.replace(before, after))


def counts():
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table))
        for table in Model.metadata.sorted_tables
    }


def test_the_shipped_programme_is_offered_in_its_own_order(nimbus):
    assert [v.certification.key for v in catalogue.current_versions()] == [
        *("foundations", "architect", "migration-specialist", "security"),
        *("data-analytics", "ai-ml"),
        *("industry-finserv", "industry-healthcare", "industry-retail"),
    ]


def test_an_unchanged_folder_adds_no_row_to_any_table(nimbus):
    before = counts()

    summary = load(NIMBUS)

    assert summary.changes == []
    assert counts() == before


def test_everything_in_the_folder_is_there_after_the_first_loading(app):
    summary = load(NIMBUS)

    numbers = {(str(g.kind), str(g.deed)): len(g.names) for g in summary.groups}
    assert numbers == {
        ("programme", "added"): 1,
        ("certification", "added"): 9,
        ("exam", "added"): 9,
        ("course", "added"): 1,
        ("lesson", "added"): 10,
        ("bank", "added"): 8,
        ("question", "added"): 154,
        ("policy", "added"): 1,
    }


def test_a_changed_question_becomes_a_version_and_the_old_one_stays(nimbus, folder):
    question = the_question("F-PRICE-001")
    before = question.current_version_id
    change(folder / PRICING, "A machine runs around the clock", "A machine runs")

    summary = load(folder)

    assert names(summary) == {("question", "changed"): ["F-PRICE-001"]}
    versions = versions_of("F-PRICE-001")
    assert [version.number for version in versions] == [1, 2]
    assert versions[0].id == before
    assert "around the clock" in versions[0].prompt["en"]
    assert the_question("F-PRICE-001").current_version_id == versions[1].id


def test_a_changed_key_alone_is_a_change(nimbus, folder):
    right_before = right_of("F-PRICE-002")
    change(folder / PRICING, '      - en: "10 minutes"', swapped("10 minutes"))
    change(folder / PRICING, RIGHT_30, '      - en: "30 minutes"')

    assert names(load(folder)) == {("question", "changed"): ["F-PRICE-002"]}
    assert (right_before, right_of("F-PRICE-002")) == (["b"], ["a"])


def test_a_question_taken_out_is_retired_and_comes_back_with_the_folder(nimbus, folder):
    whole = (folder / PRICING).read_text()
    (folder / PRICING).write_text(without(whole, "F-PRICE-001"))

    assert names(load(folder)) == {("question", "retired"): ["F-PRICE-001"]}
    assert the_question("F-PRICE-001").retired_at is not None
    assert names(load(folder)) == {}

    (folder / PRICING).write_text(whole)
    assert names(load(folder)) == {("question", "returned"): ["F-PRICE-001"]}
    assert the_question("F-PRICE-001").retired_at is None
    assert len(versions_of("F-PRICE-001")) == 1


def test_a_question_a_person_retired_stays_retired(nimbus):
    with transaction():
        question = the_question("F-PRICE-001")
        items.retire(question, "It has leaked.", by=SYSTEM, now=clock.now())

    assert names(load(NIMBUS)) == {}
    assert the_question("F-PRICE-001").retired_at is not None


def test_what_an_author_published_is_not_overwritten_by_an_unchanged_folder(nimbus):
    author = a_person("Nadia Haddad", Role.AUTHOR)
    with transaction():
        version = publish_by(author, the_question("F-PRICE-001"))

    assert names(load(NIMBUS)) == {}
    assert the_question("F-PRICE-001").current_version_id == version.id


def test_a_question_written_here_is_none_of_the_folders_business(nimbus):
    author = a_person("Nadia Haddad", Role.AUTHOR)
    with transaction():
        bank = the_question("F-PRICE-001").bank
        question = Question(bank=bank, code="F-OWN-001", created_at=clock.now())
        db.session.add(question)
        db.session.flush()
        publish_by(author, question)

    assert names(load(NIMBUS)) == {}
    assert the_question("F-OWN-001").retired_at is None


def test_changed_figures_become_versions_of_certification_and_exam(nimbus, folder):
    file = folder / "certifications/foundations.yaml"
    change(file, "    allowed: 4", "    allowed: 3")
    change(file, "    value: 4", "    value: 3")

    assert names(load(folder)) == {
        ("certification", "changed"): ["foundations"],
        ("exam", "changed"): ["foundations"],
    }
    allowed = db.session.scalars(
        select(ExamVersion.attempts_allowed)
        .join(ExamVersion.exam)
        .filter_by(key="foundations")
        .order_by(ExamVersion.number)
    )
    assert list(allowed) == [4, 3]


def test_a_lesson_that_leaves_is_retired_and_one_that_changes_gets_a_version(
    nimbus, folder
):
    course = folder / "courses/foundations"
    (course / "10-keeping-cost-in-hand.md").unlink()
    (course / "10-keeping-cost-in-hand.ru.md").unlink()
    change(course / "06-compute.md", "title: Choosing where", "title: Where")

    assert names(load(folder)) == {
        ("lesson", "changed"): ["compute"],
        ("lesson", "retired"): ["keeping-cost-in-hand"],
    }


def test_a_certification_that_leaves_is_no_longer_offered(nimbus, folder):
    change(folder / "programme.yaml", "  - industry-retail\n", "")
    (folder / "certifications/industry-retail.yaml").unlink()
    shutil.rmtree(folder / "banks/industry-retail")

    assert names(load(folder)) == {("certification", "retired"): ["industry-retail"]}
    offered = [version.certification.key for version in catalogue.current_versions()]
    assert (len(offered), "industry-retail" in offered) == (8, False)


def test_a_published_policy_cannot_be_edited_only_followed(nimbus, folder):
    policy = folder / "tiers/2026-1.json"
    change(policy, '"min": 20}', '"min": 15}')

    with pytest.raises(ProgrammeUnfit) as caught:
        load(folder)

    [problem] = caught.value.problems
    assert (problem.file, problem.line) == ("tiers/2026-1.json", 2)
    change(policy, '"2026-1"', '"2027-1"')
    change(policy, "2026-01-01", "2027-01-01")
    assert names(load(folder)) == {("policy", "added"): ["2027-1"]}


def test_a_folder_with_one_mistake_leaves_every_table_as_it_was(nimbus, folder):
    before = counts()
    change(folder / PRICING, "A machine runs around the clock", "A machine runs")
    change(folder / "certifications/architect.yaml", "questions: 75", "questions: 76")

    with pytest.raises(ProgrammeUnfit):
        load(folder)

    assert counts() == before


def test_a_preview_says_what_would_change_and_changes_nothing(nimbus, folder):
    before = counts()
    change(folder / PRICING, "A machine runs around the clock", "A machine runs")
    programme = services.check_programme(folder)

    with transaction():
        summary = services.preview(programme, by=SYSTEM, now=clock.now())

    assert names(summary) == {("question", "changed"): ["F-PRICE-001"]}
    assert counts() == before


def test_a_loading_is_one_row_in_the_audit_trail_with_what_changed(nimbus, folder):
    change(folder / PRICING, "A machine runs around the clock", "A machine runs")
    load(folder)

    newest = db.session.scalar(
        select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)
    )
    assert (newest.action, newest.after) == (
        "library.programme.loaded",
        {"question": {"changed": ["F-PRICE-001"]}},
    )


def names(summary):
    return {(str(g.kind), str(g.deed)): g.names for g in summary.groups}


def the_question(code):
    return db.session.scalars(select(Question).filter_by(code=code)).one()


def versions_of(code):
    return db.session.scalars(
        select(QuestionVersion)
        .filter_by(question_id=the_question(code).id)
        .order_by(QuestionVersion.number)
    ).all()


def right_of(code):
    return db.session.get_one(QuestionKey, the_question(code).current_version_id).right


def without(text, code):
    """The file of questions without one of them."""
    head, *entries = text.split("  - code: ")
    kept = [entry for entry in entries if not entry.startswith(f"{code}\n")]
    assert len(kept) == len(entries) - 1
    return "  - code: ".join([head, *kept])


def swapped(words):
    return f'      - right: true\n        en: "{words}"'


def publish_by(author, question):
    like = the_question("F-PRICE-002").current
    return items.publish_version(
        question,
        domain_id=like.domain_id,
        kind="single",
        difficulty=1,
        content=Content(
            {"en": "A text of our own", "ru": "Наш собственный текст"},
            (
                Option({"en": "Yes", "ru": "Да"}, True),
                Option({"en": "No", "ru": "Нет"}),
            ),
            {"en": "So it is.", "ru": "Так и есть."},
        ),
        written_by_id=author.id,
        approved_by_id=None,
        now=clock.now(),
    )
