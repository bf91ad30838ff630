"""Letters: written to a folder at a desk, sent by SMTP in production."""

import socket
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller

from lms.app import create_app
from lms.kernel import clock
from lms.kernel.db import db, transaction
from lms.kernel.mail import Mail, MailAttachment, send_mail
from tests.databases import settings_for, sqlite_copy


class Inbox:
    """What an SMTP server took."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  aiosmtpd's name
        self.letters.append(envelope.content)
        return "250 OK"


@pytest.fixture
def inbox():
    inbox = Inbox()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        inbox.port = listener.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=inbox.port)
    controller.start()
    yield inbox
    controller.stop()


def a_letter(**fields) -> int:
    row = {
        "recipient": "ada@example.com",
        "subject": "Ваш сертификат",
        "body": "Сертификат выдан.",
        "queued_at": clock.now(),
        **fields,
    }
    with transaction():
        letter = Mail(**row)
        db.session.add(letter)
        db.session.flush()
        return letter.id


def test_a_letter_goes_out_by_smtp_once(sqlite_file, tmp_path, inbox):
    with sqlite_copy(sqlite_file, tmp_path) as url:
        settings = settings_for(
            url, tmp_path, mail_url=f"smtp://127.0.0.1:{inbox.port}"
        )
        app = create_app(settings)
        with app.app_context():
            letter = a_letter()
            send_mail(letter)
            send_mail(letter)
            db.session.remove()
            db.engine.dispose()

    (raw,) = inbox.letters
    message = message_from_bytes(raw, policy=default)
    assert message["To"] == "ada@example.com"
    assert message["Subject"] == "Ваш сертификат"
    assert message.get_content().strip() == "Сертификат выдан."


def test_a_letter_at_a_desk_is_a_file(app):
    letter = a_letter()
    send_mail(letter)

    (file,) = (app.config["SETTINGS"].data_dir / "mail").glob("*.eml")
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert message.get_content().strip() == "Сертификат выдан."


def test_a_line_break_in_a_subject_adds_no_header(app):
    letter = a_letter(subject="Hello\r\nBcc: everybody@example.com")

    with pytest.raises(ValueError, match=r"newline|linefeed"):
        send_mail(letter)

    assert not list((app.config["SETTINGS"].data_dir / "mail").glob("*.eml"))


def test_a_file_goes_with_the_letter_as_it_is(app):
    content = "BEGIN:VCALENDAR\r\nSUMMARY:Продлить\r\nEND:VCALENDAR\r\n".encode()
    enclosed = MailAttachment(
        name="даты.ics",
        media_type="text/calendar; charset=utf-8; method=PUBLISH",
        content=content,
    )
    send_mail(a_letter(attachments=[enclosed]))

    (file,) = (app.config["SETTINGS"].data_dir / "mail").glob("*.eml")
    message = message_from_bytes(file.read_bytes(), policy=default)
    (attached,) = message.iter_attachments()
    assert message.get_body().get_content().strip() == "Сертификат выдан."
    assert (attached.get_content_type(), attached.get_filename()) == (
        "text/calendar",
        "даты.ics",
    )
    assert attached["Content-Type"].params["method"] == "PUBLISH"
    assert attached.get_payload(decode=True) == content
