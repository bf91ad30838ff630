"""Signing in from an open page: an exam goes on, and nothing on it is lost."""

from typing import Annotated

from apiflask import APIBlueprint
from flask import session
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from lms.accounts import doorkeeper, queries
from lms.accounts.entrance import enter
from lms.kernel import clock
from lms.kernel.permissions import Permission, allow
from lms.kernel.session import SIGN_IN

bp = APIBlueprint("accounts_session", __name__, url_prefix="/api/v1", tag="Session")

Words = Annotated[
    str, StringConstraints(min_length=1, max_length=1000, pattern=r"^[^\u0000]+$")
]


class SignInIn(BaseModel):
    """No field that is not known, no number where text belongs."""

    model_config = ConfigDict(extra="forbid", strict=True)

    email: Words
    password: Words


class SessionOut(BaseModel):
    person_id: int | None = Field(description="None: nobody is signed in")
    csrf_token: str = Field(description="For the header X-CSRFToken")


@bp.get("/session")
@allow(Permission.PUBLIC)
@bp.output(SessionOut)
@bp.doc(summary="Who is signed in in this browser")
def show_session() -> ResponseReturnValue:
    is_known = current_user.is_authenticated
    return _session(current_user.id if is_known else None)


@bp.post("/session")
@allow(Permission.PUBLIC)
@bp.input(SignInIn)
@bp.output(SessionOut)
@bp.doc(summary="Sign in, for a page that is already open", responses=[422, 429])
def create_session(json_data: SignInIn) -> ResponseReturnValue:
    now = clock.now()
    token = enter(json_data.email, json_data.password, now=now)
    # Everything of the session before is dropped, its CSRF token too.
    session.clear()
    session[SIGN_IN] = token
    found = queries.actor_of_sign_in(doorkeeper.hash_of(token), now=now)
    return _session(found[0].id if found else None)


def _session(person_id: int | None) -> dict[str, object]:
    return {"person_id": person_id, "csrf_token": generate_csrf()}
