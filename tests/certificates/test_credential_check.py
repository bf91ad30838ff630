"""Is this credential one of ours, and unchanged?"""

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc.jwk import OKPKey

from certificates.badges.check import Verdict, checked, is_on_record
from certificates.badges.credential import claims_of, credential_for
from certificates.badges.jws import signed
from certificates.keys import services
from certificates.keys.making import new_key
from certificates.keys.ring import credential_key, seal_key
from certificates.keys.rules.base64url import decoded, encoded
from certificates.keys.rules.purpose import Purpose
from lms.kernel.actor import SYSTEM
from lms.kernel.db import transaction
from tests.certificates.conftest import NOW, a_certificate
from tests.certificates.readers import signed_by
from tests.factories import a_certification, a_programme
from tests.people import a_person


@pytest.fixture
def held(app):
    a_programme()
    return a_certificate(a_person("Ada Lovelace"), a_certification())


def test_one_of_ours_is_good_and_gives_its_claims(held):
    found = checked(credential_for(held))

    assert found.verdict is Verdict.GOOD
    assert found.kid == credential_key().kid
    assert found.claims == claims_of(held)
    assert found.dated == NOW


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_any_other_letter_anywhere_is_noticed(held, data):
    compact = credential_for(held)
    at = data.draw(st.integers(0, len(compact) - 1))
    other = data.draw(st.characters().filter(lambda letter: letter != compact[at]))

    found = checked(compact[:at] + other + compact[at + 1 :])

    assert found.verdict is not Verdict.GOOD
    assert found.claims is None


@pytest.mark.parametrize("added", [".", ".x", "=", " ", "\n", "AA"])
def test_nothing_can_be_added_to_it(held, added):
    compact = credential_for(held)

    assert checked(compact + added).verdict is not Verdict.GOOD
    assert checked(added + compact).verdict is not Verdict.GOOD


def test_a_changed_name_is_altered(held):
    head, payload, signature = credential_for(held).split(".")
    claims = json.loads(decoded(payload))
    claims["credentialSubject"]["identifier"][0]["identityHash"] = "Eve Forger"

    forged = f"{head}.{encoded(json.dumps(claims).encode())}.{signature}"

    assert checked(forged).verdict is Verdict.ALTERED


def test_a_key_that_is_not_ours_is_unknown_whatever_it_signs(held):
    theirs = OKPKey.generate_key("Ed25519")

    forged = signed_by(theirs, theirs.thumbprint(), claims_of(held))

    assert checked(forged).verdict is Verdict.UNKNOWN_KEY


def test_a_key_that_is_not_ours_under_the_name_of_ours_is_altered(held):
    theirs = OKPKey.generate_key("Ed25519")

    forged = signed_by(theirs, credential_key().kid, claims_of(held))

    assert checked(forged).verdict is Verdict.ALTERED


def test_the_key_of_seals_signs_no_credential(held):
    head = json.dumps({"alg": "EdDSA", "kid": f"did:web:localhost#{seal_key().kid}"})
    words = f"{encoded(head.encode())}.{encoded(b'{}')}"
    forged = f"{words}.{encoded(seal_key().sign(words.encode()))}"

    assert checked(forged).verdict is Verdict.UNKNOWN_KEY


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "HS256", "kid": "did:web:localhost#{kid}"},
        {"alg": "EdDSA"},
        {"alg": "EdDSA", "kid": "did:web:localhost#{kid}", "crit": ["b64"]},
        {"alg": "EdDSA", "kid": "did:web:localhost#{kid}", "jwk": {}},
        {"alg": "EdDSA", "kid": "#\0"},
        {"alg": "EdDSA", "kid": "#\ud800"},
        {"alg": "EdDSA", "kid": ["x"]},
        [],
        "EdDSA",
        7,
        None,
    ],
    ids=str,
)
def test_a_header_we_do_not_write_is_no_credential(held, header):
    kid = credential_key().kid
    _head, payload, signature = credential_for(held).split(".")
    written = json.dumps(header).replace("{kid}", kid)

    found = checked(f"{encoded(written.encode())}.{payload}.{signature}")

    assert found.verdict is Verdict.UNREADABLE


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "..",
        "a.b.c",
        "Ёж",
        "\ud800.\ud800.",
        "x" * 70_000,
        "[" * 50_000 + "..",
        "\0.\0.\0",
    ],
    ids=range(9),
)
def test_what_is_no_credential_is_told_as_that(app, text):
    assert checked(text).verdict is Verdict.UNREADABLE


@pytest.mark.parametrize("depth", [10_000, 48_000, 1_000_000])
def test_what_is_deep_or_large_is_no_credential(app, depth):
    deep = encoded(b"[" * depth)

    assert checked(f"{deep}.{deep}.{deep}").verdict is Verdict.UNREADABLE


def test_after_a_rotation_the_old_one_is_good(held):
    old = credential_for(held)
    key = new_key(Purpose.CREDENTIAL, now=NOW)
    with transaction():
        services.rotate(key, by=SYSTEM, now=NOW)

    assert checked(old).verdict is Verdict.GOOD
    assert checked(credential_for(held)).kid == key.kid


@pytest.mark.parametrize(
    ("after", "verdict"),
    [
        (timedelta(days=-1), Verdict.COMPROMISED),
        (timedelta(0), Verdict.COMPROMISED),
        (timedelta(seconds=1), Verdict.GOOD),
    ],
)
def test_what_a_stolen_key_signed_counts_if_it_is_from_before(
    held, set_clock, after, verdict
):
    old, kid = credential_for(held), credential_key().kid
    later = NOW + timedelta(hours=1)
    key = new_key(Purpose.CREDENTIAL, now=later)
    with transaction():
        services.mark_compromised(
            kid, NOW + after, replaced_by=key, by=SYSTEM, now=later
        )

    found = checked(old)

    assert found.verdict is verdict
    assert found.claims == claims_of(held)


def test_the_record_tells_what_a_thief_of_the_key_has_signed(held):
    claims = claims_of(held)
    forged = json.loads(json.dumps(claims))
    forged["credentialSubject"]["identifier"][0]["identityHash"] = "Eve Forger"

    found = checked(signed(forged))

    assert found.verdict is Verdict.GOOD
    assert not is_on_record(found.claims, held)
    assert is_on_record(claims, held)


@pytest.mark.parametrize(
    ("part", "other"),
    [
        ("validUntil", "2099-01-01T00:00:00Z"),
        ("validFrom", "2020-01-01T00:00:00Z"),
        ("evidence", []),
        ("credentialSubject", {}),
    ],
)
def test_another_term_or_another_attempt_is_not_on_record(held, part, other):
    assert not is_on_record({**claims_of(held), part: other}, held)


def test_another_host_and_another_address_of_the_holder_change_nothing(held):
    claims = json.loads(
        json.dumps(claims_of(held)).replace("localhost", "old.example.com")
    )
    claims["credentialSubject"]["identifier"][1]["identityHash"] = "sha256$0"

    assert is_on_record(claims, held)


def test_a_status_list_is_no_certificate(held, visitor):
    listed = checked(visitor.get("/credentials/status/1/revocation").text)

    assert listed.verdict is Verdict.GOOD
    assert not is_on_record(listed.claims, held)
