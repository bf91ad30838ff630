"""Whether the parts of a folder fit together: banks, blueprints, keys, figures."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from lms.kernel.i18n import words as _
from lms.library.bank_checks import bank_problems
from lms.library.certification_checks import certification_problems
from lms.library.documents import ProgrammeFile
from lms.library.folder import CourseFolder, Folder
from lms.library.problems import Problem, quoted
from lms.library.rules.contrast import faint_pairs
from lms.library.sourced import Sourced, doubles
from lms.partners.rules.check import problems as policy_problems


def problems_of(folder: Folder) -> list[Problem]:
    """Everything that does not fit, besides what reading already found."""
    return [
        *_of_programme(folder),
        *_of_art(folder),
        *(
            p
            for key in folder.certifications
            for p in certification_problems(folder, key)
        ),
        *(p for course in folder.courses.values() for p in _of_course(folder, course)),
        *(p for bank in folder.banks.values() for p in bank_problems(bank)),
        *_of_policies(folder),
    ]


def _of_programme(folder: Folder) -> Iterator[Problem]:
    if folder.programme is None:
        return
    programme = folder.programme
    listed = programme.is_.certifications
    yield from _of_brand(programme)
    yield from doubles(
        (key, programme, ("certifications", n)) for n, key in enumerate(listed)
    )
    for number, key in enumerate(listed):
        if not (folder.root / "certifications" / f"{key}.yaml").is_file():
            yield programme.problem(
                ("certifications", number),
                _("There is no certification %(key)s.", key=quoted(key)),
                _("Write certifications/%(key)s.yaml, or take the line out.", key=key),
            )
    for key, certification in folder.certifications.items():
        if key not in listed:
            yield certification.problem(
                (),
                _("programme.yaml does not list %(key)s.", key=quoted(key)),
                _("Add it under certifications:, where it should stand."),
            )


def _of_art(folder: Folder) -> Iterator[Problem]:
    for key in folder.art.bands:
        if key not in folder.certifications:
            yield Problem(
                f"art/certifications/{key}.svg",
                1,
                _("There is no certification %(key)s.", key=quoted(key)),
                _("Name the file after the key of a certification."),
            )


def _of_brand(programme: Sourced[ProgrammeFile]) -> Iterator[Problem]:
    for pair in faint_pairs(programme.is_.brand.colours()):
        yield programme.problem(
            ("brand", pair.colour),
            _(
                "%(words)s on %(ground)s has a contrast of %(ratio)s : 1.",
                words=pair.words,
                ground=pair.ground,
                ratio=pair.ratio,
            ),
            _("Choose colours with at least %(needed)s : 1.", needed=pair.needed),
        )


def _of_course(folder: Folder, found: CourseFolder) -> Iterator[Problem]:
    course = found.course
    certification = folder.certifications.get(course.is_.certification)
    if certification is None:
        path = folder.root / "certifications" / f"{course.is_.certification}.yaml"
        if not path.is_file():
            yield course.problem(
                ("certification",),
                _("There is no certification %(key)s.", key=course.is_.certification),
                _("Name the key of a certification of this programme."),
            )
        return
    if not found.lessons:
        yield course.problem(
            (), _("The course has no lessons."), _("Write 01-name.md beside this file.")
        )
    topics = [topic.key for topic in certification.is_.topics]
    for lesson in found.lessons:
        for front in lesson.fronts.values():
            if front.is_.topic not in topics:
                yield front.problem(
                    ("topic",),
                    _("%(key)s is no topic of the certification.", key=front.is_.topic),
                    _("Its topics are: %(topics)s.", topics=", ".join(topics)),
                )
        yield from _of_translations(list(lesson.fronts.values()))
    yield from _repeated_lessons(found)


def _of_translations(fronts: list[Sourced[Any]]) -> Iterator[Problem]:
    for front in fronts[1:]:
        for name in ("minutes", "topic"):
            if getattr(front.is_, name) != getattr(fronts[0].is_, name):
                yield front.problem(
                    (name,),
                    _("%(field)s differs between the languages.", field=quoted(name)),
                    _("Make it the same in every language of the lesson."),
                )


def _repeated_lessons(found: CourseFolder) -> Iterator[Problem]:
    yield from doubles(
        (lesson.key, front, ())
        for lesson in found.lessons
        for front in list(lesson.fronts.values())[:1]
    )


def _of_policies(folder: Folder) -> Iterator[Problem]:
    days = Counter(
        document.data.get("effective_from")
        for document in folder.policies
        if isinstance(document.data, dict)
    )
    for document in folder.policies:
        for what in policy_problems(document.data):
            line = document.line(*_place(document.data, what))
            fix = _("See docs/programme-format.md, tiers.")
            yield Problem(document.file, line, what, fix)
        start = isinstance(document.data, dict) and document.data.get("effective_from")
        if start and days[start] > 1:
            yield Problem(
                document.file,
                document.line("effective_from"),
                _("Another policy starts on %(day)s too.", day=start),
                _("Give each version a day of its own."),
            )


def _place(policy: Any, what: str) -> tuple[str | int, ...]:
    """Where "premier/requires/events: …" stands in a policy, as near as it says."""
    head, *rest = what.split(":")[0].split("/")
    tiers = policy.get("tiers") if isinstance(policy, dict) else None
    for number, tier in enumerate(tiers if isinstance(tiers, list) else []):
        if isinstance(tier, dict) and head in (tier.get("key"), f"tier {number + 1}"):
            part = rest[0] if rest else "key"
            kinds = [
                line.get("type") if isinstance(line, dict) else None
                for line in tier.get(part, [])
                if rest[1:]
            ]
            at = [kinds.index(rest[1])] if rest[1:] and rest[1] in kinds else []
            return ("tiers", number, part, *at)
    return (head,)
