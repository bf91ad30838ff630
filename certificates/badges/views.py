"""What programs of others read without signing in, and a holder's own badges."""

from datetime import timedelta

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from certificates.awards import queries as awards
from certificates.awards.handing_out import refuse_kept_back
from certificates.badges import answers, queries
from certificates.badges.achievement import achievement_document
from certificates.badges.art import badge_of, drawn
from certificates.badges.credential import credential_for
from certificates.badges.issuer import did_document, profile_document
from certificates.badges.painting import painted
from certificates.badges.rules.purposes import Purpose
from certificates.badges.status import status_list
from certificates.keys.queries import issuer_keys
from lms.catalogue.models import CertificationVersion
from lms.catalogue.queries import programme
from lms.kernel import clock, throttle
from lms.kernel.headers import for_other_sites, not_for_search_engines
from lms.kernel.i18n import LANGUAGES, language
from lms.kernel.permissions import Permission, allow

bp = Blueprint("badges", __name__)
bp.after_request(not_for_search_engines)

TRIES, TRIES_WINDOW = 120, timedelta(minutes=10)
"""From one address, as on the verification page."""


@bp.get("/.well-known/did.json")
@allow(Permission.PUBLIC)
@for_other_sites
def show_did() -> ResponseReturnValue:
    return answers.document(did_document(issuer_keys()), "application/did+json")


@bp.get("/credentials/issuer")
@allow(Permission.PUBLIC)
@for_other_sites
def show_issuer() -> ResponseReturnValue:
    return answers.document(profile_document(programme()))


@bp.get("/credentials/achievements/<key>/<int:number>")
@allow(Permission.PUBLIC)
@for_other_sites
def show_achievement(key: str, number: int) -> ResponseReturnValue:
    return show_achievement_in(key, number, language())


@bp.get("/credentials/achievements/<key>/<int:number>/<spoken>")
@allow(Permission.PUBLIC)
@for_other_sites
def show_achievement_in(key: str, number: int, spoken: str) -> ResponseReturnValue:
    version = _version(key, number, spoken)
    return answers.document(achievement_document(version, spoken))


@bp.get("/credentials/achievements/<key>/<int:number>/<spoken>/badge.svg")
@allow(Permission.PUBLIC)
@for_other_sites
def show_badge(key: str, number: int, spoken: str) -> ResponseReturnValue:
    version = _version(key, number, spoken)
    drawing = drawn(badge_of(version, programme(), spoken))
    return Response(drawing, mimetype="image/svg+xml")


@bp.get("/credentials/achievements/<key>/<int:number>/<spoken>/badge.png")
@allow(Permission.PUBLIC)
@for_other_sites
def show_picture(key: str, number: int, spoken: str) -> ResponseReturnValue:
    version = _version(key, number, spoken)
    picture = painted(badge_of(version, programme(), spoken))
    return Response(picture, mimetype="image/png")


@bp.get("/credentials/status/<int:number>/<purpose>")
@allow(Permission.PUBLIC)
@for_other_sites
def show_status_list(number: int, purpose: str) -> ResponseReturnValue:
    if purpose not in set(Purpose) or not queries.is_list(number):
        abort(404)
    listed = status_list(number, Purpose(purpose), now=clock.now())
    return answers.signed_answer(listed)


@bp.get("/v/<token>/credential")
@allow(Permission.PUBLIC)
@for_other_sites
def show_credential(token: str) -> ResponseReturnValue:
    """For whoever has the code; whom it is about stays out of it."""
    throttle.spend(
        "credential",
        request.remote_addr or "",
        limit=TRIES,
        window=TRIES_WINDOW,
        now=clock.now(),
    )
    certificate = awards.certificate_on_record(token=token)
    if certificate is None:
        abort(404)
    refuse_kept_back(certificate)
    return answers.signed_answer(credential_for(certificate, is_named=False))


@bp.get("/certificates/<number>/credential")
@allow(Permission.OWN_CERTIFICATES)
def download_credential(number: str) -> ResponseReturnValue:
    return answers.credential_file(awards.own_certificate(number, by=current_user))


@bp.get("/certificates/<number>/badge.svg")
@allow(Permission.OWN_CERTIFICATES)
def download_svg(number: str) -> ResponseReturnValue:
    return answers.svg_file(awards.own_certificate(number, by=current_user))


@bp.get("/certificates/<number>/badge.png")
@allow(Permission.OWN_CERTIFICATES)
def download_png(number: str) -> ResponseReturnValue:
    return answers.png_file(awards.own_certificate(number, by=current_user))


def _version(key: str, number: int, spoken: str) -> CertificationVersion:
    """What somebody asks about, in a language that we speak; or 404."""
    if spoken not in LANGUAGES:
        abort(404)
    return queries.certification_version(key, number)
