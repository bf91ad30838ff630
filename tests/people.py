"""People for tests, and the browser they use."""

import re
from collections.abc import Mapping
from typing import Any

from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from lms.accounts import passwords, queries, services
from lms.accounts.models import Company, Person
from lms.accounts.rules.roles import Role
from lms.kernel import clock
from lms.kernel.actor import SYSTEM, Actor
from lms.kernel.db import db, transaction
from lms.kernel.session import SIGN_IN

PASSWORD = "correct horse battery"


class Browser(FlaskClient):
    """A test client that starts every request afresh."""

    def open(self, *arguments: Any, **more: Any) -> TestResponse:
        # The test's own app context would carry the person and the language of
        # one request over to the next.
        for name in list(g):
            g.pop(name)
        return super().open(*arguments, **more)


class Visitor:
    """A client that keeps its session and sends the token, as a browser does."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        app.test_client_class = Browser
        self.client = app.test_client()
        self.language = "en"

    def sign_in(self, person: Person) -> "Visitor":
        with transaction():
            token = services.sign_in(person, password_is_right=True, now=clock.now())
        with self.client.session_transaction() as session:
            session[SIGN_IN] = token
        return self

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.open("GET", path, **more)

    def post(
        self, path: str, fields: Mapping[str, object] | None = None, **more: Any
    ) -> TestResponse:
        data = {"csrf_token": self.token(), **(fields or {})}
        return self.open("POST", path, data=data, **more)

    def send(self, method: str, path: str, body: Any = None) -> TestResponse:
        """A request as the pages' own scripts make it: JSON, with the token."""
        headers = {"X-CSRFToken": self.token()}
        return self.open(method, path, json=body, headers=headers)

    def open(
        self, method: str, path: str, headers: Any = None, **more: Any
    ) -> TestResponse:
        """One request with a context and a database session of its own.

        What the test has read is let go before, so that it sees the outcome.
        """
        db.session.rollback()
        sent = {"Accept-Language": self.language, **(headers or {})}
        with self.app.app_context():
            return self.client.open(path, method=method, headers=sent, **more)

    def token(self) -> str:
        """The form token of this session, from the page that everybody can open."""
        page = self.open("GET", "/verify")
        found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        assert found, "the page carries no form token"
        return found[1]


def a_person(
    name: str = "Ada Lovelace",
    *roles: Role,
    company: Company | None = None,
    password: str | None = None,
) -> Person:
    """A person with roles (an engineer unless said otherwise)."""
    now = clock.now()
    email = name.lower().replace(" ", ".") + "@example.com"
    # As in the product: the hash is worked out before the transaction opens.
    kept = passwords.hash_of(password) if password else None
    with transaction():
        person = services.open_account(
            email, name, roles or (Role.ENGINEER,), by=SYSTEM, now=now, language="en"
        )
        if company is not None:
            company = db.session.merge(company)
            services.affiliate(person, company, starts=now.date(), by=SYSTEM, now=now)
        if kept is not None:
            person.password_hash = kept
    return person


def a_company(slug: str = "northlight", name: str = "Northlight Systems") -> Company:
    found = db.session.scalar(select(Company).filter_by(slug=slug))
    if found is not None:
        return found
    with transaction():
        company = Company(slug=slug, name=name, country="SE", created_at=clock.now())
        db.session.add(company)
    return company


def actor(person: Person) -> Actor:
    """The person as services see them."""
    found = queries.actor_of_person(person.id, on=clock.now().date())
    assert found is not None
    return found
