"""Puts the rooms together. The only file that knows them all."""

from collections.abc import Callable
from io import BytesIO
from typing import IO, Any

from apiflask import APIFlask
from flask import Blueprint, Flask, Request, request
from flask_login import current_user
from flask_wtf import CSRFProtect

import certificates.awards.api
import certificates.awards.views
import certificates.badges.api
import certificates.badges.views
import certificates.corrections.own_views
import certificates.corrections.views
import certificates.documents.reprint_views
import certificates.documents.views
import certificates.intake.views
import certificates.parcels.views
import certificates.register.decision_views
import certificates.register.views
import certificates.reminders.views
import certificates.revocations.views
import certificates.roster.views
import certificates.verification.profile_views
import certificates.verification.sharing_views
import certificates.verification.views
import exams.accommodations.views
import exams.invigilation.attempt_views
import exams.invigilation.block_views
import exams.invigilation.day_views
import exams.invigilation.meter
import exams.invigilation.signals_api
import exams.practicals.views
import exams.receipts.api
import exams.receipts.views
import exams.rehearsal.api
import exams.rehearsal.views
import exams.schedule.group_views
import exams.schedule.views
import exams.schedule.voucher_views
import exams.sittings.admin_views
import exams.sittings.answers_api
import exams.sittings.api
import exams.sittings.image_views
import exams.sittings.unsent_api
import exams.sittings.views
import lms.accounts.account_views
import lms.accounts.company_views
import lms.accounts.link_views
import lms.accounts.people_views
import lms.accounts.session_api
import lms.accounts.team_views
import lms.accounts.views
import lms.catalogue.views
import lms.kernel.bundles
import lms.kernel.health
import lms.learning.views
import lms.library.views
import lms.partners.api
import lms.partners.views
import lms.reports.home_views
import lms.reports.views
import question_banks.interchange.views
import question_banks.items.views
import question_banks.review.editor
import question_banks.review.views
from exams.sittings import hatch
from lms import menu, wiring
from lms.accounts import doorkeeper
from lms.config import ROOT, Settings
from lms.kernel import (
    bells,
    bundles,
    clock,
    db,
    errorpages,
    headers,
    i18n,
    logs,
    looks,
    permissions,
    quick,
    readable,
    smaller,
)
from lms.kernel.permissions import Permission, allow
from lms.kernel.places import RowId
from lms.kernel.proxies import behind
from lms.kernel.session import ClocklessSessions

LARGEST_BODY = 12 * 1024 * 1024
"""Evidence files up to 10 MB, with the form around them."""

ROOMS: tuple[Blueprint, ...] = (
    lms.accounts.company_views.bp,
    lms.accounts.link_views.bp,
    lms.accounts.people_views.bp,
    lms.accounts.session_api.bp,
    lms.accounts.team_views.bp,
    lms.accounts.views.bp,
    lms.catalogue.views.bp,
    lms.kernel.bundles.bp,
    lms.kernel.health.bp,
    lms.learning.views.bp,
    lms.library.views.bp,
    lms.partners.api.bp,
    lms.partners.views.bp,
    lms.reports.views.bp,
    certificates.awards.api.bp,
    certificates.awards.views.bp,
    certificates.badges.api.bp,
    certificates.badges.views.bp,
    certificates.documents.reprint_views.bp,
    certificates.documents.views.bp,
    certificates.corrections.own_views.bp,
    certificates.corrections.views.bp,
    certificates.intake.views.bp,
    certificates.parcels.views.bp,
    certificates.register.decision_views.bp,
    certificates.register.views.bp,
    certificates.reminders.views.bp,
    certificates.revocations.views.bp,
    certificates.verification.profile_views.bp,
    certificates.verification.sharing_views.bp,
    certificates.roster.views.bp,
    certificates.verification.views.bp,
    exams.accommodations.views.bp,
    exams.invigilation.attempt_views.bp,
    exams.invigilation.block_views.bp,
    exams.invigilation.day_views.bp,
    exams.invigilation.meter.bp,
    exams.invigilation.signals_api.bp,
    exams.practicals.views.bp,
    exams.schedule.group_views.bp,
    exams.schedule.views.bp,
    exams.schedule.voucher_views.bp,
    exams.receipts.api.bp,
    exams.receipts.views.bp,
    exams.rehearsal.api.bp,
    exams.rehearsal.views.bp,
    exams.sittings.admin_views.bp,
    exams.sittings.answers_api.bp,
    exams.sittings.api.bp,
    exams.sittings.image_views.bp,
    exams.sittings.unsent_api.bp,
    exams.sittings.views.bp,
    question_banks.interchange.views.bp,
    question_banks.items.views.bp,
    question_banks.review.editor.bp,
    question_banks.review.views.bp,
)


