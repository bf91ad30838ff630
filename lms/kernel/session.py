"""The session cookie: signed, without a clock.

Flask's own cookie carries the time it was made and refuses one "from the
future": a server clock set back by a second would sign everybody out, in the
middle of an exam too. Who is signed in, and until when, stands in the database
(lms.accounts), so the cookie needs no time.
"""

import hashlib
from functools import cache
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature, URLSafeSerializer

SIGN_IN = "sign_in"
"""The field with the token of who is signed in (see accounts.doorkeeper)."""


class ClocklessSessions(SecureCookieSessionInterface):
    def get_signing_serializer(self, app: Flask) -> Any:
        return _serializer(str(app.secret_key), self.salt)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        sent = request.cookies.get(self.get_cookie_name(app))
        if not sent:
            return self.session_class()
        try:
            return self.session_class(self.get_signing_serializer(app).loads(sent))
        except BadSignature:
            return self.session_class()


@cache
def _serializer(secret: str, salt: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        secret, salt=salt, signer_kwargs={"digest_method": hashlib.sha256}
    )
