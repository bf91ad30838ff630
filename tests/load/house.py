"""A house for load: the shipped programme with an exam of 75, and its candidates.

Everything that the product checks is made by the product; only the crowd's rows
are copied, with all columns of a row that the product made.
"""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import Table, insert, select, text
from sqlalchemy.orm import aliased

from certificates.awards.models import Certificate
from certificates.keys.start import begin_keys
from exams.sittings.models import Attempt, PaperQuestion
from lms import schema
from lms.accounts import doorkeeper, services
from lms.accounts.models import Affiliation, Company, Person, RoleGrant, SignIn
from lms.accounts.rules.roles import Role
from lms.app import create_app
from lms.config import ROOT, Settings
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from lms.kernel.session import SIGN_IN
from lms.library.services import check_programme, load_programme
from question_banks.items.models import QuestionKey
from tests.load.wire import request

EXAM, QUESTIONS = "foundations", 75
SHIPPED = [
    ("questions: 50", "questions: 75"),
    ("platform-overview: 17", "platform-overview: 26"),
    ("core-services: 19", "core-services: 28"),
    ("pricing: 14", "pricing: 21"),
]
"""What is changed in the shipped exam: 75 questions instead of 50."""
PAPERS = 20
"""So many different papers; the crowd sits them by turns."""

BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like "
    "Gecko) Chrome/143.0.0.0 Safari/537.36",
    "Accept": "*/*",
    "Accept-Language": "en-GB,en;q=0.9",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Origin": "http://localhost",
    "Referer": "http://localhost/attempts/1",
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-Mode": "cors",
    "Sec-Fetch-Dest": "empty",
}


@dataclass(slots=True)
class Candidate:
    """Somebody with a signed-in browser and perhaps an open attempt."""

    person_id: int
    cookie: str
    attempt_id: int = 0
    paper: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class House:
    """The product's insides, for setting up and for looking at what it holds."""

    app: Flask
    csrf: str
    candidates: list[Candidate]

    def headers(self, candidate: Candidate) -> dict[str, str]:
        return {**BROWSER, "Cookie": candidate.cookie, "X-CSRFToken": self.csrf}

    def send(
        self, candidate: Candidate, method: str, path: str, body: Any = None
    ) -> Any:
        """One request inside this process; the JSON that came back."""
        with self.app.app_context():
            answer = self.app.test_client(use_cookies=False).open(
                path,
                method=method,
                json=body,
                headers={**self.headers(candidate), "Accept-Encoding": "identity"},
            )
        assert answer.status_code < 400, answer.text
        return answer.json

    def bell(self, attempt_id: int) -> str:
        """Where the bell of an attempt hangs."""
        return str(self.app.extensions["bells"].address(str(attempt_id)))

    def close(self) -> None:
        """Let go of the database."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
            if client := self.app.extensions.pop("dbos_client", None):
                client.destroy()


def furnish(settings: Settings, people: int) -> House:
    """A migrated database with the programme and this many people signed in."""
    app = create_app(settings)
    with tempfile.TemporaryDirectory() as name, app.app_context():
        folder = check_programme(_programme(Path(name)))
        schema.upgrade()
        now = datetime.now(UTC)
        with transaction():
            load_programme(folder, by=SYSTEM, now=now)
        begin_keys(now=now)
        candidates = _people(app, people, now)
    return House(app, _csrf(app), candidates)


def seat(house: House, number: int) -> None:
    """Open attempts for the first so many candidates: a few are started by the
    product, the others get copies of their rows."""
    leaders = house.candidates[: min(PAPERS, number)]
    for leader in leaders:
        shown = house.send(leader, "POST", "/api/v1/attempts", {"exam": EXAM})
        leader.attempt_id, leader.paper = shown["id"], shown["questions"]
    rest = house.candidates[len(leaders) : number]
    with house.app.app_context():
        _copy_attempts(leaders, rest)
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect() as connection:
                # What autovacuum does within a minute of such a day's beginning.
                connection.execution_options(isolation_level="AUTOCOMMIT")
                connection.execute(text("VACUUM ANALYZE"))
        db.session.remove()


def start_of(headers: Mapping[str, str]) -> bytes:
    """The request by which the page starts an exam."""
    fields = {"csrf_token": headers["X-CSRFToken"], "rules": "y"}
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode(fields).encode()
    return request("POST", f"/exams/{EXAM}/attempts", {**headers, **kind}, body)


def response_to(question: Mapping[str, Any], turn: int = 0) -> Any:
    """Some fit response to a question as its candidate sees it."""
    options = [option["token"] for option in question["options"]]
    match question["type"]:
        case "ordering":
            return options[turn % len(options) :] + options[: turn % len(options)]
        case "matching":
            return {stem["token"]: options[0] for stem in question["stems"]}
        case "cloze":
            return {
                gap["token"]: gap["options"][0]["token"] for gap in question["gaps"]
            }
        case "numeric":
            return str(turn)
        case "text":
            return f"word {turn}"
        case "hotspot":
            return {"x": turn % 1000, "y": 500}
    return [options[turn % len(options)]]


def attempts_of(people: Sequence[int]) -> dict[int, int]:
    """The latest attempt of each of these people."""
    rows = select(Attempt.person_id, Attempt.id).where(Attempt.person_id.in_(people))
    return dict(db.session.execute(rows.order_by(Attempt.id)).tuples().all())


def tokens_of(people: Sequence[int]) -> list[str]:
    """The tokens in the codes of these people's certificates."""
    mine = select(Certificate.token).where(Certificate.person_id.in_(people))
    return list(db.session.scalars(mine))


