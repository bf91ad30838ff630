"""The door to an exam: may this person start now, and what does it cost them?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, insert

from exams.schedule import queries
from exams.schedule.errors import NoWindowNow, VoucherInvalid, VoucherNeeded
from exams.schedule.models import VoucherUse
from exams.schedule.rules.codes import hash_of
from exams.schedule.rules.entry import Bar, Barred, Entry, Rule, Ticket, Window, entry
from lms.kernel.db import db
from lms.kernel.errors import Refused
from lms.kernel.i18n import moment
from lms.kernel.i18n import words as _
from lms.kernel.moments import iso


@dataclass(frozen=True, slots=True)
class Admitted:
    """One may start now; the window cuts the time, the voucher is used by it."""

    window: Window | None = None
    voucher_id: int | None = None


def admit(
    exam_id: int, person_id: int, code: str = "", *, rule: Rule, now: datetime
) -> Admitted:
    """Let somebody in by the exam's rule, or say why not.

    Raises NoWindowNow, VoucherNeeded or VoucherInvalid.
    """
    if rule == Rule() and not code:
        return Admitted()
    found = _voucher(code, exam_id, now) if code else None
    ticket = Ticket(found.window_id) if found else None
    windows = queries.windows_for(person_id, [exam_id], now=now)
    way = entry(rule, windows.get(exam_id, ()), ticket, now=now)
    if isinstance(way, Barred):
        raise reason_of(way)
    return Admitted(way.window, found.id if found and way.spends else None)


def ways(
    person_id: int, exam_ids: Collection[int], *, now: datetime
) -> dict[int, Entry | Barred]:
    """How somebody without a voucher finds each of these exams."""
    found = queries.rules()
    bound = [exam_id for exam_id in exam_ids if found.get(exam_id, Rule()) != Rule()]
    windows = queries.windows_for(person_id, bound, now=now) if bound else {}
    return {
        exam_id: entry(found.get(exam_id, Rule()), windows.get(exam_id, ()), now=now)
        for exam_id in exam_ids
    }


def use_up(voucher_id: int, attempt_id: int, *, now: datetime) -> None:
    """One start, one voucher: a second use runs into the primary key."""
    db.session.execute(
        insert(VoucherUse).values(
            voucher_id=voucher_id, attempt_id=attempt_id, used_at=now
        )
    )


def reason_of(way: Barred) -> Refused:
    """Why the door is shut, as a sentence with the next date."""
    opens = way.next_window.opens_at if way.next_window else None
    detail = {"next_window_opens_at": iso(opens)}
    if way.bar is Bar.NO_VOUCHER:
        return VoucherNeeded(_("To start this exam now, you need a voucher."), **detail)
    if opens is None:
        return NoWindowNow(_("No date is set on which you may start it."), **detail)
    words = _("You may start from %(moment)s.", moment=moment(opens))
    return NoWindowNow(words, **detail)


def _voucher(code: str, exam_id: int, now: datetime) -> Row[tuple[int, ...]]:
    found = queries.voucher(hash_of(code))
    if found is None or found.withdrawn_at is not None:
        raise VoucherInvalid(_("This voucher is not valid."))
    if found.used_at is not None:
        raise VoucherInvalid(_("This voucher has been used already."))
    if found.expires_at < now:
        raise VoucherInvalid(_("This voucher has expired."))
    if found.exam_id != exam_id:
        raise VoucherInvalid(_("This voucher is for another exam."))
    return found
