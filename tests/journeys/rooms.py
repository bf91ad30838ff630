"""What one sees and does in the exam room, and what the database holds of it."""

import re
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import select

from exams.sittings.models import Answer, Attempt, PaperQuestion
from lms.kernel.db import db
from question_banks.items.models import QuestionVersion

SAVED = re.compile(r"Saved \d\d:\d\d:\d\d")
NEWS = re.compile(r"/bells/|/state$")
WAITING = "1 answer waiting, reconnecting"
SLOW = 20_000
"""Milliseconds: the machine that runs the tests may be busy with many of them."""

expect.set_options(timeout=SLOW)


def option(page: Page, position: int, letter: str) -> Locator:
    """The card of an option: what one clicks."""
    return page.locator(f"#q{position} .choice", has_text=re.compile(f"^{letter}"))


def choice(page: Page, position: int, letter: str) -> Locator:
    return page.locator(f"#q{position} input[data-letter={letter}]")


def save_line(page: Page) -> Locator:
    return page.locator(".save__word")


def go_to(page: Page, position: int | str) -> None:
    """Open a question, or "review", as its link does."""
    address = f"q{position}" if isinstance(position, int) else position
    page.evaluate("place => (location.hash = place)", address)
    shown = f"#{address}:not([hidden])"
    expect(page.locator(shown)).to_be_attached()


def held() -> dict[int, str]:
    """What the database holds: {position: letters as shown to the candidate}."""
    db.session.rollback()
    papers = {p.position: p.order for p in db.session.scalars(select(PaperQuestion))}
    return {
        answer.position: "".join(
            "ABCD"[papers[answer.position].index(o)] for o in answer.response
        )
        for answer in db.session.scalars(select(Answer).where(Answer.revision > 0))
    }


def held_by_kind() -> dict[str, Any]:
    """What the database holds, in ids: {kind: response}; of two, the later one."""
    db.session.rollback()
    rows = db.session.execute(
        select(QuestionVersion.kind, Answer.response)
        .join(PaperQuestion, PaperQuestion.version_id == QuestionVersion.id)
        .join(
            Answer,
            (Answer.attempt_id == PaperQuestion.attempt_id)
            & (Answer.position == PaperQuestion.position),
        )
        .where(Answer.revision > 0)
        .order_by(Answer.saved_at)
    )
    return {row.kind: row.response for row in rows}


def attempt() -> Attempt:
    """The only attempt, as the database has it now."""
    db.session.rollback()
    return db.session.scalars(select(Attempt)).one()


def blocked(page: Page | BrowserContext) -> None:
    """The line to the API is cut, but pages still come."""
    page.route("**/api/**", lambda route: route.abort())


def unblocked(page: Page | BrowserContext) -> None:
    page.unroute("**/api/**")


def deaf(page: Page) -> None:
    """The room hears of nothing by itself, however long the machine takes."""
    page.route(NEWS, lambda route: route.abort())


def hearing(page: Page) -> None:
    page.unroute(NEWS)


def looked(page: Page) -> None:
    """Let the room ask the server now what it would ask within twenty seconds."""
    with page.expect_response("**/state"):
        page.evaluate("dispatchEvent(new Event('online'))")


def unsent(page: Page) -> list[dict[str, Any]]:
    """What waits in this browser's database, of any attempt."""
    rows: list[dict[str, Any]] = page.evaluate(ROWS)
    return rows


def left_behind(page: Page) -> list[Any]:
    """What attempts left on this computer, in whichever place."""
    keys: list[str] = page.evaluate("Object.keys(localStorage)")
    return unsent(page) + [key for key in keys if key.startswith("laurel.attempt.")]


ROWS = """() => new Promise((go) => {
  const request = indexedDB.open("laurel");
  request.onsuccess = () => {
    if (!request.result.objectStoreNames.length) return go([]);
    const rows = request.result.transaction("unsent").objectStore("unsent").getAll();
    rows.onsuccess = () => go(rows.result);
  };
})"""


def evaluated(browser, live, script, argument=None):
    """What a script says that uses the room's modules by themselves."""
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(f"{live}/sign-in")
    said = page.evaluate(script, argument)
    context.close()
    return said