def right_responses(attempt_id: int) -> dict[int, Any]:
    """What to answer to every question of a paper, by position."""
    rows = db.session.execute(
        select(
            PaperQuestion.position,
            PaperQuestion.order,
            PaperQuestion.tokens,
            QuestionKey.right,
            QuestionKey.expected,
        )
        .join(QuestionKey, QuestionKey.version_id == PaperQuestion.version_id)
        .where(PaperQuestion.attempt_id == attempt_id)
    )
    return {
        position: right_response(
            dict(zip(order, tokens, strict=True)), right, expected or {}
        )
        for position, order, tokens, right, expected in rows
    }


def right_response(
    names: Mapping[str, str], right: list[str], expected: dict[str, Any]
) -> Any:
    """What a key asks for, in the tokens of one paper; `names` is {id: token}."""
    match expected:
        case {"order": order}:
            return [names[part] for part in order]
        case {"pairs": pairs}:
            return {names[part]: names[to] for part, to in pairs.items()}
        case {"value": value}:
            return value
        case {"accepted": [accepted, *_]}:
            return accepted
        case {"areas": [{"rect": [x, y, width, height]}, *_]}:
            return {"x": x + width // 2, "y": y + height // 2}
    return [names[part] for part in right]


def _programme(folder: Path) -> Path:
    """The shipped programme; its first exam asks 75 of a bank twice as large."""
    root = folder / "programme"
    shutil.copytree(ROOT / "lms" / "library" / "nimbus", root)
    for file in (root / "banks" / EXAM).glob("*.yaml"):
        words = file.read_text()
        if "code: F-" in words:
            twin = words.replace("code: F-", "code: G-")
            file.with_stem(file.stem + "-2").write_text(twin)
    certification = root / "certifications" / f"{EXAM}.yaml"
    words = certification.read_text()
    for before, after in SHIPPED:
        assert before in words, f"{before} is not what is shipped any more"
        words = words.replace(before, after)
    certification.write_text(words)
    return root


def _people(app: Flask, number: int, now: datetime) -> list[Candidate]:
    with transaction():
        company = Company(slug="load", name="Load", country="SE", created_at=now)
        db.session.add(company)
        db.session.flush()
        first = services.open_account(
            "c0@example.com", "Candidate 0", [Role.ENGINEER], by=SYSTEM, now=now
        )
        services.affiliate(first, company, starts=now.date(), by=SYSTEM, now=now)
    with transaction():
        first = db.session.get_one(Person, first.id)
        services.sign_in(first, password_is_right=True, now=now)
    names = [f"c{n}@example.com" for n in range(1, number + 1)]
    with transaction():
        _copies(
            Person, [{"email": name, "name": f"Candidate {name}"} for name in names]
        )
        found = dict(db.session.execute(select(Person.email, Person.id)).all())
        ids = [found[name] for name in names]
        for model in (RoleGrant, Affiliation):
            _copies(model, [{"person_id": person} for person in ids])
        hashes = {person: doorkeeper.hash_of(f"token {person}") for person in ids}
        _copies(
            SignIn,
            [{"person_id": person, "token_hash": hashes[person]} for person in ids],
        )
    cookie = _cookies(app)
    return [Candidate(person, cookie(f"token {person}")) for person in ids]


def _copies(model: Any, changes: Sequence[Mapping[str, Any]]) -> None:
    """The first row of a table, so many times more, each with its changes."""
    table = cast(Table, model.__table__)
    row = dict(db.session.execute(select(table).limit(1)).mappings().one())
    del row["id"]
    if changes:
        db.session.execute(insert(table), [{**row, **change} for change in changes])


def _copy_attempts(leaders: list[Candidate], rest: list[Candidate]) -> None:
    table = cast(Table, Attempt.__table__)
    rows = [
        dict(
            db.session.execute(select(table).where(table.c.id == leader.attempt_id))
            .mappings()
            .one()
        )
        for leader in leaders
    ]
    for row in rows:
        del row["id"]
    with transaction():
        copies = [
            {**rows[n % len(rows)], "person_id": candidate.person_id}
            for n, candidate in enumerate(rest)
        ]
        if copies:
            db.session.execute(insert(table), copies)
        _copy_papers([leader.attempt_id for leader in leaders])
        ids = dict(db.session.execute(select(Attempt.person_id, Attempt.id)).all())
    for n, candidate in enumerate(rest):
        candidate.attempt_id = ids[candidate.person_id]
        candidate.paper = leaders[n % len(leaders)].paper


def _copy_papers(leaders: list[int]) -> None:
    """Every copy of an attempt carries its leader's seed; it gets its paper too."""
    paper = cast(Table, PaperQuestion.__table__)
    leader = aliased(Attempt)
    others = [column for column in paper.c if column.name != "attempt_id"]
    db.session.execute(
        insert(paper).from_select(
            ["attempt_id", *(column.name for column in others)],
            select(Attempt.id, *others)
            .join(leader, leader.seed == Attempt.seed)
            .join(paper, paper.c.attempt_id == leader.id)
            .where(leader.id.in_(leaders), Attempt.id.not_in(leaders)),
        )
    )


FORM_SECRET = "0123456789abcdef0123456789abcdef01234567"
"""Everybody's form token: made of the session's own secret, which is the same."""


def _csrf(app: Flask) -> str:
    with app.test_request_context():
        session["csrf_token"] = FORM_SECRET
        return str(generate_csrf())


def _cookies(app: Flask) -> Any:
    made = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    name = app.config["SESSION_COOKIE_NAME"]

    def cookie(token: str) -> str:
        fields = {SIGN_IN: token, "csrf_token": FORM_SECRET}
        return f"{name}={made.dumps(fields)}"

    return cookie
