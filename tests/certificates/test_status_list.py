"""Status lists: a revocation is seen by everybody at once, and nobody is counted."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError

from certificates.awards.rules.causes import Cause
from certificates.awards.services import revoke
from certificates.badges import places
from certificates.badges.credential import claims_of
from certificates.badges.models import StatusEntry
from certificates.badges.rules.bitstring import ENTRIES
from certificates.revocations.suspensions import reinstate, suspend
from lms import schema
from lms.accounts.rules.roles import Role
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from tests.certificates.conftest import NOW, a_certificate
from tests.certificates.readers import expanded, is_set, path, verified
from tests.factories import a_certification
from tests.people import a_person, actor


@pytest.fixture
def held(app):
    return a_certificate(a_person("Ada Lovelace"), a_certification())


def entry(certificate):
    return claims_of(certificate)["credentialStatus"]


def revoked(certificate):
    certificate_id = certificate.id
    with transaction():
        revoke(certificate_id, "Rules of the exam broken.", by=SYSTEM, now=NOW)


def test_a_revocation_is_in_the_list_the_next_time_somebody_asks(visitor, held):
    other = a_certificate(a_person("Bob Stone"), a_certification("other", "Other"))
    mine, theirs = entry(held), entry(other)
    assert not is_set(visitor, mine)

    revoked(held)

    assert is_set(visitor, mine)
    assert not is_set(visitor, theirs)


def test_a_suspension_is_told_apart_and_stops_it_all_the_same(visitor, held):
    found = entry(held)
    url = found["statusListCredential"].replace("revocation", "suspension")
    apart = {**found, "statusPurpose": "suspension", "statusListCredential": url}
    revoked(a_certificate(a_person("Bob Stone"), a_certification("other", "Other")))
    manager = actor(a_person("Pat Manager", Role.PROGRAMME_MANAGER))
    certificate_id = held.id
    with transaction():
        suspend(certificate_id, Cause.IDENTITY, "Who sat?", by=manager, now=NOW)

    during = is_set(visitor, found), is_set(visitor, apart)
    with transaction():
        reinstate(certificate_id, "It was Ada.", by=manager, now=NOW)

    assert during == (True, True)
    assert (is_set(visitor, found), is_set(visitor, apart)) == (False, False)


def test_an_entry_is_one_bit_in_a_list_of_many(visitor, held):
    found = entry(held)

    listed = visitor.get(path(found["statusListCredential"])).text

    subject = verified(visitor, listed)["credentialSubject"]
    assert len(expanded(subject["encodedList"])) == ENTRIES == 131072
    assert subject["id"] == f"{found['statusListCredential']}#list"
    assert found["id"] == f"{found['statusListCredential']}#{found['statusListIndex']}"
    assert found["statusPurpose"] == "revocation"


def test_a_list_is_good_for_minutes_and_kept_by_no_cache(visitor, held, set_clock):
    place = path(entry(held)["statusListCredential"])
    answer = visitor.get(place)
    claims = verified(visitor, answer.text)
    set_clock(NOW + timedelta(hours=1))

    later = verified(visitor, visitor.get(place).text)

    assert answer.headers["Cache-Control"] == "no-store"
    begins, ends = (
        datetime.fromisoformat(claims[part]) for part in ("validFrom", "validUntil")
    )
    assert begins <= NOW < ends <= NOW + timedelta(minutes=10)
    assert (claims["nbf"], claims["exp"]) == (begins.timestamp(), ends.timestamp())
    assert datetime.fromisoformat(later["validFrom"]) > ends


def test_both_purposes_have_a_list_and_no_other_place_has(visitor, held):
    assert visitor.get("/credentials/status/1/suspension").status_code == 200
    for nowhere in ("1/message", "0/revocation", "2/revocation", "x/revocation"):
        assert visitor.get(f"/credentials/status/{nowhere}").status_code == 404


def test_the_first_list_is_there_before_anybody_is_certified(visitor):
    claims = verified(visitor, visitor.get("/credentials/status/1/revocation").text)

    assert "1" not in expanded(claims["credentialSubject"]["encodedList"])


def test_indices_say_nothing_about_the_order_of_issue(app):
    certification = a_certification()
    names = ["Ann", "Bob", "Cem", "Dan", "Eva", "Fay", "Gus", "Hal"]
    held = [a_certificate(a_person(name), certification) for name in names]

    indices = [db.session.get_one(StatusEntry, c.id).list_index for c in held]

    assert len(set(indices)) == len(names)
    assert indices != sorted(indices)
    assert max(indices) - min(indices) > len(names)


def test_an_index_that_is_taken_is_drawn_again(app, monkeypatch):
    draws = iter([5, 5, 5, 7])
    # Only here: the certificate's number is drawn too.
    drawing = SimpleNamespace(randbelow=lambda below: next(draws))
    monkeypatch.setattr(places, "secrets", drawing)
    certification = a_certification()

    one = a_certificate(a_person("Ada Lovelace"), certification)
    other = a_certificate(a_person("Bob Stone"), certification)

    found = [db.session.get_one(StatusEntry, c.id).list_index for c in (one, other)]
    assert found == [5, 7]
    assert list(draws) == []


def test_the_database_lets_no_two_share_a_bit_and_none_move(held):
    row = {"id": held.id, "index": db.session.get_one(StatusEntry, held.id).list_index}
    other = a_certificate(a_person("Bob Stone"), a_certification("other", "Other"))
    row["other"] = other.id

    with pytest.raises(DatabaseError, match="never change"), transaction():
        db.session.execute(
            text("UPDATE status_entries SET list_index = 1 WHERE certificate_id = :id"),
            row,
        )
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(
            text("INSERT INTO status_entries VALUES (999, 1, :index)"), row
        )


def test_certificates_from_before_get_their_places_with_the_migration(app):
    certification = a_certification()
    held = [
        a_certificate(a_person(name), certification).id
        for name in ("Ada", "Bob", "Cem")
    ]
    db.session.remove()
    schema.downgrade("0006")
    schema.upgrade()

    rows = db.session.query(StatusEntry).all()

    assert sorted(row.certificate_id for row in rows) == held
    assert {row.list_number for row in rows} == {1}
    assert len({row.list_index for row in rows}) == 3
