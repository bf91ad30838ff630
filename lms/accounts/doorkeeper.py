"""Tells every request who is asking: by cookie for pages, by token for programs."""

import hashlib
import secrets

from flask import Flask, Request, g, session
from flask_login import LoginManager

from lms.accounts import queries
from lms.kernel import clock
from lms.kernel.actor import Actor, Stranger

COOKIE_FIELD = "sign_in"


def new_token() -> str:
    """256 bits; shown or sent once, kept only as a hash."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """Tokens are long and random, so one round of SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def init_app(app: Flask) -> None:
    login = LoginManager()
    login.init_app(app, add_context_processor=True)
    login.session_protection = None
    login.anonymous_user = Stranger
    login.request_loader(_who_is_asking)


def _who_is_asking(request: Request) -> Actor | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        g.by_token = True
        return queries.actor_of_token(hash_of(token.strip()), now=clock.now())
    token = session.get(COOKIE_FIELD, "")
    if not token:
        return None
    return queries.actor_of_sign_in(hash_of(token), on=clock.now().date())
