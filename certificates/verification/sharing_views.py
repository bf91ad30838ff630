"""Holders share their certificates, and decide what others see."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from certificates.awards.queries import own_certificate
from certificates.badges.addresses import base_url, page_url
from certificates.verification import queries, services
from certificates.verification.linkedin import linkedin_url
from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.permissions import Permission, allow

bp = Blueprint("sharing", __name__, url_prefix="/certificates")


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
