"""The scorecard: the founding figures, and a receipt for each certificate."""

from dataclasses import replace
from datetime import date

import pytest

from lms.partners.rules.facts import Facts, Suspension
from lms.partners.rules.forecast import fall, forecast
from lms.partners.rules.policy import parse
from lms.partners.rules.scorecard import evaluate
from tests.partners.given import (
    ATLAS,
    NORTHLIGHT,
    POLICY,
    REGISTERED,
    TODAY,
    a_partner_with,
    held,
    recorded,
    works,
)
from tests.partners.policies import founding


def tier_of(facts, on=TODAY):
    eligible = evaluate(POLICY, facts, NORTHLIGHT, on).eligible
    return eligible.key if eligible else None


FOCUS = ("strategic_focus",)


@pytest.mark.parametrize(
    ("facts", "tier"),
    [
        (Facts(), None),
        (Facts(recorded=recorded("agreement_signed")), None),
        (a_partner_with(), "registered"),
        (a_partner_with(3, 1), "registered"),
        (a_partner_with(2, 2), "registered"),
        (a_partner_with(3, 2), "select"),
        (a_partner_with(9, 10), "select"),
        (a_partner_with(10, 9), "select"),
        (a_partner_with(10, 10), "premier"),
        (a_partner_with(20, 50), "premier"),
        (a_partner_with(20, 49, FOCUS), "premier"),
        (a_partner_with(19, 50, FOCUS), "premier"),
        (a_partner_with(20, 50, FOCUS), "strategic"),
    ],
)
def test_the_founding_figures_decide_the_tier(facts, tier):
    assert tier_of(facts) == tier


def test_a_tier_needs_all_the_tiers_below_it():
    without_agreement = replace(a_partner_with(10, 10), recorded=recorded(*FOCUS))
    unsigned = replace(
        without_agreement, recorded=recorded(*["implementation"] * 10, "basic_training")
    )

    scorecard = evaluate(POLICY, unsigned, NORTHLIGHT, TODAY)

    assert scorecard.eligible is None
    assert [(t.tier.key, t.met, t.reached) for t in scorecard.tiers] == [
        ("registered", False, False),
        ("select", True, False),
        ("premier", True, False),
        ("strategic", False, False),
    ]


@pytest.mark.parametrize("revenue", [0, 99_999_99, 100_000_00, 5_000_000_00])
def test_a_commitment_never_decides_the_tier(revenue):
    assert tier_of(a_partner_with(3, 2, revenue=revenue)) == "select"


@pytest.mark.parametrize(
    ("cents", "met", "gap"),
    [(99_999_99, False, 1), (100_000_00, True, 0), (100_000_01, True, 0)],
)
def test_revenue_is_counted_in_whole_cents_against_whole_dollars(cents, met, gap):
    facts = a_partner_with(3, 2, revenue=cents)

    select = evaluate(POLICY, facts, NORTHLIGHT, TODAY).tiers[1]

    line = select.commitment[0]
    assert (line.have, line.need, line.met, line.gap) == (cents, 100_000_00, met, gap)


@pytest.mark.parametrize(
    ("day", "have"),
    [
        (date(2026, 1, 31), 0),
        (date(2026, 2, 1), 700),
        (date(2027, 1, 31), 700),
        (date(2027, 2, 1), 0),
    ],
)
def test_revenue_counts_for_365_days_the_day_itself_included(day, have):
    facts = a_partner_with(revenue=700)
    select = evaluate(POLICY, facts, NORTHLIGHT, day).tiers[1]
    assert select.commitment[0].have == have


def test_two_certifications_of_one_person_count_twice_and_both_figures_are_said():
    facts = Facts(
        tuple(
            held(person, certification)
            for person in range(1, 6)
            for certification in ("foundations", "architect")[: 2 if person < 3 else 1]
        ),
        tuple(works(person) for person in range(1, 6)),
    )

    scorecard = evaluate(POLICY, facts, NORTHLIGHT, TODAY)

    assert (scorecard.counted, scorecard.people) == (7, 5)


