"""Everybody, for those who look after the programme."""

from flask import (
    Blueprint,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from lms.accounts import people_queries, people_services, queries
from lms.accounts.errors import AddressTaken, NoCompany
from lms.accounts.labels import role_label
from lms.accounts.people_forms import NewPersonForm, RoleForm
from lms.accounts.rules.invitees import Invitee
from lms.accounts.rules.roles import Role
from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.i18n import language
from lms.kernel.permissions import Permission, allow
from lms.kernel.places import row_number

bp = Blueprint("accounts_people", __name__, url_prefix="/people")


@bp.get("")
@allow(Permission.SEE_PEOPLE)
def list_people() -> ResponseReturnValue:
    today = clock.now().date()
    wanted = {
        "search": request.args.get("q", "").strip(),
        "role": request.args.get("role", ""),
        "company_id": request.args.get("company", type=row_number),
    }
    page, people = people_queries.people(
        **wanted,  # type: ignore[arg-type]
        page=request.args.get("page", 1, type=int),
        on=today,
    )
    return render_template(
        "accounts/people.html",
        page=page,
        people=people,
        wanted=wanted,
        role_options=[(role, role_label(role)) for role in Role],
        company_options=people_queries.company_names(),
    )


@bp.get("/new")
@allow(Permission.MANAGE_PEOPLE)
def show_new_person() -> ResponseReturnValue:
    return _new_page(_new_form(language=language()))


@bp.post("")
@allow(Permission.MANAGE_PEOPLE)
def create_person() -> ResponseReturnValue:
    form = _new_form()
    if not form.validate():
        return _new_page(form), 422
    try:
        person_id = _open(form)
    except (AddressTaken, NoCompany) as error:
        wrong = form.email if isinstance(error, AddressTaken) else form.company_id
        wrong.errors = [str(error)]
        return _new_page(form), error.status
    flash(_("The invitation is on its way."))
    return redirect(url_for(".show_person", person_id=person_id))


@bp.get("/<int:person_id>")
@allow(Permission.SEE_PEOPLE)
def show_person(person_id: int) -> ResponseReturnValue:
    now = clock.now()
    person = people_queries.person_of(person_id)
    deeds = current_user.may(Permission.SEE_AUDIT)
    return render_template(
        "accounts/person.html",
        person=person,
        sign_ins=people_queries.latest_sign_ins(person_id),
        invited_until=queries.open_invitations([person_id], now=now).get(person_id),
        deeds=people_queries.deeds_about(person_id) if deeds else [],
        form=RoleForm.of_roles_without(person.roles),
        can_manage=current_user.may(Permission.MANAGE_PEOPLE),
    )


@bp.post("/<int:person_id>/invitation")
@allow(Permission.MANAGE_PEOPLE)
def create_invitation_again(person_id: int) -> ResponseReturnValue:
    with transaction():
        person = people_queries.person_of(person_id)
        people_services.send_invitation_again(person, by=current_user, now=clock.now())
    flash(_("The invitation is sent again. The link before it no longer works."))
    return _back_to(person_id)


@bp.post("/<int:person_id>/roles")
@allow(Permission.MANAGE_PEOPLE)
def create_role(person_id: int) -> ResponseReturnValue:
    form = RoleForm()
    if form.validate():
        with transaction():
            person, role = people_queries.person_of(person_id), Role(form.role.data)
            people_services.give_role(person, role, by=current_user, now=clock.now())
    return _back_to(person_id)


@bp.post("/<int:person_id>/roles/<role>/withdrawal")
@allow(Permission.MANAGE_PEOPLE)
def create_role_withdrawal(person_id: int, role: str) -> ResponseReturnValue:
    with transaction():
        person, taken = people_queries.person_of(person_id), _role_or_404(role)
        people_services.take_role(person, taken, by=current_user, now=clock.now())
    return _back_to(person_id)


@bp.post("/<int:person_id>/closure")
@allow(Permission.MANAGE_PEOPLE)
def create_closure(person_id: int) -> ResponseReturnValue:
    with transaction():
        person = people_queries.person_of(person_id)
        people_services.close_account(person, by=current_user, now=clock.now())
    flash(_("The account is closed."))
    return _back_to(person_id)


def _back_to(person_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show_person", person_id=person_id))


def _role_or_404(role: str) -> Role:
    if role not in list(Role):
        abort(404)
    return Role(role)


def _new_form(**start: str) -> NewPersonForm:
    form = NewPersonForm(**start)
    form.offer(people_queries.company_names())
    return form


def _open(form: NewPersonForm) -> int:
    now, company_id = clock.now(), form.company_id.data
    with transaction():
        person = people_services.open_person(
            Invitee(form.name.data, form.email.data),
            [Role(role) for role in form.roles.data],
            people_queries.company(company_id) if company_id else None,
            language=form.language.data,
            by=current_user,
            now=now,
        )
        return person.id


def _new_page(form: NewPersonForm) -> str:
    return render_template("accounts/new_person.html", form=form)
