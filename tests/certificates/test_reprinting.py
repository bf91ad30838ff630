"""Another design: what was printed in an older one is printed anew, once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from certificates.awards.services import revoke
from certificates.documents import design, reprinting
from certificates.documents.errors import NothingToReprint, ReprintingRuns
from certificates.documents.models import CertificateDocument, Reprinting
from certificates.documents.printing import print_certificates
from lms.accounts.rules.roles import Role
from lms.kernel.actor import SYSTEM
from lms.kernel.audit import AuditEvent
from lms.kernel.db import db, transaction
from lms.kernel.jobs import JOBS
from tests.certificates.conftest import NOW, a_certificate
from tests.factories import a_certification, a_programme
from tests.people import a_person


@pytest.fixture
def three(app):
    """Printed in the design of today."""
    a_programme(loaded_at=NOW - timedelta(days=1))
    certification = a_certification()
    held = [
        a_certificate(a_person(name), certification).id
        for name in ("Ada Lovelace", "Bob Stone", "Carl Gauss")
    ]
    print_certificates(held)
    return held


@pytest.fixture
def another_design(three, monkeypatch):
    """From now on: as if a line of the stylesheet had changed."""
    monkeypatch.setattr(design, "digest", lambda: "another")
    return three


def documents_of(certificate_id: int) -> list[str]:
    return list(
        db.session.scalars(
            select(CertificateDocument.design)
            .filter_by(certificate_id=certificate_id)
            .order_by(CertificateDocument.id)
        )
    )


def ask() -> Reprinting:
    with transaction():
        return reprinting.ask(by=SYSTEM, now=NOW)


def run_to_its_end(reprinting_id: int) -> Reprinting:
    """As the queue does: one batch queues the next."""
    for _ in range(20):
        row = db.session.get_one(Reprinting, reprinting_id)
        if row.finished_at is not None:
            return row
        JOBS["reprint_certificates"](reprinting_id, row.reached_id)
        db.session.rollback()
    raise AssertionError("it does not end")


def test_in_the_design_of_today_there_is_nothing_to_do(three):
    assert reprinting.outdated() == 0
    with pytest.raises(NothingToReprint):
        ask()


def test_the_preview_counts_what_would_be_printed(another_design):
    first, *_rest = another_design
    with transaction():
        revoke(first, "Rules of the exam broken.", by=SYSTEM, now=NOW)

    assert reprinting.outdated() == 2


def test_all_are_printed_once_in_the_new_design(another_design, monkeypatch):
    monkeypatch.setattr(reprinting, "BATCH", 2)

    done = run_to_its_end(ask().id)

    assert (done.count, done.printed, done.held) == (3, 3, 0)
    for certificate_id in another_design:
        assert len(documents_of(certificate_id)) == 2
        assert documents_of(certificate_id)[-1] == "another"
    assert reprinting.outdated() == 0


def test_a_batch_that_runs_twice_counts_once(another_design, monkeypatch):
    monkeypatch.setattr(reprinting, "BATCH", 2)
    asked = ask().id

    JOBS["reprint_certificates"](asked, 0)
    JOBS["reprint_certificates"](asked, 0)
    db.session.rollback()

    row = db.session.get_one(Reprinting, asked)
    assert (row.printed, row.reached_id) == (2, another_design[1])
    assert run_to_its_end(asked).printed == 3


def test_two_workers_in_the_same_batch_count_it_once(app, another_design):
    asked, together = ask().id, Barrier(2)
    db.session.remove()

    def work(number):
        with app.app_context():
            together.wait()
            JOBS["reprint_certificates"](asked, 0)
            db.session.remove()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(work, range(2)))

    row = db.session.get_one(Reprinting, asked)
    assert (row.printed + row.held, row.reached_id) == (3, another_design[-1])


def test_a_second_one_is_refused_while_the_first_runs(another_design):
    ask()

    with pytest.raises(ReprintingRuns):
        ask()
    assert db.session.query(Reprinting).count() == 1


def test_a_design_that_is_old_again_is_not_printed(another_design, monkeypatch):
    asked = ask().id
    monkeypatch.setattr(design, "digest", lambda: "a third")

    done = run_to_its_end(asked)

    assert (done.printed, done.finished_at) == (0, NOW)


def test_asking_is_written_down(another_design):
    ask()

    noted = db.session.scalars(
        select(AuditEvent).filter_by(action="certificates.reprinting.asked")
    ).one()
    assert noted.after == {"count": 3, "design": "another"}


def test_the_page_counts_first_and_begins_when_it_is_told(another_design, visitor):
    visitor.sign_in(a_person("Pat Manager", Role.PROGRAMME_MANAGER))
    page = visitor.get("/certificates/reprinting").text
    assert "3 certificates would be printed anew" in page
    assert db.session.query(Reprinting).count() == 0

    assert visitor.post("/certificates/reprinting").status_code == 302
    assert visitor.post("/certificates/reprinting").status_code == 302

    asked = db.session.query(Reprinting).one()
    assert "0 of 3" in visitor.get("/certificates/reprinting").text
    assert visitor.get("/certificates/reprinting/progress").json["goes_on"]
    run_to_its_end(asked.id)
    page = visitor.get("/certificates/reprinting").text
    assert "When the design of certificates changes" in page


def test_who_only_reads_certificates_prints_none(app, visitor):
    visitor.sign_in(a_person("Aud Itor", Role.AUDITOR))

    assert visitor.get("/certificates/reprinting").status_code == 403
    assert visitor.post("/certificates/reprinting").status_code == 403
