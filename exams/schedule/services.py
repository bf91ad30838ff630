"""Changing the schedule: each change is in the audit trail."""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, delete, insert, select, update

from exams.papers.models import Exam
from exams.schedule.errors import NameTaken, UnfitWindow, WindowOver
from exams.schedule.models import (
    Admission,
    CandidateGroup,
    ExamWindow,
    GroupMember,
    Voucher,
    VoucherBatch,
)
from exams.schedule.rules.codes import code, hash_of
from exams.schedule.rules.entry import Rule
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.i18n import words as _
from lms.kernel.moments import iso

MOST_CODES = 1000
LONGEST_WINDOW = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class WindowTimes:
    opens_at: datetime
    latest_start_at: datetime
    ends_at: datetime | None = None


def set_rule(exam: Exam, rule: Rule, *, by: Actor, now: datetime) -> None:
    """Say how an exam may be started. Attempts under way are not touched."""
    held = db.session.get(Admission, exam.id, with_for_update=True)
    before = Rule(held.only_in_windows, held.only_with_voucher) if held else Rule()
    if before == rule:
        return
    held = held or Admission(exam_id=exam.id)
    held.only_in_windows = rule.only_in_windows
    held.only_with_voucher = rule.only_with_voucher
    db.session.add(held)
    audit.record(
        "exams.admission.changed",
        "exam",
        exam.key,
        by=by,
        now=now,
        before=asdict(before),
        after=asdict(rule),
    )


def make_window(
    exam: Exam,
    title: str,
    times: WindowTimes,
    group_id: int | None = None,
    *,
    by: Actor,
    now: datetime,
) -> ExamWindow:
    """Add a window. Raises UnfitWindow when its times contradict each other."""
    refuse_unfit(times, now=now)
    window = ExamWindow(
        exam_id=exam.id,
        title=title,
        group_id=group_id,
        made_at=now,
        made_by_id=by.person_id,
        **asdict(times),
    )
    db.session.add(window)
    db.session.flush()
    after = {name: iso(at) for name, at in asdict(times).items()}
    _note("exams.window.made", "window", window.id, after | {"exam": exam.key}, by, now)
    return window


def refuse_unfit(times: WindowTimes, *, now: datetime) -> None:
    """Raises UnfitWindow: a window has a length, an end after it, and a future."""
    if times.latest_start_at <= times.opens_at:
        raise UnfitWindow(_("The latest start has to come after the opening."))
    if times.ends_at is not None and times.ends_at <= times.latest_start_at:
        raise UnfitWindow(_("The hard end has to come after the latest start."))
    if times.latest_start_at <= now:
        raise UnfitWindow(_("This window would be over already."))
    if times.latest_start_at - times.opens_at > LONGEST_WINDOW:
        raise UnfitWindow(_("A window lasts a year at most."))


def cancel_window(window_id: int, *, by: Actor, now: datetime) -> None:
    """Nobody starts in it any more; who has started goes on. Raises WindowOver."""
    done = db.session.execute(
        update(ExamWindow)
        .where(
            ExamWindow.id == window_id,
            ExamWindow.cancelled_at.is_(None),
            ExamWindow.latest_start_at >= now,
        )
        .values(cancelled_at=now)
    )
    if not _changed_one(done):
        raise WindowOver(_("This window is over."))
    _note("exams.window.cancelled", "window", window_id, {}, by, now)


def make_group(name: str, *, by: Actor, now: datetime) -> CandidateGroup:
    """A new, empty group. Raises NameTaken."""
    if db.session.scalar(select(CandidateGroup.id).filter_by(name=name)):
        raise NameTaken(_("Another group has this name."))
    group = CandidateGroup(name=name, made_at=now, made_by_id=by.person_id)
    db.session.add(group)
    db.session.flush()
    _note("exams.group.made", "candidate_group", group.id, {"name": name}, by, now)
    return group


def add_members(
    group: CandidateGroup, people: Collection[int], *, by: Actor, now: datetime
) -> None:
    """Add people who are not in the group yet."""
    rows = [
        {"group_id": group.id, "person_id": person_id, "added_at": now}
        for person_id in people
    ]
    if rows:
        db.session.execute(insert(GroupMember), rows)
        after = {"people": sorted(people)}
        _note("exams.group.joined", "candidate_group", group.id, after, by, now)


def remove_member(
    group: CandidateGroup, person_id: int, *, by: Actor, now: datetime
) -> None:
    """Take somebody out; nobody notices a second time."""
    done = db.session.execute(
        delete(GroupMember).filter_by(group_id=group.id, person_id=person_id)
    )
    if _changed_one(done):
        after = {"people": [person_id]}
        _note("exams.group.left", "candidate_group", group.id, after, by, now)


def make_vouchers(
    batch: VoucherBatch, number: int, *, by: Actor, now: datetime
) -> list[str]:
    """Keep a batch with this many new codes; they are returned once and not kept."""
    batch.made_at, batch.made_by_id = now, by.person_id
    db.session.add(batch)
    db.session.flush()
    codes = [code(secrets.choice) for _each in range(number)]
    db.session.execute(insert(Voucher), _rows(batch.id, codes))
    after = {"exam": batch.exam_id, "window": batch.window_id, "number": number}
    _note("exams.vouchers.made", "voucher_batch", batch.id, after, by, now)
    return codes


def withdraw_vouchers(batch_id: int, *, by: Actor, now: datetime) -> None:
    """Codes of this batch that are not used do not work any more."""
    done = db.session.execute(
        update(VoucherBatch)
        .where(VoucherBatch.id == batch_id, VoucherBatch.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )
    if _changed_one(done):
        _note("exams.vouchers.withdrawn", "voucher_batch", batch_id, {}, by, now)


def _rows(batch_id: int, codes: Iterable[str]) -> list[dict[str, object]]:
    return [{"batch_id": batch_id, "code_hash": hash_of(each)} for each in codes]


def _changed_one(done: object) -> bool:
    assert isinstance(done, CursorResult)  # noqa: S101  for the type checker
    return done.rowcount == 1


def _note(
    action: str,
    kind: str,
    subject: int,
    after: dict[str, Any],
    by: Actor,
    now: datetime,
) -> None:
    audit.record(action, kind, subject, by=by, now=now, after=after or None)
