"""Vouchers: made in batches, shown once."""

import base64

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from exams.papers.queries import exams
from exams.schedule import forms, queries, services
from exams.schedule.models import VoucherBatch
from lms.catalogue import queries as catalogue
from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.permissions import Permission, allow

bp = Blueprint("vouchers", __name__, url_prefix="/schedule/vouchers")


@bp.get("")
@allow(Permission.MANAGE_SCHEDULE)
def list_vouchers() -> ResponseReturnValue:
    return _list_page(_form())


@bp.post("")
@allow(Permission.MANAGE_SCHEDULE)
def create_vouchers() -> ResponseReturnValue:
    """The answer is the only place where the codes can be read."""
    form = _form()
    if not form.validate():
        return _list_page(form), 422
    if form.expires_at < clock.now():
        form.expires_on.errors = [_("This day is over.")]
        return _list_page(form), 422
    codes = _make(form)
    sheet = "\r\n".join(["code", *codes, ""])
    return render_template(
        "exams/schedule/codes.html",
        title=form.title.data,
        codes=codes,
        sheet=base64.b64encode(sheet.encode()).decode(),
    )


@bp.post("/<int:batch_id>/withdrawal")
@allow(Permission.MANAGE_SCHEDULE)
def create_withdrawal(batch_id: int) -> ResponseReturnValue:
    with transaction():
        services.withdraw_vouchers(batch_id, by=current_user, now=clock.now())
    flash(_("The codes of this batch do not work any more."))
    return redirect(url_for(".list_vouchers"))


def _make(form: forms.VouchersForm) -> list[str]:
    key, window_id = form.chosen
    with transaction():
        batch = VoucherBatch(
            exam_id=queries.exam(key).id,
            window_id=window_id,
            title=form.title.data or "",
            expires_at=form.expires_at,
        )
        return services.make_vouchers(
            batch, form.number.data or 0, by=current_user, now=clock.now()
        )


def _form() -> forms.VouchersForm:
    form = forms.VouchersForm()
    windows = queries.windows_ahead(now=clock.now())
    form.offer(exams(), catalogue.titles(), windows)
    return form


def _list_page(form: forms.VouchersForm) -> str:
    return render_template(
        "exams/schedule/vouchers.html",
        batches=queries.batches(),
        now=clock.now(),
        titles=catalogue.titles(),
        form=form,
    )
