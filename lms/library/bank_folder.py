"""A bank of a programme folder: its questions, the exhibits and pictures they need."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lms.kernel.i18n import words as _
from lms.library.documents import BankFile
from lms.library.problems import quoted
from lms.library.question_documents import (
    SHAPES,
    ChoiceEntry,
    ExhibitFront,
    HotspotEntry,
    QuestionEntry,
)
from lms.library.reading import Reader
from lms.library.shaping import shaped
from lms.library.sourced import Sourced
from question_banks.items.images import Image, UnfitImage, prepared


@dataclass(frozen=True)
class ExhibitPage:
    """One exhibit in every language: fronts and bodies by language."""

    fronts: dict[str, Sourced[ExhibitFront]]
    bodies: dict[str, str]


@dataclass(frozen=True)
class BankFolder:
    bank: Sourced[BankFile]
    questions: list[Sourced[QuestionEntry]]
    exhibits: dict[str, ExhibitPage] = field(default_factory=dict)
    pictures: dict[str, Image] = field(default_factory=dict)


def read_bank(reader: Reader, folder: Path, languages: list[str]) -> BankFolder | None:
    """The bank, or None with the reason among the reader's problems."""
    questions: list[Sourced[QuestionEntry]] = []
    for file in reader.files(f"{reader.name(folder)}/*.yaml"):
        if file.name != "bank.yaml":
            questions.extend(_read_questions(reader, file, languages))
    exhibits = _read_exhibits(reader, folder / "exhibits", languages)
    pictures = _read_pictures(reader, folder / "images", questions)
    document = reader.yaml(folder / "bank.yaml")
    if document is None:
        return None
    bank = shaped(BankFile, document, reader.problems, languages=languages)
    if bank is None:
        return None
    return BankFolder(Sourced(bank, document), questions, exhibits, pictures)


def _read_questions(
    reader: Reader, path: Path, languages: list[str]
) -> list[Sourced[QuestionEntry]]:
    document = reader.yaml(path)
    if document is None:
        return []
    entries = (
        document.data.get("questions") if isinstance(document.data, dict) else None
    )
    if not isinstance(entries, list) or len(document.data) != 1:
        reader.refuse(
            reader.name(path),
            1,
            _("A file of questions holds one list, questions:, and nothing else."),
            _("Put every question under questions:."),
        )
        return []
    found = []
    # One by one, so that a mistake in one question does not hide the others.
    for number, written in enumerate(entries):
        at = ("questions", number)
        shape = _shape_of(written)
        entry = shaped(shape, document, reader.problems, languages=languages, at=at)
        if entry is not None:
            found.append(Sourced(entry, document, at))
        elif isinstance(written, dict) and isinstance(written.get("image"), dict):
            # Its picture is no stranger only because the question has a mistake.
            reader.pass_over(path.parent / "images" / str(written["image"].get("file")))
    return found


def _shape_of(written: Any) -> type[QuestionEntry]:
    kind = written.get("kind") if isinstance(written, dict) else None
    return SHAPES.get(kind, ChoiceEntry) if isinstance(kind, str) else ChoiceEntry


def _read_exhibits(
    reader: Reader, folder: Path, languages: list[str]
) -> dict[str, ExhibitPage]:
    first, *others = languages or ["en"]
    found = {}
    # clinic.md is the first language, clinic.ru.md another one.
    for path in reader.files(f"{reader.name(folder)}/*.md"):
        if "." in path.stem:
            continue
        exhibit = ExhibitPage({}, {})
        for language in (first, *others):
            suffix = "" if language == first else f".{language}"
            page = reader.page(path.with_name(f"{path.stem}{suffix}.md"))
            if page is None:
                continue
            document, body = page
            front = shaped(ExhibitFront, document, reader.problems, languages=languages)
            if front is not None:
                exhibit.fronts[language] = Sourced(front, document)
                exhibit.bodies[language] = body.strip()
        found[path.stem] = exhibit
    return found


def _read_pictures(
    reader: Reader, folder: Path, questions: list[Sourced[QuestionEntry]]
) -> dict[str, Image]:
    """The pictures that questions name, by file; others are strangers."""
    found: dict[str, Image] = {}
    for question in questions:
        if not isinstance(question.is_, HotspotEntry):
            continue
        name = question.is_.image.file
        raw = reader.picture(folder / name)
        if raw is None:
            what = _("There is no picture %(name)s.", name=quoted(name))
            fix = _("Put the file into images/ beside the questions.")
        else:
            try:
                found[name] = prepared(raw)
                continue
            except UnfitImage as error:
                what, fix = str(error), _("Save the picture as PNG or JPEG.")
        reader.problems.append(question.problem(("image", "file"), what, fix))
    return found
