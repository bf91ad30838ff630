"""What a credential, a status list, a badge and a check cost, in CPU-ms.

python -m tests.load.credentials [--engine sqlite|postgresql] [--times 200]
"""

import random
from datetime import UTC, datetime

from sqlalchemy import text

from certificates.awards.models import Certificate
from certificates.awards.services import award_if_passed
from certificates.badges import painting
from certificates.badges.answers import png_file, svg_file
from certificates.badges.art import drawn
from certificates.badges.check import Verdict, checked
from certificates.badges.credential import credential_for
from certificates.badges.rules.bitstring import (
    ENTRIES,
    TAKEN,
    bitstring,
    encoded_list,
)
from certificates.badges.rules.purposes import Purpose
from certificates.badges.status import status_list
from certificates.keys.ring import credential_key
from lms.kernel import clock
from lms.kernel.db import db, transaction
from tests.factories import a_certification, a_pass, a_programme
from tests.load.desk import a_desk, say, with_an_engine
from tests.people import a_company, a_person

REVOKED_OF_EACH_HUNDRED = 1
NOW = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)


def main() -> None:
    parser = with_an_engine(__doc__)
    parser.add_argument("--times", type=int, default=200)
    given = parser.parse_args()
    with a_desk(given.engine):
        _measure(given.times)


def _measure(times: int) -> None:
    certificate_id = _a_certificate()

    def held() -> Certificate:
        # As a job or a request meets it: nothing is in memory yet.
        db.session.remove()
        return db.session.get_one(Certificate, certificate_id)

    compact = credential_for(held())
    some = random.Random(7).sample(range(ENTRIES), TAKEN // 100)
    say("Ed25519 alone", times * 10, lambda: credential_key().sign(b"x"))
    say("credential, everything read", times, lambda: credential_for(held()))
    known = held()
    say("credential, certificate read", times, lambda: credential_for(known))
    say("check of a credential", times, lambda: checked(compact))
    assert checked(compact).verdict is Verdict.GOOD
    say("list of bits, no database", times, lambda: encoded_list(bitstring(some)))
    _fill_the_list(some)
    say(
        f"status list, {ENTRIES:,} entries, {TAKEN:,} taken, {len(some):,} revoked",
        times,
        lambda: status_list(1, Purpose.REVOCATION, now=clock.now()),
    )
    size = len(status_list(1, Purpose.REVOCATION, now=clock.now()))
    print(f"{'its size':62}{size:>8} bytes")
    say("badge as SVG, drawn before", times, lambda: svg_file(held()))
    say("badge as PNG, drawn before", times, lambda: png_file(held()))
    say("badge as PNG, the first time", 5, lambda: (_forget(), png_file(held())))


def _forget() -> None:
    drawn.cache_clear()
    painting.painted.cache_clear()


def _a_certificate() -> int:
    a_programme()
    topics = [{"key": f"t{n}", "title": {"en": f"Topic {n}"}} for n in range(4)]
    certification = a_certification(topics=topics, level="Professional")
    ada = a_person("Ada Lovelace", company=a_company())
    a_pass(ada, certification, finished_at=NOW)
    with transaction():
        issued = award_if_passed(ada.id, certification.id, now=NOW)
    assert issued is not None
    return issued


def _fill_the_list(revoked: list[int]) -> None:
    """As many certificates as one list takes; every hundredth is revoked."""
    (columns,) = db.session.execute(
        text("SELECT * FROM certificates LIMIT 1")
    ).mappings()
    row = dict(columns)
    first, taken = (
        row["id"] + 1,
        db.session.scalar(text("SELECT list_index FROM status_entries")),
    )
    free = [index for index in range(ENTRIES) if index not in {*revoked, taken}]
    indices = [*(i for i in revoked if i != taken), *free][: TAKEN - 1]
    names = [name for name in row if name not in {"id", "number", "token"}]
    kept = ", ".join(["id", "number", "token", *names])
    values = ", ".join([":id", ":number", ":token", *(f":{n}" for n in names)])
    row.update(attempt_id=None, is_demo=True)
    with transaction():
        db.session.execute(
            text(f"INSERT INTO certificates ({kept}) VALUES ({values})"),
            [
                {**row, "id": first + n, "number": f"X{n}", "token": f"x{n}"}
                for n in range(len(indices))
            ],
        )
        db.session.execute(
            text("INSERT INTO status_entries VALUES (:id, 1, :index)"),
            [{"id": first + n, "index": index} for n, index in enumerate(indices)],
        )
        db.session.execute(
            text(
                "INSERT INTO revocations (certificate_id, revoked_on, revoked_at, "
                "reason) VALUES (:id, :day, :at, 'x')"
            ),
            [
                {"id": first + n, "day": NOW.date().isoformat(), "at": NOW.isoformat()}
                for n in range(len(revoked) - 1)
            ],
        )
        db.session.execute(text("ANALYZE"))


if __name__ == "__main__":
    main()
