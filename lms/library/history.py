"""Whether a folder agrees with what was published before and never changes."""

from collections.abc import Iterator

from sqlalchemy import select

from lms.kernel.db import db
from lms.kernel.digests import digest_of
from lms.kernel.i18n import words as _
from lms.library.folder import Folder
from lms.library.problems import Problem
from lms.partners.models import PolicyVersion


def problems_with_the_published(folder: Folder) -> list[Problem]:
    """Tier policies that were edited after they were published."""
    return list(_edited_policies(folder))


def _edited_policies(folder: Folder) -> Iterator[Problem]:
    published = list(db.session.scalars(select(PolicyVersion)))
    for document in folder.policies:
        name = document.data["version"]
        day = document.data["effective_from"]
        for version in published:
            same_name = version.name == name
            same_day = version.effective_from.isoformat() == day
            if version.digest == digest_of(document.data):
                continue
            if same_name or same_day:
                yield Problem(
                    document.file,
                    document.line("version" if same_name else "effective_from"),
                    _(
                        "The policy %(name)s, in force from %(day)s, is published "
                        "and never changes.",
                        name=version.name,
                        day=version.effective_from.isoformat(),
                    ),
                    _("Leave its file as it was, and write a new version beside it."),
                )
