"""Publishing versions of the tier policy."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from lms.kernel.db import db
from lms.kernel.digests import digest_of
from lms.kernel.errors import Unfit
from lms.kernel.i18n import words as _
from lms.partners.models import PolicyVersion


class PolicyIsPublished(Unfit):
    """Partners are judged by this version: it can only be followed by another."""


def publish_policy(
    document: Mapping[str, Any], *, now: datetime
) -> PolicyVersion | None:
    """Publish a checked policy; None when this very text is published already.

    Raises PolicyIsPublished when its name or its day belongs to another text.
    """
    digest = digest_of(document)
    name, day = document["version"], date.fromisoformat(document["effective_from"])
    taken = db.session.scalars(
        select(PolicyVersion).where(
            (PolicyVersion.name == name) | (PolicyVersion.effective_from == day)
        )
    ).all()
    if any(version.digest == digest for version in taken):
        return None
    if taken:
        raise _published(taken[0])
    version = PolicyVersion(
        name=name,
        effective_from=day,
        document=dict(document),
        digest=digest,
        loaded_at=now,
    )
    db.session.add(version)
    db.session.flush()
    return version


def _published(version: PolicyVersion) -> PolicyIsPublished:
    return PolicyIsPublished(
        _(
            "The policy %(name)s, in force from %(day)s, is published and never "
            "changes.",
            name=version.name,
            day=version.effective_from.isoformat(),
        )
    )
