"""What holders want others to see."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.db import Model


class HolderConsent(Model):
    """A person lets everybody who checks a certificate of theirs read the name on it.

    No row: they were never asked, or took it back. `profile_slug` is the address of
    their public profile, which nobody can guess; None while there is none.
    """

    __tablename__ = "holder_consents"
    __table_args__ = (
        CheckConstraint("length(profile_slug) >= 22", name="slug_cannot_be_guessed"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    given_at: Mapped[datetime]
    profile_slug: Mapped[str | None] = mapped_column(unique=True)