class Tokens(CSRFProtect):
    """A request with JSON has its token in its head: it has no form to look into."""

    def _get_csrf_token(self) -> Any:
        if request.is_json:
            return request.headers.get("X-CSRFToken")
        return super()._get_csrf_token()


class Letter(Request):
    def _get_file_stream(self, *_arguments: Any, **_more: Any) -> IO[bytes]:
        """What is handed in stays in memory: of a file that is only looked at,
        nothing may lie on a disk, not even for a moment."""
        return BytesIO()


class Product(APIFlask):
    request_class = Letter

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No function here is asynchronous; Flask would look, at each request, at
        everything that runs before and after it."""
        return func


csrf = Tokens()


def create_app(settings: Settings, **config: object) -> Flask:
    """The whole product as one WSGI application."""
    logs.configure()
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    app = _bare_app()
    app.config.from_mapping(_flask_settings(settings))
    app.config.from_mapping(config)
    app.wsgi_app = behind(settings.proxies, app.wsgi_app)  # type: ignore[method-assign]
    hatch.init_app(app, exams.invigilation.meter.note, settings.proxies)
    bells.init_app(app)
    app.before_request(clock.note_arrival)
    for part in (smaller, headers, db, quick, i18n, looks, bundles, menu, doorkeeper):
        part.init_app(app)
    _guard_every_door(app)
    readable.init_app(app)
    errorpages.init_app(app)
    for room in ROOMS:
        app.register_blueprint(room)
    wiring.connect()
    return app


def _bare_app() -> Product:
    app = Product(
        "lms",
        title="Laurel",
        version="1",
        json_errors=False,
        docs_path=None,
        spec_path="/api/v1/openapi.json",
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
    )
    app.root_path = str(ROOT / "lms")
    app.session_interface = ClocklessSessions()
    app.url_map.converters["int"] = RowId
    return app


def _flask_settings(settings: Settings) -> dict[str, object]:
    cookie = "__Host-laurel" if settings.is_https else "laurel"
    return {
        "SETTINGS": settings,
        "SECRET_KEY": settings.signing_key(),
        "DEBUG": settings.debug,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings),
        "TRUSTED_HOSTS": _trusted_hosts(settings),
        "SESSION_COOKIE_NAME": cookie,
        "SESSION_COOKIE_SECURE": settings.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "MAX_CONTENT_LENGTH": LARGEST_BODY,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_CHECK_DEFAULT": False,
        # Some pages, and some companies' proxies, send no Referer; the token decides.
        "WTF_CSRF_SSL_STRICT": False,
        "SEND_FILE_MAX_AGE_DEFAULT": 31536000,
        "OPENAPI_VERSION": "3.1.0",
    }


def _engine_options(settings: Settings) -> dict[str, object]:
    options = db.engine_options(settings.database_url)
    return {**options, "pool_size": settings.web_threads + 2} if options else {}


def _trusted_hosts(settings: Settings) -> list[str]:
    local = [] if settings.is_production else ["localhost", "127.0.0.1", "[::1]"]
    return [settings.host, *local]


def _guard_every_door(app: Flask) -> None:
    for name in ("static", "openapi.spec"):
        allow(Permission.PUBLIC)(app.view_functions[name])
    csrf.init_app(app)
    app.before_request(permissions.guard)
    app.before_request(_check_the_form)


def _check_the_form() -> None:
    # A program with a token has no cookie that another site could ride on.
    by_token = request.headers.get("Authorization", "").lower().startswith("bearer ")
    if not (by_token and current_user.is_authenticated):
        csrf.protect()
