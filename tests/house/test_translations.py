"""Every word of the product exists in Russian, with all its plural forms."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
FOLDERS = ("lms", "exams", "question_banks", "certificates", "templates")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "words": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
}


def spoken() -> set[object]:
    """Every message of code and templates: text, or (singular, plural)."""
    with (ROOT / "lms/translations/babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    return {
        message
        for folder in FOLDERS
        for _, _, message, _, _ in extract_from_dir(
            ROOT / folder, methods, options, KEYWORDS
        )
        if message
    }


def russian() -> Catalog:
    with (ROOT / "lms/translations/ru/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="ru")


def test_nothing_is_said_in_english_only():
    catalog = russian()

    def is_whole(message: object) -> bool:
        entry = catalog.get(message)
        forms = entry.string if entry else ""
        return all(forms) if isinstance(forms, tuple) else bool(forms)

    assert {message for message in spoken() if not is_whole(message)} == set()


def test_no_translation_is_left_of_words_that_are_gone():
    said = spoken()

    assert {m.id for m in russian() if m.id and m.id not in said} == set()


def test_translations_keep_their_blanks():
    """%(name)s has to stand in the Russian text too, or the page faults."""
    broken = {
        message.id: [str(error) for error in errors]
        for message, errors in russian().check()
        if errors
    }
    assert broken == {}
