"""Tells every request who is asking: by cookie for pages, by token for programs."""

import hashlib
import secrets

import structlog
from flask import Flask, Request, Response, g, session
from flask_login import LoginManager
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from lms.accounts import queries
from lms.accounts.models import SignIn
from lms.accounts.rules.sign_ins import is_noted_again
from lms.kernel import clock
from lms.kernel.actor import Actor, Stranger
from lms.kernel.db import db, transaction
from lms.kernel.session import SIGN_IN

log = structlog.get_logger()


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
    app.after_request(_note_seen)


def _who_is_asking(request: Request) -> Actor | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        g.by_token = True
        return queries.actor_of_token(hash_of(token.strip()), now=clock.now())
    token = session.get(SIGN_IN, "")
    if not token:
        return None
    found = queries.actor_of_sign_in(hash_of(token), now=clock.now())
    if found is None:
        return None
    actor, g.seen_before = found
    g.seen_sign_in = actor.sign_in_id
    return actor


def _note_seen(response: Response) -> Response:
    sign_in_id, now = g.get("seen_sign_in"), clock.now()
    if sign_in_id and is_noted_again(g.seen_before, now=now):
        try:
            with transaction():
                db.session.execute(
                    update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=now)
                )
        except SQLAlchemyError as error:
            # The answer is ready and its deed is kept: a note may fail.
            log.warning("sign-in not noted", error=type(error).__name__)
    return response
