"""Reading the letters a test caused."""

import re

from sqlalchemy import select

from lms.kernel.db import db
from lms.kernel.mail import Mail


def letters_to(email: str) -> list[Mail]:
    """Every letter to an address, the newest first."""
    db.session.expire_all()
    return list(
        db.session.scalars(
            select(Mail).filter_by(recipient=email).order_by(Mail.id.desc())
        )
    )


def link_in(letter: Mail) -> str:
    """The path of the one-time link in a letter."""
    found = re.search(r"http://localhost(/link/\S+)", letter.body)
    assert found, letter.body
    return found[1]
