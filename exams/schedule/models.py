"""Windows, groups and vouchers."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exams.papers.models import Exam
from lms.accounts.models import Person
from lms.kernel.db import Model


class Admission(Model):
    """How an exam may be started; without a row at any time, without a voucher."""

    __tablename__ = "exam_admissions"

    exam_id: Mapped[int] = mapped_column(ForeignKey("exams.id"), primary_key=True)
    only_in_windows: Mapped[bool] = mapped_column(default=False)
    only_with_voucher: Mapped[bool] = mapped_column(default=False)


class CandidateGroup(Model):
    """A named list of people who sit an exam together."""

    __tablename__ = "candidate_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    members: Mapped[list["GroupMember"]] = relationship(back_populates="group")


class GroupMember(Model):
    """One person in one group."""

    __tablename__ = "group_members"

    group_id: Mapped[int] = mapped_column(
        ForeignKey("candidate_groups.id"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id"), primary_key=True, index=True
    )
    added_at: Mapped[datetime]

    group: Mapped[CandidateGroup] = relationship(back_populates="members")
    person: Mapped[Person] = relationship()


class ExamWindow(Model):
    """One may start from `opens_at` to `latest_start_at`, both included.

    Who starts has the whole time, whatever the clock says then; only a hard end,
    `ends_at`, cuts it. Without a group the window is open to everybody.
    """

    __tablename__ = "exam_windows"
    __table_args__ = (
        CheckConstraint("latest_start_at > opens_at", name="closes_after_it_opens"),
        CheckConstraint("ends_at > latest_start_at", name="ends_after_the_last_start"),
        Index(None, "exam_id", "latest_start_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exams.id"))
    title: Mapped[str]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("candidate_groups.id"))
    opens_at: Mapped[datetime]
    latest_start_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    cancelled_at: Mapped[datetime | None]

    exam: Mapped[Exam] = relationship()
    group: Mapped[CandidateGroup | None] = relationship()


class VoucherBatch(Model):
    """Codes made together, for one exam or one window of it."""

    __tablename__ = "voucher_batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exams.id"), index=True)
    window_id: Mapped[int | None] = mapped_column(ForeignKey("exam_windows.id"))
    title: Mapped[str]
    expires_at: Mapped[datetime]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    withdrawn_at: Mapped[datetime | None]

    exam: Mapped[Exam] = relationship()
    window: Mapped[ExamWindow | None] = relationship()


class Voucher(Model):
    """One code. Only its hash is kept."""

    __tablename__ = "vouchers"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("voucher_batches.id"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)

    batch: Mapped[VoucherBatch] = relationship()


class VoucherUse(Model):
    """A code was used up by one start; append-only, and once for each code."""

    __tablename__ = "voucher_uses"

    voucher_id: Mapped[int] = mapped_column(ForeignKey("vouchers.id"), primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), unique=True)
    used_at: Mapped[datetime]
