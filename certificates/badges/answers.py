"""Giving out credentials, lists and badges."""

import json
from typing import Any

from flask import Response, request

from certificates.awards.handing_out import refuse_kept_back
from certificates.awards.models import Certificate
from certificates.badges.addresses import CONTEXTS
from certificates.badges.art import Badge, badge_of, drawn
from certificates.badges.credential import credential_for
from certificates.badges.painting import painted
from certificates.badges.rules.baking import baked_png, baked_svg
from lms.catalogue.queries import programme_at

TEXT, JWT, JSON = "text/plain", "application/vc+jwt", "application/json"
"""Open Badges asks for plain text; JWT is the W3C's own type; JSON wraps the same."""


def signed_answer(compact_jws: str) -> Response:
    """A credential as the reader wants it: the compact form, or JSON around it."""
    kind = request.accept_mimetypes.best_match((TEXT, JWT, JSON), TEXT)
    body = compact_jws if kind != JSON else json.dumps(_enveloped(compact_jws))
    answer = Response(body, mimetype=kind)
    answer.vary.add("Accept")
    return answer


def document(content: dict[str, Any], kind: str = JSON) -> Response:
    return Response(json.dumps(content, ensure_ascii=False), mimetype=kind)


def credential_file(certificate: Certificate) -> Response:
    """The credential as a download. Raises Revoked and Suspended, as
    all of these do."""
    refuse_kept_back(certificate)
    return _download(credential_for(certificate), JWT, f"{certificate.number}.jwt")


def svg_file(certificate: Certificate) -> Response:
    """The badge with its credential, as a drawing."""
    refuse_kept_back(certificate)
    baked = baked_svg(drawn(_badge(certificate)), credential_for(certificate))
    return _download(baked, "image/svg+xml", f"{certificate.number}.svg")


def png_file(certificate: Certificate) -> Response:
    """The badge with its credential, as a picture."""
    refuse_kept_back(certificate)
    baked = baked_png(painted(_badge(certificate)), credential_for(certificate))
    return _download(baked, "image/png", f"{certificate.number}.png")


def _badge(certificate: Certificate) -> Badge:
    version, language = certificate.certification_version, certificate.language
    return badge_of(version, programme_at(certificate.issued_at), language)


def _download(content: str | bytes, kind: str, name: str) -> Response:
    answer = Response(content, mimetype=kind)
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _enveloped(compact_jws: str) -> dict[str, Any]:
    """EnvelopedVerifiableCredential of the W3C's data model 2.0."""
    return {
        "@context": CONTEXTS[0],
        "id": f"data:{JWT},{compact_jws}",
        "type": "EnvelopedVerifiableCredential",
    }
