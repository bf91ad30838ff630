"""The list that goes with a parcel, as CSV and as a workbook."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from certificates.parcels.queries import Line
from certificates.parcels.reasons import why_left_out
from certificates.parcels.rules.outcomes import Outcome
from lms.kernel.cells import harmless
from lms.kernel.i18n import in_language

COLUMNS = (
    "number",
    "holder",
    "company",
    "certification",
    "issued_on",
    "expires_on",
    "state",
    "file",
    "sha256",
    "size",
    "left_out",
)
WIDTHS = (20, 30, 30, 34, 12, 12, 12, 38, 66, 10, 50)
"""In characters."""


def file_name(number: str) -> str:
    """Where a certificate lies in the ZIP."""
    return f"certificates/{number}.pdf"


def write_lists(lines: Iterable[Line], folder: Path) -> list[Path]:
    """manifest.csv and manifest.xlsx in this folder, in the language of the locale;
    days as 2026-11-22. One line is in memory at a time."""
    # Only here: heavy, and the web has no use for it.
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # noqa: PLC0415

    as_text, as_book = folder / "manifest.csv", folder / "manifest.xlsx"
    with (
        # The mark tells spreadsheets that it is UTF-8.
        as_text.open("w", newline="", encoding="utf-8-sig") as file,
        Workbook(
            str(as_book), {"constant_memory": True, "tmpdir": str(folder)}
        ) as book,
    ):
        sheet = book.add_worksheet("manifest")
        sheet.freeze_panes(1, 0)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        writer = csv.writer(file)
        for row, cells in enumerate(_rows(lines)):
            writer.writerow(map(harmless, cells))
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell)
    return [as_text, as_book]


def _rows(lines: Iterable[Line]) -> Iterator[tuple[str, ...]]:
    yield COLUMNS
    for line in lines:
        yield _cells(line)


def _cells(line: Line) -> tuple[str, ...]:
    item, certificate = line.item, line.certificate
    is_packed = item.outcome == Outcome.PACKED
    return (
        certificate.number,
        certificate.printed_name,
        certificate.printed_company or "",
        in_language(certificate.certification_version.title),
        certificate.issued_on.isoformat(),
        certificate.expires_on.isoformat(),
        item.state or "",
        file_name(certificate.number) if is_packed else "",
        item.sha256 or "",
        str(item.size or ""),
        why_left_out(item.outcome),
    )
