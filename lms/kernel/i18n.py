"""Languages: the person's choice, else the browser's, else English."""

from collections.abc import Mapping
from datetime import date, datetime

from flask import Flask, has_request_context, request
from flask_babel import Babel, get_locale
from flask_babel import format_date as _format_date
from flask_babel import format_datetime as _format_datetime
from flask_babel import lazy_gettext as words
from flask_login import current_user
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

__all__ = ["LANGUAGES", "in_language", "language", "words"]

LANGUAGES = {"en": "English", "ru": "Русский"}
DEFAULT = "en"


def language() -> str:
    """The language of this page, letter or command: a key of LANGUAGES."""
    locale = get_locale()
    return locale.language if locale else DEFAULT


def in_language(text: Mapping[str, str] | None, code: str | None = None) -> str:
    """The words in one language; a missing translation falls back to what there is."""
    if not text:
        return ""
    return (
        text.get(code or language()) or text.get(DEFAULT) or next(iter(text.values()))
    )


def day(value: date | datetime) -> str:
    """14 February 2027, 14 февраля 2027."""
    return str(_format_date(value, "d MMMM y"))


def moment(value: datetime) -> str:
    """A date with its time, in UTC and saying so."""
    return str(_format_datetime(value, "d MMMM y, HH:mm", rebase=False)) + " UTC"


@pass_eval_context
def moment_here(place: EvalContext, value: datetime) -> str:
    """A moment in a template; on a page, local-time.js says it in the reader's own
    time as well."""
    if not place.autoescape:
        return moment(value)
    words = Markup('<time datetime="{}" data-moment>{}</time>')
    return words.format(value.isoformat(), moment(value))


def init_app(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(app, locale_selector=_chosen)
    app.add_template_global(language, "language")
    app.jinja_env.globals["languages"] = LANGUAGES
    app.add_template_filter(in_language, "in_language")
    app.add_template_filter(day, "day")
    app.add_template_filter(moment_here, "moment")


def _chosen() -> str:
    if not has_request_context():
        return DEFAULT
    chosen = current_user.language or request.cookies.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    return request.accept_languages.best_match(list(LANGUAGES)) or DEFAULT
