"""Answers are compressed where that is safe, and only for who understands it."""

import gzip

import pytest

from tests.exams.an_exam import an_exam, started
from tests.people import a_person

SHEET = "/static/css/base.css"
GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture
def attempt(visitor):
    ada = a_person("Ada Lovelace")
    an_exam(blueprint={"core": 10})
    visitor.sign_in(ada)
    return started(ada)


@pytest.mark.parametrize("path", ["/attempts/{}", "/api/v1/attempts/{}"])
def test_the_paper_is_sent_compressed(visitor, attempt, path):
    small = visitor.get(path.format(attempt.id), headers=GZIP)
    whole = visitor.get(path.format(attempt.id))

    assert small.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in whole.headers
    assert "Accept-Encoding" in whole.headers["Vary"]
    assert b"What of core" in gzip.decompress(small.data)
    assert len(small.data) < len(whole.data) / 2


def test_style_sheets_are_sent_compressed_and_are_the_same(visitor):
    with (
        visitor.get(SHEET, headers=GZIP) as small,
        visitor.get(SHEET) as whole,
    ):
        assert small.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(small.data) == whole.data


def test_a_style_sheet_that_is_there_already_is_not_sent_again(visitor):
    with visitor.get(SHEET, headers=GZIP) as first:
        known = {**GZIP, "If-None-Match": first.headers["ETag"]}

    with visitor.get(SHEET, headers=known) as again:
        assert again.status_code == 304


@pytest.mark.parametrize("path", ["/exams", "/verify"])
def test_other_pages_keep_their_length_to_themselves(visitor, attempt, path):
    page = visitor.get(path, headers=GZIP)

    assert page.status_code == 200
    assert "Content-Encoding" not in page.headers
