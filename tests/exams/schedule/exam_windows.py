"""Windows, groups and vouchers for tests."""

from datetime import timedelta

from exams.schedule import services
from exams.schedule.models import VoucherBatch
from exams.schedule.rules.entry import Rule
from exams.schedule.services import WindowTimes
from lms.kernel import clock
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction

HOUR = timedelta(hours=1)


def a_rule(exam, **rule):
    with transaction():
        exam = db.session.merge(exam)
        services.set_rule(exam, Rule(**rule), by=SYSTEM, now=clock.now())


def a_window(exam, opens=-HOUR, latest=HOUR, end=None, group=None):
    """A window around now; times are distances from now."""
    now = clock.now()
    times = WindowTimes(now + opens, now + latest, now + end if end else None)
    with transaction():
        exam = db.session.merge(exam)
        group_id = group.id if group else None
        return services.make_window(exam, "Spring", times, group_id, by=SYSTEM, now=now)


def a_group(name="Stockholm", *people):
    now = clock.now()
    with transaction():
        group = services.make_group(name, by=SYSTEM, now=now)
        ids = [person.id for person in people]
        services.add_members(group, ids, by=SYSTEM, now=now)
    return group


def vouchers(exam, number=1, window=None, expires_in=HOUR):
    """The codes of a new batch."""
    now = clock.now()
    exam_id, window_id = exam.id, window.id if window else None
    with transaction():
        batch = VoucherBatch(
            exam_id=exam_id,
            window_id=window_id,
            title="Batch",
            expires_at=now + expires_in,
        )
        return services.make_vouchers(batch, number, by=SYSTEM, now=now)
