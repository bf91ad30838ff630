"""Printed certificates for tests, and tools that are not ours to look at them."""

import io
import subprocess
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops

from certificates.awards.models import Certificate
from certificates.awards.services import award_if_passed
from certificates.documents import queries as documents
from lms.accounts.models import Person
from lms.kernel import storage
from lms.kernel.db import db, transaction
from lms.kernel.jobs import JOBS
from tests.certificates.conftest import NOW
from tests.factories import a_certification, a_pass, a_programme
from tests.people import a_company, a_person

MARK = (Path(__file__).parents[2] / "lms/library/nimbus/art/mark.svg").read_text()
LONGEST = "Maria del Carmen Fernández-Villaverde de la Santísima Trinidad y Rodríguez"
EKATERINA = "Екатерина Константинопольская"


def issued_to(
    name: str, language: str = "en", *, level: str = "Architect", **programme: Any
) -> Certificate:
    """A certificate for somebody of this name, under such a programme."""
    a_programme(loaded_at=NOW - timedelta(days=1), **{"mark": MARK, **programme})
    company = a_company("sever", "ООО «Северные облачные технологии»")
    person = a_person("Ada Lovelace", company=company)
    certification = a_certification(
        "architect",
        title_words={"en": "Cloud Architect", "ru": "Облачный архитектор"},
        summary={
            "en": "Designs on Nimbus Cloud what a company can rely on.",
            "ru": "Проектирует на Nimbus Cloud то, на что может положиться компания.",
        },
        level=level,
    )
    a_pass(person, certification)
    person_id, certification_id = person.id, certification.id
    with transaction():
        row = db.session.get_one(Person, person_id)
        row.name, row.language = name, language
        issued = award_if_passed(person_id, certification_id, now=NOW)
    return db.session.get_one(Certificate, issued)


def printed(certificate: Certificate) -> bytes:
    """The PDF, as the worker makes it."""
    JOBS["render_certificate"](certificate.id)
    document = documents.document_of(certificate.id)
    assert document is not None
    return storage.get(document.storage_key)


def run(tool: str, *arguments: str, pdf: bytes = b"") -> str:
    """What a command says about the file; its own complaints fail the test."""
    done = subprocess.run([tool, *arguments], input=pdf, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode()


def picture(pdf: bytes, *, dpi: int = 150) -> Image.Image:
    """The page as poppler draws it."""
    done = subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-png", "-singlefile", "-"],
        input=pdf,
        capture_output=True,
        check=True,
    )
    return Image.open(io.BytesIO(done.stdout)).convert("RGB")


def differing(one: Image.Image, other: Image.Image, *, by: int = 0) -> int:
    """How many pixels differ by more than `by` of 255 in some colour."""
    assert one.size == other.size
    channels: Sequence[Image.Image] = ImageChops.difference(one, other).split()
    most = channels[0]
    for channel in channels[1:]:
        most = ImageChops.lighter(most, channel)
    return sum(most.histogram()[by + 1 :])
