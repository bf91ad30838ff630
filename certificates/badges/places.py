"""Giving each certificate its place in a status list, with the certificate itself."""

import secrets
from typing import Any, cast

from sqlalchemy import Connection, Table, event

from certificates.awards.models import Certificate
from certificates.badges.models import StatusEntry
from certificates.badges.rules.bitstring import ENTRIES, list_number


def give_every_certificate_a_place() -> None:
    """However a certificate comes about, its entry is written in the same flush."""
    event.listen(Certificate, "after_insert", _give_place)


def _give_place(mapper: Any, connection: Connection, certificate: Certificate) -> None:
    # Random, so that an index says nothing about when and beside whom it was given;
    # the constraint says whether it is free.
    number = list_number(certificate.id)
    while not _take(connection, certificate.id, number, secrets.randbelow(ENTRIES)):
        pass


def _take(connection: Connection, certificate_id: int, number: int, index: int) -> bool:
    from sqlalchemy.dialects.postgresql import insert as pg  # noqa: PLC0415
    from sqlalchemy.dialects.sqlite import insert as lite  # noqa: PLC0415

    insert = lite if connection.dialect.name == "sqlite" else pg
    entries = cast(Table, StatusEntry.__table__)
    taken = connection.execute(
        insert(entries)
        .values(certificate_id=certificate_id, list_number=number, list_index=index)
        .on_conflict_do_nothing(index_elements=["list_number", "list_index"])
        .returning(entries.c.certificate_id)
    )
    return taken.scalar() is not None
