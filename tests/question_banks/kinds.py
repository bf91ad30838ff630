"""One question of every kind, as a programme folder would bring it."""

from functools import cache
from io import BytesIO

from PIL import Image as Pillow

from lms.kernel import clock
from lms.kernel.db import db, transaction
from question_banks.items import images
from question_banks.items.models import Bank, Question
from question_banks.items.rules.content import Content, Exhibit, Option
from question_banks.items.rules.kinds import Kind
from question_banks.items.services import ensure_exhibit, publish_version

EXHIBIT = Exhibit(
    "clinic",
    {"en": "A clinic moves", "ru": "Клиника переезжает"},
    {"en": "It has **two** servers.", "ru": "У неё **два** сервера."},
)
RATIONALE = {"en": "canary-rationale", "ru": "канарейка-обоснование"}


def words(english: str, russian: str = "") -> dict[str, str]:
    return {"en": english, "ru": russian or f"{english} по-русски"}


def options(*texts: str, right: str = "") -> tuple[Option, ...]:
    return tuple(Option(words(text), text in right.split()) for text in texts)


@cache
def picture() -> images.Image:
    raw = BytesIO()
    Pillow.new("RGB", (200, 100), "#1c5f66").save(raw, "PNG")
    return images.prepared(raw.getvalue())


def content(kind: str) -> Content:
    """A question of a kind; what is right is said in `RIGHT`."""
    prompt = words(f"What of {kind}?")
    if kind == Kind.CLOZE:
        prompt = words("Cloze: [[1]] and [[2]].")
    return Content(prompt=prompt, rationale=RATIONALE, source="1.1", **MADE[kind]())


def published(bank: Bank, kind: str, code: str = "", **changed: object) -> Question:
    """A live question of a kind in a bank."""
    text = content(kind)
    for name, value in changed.items():
        object.__setattr__(text, name, value)
    images.keep(picture())
    with transaction():
        question = Question(
            bank_id=bank.id, code=code or f"K-{kind.upper()}", created_at=clock.now()
        )
        db.session.add(question)
        db.session.flush()
        publish(question, text, kind)
    return question


def publish(question: Question, text: Content, kind: str) -> None:
    """The next version of a question, in the caller's transaction."""
    bank = db.session.get_one(Bank, question.bank_id)
    exhibit = ensure_exhibit(bank, EXHIBIT, now=clock.now()) if text.exhibit else None
    publish_version(
        question,
        domain_id=bank.domains[0].id,
        kind=kind,
        difficulty=2,
        content=text,
        written_by_id=None,
        approved_by_id=None,
        now=clock.now(),
        exhibit_version_id=exhibit.id if exhibit else None,
    )


def _image() -> dict[str, object]:
    made = picture()
    return {
        "name": made.name,
        "width": made.width,
        "height": made.height,
        "alt": words("Three boxes"),
    }


def _gap(number: int, *texts: str) -> dict[str, object]:
    parts = [
        {"id": f"g{number}{letter}", "text": words(text)}
        for letter, text in zip("abc", texts, strict=False)
    ]
    return {"id": f"g{number}", "options": parts}


MADE = {
    Kind.SINGLE: lambda: {"options": options("one", "two", "three", right="two")},
    Kind.MULTIPLE: lambda: {
        "options": options("red", "blue", "green", "grey", right="red green"),
        "scoring": "partial",
        "points": 2,
    },
    Kind.TRUE_FALSE: lambda: {"options": options("True", "False", right="False")},
    Kind.ORDERING: lambda: {
        "options": options("first", "second", "third"),
        "expected": {"order": ["b", "c", "a"]},
    },
    Kind.MATCHING: lambda: {
        "options": options("alpha", "beta", "spare"),
        "body": {
            "stems": [{"id": f"s{n}", "text": words(f"stem {n}")} for n in range(1, 4)]
        },
        "expected": {"pairs": {"s1": "a", "s2": "b", "s3": "a"}},
        "points": 3,
        "scoring": "partial",
    },
    Kind.NUMERIC: lambda: {
        "body": {"unit": words("dollars", "долларов")},
        "expected": {"value": "9172635.5", "tolerance": "0.25"},
    },
    Kind.TEXT: lambda: {"expected": {"accepted": ["canary-accepted", "kanarek"]}},
    Kind.CLOZE: lambda: {
        "body": {"gaps": [_gap(1, "left", "right"), _gap(2, "up", "down", "level")]},
        "expected": {"pairs": {"g1": "g1b", "g2": "g2a"}},
        "exhibit": EXHIBIT,
    },
    Kind.HOTSPOT: lambda: {
        "body": {"image": _image()},
        "expected": {
            "areas": [
                {"rect": [137, 241, 111, 119]},
                {"circle": [911, 907, 13]},
                {"polygon": [[501, 503], [601, 503], [601, 607]]},
            ]
        },
        "exhibit": EXHIBIT,
    },
}
RIGHT = {
    Kind.SINGLE: ["b"],
    Kind.MULTIPLE: ["a", "c"],
    Kind.TRUE_FALSE: ["b"],
    Kind.ORDERING: ["b", "c", "a"],
    Kind.MATCHING: {"s1": "a", "s2": "b", "s3": "a"},
    Kind.NUMERIC: "9 172 635,5",
    Kind.TEXT: " KANAREK ",
    Kind.CLOZE: {"g1": "g1b", "g2": "g2a"},
    Kind.HOTSPOT: {"x": 140, "y": 250},
}
"""In ids, as the server keeps it."""
