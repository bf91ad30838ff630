"""A company's own people, for its admin."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from lms.accounts import team_queries, team_services
from lms.accounts.people_forms import InvitationForm
from lms.accounts.rules.roles import Role
from lms.kernel import clock, throttle
from lms.kernel.db import transaction
from lms.kernel.errors import Refused
from lms.kernel.i18n import language
from lms.kernel.permissions import Permission, allow

bp = Blueprint("accounts_team", __name__, url_prefix="/team")

LETTERS = 5
LETTERS_WINDOW = timedelta(days=1)
"""Nobody's mailbox is filled by invitations sent again and again."""


@bp.get("")
@allow(Permission.MANAGE_TEAM)
def show_team() -> ResponseReturnValue:
    search = request.args.get("q", "").strip()
    page, members = team_queries.roster(
        current_user,
        search=search,
        page=request.args.get("page", 1, type=int),
        now=clock.now(),
    )
    return render_template(
        "accounts/team.html", page=page, members=members, search=search
    )


@bp.get("/invitations/new")
@allow(Permission.MANAGE_TEAM)
def show_new_invitation() -> ResponseReturnValue:
    team_queries.refuse_without_company(current_user)
    return _invitation_page(InvitationForm(language=language()))


@bp.post("/invitations")
@allow(Permission.MANAGE_TEAM)
def create_invitations() -> ResponseReturnValue:
    """All of the people, or, when one cannot be invited, none."""
    team_queries.refuse_without_company(current_user)
    form = InvitationForm()
    if not form.validate():
        return _invitation_page(form), 422
    try:
        count = _invite(form)
    except Refused as refused:
        form.people.errors = [str(refused)]
        return _invitation_page(form), refused.status
    flash(ngettext("%(num)d person invited.", "%(num)d people invited.", count))
    return redirect(url_for(".show_team"))


@bp.get("/<int:person_id>")
@allow(Permission.MANAGE_TEAM)
def show_member(person_id: int) -> ResponseReturnValue:
    member = team_queries.member(current_user, person_id, now=clock.now())
    return render_template("accounts/member.html", member=member)


@bp.post("/<int:person_id>/invitation")
@allow(Permission.MANAGE_TEAM)
def create_invitation_again(person_id: int) -> ResponseReturnValue:
    now = clock.now()
    email = team_queries.member(current_user, person_id, now=now).person.email
    throttle.spend("invitation", email, limit=LETTERS, window=LETTERS_WINDOW, now=now)
    with transaction():
        member = team_queries.member(current_user, person_id, now=now)
        team_services.send_invitation_again(member.person, by=current_user, now=now)
    flash(_("The invitation is sent again. The link before it no longer works."))
    return redirect(url_for(".show_member", person_id=person_id))


@bp.post("/<int:person_id>/invitation/withdrawal")
@allow(Permission.MANAGE_TEAM)
def create_withdrawal(person_id: int) -> ResponseReturnValue:
    now = clock.now()
    with transaction():
        row = team_queries.affiliation_of(current_user, person_id, on=now.date())
        team_services.withdraw_invitation(row, by=current_user, now=now)
    flash(_("The invitation is withdrawn."))
    return redirect(url_for(".show_team"))


@bp.post("/<int:person_id>/departure")
@allow(Permission.MANAGE_TEAM)
def create_departure(person_id: int) -> ResponseReturnValue:
    now = clock.now()
    with transaction():
        row = team_queries.affiliation_of(current_user, person_id, on=now.date())
        name = row.person.name
        team_services.end_affiliation(row, by=current_user, now=now)
    flash(_("%(name)s has left the team.", name=name))
    return redirect(url_for(".show_team"))


def _invite(form: InvitationForm) -> int:
    now, role = clock.now(), Role(form.role.data)
    with transaction():
        for invitee in form.invitees:
            team_services.invite(
                invitee, role, language=form.language.data, by=current_user, now=now
            )
    return len(form.invitees)


def _invitation_page(form: InvitationForm) -> str:
    return render_template("accounts/invite.html", form=form)
