"""Partner companies as the programme keeps them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from lms.accounts import people_queries, people_services
from lms.accounts.errors import SlugTaken
from lms.accounts.people_forms import CompanyForm, NewCompanyForm
from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.permissions import Permission, allow

bp = Blueprint("accounts_companies", __name__, url_prefix="/companies")


@bp.get("")
@allow(Permission.SEE_PEOPLE)
def list_companies() -> ResponseReturnValue:
    companies = people_queries.companies(on=clock.now().date())
    return render_template("accounts/companies.html", companies=companies)


@bp.get("/new")
@allow(Permission.MANAGE_PEOPLE)
def show_new_company() -> ResponseReturnValue:
    return render_template("accounts/company.html", form=NewCompanyForm())


@bp.post("")
@allow(Permission.MANAGE_PEOPLE)
def create_company() -> ResponseReturnValue:
    form = NewCompanyForm()
    if not form.validate():
        return render_template("accounts/company.html", form=form), 422
    try:
        _open(form)
    except SlugTaken as error:
        form.slug.errors = [str(error)]
        return render_template("accounts/company.html", form=form), 422
    flash(_("%(name)s is a partner company now.", name=form.name.data))
    return redirect(url_for(".list_companies"))


@bp.get("/<int:company_id>/name")
@allow(Permission.MANAGE_PEOPLE)
def show_name(company_id: int) -> ResponseReturnValue:
    company = people_queries.company(company_id)
    form = CompanyForm(obj=company)
    return render_template("accounts/company.html", form=form, company=company)


@bp.post("/<int:company_id>/name")
@allow(Permission.MANAGE_PEOPLE)
def create_name(company_id: int) -> ResponseReturnValue:
    form, company = CompanyForm(), people_queries.company(company_id)
    if not form.validate():
        page = render_template("accounts/company.html", form=form, company=company)
        return page, 422
    with transaction():
        people_services.rename_company(
            people_queries.company(company_id),
            form.name.data,
            form.country.data,
            by=current_user,
            now=clock.now(),
        )
    return redirect(url_for(".list_companies"))


def _open(form: NewCompanyForm) -> None:
    with transaction():
        people_services.open_company(
            form.name.data,
            form.slug.data,
            form.country.data,
            by=current_user,
            now=clock.now(),
        )
