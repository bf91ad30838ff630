"""What becomes of certificates, in one line each."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from certificates.awards.models import Certificate, Suspension
from certificates.awards.rules.causes import Cause
from certificates.awards.services import award_if_passed
from exams.papers.models import Exam, ExamVersion
from exams.sittings.models import Attempt
from lms.accounts.models import Person
from lms.catalogue.models import Certification
from lms.kernel import clock
from lms.kernel.db import db, transaction
from tests.certificates.conftest import NOW
from tests.factories import a_score, an_attempt, an_exam


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), NOW.tzinfo)


def reread(certificate: Certificate) -> Certificate:
    """The certificate as its rows stand now."""
    number = certificate.number
    db.session.rollback()
    return db.session.scalars(select(Certificate).filter_by(number=number)).one()


def state_of(certificate: Certificate, on: date) -> str:
    return str(reread(certificate).state(on))


def awarded(
    person: Person, certification: Certification, *, now: datetime
) -> Certificate | None:
    person_id, certification_id = person.id, certification.id
    with transaction():
        issued = award_if_passed(person_id, certification_id, now=now)
    return issued and db.session.get_one(Certificate, issued)


def a_renewal_exam(certification: Certification) -> Exam:
    """Beside the full exam: ten questions, pass mark 70; the certification's next
    version says that there is one."""
    full = an_exam(certification)
    bank_id, key = full.bank_id, certification.key
    with transaction():
        row = Exam(
            key=f"{key}-renewal",
            certification_id=certification.id,
            is_renewal=True,
            bank_id=bank_id,
        )
        row.versions = [
            ExamVersion(
                number=1,
                questions=10,
                seconds=600,
                pass_mark=70,
                blueprint={"all": 10},
                attempts_allowed=5,
                waits_days=[3],
                digest=f"renewal-{key}",
                published_at=clock.now(),
            )
        ]
        db.session.add(row)
    promised(certification, has_renewal_exam=True)
    return row


def promised(certification: Certification, **changed: Any) -> None:
    """The next version of a certification, with these terms changed."""
    with transaction():
        last = db.session.merge(certification).versions[-1]
        terms = {
            column.key: getattr(last, column.key)
            for column in last.__table__.columns
            if column.key != "id"
        }
        more = {"number": last.number + 1, "digest": f"{last.digest}+", **changed}
        db.session.add(type(last)(**{**terms, **more}))


def renewal_passed(person: Person, exam: Exam, *, at: datetime) -> Attempt:
    """A renewal exam passed then, begun half an hour before."""
    attempt = an_attempt(person, exam, finished_at=at)
    a_score(attempt, 32)
    return attempt


def suspended(certificate: Certificate, *, on: date) -> None:
    certificate_id = certificate.id
    with transaction():
        row = Suspension(
            certificate_id=certificate_id,
            suspended_on=on,
            suspended_at=at_noon(on),
            cause=Cause.IDENTITY,
            reason="Who sat the exam is being looked into.",
        )
        db.session.add(row)


def jobs_waiting(name: str) -> int:
    """How often a job was queued."""
    on_sqlite = db.engine.dialect.name == "sqlite"
    table = "workflow_status" if on_sqlite else "dbos.workflow_status"
    counted = db.text(f"SELECT count(*) FROM {table} WHERE name = :name")
    return db.session.scalar(counted, {"name": name}) or 0
