"""The programme and its certifications, version by version."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.kernel.db import Model


class ProgrammeVersion(Model):
    """The provider's name, brand and languages as last loaded: the newest counts.

    `mark` is SVG, or nothing; `paper` and `co_branding` say on what certificates are
    printed and whether a partner is named on them: none, name, or mark. Marks of
    partners are SVG by the company's slug.
    """

    __tablename__ = "programme_versions"
    __table_args__ = (
        CheckConstraint("paper IN ('a4', 'letter')", name="paper_is_known"),
        CheckConstraint(
            "co_branding IN ('none', 'name', 'mark')", name="co_branding_is_known"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    provider: Mapped[str]
    network: Mapped[str]
    product: Mapped[str]
    certificate_prefix: Mapped[str]
    brand: Mapped[dict[str, str]]
    mark: Mapped[str] = mapped_column(default="", server_default="")
    paper: Mapped[str] = mapped_column(default="a4", server_default="a4")
    co_branding: Mapped[str] = mapped_column(default="none", server_default="none")
    partner_marks: Mapped[dict[str, str]] = mapped_column(
        default=dict, server_default="{}"
    )
    signers: Mapped[list[dict[str, Any]]]
    languages: Mapped[list[str]]
    digest: Mapped[str]
    loaded_at: Mapped[datetime]
    loaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class Certification(Model):
    """Something a person can be certified in; its `key` is in every address.

    Retired: the programme no longer offers it; who holds it keeps it.
    """

    __tablename__ = "certifications"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int]
    retired_at: Mapped[datetime | None]

    versions: Mapped[list["CertificationVersion"]] = relationship(
        back_populates="certification", order_by="CertificationVersion.number"
    )


class CertificationVersion(Model):
    """A certification as it was promised from one loading to the next.

    `band` is the drawing on its certificates (SVG), or nothing.
    """

    __tablename__ = "certification_versions"
    __table_args__ = (
        UniqueConstraint("certification_id", "number"),
        CheckConstraint("validity_months > 0", name="validity_is_positive"),
        CheckConstraint("has_exam OR has_practical", name="something_is_asked"),
        CheckConstraint("renewal_opens_days > 0", name="renewal_has_a_window"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    certification_id: Mapped[int] = mapped_column(ForeignKey("certifications.id"))
    number: Mapped[int]
    title: Mapped[dict[str, str]]
    summary: Mapped[dict[str, str]]
    description: Mapped[dict[str, str]]
    track: Mapped[str]
    level: Mapped[str]
    band: Mapped[str] = mapped_column(default="", server_default="")
    days_min: Mapped[int]
    days_max: Mapped[int]
    delivery: Mapped[dict[str, str]]
    topics: Mapped[list[dict[str, Any]]]
    prerequisites: Mapped[list[str]]
    validity_months: Mapped[int]
    has_exam: Mapped[bool]
    has_practical: Mapped[bool]
    practical: Mapped[dict[str, Any] | None]
    renewal_opens_days: Mapped[int] = mapped_column(default=90, server_default="90")
    has_renewal_exam: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )
    assumptions: Mapped[list[dict[str, Any]]]
    digest: Mapped[str]
    published_at: Mapped[datetime]

    certification: Mapped[Certification] = relationship(back_populates="versions")
