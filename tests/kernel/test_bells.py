"""A bell says from memory whether anything has changed, to whoever was told of it."""

import pytest

from lms.kernel.bells import FORGOTTEN_SECONDS, FRESH_SECONDS, Bells

NOBODY = b"the product itself"


@pytest.fixture
def bells() -> Bells:
    return Bells(lambda environ, start: [NOBODY], "a secret")


def test_a_mark_is_told_to_who_knows_the_address(bells):
    bells.ring({"7": "a"}, now=100.0)

    assert bells.answer("GET", bells.address("7"), 101.0) == (200, "a")


@pytest.mark.parametrize(
    "path", ["/bells/7", "/bells/7/", "/bells/7/x", "/bells/", "/bells/\u0436/\u0436"]
)
def test_an_address_cannot_be_guessed(bells, path):
    bells.ring({"7": "a"}, now=100.0)

    assert bells.answer("GET", path, 101.0) == (404, "")
    assert not bells.asked


def test_the_bell_of_one_thing_does_not_open_another(bells):
    bells.ring({"7": "a", "8": "b"}, now=100.0)
    signature = bells.address("7").rpartition("/")[2]

    assert bells.answer("GET", f"/bells/8/{signature}", 101.0) == (404, "")


def test_another_installation_has_other_addresses(bells):
    assert bells.address("7") != Bells(None, "another secret").address("7")


def test_what_was_not_read_yet_is_not_known(bells):
    bells.ring({"7": "a"}, now=100.0)

    assert bells.answer("GET", bells.address("8"), 101.0) == (202, "")


def test_an_old_mark_is_no_answer(bells):
    bells.ring({"7": "a"}, now=100.0)

    assert bells.answer("GET", bells.address("7"), 101.0 + FRESH_SECONDS) == (202, "")


def test_what_is_asked_for_is_wanted_until_nobody_asks_any_more(bells):
    bells.answer("GET", bells.address("7"), 100.0)
    bells.answer("GET", bells.address("8"), 150.0)

    assert bells.wanted(151.0) == ["7", "8"]
    assert bells.wanted(101.0 + FORGOTTEN_SECONDS) == ["8"]
    assert list(bells.asked) == ["8"]


def test_a_bell_takes_one_kind_of_request(bells):
    assert bells.answer("POST", bells.address("7"), 100.0) == (405, "")


def test_everything_else_goes_to_the_product(bells):
    assert bells({"PATH_INFO": "/exams", "REQUEST_METHOD": "GET"}, None) == [NOBODY]
