"""The files a certificate is drawn from: the design's own, and no others."""

import hashlib
from functools import cache
from importlib.metadata import version

from lms.config import ROOT

BASE = "https://assets.invalid/"
"""An address that cannot exist: whatever is not in the design leads nowhere."""

FONTS = {
    path.name: path
    for path in sorted((ROOT / "certificates/documents/fonts").glob("*.ttf"))
}
PRINT = ROOT / "templates/print"
FACES = (PRINT / "faces.css").read_text()
STYLES = {
    layer: "".join(
        (PRINT / f"{name}.css").read_text() for name in ("certificate", layer)
    )
    for layer in ("under", "over")
}
DRAWN_BY = ("rules/motifs.py", "rules/rosettes.py", "rules/sizes.py")
"""Code that is a part of the picture."""

SOFTWARE = ("weasyprint", "pydyf", "segno", "pikepdf", "pyhanko", "jinja2")


@cache
def digest() -> str:
    """Of everything that shapes every certificate: another design, another digest."""
    files = (
        *sorted(path for path in PRINT.iterdir() if path.is_file()),
        *FONTS.values(),
        *(ROOT / "certificates/documents" / name for name in DRAWN_BY),
    )
    parts = [
        *(f"{path.name} {_digest(path.read_bytes())}" for path in files),
        *(f"{name} {version(name)}" for name in SOFTWARE),
    ]
    return _digest("\n".join(parts).encode())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
