"""Parcels for the person who asked for them; for anybody else there are none."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from certificates.awards.forms import FilterForm
from certificates.awards.queries import issued_ids
from certificates.parcels import queries, services
from certificates.parcels.asking import LARGEST_ASKED, order
from certificates.parcels.jobs import pack_parcel
from certificates.parcels.models import Parcel
from certificates.parcels.reasons import why_left_out
from lms.catalogue.queries import current_versions
from lms.kernel import clock, storage
from lms.kernel.db import transaction
from lms.kernel.permissions import Permission, allow

bp = Blueprint("parcels", __name__, url_prefix="/certificates/parcels")
bp.add_app_template_filter(why_left_out)

assert pack_parcel.__name__ == services.PACK  # noqa: S101  it is queued by its name


@bp.get("")
@allow(Permission.SIGNED_IN)
def list_parcels() -> ResponseReturnValue:
    found = queries.parcels_of(current_user)
    return render_template("parcels/list.html", parcels=found, now=clock.now())


@bp.post("")
@allow(Permission.SEE_CERTIFICATES)
def create_parcel() -> ResponseReturnValue:
    """Everything the list of issued certificates shows under these filters."""
    form = FilterForm(request.form)
    form.offer(current_versions())
    ids = issued_ids(on=clock.now().date(), most=LARGEST_ASKED, **form.wanted)
    return order(ids, company_id=None)


@bp.get("/<int:parcel_id>")
@allow(Permission.SIGNED_IN)
def show_parcel(parcel_id: int) -> ResponseReturnValue:
    parcel = queries.parcel_of(current_user, parcel_id)
    return render_template(
        "parcels/parcel.html",
        parcel=parcel,
        counted=queries.counted(parcel_id),
        now=clock.now(),
    )


@bp.get("/<int:parcel_id>/progress")
@allow(Permission.SIGNED_IN)
def show_progress(parcel_id: int) -> ResponseReturnValue:
    """For the page, which asks again and again while it is open."""
    parcel = queries.parcel_of(current_user, parcel_id)
    words = _("%(done)s of %(all)s", done=parcel.reached, all=parcel.count)
    return {"done": parcel.reached, "words": words, "goes_on": parcel.is_packing}


@bp.get("/<int:parcel_id>/file")
@allow(Permission.SIGNED_IN)
def download_parcel(parcel_id: int) -> ResponseReturnValue:
    now = clock.now()
    with transaction():
        parcel = queries.parcel_there(current_user, parcel_id, now=now)
        services.note_download(parcel, by=current_user, now=now)
    return _file(queries.parcel_of(current_user, parcel_id))


@bp.post("/<int:parcel_id>/tries")
@allow(Permission.SIGNED_IN)
def create_try(parcel_id: int) -> ResponseReturnValue:
    with transaction():
        parcel = queries.parcel_of(current_user, parcel_id)
        services.try_again(parcel, by=current_user, now=clock.now())
    return redirect(url_for(".show_parcel", parcel_id=parcel_id))


def _file(parcel: Parcel) -> Response:
    size, pieces = storage.stream(parcel.zip_key)
    response = Response(pieces, mimetype="application/zip")
    name = f"certificates-{parcel.asked_at:%Y-%m-%d}-{parcel.id}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Length"] = str(size)
    response.headers["Cache-Control"] = "private, no-store"
    return response
