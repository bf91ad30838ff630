"""The queue: a job exists if and only if its deed was kept, and is done once."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from lms.kernel import clock, jobs, mail
from lms.kernel.db import db, transaction
from lms.kernel.mail import Mail


@pytest.fixture
def worker(app) -> Iterator[None]:
    """A real worker, on a thread of its own: another test's browser may have left
    an event loop on the main one, which the queue's library does not bear."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(jobs.launch, app, executor="test").result(30)
        yield
        thread.submit(jobs.stop).result(30)


def a_letter() -> Mail:
    letter = Mail(
        recipient="ada@example.com", subject="S", body="B", queued_at=clock.now()
    )
    db.session.add(letter)
    db.session.flush()
    jobs.enqueue("send_mail", letter.id)
    return letter


def test_a_job_of_a_kept_deed_is_done(app, worker):
    with transaction():
        kept = a_letter().id

    assert wait_for(lambda: sent_at(kept))


def test_a_job_of_a_deed_that_was_taken_back_does_not_exist(app, worker):
    with pytest.raises(KeyError), transaction():
        a_letter_and_then_a_fault()
    with transaction():
        kept = a_letter().id
    wait_for(lambda: sent_at(kept))

    folder = app.config["SETTINGS"].data_dir / "mail"
    assert len(list(folder.glob("*.eml"))) == 1


def test_a_letter_is_sent_once_however_often_its_job_runs(app):
    with transaction():
        kept = a_letter().id
    mail.send_mail(kept)
    first = sent_at(kept)

    mail.send_mail(kept)

    assert sent_at(kept) == first


def a_letter_and_then_a_fault() -> None:
    a_letter()
    raise KeyError


def sent_at(mail_id: int) -> object:
    db.session.rollback()
    return db.session.scalar(select(Mail.sent_at).where(Mail.id == mail_id))


def wait_for(question, seconds: float = 15) -> object:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := question():
            return found
        time.sleep(0.05)
    return None
