"""The scorecard, the list of partners, and the facts recorded of each."""

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from lms.accounts.models import Company
from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.errors import Refused
from lms.kernel.permissions import Permission, allow
from lms.partners import looks, queries, services
from lms.partners.exports import receipts_csv
from lms.partners.forms import (
    AsOfForm,
    FactForm,
    WithdrawalForm,
    day_asked,
    list_form,
)
from lms.partners.listing import chosen
from lms.partners.outlook import outlook
from lms.partners.rules.facts import Kind

bp = Blueprint("partners", __name__)

for look in (
    looks.amount,
    looks.kind_title,
    looks.line_hint,
    looks.line_title,
    looks.money,
    looks.short_day,
    looks.shortfall,
):
    bp.add_app_template_filter(look)


@bp.get("/scorecard")
@allow(Permission.SEE_SCORECARD)
def show_own_scorecard() -> ResponseReturnValue:
    """One's own company; those who see all partners choose one first."""
    company = queries.own_company(current_user)
    if company is not None:
        return _scorecard_page(company)
    if current_user.may(Permission.SEE_PARTNERS):
        return redirect(url_for(".list_partners"))
    return render_template("partners/no_company.html")


@bp.get("/partners/<slug>/scorecard")
@allow(Permission.SEE_SCORECARD)
def show_scorecard(slug: str) -> ResponseReturnValue:
    return _scorecard_page(queries.company_seen_by(current_user, slug))


@bp.get("/partners/<slug>/scorecard.csv")
@allow(Permission.SEE_SCORECARD)
def export_scorecard(slug: str) -> ResponseReturnValue:
    company = queries.company_seen_by(current_user, slug)
    on = day_asked(request.args.get("on"), clock.now().date())
    standing = queries.standing_or_404(company, on)
    # The mark at the start tells a spreadsheet that this is UTF-8.
    answer = Response(f"\ufeff{receipts_csv(standing)}", mimetype="text/csv")
    name = f"scorecard-{company.slug}-{on.isoformat()}.csv"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@bp.get("/partners")
@allow(Permission.SEE_PARTNERS)
def list_partners() -> ResponseReturnValue:
    on = clock.now().date()
    policy = queries.rules_on(on)
    form = list_form(request.args, policy)
    rows = queries.standings(policy, on) if policy else []
    page = chosen(rows, form.q.data or "", form.tier.data or "")
    return render_template("partners/list.html", page=page, form=form, policy=policy)


@bp.get("/partners/<slug>")
@allow(Permission.SEE_PARTNERS)
def show_partner(slug: str) -> ResponseReturnValue:
    company = queries.company_seen_by(current_user, slug)
    return _partner_page(company, FactForm(happened_on=clock.now().date()))


@bp.post("/partners/<slug>/facts")
@allow(Permission.RECORD_FACTS)
def create_fact(slug: str) -> ResponseReturnValue:
    company, form = queries.company_seen_by(current_user, slug), FactForm()
    if not form.validate():
        return _partner_page(company, form), 422
    try:
        _record(slug, form)
    except Refused as error:
        form.complain(error)
        return _partner_page(queries.company_seen_by(current_user, slug), form), 409
    flash(_("Recorded. It counts from now on."))
    return redirect(url_for(".show_partner", slug=slug))


@bp.get("/partners/<slug>/facts/<int:fact_id>")
@allow(Permission.RECORD_FACTS)
def show_fact(slug: str, fact_id: int) -> ResponseReturnValue:
    company = queries.company_seen_by(current_user, slug)
    fact = queries.fact_of(company, fact_id)
    return render_template("partners/fact.html", fact=fact, form=WithdrawalForm())


@bp.post("/partners/<slug>/facts/<int:fact_id>/withdrawal")
@allow(Permission.RECORD_FACTS)
def create_withdrawal(slug: str, fact_id: int) -> ResponseReturnValue:
    company, form = queries.company_seen_by(current_user, slug), WithdrawalForm()
    fact = queries.fact_of(company, fact_id)
    if not form.validate():
        return render_template("partners/fact.html", fact=fact, form=form), 422
    with transaction():
        services.withdraw_fact(fact, form.reason.data, by=current_user, now=clock.now())
    flash(_("Withdrawn. It counts for nothing from now on."))
    return redirect(url_for(".show_partner", slug=slug))


def _record(slug: str, form: FactForm) -> None:
    with transaction():
        services.record_fact(
            queries.company_seen_by(current_user, slug),
            Kind(form.kind.data),
            form.happened_on.data,
            form.cents_or_one,
            form.note.data,
            by=current_user,
            now=clock.now(),
        )


def _scorecard_page(company: Company) -> str:
    today = clock.now().date()
    on = day_asked(request.args.get("on"), today)
    standing = queries.standing(company, on)
    ahead = outlook(standing) if standing and on >= today else None
    return render_template(
        "partners/scorecard.html",
        company=company,
        form=AsOfForm(on=on),
        on=on,
        is_today=on == today,
        standing=standing,
        ahead=ahead,
    )


def _partner_page(company: Company, form: FactForm) -> str:
    facts = queries.facts_of(company)
    return render_template(
        "partners/partner.html", company=company, facts=facts, form=form
    )
