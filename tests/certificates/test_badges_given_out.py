"""Badges and credentials as files: to their holder, and to whoever has the code."""

import json
import xml.etree.ElementTree as ET
from io import BytesIO

import pytest
from PIL import Image

from certificates.awards.errors import Suspended
from certificates.awards.services import revoke
from certificates.badges.credential import claims_of, credential_for
from certificates.badges.views import TRIES
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from tests.certificates.conftest import NOW, a_certificate
from tests.certificates.lives import suspended
from tests.certificates.readers import verified
from tests.certificates.test_wallet import program_of
from tests.factories import a_certification, a_programme
from tests.people import a_person

DOORS = (
    "/certificates/{}/credential",
    "/certificates/{}/badge.svg",
    "/certificates/{}/badge.png",
    "/api/v1/certificates/{}/credential",
)
PUBLIC = (
    "/.well-known/did.json",
    "/credentials/issuer",
    "/credentials/achievements/administrator/1",
    "/credentials/achievements/administrator/1/en/badge.svg",
    "/credentials/status/1/revocation",
)


@pytest.fixture
def ada(app):
    a_programme()
    return a_person("Ada Lovelace")


@pytest.fixture
def held(ada):
    return a_certificate(ada, a_certification(level="Professional"))


def revoked(certificate):
    certificate_id = certificate.id
    with transaction():
        revoke(certificate_id, "Rules of the exam broken.", by=SYSTEM, now=NOW)


def test_the_holder_gets_the_credential_as_a_file(visitor, ada, held):
    answer = visitor.sign_in(ada).get(f"/certificates/{held.number}/credential")

    assert answer.mimetype == "application/vc+jwt"
    assert answer.headers["Content-Disposition"] == (
        f"attachment; filename={held.number}.jwt"
    )
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert verified(visitor, answer.text) == claims_of(held)


def test_a_program_of_the_holder_gets_the_same(app, visitor, ada, held):
    answer = program_of(app, ada).get(f"/api/v1/certificates/{held.number}/credential")

    assert (answer.status_code, answer.mimetype) == (200, "application/vc+jwt")
    assert answer.text == credential_for(held)


def test_the_drawing_is_a_badge_with_the_credential_in_it(visitor, ada, held):
    answer = visitor.sign_in(ada).get(f"/certificates/{held.number}/badge.svg")

    assert answer.mimetype == "image/svg+xml"
    drawing = ET.fromstring(answer.text)
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    baked = drawing.findall("{https://purl.imsglobal.org/ob/v3p0}credential")
    assert [tag.attrib["verify"] for tag in baked] == [credential_for(held)]
    title = drawing.find("{http://www.w3.org/2000/svg}title")
    assert title.text == "Platform Administrator, Professional. Nimbus Cloud"


def test_the_picture_is_a_badge_with_the_credential_in_it(visitor, ada, held):
    answer = visitor.sign_in(ada).get(f"/certificates/{held.number}/badge.png")

    with Image.open(BytesIO(answer.data)) as picture:
        picture.load()
        assert (picture.format, picture.size) == ("PNG", (512, 512))
        assert picture.text == {"openbadgecredential": credential_for(held)}
        # Seen through at the corner, ink above the seal, gold and white inside.
        assert picture.getpixel((2, 2))[3] == 0
        assert picture.getpixel((256, 28)) == (10, 26, 48, 255)
        shades = {shade for _, shade in picture.getcolors(1 << 20)}
        assert {(217, 181, 106, 255), (255, 255, 255, 255)} <= shades


@pytest.mark.parametrize("door", DOORS)
def test_what_is_somebody_elses_does_not_exist(app, visitor, held, door):
    bob = a_person("Bob Stone")
    place = door.format(held.number)
    by_api = place.startswith("/api/")
    client = program_of(app, bob) if by_api else visitor.sign_in(bob)

    assert client.get(place).status_code == 404


@pytest.mark.parametrize("door", DOORS)
def test_nothing_of_a_revoked_certificate_is_given_out(app, visitor, ada, held, door):
    place, by_api = door.format(held.number), door.startswith("/api/")
    client = program_of(app, ada) if by_api else visitor.sign_in(ada)
    assert client.get(place).status_code == 200

    revoked(held)
    db.session.rollback()
    answer = client.get(place)

    assert answer.status_code == 410
    assert "This certificate was revoked on 22 November 2026." in answer.text
    assert "openbadge" not in answer.text


@pytest.mark.parametrize("door", DOORS)
def test_nor_of_a_suspended_one(app, visitor, ada, held, door):
    place, by_api = door.format(held.number), door.startswith("/api/")
    client = program_of(app, ada) if by_api else visitor.sign_in(ada)
    assert client.get(place).status_code == 200

    suspended(held, on=NOW.date())
    db.session.rollback()
    answer = client.get(place)

    assert "This certificate is suspended since 22 November 2026." in answer.text
    assert answer.status_code == Suspended.status


def test_whoever_has_the_code_gets_the_credential_without_the_name(visitor, held):
    answer = visitor.get(f"/v/{held.token}/credential")

    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert verified(visitor, answer.text) == claims_of(held, is_named=False)
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("*/*", "text/plain"),
        ("application/vc+jwt", "application/vc+jwt"),
        ("application/json", "application/json"),
        ("application/xml", "text/plain"),
    ],
)
@pytest.mark.parametrize(
    "place", ["/v/{}/credential", "/credentials/status/1/revocation"]
)
def test_a_reader_says_in_which_form(visitor, held, asked, given, place):
    answer = visitor.get(place.format(held.token), headers={"Accept": asked})

    assert answer.mimetype == given
    assert "Accept" in answer.headers["Vary"]
    text = answer.text
    if given == "application/json":
        envelope = json.loads(text)
        assert envelope["type"] == "EnvelopedVerifiableCredential"
        text = envelope["id"].removeprefix("data:application/vc+jwt,")
    assert verified(visitor, text)["iss"] == "did:web:localhost"


def test_a_revoked_or_unknown_code_gives_no_credential(visitor, held):
    revoked(held)

    assert visitor.get(f"/v/{held.token}/credential").status_code == 410
    assert visitor.get("/v/0123456789abcdefghijkl/credential").status_code == 404


def test_guessing_codes_is_stopped(visitor, held):
    for _ in range(TRIES):
        assert visitor.get("/v/unknown/credential").status_code == 404

    assert visitor.get(f"/v/{held.token}/credential").status_code == 429


@pytest.mark.parametrize("place", [*PUBLIC, "/v/{}/credential"])
def test_pages_of_other_sites_may_read_what_is_public(visitor, held, place):
    answer = visitor.get(place.format(held.token))

    assert answer.status_code == 200
    assert answer.headers.getlist("Access-Control-Allow-Origin") == ["*"]
    assert answer.headers.getlist("Cross-Origin-Resource-Policy") == ["cross-origin"]


@pytest.mark.parametrize("door", DOORS)
def test_pages_of_other_sites_may_not_read_what_is_ones_own(visitor, ada, held, door):
    answer = visitor.sign_in(ada).get(door.format(held.number))

    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("place", PUBLIC)
def test_everybody_may_read_what_is_public(visitor, ada, held, place):
    before = visitor.get(place)
    visitor.sign_in(ada)

    assert (before.status_code, before.text) == (200, visitor.get(place).text)
