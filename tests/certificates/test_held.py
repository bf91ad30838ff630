"""What cannot be printed waits for a person, who sees why and has a way out."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from certificates.awards.models import Certificate
from certificates.corrections import services as corrections
from certificates.corrections.services import Printed
from certificates.documents import queries, services
from certificates.documents.errors import NotHeld
from certificates.documents.models import CertificateDocument, HeldDocument
from certificates.documents.pressroom import Pressroom
from certificates.documents.printing import print_certificates
from certificates.documents.rules.reasons import Reason
from certificates.keys.errors import NoKey
from lms.accounts.models import Person
from lms.accounts.rules.roles import Role
from lms.catalogue.models import Certification
from lms.config import ROOT
from lms.kernel import storage
from lms.kernel.actor import SYSTEM
from lms.kernel.audit import AuditEvent
from lms.kernel.db import db, transaction
from lms.kernel.jobs import JOBS
from tests.certificates.conftest import NOW, a_certificate
from tests.certificates.prints import issued_to
from tests.certificates.test_award import waiting_jobs
from tests.factories import a_certification
from tests.people import a_person, actor

BABY = "Baby \U0001fae8 Lovelace"


@pytest.fixture
def manager(visitor):
    return visitor.sign_in(a_person("Pat Manager", Role.PROGRAMME_MANAGER))


def held_rows() -> list[HeldDocument]:
    return list(db.session.scalars(select(HeldDocument)))


def named(name: str, certification: Certification | None = None) -> Certificate:
    """A certificate for somebody of this name."""
    person = a_person(f"Person {len(name)}")
    with transaction():
        db.session.get_one(Person, person.id).name = name
    return a_certificate(person, certification or a_certification(f"c{len(name)}"))


def test_a_name_no_font_has_is_held_once_with_its_letters(app):
    held = issued_to(BABY)

    JOBS["render_certificate"](held.id)
    JOBS["render_certificate"](held.id)

    (row,) = held_rows()
    assert (row.certificate_id, row.reason, row.letters) == (
        held.id,
        "letters",
        "\U0001fae8",
    )
    assert (row.since, row.solved_at) == (NOW, None)
    assert queries.document_of(held.id) is None


def test_what_is_printed_at_last_waits_for_nobody(app):
    held = issued_to("Ada Lovelace")
    with transaction():
        services.hold(held.id, Reason.LETTERS, "Ж", now=NOW)

    JOBS["render_certificate"](held.id)

    assert held_rows()[0].solved_at == NOW
    assert queries.held() == []


def test_two_workers_that_print_the_same_one_print_it_once(app):
    held_id = issued_to("Ada Lovelace").id
    together = Barrier(2)
    db.session.remove()

    def work(number):
        with app.app_context():
            together.wait()
            JOBS["render_certificate"](held_id)
            db.session.remove()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(work, range(2)))

    noted = db.session.query(CertificateDocument).one()
    kept = storage.get(noted.storage_key)
    assert hashlib.sha256(kept).hexdigest() == noted.sha256


def test_one_that_is_held_does_not_hold_up_the_others(app):
    ada, baby, bob = issued_to("Ada Lovelace"), named(BABY), named("Bob Stone")

    outcome = print_certificates([ada.id, baby.id, bob.id])

    assert (outcome.printed, outcome.held, outcome.unstamped) == (2, 1, 0)
    assert [row.certificate_id for row in held_rows()] == [baby.id]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_too_much_to_draw_is_held_and_the_others_are_printed(app):
    ada = issued_to("Ada Lovelace")
    bomb = named("W" * 6_000_000, ada.certification)
    room = Pressroom(1, longest=6)
    try:
        outcome = print_certificates([bomb.id, ada.id], room=room)
    finally:
        room.close()

    assert (outcome.printed, outcome.held) == (1, 1)
    assert [row.reason for row in held_rows()] == ["too_much"]


def test_layers_that_fail_are_no_reason_not_to_print(app, monkeypatch, tmp_path):
    held = issued_to("Ada Lovelace")
    room = Pressroom(1)
    room.presses[0].folder = with_a_broken_underlay(tmp_path)
    try:
        outcome = print_certificates([held.id], room=room)
    finally:
        room.close()

    assert (outcome.printed, outcome.held) == (1, 0)


def test_what_fails_in_one_pass_too_is_our_fault(app, tmp_path):
    held = issued_to("Ada Lovelace")
    room = Pressroom(1)
    room.presses[0].folder = with_a_broken_printer(tmp_path)
    try:
        outcome = print_certificates([held.id], room=room)
    finally:
        room.close()

    assert (outcome.printed, outcome.held) == (0, 1)
    assert [row.reason for row in held_rows()] == ["fault"]


def test_a_fault_of_ours_is_seen_after_the_queue_has_given_up(app, monkeypatch):
    held = issued_to("Ada Lovelace")
    settings = app.config["SETTINGS"]
    nowhere = settings.model_copy(update={"keys_dir": settings.data_dir / "none"})
    monkeypatch.setitem(app.config, "SETTINGS", nowhere)

    with pytest.raises(NoKey):
        JOBS["render_certificate"](held.id)

    assert [row.reason for row in held_rows()] == ["fault"]
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    app.extensions.pop("key_keeper")
    JOBS["render_certificate"](held.id)
    assert queries.held() == []


def test_a_corrected_name_that_cannot_be_printed_is_seen_although_the_old_one_was(
    app, monkeypatch
):
    held = issued_to("Ada Lovelace")
    JOBS["render_certificate"](held.id)
    pat = actor(a_person("Pat Manager", Role.PROGRAMME_MANAGER))
    words = Printed("Ada King", None)
    with transaction():
        corrections.correct(held.id, words, "A misspelling.", by=pat, now=NOW)
    settings = app.config["SETTINGS"]
    nowhere = settings.model_copy(update={"keys_dir": settings.data_dir / "none"})
    monkeypatch.setitem(app.config, "SETTINGS", nowhere)
    app.extensions.pop("key_keeper", None)

    with pytest.raises(NoKey):
        JOBS["render_certificate"](held.id)

    assert [row.reason for row in held_rows()] == ["fault"]


def with_a_broken_underlay(folder):
    """The product as it is, with a lower layer that nothing fits on."""
    return changed(folder, "layers.py", "if len(own) != len(self._slots)", "if True")


def with_a_broken_printer(folder):
    return changed(folder, "drawing.py", "def _written(", "def _unwritten(")


def changed(folder, file, what, into):
    for name in ("lms", "templates", "exams", "question_banks"):
        (folder / name).symlink_to(ROOT / name)
    documents = folder / "certificates" / "documents"
    documents.mkdir(parents=True)
    for path in (ROOT / "certificates").iterdir():
        if path.name != "documents":
            (folder / "certificates" / path.name).symlink_to(path)
    for path in (ROOT / "certificates/documents").iterdir():
        if path.name not in (file, "__pycache__"):
            (documents / path.name).symlink_to(path)
    text = (ROOT / "certificates/documents" / file).read_text()
    assert what in text
    (documents / file).write_text(text.replace(what, into))
    return folder


def test_the_list_says_why_and_offers_the_way_out(manager):
    baby = issued_to(BABY)
    JOBS["render_certificate"](baby.id)

    page = manager.get("/certificates/issued/held")

    assert page.status_code == 200
    assert "No font has these letters:" in page.text
    assert "U+1FAE8" in page.text
    assert baby.number in page.text
    assert f'action="/certificates/issued/{baby.number}/printing"' in page.text
    assert "1 cannot be printed" in manager.get("/certificates/issued").text


def test_an_empty_list_says_that_nothing_waits(manager):
    issued_to("Ada Lovelace")

    page = manager.get("/certificates/issued/held")

    assert "Nothing waits" in page.text
    assert "cannot be printed" not in manager.get("/certificates/issued").text


def test_who_only_looks_gets_no_button_and_cannot_press_it(visitor):
    baby = issued_to(BABY)
    JOBS["render_certificate"](baby.id)
    visitor.sign_in(a_person("Aud Itor", Role.AUDITOR))

    assert "/printing" not in visitor.get("/certificates/issued/held").text
    before = waiting_jobs()
    answer = visitor.post(f"/certificates/issued/{baby.number}/printing")

    assert answer.status_code == 403
    assert waiting_jobs() == before


def test_trying_again_queues_it_and_is_written_down(manager):
    baby = issued_to(BABY)
    JOBS["render_certificate"](baby.id)

    answer = manager.post(f"/certificates/issued/{baby.number}/printing")

    assert (answer.status_code, answer.location) == (302, "/certificates/issued/held")
    noted = db.session.scalars(
        select(AuditEvent).filter_by(action="certificates.document.tried_again")
    ).one()
    assert (noted.subject_id, noted.after) == (baby.number, {"reason": "letters"})


def test_what_does_not_wait_is_not_tried_again(app):
    held = issued_to("Ada Lovelace")

    with pytest.raises(NotHeld), transaction():
        services.try_again(held.id, by=SYSTEM, now=NOW)


def test_the_holder_is_told_that_somebody_looks_at_it(visitor):
    baby = issued_to(BABY)
    JOBS["render_certificate"](baby.id)
    visitor.sign_in(baby.person)

    answer = visitor.get(f"/certificates/{baby.number}/pdf")

    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, None)
    assert "The staff of the programme see it in their list" in answer.text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(manager, queries, count):
    for number in range(count):
        held = named("A" * (number + 1))
        with transaction():
            services.hold(held.id, Reason.LETTERS, "Ж", now=NOW)
    manager.get("/certificates/issued/held")
    db.session.remove()
    queries.clear()

    manager.get("/certificates/issued/held")

    assert len(queries) == 3
