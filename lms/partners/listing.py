"""The list of partners, searched and paged after it has been worked out."""

from typing import Any

from flask_sqlalchemy.pagination import Pagination

from lms.accounts.models import Company
from lms.partners.rules.scorecard import Scorecard

PER_PAGE = 50
NO_TIER = "none"

Row = tuple[Company, Scorecard]


class RowsPage(Pagination):
    """One page of rows that are in memory: their order comes from the count."""

    def _query_items(self) -> list[Any]:
        rows: list[Any] = self._query_args["rows"]
        return rows[self._query_offset : self._query_offset + self.per_page]

    def _query_count(self) -> int:
        return len(self._query_args["rows"])


def chosen(rows: list[Row], search: str, tier: str) -> RowsPage:
    """The rows that fit the search, at the page that the address asks for."""
    wanted = search.casefold()
    fitting = [
        (company, scorecard)
        for company, scorecard in rows
        if wanted in company.name.casefold() and tier in ("", _tier_of(scorecard))
    ]
    return RowsPage(rows=fitting, per_page=PER_PAGE, max_per_page=PER_PAGE)


def _tier_of(scorecard: Scorecard) -> str:
    return scorecard.eligible.key if scorecard.eligible else NO_TIER
