"""The paper as its candidate sees it. Nothing here ever reads a key."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import has_request_context, request
from sqlalchemy import Row, bindparam, select

from exams.sittings.models import Answer, Attempt
from exams.sittings.rules import responses
from exams.sittings.standing import IS_ANSWER_HERE, STANDING
from lms.kernel.db import Text, db
from lms.kernel.i18n import in_language
from lms.kernel.quick import look
from question_banks.items.models import ExhibitVersion, QuestionVersion
from question_banks.items.rules.kinds import is_gap, is_option, is_option_of, is_stem
from question_banks.items.shown import ShownVersion, shown_versions

Part = tuple[str, Text]
"""A part of a question: its token, and its words."""


@dataclass(frozen=True, slots=True)
class PaperItem:
    """One question as its candidate sees it, with what the server holds.

    `gaps` are (token, options) in the order of `[[1]]`, `[[2]]`, … in the prompt;
    `image` is {"url", "width", "height", "alt"}; `exhibit` is the number of the
    exhibit it is asked about, see `exhibits_of`.
    """

    position: int
    kind: str
    prompt: Text
    options: list[Part]
    stems: list[Part]
    gaps: list[tuple[str, list[Part]]]
    image: Mapping[str, Any] | None
    unit: Text | None
    exhibit: int | None
    points: int
    scoring: str
    response: responses.Response
    revision: int
    flagged: bool
    note: str
    saved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Exhibit:
    """What several questions of the paper are asked about."""

    number: int
    title: Text
    body: Text


def paper_of(attempt: Attempt) -> list[PaperItem]:
    """The paper with the answers held, in one query; texts are known already."""
    rows = look(PAPER, attempt=attempt.id)
    versions = shown_versions([row.version_id for row in rows])
    numbers = _numbered(versions[row.version_id].exhibit_version_id for row in rows)
    return [_item(attempt.id, row, versions[row.version_id], numbers) for row in rows]


def exhibits_of(attempt: Attempt) -> list[Exhibit]:
    """The exhibits of the paper, numbered in the order their questions stand in."""
    rows = db.session.execute(EXHIBITS, {"attempt": attempt.id}).all()
    numbers = _numbered(row.id for row in rows)
    texts = {row.id: row for row in rows}
    return [
        Exhibit(number, texts[version].title, texts[version].body)
        for version, number in numbers.items()
    ]


def image_name(attempt: Attempt, position: int) -> str | None:
    """What the storage knows the image of a question by; None while nobody may
    see the paper, or when there is no image."""
    if attempt.state != "open" or attempt.paused_at is not None:
        return None
    body: Any = db.session.scalar(
        select(QuestionVersion.body)
        .join(STANDING, STANDING.c.version_id == QuestionVersion.id)
        .where(STANDING.c.attempt_id == attempt.id, STANDING.c.position == position)
    )
    return str(body["image"]["name"]) if body and "image" in body else None


def question_out(item: PaperItem, code: str) -> dict[str, object]:
    """A question as programs get it, in one language; see shapes.QuestionOut."""
    return {
        "position": item.position,
        "type": item.kind,
        "prompt": in_language(item.prompt, code),
        "options": _parts_out(item.options, code),
        "stems": _parts_out(item.stems, code),
        "gaps": [
            {"token": token, "options": _parts_out(options, code)}
            for token, options in item.gaps
        ],
        "image": _image_out(item.image, code),
        "unit": in_language(item.unit, code) or None,
        "exhibit": item.exhibit,
        "points": item.points,
        "scoring": item.scoring,
        "response": item.response,
        "revision": item.revision,
        "flagged": item.flagged,
        "note": item.note,
    }


def exhibit_out(exhibit: Exhibit, code: str) -> dict[str, object]:
    """An exhibit as programs get it, in one language; see shapes.ExhibitOut."""
    return {
        "number": exhibit.number,
        "title": in_language(exhibit.title, code),
        "body": in_language(exhibit.body, code),
    }


def _parts_out(parts: Iterable[Part], code: str) -> list[dict[str, str]]:
    return [{"token": token, "text": in_language(text, code)} for token, text in parts]


def _image_out(image: Mapping[str, Any] | None, code: str) -> dict[str, Any] | None:
    return {**image, "alt": in_language(image["alt"], code)} if image else None


def _item(
    attempt_id: int, row: Row[Any], version: ShownVersion, numbers: Mapping[int, int]
) -> PaperItem:
    names = dict(zip(row.order, row.tokens, strict=True))
    texts, body = _texts(version), version.body
    return PaperItem(
        position=row.position,
        kind=version.kind,
        prompt=version.prompt,
        options=[(names[p], texts[p]) for p in row.order if is_option(p)],
        stems=[(names[p], texts[p]) for p in row.order if is_stem(p)],
        gaps=[(names[p], _choices(p, names, texts)) for p in row.order if is_gap(p)],
        image=_image(attempt_id, row.position, body.get("image")),
        unit=body.get("unit"),
        exhibit=numbers.get(version.exhibit_version_id or 0),
        points=version.points,
        scoring=version.scoring,
        response=responses.shown(version.kind, names, row.response),
        revision=row.revision or 0,
        flagged=bool(row.flagged),
        note=row.note or "",
        saved_at=row.saved_at,
    )


def _texts(version: ShownVersion) -> dict[str, Text]:
    """The words of every part of a question that has words of its own."""
    gaps = version.body.get("gaps", ())
    choices = (option for gap in gaps for option in gap["options"])
    parts = (*version.options, *version.body.get("stems", ()), *choices)
    return {part["id"]: part["text"] for part in parts}


def _choices(
    gap: str, names: Mapping[str, str], texts: Mapping[str, Text]
) -> list[Part]:
    return [(names[p], text) for p, text in texts.items() if is_option_of(gap, p)]


def _image(
    attempt_id: int, position: int, image: Mapping[str, Any] | None
) -> Mapping[str, Any] | None:
    """Its address says whose attempt it is, and nothing of the file."""
    if image is None:
        return None
    # A paper is also read where no page was asked for.
    root = request.script_root if has_request_context() else ""
    url = f"{root}/attempts/{attempt_id}/images/{position}"
    shown = {name: image[name] for name in ("width", "height", "alt")}
    return {"url": url, **shown}


def _numbered(exhibits: Iterable[int | None]) -> dict[int, int]:
    """{id: number} in the order of first appearance."""
    seen = dict.fromkeys(exhibit for exhibit in exhibits if exhibit is not None)
    return {exhibit: number for number, exhibit in enumerate(seen, start=1)}


PAPER = (
    select(
        STANDING.c.position,
        STANDING.c.version_id,
        STANDING.c.order,
        STANDING.c.tokens,
        Answer.response,
        Answer.revision,
        Answer.flagged,
        Answer.note,
        Answer.saved_at,
    )
    .outerjoin(Answer, IS_ANSWER_HERE)
    .where(STANDING.c.attempt_id == bindparam("attempt"))
    .order_by(STANDING.c.position)
)
EXHIBITS = (
    select(ExhibitVersion.id, ExhibitVersion.title, ExhibitVersion.body)
    .join(QuestionVersion, QuestionVersion.exhibit_version_id == ExhibitVersion.id)
    .join(STANDING, STANDING.c.version_id == QuestionVersion.id)
    .where(STANDING.c.attempt_id == bindparam("attempt"))
    .order_by(STANDING.c.position)
)
"""Built once: on an exam day they are asked for every start."""