def test_a_line_may_count_people_instead():
    document = founding(counting={"unit": "person"})
    facts = replace(
        a_partner_with(), credentials=(held(1), held(1, "architect")),
        affiliations=(works(1),),
    )  # fmt: skip
    scorecard = evaluate(parse(document), facts, NORTHLIGHT, TODAY)
    assert scorecard.tiers[1].requires[0].have == 1


def test_a_line_may_count_some_certifications_only():
    document = founding()
    document["tiers"][1]["requires"][0]["certs"] = ["architect"]
    facts = Facts((held(1), held(1, "architect")), (works(1),))
    scorecard = evaluate(parse(document), facts, NORTHLIGHT, TODAY)
    assert (scorecard.tiers[1].requires[0].have, scorecard.counted) == (1, 2)


HERE = (works(1),)


def receipts_of(*credentials, affiliations=HERE, on=TODAY, policy=POLICY):
    facts = Facts(credentials, tuple(affiliations))
    scorecard = evaluate(policy, facts, NORTHLIGHT, on)
    return [
        (r.number, r.counts, r.reason, r.day or r.replaced_by)
        for r in scorecard.receipts
    ]


def test_the_last_valid_day_counts_and_the_expiry_day_does_not():
    ends = held(1, number="NB-1", expires_on=date(2026, 11, 23))
    assert [
        receipts_of(ends, on=day) for day in (date(2026, 11, 22), date(2026, 11, 23))
    ] == [
        [("NB-1", True, "in_force", None)],
        [("NB-1", False, "expired", date(2026, 11, 23))],
    ]


def test_grace_is_counted_when_the_policy_gives_it():
    policy = parse(founding(counting={"grace_days_after_expiry": 30}))
    ends = held(1, number="NB-1", expires_on=date(2026, 11, 1))
    assert [
        receipts_of(ends, policy=policy, on=day)
        for day in (date(2026, 11, 30), date(2026, 12, 1))
    ] == [
        [("NB-1", True, "in_grace", date(2026, 11, 1))],
        [("NB-1", False, "expired", date(2026, 11, 1))],
    ]


def test_a_revoked_certificate_stops_the_same_day():
    revoked = held(1, number="NB-1", revoked_on=TODAY)
    assert receipts_of(revoked) == [("NB-1", False, "revoked", TODAY)]


def test_a_renewal_replaces_the_certificate_before_it():
    old = held(1, number="NB-1", expires_on=date(2027, 3, 1))
    new = held(1, number="NB-2", issued_on=date(2026, 10, 1))
    assert receipts_of(new, old) == [
        ("NB-1", False, "replaced", "NB-2"),
        ("NB-2", True, "in_force", None),
    ]


def test_a_revoked_renewal_does_not_erase_the_good_certificate_before_it():
    old = held(1, number="NB-1", expires_on=date(2027, 3, 1))
    new = held(1, number="NB-2", issued_on=date(2026, 10, 1), revoked_on=TODAY)
    assert receipts_of(new, old) == [
        ("NB-1", True, "in_force", None),
        ("NB-2", False, "revoked", TODAY),
    ]


def test_a_suspended_certificate_does_not_count_until_it_is_reinstated():
    pause = Suspension(date(2026, 11, 20), date(2026, 11, 24))
    kept = held(1, number="NB-1", suspensions=(pause,))
    days = [date(2026, 11, day) for day in (19, 20, 23, 24)]
    assert [receipts_of(kept, on=day) for day in days] == [
        [("NB-1", True, "in_force", None)],
        [("NB-1", False, "suspended", date(2026, 11, 20))],
        [("NB-1", False, "suspended", date(2026, 11, 20))],
        [("NB-1", True, "in_force", None)],
    ]


