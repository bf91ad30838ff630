"""Every kind of question is sat, saved, shown again and marked; no key gets out."""

from collections import Counter
from random import Random

import pytest
from sqlalchemy import select

from exams.marking.queries import keyed_paper, score_of
from exams.marking.rules.scoring import mark
from exams.marking.rules.tallies import UnusableKey
from exams.papers.rules.draw import PoolQuestion, draw
from exams.sittings.models import PaperQuestion
from exams.sittings.paper import exhibits_of, paper_of
from exams.sittings.rules import responses
from lms.kernel import clock
from lms.kernel.db import db, transaction
from question_banks.items.models import Question, QuestionVersion
from question_banks.items.queries import bank
from question_banks.items.rules.kinds import Kind, part_ids
from tests.exams.an_exam import an_exam, started
from tests.people import a_person
from tests.question_banks.kinds import RIGHT, content, picture
from tests.question_banks.kinds import published as a_question_of

CANARIES = [
    *("canary-rationale", "канарейка", "canary-accepted", "kanarek", "9172635"),
    *("tolerance", "areas", "polygon", picture().name[:16]),
]


@pytest.fixture
def ada(visitor):
    """Ada, and an exam that puts each kind to her once."""
    ada = a_person("Ada Lovelace")
    an_exam(blueprint={"core": len(Kind)})
    with transaction():
        for question in db.session.scalars(select(Question)):
            question.retired_at = clock.now()
    for kind in Kind:
        a_question_of(bank("foundations"), kind)
    visitor.sign_in(ada)
    return ada


def papers(attempt):
    rows = db.session.execute(
        select(PaperQuestion, QuestionVersion.kind)
        .join(QuestionVersion, QuestionVersion.id == PaperQuestion.version_id)
        .where(PaperQuestion.attempt_id == attempt.id)
    )
    return {kind: row for row, kind in rows}


def in_tokens(row, kind, held):
    return responses.shown(kind, dict(zip(row.order, row.tokens, strict=True)), held)


def save(visitor, attempt, position, response, base=0):
    body = {"op_id": f"op-{position}-{base}", "base_revision": base}
    return visitor.send(
        "PUT",
        f"/api/v1/attempts/{attempt.id}/answers/{position}",
        {**body, "response": response},
    )


def questions(visitor, attempt):
    paper = visitor.get(f"/api/v1/attempts/{attempt.id}").json
    return {question["type"]: question for question in paper["questions"]}


def test_each_kind_is_given_with_its_parts_and_nothing_else(visitor, ada):
    shown = questions(visitor, started(ada))

    full = {
        kind: [
            name for name in ("options", "stems", "gaps", "image", "unit") if q[name]
        ]
        for kind, q in shown.items()
    }
    assert full == {
        "single": ["options"],
        "multiple": ["options"],
        "true_false": ["options"],
        "ordering": ["options"],
        "matching": ["options", "stems"],
        "cloze": ["gaps"],
        "numeric": ["unit"],
        "text": [],
        "hotspot": ["image"],
    }
    assert [o["text"] for o in shown["true_false"]["options"]] == ["True", "False"]
    assert [[o["text"] for o in gap["options"]] for gap in shown["cloze"]["gaps"]] == [
        ["left", "right"],
        ["up", "down", "level"],
    ]
    assert shown["numeric"]["unit"] == "dollars"
    assert shown["hotspot"]["image"]["alt"] == "Three boxes"
    assert (shown["matching"]["points"], shown["matching"]["scoring"]) == (3, "partial")
    assert {kind: q["response"] for kind, q in shown.items()} == {
        kind: responses.empty(kind) for kind in Kind
    }


def test_what_was_saved_is_shown_again_and_earns_all_points(visitor, ada):
    attempt = started(ada)
    for kind, row in papers(attempt).items():
        sent = in_tokens(row, kind, RIGHT[kind])
        assert save(visitor, attempt, row.position, sent).status_code == 200
        again = questions(visitor, attempt)[kind]["response"]
        assert sorted(again) == sorted(sent)

    visitor.send("POST", f"/api/v1/attempts/{attempt.id}/submission")

    score = score_of(attempt.id)
    assert (score.earned, score.possible) == (12, 12)


def test_answers_in_part_earn_their_part(visitor, ada):
    attempt = started(ada)
    rows = papers(attempt)
    for kind, held in (
        (Kind.MULTIPLE, ["a"]),  # 1 of 2
        (Kind.MATCHING, {"s1": "a", "s2": "b"}),  # 2 of 3
        (Kind.CLOZE, {"g1": "g1b"}),  # all or nothing
        (Kind.ORDERING, ["b", "a", "c"]),
    ):
        row = rows[kind]
        save(visitor, attempt, row.position, in_tokens(row, kind, held))

    visitor.send("POST", f"/api/v1/attempts/{attempt.id}/submission")

    assert score_of(attempt.id).earned == 3


def test_a_question_without_a_key_is_refused_not_left_out(app):
    exam = an_exam(blueprint={"core": 1})
    ada = a_person("Ada Lovelace")
    with transaction():
        for question in db.session.scalars(select(Question)):
            question.retired_at = clock.now()
        keyless = Question(
            bank_id=exam.exam.bank_id, code="NONE", created_at=clock.now()
        )
        db.session.add(keyless)
        db.session.flush()
        keyless.current = a_version_without_key(keyless, exam)
    attempt = started(ada)

    with pytest.raises(UnusableKey):
        mark(keyed_paper(attempt.id), pass_mark=80)


