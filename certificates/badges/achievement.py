"""What was achieved: a certification version, in one language."""

from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from certificates.badges.addresses import CONTEXTS, achievement_url, image_url
from lms.catalogue.models import CertificationVersion
from lms.kernel.i18n import LANGUAGES, in_language


def achievement(version: CertificationVersion, language: str) -> dict[str, Any]:
    """The Achievement of Open Badges 3.0. Its level is the first of the tags: the
    standard has no word for it."""
    return {
        "id": achievement_url(version, language),
        "type": ["Achievement"],
        "achievementType": "Certification",
        "name": in_language(version.title, language),
        "description": in_language(version.summary, language),
        "criteria": {"narrative": _criteria(version, language)},
        "image": image(version, language),
        "inLanguage": language,
        "humanCode": version.certification.key,
        "fieldOfStudy": version.track,
        "tag": [version.level, *_topics(version, language)],
        "version": str(version.number),
        "related": [
            {
                "id": achievement_url(version, other),
                "type": ["Related"],
                "inLanguage": other,
                "version": str(version.number),
            }
            for other in LANGUAGES
            if other != language
        ],
    }


def achievement_document(
    version: CertificationVersion, language: str
) -> dict[str, Any]:
    """The achievement on its own."""
    return {"@context": CONTEXTS, **achievement(version, language)}


def image(version: CertificationVersion, language: str) -> dict[str, Any]:
    """The badge, without a credential in it."""
    return {
        "id": image_url(version, language),
        "type": "Image",
        "caption": f"{in_language(version.title, language)}, {version.level}",
    }


def practical_title(version: CertificationVersion, language: str) -> str:
    return in_language((version.practical or {}).get("title"), language)


def _criteria(version: CertificationVersion, language: str) -> str:
    with force_locale(language):
        parts = [in_language(version.description, language), _asked(version, language)]
        topics = _topics(version, language)
        if topics:
            parts.append(_("Topics: %(topics)s.", topics=", ".join(topics)))
    return "\n\n".join(parts)


def _asked(version: CertificationVersion, language: str) -> str:
    title = practical_title(version, language)
    if not version.has_practical:
        asked = _("To earn it, pass the exam.")
    elif not version.has_exam:
        asked = _("To earn it, pass the practical “%(title)s”.", title=title)
    else:
        asked = _(
            "To earn it, pass the exam and the practical “%(title)s”.", title=title
        )
    return str(asked)


def _topics(version: CertificationVersion, language: str) -> list[str]:
    return [in_language(topic["title"], language) for topic in version.topics]
