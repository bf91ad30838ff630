"""Holders share their certificates, and decide what others see."""

from datetime import timedelta

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from certificates.awards.queries import own_certificate
from certificates.badges.addresses import base_url, page_url
from certificates.verification import queries, services
from certificates.verification.linkedin import linkedin_url
from certificates.verification.transcript import transcript_of
from lms.accounts.models import Person
from lms.kernel import clock, throttle
from lms.kernel.db import db, transaction
from lms.kernel.permissions import Permission, allow

bp = Blueprint("sharing", __name__, url_prefix="/certificates")

TRIES, TRIES_WINDOW = 20, timedelta(minutes=10)
"""Transcripts for one person: each is drawn anew."""


@bp.get("/sharing")
@allow(Permission.OWN_CERTIFICATES)
def show_choices() -> ResponseReturnValue:
    consent = queries.consent_of(current_user.id)
    slug = consent.profile_slug if consent else None
    return render_template(
        "sharing/choices.html",
        consent=consent,
        profile=f"{base_url()}/p/{slug}" if slug else "",
    )


@bp.get("/transcript")
@allow(Permission.OWN_CERTIFICATES)
def download_transcript() -> ResponseReturnValue:
    now = clock.now()
    subject = str(current_user.id)
    throttle.spend("transcript", subject, limit=TRIES, window=TRIES_WINDOW, now=now)
    answer = Response(
        transcript_of(db.session.get_one(Person, current_user.id), now=now)
    )
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = "attachment; filename=transcript.pdf"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.get("/<number>/sharing")
@allow(Permission.OWN_CERTIFICATES)
def show_certificate(number: str) -> ResponseReturnValue:
    certificate = own_certificate(number, by=current_user)
    return render_template(
        "sharing/certificate.html",
        certificate=certificate,
        state=certificate.state(clock.now().date()),
        address=page_url(certificate.token),
        linkedin=linkedin_url(certificate),
        consent=queries.consent_of(current_user.id),
    )


@bp.post("/sharing/consent")
@allow(Permission.OWN_CERTIFICATES)
def create_consent() -> ResponseReturnValue:
    with transaction():
        services.show_name(by=current_user, now=clock.now())
    flash(_("Whoever checks a certificate of yours now reads your name."))
    return redirect(url_for(".show_choices"))


@bp.post("/sharing/consent/withdrawal")
@allow(Permission.OWN_CERTIFICATES)
def create_withdrawal() -> ResponseReturnValue:
    with transaction():
        services.hide_name(by=current_user, now=clock.now())
    flash(_("Your name is hidden: others read your initials."))
    return redirect(url_for(".show_choices"))


@bp.post("/sharing/profile")
@allow(Permission.OWN_CERTIFICATES)
def create_profile() -> ResponseReturnValue:
    with transaction():
        services.open_profile(by=current_user, now=clock.now())
    flash(_("Your profile is open to whoever has its address."))
    return redirect(url_for(".show_choices"))


@bp.post("/sharing/profile/closing")
@allow(Permission.OWN_CERTIFICATES)
def create_closing() -> ResponseReturnValue:
    with transaction():
        services.close_profile(by=current_user, now=clock.now())
    flash(_("Your profile is closed: its old address leads nowhere."))
    return redirect(url_for(".show_choices"))
