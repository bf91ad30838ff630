"""Certificates with everything that becomes of them: rows are added, never edited."""

from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, and_, exists, text
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from certificates.awards.legacy import LegacyResult
from certificates.awards.rules.causes import Cause
from certificates.awards.rules.term import State, Term, is_in_force, state
from exams.practicals.models import PracticalResult
from exams.sittings.models import Attempt
from lms.accounts.models import Person
from lms.catalogue.models import Certification, CertificationVersion
from lms.kernel.db import Model

CAUSES = ", ".join(f"'{cause}'" for cause in Cause)
ONE_OPEN = text("ended_at IS NULL")
FIRST = text("renews_id IS NULL")


class CertificateEdition(Model):
    """The certificate with other words on it, from the second edition on; the first
    one is the certificate itself. Its number stays."""

    __tablename__ = "certificate_editions"
    __table_args__ = (CheckConstraint("number > 1", name="first_is_the_certificate"),)

    certificate_id: Mapped[int] = mapped_column(
        ForeignKey("certificates.id"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    holder_name: Mapped[str]
    company_name: Mapped[str | None]
    reason: Mapped[str]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    made_by: Mapped[Person | None] = relationship()


LATER = aliased(CertificateEdition)


class Certificate(Model):
    """What was certified, as it was first printed.

    In force on days with issued_on <= day < expires_on, unless it is revoked,
    suspended or renewed. It points at the attempt and the practical it rests on:
    the chain from question version to tier runs through this row. `renews` is the
    certificate before it of the same person and certification, whatever became of
    that: each has one successor at most and each such chain one beginning, so two
    that take each other's place cannot both be the last one.
    """

    __tablename__ = "certificates"
    __table_args__ = (
        CheckConstraint("expires_on > issued_on", name="expires_after_issue"),
        CheckConstraint(
            "attempt_id IS NOT NULL OR practical_result_id IS NOT NULL "
            "OR legacy_result_id IS NOT NULL OR is_demo",
            name="rests_on_something",
        ),
        Index(
            "uq_certificates_practical",
            "practical_result_id",
            unique=True,
            sqlite_where=text("practical_result_id IS NOT NULL"),
            postgresql_where=text("practical_result_id IS NOT NULL"),
        ),
        Index("uq_certificates_renews_id", "renews_id", unique=True),
        Index("uq_certificates_legacy_result_id", "legacy_result_id", unique=True),
        Index(
            "uq_certificates_one_first",
            "person_id",
            "certification_id",
            unique=True,
            sqlite_where=FIRST,
            postgresql_where=FIRST,
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
    legacy_result_id: Mapped[int | None] = mapped_column(
        ForeignKey("legacy_results.id")
    )
    renews_id: Mapped[int | None] = mapped_column(ForeignKey("certificates.id"))
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
    legacy_result: Mapped[LegacyResult | None] = relationship()
    revocation: Mapped["Revocation | None"] = relationship(back_populates="certificate")
    suspension: Mapped["Suspension | None"] = relationship(
        primaryjoin="and_(Certificate.id == Suspension.certificate_id, "
        "Suspension.ended_at.is_(None))",
        viewonly=True,
    )
    newest_edition: Mapped[CertificateEdition | None] = relationship(
        primaryjoin=lambda: and_(
            Certificate.id == CertificateEdition.certificate_id,
            ~exists().where(
                LATER.certificate_id == CertificateEdition.certificate_id,
                LATER.number > CertificateEdition.number,
            ),
        ),
        viewonly=True,
    )
    renews: Mapped["Certificate | None"] = relationship(
        remote_side=lambda: Certificate.id, back_populates="renewed_by"
    )
    renewed_by: Mapped["Certificate | None"] = relationship(back_populates="renews")

    @property
    def term(self) -> Term:
        """With the renewal window that its certification version promised."""
        opens = timedelta(days=self.certification_version.renewal_opens_days)
        return Term(self.issued_on, self.expires_on, opens)

    @property
    def edition(self) -> int:
        """1 as first issued, one more for each correction."""
        return self.newest_edition.number if self.newest_edition else 1

    @property
    def printed_name(self) -> str:
        """The holder as the newest edition names them."""
        newest = self.newest_edition
        return newest.holder_name if newest else self.holder_name

    @property
    def printed_company(self) -> str | None:
        newest = self.newest_edition
        return newest.company_name if newest else self.company_name

    @property
    def printed_at(self) -> datetime:
        """When the newest edition was made."""
        newest = self.newest_edition
        return newest.made_at if newest else self.issued_at

    @property
    def revoked_on(self) -> date | None:
        return self.revocation.revoked_on if self.revocation else None

    @property
    def suspended_on(self) -> date | None:
        """The first day of a suspension that is not over."""
        return self.suspension.suspended_on if self.suspension else None

    def state(self, on: date) -> State:
        """How it stands on a day. A suspension that is over left no trace on its
        days: what counted when, scorecards ask the rows themselves."""
        return state(
            self._dates,
            self.revoked_on,
            is_suspended=self._is_suspended(on),
            is_renewed=self.successor(on) is not None,
            on=on,
        )

    def successor(self, on: date) -> "Certificate | None":
        """The later certificate that takes its place on a day: one in force."""
        later = self.renewed_by
        while later is not None and not later._holds(on):
            later = later.renewed_by
        return later

    def _holds(self, on: date) -> bool:
        is_taken_back = self.revoked_on is not None and self.revoked_on <= on
        is_kept_back = is_taken_back or self._is_suspended(on)
        return is_in_force(self._dates, on=on) and not is_kept_back

    @property
    def _dates(self) -> Term:
        return Term(self.issued_on, self.expires_on)

    def _is_suspended(self, on: date) -> bool:
        return self.suspended_on is not None and self.suspended_on <= on


class Revocation(Model):
    """A certificate was taken back for good: by whom, when, why.

    `revoked_by_id` is who decided; who proposed it stands in the proposal. Those of
    before there were proposals have none.
    """

    __tablename__ = "revocations"
    __table_args__ = (CheckConstraint(f"cause IN ({CAUSES})", name="cause_is_known"),)

    certificate_id: Mapped[int] = mapped_column(
        ForeignKey("certificates.id"), primary_key=True
    )
    revoked_on: Mapped[date]
    revoked_at: Mapped[datetime]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    cause: Mapped[str] = mapped_column(default=Cause.OTHER, server_default="other")
    reason: Mapped[str]

    certificate: Mapped[Certificate] = relationship(back_populates="revocation")
    revoked_by: Mapped[Person | None] = relationship()


class Suspension(Model):
    """A certificate counts for nothing from a moment on, until it is reinstated.

    On days with suspended_on <= day < ended_on; not on the day it was reinstated.
    """

    __tablename__ = "suspensions"
    __table_args__ = (
        CheckConstraint(f"cause IN ({CAUSES})", name="cause_is_known"),
        CheckConstraint("ended_at >= suspended_at", name="ends_after_it_began"),
        CheckConstraint(
            "(ended_at IS NULL) = (ended_on IS NULL)", name="ends_on_the_day_it_ends"
        ),
        Index(
            "uq_suspensions_one_open",
            "certificate_id",
            unique=True,
            sqlite_where=ONE_OPEN,
            postgresql_where=ONE_OPEN,
        ),
        Index(None, "certificate_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"))
    suspended_on: Mapped[date]
    suspended_at: Mapped[datetime]
    suspended_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    cause: Mapped[str]
    reason: Mapped[str]
    ended_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    end_reason: Mapped[str | None]

    certificate: Mapped[Certificate] = relationship()
    suspended_by: Mapped[Person | None] = relationship(foreign_keys=[suspended_by_id])
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id])
