"""The audit trail: one row for each deed, in the deed's own transaction."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from flask import g, has_request_context
from sqlalchemy import ForeignKey, Index, insert
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.actor import Actor
from lms.kernel.db import Model, db
from lms.kernel.quick import insertion, look


class AuditEvent(Model):
    """Who did what to which thing, and what it was before and after.

    The database itself refuses to change or delete a row (see the migration).
    """

    __tablename__ = "audit_events"
    __table_args__ = (Index(None, "subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    company_id: Mapped[int | None]
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[str]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    request_id: Mapped[str | None]


EVENT = insertion(AuditEvent)
"""Built once: every deed has one."""


def record_each(
    action: str,
    subject_kind: str,
    subject_ids: Collection[object],
    *,
    by: Actor,
    now: datetime,
    after: dict[str, Any] | None = None,
) -> None:
    """Note the same deed for many things at once, a row for each."""
    if not subject_ids:
        return
    same = {
        "at": now,
        "actor_id": by.person_id,
        "company_id": by.company_id,
        "action": action,
        "subject_kind": subject_kind,
        "after": after,
        "request_id": g.get("request_id") if has_request_context() else None,
    }
    rows = [{**same, "subject_id": str(subject)} for subject in subject_ids]
    db.session.execute(insert(AuditEvent), rows)


def record(
    action: str,
    subject_kind: str,
    subject_id: object,
    *,
    by: Actor,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    company_id: int | None = None,
) -> None:
    """Note a deed, as `room.noun.verb`; plain JSON values, and no secrets."""
    look(
        EVENT,
        at=now,
        actor_id=by.person_id,
        company_id=company_id if company_id is not None else by.company_id,
        action=action,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        before=before,
        after=after,
        request_id=g.get("request_id") if has_request_context() else None,
    )
