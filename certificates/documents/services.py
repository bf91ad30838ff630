"""What is written down about printing: what was printed, what is held, and why."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from certificates.awards.models import Certificate
from certificates.documents import queries
from certificates.documents.errors import NotHeld
from certificates.documents.models import CertificateDocument, HeldDocument
from certificates.documents.rules.reasons import Reason
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.i18n import words as _
from lms.kernel.jobs import enqueue

if TYPE_CHECKING:
    from certificates.documents.setting import Setting

PRINT = "render_certificate"
"""The job; its module knows this one."""


def record(printed: Iterable[tuple["Setting", bytes]], *, now: datetime) -> None:
    """Note files that are kept; those that were noted before are left as they are."""
    files = {setting.certificate_id: (setting, pdf) for setting, pdf in printed}
    _hold_rows(files)
    known = queries.printed_keys(files)
    for certificate_id, (setting, pdf) in files.items():
        if (certificate_id, setting.key) not in known:
            db.session.add(
                CertificateDocument(
                    certificate_id=certificate_id,
                    edition=setting.paper.edition,
                    design=setting.design,
                    input_key=setting.key,
                    storage_key=setting.storage_key,
                    sha256=hashlib.sha256(pdf).hexdigest(),
                    size=len(pdf),
                    rendered_at=now,
                )
            )
    solve(files, now=now)


def hold(certificate_id: int, reason: Reason, letters: str, *, now: datetime) -> None:
    """Stop a certificate for a person to solve; again, only the reason may change."""
    _hold_rows([certificate_id])
    found = queries.open_hold(certificate_id)
    if found is None:
        found = HeldDocument(certificate_id=certificate_id, since=now)
        db.session.add(found)
    found.reason, found.letters = reason, letters


def solve(certificate_ids: Collection[int], *, now: datetime) -> None:
    """They are printed: nobody has to do anything about them."""
    db.session.execute(
        update(HeldDocument)
        .where(
            HeldDocument.certificate_id.in_(certificate_ids),
            HeldDocument.solved_at.is_(None),
        )
        .values(solved_at=now)
    )


def try_again(certificate_id: int, *, by: Actor, now: datetime) -> None:
    """Print one that is held, now that something has changed. Raises NotHeld."""
    _hold_rows([certificate_id])
    found = queries.open_hold(certificate_id)
    if found is None:
        raise NotHeld(_("This certificate does not wait any more."))
    audit.record(
        "certificates.document.tried_again",
        "certificate",
        found.certificate.number,
        by=by,
        now=now,
        after={"reason": found.reason},
    )
    enqueue(PRINT, certificate_id)


def _hold_rows(certificate_ids: Collection[int]) -> None:
    """Two who note the same certificate do so one after the other."""
    db.session.execute(
        select(Certificate.id)
        .where(Certificate.id.in_(certificate_ids))
        .order_by(Certificate.id)
        .with_for_update()
    )
