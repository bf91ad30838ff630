"""Groups of candidates."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from exams.schedule import forms, queries, services
from exams.schedule.errors import NameTaken
from exams.schedule.rules.pasting import Fate, Verdict, lines, verdicts
from lms.kernel import clock
from lms.kernel.db import db, transaction
from lms.kernel.digests import digest_of
from lms.kernel.i18n import words
from lms.kernel.permissions import Permission, allow

bp = Blueprint("candidate_groups", __name__, url_prefix="/schedule/groups")

PER_PAGE = 50
FATES = {
    Fate.ADDED: words("will be added"),
    Fate.MEMBER: words("is in the group already"),
    Fate.REPEATED: words("stands here twice"),
    Fate.UNKNOWN: words("nobody with this address has an account"),
    Fate.UNREADABLE: words("is not an address"),
}


@bp.get("")
@allow(Permission.MANAGE_SCHEDULE)
def list_groups() -> ResponseReturnValue:
    return _list_page(forms.GroupForm())


@bp.post("")
@allow(Permission.MANAGE_SCHEDULE)
def create_group() -> ResponseReturnValue:
    form = forms.GroupForm()
    if not form.validate():
        return _list_page(form), 422
    try:
        with transaction():
            group = services.make_group(
                form.name.data or "", by=current_user, now=clock.now()
            )
            group_id = group.id
    except NameTaken as error:
        form.name.errors = [str(error)]
        return _list_page(form), error.status
    return redirect(url_for(".show_group", group_id=group_id))


@bp.get("/<int:group_id>")
@allow(Permission.MANAGE_SCHEDULE)
def show_group(group_id: int) -> ResponseReturnValue:
    return _group_page(group_id, forms.MembersForm(), [])


@bp.post("/<int:group_id>/members")
@allow(Permission.MANAGE_SCHEDULE)
def create_members(group_id: int) -> ResponseReturnValue:
    """Twice: the first time it says what becomes of each line."""
    form = forms.MembersForm()
    if not form.validate():
        return _group_page(group_id, form, []), 422
    pasted = form.addresses.data or ""
    if form.seen.data != digest_of(pasted):
        form.seen.data = digest_of(pasted)
        return _group_page(group_id, form, _judged(group_id, pasted))
    added = _add(group_id, pasted)
    flash(ngettext("%(num)d person is added.", "%(num)d people are added.", added))
    return redirect(url_for(".show_group", group_id=group_id))


@bp.post("/<int:group_id>/members/<int:person_id>/removal")
@allow(Permission.MANAGE_SCHEDULE)
def create_removal(group_id: int, person_id: int) -> ResponseReturnValue:
    with transaction():
        group = queries.group(group_id)
        services.remove_member(group, person_id, by=current_user, now=clock.now())
    flash(_("The person is out of the group."))
    return redirect(url_for(".show_group", group_id=group_id))


def _add(group_id: int, pasted: str) -> int:
    with transaction():
        group = queries.group(group_id)
        judged = _judged(group_id, pasted)
        people = [each.person_id for each in judged if each.fate is Fate.ADDED]
        known = [person_id for person_id in people if person_id is not None]
        services.add_members(group, known, by=current_user, now=clock.now())
    return len(known)


def _judged(group_id: int, pasted: str) -> list[Verdict]:
    read = lines(pasted)
    known = queries.people_at([line.email for line in read if line.email])
    return verdicts(read, known, queries.member_ids(group_id))


def _list_page(form: forms.GroupForm) -> str:
    return render_template(
        "exams/schedule/groups.html", groups=queries.groups(), form=form
    )


def _group_page(group_id: int, form: forms.MembersForm, judged: list[Verdict]) -> str:
    return render_template(
        "exams/schedule/group.html",
        group=queries.group(group_id),
        page=db.paginate(queries.members(group_id), per_page=PER_PAGE, error_out=False),
        form=form,
        judged=[each for each in judged if each.fate is not Fate.ADDED],
        added=sum(each.fate is Fate.ADDED for each in judged),
        is_judged=bool(judged),
        fates=FATES,
    )
