"""Cells of a list that a spreadsheet opens."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(cell: str) -> str:
    """A spreadsheet would run what begins like a formula; after ' it does not."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
