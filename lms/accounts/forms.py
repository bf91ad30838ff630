"""What people send about their own account."""

from wtforms import EmailField, PasswordField, SelectChoice, SelectField
from wtforms.validators import DataRequired, Email, Length

from lms.kernel.forms import Form, LineField
from lms.kernel.i18n import LANGUAGES
from lms.kernel.i18n import words as _

LANGUAGE_CHOICES = [SelectChoice(code, name) for code, name in LANGUAGES.items()]
THEME_CHOICES = [
    SelectChoice("", _("As this computer is set")),
    SelectChoice("light", _("Light")),
    SelectChoice("dark", _("Dark")),
]


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
    """How good the password is, is judged when it is hashed (passwords.py)."""

    password = PasswordField(_("New password"), [DataRequired(_("Type a password"))])


class ChangePasswordForm(PasswordForm):
    current = PasswordField(
        _("Current password"), [DataRequired(_("Type your current password"))]
    )


class LooksForm(Form):
    language = SelectField(_("Language"), choices=LANGUAGE_CHOICES)
    theme = SelectField(_("Appearance"), choices=THEME_CHOICES)


class TokenForm(Form):
    label = LineField(
        _("What is it for?"),
        [
            DataRequired(_("Say what the token is for")),
            Length(max=80, message=_("Use at most 80 characters")),
        ],
    )
