"""One loading of one folder: each room publishes its part, the summary says what."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from exams.papers.services import publish_exam
from lms.catalogue import services as catalogue
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.learning import publishing as learning
from lms.library import content
from lms.library.bank_folder import BankFolder
from lms.library.documents import ExamTerms
from lms.library.folder import Folder
from lms.library.questions import question_text
from lms.library.summary import Deed, Kind, Summary
from lms.partners.publishing import publish_policy
from question_banks.items.models import Bank
from question_banks.items.publishing import QuestionText, publish_questions
from question_banks.items.services import ensure_bank


class Loading:
    """Done once, in the caller's transaction."""

    def __init__(self, folder: Folder, *, by: Actor, now: datetime) -> None:
        if folder.programme is None:
            raise ValueError("only a checked folder can be loaded")
        self._folder, self._by, self._now = folder, by, now
        self._programme = folder.programme.is_
        self._summary = Summary()

    def run(self) -> Summary:
        """Publish every part; an audit row if anything changed."""
        self._load_programme()
        self._load_certifications()
        self._load_banks()
        self._load_exams()
        self._load_courses()
        self._load_policies()
        if self._summary.changes:
            audit.record(
                "library.programme.loaded",
                "programme",
                self._programme.provider,
                by=self._by,
                now=self._now,
                after=dict(self._summary.as_json()),
            )
        db.session.flush()
        return self._summary

    def _load_programme(self) -> None:
        version = catalogue.publish_programme(
            content.provider(self._programme, self._folder.art),
            by=self._by,
            now=self._now,
        )
        if version:
            self._note_version(Kind.PROGRAMME, version.provider, version.number)

    def _load_certifications(self) -> None:
        keys = self._programme.certifications
        for position, key in enumerate(keys, 1):
            version = catalogue.publish_certification(
                key,
                content.terms(
                    self._folder.certifications[key].is_,
                    self._folder.art.bands.get(key, ""),
                ),
                position=position,
                now=self._now,
            )
            if version:
                self._note_version(Kind.CERTIFICATION, key, version.number)
        left = catalogue.retire_certifications(besides=keys, now=self._now)
        self._note(Kind.CERTIFICATION, Deed.RETIRED, (c.key for c in left))

    def _load_banks(self) -> None:
        known = {
            bank.key: bank
            for bank in db.session.scalars(
                select(Bank).options(selectinload(Bank.domains))
            )
        }
        for key, found in self._folder.banks.items():
            bank = self._load_bank(key, found, known.get(key))
            texts = [question_text(entry.is_, found) for entry in found.questions]
            self._load_questions(bank, texts)
        for key in known.keys() - self._folder.banks.keys():
            self._load_questions(known[key], [])

    def _load_bank(self, key: str, found: BankFolder, bank: Bank | None) -> Bank:
        before = _face_of(bank)
        title, domains = found.bank.is_.title, found.bank.is_.domains
        bank = ensure_bank(key, title, [domain.model_dump() for domain in domains])
        if before is None:
            self._note(Kind.BANK, Deed.ADDED, [key])
        elif before != _face_of(bank):
            self._note(Kind.BANK, Deed.CHANGED, [key])
        return bank

    def _load_questions(self, bank: Bank, texts: list[QuestionText]) -> None:
        done = publish_questions(bank, texts, by=self._by, now=self._now)
        self._note(Kind.QUESTION, Deed.ADDED, done.added)
        self._note(Kind.QUESTION, Deed.CHANGED, done.changed)
        self._note(Kind.QUESTION, Deed.RETURNED, done.returned)
        self._note(Kind.QUESTION, Deed.RETIRED, done.retired)

    def _load_exams(self) -> None:
        banks = {bank.key: bank.id for bank in db.session.scalars(select(Bank))}
        for key in self._programme.certifications:
            terms = self._folder.certifications[key].is_
            self._load_exam(key, terms.exam, banks)
            if terms.renewal is not None:
                self._load_exam(key, terms.renewal.exam, banks, is_renewal=True)

    def _load_exam(
        self,
        key: str,
        exam: ExamTerms | None,
        banks: Mapping[str, int],
        *,
        is_renewal: bool = False,
    ) -> None:
        if exam is None:
            return
        version = publish_exam(
            key,
            banks[exam.bank],
            content.conditions(exam),
            is_renewal=is_renewal,
            now=self._now,
        )
        if version:
            self._note_version(Kind.EXAM, version.exam.key, version.number)

    def _load_courses(self) -> None:
        for key, found in self._folder.courses.items():
            course = found.course.is_
            done = learning.publish_course(
                key,
                certification=course.certification,
                title=course.title,
                summary=course.summary,
                is_basic=course.basic,
                lessons=[content.lesson(lesson) for lesson in found.lessons],
                now=self._now,
            )
            self._note_course(key, done)
        left = learning.retire_courses(besides=self._folder.courses, now=self._now)
        self._note(Kind.LESSON, Deed.RETIRED, (lesson.key for lesson in left))

    def _note_course(self, key: str, done: learning.PublishedCourse) -> None:
        self._note(Kind.COURSE, Deed.ADDED, [key] if done.is_new else [])
        self._note(Kind.COURSE, Deed.CHANGED, [key] if done.is_changed else [])
        self._note(Kind.LESSON, Deed.ADDED, done.added)
        self._note(Kind.LESSON, Deed.CHANGED, done.changed)
        self._note(Kind.LESSON, Deed.RETURNED, done.returned)
        self._note(Kind.LESSON, Deed.RETIRED, done.retired)

    def _load_policies(self) -> None:
        for document in self._folder.policies:
            version = publish_policy(document.data, now=self._now)
            if version:
                self._note(Kind.POLICY, Deed.ADDED, [version.name])

    def _note(self, kind: Kind, deed: Deed, names: Iterable[str]) -> None:
        self._summary.note(kind, deed, names)

    def _note_version(self, kind: Kind, name: str, number: int) -> None:
        self._note(kind, Deed.ADDED if number == 1 else Deed.CHANGED, [name])


def _face_of(bank: Bank | None) -> object:
    """What people see of a bank besides its questions."""
    if bank is None:
        return None
    domains = sorted((d.position, d.key, sorted(d.title.items())) for d in bank.domains)
    return sorted(bank.title.items()), domains
