"""The policy as data: what it says, and what it may not say."""

from datetime import date

import pytest

from lms.partners.rules.policy import parse, policy_at, problems
from tests.partners.policies import founding


def test_the_founding_figures_are_kept_exactly():
    asked = {
        tier.key: [(line.type, line.kind, line.need) for line in tier.requires]
        for tier in parse(founding()).tiers
    }
    assert asked == {
        "registered": [("flag", "agreement_signed", 1), ("flag", "basic_training", 1)],
        "select": [("certifications", "", 3), ("events", "implementation", 2)],
        "premier": [("certifications", "", 10), ("events", "implementation", 10)],
        "strategic": [
            ("certifications", "", 20),
            ("events", "implementation", 50),
            ("flag", "strategic_focus", 1),
        ],
    }


def test_commitments_are_whole_dollars_in_the_policy_and_cents_in_the_count():
    asked = [
        [(line.kind, line.need, line.window_days) for line in tier.commitment]
        for tier in parse(founding()).tiers
    ]
    assert asked == [
        [],
        [("revenue", 100_000_00, 365)],
        [("revenue", 500_000_00, 365)],
        [("revenue", 5_000_000_00, 365)],
    ]


def test_the_rules_of_a_day_are_those_that_came_into_force_last():
    old = parse(founding(version="2026-1", effective_from="2026-01-01"))
    new = parse(founding(version="2027-1", effective_from="2027-01-01"))

    found = [
        policy_at([new, old], day)
        for day in (date(2025, 12, 31), date(2026, 12, 31), date(2027, 1, 1))
    ]

    assert found == [None, old, new]


def test_a_tier_without_a_title_is_called_by_its_key():
    assert parse(founding()).tier("registered").title == {"en": "Registered"}


def bent(tier: int, part: str, line: int, **changes):
    document = founding()
    document["tiers"][tier][part][line].update(changes)
    return document


def with_line(line):
    document = founding()
    document["tiers"][1]["requires"].append(line)
    return document


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (None, "policy: not a document"),
        (founding(tiers=[]), "policy: tiers must be a list of at least one"),
        (founding(tires=1), "policy: does not know tires"),
        (founding(version=1), 'policy: version must be a text, as "2026-1"'),
        (
            founding(effective_from="20260101"),
            'policy: effective_from must be a day in quotes, as "2026-01-01"',
        ),
        (founding(counting=[]), "counting: not a group of fields"),
        (founding(counting={"grace": 1}), "counting: does not know grace"),
        (
            founding(counting={"unit": "head"}),
            "counting: unit must be certificate or person",
        ),
        (
            founding(counting={"grace_days_after_expiry": -1}),
            "counting: grace_days_after_expiry must be 0 to 366",
        ),
        (
            founding(counting={"one_partner_per_person": False}),
            "counting: a person counts for one partner; nothing else is offered",
        ),
        (founding(tiers=["gold"]), "tier 1: not a group of fields"),
        (founding(tiers=[{"key": "gold", "requires": []}]), "tier 1: lacks commitment"),
        (
            with_line({"type": "formula", "text": "1=1"}),
            "select/requires: every line has a type: certifications, events, sum, flag",
        ),
        (
            with_line({"type": "flag", "kind": "liked"}),
            (
                "select/requires/flag: kind must be one of agreement_signed, "
                "basic_training, strategic_focus"
            ),
        ),
        (
            with_line({"type": "events", "kind": "implementation"}),
            "select/requires/events: lacks min",
        ),
        (
            bent(1, "requires", 0, kind="agreement_signed"),
            "select/requires/certifications: does not know kind",
        ),
        *(
            (
                bent(1, "requires", 0, min=least),
                "select/requires/certifications: min must be a whole number above 0",
            )
            for least in (0, -3, 2.5, "3", True, None)
        ),
        (
            bent(1, "requires", 0, certs=[]),
            (
                "select/requires/certifications: certs must be a list of "
                "certification keys"
            ),
        ),
        (
            bent(1, "commitment", 0, window_days=0),
            "select/commitment/sum: window_days must be 1 to 3660",
        ),
        (
            bent(2, "requires", 0, min=2),
            "premier/requires: asks for less certifications than select/requires",
        ),
        (
            bent(3, "commitment", 0, min=1),
            "strategic/commitment: asks for less sum than premier/commitment",
        ),
        (
            with_line({"type": "certifications", "min": 4}),
            "select/requires: asks for certifications twice",
        ),
        (
            founding(tiers=[founding()["tiers"][0], founding()["tiers"][0]]),
            "registered: two tiers have this key",
        ),
    ],
)
def test_a_bad_policy_is_refused_with_its_place(document, said):
    assert said in problems(document)


def test_a_bad_policy_is_not_parsed():
    with pytest.raises(ValueError, match="does not know tires"):
        parse(founding(tires=1))
