"""What must hold for every scorecard, whatever the facts are."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.partners.rules.facts import (
    Affiliation,
    Credential,
    Fact,
    Facts,
    Suspension,
    by_partner,
)
from lms.partners.rules.forecast import forecast
from lms.partners.rules.policy import parse
from lms.partners.rules.scorecard import evaluate
from tests.partners.given import REGISTERED, days_from
from tests.partners.policies import founding

PARTNERS = (1, 2, 3)
FIRST = date(2026, 1, 1)
DAYS = st.sampled_from(days_from(FIRST, 40))
SPANS = st.integers(1, 30).map(timedelta)
GRACE = parse(founding(counting={"grace_days_after_expiry": 5}))
POLICIES = st.sampled_from([parse(founding()), GRACE])


@st.composite
def a_suspension(draw):
    starts = draw(DAYS)
    return Suspension(starts, draw(st.none() | SPANS.map(lambda span: starts + span)))


@st.composite
def a_credential(draw, number="NB-1"):
    issued = draw(DAYS)
    return Credential(
        number,
        draw(st.integers(1, 4)),
        draw(st.sampled_from(["foundations", "architect", "security"])),
        issued,
        issued + draw(SPANS),
        draw(st.none() | SPANS.map(lambda span: issued + span)),
        tuple(draw(st.lists(a_suspension(), max_size=2))),
    )


@st.composite
def an_affiliation(draw, row=1):
    starts = draw(DAYS)
    ends = draw(st.none() | SPANS.map(lambda span: starts + span))
    return Affiliation(
        row, draw(st.integers(1, 4)), draw(st.sampled_from(PARTNERS)), starts, ends
    )


@st.composite
def some_facts(draw):
    kinds = st.sampled_from([*REGISTERED, "implementation", "revenue"])
    return Facts(
        tuple(draw(a_credential(f"NB-{n}")) for n in range(draw(st.integers(0, 8)))),
        tuple(draw(an_affiliation(n)) for n in range(draw(st.integers(0, 6)))),
        tuple(
            Fact(n, draw(st.sampled_from(PARTNERS)), draw(kinds), draw(DAYS), n + 1)
            for n in range(draw(st.integers(0, 10)))
        ),
    )


def rank(scorecard):
    return sum(tier.reached for tier in scorecard.tiers)


@given(some_facts(), DAYS, POLICIES)
def test_a_certificate_counts_for_one_partner_at_most(facts, day, policy):
    counted = [
        receipt.number
        for partner in PARTNERS
        for receipt in evaluate(policy, facts, partner, day).receipts
        if receipt.counts
    ]
    assert len(counted) == len(set(counted))


@given(some_facts(), DAYS, POLICIES)
def test_a_person_counts_for_one_partner_at_most(facts, day, policy):
    counted = [
        person
        for partner in PARTNERS
        for person in {
            receipt.person_id
            for receipt in evaluate(policy, facts, partner, day).receipts
            if receipt.counts
        }
    ]
    assert len(counted) == len(set(counted))


@given(some_facts(), DAYS)
def test_partners_count_no_more_than_what_is_in_force(facts, day):
    policy = parse(founding())
    in_force = {
        (c.person_id, c.certification)
        for c in facts.credentials
        if c.issued_on <= day < c.expires_on
        and (c.revoked_on is None or day < c.revoked_on)
    }
    counted = sum(evaluate(policy, facts, p, day).counted for p in PARTNERS)
    assert counted <= len(in_force)


@given(some_facts(), a_credential("NB-new"), DAYS, POLICIES)
def test_one_more_certificate_never_lowers_a_tier(facts, new, day, policy):
    more = replace(facts, credentials=(*facts.credentials, new))
    for partner in PARTNERS:
        before = evaluate(policy, facts, partner, day)
        after = evaluate(policy, more, partner, day)
        assert rank(before) <= rank(after)
        assert before.counted <= after.counted


@given(some_facts(), some_facts(), DAYS, POLICIES)
def test_what_happens_later_does_not_change_the_past(facts, later, day, policy):
    shift = timedelta(days=41)
    more = Facts(
        facts.credentials
        + tuple(
            replace(
                c,
                number=f"late-{c.number}",
                issued_on=c.issued_on + shift,
                expires_on=c.expires_on + shift,
                revoked_on=c.revoked_on and c.revoked_on + shift,
            )
            for c in later.credentials
        ),
        facts.affiliations
        + tuple(
            replace(
                a,
                id=a.id + 100,
                starts=a.starts + shift,
                ends=a.ends and a.ends + shift,
            )
            for a in later.affiliations
        ),
        facts.recorded
        + tuple(replace(f, happened_on=f.happened_on + shift) for f in later.recorded),
    )
    for partner in PARTNERS:
        assert evaluate(policy, more, partner, day) == evaluate(
            policy, facts, partner, day
        )


@given(some_facts(), DAYS, POLICIES)
def test_the_order_of_the_rows_does_not_matter(facts, day, policy):
    turned = Facts(facts.credentials[::-1], facts.affiliations[::-1], facts.recorded)
    for partner in PARTNERS:
        assert evaluate(policy, turned, partner, day) == evaluate(
            policy, facts, partner, day
        )


@given(some_facts(), DAYS, POLICIES)
def test_a_partner_is_judged_the_same_alone_and_among_all(facts, day, policy):
    alone = by_partner(facts)
    for partner in PARTNERS:
        assert evaluate(policy, alone.get(partner, Facts()), partner, day) == evaluate(
            policy, facts, partner, day
        )


@given(a_credential())
def test_the_last_valid_day_counts_and_the_expiry_day_does_not(credential):
    good = replace(credential, revoked_on=None, suspensions=())
    facts = Facts((good,), (Affiliation(1, good.person_id, 1, FIRST),))
    policy = parse(founding())
    last = good.expires_on - timedelta(days=1)
    assert [
        evaluate(policy, facts, 1, day).counted for day in (last, good.expires_on)
    ] == [1, 0]


@given(a_credential(), DAYS)
def test_a_suspension_takes_exactly_its_days(credential, day):
    good = replace(credential, revoked_on=None, suspensions=())
    kept = replace(credential, revoked_on=None)
    policy, here = parse(founding()), (Affiliation(1, good.person_id, 1, FIRST),)

    free, seen = (
        evaluate(policy, Facts((one,), here), 1, day).counted for one in (good, kept)
    )

    is_kept_back = any(pause.holds_on(day) for pause in kept.suspensions)
    assert seen == (0 if is_kept_back else free)


@given(some_facts(), DAYS)
@settings(max_examples=50)
def test_the_forecast_says_on_each_day_what_that_day_will_say(facts, day):
    policy = parse(founding())
    until = day + timedelta(days=60)
    steps = forecast(policy, facts, 1, day, until)
    for later in days_from(day, 61):
        step = [step for step in steps if step.day <= later][-1]
        now = evaluate(policy, facts, 1, later)
        assert (step.tier, step.have) == (now.eligible, now.counted)
