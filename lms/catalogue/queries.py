"""Questions about the programme: who provides it, what can be earned."""

from datetime import datetime
from typing import cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import contains_eager

from lms.catalogue.models import (
    Certification,
    CertificationVersion,
    ProgrammeVersion,
)
from lms.kernel.db import Text, db
from lms.kernel.quick import look


def programme() -> ProgrammeVersion | None:
    """The programme as last loaded; None before the first loading."""
    return next(iter(look(PROGRAMME)), None)


def programme_at(moment: datetime) -> ProgrammeVersion | None:
    """The programme as it stood then; the first one for anything older."""
    stood = select(ProgrammeVersion).where(ProgrammeVersion.loaded_at <= moment)
    newest = stood.order_by(ProgrammeVersion.number.desc()).limit(1)
    first = select(ProgrammeVersion).order_by(ProgrammeVersion.number).limit(1)
    return db.session.scalar(newest) or db.session.scalar(first)


def current_versions() -> list[CertificationVersion]:
    """The newest version of every certification on offer, in the programme's order."""
    newest = (
        select(func.max(CertificationVersion.id))
        .group_by(CertificationVersion.certification_id)
        .scalar_subquery()
    )
    return list(
        db.session.scalars(
            select(CertificationVersion)
            .join(CertificationVersion.certification)
            .where(
                CertificationVersion.id.in_(newest), Certification.retired_at.is_(None)
            )
            .order_by(Certification.position)
            .options(contains_eager(CertificationVersion.certification))
        )
    )


def current_version(key: str) -> CertificationVersion:
    """The newest version of one certification, or 404."""
    version: CertificationVersion = db.first_or_404(
        select(CertificationVersion)
        .join(CertificationVersion.certification)
        .where(Certification.key == key)
        .order_by(CertificationVersion.number.desc())
        .limit(1)
        .options(contains_eager(CertificationVersion.certification))
    )
    return version


def titles() -> dict[int, Text]:
    """What every certification is called, by its id; retired ones too."""
    versions = db.session.execute(
        select(CertificationVersion.certification_id, CertificationVersion.title)
        # The newest version comes last, and stays.
        .order_by(CertificationVersion.id)
    )
    return {row.certification_id: row.title for row in versions}


PROGRAMME = (
    select(cast(Table, ProgrammeVersion.__table__))
    .order_by(ProgrammeVersion.number.desc())
    .limit(1)
)
"""Built once: every page says whose programme it is."""
