"""Every door has a label, and every label is opened by some role."""

from lms.doors import doors


def test_every_view_says_who_may_open_it(app):
    unlabelled = {
        name
        for name, view in app.view_functions.items()
        if not hasattr(view, "permission")
    }
    assert unlabelled == set()


def test_every_door_is_opened_by_some_role(app):
    shut = {
        door["endpoint"]
        for door in doors(app)
        if door["permission"] != "public" and not door["roles"]
    }
    assert shut == set()
