"""Ordering a parcel from a list of certificates: the same for all lists."""

from collections.abc import Sequence

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from certificates.parcels import queries, services
from certificates.parcels.errors import ParcelRuns
from lms.kernel import clock
from lms.kernel.db import transaction

LARGEST_ASKED = services.LARGEST + 1
"""One more than a parcel holds tells that it is too many."""


def order(ids: Sequence[int], *, company_id: int | None) -> ResponseReturnValue:
    """Order, and show how far it is; who ordered twice sees the first one."""
    try:
        with transaction():
            parcel_id = services.ask(
                ids,
                company_id=company_id,
                has_print="has_print" in request.form,
                by=current_user,
                now=clock.now(),
            ).id
    except ParcelRuns:
        runs = queries.under_way(current_user)
        if runs is None:
            raise
        parcel_id = runs.id
    return redirect(url_for("parcels.show_parcel", parcel_id=parcel_id))
