"""Where each certificate stands in the status lists."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from certificates.badges.rules.bitstring import ENTRIES
from lms.kernel.db import Model


class StatusEntry(Model):
    """One certificate's bit: in which list, and at which random index."""

    __tablename__ = "status_entries"
    __table_args__ = (
        UniqueConstraint("list_number", "list_index"),
        CheckConstraint("list_number > 0", name="lists_count_from_one"),
        CheckConstraint(
            f"list_index >= 0 AND list_index < {ENTRIES}", name="index_in_the_list"
        ),
    )

    certificate_id: Mapped[int] = mapped_column(
        ForeignKey("certificates.id"), primary_key=True
    )
    list_number: Mapped[int]
    list_index: Mapped[int]
