"""The short way to the database behaves as the long one, and belongs to the deed."""

import fcntl
import resource
import socket
from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from lms.kernel.audit import AuditEvent
from lms.kernel.db import UtcDateTime, db, has_hung_up, transaction
from lms.kernel.mail import Mail
from lms.kernel.quick import look

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
LETTERS = select(Mail.id, Mail.recipient, Mail.queued_at, Mail.sent_at).where(
    Mail.recipient == bindparam("to")
)
ADD = insert(Mail).values(
    recipient=bindparam("to"),
    subject="",
    body="",
    queued_at=bindparam("at", type_=UtcDateTime()),
)
DETAILS = select(AuditEvent.after).where(AuditEvent.action == bindparam("action"))


def test_what_was_written_quickly_is_kept_at_once(app):
    look(ADD, to="ada@example.com", at=AT)

    letter = db.session.scalars(select(Mail)).one()
    assert (letter.recipient, letter.queued_at) == ("ada@example.com", AT)


def test_rows_have_names_and_the_products_own_types(app):
    look(ADD, to="ada@example.com", at=AT)

    row, *others = look(LETTERS, to="ada@example.com")

    assert others == []
    assert (row.recipient, row.queued_at, row.sent_at) == ("ada@example.com", AT, None)
    assert row.queued_at.tzinfo is UTC


def test_documents_come_back_as_documents(app):
    event = {"action": "a.b", "subject_kind": "x", "subject_id": "1", "at": AT}
    with transaction():
        db.session.execute(insert(AuditEvent).values(**event, after={"of": [1, None]}))

    assert look(DETAILS, action="a.b")[0].after == {"of": [1, None]}


def test_inside_a_transaction_it_belongs_to_the_deed(app):
    def write_and_fail():
        with transaction():
            look(ADD, to="ada@example.com", at=AT)
            assert len(look(LETTERS, to="ada@example.com")) == 1
            raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        write_and_fail()

    assert look(LETTERS, to="ada@example.com") == []


def test_a_line_is_used_again(app):
    lines = app.extensions["quick"].lines
    look(LETTERS, to="ada@example.com")
    first = lines[-1]

    look(LETTERS, to="ada@example.com")

    assert list(lines) == [first]


def test_a_time_without_a_zone_is_refused(app):
    with pytest.raises(ValueError, match="zone"):
        look(ADD, to="ada@example.com", at=AT.replace(tzinfo=None))


def test_a_refusal_of_the_database_is_told_without_the_values_sent(app):
    with pytest.raises(IntegrityError) as refused:
        look(ADD, to=None, at=AT)

    assert "parameters" not in str(refused.value)
    assert look(LETTERS, to="ada@example.com") == []


def test_a_line_that_failed_is_not_used_again(app):
    look(LETTERS, to="ada@example.com")
    (line,) = app.extensions["quick"].lines
    line.cursor.close()

    with pytest.raises(SQLAlchemyError):
        look(LETTERS, to="ada@example.com")

    assert look(LETTERS, to="ada@example.com") == []
    assert line not in app.extensions["quick"].lines


def test_an_engine_that_is_put_away_hangs_up(app):
    look(LETTERS, to="ada@example.com")

    db.engine.dispose()

    assert not app.extensions["quick"].lines
    assert look(LETTERS, to="ada@example.com") == []


def test_a_line_beyond_a_thousand_others_is_watched_too():
    ours, theirs = socket.socketpair()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 2000), most))
    high = socket.socket(fileno=fcntl.fcntl(ours, fcntl.F_DUPFD, 1500))
    with ours, theirs, high:
        assert not has_hung_up(high)
        theirs.close()
        assert has_hung_up(high)
