"""The files a certificate is drawn from: the design's own, and no others."""

from lms.config import ROOT

BASE = "https://assets.invalid/"
"""An address that cannot exist: whatever is not in the design leads nowhere."""

DESIGN = {
    path.name: path
    for path in (
        ROOT / "templates/print/certificate.css",
        ROOT / "static/img/band.svg",
        ROOT / "static/img/seal.svg",
        *sorted((ROOT / "certificates/documents/fonts").glob("*.ttf")),
    )
}
