"""The page of one's own account."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from lms.accounts import own_services, passwords, queries, services
from lms.accounts.entrance import TRIES, TRIES_WINDOW
from lms.accounts.errors import UnfitPassword, WrongSignIn
from lms.accounts.forms import ChangePasswordForm, LooksForm, TokenForm
from lms.accounts.models import Person
from lms.accounts.views import bp
from lms.kernel import clock, throttle
from lms.kernel.db import db, transaction
from lms.kernel.i18n import language
from lms.kernel.permissions import Permission, allow


@bp.get("/account")
@allow(Permission.SIGNED_IN)
def show_account() -> ResponseReturnValue:
    return _page()


@bp.post("/account/looks")
@allow(Permission.SIGNED_IN)
def create_looks() -> ResponseReturnValue:
    form, now = LooksForm(), clock.now()
    if not form.validate():
        return _page(looks=form), 422
    with transaction():
        own_services.choose_language(form.language.data, by=current_user, now=now)
        own_services.choose_theme(form.theme.data or None, by=current_user, now=now)
    return redirect(url_for(".show_account"))


@bp.post("/account/password")
@allow(Permission.SIGNED_IN)
def create_password_change() -> ResponseReturnValue:
    form, now = ChangePasswordForm(), clock.now()
    if not form.validate():
        return _page(password=form), 422
    try:
        kept = _hash_of_change(form)
    except (UnfitPassword, WrongSignIn) as error:
        wrong = form.current if isinstance(error, WrongSignIn) else form.password
        wrong.errors = [str(error)]
        return _page(password=form), 422
    with transaction():
        own_services.change_password(kept, by=current_user, now=now)
    flash(_("Your password is changed, and other browsers are signed out."))
    return redirect(url_for(".show_account"))


@bp.post("/account/sign-outs")
@allow(Permission.SIGNED_IN)
def create_sign_outs() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    with transaction():
        own_services.end_other_sign_ins(by=current_user, now=clock.now())
    flash(_("Other browsers are signed out."))
    return redirect(url_for(".show_account"))


@bp.post("/account/tokens")
@allow(Permission.SIGNED_IN)
def create_token() -> ResponseReturnValue:
    form, now = TokenForm(), clock.now()
    if not form.validate():
        return _page(token=form), 422
    with transaction():
        person = db.session.get_one(Person, current_user.id)
        made = services.make_access_token(
            person, form.label.data, by=current_user, now=now
        )
    # Shown in this answer and nowhere else: a redirect would have to carry it.
    return _page(new_token=made), 201


@bp.post("/account/tokens/<int:token_id>/end")
@allow(Permission.SIGNED_IN)
def create_token_end(token_id: int) -> ResponseReturnValue:
    with transaction():
        own_services.end_access_token(token_id, by=current_user, now=clock.now())
    flash(_("The token opens nothing any more."))
    return redirect(url_for(".show_account", _anchor="tokens"))


def _hash_of_change(form: ChangePasswordForm) -> str:
    email = current_user.email
    throttle.spend("sign-in", email, limit=TRIES, window=TRIES_WINDOW, now=clock.now())
    person = db.session.get_one(Person, current_user.id)
    if not passwords.is_right(person.password_hash, form.current.data):
        raise WrongSignIn(_("This is not your current password."))
    return passwords.hash_of_new(
        form.password.data, about=(current_user.email, current_user.name)
    )


def _page(
    looks: LooksForm | None = None,
    password: ChangePasswordForm | None = None,
    token: TokenForm | None = None,
    new_token: str | None = None,
) -> str:
    now, theme = clock.now(), current_user.theme or ""
    return render_template(
        "accounts/account.html",
        looks=looks or LooksForm(None, language=language(), theme=theme),
        password_form=password or ChangePasswordForm(None),
        token_form=token or TokenForm(None),
        sign_ins=queries.sign_ins_of(current_user.id, now=now),
        tokens=queries.tokens_of(current_user.id, now=now),
        new_token=new_token,
    )
