"""No answer of any door carries a key, a score or another's question to a candidate.

Every address of the product is asked, as a candidate would who tries them all: with
their own attempt, with somebody else's, with nonsense. Whatever comes back, headers
too, is searched for words that stand nowhere but in keys.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from exams.sittings import answers, closing
from exams.sittings.models import Attempt, PaperQuestion
from lms.accounts.rules.roles import Role, permissions_of
from lms.kernel import clock
from lms.kernel.bundles import BUNDLES
from lms.kernel.db import db, transaction
from lms.kernel.permissions import Permission
from question_banks.items.models import QuestionKey, QuestionVersion
from question_banks.items.rules.kinds import Kind
from tests.exams.an_exam import started
from tests.exams.canaries import AREA, VALUE, Canaries, an_exam_of_canaries
from tests.people import Visitor, a_person, actor

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
STATIC = Path(__file__).parents[2] / "static"
SPOKEN = {".js", ".css", ".svg", ".json", ".html", ".txt", ".map"}

ENDING = {
    "sittings_api.create_submission",
    "accounts.create_sign_out",
    "accounts_account.create_sign_outs",
}
"""Doors that would end the crawl; the first one is opened by hand in between."""

OF_EXAMS = {
    *("sittings", "sittings_api", "answers_api", "sitting_images", "signals_api"),
    *("receipts", "receipts_api", "rehearsal_api", "system_check"),
}
CANDIDATES = {Permission.PUBLIC, *permissions_of([Role.ENGINEER])}
SCORES = {"earned", "possible", "percent", "passed", "score", "by_domain", "band"}

# What is sent does not depend on the database; two crawls say no more than one.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass
class House:
    """Two candidates who sit the same exam, and what is on their papers."""

    app: Flask
    canaries: Canaries
    ada: Attempt
    grace: Attempt

    def texts(self, attempt: Attempt) -> set[str]:
        on_paper = db.session.scalars(
            select(PaperQuestion.version_id).filter_by(attempt_id=attempt.id)
        )
        return set().union(*(self.canaries.texts[version] for version in on_paper))

    @property
    def all_texts(self) -> set[str]:
        return {"zqcasebody", "zqnote"}.union(*self.canaries.texts.values())

    def tokens(self, attempt: Attempt) -> set[str]:
        rows = db.session.scalars(
            select(PaperQuestion.tokens).filter_by(attempt_id=attempt.id)
        )
        return {token for tokens in rows for token in tokens}

    @property
    def secret(self) -> set[str]:
        """Never to be seen by anybody who sits or may sit this exam."""
        return self.canaries.secret | {self.ada.seed, self.grace.seed}


@pytest.fixture
def house(app, set_clock):
    set_clock(NOON)
    canaries = an_exam_of_canaries(feedback="verdict")
    sitting = []
    for name in ("Ada Lovelace", "Grace Hopper"):
        person = a_person(name)
        attempt = started(person)
        with transaction():
            noted = "zqnote" if name.startswith("Grace") else "mine"
            by = {"by": actor(person), "now": NOON}
            answers.note(attempt.id, answers.Aside(1), noted, **by)
        sitting.append(attempt)
    db.session.expire_all()
    return House(app, canaries, *sitting)


class Crawler:
    """Asks everything, and searches what comes back."""

    def __init__(
        self,
        house: House,
        visitor: Visitor,
        forbidden: set[str],
        passed_over: frozenset[str] = frozenset(),
    ) -> None:
        self.house, self.visitor = house, visitor
        self.passed_over = {*ENDING, "static", *passed_over}
        self.forbidden = [word.encode() for word in forbidden]
        self.token = visitor.token()
        self.found: dict[str, set[str]] = {}
        self.asked = 0

    def crawl(self) -> dict[str, set[str]]:
        """What was found that must not be there, by address."""
        for rule in self.house.app.url_map.iter_rules():
            if rule.endpoint in self.passed_over:
                continue
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                for path in _paths(rule, self.house):
                    for sent in _bodies(method)[: self._depth(rule)]:
                        self.ask(method, path, rule, **sent)
        return self.found

    def _depth(self, rule: Rule) -> int | None:
        """How many bodies a door is tried with: one, if it stays shut to candidates."""
        needed = self.house.app.view_functions[rule.endpoint].permission
        return None if needed in CANDIDATES else 1

    def ask(self, method: str, path: str, rule: Rule | None = None, **sent: Any) -> Any:
        headers = {"X-CSRFToken": self.token, **sent.pop("headers", {})}
        answer = self.visitor.open(method, path, headers=headers, buffered=True, **sent)
        self.asked += 1
        self.look(f"{method} {path}", answer)
        is_of_exams = rule is not None and rule.endpoint.split(".")[0] in OF_EXAMS
        if is_of_exams and answer.headers.get("Cache-Control") != "no-store":
            self.found.setdefault(path, set()).add("may be kept by a cache")
        return answer

    def look(self, address: str, answer: TestResponse) -> None:
        blob = answer.data + str(answer.headers).encode()
        seen = {word.decode() for word in self.forbidden if word in blob}
        if answer.is_json and not address.endswith("openapi.json"):
            seen |= {f"{name}: …" for name in _scores_in(answer.json)}
        if answer.mimetype == "text/html" and "score__n" in answer.text:
            seen.add("a score on a page")
        if seen:
            self.found.setdefault(address, set()).update(seen)


def _scores_in(content: Any) -> Iterator[str]:
    """Names of scores that say something, however deep."""
    if isinstance(content, dict):
        yield from (name for name in SCORES & content.keys() if content[name])
        content = list(content.values())
    if isinstance(content, list):
        for each in content:
            yield from _scores_in(each)


def _paths(rule: Rule, house: House) -> Iterator[str]:
    """The rule's addresses: own things, others' things, and nothing at all."""
    choices = [_values(name, rule, house) for name in sorted(rule.arguments)]
    for values in itertools.product(*choices):
        filled = dict(zip(sorted(rule.arguments), values, strict=True))
        with house.app.test_request_context():
            _, path = rule.build(filled)
        yield path


def _values(name: str, rule: Rule, house: House) -> list[Any]:
    if name == "attempt_id":
        return [house.ada.id, house.grace.id, 999_999]
    if name == "position":
        return [1, len(Kind), 77]
    if name == "name" and rule.endpoint.startswith("bundles"):
        return list(BUNDLES)
    converter = type(rule._converters[name]).__name__
    if converter == "RowId":
        return [1]
    return ["1" * 64] if "64" in rule.rule else ["foundations"]


def _bodies(method: str) -> list[dict[str, Any]]:
    if method == "GET":
        return [{}, {"headers": {"Accept": "application/json", "HX-Request": "true"}}]
    wrong = {"op_id": 7, "base_revision": -1, "response": {"x": []}, "signals": "zz"}
    return [
        {"json": {}},
        {"json": wrong},
        {"data": b'{"', "content_type": "application/json"},
        {"data": {"rules": "y", "file": "x"}},
        {"json": {}, "headers": {"X-CSRFToken": "nonsense"}},
    ]


def as_person(house, name):
    row = a_person(name) if name == "Mallory Quinn" else None
    attempt = {"Ada": house.ada, "Grace": house.grace}.get(name.split()[0])
    return Visitor(house.app).sign_in(row or attempt.person)


def test_during_an_exam_a_candidate_finds_only_their_own_paper(house, queries):
    visitor = as_person(house, "Ada Lovelace")
    others = house.all_texts - house.texts(house.ada) - {"zqcasebody"}
    forbidden = house.secret | others | house.tokens(house.grace)
    queries.clear()

    crawler = Crawler(house, visitor, forbidden)
    found = crawler.crawl()

    assert found == {}
    assert crawler.asked > 400
    paper = visitor.get(f"/api/v1/attempts/{house.ada.id}")
    assert len(paper.json["questions"]) == len(Kind)
    assert [each for each in queries if "question_keys" in each] == []


@pytest.mark.parametrize("who", ["Mallory Quinn", "a stranger"])
def test_who_does_not_sit_finds_nothing_of_any_paper(house, who):
    is_known = who == "Mallory Quinn"
    visitor = as_person(house, who) if is_known else Visitor(house.app)
    tokens = house.tokens(house.ada) | house.tokens(house.grace)
    # Starting is open to her, and would give her a paper of her own.
    start = frozenset({"sittings.create_attempt"})

    crawler = Crawler(house, visitor, house.secret | tokens | house.all_texts, start)

    assert crawler.crawl() == {}


def test_after_the_exam_nothing_of_the_paper_is_left_and_no_score(house):
    visitor = as_person(house, "Ada Lovelace")
    forbidden = (
        house.secret
        | house.all_texts
        | house.tokens(house.ada)
        | house.tokens(house.grace)
    )
    crawler = Crawler(house, visitor, forbidden)

    crawler.ask("POST", f"/api/v1/attempts/{house.ada.id}/submission")
    found = crawler.crawl()

    assert found == {}
    result = visitor.get(f"/api/v1/attempts/{house.ada.id}/result").json
    assert (result["state"], result["earned"]) == ("closed", None)
    receipt = visitor.get(f"/api/v1/attempts/{house.ada.id}/receipt").json
    assert len(receipt["answers"]) == len(Kind)


def test_no_file_that_is_sent_to_everybody_holds_a_secret(house):
    visitor = Visitor(house.app)
    crawler = Crawler(house, visitor, house.secret | house.all_texts)
    files = [f for f in STATIC.rglob("*") if f.suffix in SPOKEN]

    for file in files:
        crawler.ask("GET", f"/static/{file.relative_to(STATIC)}")

    assert crawler.found == {}
    assert len(files) > 50


def test_a_paper_names_its_parts_by_tokens_only(house):
    visitor = as_person(house, "Ada Lovelace")
    address = f"/attempts/{house.ada.id}"
    tokens = house.tokens(house.ada)

    paper = visitor.get(f"/api/v1{address}").json
    page = visitor.get(address).text

    named = [
        part["token"] for question in paper["questions"] for part in _parts(question)
    ]
    assert set(named) == tokens
    assert len(named) == len(tokens)
    shown = " ".join(re.findall(r'<section class="question".*?</section>', page, re.S))
    values = set(re.findall(r'<(?:input|option)[^>]* value="([^"]+)"', shown))
    named = values | set(re.findall(r'data-(?:part|token)="([^"]+)"', shown))
    assert named == tokens


def _parts(question):
    for part in (*question["options"], *question["stems"], *question["gaps"]):
        yield part
        yield from part.get("options", ())


def test_an_image_is_sent_without_its_name_and_its_remarks(house):
    visitor = as_person(house, "Ada Lovelace")
    place = db.session.scalars(
        select(PaperQuestion.position)
        .join(QuestionVersion, QuestionVersion.id == PaperQuestion.version_id)
        .where(
            PaperQuestion.attempt_id == house.ada.id,
            QuestionVersion.kind == Kind.HOTSPOT,
        )
    ).one()
    address = f"/attempts/{house.ada.id}/images/{place}"
    crawler = Crawler(house, visitor, house.secret)

    image = crawler.ask("GET", address)

    assert (image.status_code, image.mimetype) == (200, "image/png")
    assert crawler.found == {}
    assert Visitor(house.app).get(address).status_code != 200
    with transaction():
        closing.hand_in(house.ada.id, by=actor(house.ada.person), now=clock.now())
    assert visitor.get(address).status_code == 404


RIGHT_AND_WRONG = {
    Kind.NUMERIC: (VALUE, "314159.25"),
    Kind.HOTSPOT: (
        {"x": AREA[0] + 1, "y": AREA[1] + 1},
        {"x": AREA[0] - 1, "y": AREA[1] - 1},
    ),
}


@pytest.mark.parametrize("kind", Kind)
def test_a_right_answer_is_saved_exactly_as_a_wrong_one(house, queries, kind):
    visitor = as_person(house, "Ada Lovelace")
    row, key = _drawn(house.ada, kind)
    sent = _right_and_wrong(kind, row, key)
    address = f"/api/v1/attempts/{house.ada.id}/answers/{row.position}"
    position, said, ran = row.position, [], []

    for base, response in enumerate([sent[0], *sent]):
        body = {"op_id": f"op{base}", "base_revision": base, "response": response}
        token = visitor.token()
        queries.clear()
        said.append(
            visitor.open("PUT", address, json=body, headers={"X-CSRFToken": token})
        )
        ran.append(list(queries))

    assert {answer.status_code for answer in said} == {200}, (position, said[0].text)
    right, wrong = said[1:]
    assert (right.json.keys(), len(right.data)) == (wrong.json.keys(), len(wrong.data))
    assert _names(right) == _names(wrong)
    assert ran[1] == ran[2]
    assert [each for each in ran[1] if "question_keys" in each] == []


def _names(answer):
    return [name for name, _ in answer.headers]


def _drawn(attempt, kind):
    return db.session.execute(
        select(PaperQuestion, QuestionKey)
        .join(QuestionVersion, QuestionVersion.id == PaperQuestion.version_id)
        .join(QuestionKey, QuestionKey.version_id == QuestionVersion.id)
        .where(PaperQuestion.attempt_id == attempt.id, QuestionVersion.kind == kind)
    ).one()


def _right_and_wrong(kind, row, key):
    """An answer that earns all and one that earns nothing, of the same length."""
    names = dict(zip(row.order, row.tokens, strict=True))
    if kind is Kind.TEXT:
        right = key.expected["accepted"][0]
        return right, right[:-1] + "y"
    if kind in RIGHT_AND_WRONG:
        return RIGHT_AND_WRONG[kind]
    if kind is Kind.ORDERING:
        right = [names[part] for part in key.expected["order"]]
        return right, right[::-1]
    if kind in (Kind.MATCHING, Kind.CLOZE):
        [(stem, option)] = key.expected["pairs"].items()
        other = next(p for p in row.order if p not in (stem, option))
        return {names[stem]: names[option]}, {names[stem]: names[other]}
    right = [names[part] for part in key.right]
    others = [names[part] for part in row.order if part not in key.right]
    return right, [*others, *right][: len(right)]
