"""What every answer tells the browser, on errors too."""

import re

import pytest

from lms.app import create_app
from lms.kernel.db import db
from tests.databases import settings_for

HOST = "https://learn.example.com"
EXACTLY = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}


@pytest.fixture
def client(sqlite_file, tmp_path):
    """A browser at a site that runs on https, and whose database is empty."""
    settings = settings_for(f"sqlite:///{tmp_path}/none.db", tmp_path, base_url=HOST)
    app = create_app(settings)
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/static/css/base.css", 200),
        ("/sign-in", 503),
        ("/nowhere", 503),
        ("/team", 302),
        ("/api/v1/nowhere", 404),
        ("/api/v1/openapi.json", 200),
    ],
)
def test_every_answer_is_protected(client, path, status):
    answer = client.get(path, base_url=HOST, buffered=True)

    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in EXACTLY} == EXACTLY
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_the_nonce_is_new_every_time(client):
    nonces = {
        re.search(
            r"'nonce-([^']+)'",
            client.get("/team", base_url=HOST).headers["Content-Security-Policy"],
        )[1]
        for _ in range(5)
    }
    assert len(nonces) == 5
    assert min(map(len, nonces)) >= 22


def test_pages_are_kept_by_no_cache_and_assets_for_a_year(client):
    page = client.get("/team", base_url=HOST).headers["Cache-Control"]
    sheet = client.get("/static/css/base.css", base_url=HOST, buffered=True)
    asset = sheet.headers["Cache-Control"]

    assert page == "no-store"
    assert "max-age=31536000" in asset


def test_the_cookie_belongs_to_this_host_and_to_no_script(app, tmp_path):
    settings = settings_for(
        app.config["SETTINGS"].database_url, tmp_path, base_url=HOST
    )
    secure = create_app(settings)

    with secure.app_context():
        answer = secure.test_client().get("/sign-in", base_url=HOST)
        db.session.remove()
        db.engine.dispose()

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-laurel=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie


def test_a_form_needs_its_token_but_no_referrer(app, tmp_path):
    settings = settings_for(
        app.config["SETTINGS"].database_url, tmp_path, base_url=HOST
    )
    secure = create_app(settings)
    fields = {"email": "nobody@example.com"}

    with secure.app_context():
        client = secure.test_client()
        page = client.get("/reset", base_url=HOST).text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        without = client.post("/reset", base_url=HOST, data=fields)
        fields["csrf_token"] = token
        within = client.post("/reset", base_url=HOST, data=fields)
        db.session.remove()
        db.engine.dispose()
        secure.extensions.pop("dbos_client").destroy()

    assert (without.status_code, within.status_code) == (400, 200)


def test_another_host_name_gets_no_page(client):
    answer = client.get("/sign-in", base_url="https://evil.example")

    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
