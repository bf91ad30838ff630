"""Giving each certificate its place in a status list, with the certificate itself."""

import secrets

from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as lite_insert

from certificates.badges.models import StatusEntry
from certificates.badges.rules.bitstring import ENTRIES, list_number
from lms.kernel.db import by_engine
from lms.kernel.quick import insertion, look


def give_a_place(certificate_id: int) -> None:
    """However a certificate comes about, its entry is written in the same deed."""
    # Random, so that an index says nothing about when and beside whom it was given;
    # the constraint says whether it is free.
    statement = by_engine(sqlite=LITE_TAKE, postgresql=PG_TAKE)
    place = {
        "certificate_id": certificate_id,
        "list_number": list_number(certificate_id),
    }
    while not look(statement, **place, list_index=secrets.randbelow(ENTRIES)):
        pass


PLACE = ["list_number", "list_index"]
PG_TAKE: Executable = (
    insertion(StatusEntry, make=pg_insert)
    .on_conflict_do_nothing(index_elements=PLACE)
    .returning(StatusEntry.certificate_id)
)
LITE_TAKE: Executable = (
    insertion(StatusEntry, make=lite_insert)
    .on_conflict_do_nothing(index_elements=PLACE)
    .returning(StatusEntry.certificate_id)
)
"""Built once: every certificate takes one."""
