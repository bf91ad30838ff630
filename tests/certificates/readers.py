"""Reading what we sign as others do: with their libraries, over our addresses."""

import gzip
import warnings
from base64 import urlsafe_b64decode
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import OKPKey

from tests.people import Visitor

HOST = "http://localhost"


def path(url: str) -> str:
    """The path of an address of ours, as the test's browser asks for it."""
    assert url.startswith(HOST)
    return url.removeprefix(HOST).partition("#")[0]


def verified(visitor: Visitor, compact_jws: str) -> dict[str, Any]:
    """The claims, if the signature is good under the key our did:web names.

    Raises what joserfc raises if it is not.
    """
    header = jws.extract_compact(compact_jws.encode()).headers()
    keys = visitor.get("/.well-known/did.json").json
    assert header["kid"] in keys["assertionMethod"]
    (method,) = (m for m in keys["verificationMethod"] if m["id"] == header["kid"])
    key = OKPKey.import_key(method["publicKeyJwk"])
    with warnings.catch_warnings():
        # RFC 9864 has a newer name for it; Open Badges and VC-JWT use this one.
        warnings.simplefilter("ignore", SecurityWarning)
        return jwt.decode(compact_jws, key, algorithms=["EdDSA"]).claims


def signed_by(key: OKPKey, kid: str, claims: dict[str, Any]) -> str:
    """What somebody else could make of our claims, under a name of ours or theirs."""
    header = {"alg": "EdDSA", "kid": f"did:web:localhost#{kid}"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)
        return jwt.encode(header, claims, key, algorithms=["EdDSA"])


def is_set(visitor: Visitor, entry: dict[str, Any]) -> bool:
    """The bit of a status entry, by the expansion of the W3C's specification."""
    answer = visitor.get(path(entry["statusListCredential"]))
    claims = verified(visitor, answer.text)
    subject = claims["credentialSubject"]
    assert subject["statusPurpose"] == entry["statusPurpose"]
    bits = expanded(subject["encodedList"])
    return bits[int(entry["statusListIndex"])] == "1"


def expanded(encoded_list: str) -> str:
    """The list as a text of 0 and 1, the first entry first."""
    assert encoded_list[0] == "u"
    plain = encoded_list[1:]
    packed = gzip.decompress(urlsafe_b64decode(plain + "=" * (-len(plain) % 4)))
    return f"{int.from_bytes(packed):0{len(packed) * 8}b}"
