"""Whether a browser's cookie and its form token are ours and belong together: what
Flask's session and Flask-WTF find out, for those who stand in front of them.
"""

import hmac
from collections.abc import Callable
from functools import lru_cache

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadData, URLSafeTimedSerializer

from lms.kernel.session import SIGN_IN

FORM_TOKEN = "csrf_token"  # noqa: S105  the name of a field
REMEMBERED = 8192
"""Pairs found good; a signature once good stays so under the same secret. Whether
the browser is still signed in, the database is asked every time."""


class PassCheck:
    def __init__(self, app: Flask) -> None:
        self.prefix = f"{app.config['SESSION_COOKIE_NAME']}="
        self._read = _reader(app)

    def sign_in(self, cookies: str, form_token: str) -> str | None:
        """The token of the sign-in, if this browser has one and its form token is of
        the same session; None if there is anything unusual."""
        mine = [c for c in cookies.split("; ") if c.startswith(self.prefix)]
        if len(mine) != 1 or not form_token:
            return None
        return self._read(mine[0].removeprefix(self.prefix), form_token)


def _reader(app: Flask) -> Callable[[str, str], str | None]:
    sessions = app.session_interface
    assert isinstance(sessions, SecureCookieSessionInterface)  # noqa: S101  ours
    cookie = sessions.get_signing_serializer(app)
    form = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token")
    assert cookie is not None  # noqa: S101  the product always has a secret

    @lru_cache(REMEMBERED)
    def read(sent: str, form_token: str) -> str | None:
        try:
            session, named = cookie.loads(sent), form.loads(form_token)
        except BadData:
            return None
        belongs = hmac.compare_digest(str(session.get(FORM_TOKEN, "")), str(named))
        return str(session.get(SIGN_IN, "")) or None if belongs else None

    return read
