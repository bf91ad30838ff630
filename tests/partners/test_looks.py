"""How the partner pages say figures."""

import pytest
from flask_babel import force_locale

from lms.partners.looks import money, shortfall
from lms.partners.rules.money import cents
from lms.partners.rules.scorecard import evaluate
from tests.partners.given import NORTHLIGHT, POLICY, TODAY, a_partner_with


@pytest.mark.parametrize(
    ("kept", "english", "russian"),
    [
        (100_000_00, "$100,000", "100 000 $"),
        (99_999_99, "$99,999.99", "99 999,99 $"),
        (5, "$0.05", "0,05 $"),
    ],
)
def test_money_is_written_out_and_never_rounded(app, kept, english, russian):
    with app.test_request_context(), force_locale("en"):
        assert money(kept) == english
    with app.test_request_context(), force_locale("ru"):
        assert money(kept).replace("\xa0", " ") == russian


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("431000", 431_000_00),
        ("431 000.5", 431_000_50),
        ("$431000,05", 431_000_05),
        ("431,000", None),
        ("1e5", None),
        ("-5", None),
        ("", None),
        ("1234567890123", None),
    ],
)
def test_typed_money_is_taken_to_the_cent_or_not_at_all(typed, kept):
    assert cents(typed) == kept


def test_a_shortfall_is_one_phrase(app):
    scorecard = evaluate(POLICY, a_partner_with(12, 12), NORTHLIGHT, TODAY)
    with app.test_request_context(), force_locale("en"):
        assert shortfall(scorecard.next.missing) == (
            "8 more certifications, 38 more customer implementations, "
            "and a strategic focus"
        )
