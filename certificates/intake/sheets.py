"""Reading a table of earlier results, CSV or XLSX, as another system wrote it."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from zipfile import BadZipFile, ZipFile

from certificates.intake.errors import Unreadable
from certificates.intake.rules.judging import Row
from lms.kernel.i18n import words as _

COLUMNS = (
    "email",
    "name",
    "certification",
    "passed_on",
    "old_number",
    "expires_on",
)
NEEDED = COLUMNS[:4]
LARGEST = 2 * 1024 * 1024
MOST_ROWS = 10_000
LONGEST_CELL = 200
LARGEST_UNPACKED = 64 * 1024 * 1024
"""A small workbook can unpack to any size."""
TEMPLATE = "\r\n".join(
    [
        ",".join(COLUMNS),
        "ada@example.com,Ada Lovelace,cloud-administrator,2026-03-14,OLD-1843,",
        "",
    ]
)
"""One line shows how it is meant; the address belongs to nobody."""


def read(raw: bytes) -> list[Row]:
    """The lines of the table. Raises Unreadable."""
    if len(raw) > LARGEST:
        raise Unreadable(_("The file is larger than 2 MB."))
    cells = _book(raw) if raw.startswith(b"PK") else _text(raw)
    lines = islice(cells, MOST_ROWS + 2)
    head = [cell.lower() for cell in next(lines, [])]
    missing = [column for column in NEEDED if column not in head]
    if missing:
        raise Unreadable(
            _(
                "The first line must name the columns; missing: %(columns)s.",
                columns=", ".join(missing),
            )
        )
    rows = [
        _row(number, head, line) for number, line in enumerate(lines, 2) if any(line)
    ]
    if len(rows) > MOST_ROWS:
        raise Unreadable(_("At most %(most)s lines at once.", most=MOST_ROWS))
    return rows


def _row(number: int, head: Sequence[str], line: Sequence[str]) -> Row:
    found = dict(zip(head, line, strict=False))
    email, name, certification, passed_on, old_number, expires_on = (
        found.get(column, "") for column in COLUMNS
    )
    return Row(number, email, name, certification, passed_on, old_number, expires_on)


def _text(raw: bytes) -> Iterator[list[str]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(_("The file is neither UTF-8 text nor a workbook.")) from error
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        for line in csv.reader(io.StringIO(text), delimiter=delimiter):
            yield [_plain(cell) for cell in line]
    except csv.Error as error:
        raise Unreadable(_("The file is not a table with commas.")) from error


def _book(raw: bytes) -> Iterator[list[str]]:
    # Only here: heavy, and rare.
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # noqa: PLC0415

    _refuse_bombs(raw)
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        sheet: Iterable[Sequence[object]] = book.worksheets[0].iter_rows(
            max_col=20, values_only=True
        )
        for line in sheet:
            yield [_plain(cell) for cell in line]
    # It raises what its many parts raise, for a file that is not what it says.
    except Exception as error:
        raise Unreadable(_("The workbook cannot be read.")) from error


def _refuse_bombs(raw: bytes) -> None:
    try:
        with ZipFile(io.BytesIO(raw)) as packed:
            size = sum(info.file_size for info in packed.infolist())
    except BadZipFile as error:
        raise Unreadable(_("The workbook cannot be read.")) from error
    if size > LARGEST_UNPACKED:
        raise Unreadable(_("The workbook unpacks to more than we read."))


def _plain(cell: object) -> str:
    """What stands in a cell; spreadsheets keep days as moments."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()
    text = "" if cell is None else str(cell)
    return "".join(c for c in text if c.isprintable()).strip()[:LONGEST_CELL]
