"""Between the pass and the PDF the worker may die at any moment: nothing is lost, and
nothing is there twice, neither the PDF nor the letter."""

import hashlib
import os
import random
import signal
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from certificates.awards.models import Certificate
from certificates.awards.services import award_if_passed
from certificates.documents.models import CertificateDocument, HeldDocument
from lms.accounts.models import Person
from lms.catalogue.models import Certification
from lms.kernel import clock
from lms.kernel.db import db, transaction
from lms.kernel.mail import Mail
from tests.factories import a_pass
from tests.load.processes import children
from tests.load.site import ENGINES, Site, a_site

CERTIFICATES, KILLS, FEWEST = 20, 4, 2
LONGEST_SECONDS = 120


@pytest.mark.parametrize("engine", ENGINES)
def test_a_worker_that_dies_loses_and_doubles_no_pdf_and_no_letter(engine):
    random_ = random.Random()
    with a_site(engine, CERTIFICATES) as site:
        numbers = issue_to_all(site)
        kills = 0
        while kills < KILLS and printed(site) < CERTIFICATES:
            site.start("worker")
            wait_for_work(site, random_)
            kill(site)
            kills += 1
        site.start("worker")
        wait_until_all_is_done(site)
        found = what_there_is(site)

    assert len(numbers) == CERTIFICATES
    assert kills >= FEWEST
    assert found["documents"] == dict.fromkeys(numbers, 1)
    assert found["letters"] == dict.fromkeys(numbers, 1)
    assert found["sent"] == CERTIFICATES
    # Every file belongs to a row, and is what the row says.
    assert found["files"] == found["noted"]
    assert found["held"] == 0


def issue_to_all(site: Site) -> list[str]:
    """A pass for everybody, and with it the certificate, the letter, the job."""
    with site.house.app.app_context():
        foundations = db.session.scalars(
            select(Certification).filter_by(key="foundations")
        ).one()
        numbers = []
        for candidate in site.house.candidates:
            person = db.session.get_one(Person, candidate.person_id)
            a_pass(person, foundations)
            ids = person.id, foundations.id
            with transaction():
                issued = award_if_passed(*ids, now=clock.now())
                held = db.session.get_one(Certificate, issued)
                numbers.append(held.number)
        db.session.remove()
    return numbers


def wait_for_work(site: Site, random_: random.Random) -> None:
    """Until the worker has begun to draw, and then a random moment longer."""
    until = time.monotonic() + 30
    worker = site.processes["worker"].pid
    while not children(worker) and time.monotonic() < until:
        time.sleep(0.02)
    # The first page takes a second, the others less than a tenth each.
    time.sleep(random_.uniform(0, 1.6))


def printed(site: Site) -> int:
    with site.house.app.app_context():
        count = db.session.query(CertificateDocument).count()
        db.session.remove()
    return count


def kill(site: Site) -> None:
    process = site.processes.pop("worker")
    drawing = children(process.pid)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    # What draws for it ends by itself: nobody sends it anything any more.
    until = time.monotonic() + 40
    while any(Path(f"/proc/{pid}").exists() for pid in drawing):
        assert time.monotonic() < until, "a process that draws has no worker any more"
        time.sleep(0.05)


def wait_until_all_is_done(site: Site) -> None:
    until = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < until:
        found = what_there_is(site)
        if len(found["documents"]) == found["sent"] == CERTIFICATES:
            break
        time.sleep(0.5)
    # If something were done twice, it would be done now.
    time.sleep(2)


def what_there_is(site: Site) -> dict[str, object]:
    with site.house.app.app_context():
        documents = db.session.execute(
            select(Certificate.number, CertificateDocument).join_from(
                CertificateDocument, Certificate
            )
        ).all()
        letters = list(db.session.scalars(select(Mail)))
        held = db.session.query(HeldDocument).count()
        db.session.remove()
    files = site.folder / "files" / "certificates"
    return {
        "documents": Counter(number for number, _document in documents),
        "noted": {
            Path(document.storage_key).name: document.sha256
            for _number, document in documents
        },
        "files": {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in (files.iterdir() if files.exists() else ())
        },
        "letters": Counter(number_in(letter) for letter in letters),
        "sent": sum(letter.sent_at is not None for letter in letters),
        "held": held,
    }


def number_in(letter: Mail) -> str:
    """The number of the certificate that a letter is about."""
    with suppress(StopIteration):
        return next(
            word.strip(".,")
            for word in letter.body.split()
            if word.count("-") == 3 and word.startswith("NB-")
        )
    return letter.body
