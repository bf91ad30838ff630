"""Signing in and out."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from lms.accounts import own_services, services
from lms.accounts.entrance import enter
from lms.accounts.errors import WrongSignIn
from lms.accounts.forms import SignInForm
from lms.accounts.labels import role_label, role_meaning
from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.i18n import LANGUAGES
from lms.kernel.permissions import Permission, allow
from lms.kernel.places import safe_next
from lms.kernel.session import SIGN_IN

bp = Blueprint("accounts", __name__)
bp.add_app_template_global(role_label, "role_label")
bp.add_app_template_global(role_meaning, "role_meaning")


@bp.get("/sign-in")
@allow(Permission.PUBLIC)
def show_sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(safe_next(request.args.get("next")))
    return _sign_in_page(SignInForm())


@bp.post("/sign-in")
@allow(Permission.PUBLIC)
def create_sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate():
        return _sign_in_page(form), 422
    try:
        token = enter(form.email.data, form.password.data, now=clock.now())
    except WrongSignIn as error:
        form.password.errors = [str(error)]
        return _sign_in_page(form), 422
    # Everything of the session before is dropped, its CSRF token too.
    session.clear()
    session[SIGN_IN] = token
    return redirect(safe_next(request.args.get("next")))


@bp.post("/sign-out")
@allow(Permission.SIGNED_IN)
def create_sign_out() -> ResponseReturnValue:
    with transaction():
        services.sign_out(by=current_user, now=clock.now())
    session.clear()
    return redirect(url_for(".show_sign_in"))


@bp.post("/language")
@allow(Permission.PUBLIC)
def create_language_choice() -> ResponseReturnValue:
    """Kept with the person when signed in, else in this browser."""
    chosen = request.form.get("language", "")
    answer = redirect(safe_next(request.form.get("next")))
    if chosen not in LANGUAGES:
        return answer
    if current_user.is_authenticated:
        with transaction():
            own_services.choose_language(chosen, by=current_user, now=clock.now())
    answer.set_cookie(
        "language",
        chosen,
        max_age=timedelta(days=365),
        samesite="Lax",
        httponly=True,
        secure=request.is_secure,
    )
    return answer


def _sign_in_page(form: SignInForm) -> str:
    return render_template("accounts/sign_in.html", form=form)
