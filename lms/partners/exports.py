"""The scorecard's receipts as a file for a spreadsheet."""

import csv
from io import StringIO

from lms.kernel.cells import harmless
from lms.kernel.i18n import in_language
from lms.partners.queries import ReceiptLine, Standing

COLUMNS = (
    "partner",
    "on",
    "policy",
    "person",
    "certification",
    "title",
    "number",
    "expires_on",
    "counts",
    "reason",
    "since",
    "replaced_by",
)


def receipts_csv(standing: Standing) -> str:
    """One row for each certificate, counted or not; days as 2026-11-22."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for line in standing.receipts:
        writer.writerow(map(harmless, _cells(standing, line)))
    return file.getvalue()


def _cells(standing: Standing, line: ReceiptLine) -> list[str]:
    receipt, scorecard = line.receipt, standing.scorecard
    return [
        standing.company.slug,
        scorecard.on.isoformat(),
        scorecard.policy.version,
        line.person,
        receipt.certification,
        in_language(line.title),
        receipt.number,
        receipt.expires_on.isoformat(),
        "yes" if receipt.counts else "no",
        receipt.reason,
        receipt.day.isoformat() if receipt.day else "",
        receipt.replaced_by or "",
    ]
