"""Status lists as signed credentials, made anew whenever somebody asks."""

from datetime import datetime, timedelta

from certificates.badges import queries
from certificates.badges.addresses import CONTEXTS, did, status_url
from certificates.badges.jws import registered, second, signed
from certificates.badges.rules.bitstring import bitstring, encoded_list
from certificates.badges.rules.purposes import Purpose

GOOD_FOR = timedelta(minutes=10)
"""Who keeps a list longer has an old one, and can tell."""

EARLIER = timedelta(minutes=1)
"""Clocks of readers differ."""


def status_list(number: int, purpose: Purpose, *, now: datetime) -> str:
    """The list as it stands at this moment, as a compact JWS."""
    url = status_url(number, purpose)
    bits = bitstring(queries.set_indices(number, purpose, on=now.date()))
    credential = {
        "@context": CONTEXTS[:1],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did(),
        "validFrom": second(now - EARLIER),
        "validUntil": second(now + GOOD_FOR),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encoded_list(bits),
        },
    }
    claims = registered(credential, subject=f"{url}#list")
    return signed({**claims, "iat": int(now.timestamp())})
