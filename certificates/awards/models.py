"""Certificates and their revocations: added, never edited."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certificates.awards.rules.term import State, Term, state
from exams.practicals.models import PracticalResult
from exams.sittings.models import Attempt
from lms.accounts.models import Person
from lms.catalogue.models import Certification, CertificationVersion
from lms.kernel.db import Model


class Certificate(Model):
    """What was certified, as it was printed.

    In force on days with issued_on <= day < expires_on, unless revoked. It
    points at the attempt and the practical it rests on: the chain from question
    version to tier runs through this row.
    """

    __tablename__ = "certificates"
    __table_args__ = (
        CheckConstraint("expires_on > issued_on", name="expires_after_issue"),
        CheckConstraint(
            "attempt_id IS NOT NULL OR practical_result_id IS NOT NULL OR is_demo",
            name="rests_on_something",
        ),
        Index(
            "uq_certificates_practical",
            "practical_result_id",
            unique=True,
            sqlite_where=text("practical_result_id IS NOT NULL"),
            postgresql_where=text("practical_result_id IS NOT NULL"),
        ),
        Index(None, "person_id", "certification_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    token: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    certification_id: Mapped[int] = mapped_column(
        ForeignKey("certifications.id"), index=True
    )
    certification_version_id: Mapped[int] = mapped_column(
        ForeignKey("certification_versions.id")
    )
    attempt_id: Mapped[int | None] = mapped_column(
        ForeignKey("attempts.id"), unique=True
    )
    practical_result_id: Mapped[int | None] = mapped_column(
        ForeignKey("practical_results.id")
    )
    holder_name: Mapped[str]
    company_name: Mapped[str | None]
    language: Mapped[str]
    issued_on: Mapped[date]
    expires_on: Mapped[date] = mapped_column(index=True)
    issued_at: Mapped[datetime]
    is_demo: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship()
    certification: Mapped[Certification] = relationship()
    certification_version: Mapped[CertificationVersion] = relationship()
    attempt: Mapped[Attempt | None] = relationship()
    practical_result: Mapped[PracticalResult | None] = relationship()
    revocation: Mapped["Revocation | None"] = relationship(back_populates="certificate")

    @property
    def term(self) -> Term:
        return Term(self.issued_on, self.expires_on)

    @property
    def printed_name(self) -> str:
        """The holder as the newest edition names them."""
        return self.holder_name

    @property
    def printed_at(self) -> datetime:
        """When the newest edition was made."""
        return self.issued_at

    def state(self, on: date) -> State:
        """Valid, expired or revoked, as of a day."""
        revoked_on = self.revocation.revoked_on if self.revocation else None
        return state(self.term, revoked_on, on=on)


class Revocation(Model):
    """A certificate was taken back: by whom, when, why."""

    __tablename__ = "revocations"

    certificate_id: Mapped[int] = mapped_column(
        ForeignKey("certificates.id"), primary_key=True
    )
    revoked_on: Mapped[date]
    revoked_at: Mapped[datetime]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str]

    certificate: Mapped[Certificate] = relationship(back_populates="revocation")
