"""The form fields every room shares."""

from typing import Any

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import DateField, SelectMultipleField, StringField
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta
from wtforms.widgets import CheckboxInput, ListWidget

from lms.kernel.i18n import language
from lms.kernel.i18n import words as _

__all__ = ["ChoicesField", "DayField", "Form", "LineField"]


class Form(FlaskForm):
    """A form with its token. The token does not run out: an exam may be long."""

    class Meta(FlaskForm.Meta):
        csrf_time_limit = None

        @property
        def locales(self) -> tuple[str, ...]:
            return (language(),)

        def get_translations(self, form: BaseForm) -> Any:
            """WTForms' own words, read once for each language; Flask-WTF would read
            the file for every request."""
            return DefaultMeta.get_translations(self, form)

        def wrap_formdata(self, form: BaseForm, formdata: Any) -> Any:
            """What was posted: files for the fields that take files, text for the
            others. JSON is no form."""
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            if request.method != "POST" or not (request.form or request.files):
                return None
            files = MultiDict(
                (name, file)
                for name, file in request.files.items(multi=True)
                if isinstance(form._fields.get(name), FileField)
            )
            return CombinedMultiDict((files, request.form))


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
