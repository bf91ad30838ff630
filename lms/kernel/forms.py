"""The form fields every room shares."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from lms.kernel.i18n import words as _

__all__ = ["ChoicesField", "DayField", "Form", "LineField"]


class Form(FlaskForm):
    """A form with its token. The token does not run out: an exam may be long."""

    class Meta(FlaskForm.Meta):
        csrf_time_limit = None


class LineField(StringField):
    """One line of text, without the blanks around it or control characters in it."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = str(valuelist[0]) if valuelist else ""
        self.data = "".join(c for c in typed if c.isprintable()).strip()


class ChoicesField(SelectMultipleField):
    """Tick any number of options."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class DayField(DateField):
    """A day from the browser's calendar."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(
                _("Give the day as year, month, day: 2026-11-22")
            ) from error
