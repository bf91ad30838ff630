"""Letters: written in the deed's transaction, sent by the worker afterwards."""

import smtplib
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy import update
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel import clock
from lms.kernel.db import Model, db, transaction
from lms.kernel.jobs import enqueue, job


class Mail(Model):
    """One letter to one person."""

    __tablename__ = "mails"

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    queued_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]


def write_to(
    recipient: str, template: str, *, language: str, now: datetime, **words: Any
) -> None:
    """Queue the letter templates/mail/<template>.txt: first line subject, rest body."""
    with force_locale(language):
        text = render_template(f"mail/{template}.txt", **words)
    subject, body = text.strip().split("\n", 1)
    mail = Mail(
        recipient=recipient, subject=subject.strip(), body=body.strip(), queued_at=now
    )
    db.session.add(mail)
    db.session.flush()
    enqueue("send_mail", mail.id)


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
    return message


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
