"""An exam whose every secret is a word that stands nowhere else in the product.

Two questions of each kind, of which each paper has one; one kind is asked about a
case study. Ids of parts are letters of a dead alphabet, so that they can be seen.
"""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sqlalchemy import select

from exams.papers.models import ExamVersion
from lms.accounts.rules.roles import Role
from lms.kernel import clock
from lms.kernel.db import db, transaction
from question_banks.items import images
from question_banks.items.models import (
    Domain,
    ExhibitVersion,
    Question,
    QuestionKey,
    QuestionVersion,
)
from question_banks.items.rules.kinds import Kind
from tests.exams.an_exam import an_exam
from tests.people import a_person

FIRST_LETTER = 0xA640
AREA = [137, 241, 353, 467]
VALUE, TOLERANCE = "271828.25", "3.1875"


@dataclass
class Canaries:
    """What may never be seen (`secret`), and what each question shows (`texts`)."""

    version: ExamVersion
    secret: set[str] = field(default_factory=set)
    texts: dict[int, set[str]] = field(default_factory=dict)
    case: str = "zqcasebody"


class Letters:
    """A new letter each time: the ids of options."""

    def __init__(self) -> None:
        self.used: list[str] = []

    def __call__(self) -> str:
        self.used.append(chr(FIRST_LETTER + len(self.used)))
        return self.used[-1]


def an_exam_of_canaries(**conditions: Any) -> Canaries:
    """Published, with keys, and open to everybody."""
    version = an_exam(blueprint={kind.value: 1 for kind in Kind}, **conditions)
    found, letter = Canaries(version), Letters()
    author = a_person("Zqauthor Zqauthorson", Role.AUTHOR)
    picture = _picture()
    with transaction():
        for question in db.session.scalars(select(Question)):
            question.retired_at = clock.now()
        exhibit = _exhibit(version.exam.bank_id)
        for number, kind in enumerate([*Kind, *Kind]):
            parts = _parts(kind, number, letter, picture)
            if kind is Kind.SINGLE:
                parts["exhibit_version_id"] = exhibit.id
            texts = _add(version, kind, number, parts, author.id)
            found.texts[texts[0]] = texts[1]
    numbers = range(2 * len(Kind))
    words = ["rationale", "ratio", "source", "accepted", "code", "digest", "stem"]
    found.secret = {f"zq{word}{n}zq" for word in words for n in numbers} | {
        *letter.used,
        *(f"\\u{ord(used):04x}" for used in letter.used),
        *("zqexhibitkey", "zqexhibitdigest", "zqimagecomment", picture["name"][:16]),
        *("zqauthor", "Zqauthor", "271828", TOLERANCE, "137, 241", "137,241"),
    }
    return found


def _parts(kind: Kind, n: int, letter: Letters, picture: Any) -> dict[str, Any]:
    """The shown parts of a question and its key, by kind."""

    def options(number: int) -> list[dict[str, Any]]:
        return [_option(letter(), f"zqtext{n}x{at}zq") for at in range(number)]

    match kind:
        case Kind.SINGLE | Kind.TRUE_FALSE:
            shown = options(2)
            return {"options": shown, "right": [shown[1]["id"]]}
        case Kind.MULTIPLE:
            shown = options(3)
            return {"options": shown, "right": [each["id"] for each in shown[:2]]}
        case Kind.ORDERING:
            shown = options(3)
            order = [each["id"] for each in shown]
            return {"options": shown, "expected": {"order": order}}
        case Kind.MATCHING:
            shown, stem = options(2), f"szqstem{n}zq"
            stems = [_option(stem, f"zqtext{n}x9zq")]
            pairs = {stem: shown[0]["id"]}
            return {
                "options": shown,
                "body": {"stems": stems},
                "expected": {"pairs": pairs},
            }
        case Kind.CLOZE:
            gap = f"g9081{n}"
            listed = [_option(gap + letter(), f"zqtext{n}x{at}zq") for at in (0, 1)]
            return {
                "body": {"gaps": [{"id": gap, "options": listed}]},
                "expected": {"pairs": {gap: listed[0]["id"]}},
            }
        case Kind.NUMERIC:
            return {"expected": {"value": VALUE, "tolerance": TOLERANCE}}
        case Kind.TEXT:
            return {"expected": {"accepted": [f"zqaccepted{n}zq"]}}
        case Kind.HOTSPOT:
            return {"body": {"image": picture}, "expected": {"areas": [{"rect": AREA}]}}


def _add(
    version: ExamVersion, kind: Kind, n: int, parts: dict[str, Any], author: int
) -> tuple[int, set[str]]:
    now = clock.now()
    bank = version.exam.bank_id
    domain = db.session.scalars(
        select(Domain).filter_by(bank_id=bank, key=kind.value)
    ).one()
    question = Question(bank_id=bank, code=f"zqcode{n}zq", created_at=now)
    db.session.add(question)
    db.session.flush()
    right, expected = parts.pop("right", []), parts.pop("expected", {})
    gap = " [[1]]" if kind is Kind.CLOZE else ""
    row = QuestionVersion(
        question_id=question.id,
        number=1,
        domain=domain,
        kind=kind,
        difficulty=1,
        digest=f"zqdigest{n}zq",
        published_at=now,
        written_by_id=author,
        prompt={"en": f"What of zqtext{n}x0zq?{gap}"},
        **{"options": [], **parts},
    )
    db.session.add(row)
    db.session.flush()
    key = QuestionKey(
        version_id=row.id,
        right=right,
        expected=expected,
        rationale={"en": f"zqrationale{n}zq", "ru": f"zqratio{n}zq"},
        source=f"zqsource{n}zq",
    )
    db.session.add(key)
    question.current_version_id = row.id
    return row.id, {f"zqtext{n}x{at}zq" for at in range(10)}


def _option(name: str, text: str) -> dict[str, Any]:
    return {"id": name, "text": {"en": text}}


def _exhibit(bank_id: int) -> ExhibitVersion:
    exhibit = ExhibitVersion(
        bank_id=bank_id,
        key="zqexhibitkey",
        number=1,
        digest="zqexhibitdigest",
        published_at=clock.now(),
        title={"en": "A case"},
        body={"en": "zqcasebody"},
    )
    db.session.add(exhibit)
    db.session.flush()
    return exhibit


def _picture() -> dict[str, Any]:
    """A picture with a remark in its file, as cameras and editors leave them."""
    remark = PngInfo()
    remark.add_text("Comment", "zqimagecomment")
    file = BytesIO()
    Image.new("RGB", (200, 100), "white").save(file, "PNG", pnginfo=remark)
    kept = images.prepared(file.getvalue())
    images.keep(kept)
    return {
        "name": kept.name,
        "width": kept.width,
        "height": kept.height,
        "alt": {"en": "A plan"},
    }
