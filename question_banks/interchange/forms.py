"""What an author may send about files."""

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, ValidationError
from wtforms.widgets import HiddenInput

from lms.kernel.forms import Form
from lms.kernel.i18n import LANGUAGES, in_language
from lms.kernel.i18n import words as _
from question_banks.interchange import files
from question_banks.interchange.errors import UnreadableFile
from question_banks.items.models import Bank

LANGUAGE_CHOICES = [SelectChoice(code, name) for code, name in LANGUAGES.items()]


class ImportForm(Form):
    """A GIFT file; `text` is what it says, once the form is valid."""

    file = FileField(_("GIFT file"), [FileRequired(_("Choose a file"))])
    language = SelectField(_("Language of the file"), choices=LANGUAGE_CHOICES)
    domain = SelectField(_("Domain for questions without a category"))
    text = ""

    def offer(self, bank: Bank) -> "ImportForm":
        self.domain.choices = [
            SelectChoice(d.key, in_language(d.title)) for d in bank.domains
        ]
        return self

    def validate_file(self, field: Any) -> None:
        try:
            self.text = files.read(field.data.read(files.LARGEST + 1))
        except UnreadableFile as error:
            raise ValidationError(str(error)) from error
        finally:
            field.data.close()


class DraftsForm(Form):
    """Yes to a preview: how many drafts it promised."""

    expected = IntegerField(validators=[NumberRange(min=1)], widget=HiddenInput())


class ExportForm(Form):
    language = SelectField(_("Language of the file"), choices=LANGUAGE_CHOICES)
