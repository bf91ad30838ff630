"""A file that somebody hands in to be checked."""

from flask_wtf.file import FileField, FileRequired
from wtforms.validators import ValidationError

from certificates.verification.limits import LARGEST
from lms.kernel.forms import Form
from lms.kernel.i18n import words as _


class FileForm(Form):
    file = FileField(_("PDF of the certificate"), [FileRequired(_("Choose a file"))])

    largest = LARGEST
    content = b""

    def validate_file(self, field: FileField) -> None:
        self.content = field.data.read(LARGEST + 1)
        if len(self.content) > LARGEST:
            raise ValidationError(
                _("The file has more than 5 MB. Certificates of ours are much smaller.")
            )
