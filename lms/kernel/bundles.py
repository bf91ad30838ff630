"""Scripts and sheets of one page in one answer each: a page on a slow line waits
for requests more than for bytes.

Nothing is built and nothing lies about: the files under static/ are joined when
they are first asked for. Each module becomes a function that gives its exports.
"""

import hashlib
import re
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from lms.config import ROOT
from lms.kernel.permissions import Permission, allow

bp = Blueprint("bundles", __name__)

STATIC = ROOT / "static"
BUNDLES: dict[str, tuple[str, ...]] = {
    "exam-room.js": ("js/exam/room.js",),
    "exam-room.css": (
        "css/tokens.css",
        "css/base.css",
        "css/components/exam-type.css",
        "css/components/controls.css",
        "css/components/shell.css",
        "css/components/marks.css",
        "css/components/lists.css",
        "css/components/messages.css",
        "css/components/exam-room.css",
        "css/components/exam-kinds.css",
        "css/components/exam-tools.css",
    ),
}
TYPES = {".js": "text/javascript", ".css": "text/css"}

IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]+)";\n', re.M)
EXPORT = re.compile(r"^export ((?:async )?(?:class|function|const) (\w+))", re.M)
INDENT = re.compile(r"^ +", re.M)
REMARK = re.compile(r"^\s*(?://[^\n]*|/\*.*?\*/)\s*\n", re.M | re.S)
ADDRESS = re.compile(r"url\((?!data:)([^)]+)\)")


def init_app(app: Flask) -> None:
    app.add_template_global(bundle, "bundle")
    app.add_template_global(symbols, "symbols")


@bp.get("/bundles/<name>")
@allow(Permission.PUBLIC)
def show_bundle(name: str) -> ResponseReturnValue:
    if name not in BUNDLES:
        abort(404)
    answer = Response(_joined(name), mimetype=TYPES[Path(name).suffix])
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


def bundle(name: str) -> str:
    """The address of a bundle; it changes with the content."""
    fingerprint = hashlib.sha256(_joined(name).encode()).hexdigest()[:10]
    return url_for("bundles.show_bundle", name=name, v=fingerprint)


def symbols(names: list[str]) -> Markup:
    """Symbols of the sprite for a page that has them in itself, as #i-flag."""
    return Markup("").join(_symbol(name) for name in names)


def script(entry: Path) -> str:
    """An ES module with all that it imports, as one module."""
    order: dict[Path, str] = {}
    _collect(entry.resolve(), order)
    return "".join(order.values())


def sheet(path: Path) -> str:
    """A style sheet whose addresses are those of the files it was written for."""
    text = INDENT.sub("", REMARK.sub("", path.read_text()))
    return ADDRESS.sub(lambda found: f"url({_address(path, found[1])})", text)


@cache
def _joined(name: str) -> str:
    paths = [STATIC / path for path in BUNDLES[name]]
    return "".join((script if name.endswith(".js") else sheet)(path) for path in paths)


@cache
def _symbol(name: str) -> Markup:
    sprite = (STATIC / "icons.svg").read_text()
    found = re.search(rf'<symbol id="{re.escape(name)}"(.*?)</symbol>', sprite, re.S)
    if found is None:
        raise LookupError(f"no symbol {name}")
    return Markup(f'<symbol id="i-{name}"{found[1]}</symbol>')  # noqa: S704


def _collect(path: Path, order: dict[Path, str]) -> None:
    """Put a module behind the modules it imports; each stands there once."""
    if path in order:
        return
    text = INDENT.sub("", REMARK.sub("", path.read_text()))
    for _, name in IMPORT.findall(text):
        _collect((path.parent / name).resolve(), order)
    exports = ", ".join(name for _, name in EXPORT.findall(text))
    text = EXPORT.sub(r"\1", text)
    number = len(order)
    numbers = {other: n for n, other in enumerate(order)}
    text = IMPORT.sub(
        lambda found: (
            f"const {{{found[1]}}} = m{numbers[(path.parent / found[2]).resolve()]};\n"
        ),
        text,
    )
    order[path] = (
        f"const m{number} = (() => {{\n{text}return {{ {exports} }};\n}})();\n"
    )


def _address(sheet_path: Path, found: str) -> str:
    """As seen from /bundles/: the way to a file under /static/."""
    target = (sheet_path.parent / found.strip("\"'")).resolve()
    return f"../static/{target.relative_to(STATIC)}"
