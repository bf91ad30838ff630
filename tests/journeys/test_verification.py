"""An outsider checks a certificate: by its link, by its file, before and after it is
revoked."""

import base64
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from certificates.awards.models import Certificate
from certificates.awards.services import revoke
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from tests.certificates.conftest import NOW
from tests.certificates.prints import issued_to, printed

pytestmark = pytest.mark.browser

DROP = """([content, name]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const dropped = new DataTransfer();
  dropped.items.add(new File([bytes], name, { type: "application/pdf" }));
  const event = (kind) => new DragEvent(kind, {
    dataTransfer: dropped, bubbles: true, cancelable: true });
  document.body.dispatchEvent(event("dragenter"));
  document.body.dispatchEvent(event("drop"));
}"""


def drop(page: Page, pdf: bytes) -> None:
    """Let a file fall on the page, as a mouse does."""
    content = base64.b64encode(pdf).decode()
    with page.expect_navigation():
        page.evaluate(DROP, [content, "certificate.pdf"])


def pdf_of(app: Flask, certificate_id: int) -> bytes:
    """Printed in a thread of its own: the browser's driver keeps this one's loop."""

    def work() -> bytes:
        with app.app_context():
            pdf = printed(db.session.get_one(Certificate, certificate_id))
            db.session.remove()
            return pdf

    db.session.rollback()
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(work).result()


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def test_by_its_link_by_its_file_and_after_it_is_revoked(page, live, live_app, faults):
    held = issued_to("Ekaterina Sokolova")
    token, certificate_id = held.token, held.id
    pdf = pdf_of(live_app, certificate_id)
    page.goto(f"{live}/v/{token}")
    expect(heading(page)).to_have_text("This certificate is valid")
    expect(page.locator("main")).not_to_contain_text("Sokolova")
    assert faults() == []

    page.goto(f"{live}/verify")
    assert faults() == []
    drop(page, pdf)
    expect(heading(page)).to_have_text("This certificate is valid")
    expect(page.locator("main")).to_contain_text("Your file is the one we issued")
    assert faults() == []

    altered = bytearray(pdf)
    altered[altered.index(b"stream") + 400] ^= 1
    drop(page, bytes(altered))
    expect(heading(page)).to_have_text("This file is not what we issued")
    expect(page.locator("main")).to_contain_text("The seal does not fit the file")
    assert faults() == []

    drop(page, b"no PDF at all")
    expect(heading(page)).to_have_text("This file cannot be read")
    assert faults() == []

    db.session.rollback()
    with transaction():
        revoke(certificate_id, "Rules of the exam broken.", by=SYSTEM, now=NOW)
    for look in (lambda: page.goto(f"{live}/v/{token}"), lambda: drop(page, pdf)):
        look()
        expect(heading(page)).to_have_text("This certificate was revoked")
    assert faults() == []


def test_a_file_is_chosen_by_keyboard_and_too_large_a_one_stays_here(
    page, live, live_app, tmp_path: Path
):
    file = tmp_path / "certificate.pdf"
    file.write_bytes(pdf_of(live_app, issued_to("Ekaterina Sokolova").id))
    page.goto(f"{live}/verify")
    page.get_by_label("PDF of the certificate").set_input_files(file)
    page.get_by_role("button", name="Check the file").press("Enter")
    expect(heading(page)).to_have_text("This certificate is valid")

    file.write_bytes(bytes(5 * 1024 * 1024 + 1))
    page.goto(f"{live}/verify")
    page.get_by_label("PDF of the certificate").set_input_files(file)
    page.get_by_role("button", name="Check the file").click()
    expect(page.locator("main")).to_contain_text("The file has more than 5 MB")
    expect(page).to_have_url(f"{live}/verify")


def test_it_works_without_scripts(browser, live, live_app, tmp_path: Path):
    file = tmp_path / "certificate.pdf"
    file.write_bytes(pdf_of(live_app, issued_to("Ekaterina Sokolova").id))
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(f"{live}/verify")
    plain.get_by_label("PDF of the certificate").set_input_files(file)
    plain.get_by_role("button", name="Check the file").click()
    expect(heading(plain)).to_have_text("This certificate is valid")
    plain.context.close()
