"""Pages for questions from and to GIFT files."""

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user

from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.i18n import language
from lms.kernel.permissions import Permission, allow
from question_banks.interchange import files, labels, queries, services
from question_banks.interchange.forms import DraftsForm, ExportForm, ImportForm
from question_banks.interchange.rules.gift_writer import write
from question_banks.interchange.rules.planning import Line
from question_banks.items import queries as items
from question_banks.items.models import Bank

bp = Blueprint("interchange", __name__, url_prefix="/questions")
bp.add_app_template_filter(labels.reason_words, "reason_words")


@bp.get("/<bank_key>/import")
@allow(Permission.WRITE_QUESTIONS)
def show_import(bank_key: str) -> ResponseReturnValue:
    bank = items.bank(bank_key)
    return _import_page(ImportForm(language=language()).offer(bank), bank)


@bp.post("/<bank_key>/import")
@allow(Permission.WRITE_QUESTIONS)
def create_import(bank_key: str) -> ResponseReturnValue:
    """Put the file aside and show what would become of it; nothing is written."""
    bank = items.bank(bank_key)
    form = ImportForm().offer(bank)
    if not form.validate():
        return _import_page(form, bank), 422
    name = files.keep(form.text, by=current_user)
    chosen = {"language": form.language.data, "domain": form.domain.data}
    return redirect(url_for(".show_preview", bank_key=bank_key, name=name, **chosen))


@bp.get("/<bank_key>/imports/<string(length=64):name>")
@allow(Permission.WRITE_QUESTIONS)
def show_preview(bank_key: str, name: str) -> ResponseReturnValue:
    bank = items.bank(bank_key)
    lines, spoken = _planned(bank, name), _language()
    address = url_for(
        ".create_drafts",
        bank_key=bank_key,
        name=name,
        language=spoken,
        domain=_domain(bank),
    )
    return render_template(
        "interchange/preview.html",
        bank=bank,
        lines=lines,
        taken=[line for line in lines if line.reason is None],
        titles={domain.key: domain.title for domain in bank.domains},
        address=address,
        language_of_file=spoken,
    )


@bp.post("/<bank_key>/imports/<string(length=64):name>/drafts")
@allow(Permission.WRITE_QUESTIONS)
def create_drafts(bank_key: str, name: str) -> ResponseReturnValue:
    form = DraftsForm()
    if not form.validate():
        abort(422)
    lines = _planned(items.bank(bank_key), name)
    with transaction():
        drafts = services.make_drafts(
            items.bank(bank_key),
            lines,
            expected=form.expected.data,
            by=current_user,
            now=clock.now(),
        )
    flash(ngettext("%(num)d draft made", "%(num)d drafts made", len(drafts)))
    return redirect(
        url_for("questions.list_questions", bank_key=bank_key, state="drafts")
    )


@bp.get("/<bank_key>/export")
@allow(Permission.WRITE_QUESTIONS)
def show_export(bank_key: str) -> ResponseReturnValue:
    bank = items.bank(bank_key)
    left_out = queries.left_out(bank)
    return render_template(
        "interchange/export.html",
        bank=bank,
        form=ExportForm(language=language()),
        number=items.tally(bank).live - left_out,
        left_out=left_out,
    )


@bp.post("/<bank_key>/export")
@allow(Permission.WRITE_QUESTIONS)
def create_export(bank_key: str) -> ResponseReturnValue:
    wanted = queries.known_language(request.form.get("language"))
    exported = queries.exported(items.bank(bank_key), wanted)
    with transaction():
        services.note_export(
            items.bank(bank_key),
            language=wanted,
            questions=len(exported),
            by=current_user,
            now=clock.now(),
        )
    return _download(write(exported), f"{bank_key}.{wanted}.gift")


def _planned(bank: Bank, name: str) -> list[Line]:
    return queries.planned(
        bank,
        files.kept(name, by=current_user),
        language=_language(),
        default=_domain(bank),
    )


def _language() -> str:
    return queries.known_language(request.args.get("language"))


def _domain(bank: Bank) -> str:
    return queries.known_domain(bank, request.args.get("domain"))


def _import_page(form: ImportForm, bank: Bank) -> str:
    return render_template("interchange/import.html", form=form, bank=bank)


def _download(text: str, name: str) -> Response:
    answer = Response(text, mimetype="text/plain")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
