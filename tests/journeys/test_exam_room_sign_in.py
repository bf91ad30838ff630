"""A sign-in that ends during an exam is renewed inside the page."""

import pytest
from playwright.sync_api import expect

from tests.journeys.rooms import SAVED, WAITING, held, option, save_line
from tests.people import PASSWORD, a_person

pytestmark = pytest.mark.browser


def sign_in_again(page, password=PASSWORD):
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Password").fill(password)
    dialog.get_by_role("button", name="Sign in").click()


def test_who_is_signed_out_signs_in_again_and_loses_nothing(room, context):
    room.evaluate("window.isTheSamePage = true")
    context.clear_cookies()
    option(room, 1, "A").click()
    expect(room.get_by_role("dialog")).to_contain_text("Your sign-in has ended")
    expect(save_line(room)).to_have_text(WAITING)
    expect(room.get_by_label("E-mail address")).to_have_value(
        "ada.lovelace@example.com"
    )

    sign_in_again(room, "wrong horse")
    expect(room.get_by_role("dialog")).to_contain_text("do not belong together")
    assert held() == {}
    sign_in_again(room)

    expect(save_line(room)).to_have_text(SAVED)
    expect(room.get_by_role("dialog")).to_be_hidden()
    assert room.evaluate("window.isTheSamePage")
    assert held() == {1: "A"}
    option(room, 1, "B").click()
    expect(save_line(room)).to_have_text(SAVED)


def test_putting_it_off_leaves_a_way_back(room, context):
    context.clear_cookies()
    option(room, 1, "A").click()
    room.get_by_role("button", name="Later").click()
    option(room, 1, "B").click()
    expect(room.locator("[data-banner=signed-out]")).to_be_visible()
    expect(save_line(room)).to_have_text(WAITING)

    room.get_by_role("button", name="Sign in again").click()
    sign_in_again(room)

    expect(save_line(room)).to_have_text(SAVED)
    assert held() == {1: "B"}


def test_who_signed_in_again_in_another_tab_is_not_asked(room, signed_in, ada):
    signed_in(ada)  # another session: the page's form token is of the old one

    option(room, 1, "A").click()

    expect(save_line(room)).to_have_text(SAVED)
    expect(room.get_by_role("dialog")).to_be_hidden()
    assert held() == {1: "A"}


def test_nothing_is_sent_while_somebody_else_is_signed_in(room, signed_in):
    signed_in(a_person("Charles Babbage"))

    option(room, 1, "A").click()

    dialog = room.get_by_role("dialog")
    expect(dialog).to_contain_text("Somebody else has signed in")
    assert held() == {}
    sign_in_again(room)
    expect(save_line(room)).to_have_text(SAVED)
    assert held() == {1: "A"}