def a_version_without_key(question, exam):
    return QuestionVersion(
        question_id=question.id,
        number=1,
        domain_id=bank(exam.exam.bank.key).domains[0].id,
        kind="single",
        difficulty=1,
        prompt={"en": "Why?"},
        options=content(Kind.SINGLE).lettered(),
        digest="",
        published_at=clock.now(),
    )


@pytest.mark.parametrize(
    "response",
    [None, 1, True, "x" * 300, ["no-token"], {"no": "token"}, [[]], {"x": {}}],
)
def test_what_fits_no_kind_is_refused_and_echoes_nothing(visitor, ada, response):
    attempt = started(ada)

    for row in papers(attempt).values():
        answer = save(visitor, attempt, row.position, response)
        assert answer.status_code == 422
        assert "no-token" not in answer.text
    assert {item.revision for item in paper_of(attempt)} == {0}


def test_no_answer_to_a_candidate_holds_a_key(visitor, ada):
    attempt = started(ada)
    said = [visitor.get(f"/attempts/{attempt.id}").text]
    for kind, row in papers(attempt).items():
        wrong = in_tokens(row, kind, WRONG[kind])
        for base, sent in enumerate((wrong, in_tokens(row, kind, RIGHT[kind]))):
            answer = save(visitor, attempt, row.position, sent, base)
            assert answer.status_code == 200
            said.append(answer.text)
        said.append(save(visitor, attempt, row.position, wrong).text)  # stale
    paper = questions(visitor, attempt)
    for kind in (Kind.NUMERIC, Kind.TEXT, Kind.HOTSPOT):
        del paper[kind]["response"]  # her own words
    said.append(str(paper))
    visitor.send("POST", f"/api/v1/attempts/{attempt.id}/submission")
    said += [
        visitor.get(f"/api/v1/attempts/{attempt.id}/result").text,
        visitor.get(f"/attempts/{attempt.id}/result").text,
    ]

    held = "".join(str(content(kind)) for kind in Kind)
    assert [c for c in CANARIES if c not in held] == []
    found = [canary for canary in CANARIES if canary in " ".join(said)]
    assert found == []


WRONG = {
    Kind.SINGLE: ["a"],
    Kind.MULTIPLE: ["b"],
    Kind.TRUE_FALSE: ["a"],
    Kind.ORDERING: ["a", "b", "c"],
    Kind.MATCHING: {"s1": "c"},
    Kind.NUMERIC: "1",
    Kind.TEXT: "no",
    Kind.CLOZE: {"g1": "g1a"},
    Kind.HOTSPOT: {"x": 1, "y": 1},
}


def test_a_picture_is_for_one_candidate_while_the_attempt_is_open(visitor, ada):
    attempt = started(ada)
    address = questions(visitor, attempt)["hotspot"]["image"]["url"]
    position = papers(attempt)["hotspot"].position
    other = papers(attempt)["text"].position
    shown = visitor.get(address)

    assert address == f"/attempts/{attempt.id}/images/{position}"
    assert (shown.status_code, shown.data) == (200, picture().content)
    assert shown.headers["Cache-Control"] == "no-store"
    assert visitor.get(f"/attempts/{attempt.id}/images/{other}").status_code == 404
    visitor.sign_in(a_person("Grace Hopper"))
    assert visitor.get(address).status_code == 404
    visitor.sign_in(ada)
    visitor.send("POST", f"/api/v1/attempts/{attempt.id}/submission")
    assert visitor.get(address).status_code == 404


def test_questions_about_an_exhibit_stand_together_and_name_it(visitor, ada):
    attempt = started(ada)
    asked = [item for item in paper_of(attempt) if item.exhibit is not None]

    assert {item.kind for item in asked} == {"cloze", "hotspot"}
    assert asked[1].position - asked[0].position == 1
    assert [item.exhibit for item in asked] == [1, 1]
    (exhibit,) = exhibits_of(attempt)
    assert (exhibit.number, exhibit.title["en"]) == (1, "A clinic moves")
    shown = visitor.get(f"/api/v1/attempts/{attempt.id}").json["exhibits"]
    assert shown == [
        {"number": 1, "title": "A clinic moves", "body": "It has **two** servers."}
    ]


def test_the_words_come_in_the_candidates_language(visitor, ada):
    attempt = started(ada)
    with transaction():
        ada.language = "ru"

    shown = questions(visitor, attempt)

    assert shown["numeric"]["unit"] == "долларов"
    assert shown["matching"]["stems"][0]["text"].endswith("по-русски")


def test_each_exhibits_questions_stand_side_by_side_in_every_draw():
    pool = [
        PoolQuestion(n, "core", tuple("abcd"), exhibit={1: 7, 2: 7, 3: 8, 4: 8}.get(n))
        for n in range(20)
    ]
    for seed in range(300):
        drawn = [q.version_id for q in draw({"core": 12}, pool, rng=Random(seed))]
        for case in ({1, 2}, {3, 4}):
            places = [place for place, n in enumerate(drawn) if n in case]
            assert places == places[:1] or places[1] == places[0] + 1


def test_items_to_order_and_stems_stand_in_any_order():
    """KEY-02: the place of a part on the paper says nothing of its place in the key."""
    made = content(Kind.MATCHING)
    parts = part_ids(Kind.MATCHING, made.lettered(), made.body)
    question = PoolQuestion(1, "core", parts.options, parts.stems, parts.fixed)
    orders = Counter(
        draw({"core": 1}, [question], rng=Random(seed))[0].order for seed in range(3600)
    )

    assert len(orders) == 36  # every order of three stems, with each of three options
    chi_squared = sum((n - 100) ** 2 / 100 for n in orders.values())
    assert chi_squared < 66.62  # p = 0.001 with 35 degrees of freedom
