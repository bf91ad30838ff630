"""What a certificate rests on, as its credential says it: never the score."""

from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from certificates.awards.legacy import LegacyResult
from certificates.awards.models import Certificate
from certificates.badges.achievement import practical_title
from certificates.badges.addresses import page_url
from certificates.badges.rules.link import link
from exams.practicals.models import PracticalResult
from exams.sittings.models import Attempt
from lms.kernel.i18n import day
from lms.kernel.moments import iso


def evidence(certificate: Certificate) -> list[dict[str, Any]]:
    """The exam, the practical, or both; nothing for a demonstration."""
    shown = []
    with force_locale(certificate.language):
        if certificate.attempt is not None:
            shown.append(_exam(certificate, certificate.attempt))
        if certificate.practical_result is not None:
            shown.append(_practical(certificate, certificate.practical_result))
        if certificate.legacy_result is not None:
            shown.append(_legacy(certificate, certificate.legacy_result))
    return shown


def link_to_attempt(number: str, attempt: Attempt) -> str:
    """The seed of the draw, which nobody outside knows, keeps others from guessing
    the rest; who has the rows can work it out again."""
    version = attempt.exam_version
    return link(
        "attempt",
        number,
        attempt.id,
        attempt.person_id,
        version.exam.key,
        version.number,
        version.digest,
        attempt.seed,
        iso(attempt.started_at),
        iso(attempt.finished_at),
    )


def link_to_practical(number: str, result: PracticalResult) -> str:
    return link(
        "practical",
        number,
        result.id,
        result.person_id,
        result.certification_id,
        result.held_on.isoformat(),
        result.evidence_sha256,
        iso(result.recorded_at),
    )


def link_to_legacy(number: str, result: LegacyResult) -> str:
    return link(
        "legacy",
        number,
        result.id,
        result.person_id,
        result.certification_id,
        result.passed_on.isoformat(),
        result.number,
        iso(result.recorded_at),
    )


def _exam(certificate: Certificate, attempt: Attempt) -> dict[str, Any]:
    ended = attempt.finished_at
    assert ended is not None  # noqa: S101  what is certified is closed
    description = _(
        "Version %(number)d of the exam, passed on %(day)s.",
        number=attempt.exam_version.number,
        day=day(ended),
    )
    digest = link_to_attempt(certificate.number, attempt)
    return _entry(certificate, _("Exam"), description, digest)


def _practical(certificate: Certificate, result: PracticalResult) -> dict[str, Any]:
    version = certificate.certification_version
    description = _(
        "Practical “%(title)s”, passed on %(day)s.",
        title=practical_title(version, certificate.language),
        day=day(result.held_on),
    )
    digest = link_to_practical(certificate.number, result)
    return _entry(certificate, _("Practical"), description, digest)


def _legacy(certificate: Certificate, result: LegacyResult) -> dict[str, Any]:
    description = _(
        "Passed in an earlier system on %(passed)s, recorded on %(recorded)s.",
        passed=day(result.passed_on),
        recorded=day(result.recorded_at),
    )
    digest = link_to_legacy(certificate.number, result)
    return _entry(certificate, _("Earlier result"), description, digest)


def _entry(
    certificate: Certificate, name: str, description: str, digest: str
) -> dict[str, Any]:
    return {
        "id": page_url(certificate.token),
        "type": ["Evidence"],
        "name": name,
        "description": description,
        "digestMultibase": digest,
    }
