"""A certificate as a credential that anybody's programs can verify."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jws
from joserfc.errors import BadSignatureError
from jsonschema import Draft202012Validator

from certificates.awards.services import issue_demo
from certificates.badges.credential import claims_of, credential_for
from certificates.badges.evidence import link_to_attempt, link_to_practical
from certificates.corrections.services import Printed, correct
from certificates.keys import services
from certificates.keys.making import new_key
from certificates.keys.ring import credential_key
from certificates.keys.rules.purpose import Purpose
from lms.accounts.rules.roles import Role
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from tests.certificates.conftest import NOW, a_certificate
from tests.certificates.open_badges import ACHIEVEMENT, CREDENTIAL, PROFILE
from tests.certificates.readers import path, verified
from tests.factories import (
    PRACTICAL,
    a_certification,
    a_practical_result,
    a_programme,
    a_score,
)
from tests.people import a_company, a_person, actor

TOPICS = [{"key": "networks", "title": {"en": "Networks", "ru": "Сети"}}]


@pytest.fixture
def ada(app):
    a_programme()
    return a_person("Ada Lovelace", company=a_company())


@pytest.fixture
def held(ada):
    return a_certificate(ada, a_certification(topics=TOPICS, level="Professional"))


def speaking(person, language):
    with transaction():
        db.session.merge(person).language = language
    return person


def faults(schema, content) -> list[str]:
    return [
        error.message for error in Draft202012Validator(schema).iter_errors(content)
    ]


def test_it_verifies_under_the_key_of_our_did_with_another_library(visitor, held):
    compact = credential_for(held)

    claims = verified(visitor, compact)

    assert claims == claims_of(held)
    header = jws.extract_compact(compact.encode()).headers()
    assert header == {
        "alg": "EdDSA",
        "kid": f"did:web:localhost#{credential_key().kid}",
        "typ": "JWT",
    }


def test_another_library_refuses_it_with_one_letter_changed(visitor, held):
    head, payload, signature = credential_for(held).split(".")
    other = "A" if payload[40] != "A" else "B"
    altered = payload[:40] + other + payload[41:]

    with pytest.raises(BadSignatureError):
        verified(visitor, f"{head}.{altered}.{signature}")


def test_it_keeps_to_the_rules_of_open_badges(held):
    claims = claims_of(held)

    assert faults(CREDENTIAL, claims) == []
    for part in ("issuer", "credentialSubject", "validFrom"):
        without = {name: said for name, said in claims.items() if name != part}
        assert faults(CREDENTIAL, without) != []


def test_a_token_repeats_what_its_credential_says(held):
    claims = claims_of(held)

    assert claims["iss"] == claims["issuer"]["id"] == "did:web:localhost"
    assert (
        claims["jti"] == claims["id"] == f"http://localhost/v/{held.token}/credential"
    )
    assert claims["sub"] == claims["credentialSubject"]["id"]
    begins = datetime.fromisoformat(claims["validFrom"])
    ends = datetime.fromisoformat(claims["validUntil"])
    assert (claims["nbf"], begins) == (begins.timestamp(), NOW)
    assert (claims["exp"], ends) == (
        ends.timestamp(),
        datetime(2028, 11, 22, tzinfo=UTC),
    )


def test_it_says_what_was_certified_and_by_whom(held):
    claims = claims_of(held)
    subject = claims["credentialSubject"]
    done = subject["achievement"]

    assert claims["issuer"]["name"] == "Nimbus Cloud"
    assert subject["licenseNumber"] == held.number
    assert (done["name"], done["version"], done["tag"]) == (
        "Platform Administrator",
        "1",
        ["Professional", "Networks"],
    )
    assert done["criteria"]["narrative"] == (
        "Everything about Platform Administrator.\n\n"
        "To earn it, pass the exam.\n\nTopics: Networks."
    )


def test_it_names_the_holder_and_hashes_the_address(held):
    name, address = claims_of(held)["credentialSubject"]["identifier"]

    assert (name["identityHash"], name["hashed"]) == ("Ada Lovelace", False)
    salted = f"ada.lovelace@example.com{address['salt']}"
    assert address["identityHash"] == (
        f"sha256${hashlib.sha256(salted.encode()).hexdigest()}"
    )


def test_no_address_is_in_it(held):
    said = json.dumps(claims_of(held))

    assert "@example.com" not in said
    assert "ada.lovelace" not in said.lower()


def test_the_score_does_not_shape_it_and_another_marking_changes_nothing(held):
    before = credential_for(held)
    a_score(held.attempt, 29, number=2)

    assert credential_for(held) == before
    assert "score" not in json.dumps(claims_of(held)).lower()


def test_without_a_name_nothing_tells_who_it_is(visitor, held):
    answer = visitor.get(f"/v/{held.token}/credential")

    claims = verified(visitor, answer.text)
    assert faults(CREDENTIAL, claims) == []
    assert "identifier" not in claims["credentialSubject"]
    assert "Lovelace" in json.dumps(claims_of(held))
    assert "Lovelace" not in json.dumps(claims)
    assert claims == claims_of(held, is_named=False)


def test_it_points_at_the_exam_version_and_at_what_it_rests_on(held):
    (exam,) = claims_of(held)["evidence"]

    assert exam["description"] == "Version 1 of the exam, passed on 22 November 2026."
    assert exam["digestMultibase"] == link_to_attempt(held.number, held.attempt)


def test_the_link_is_of_this_attempt_and_this_certificate(ada, held):
    other = a_certificate(ada, a_certification("architect", "Cloud Architect"))

    links = {
        link_to_attempt(number, attempt)
        for number in (held.number, other.number)
        for attempt in (held.attempt, other.attempt)
    }

    assert len(links) == 4


def test_a_practical_is_evidence_too(ada):
    architect = a_certification(
        "architect", "Cloud Architect", has_practical=True, practical=PRACTICAL
    )
    result = a_practical_result(ada, architect, earned=81)
    held = a_certificate(ada, architect)

    claims = claims_of(held)

    assert faults(CREDENTIAL, claims) == []
    exam, practical = claims["evidence"]
    assert (exam["name"], practical["name"]) == ("Exam", "Practical")
    assert practical["description"] == (
        "Practical “Mock migration”, passed on 22 November 2026."
    )
    assert practical["digestMultibase"] == link_to_practical(held.number, result)
    assert "81" not in json.dumps(practical["description"])


def test_a_demonstration_rests_on_nothing_and_says_so(ada):
    certification_id, person_id = a_certification().id, ada.id
    with transaction():
        held = issue_demo(person_id, certification_id, issued_on=NOW.date())

    claims = claims_of(held)

    assert "evidence" not in claims
    assert faults(CREDENTIAL, claims) == []


def test_it_speaks_the_language_of_the_certificate(ada):
    certification = a_certification(
        title_words={"en": "Administrator", "ru": "Администратор"}, topics=TOPICS
    )
    held = a_certificate(speaking(ada, "ru"), certification)

    claims = claims_of(held)

    done = claims["credentialSubject"]["achievement"]
    assert faults(CREDENTIAL, claims) == []
    assert (claims["name"], done["inLanguage"]) == ("Администратор", "ru")
    assert "Чтобы получить его, нужно сдать экзамен." in done["criteria"]["narrative"]
    assert claims["evidence"][0]["description"] == (
        "Версия экзамена: 1. Экзамен сдан 22 ноября 2026."
    )


def test_the_same_certificate_and_key_give_the_same_text(held):
    assert credential_for(held) == credential_for(held)


def test_a_corrected_name_makes_a_newer_credential_of_the_same_award(held):
    before, certificate_id = claims_of(held), held.id
    manager = actor(a_person("Pat Manager", Role.PROGRAMME_MANAGER))
    later = NOW + timedelta(hours=1)
    with transaction():
        words = Printed("Ada King", None)
        correct(certificate_id, words, "A misspelling.", by=manager, now=later)

    claims = claims_of(held)

    assert claims["credentialSubject"]["identifier"][0]["identityHash"] == "Ada King"
    assert claims["validFrom"] == "2026-11-22T15:05:00Z"
    for same in ("id", "awardedDate", "validUntil", "credentialStatus"):
        assert claims[same] == before[same]


def test_after_a_rotation_it_is_signed_anew_and_the_old_one_still_verifies(
    visitor, held
):
    old = credential_for(held)
    key = new_key(Purpose.CREDENTIAL, now=NOW)
    with transaction():
        services.rotate(key, by=SYSTEM, now=NOW)

    new = credential_for(held)

    assert jws.extract_compact(new.encode()).headers()["kid"].endswith(f"#{key.kid}")
    assert verified(visitor, old) == verified(visitor, new)


def test_a_stolen_key_is_shown_and_not_vouched_for(visitor, held):
    kid = f"did:web:localhost#{credential_key().kid}"
    key = new_key(Purpose.CREDENTIAL, now=NOW)
    with transaction():
        services.mark_compromised(
            credential_key().kid, NOW, replaced_by=key, by=SYSTEM, now=NOW
        )

    document = visitor.get("/.well-known/did.json").json

    assert document["assertionMethod"] == [f"did:web:localhost#{key.kid}"]
    (method,) = (m for m in document["verificationMethod"] if m["id"] == kid)
    assert method["revoked"] == "2026-11-22T14:05:00Z"
    assert "d" not in method["publicKeyJwk"]


def test_every_address_in_it_answers(visitor, held):
    claims = claims_of(held)
    done = claims["credentialSubject"]["achievement"]
    places = [
        claims["id"],
        done["id"],
        done["related"][0]["id"],
        done["image"]["id"],
        claims["evidence"][0]["id"],
        claims["credentialStatus"]["statusListCredential"],
        claims["credentialStatus"]["statusReference"],
    ]

    assert {place: visitor.get(path(place)).status_code for place in places} == (
        dict.fromkeys(places, 200)
    )
    assert visitor.get(path(done["id"])).json == {
        "@context": claims["@context"],
        **done,
    }


def test_the_issuer_and_the_achievement_stand_on_their_own(visitor, held):
    context = {"@context": claims_of(held)["@context"]}

    issuer = visitor.get("/credentials/issuer").json
    achievement = visitor.get("/credentials/achievements/administrator/1").json

    assert faults(PROFILE, {k: v for k, v in issuer.items() if k not in context}) == []
    plain = {k: v for k, v in achievement.items() if k not in context}
    assert faults(ACHIEVEMENT, plain) == []


def test_an_achievement_is_read_in_the_readers_language(visitor, held):
    visitor.language = "ru"

    narrative = visitor.get("/credentials/achievements/administrator/1").json

    assert narrative["inLanguage"] == "ru"
    assert "Темы: Сети." in narrative["criteria"]["narrative"]


@pytest.mark.parametrize(
    "place", ["nothing/1", "administrator/2", "administrator/1/de", "administrator/x"]
)
def test_what_was_never_on_offer_is_no_achievement(visitor, held, place):
    assert visitor.get(f"/credentials/achievements/{place}").status_code == 404
    picture = f"/credentials/achievements/{place}/badge.svg"
    assert visitor.get(picture).status_code == 404


@pytest.mark.parametrize(
    ("base_url", "did"),
    [
        ("https://learn.example.com", "did:web:learn.example.com"),
        ("http://127.0.0.1:8000", "did:web:127.0.0.1%3A8000"),
    ],
)
def test_the_did_is_of_the_host_and_its_port(app, monkeypatch, base_url, did):
    from certificates.badges.issuer import profile

    settings = app.config["SETTINGS"].model_copy(update={"base_url": base_url})
    monkeypatch.setitem(app.config, "SETTINGS", settings)

    assert profile(None)["id"] == did
