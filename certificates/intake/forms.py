"""What staff may send about earlier results."""

from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField
from wtforms.validators import InputRequired, Length

from lms.kernel.forms import Form, LineField
from lms.kernel.i18n import words as _


class FileForm(Form):
    file = FileField(_("CSV or XLSX file"), [FileRequired(_("Choose a file"))])


class ConfirmationForm(Form):
    """What the preview promised."""

    expected = IntegerField("", [InputRequired()])
    file_name = LineField("", [Length(max=120)])
