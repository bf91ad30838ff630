"""The main job, end to end: learn, sit Foundations, get the PDF, count for the tier."""

import json
import re
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from lms.config import ROOT
from lms.demo import DEMO_PASSWORD
from tests.journeys.answering import answer
from tests.journeys.processes import Product, running_product
from tests.load.house import right_response

pytestmark = pytest.mark.browser

ENGINEER = "emma.sandberg@northlight.example"
PARTNER_ADMIN = "astrid.lindqvist@northlight.example"
PICTURES = ROOT / "docs" / "pictures"
"""The README's pictures: this test makes them again when they are missing."""


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    with running_product(tmp_path_factory.mktemp("product")) as running:
        yield running


def sign_in(page: Page, product: Product, email: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{product.address}/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{product.address}/")


def counted(page: Page, product: Product) -> int:
    """The certifications that count, as the partner admin's scorecard gives them."""
    sign_in(page, product, PARTNER_ADMIN)
    answer = page.request.get(
        f"{product.address}/api/v1/partners/northlight/scorecard"
    ).json()
    page.goto(f"{product.address}/scorecard")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Northlight")
    number = int(answer["certifications"]["counted"])
    expect(page.locator(".lines .have").first).to_have_text(re.compile(rf"^{number}\b"))
    return number


def right_by_position(product: Product, attempt_id: int) -> dict[int, Any]:
    """What is right, in the tokens of this paper: what only somebody in the database
    can see."""
    with sqlite3.connect(product.database) as database:
        rows = database.execute(
            'SELECT p.position, p."order", p.tokens, k."right", k.expected '
            "FROM paper_questions p JOIN question_keys k USING (version_id) "
            "WHERE p.attempt_id = ?",
            [attempt_id],
        ).fetchall()
    found = {}
    for position, *columns in rows:
        order, tokens, right, expected = map(json.loads, columns)
        names = dict(zip(order, tokens, strict=True))
        found[position] = right_response(names, right, expected)
    return found


def picture(page: Page, name: str) -> None:
    path = PICTURES / f"{name}.png"
    if not path.exists():
        page.set_viewport_size({"width": 1280, "height": 860})
        page.screenshot(path=path)


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_from_the_first_lesson_to_the_partners_tier(
    page: Page, product: Product, faults, tmp_path: Path
):
    before = counted(page, product)
    assert faults() == []

    sign_in(page, product, ENGINEER)
    assert faults() == []
    read_a_lesson(page, product)
    assert faults() == []
    attempt_id = sit_foundations(page, product)
    assert faults() == []

    file = download_the_certificate(page, product, tmp_path)
    assert faults() == []
    address = look_into(file, tmp_path)
    page.context.clear_cookies()
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "This certificate is valid"
    )
    expect(page.locator("main")).to_contain_text("Emma Sandberg")
    assert faults() == []

    assert counted(page, product) == before + 1
    picture(page, "scorecard")
    assert attempt_id > 0


def read_a_lesson(page: Page, product: Product) -> None:
    page.get_by_role("main").get_by_role("link", name="Begin the course").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if page.get_by_role("button", name="Mark as done and go on").count() == 0:
        page.get_by_role("main").get_by_role(
            "link", name="How this course works"
        ).first.click()
    page.get_by_role("button", name="Mark as done and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Regions and zones")


def sit_foundations(page: Page, product: Product) -> int:
    """Every question answered right, as a candidate does."""
    page.goto(f"{product.address}/exams/foundations")
    page.get_by_label("I have read what is allowed").check()
    page.get_by_role("button", name="Start the exam").click()
    page.wait_for_url("**/attempts/*")
    attempt_id = int(re.search(r"/attempts/(\d+)", page.url)[1])
    expect(page.locator("#q1")).to_be_visible()
    for position, right in sorted(right_by_position(product, attempt_id).items()):
        answer(page.locator(f"#q{position}"), right)
        if position == 12:
            expect(page.locator(".save__word")).to_have_text(re.compile(r"Saved \d"))
            picture(page, "exam-room")
        if position < 50:
            page.get_by_role("link", name="Next").click()
    expect(page.locator(".save__word")).to_have_text(re.compile(r"Saved \d"))
    page.get_by_role("link", name="Review and hand in").click()
    page.get_by_role("button", name="Hand in the exam").click()
    page.get_by_role("dialog").get_by_role("button", name="Hand in now").click()
    page.wait_for_url("**/result")
    expect(page.locator("main")).to_contain_text("100 %")
    expect(page.get_by_role("link", name="Open the certificate")).to_be_visible()
    return attempt_id


def download_the_certificate(page: Page, product: Product, folder: Path) -> Path:
    """The worker makes the PDF; the wallet offers it when it is there."""
    page.goto(f"{product.address}/certificates")
    number = page.locator("main").get_by_text(re.compile(r"NB-\w{4}-\w{4}-\w{4}")).first
    expect(number).to_be_visible()
    found = re.search(r"NB-\w{4}-\w{4}-\w{4}", page.locator("main").inner_text())
    assert found
    address = f"{product.address}/api/v1/certificates/{found[0]}/pdf"
    for _ in range(240):
        reply = page.request.get(address)
        if reply.status == 200:
            break
        assert reply.status == 503
        page.wait_for_timeout(250)
    file = folder / "certificate.pdf"
    file.write_bytes(reply.body())
    return file


def look_into(file: Path, folder: Path) -> str:
    """What readers that are not ours find in the PDF; returns the QR code's address."""
    text = run("pdftotext", "-layout", str(file), "-")
    for words in ("Emma Sandberg", "Cloud Foundations", "Northlight Systems"):
        assert words in text
    fonts = run("pdffonts", str(file)).splitlines()[2:]
    assert fonts
    # "emb sub uni" are the columns before the object number.
    assert {line.split()[-5] for line in fonts} == {"yes"}
    assert shutil.which("qpdf")
    run("qpdf", "--check", str(file))
    run("pdftoppm", "-r", "110", "-png", "-singlefile", str(file), str(folder / "page"))
    codes = zxingcpp.read_barcodes(Image.open(folder / "page.png"))
    assert [code.format.name for code in codes] == ["QRCode"]
    return str(codes[0].text)