def test_a_suspended_renewal_leaves_the_good_certificate_before_it():
    old = held(1, number="NB-1", expires_on=date(2027, 3, 1))
    open_ended = Suspension(date(2026, 11, 1))
    new = held(1, number="NB-2", issued_on=date(2026, 10, 1), suspensions=(open_ended,))
    assert receipts_of(new, old) == [
        ("NB-1", True, "in_force", None),
        ("NB-2", False, "suspended", date(2026, 11, 1)),
    ]


def test_the_forecast_knows_a_renewal():
    """What ends is replaced already: nobody is warned of that day."""
    old = held(1, number="NB-1", expires_on=date(2027, 1, 10))
    new = held(
        1, number="NB-2", issued_on=date(2026, 10, 20), expires_on=date(2029, 1, 10)
    )
    facts = Facts((old, new), (works(1),), recorded(*REGISTERED))

    steps = forecast(POLICY, facts, NORTHLIGHT, TODAY, date(2027, 12, 1))

    assert [(step.day, step.have) for step in steps] == [(TODAY, 1)]


def test_somebody_who_left_stops_counting_that_day():
    gone = works(1, ends=TODAY)
    assert receipts_of(held(1, number="NB-1"), affiliations=[gone]) == [
        ("NB-1", False, "not_here", TODAY)
    ]


def test_what_somebody_earns_after_leaving_is_not_shown_to_the_old_partner():
    left = date(2026, 10, 3)
    moved = [works(1, ends=left), works(1, ATLAS, starts=left)]
    before = held(1, number="NB-1", issued_on=date(2026, 10, 2))
    after = held(1, "architect", number="NB-2", issued_on=left)
    assert receipts_of(before, after, affiliations=moved) == [
        ("NB-1", False, "not_here", left)
    ]


def test_of_two_overlapping_places_the_later_one_counts():
    both = (works(1, row=99), works(1, ATLAS, starts=date(2026, 11, 1)))
    facts = Facts((held(1),), both)
    assert [evaluate(POLICY, facts, p, TODAY).counted for p in (1, 2)] == [0, 1]
    assert receipts_of(held(1, number="NB-1"), affiliations=both) == [
        ("NB-1", False, "not_here", date(2026, 11, 1))
    ]


def test_a_receipt_names_nobody_who_was_never_here():
    elsewhere = works(2, ATLAS)
    facts = receipts_of(held(1, number="NB-1"), held(2), affiliations=[elsewhere])
    assert facts == []


def test_the_missing_things_to_the_next_tier_are_counted():
    scorecard = evaluate(POLICY, a_partner_with(1, 1), NORTHLIGHT, TODAY)
    assert (scorecard.next.tier.key, scorecard.distance) == ("select", 3)


def test_at_the_top_nothing_is_missing():
    top = evaluate(POLICY, a_partner_with(20, 50, FOCUS), NORTHLIGHT, TODAY)
    assert (top.next, top.distance) == (None, 0)


def test_the_forecast_names_the_days_on_which_something_ends():
    facts = Facts(
        (
            held(1, expires_on=date(2027, 2, 14)),
            held(2, expires_on=date(2027, 2, 14)),
            held(3),
            held(4, expires_on=date(2029, 1, 1)),
        ),
        (works(1), works(2), works(3, ends=date(2027, 5, 1)), works(4)),
        recorded(*REGISTERED, "implementation", "implementation"),
    )

    steps = forecast(POLICY, facts, NORTHLIGHT, TODAY, date(2027, 11, 22))

    assert [
        (
            step.day,
            step.tier.key,
            step.have,
            [(r.person_id, str(r.reason)) for r in step.lost],
        )
        for step in steps
    ] == [
        (TODAY, "select", 4, []),
        (date(2027, 2, 14), "registered", 2, [(1, "expired"), (2, "expired")]),
        (date(2027, 5, 1), "registered", 1, [(3, "not_here")]),
    ]
    assert fall(steps) == steps[1]


def test_the_forecast_of_a_partner_who_loses_nothing_has_one_step():
    steps = forecast(POLICY, a_partner_with(3, 2), NORTHLIGHT, TODAY, TODAY)
    assert ([step.day for step in steps], fall(steps)) == ([TODAY], None)
