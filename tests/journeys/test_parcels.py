"""A partner admin downloads the certificates of a team at once, and sees it being
packed."""

import re
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from certificates.parcels.models import Parcel
from lms.accounts.rules.roles import Role
from lms.kernel import clock
from lms.kernel.jobs import JOBS
from tests.certificates.conftest import a_certificate
from tests.certificates.prints import run
from tests.certificates.test_parcels import stored, the_parcel
from tests.certificates.test_printfile import a_file
from tests.factories import a_certification, a_programme
from tests.people import a_company, a_person

pytestmark = pytest.mark.browser


@pytest.fixture
def team(live_app, monkeypatch) -> dict[str, bytes]:
    """Three people's stored PDFs by file name, two of which are packed in one go."""
    monkeypatch.setattr(Parcel, "PART", 2)
    a_programme()
    administrator = a_certification()
    found = {}
    for name in ("Ada Lovelace", "Bob Stone", "Carl Gauss"):
        person = a_person(name, company=a_company())
        certificate = a_certificate(person, administrator, at=clock.now())
        number = certificate.number
        found[f"certificates/{number}.pdf"] = stored(certificate, a_file(name))
    return found


def pack_a_part() -> None:
    parcel = the_parcel()
    JOBS["pack_parcel"](parcel.id, parcel.reached)


def test_a_team_s_certificates_come_as_one_file_and_progress_is_seen(
    page, live, signed_in, team, faults, tmp_path
):
    signed_in(a_person("Tomas Berg", Role.PARTNER_ADMIN, company=a_company()))
    page.goto(f"{live}/team/certificates")
    assert faults() == []
    page.get_by_label("With all pages in one file for printing").check()
    page.get_by_role("button", name="Download as ZIP").click()

    said = page.get_by_role("status").filter(has_text="of 3")
    expect(said).to_have_text("0 of 3")
    expect(page.get_by_text("You can leave this page")).to_be_visible()
    assert faults() == []
    pack_a_part()
    expect(said).to_have_text("2 of 3")
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "2")

    pack_a_part()
    pack_a_part()
    link = page.get_by_role("link", name="Download the ZIP")
    expect(link).to_be_visible()
    assert faults() == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    with page.expect_download() as download:
        link.click()
    download.value.save_as(tmp_path / "team.zip")

    with ZipFile(tmp_path / "team.zip") as parcel:
        assert parcel.testzip() is None
        assert team.items() <= {n: parcel.read(n) for n in parcel.namelist()}.items()
        rest = set(parcel.namelist()) - set(team)
        pages = run("pdfinfo", "-", pdf=parcel.read("print.pdf"))
    assert rest == {"manifest.csv", "manifest.xlsx", "print.pdf"}
    assert re.search(r"^Pages: +3$", pages, re.MULTILINE)


def test_the_link_is_nobody_else_s(page, live, signed_in, team):
    signed_in(a_person("Tomas Berg", Role.PARTNER_ADMIN, company=a_company()))
    page.goto(f"{live}/team/certificates")
    page.get_by_role("button", name="Download as ZIP").click()
    expect(page.get_by_text("You can leave this page")).to_be_visible()
    address = page.url

    signed_in(a_person("Vera Colleague", Role.PARTNER_ADMIN, company=a_company()))
    answer = page.goto(address)

    assert answer.status == 404
