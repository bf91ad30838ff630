"""On which days before the end of a certificate people are reminded."""

MARKS = (90, 60, 30, 7)
"""Whole days before the end."""


def due_mark(days_left: int, lasts: int) -> int | None:
    """The mark that counts with so many days left of a term that lasts so many; None
    before the first and after the end.

    It stays due until the next one: who could not be written to on the day itself,
    because nothing ran or nobody was there to be told, is written to later, once. A
    short term has the marks only that lie in it: nobody is reminded on the day of
    issue.
    """
    if days_left <= 0:
        return None
    within = (mark for mark in MARKS if mark < lasts)
    return min((mark for mark in within if days_left <= mark), default=None)
