"""What every template can use: icons, addresses of assets, Markdown, the brand."""

import hashlib
from functools import cache
from pathlib import Path

from flask import (
    Flask,
    current_app,
    has_request_context,
    render_template,
    request,
    url_for,
)
from markupsafe import Markup

from lms.config import ROOT
from lms.kernel.i18n import language
from lms.kernel.markdown import render, render_inline

STATIC = ROOT / "static"


def init_app(app: Flask) -> None:
    app.add_template_global(asset, "asset")
    app.add_template_global(icon, "icon")
    app.add_template_global(still, "still")
    app.add_template_filter(render, "markdown")
    app.add_template_filter(render_inline, "markdown_inline")
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def asset(name: str) -> str:
    """The address of a static file; it changes with the content, so browsers
    may keep it for a year."""
    return _address(request.script_root if has_request_context() else "", name)


def icon(name: str) -> Markup:
    """A symbol of the sprite, hidden from screen readers: words stand beside it."""
    return Markup(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>'
    ).format(asset("icons.svg"), name)


def still(name: str) -> Markup:
    """A part of a page that is the same for everybody: drawn once for each
    language. Such a template uses nothing of the page around it."""
    known: dict[tuple[str, str], Markup]
    known = current_app.extensions.setdefault("still", {})
    key = name, language()
    if key not in known:
        known[key] = Markup(render_template(name))  # noqa: S704  a template of ours
    return known[key]


@cache
def _address(root: str, name: str) -> str:
    # Under the same root always the same: a page names twenty of them.
    return url_for("static", filename=name, v=_fingerprint(STATIC / name))


@cache
def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]
