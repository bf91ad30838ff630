"""The product behind a real port, and a real browser in front of it."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from werkzeug.serving import make_server

from lms.accounts.models import Person
from lms.app import create_app
from lms.kernel.db import db
from tests.conftest import CHEAP, COMPILED
from tests.databases import settings_for, sqlite_copy
from tests.exams.an_exam import an_exam, started
from tests.people import PASSWORD, Visitor, a_person

QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
HARMLESS = ("net::ERR_", "the server responded with a status of")
"""What the browser itself says of requests that a test makes fail."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> Any:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return {
        **browser_type_launch_args,
        "executable_path": chromium,
        "args": [*QUIET, "--disable-component-update", "--disable-sync"],
    }


@pytest.fixture
def live_app(sqlite_file: Path, tmp_path: Path) -> Iterator[Flask]:
    """The product on a database file of its own; the test stands inside its context."""
    with sqlite_copy(sqlite_file, tmp_path) as url:
        app = create_app(settings_for(url, tmp_path), TESTING=True, PASSWORD_COST=CHEAP)
        app.jinja_env.bytecode_cache = COMPILED
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()
            if client := app.extensions.pop("dbos_client", None):
                client.destroy()


@pytest.fixture
def live(live_app: Flask) -> Iterator[str]:
    """The address at which the product answers."""
    server = make_server("127.0.0.1", 0, live_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def signed_in(live_app: Flask, live: str, context: BrowserContext) -> Any:
    """Let the browser in as a person, without the way through the sign-in page."""

    def sign_in(person: Person) -> None:
        client = Visitor(live_app).sign_in(person).client
        name = live_app.config["SESSION_COOKIE_NAME"]
        cookie = client.get_cookie(name)
        assert cookie is not None
        context.add_cookies([{"name": name, "value": cookie.value, "url": live}])

    return sign_in


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page whose console must stay empty: no fault, no breach of the policy."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "console",
        lambda line: (
            said.append(line.text) if line.type in {"error", "warning"} else None
        ),
    )
    yield page
    assert [line for line in said if not any(h in line for h in HARMLESS)] == []


@pytest.fixture
def faults(page: Page) -> Callable[[], list[str]]:
    """What axe finds on the page as it stands."""

    def look() -> list[str]:
        page.wait_for_load_state()
        height = page.evaluate("document.documentElement.scrollHeight")
        # As tall as the page: sticky parts would cover what axe looks at.
        page.set_viewport_size({"width": 1280, "height": max(720, height)})
        found = Axe().run(page).response["violations"]
        return [f"{v['id']}: {v['nodes'][0]['html']}" for v in found]

    return look


@pytest.fixture
def ada(live_app: Flask, signed_in: Any) -> Person:
    """A candidate, signed in in the browser."""
    ada = a_person("Ada Lovelace", password=PASSWORD)
    signed_in(ada)
    return ada


@pytest.fixture
def room(page: Page, live: str, ada: Person) -> Page:
    """The exam room of a new attempt, at question 1, with the pen taken."""
    an_exam()
    with page.expect_response("**/pen"):
        page.goto(f"{live}/attempts/{started(ada).id}")
    expect(page.locator("#q1")).to_be_visible()
    return page
