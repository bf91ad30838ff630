"""What staff may send about windows, groups and vouchers. Times are in UTC."""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
    TextAreaField,
)
from wtforms.fields import DateTimeLocalField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from exams.papers.models import Exam
from exams.papers.naming import exam_title
from exams.schedule.models import CandidateGroup, ExamWindow
from exams.schedule.rules.entry import Rule
from exams.schedule.services import MOST_CODES, WindowTimes
from lms.kernel.db import Text
from lms.kernel.digests import digest_of
from lms.kernel.forms import DayField, Form, LineField
from lms.kernel.i18n import words as _
from lms.kernel.moments import iso

LONGEST_TITLE = 80
LONGEST_PASTE = 200_000
FIRST_YEAR, LAST_YEAR = 2000, 2100


class MomentField(DateTimeLocalField):
    """A date with its time, in UTC."""

    data: datetime | None

    def __init__(self, label: Any, validators: Any, **more: Any) -> None:
        super().__init__(label, validators, format=["%Y-%m-%dT%H:%M"], **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Give day and time: 2026-11-22 14:30")) from error
        moment: datetime | None = self.data
        self.data = moment.replace(tzinfo=UTC) if moment else None

    def pre_validate(self, form: Any) -> None:
        if self.data and not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            raise ValidationError(_("This year is out of range."))


def _title(label: Any) -> LineField:
    said = _("Use at most %(max)d characters")
    return LineField(
        label,
        [DataRequired(_("Give it a name.")), Length(max=LONGEST_TITLE, message=said)],
    )


class RuleForm(Form):
    """How one exam may be started."""

    only_in_windows = BooleanField(_("Only in windows"))
    only_with_voucher = BooleanField(_("Only with a voucher"))

    @property
    def rule(self) -> Rule:
        return Rule(bool(self.only_in_windows.data), bool(self.only_with_voucher.data))


class WindowForm(Form):
    """A window; `seen` proves that its ends were looked at before."""

    exam = SelectField(_("Exam"))
    title = _title(_("Name of the window"))
    group = SelectField(_("For whom"), default="")
    opens_at = MomentField(
        _("Opens"), [InputRequired(_("Say when the window opens: day and time."))]
    )
    latest_start_at = MomentField(
        _("Latest start"), [InputRequired(_("Say when the latest start is."))]
    )
    ends_at = MomentField(_("Hard end"), [Optional()])
    seen = HiddenField()

    def offer(
        self,
        exams: Iterable[Exam],
        titles: dict[int, Text],
        groups: Iterable[CandidateGroup],
    ) -> None:
        """Let these exams and groups be chosen."""
        self.exam.choices = exam_choices(exams, titles)
        self.group.choices = [
            SelectChoice("", _("Everybody")),
            *(SelectChoice(str(group.id), group.name) for group in groups),
        ]

    @property
    def times(self) -> WindowTimes:
        return WindowTimes(
            _known(self.opens_at.data),
            _known(self.latest_start_at.data),
            self.ends_at.data,
        )

    @property
    def digest(self) -> str:
        """Of what was looked at: another one is looked at again."""
        times = (self.opens_at.data, self.latest_start_at.data, self.ends_at.data)
        return digest_of([self.exam.data, *map(iso, times)])

    @property
    def was_seen(self) -> bool:
        return bool(self.seen.data == self.digest)


class GroupForm(Form):
    name = _title(_("Name of the group"))


class MembersForm(Form):
    """Addresses as they are pasted; `seen` says that their fate was looked at."""

    addresses = TextAreaField(
        _("Addresses, one a line"),
        [
            DataRequired(_("Paste at least one address.")),
            Length(max=LONGEST_PASTE, message=_("This is too much for one paste.")),
        ],
    )
    seen = HiddenField()


class VouchersForm(Form):
    """A batch of codes, for an exam or for one window of it."""

    target = SelectField(_("For"))
    title = _title(_("Name of the batch"))
    number = IntegerField(
        _("How many codes"),
        [
            InputRequired(_("Say how many.")),
            NumberRange(1, MOST_CODES, message=_("From 1 to %(max)s")),
        ],
    )
    expires_on = DayField(
        _("Valid until the end of"), [InputRequired(_("Give a day."))]
    )

    def offer(
        self,
        exams: Iterable[Exam],
        titles: dict[int, Text],
        windows: Iterable[ExamWindow],
    ) -> None:
        """Let these exams and windows be chosen."""
        self.target.choices = [
            *exam_choices(exams, titles),
            *(
                SelectChoice(f"{w.exam.key}/{w.id}", f"{_named(titles, w)}: {w.title}")
                for w in windows
            ),
        ]

    @property
    def chosen(self) -> tuple[str, int | None]:
        """The exam's key, and the window's id if it is for a window."""
        key, _slash, window = str(self.target.data).partition("/")
        return key, int(window) if window else None

    @property
    def expires_at(self) -> datetime:
        """The last moment of the day, in UTC."""
        return datetime.combine(_known(self.expires_on.data), time.max, UTC)


def exam_choices(exams: Iterable[Exam], titles: dict[int, Text]) -> list[SelectChoice]:
    """Exams by the title of their certification."""
    return [
        SelectChoice(exam.key, exam_title(exam, titles.get(exam.certification_id)))
        for exam in exams
    ]


def _named(titles: dict[int, Text], window: ExamWindow) -> str:
    return exam_title(window.exam, titles.get(window.exam.certification_id))


def _known(value: Any) -> Any:
    """What validation has made sure of."""
    assert value is not None  # noqa: S101  for the type checker
    return value
