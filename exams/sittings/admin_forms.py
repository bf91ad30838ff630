"""How a list of attempts can be narrowed."""

from typing import Any

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from exams.papers.naming import exam_title
from exams.papers.queries import exams
from exams.sittings import admin_queries as queries
from exams.sittings.admin_queries import State
from lms.kernel.db import Text
from lms.kernel.forms import Form, LineField
from lms.kernel.i18n import words as _

STATES = {
    State.OPEN: _("In progress"),
    State.PASSED: _("Passed"),
    State.FAILED: _("Not passed"),
    State.HANDED_IN: _("Handed in"),
    State.TIME_UP: _("Time ran out"),
    State.VOID: _("Void"),
}


class AttemptsForm(Form):
    """Empty fields do not narrow the list."""

    class Meta(Form.Meta):
        csrf = False

    person = LineField(_("Name or e-mail"))
    exam = SelectField(_("Exam"), default="")
    state = SelectField(_("State"), default="")
    company = SelectField(_("Company"), default="")

    @property
    def chosen(self) -> dict[str, str]:
        """What narrows the list, by field; a value that is not offered does not."""
        self.validate()
        return {f.name: f.data for f in self if f.data and not f.errors}


def attempts_form(sent: Any, titles: dict[int, Text]) -> AttemptsForm:
    """The filters, with the exams and companies there are."""
    form = AttemptsForm(sent)
    form.exam.choices = [
        SelectChoice("", _("All")),
        *(
            SelectChoice(exam.key, exam_title(exam, titles.get(exam.certification_id)))
            for exam in exams()
        ),
    ]
    form.state.choices = [
        SelectChoice("", _("All")),
        *(SelectChoice(state, word) for state, word in STATES.items()),
    ]
    form.company.choices = [
        SelectChoice("", _("All")),
        *(SelectChoice(c.slug, c.name) for c in queries.companies()),
    ]
    return form
