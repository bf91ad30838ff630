"""A programme folder as one value: everything it says, with the line it says it on."""

from dataclasses import dataclass, field
from pathlib import Path

from lms.kernel.i18n import LANGUAGES
from lms.kernel.i18n import words as _
from lms.library.art import Art, read_art
from lms.library.bank_folder import BankFolder, read_bank
from lms.library.documents import (
    CertificationFile,
    CourseFile,
    LessonFront,
    ProgrammeFile,
)
from lms.library.problems import Problem
from lms.library.reading import Reader
from lms.library.shaping import shaped
from lms.library.sourced import Sourced
from lms.library.yamltext import Document


@dataclass(frozen=True)
class Lesson:
    """One lesson in every language: fronts and bodies by language."""

    key: str
    fronts: dict[str, Sourced[LessonFront]]
    bodies: dict[str, str]


@dataclass(frozen=True)
class CourseFolder:
    course: Sourced[CourseFile]
    lessons: list[Lesson]


@dataclass
class Folder:
    """What was read; parts with mistakes are left out and named in `problems`."""

    root: Path
    programme: Sourced[ProgrammeFile] | None = None
    certifications: dict[str, Sourced[CertificationFile]] = field(default_factory=dict)
    courses: dict[str, CourseFolder] = field(default_factory=dict)
    banks: dict[str, BankFolder] = field(default_factory=dict)
    policies: list[Document] = field(default_factory=list)
    art: Art = field(default_factory=Art)
    problems: list[Problem] = field(default_factory=list)


def read_folder(root: Path) -> Folder:
    """Read every file once. Mistakes are collected, never raised."""
    reader = Reader(root)
    folder = Folder(root, problems=reader.problems)
    if not root.is_dir():
        reader.refuse(".", 1, _("There is no such folder."), _("Check the path."))
        return folder
    languages = _read_programme(reader, folder)
    if not (root / "programme.yaml").is_file():
        return folder  # some other folder: naming all of its files would help nobody
    _read_certifications(reader, folder, languages)
    for path in reader.folders("courses"):
        _read_course(reader, folder, path / "course.yaml", languages)
    for path in reader.folders("banks"):
        bank = read_bank(reader, path, languages)
        if bank is not None:
            folder.banks[path.name] = bank
    folder.art = read_art(reader)
    for path in reader.files("tiers/*.json"):
        document = reader.json(path)
        if document is not None:
            folder.policies.append(document)
    reader.refuse_strangers()
    return folder


def _read_programme(reader: Reader, folder: Folder) -> list[str]:
    document = reader.yaml(reader.root / "programme.yaml")
    if document is None:
        return []
    # The languages come first: every other text is checked against them.
    data = document.data if isinstance(document.data, dict) else {}
    given = data.get("languages")
    languages = [c for c in LANGUAGES if isinstance(given, list) and c in given]
    programme = shaped(ProgrammeFile, document, reader.problems, languages=languages)
    if programme is not None:
        folder.programme = Sourced(programme, document)
    return languages


def _read_certifications(reader: Reader, folder: Folder, languages: list[str]) -> None:
    for path in reader.files("certifications/*.yaml"):
        document = reader.yaml(path)
        if document is None:
            continue
        found = shaped(
            CertificationFile, document, reader.problems, languages=languages
        )
        if found is not None:
            folder.certifications[path.stem] = Sourced(found, document)


def _read_course(
    reader: Reader, folder: Folder, path: Path, languages: list[str]
) -> None:
    lessons = _read_lessons(reader, path.parent, languages)
    document = reader.yaml(path)
    if document is None:
        return
    course = shaped(CourseFile, document, reader.problems, languages=languages)
    if course is not None:
        key = path.parent.name
        folder.courses[key] = CourseFolder(Sourced(course, document), lessons)


def _read_lessons(reader: Reader, folder: Path, languages: list[str]) -> list[Lesson]:
    first, *others = languages or ["en"]
    lessons = []
    # 01-regions.md is the first language, 01-regions.ru.md another one.
    for path in reader.files(f"{reader.name(folder)}/[0-9][0-9]-*.md"):
        if "." in path.stem:
            continue
        fronts, bodies = {}, {}
        for language in (first, *others):
            suffix = "" if language == first else f".{language}"
            page = reader.page(path.with_name(f"{path.stem}{suffix}.md"))
            if page is None:
                continue
            document, body = page
            front = shaped(LessonFront, document, reader.problems, languages=languages)
            if front is not None:
                fronts[language] = Sourced(front, document)
                bodies[language] = body
        lessons.append(Lesson(path.stem[3:], fronts, bodies))
    return lessons
