"""Questions about windows, groups and vouchers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Select, and_, bindparam, func, select
from sqlalchemy.orm import joinedload, selectinload

from exams.papers.models import Exam
from exams.schedule.models import (
    Admission,
    CandidateGroup,
    ExamWindow,
    GroupMember,
    Voucher,
    VoucherBatch,
    VoucherUse,
)
from exams.schedule.rules.entry import Rule, Window
from lms.accounts.models import Person
from lms.kernel.db import db
from lms.kernel.quick import look

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class GroupLine:
    group: CandidateGroup
    members: int


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A batch with how many codes it has and how many are used up."""

    batch: VoucherBatch
    codes: int
    used: int


def rules() -> dict[int, Rule]:
    """How exams may be started, by exam id; what is missing starts freely."""
    rows = db.session.execute(
        select(
            Admission.exam_id, Admission.only_in_windows, Admission.only_with_voucher
        )
    )
    return {exam_id: Rule(*settings) for exam_id, *settings in rows}


def rule_of(exam_id: int) -> Rule:
    rows = look(RULE, exam=exam_id)
    return Rule(*rows[0]) if rows else Rule()


def windows_for(
    person_id: int, exam_ids: Collection[int], *, now: datetime
) -> dict[int, list[Window]]:
    """Windows that are open or still to come, as one person finds them, by exam."""
    rows = db.session.execute(
        select(ExamWindow, GroupMember.person_id)
        .outerjoin(
            GroupMember,
            and_(
                GroupMember.group_id == ExamWindow.group_id,
                GroupMember.person_id == person_id,
            ),
        )
        .where(
            ExamWindow.exam_id.in_(exam_ids),
            ExamWindow.cancelled_at.is_(None),
            ExamWindow.latest_start_at >= now,
        )
    )
    found: dict[int, list[Window]] = {}
    for row, member in rows:
        is_theirs = row.group_id is None or member is not None
        window = Window(
            row.id, row.opens_at, row.latest_start_at, row.ends_at, is_theirs
        )
        found.setdefault(row.exam_id, []).append(window)
    return found


def voucher(code_hash: str) -> Row[Any] | None:
    """A voucher as a start needs it: id, exam_id, window_id, expires_at,
    withdrawn_at, used_at."""
    row: Any = db.session.execute(
        select(
            Voucher.id,
            VoucherBatch.exam_id,
            VoucherBatch.window_id,
            VoucherBatch.expires_at,
            VoucherBatch.withdrawn_at,
            VoucherUse.used_at,
        )
        .join(VoucherBatch, VoucherBatch.id == Voucher.batch_id)
        .outerjoin(VoucherUse, VoucherUse.voucher_id == Voucher.id)
        .where(Voucher.code_hash == code_hash)
    ).first()
    return cast(Row[Any] | None, row)


def exam(key: str) -> Exam:
    """One exam, or 404."""
    found: Exam = db.one_or_404(select(Exam).filter_by(key=key))
    return found


def windows_ahead(*, now: datetime) -> list[ExamWindow]:
    """Windows in which somebody may start now or later, the next one first."""
    return list(
        db.session.scalars(
            _windows()
            .where(ExamWindow.latest_start_at >= now, ExamWindow.cancelled_at.is_(None))
            .order_by(ExamWindow.opens_at, ExamWindow.id)
        )
    )


def windows_past(*, now: datetime) -> Select[ExamWindow]:
    """Windows that are over or cancelled, the latest first."""
    return (
        _windows()
        .where(
            (ExamWindow.latest_start_at < now) | ExamWindow.cancelled_at.is_not(None)
        )
        .order_by(ExamWindow.opens_at.desc(), ExamWindow.id.desc())
    )


def groups() -> list[GroupLine]:
    """Every group by name, with its size."""
    rows = db.session.execute(
        select(CandidateGroup, func.count(GroupMember.person_id))
        .outerjoin(GroupMember, GroupMember.group_id == CandidateGroup.id)
        .group_by(CandidateGroup.id)
        .order_by(CandidateGroup.name)
    )
    return [GroupLine(group, members) for group, members in rows]


def group(group_id: int) -> CandidateGroup:
    """One group, or 404."""
    return db.get_or_404(CandidateGroup, group_id)


def members(group_id: int) -> Select[Person]:
    """The people of a group by name."""
    return (
        select(Person)
        .join(GroupMember, GroupMember.person_id == Person.id)
        .where(GroupMember.group_id == group_id)
        .order_by(Person.name, Person.id)
    )


def member_ids(group_id: int) -> set[int]:
    return set(
        db.session.scalars(select(GroupMember.person_id).filter_by(group_id=group_id))
    )


def people_at(emails: Collection[str]) -> Mapping[str, int]:
    """Who has these addresses: {address: person id}; closed accounts are nobody's."""
    rows = db.session.execute(
        select(Person.email, Person.id).where(
            Person.email.in_(emails), Person.closed_at.is_(None)
        )
    )
    return {row.email: row.id for row in rows}


def batches() -> list[BatchLine]:
    """Every batch, the newest first."""
    rows = db.session.execute(
        select(
            VoucherBatch,
            func.count(Voucher.id),
            func.count(VoucherUse.voucher_id),
        )
        .join(Voucher, Voucher.batch_id == VoucherBatch.id)
        .outerjoin(VoucherUse, VoucherUse.voucher_id == Voucher.id)
        .options(selectinload(VoucherBatch.exam), selectinload(VoucherBatch.window))
        .group_by(VoucherBatch.id)
        .order_by(VoucherBatch.id.desc())
    )
    return [BatchLine(*row) for row in rows]


RULE = select(Admission.only_in_windows, Admission.only_with_voucher).where(
    Admission.exam_id == bindparam("exam")
)
"""Built once: it is asked for every start."""


def _windows() -> Select[ExamWindow]:
    return select(ExamWindow).options(
        joinedload(ExamWindow.exam), joinedload(ExamWindow.group)
    )
