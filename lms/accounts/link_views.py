"""A forgotten password, and the links that come by mail."""

from datetime import timedelta

from flask import Blueprint, Response, flash, redirect, render_template, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts import doorkeeper, passwords, queries, services
from lms.accounts.errors import LinkNotGood, UnfitPassword
from lms.accounts.forms import PasswordForm, ResetForm
from lms.accounts.models import OneTimeLink, Person
from lms.kernel import clock, throttle
from lms.kernel.db import db, transaction
from lms.kernel.i18n import language
from lms.kernel.jobs import enqueue
from lms.kernel.permissions import Permission, allow
from lms.kernel.session import SIGN_IN

bp = Blueprint("accounts_links", __name__)

RESETS = 5
RESETS_WINDOW = timedelta(hours=1)
"""For one address: nobody's mailbox is filled by a stranger."""


@bp.get("/reset")
@allow(Permission.PUBLIC)
def show_reset_request() -> ResponseReturnValue:
    return render_template("accounts/reset.html", form=ResetForm())


@bp.post("/reset")
@allow(Permission.PUBLIC)
def create_reset_request() -> ResponseReturnValue:
    """The same answer after the same work, whether the address is known or not."""
    form, now = ResetForm(), clock.now()
    if not form.validate():
        return render_template("accounts/reset.html", form=form), 422
    email = form.email.data.strip().lower()
    throttle.spend("reset", email, limit=RESETS, window=RESETS_WINDOW, now=now)
    with transaction():
        enqueue("write_reset_letter", email, language())
    return render_template("accounts/reset_sent.html", email=email)


@bp.get("/link/<token>")
@allow(Permission.PUBLIC)
def show_link(token: str) -> ResponseReturnValue:
    return _password_page(PasswordForm(), *_person_behind(token))


@bp.post("/link/<token>")
@allow(Permission.PUBLIC)
def create_password(token: str) -> ResponseReturnValue:
    link, person = _person_behind(token)
    form = PasswordForm()
    if not form.validate():
        return _password_page(form, link, person), 422
    try:
        about = (person.email, person.name)
        kept = passwords.hash_of_new(form.password.data, about=about)
    except UnfitPassword as error:
        form.password.errors = [str(error)]
        return _password_page(form, link, person), 422
    _sign_in_with(token, kept)
    flash(_("Your password is set. It is the only one that signs you in now."))
    return redirect("/")


@bp.after_request
def _keep_the_token_here(response: Response) -> Response:
    # The address is the key: it goes to no other page, not even as a referrer.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@bp.errorhandler(LinkNotGood)
def _link_ended(error: LinkNotGood) -> ResponseReturnValue:
    return render_template("accounts/link_ended.html"), error.status


def _person_behind(token: str) -> tuple[OneTimeLink, Person]:
    link = queries.live_link(doorkeeper.hash_of(token), now=clock.now())
    if link is None:
        raise LinkNotGood(services.LINK_NOT_GOOD)
    return link, db.session.get_one(Person, link.person_id)


def _sign_in_with(token: str, password_hash: str) -> None:
    now = clock.now()
    with transaction():
        link = queries.live_link(doorkeeper.hash_of(token), now=now)
        person = services.use_link(link, password_hash, now=now)
        fresh = services.sign_in(person, password_is_right=True, now=now)
    session.clear()
    session[SIGN_IN] = fresh


def _password_page(form: PasswordForm, link: OneTimeLink, person: Person) -> str:
    return render_template(
        "accounts/set_password.html", form=form, link=link, person=person
    )
