"""Letters: written in the deed's transaction, sent by the worker afterwards."""

import smtplib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy import ForeignKey, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.kernel import clock
from lms.kernel.db import Model, db, transaction
from lms.kernel.jobs import enqueue, job


class Mail(Model):
    """One letter to one person. About one `occasion`, where a letter names it, there is
    one letter at most."""

    __tablename__ = "mails"

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    queued_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
    occasion: Mapped[str | None] = mapped_column(unique=True)

    attachments: Mapped[list["MailAttachment"]] = relationship(
        order_by="MailAttachment.id"
    )


class MailAttachment(Model):
    """A file that goes with a letter."""

    __tablename__ = "mail_attachments"

    id: Mapped[int] = mapped_column(primary_key=True)
    mail_id: Mapped[int] = mapped_column(ForeignKey("mails.id"), index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    content: Mapped[bytes]


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file to send along; `media_type` as text/calendar, with its parameters."""

    name: str
    media_type: str
    content: bytes


def write_to(
    recipient: str,
    template: str,
    *,
    language: str,
    now: datetime,
    occasion: str | None = None,
    enclosed: Sequence[Enclosure] = (),
    **words: Any,
) -> Mail:
    """Queue the letter templates/mail/<template>.txt: first line subject, rest body.

    About an `occasion`, whatever names it, there is one letter: raises IntegrityError
    for a second one (see is_written).
    """
    with force_locale(language):
        text = render_template(f"mail/{template}.txt", **words)
    subject, body = text.strip().split("\n", 1)
    mail = Mail(
        recipient=recipient,
        subject=subject.strip(),
        body=body.strip(),
        queued_at=now,
        occasion=occasion,
        attachments=[MailAttachment(**asdict(one)) for one in enclosed],
    )
    db.session.add(mail)
    db.session.flush()
    enqueue("send_mail", mail.id)
    return mail


def is_written(occasion: str) -> bool:
    """Is there a letter about it, sent or not?"""
    found = select(Mail.id).where(Mail.occasion == occasion)
    return db.session.scalar(found) is not None


@job
def send_mail(mail_id: int) -> None:
    """Send one letter once; a second run finds it sent."""
    mail = db.session.get(Mail, mail_id)
    if mail is None or mail.sent_at is not None:
        return
    message = _message(mail)
    # Outside the transaction: a slow mail server must not hold the database.
    db.session.rollback()
    _deliver(message, f"{mail_id:08d}")
    with transaction():
        db.session.execute(
            update(Mail).where(Mail.id == mail_id).values(sent_at=clock.now())
        )


def _message(mail: Mail) -> EmailMessage:
    settings = current_app.config["SETTINGS"]
    message = EmailMessage(policy=SMTP)
    message["From"] = settings.mail_from
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.queued_at)
    # The same id on every try lets a mail server drop a double.
    message["Message-ID"] = f"<mail-{mail.id}@{settings.host}>"
    message.set_content(mail.body + "\n")
    for attachment in mail.attachments:
        _enclose(message, attachment)
    return message


def _enclose(message: EmailMessage, attachment: MailAttachment) -> None:
    kind: Any = SMTP.header_factory("content-type", attachment.media_type)
    message.add_attachment(
        attachment.content,
        maintype=kind.maintype,
        subtype=kind.subtype,
        params=dict(kind.params),
        filename=attachment.name,
    )


def _deliver(message: EmailMessage, name: str) -> None:
    url = urlsplit(current_app.config["SETTINGS"].mail_url)
    if url.scheme == "file":
        folder = Path(unquote(url.path))
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / f"{name}.eml").write_bytes(message.as_bytes())
        return
    connect = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
    port = url.port or (465 if url.scheme == "smtps" else 25)
    with connect(url.hostname or "localhost", port, timeout=20) as server:
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message)
