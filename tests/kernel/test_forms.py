"""Forms: the library's own words in the language of the page."""

import gettext

import pytest
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField
from wtforms.validators import InputRequired

from lms.kernel.forms import Form

SAID = {"en": "This field is required.", "ru": "Обязательное поле."}


class Order(Form):
    pieces = IntegerField(validators=[InputRequired()])


@pytest.fixture
def complaint(app):
    def said(language: str) -> str:
        with app.test_request_context(method="POST"), force_locale(language):
            form = Order(MultiDict({"pieces": ""}))
            assert not form.validate()
            return str(form.pieces.errors[0])

    return said


def test_what_the_library_says_is_in_the_language_of_the_page(complaint):
    for language in ("en", "ru", "en"):
        assert complaint(language) == SAID[language]


def test_its_words_are_read_once_for_all_requests(complaint, monkeypatch):
    complaint("ru")
    opened = []
    monkeypatch.setattr(gettext.GNUTranslations, "_parse", opened.append)

    complaint("ru")

    assert opened == []
