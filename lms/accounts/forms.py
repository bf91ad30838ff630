"""What a person may send about accounts."""

from wtforms import EmailField, PasswordField
from wtforms.validators import DataRequired, Email, Length

from lms.accounts.passwords import LONGEST, SHORTEST
from lms.kernel.forms import Form
from lms.kernel.i18n import words as _


class SignInForm(Form):
    email = EmailField(
        _("E-mail address"), [DataRequired(_("Type your e-mail address"))]
    )
    password = PasswordField(_("Password"), [DataRequired(_("Type your password"))])


class ResetForm(Form):
    email = EmailField(
        _("E-mail address"),
        [
            DataRequired(_("Type your e-mail address")),
            Email(_("Type a whole address, as name@company.com")),
        ],
    )


class PasswordForm(Form):
    password = PasswordField(
        _("New password"),
        [
            DataRequired(_("Type a password")),
            Length(
                SHORTEST,
                LONGEST,
                _("Use 10 to 200 characters; four random words make a good one"),
            ),
        ],
    )
