"""What a grader may send."""

from datetime import date
from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from exams.practicals import evidence
from exams.practicals.rules.evidence import LARGEST, Evidence
from exams.practicals.rules.marking import Criterion, Rubric
from lms.catalogue.models import CertificationVersion
from lms.kernel.actor import Actor
from lms.kernel.errors import Refused
from lms.kernel.forms import DayField, Form, LineField
from lms.kernel.i18n import in_language
from lms.kernel.i18n import words as _
from lms.kernel.places import row_number


class SearchForm(Form):
    """Whom the grader looks for, and for which certification."""

    class Meta(Form.Meta):
        csrf = False

    q = LineField(_("Name or e-mail"))
    certification = SelectField(_("Practical for"))


class PointsField(IntegerField):
    """The points of one criterion; what was typed stays in the field."""

    def __init__(self, criterion: Criterion, **kwargs: Any) -> None:
        self.most = criterion.points
        advice = _("Type whole points from 0 to %(most)s", most=self.most)
        self.advice = advice
        super().__init__(
            in_language(criterion.title),
            [InputRequired(advice), NumberRange(0, self.most, advice)],
            **kwargs,
        )

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(str(self.advice)) from error


class ResultForm(Form):
    """One marking; `result_form` adds a field for each criterion.

    `kept` stands for a file that was sent before, `seen` for the newest result
    that was shown with the form.
    """

    held_on = DayField(
        _("Held on"), [InputRequired(_("Give the day the practical was held"))]
    )
    comment = TextAreaField(_("To the candidate"), filters=[lambda text: _lines(text)])
    evidence = FileField(_("Evidence"))
    leave_out = BooleanField(_("Record without this file"))
    kept = HiddenField()
    seen = HiddenField()

    def validate_evidence(self, field: FileField) -> None:
        if not field.data:
            return
        size = field.data.seek(0, 2)
        field.data.seek(0)
        if size == 0:
            raise ValidationError(_("This file is empty. Choose another one"))
        if size > LARGEST:
            raise ValidationError(
                _("This file is larger than 10 MB. Choose a smaller one")
            )

    @property
    def points(self) -> dict[str, int]:
        return {
            name.removeprefix("points-"): field.data
            for name, field in self._fields.items()
            if isinstance(field, PointsField)
        }

    @property
    def criteria(self) -> list[PointsField]:
        return [field for field in self if isinstance(field, PointsField)]

    @property
    def day(self) -> date:
        day: date = self.held_on.data
        return day

    @property
    def seen_id(self) -> int:
        try:
            return row_number(self.seen.data or "")
        except ValueError:
            return 0

    def evidence_of(self, by: Actor) -> Evidence | None:
        """The file that goes with the result, stored by now."""
        if not self.kept.data:
            return None
        return evidence.from_ticket(self.kept.data, by=by)

    def keep_evidence(self, by: Actor) -> None:
        """Store a sent file and carry its ticket from here on."""
        sent = self.evidence.data
        if sent and not self.evidence.errors:
            kept = evidence.keep(sent.filename, sent.read())
            self.kept.data = evidence.ticket(kept, by=by)
        elif self.leave_out.data or self.evidence_of(by) is None:
            self.kept.data = ""
        self.leave_out.data = False

    def complain(self, error: Refused) -> None:
        """Show a refusal beside the field it is about, else above the form."""
        name = error.detail.get("field")
        if name in self._fields:
            self._fields[name].errors = [str(error)]
        else:
            self.form_errors.append(str(error))


def search_form(sent: Any, practicals: list[CertificationVersion]) -> SearchForm:
    """The search among the certifications that ask for a practical."""
    form = SearchForm(sent)
    form.certification.choices = [
        SelectChoice(version.certification.key, in_language(version.title))
        for version in practicals
    ]
    if form.certification.data is None and practicals:
        form.certification.data = practicals[0].certification.key
    return form


def result_form(rubric: Rubric) -> ResultForm:
    """The form for one rubric."""
    fields = {f"points-{c.key}": PointsField(c) for c in rubric.criteria}
    form: ResultForm = type("RubricForm", (ResultForm,), fields)()
    return form


def _lines(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()
