"""Files of evidence: stored under their hash, before the result that names them."""

import hashlib

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from exams.practicals.errors import EvidenceGone
from exams.practicals.models import PracticalResult
from exams.practicals.rules.evidence import Evidence, plain_name
from lms.kernel import storage
from lms.kernel.actor import Actor
from lms.kernel.i18n import words as _


def keep(sent_name: str, content: bytes) -> Evidence:
    """Store a file under its hash. Slow: call it outside a transaction."""
    sha256 = hashlib.sha256(content).hexdigest()
    evidence = Evidence(f"practicals/{sha256}", plain_name(sent_name), sha256)
    storage.put(evidence.key, content)
    return evidence


def ticket(evidence: Evidence, *, by: Actor) -> str:
    """What a form carries in place of the file: only this grader can use it."""
    return str(_signer().dumps([by.id, evidence.sha256, evidence.name]))


def from_ticket(sent: str, *, by: Actor) -> Evidence | None:
    """The stored file a ticket stands for; None when the ticket is not ours."""
    try:
        person_id, sha256, name = _signer().loads(sent)
    except BadSignature:
        return None
    if person_id != by.id:
        return None
    return Evidence(f"practicals/{sha256}", name, sha256)


def read(result: PracticalResult) -> bytes:
    """The file as it was recorded. Raises EvidenceGone when the store lost it or
    holds something else."""
    try:
        content = storage.get(result.evidence_key or "")
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != result.evidence_sha256:
        raise EvidenceGone(
            _("The stored file is not the one that was recorded. Tell us about it.")
        )
    return content


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="practical-evidence")
