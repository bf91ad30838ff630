"""A seal's signature, put together from parts, is the one pyHanko would have made."""

import asyncio

import pytest
from asn1crypto import cms
from asn1crypto.core import OctetString
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.sign import Signer

from certificates.documents.sealing import LONGEST_DER, Sealer
from certificates.documents.signed_data import NO_DIGEST, SignedData, der
from certificates.keys.ring import seal_key

DIGEST = bytes(range(32))


@pytest.fixture
def signer(app):
    return Sealer(seal_key(), None)._signer


def usual(signer: Signer, digest: bytes) -> cms.ContentInfo:
    """As pyHanko makes it, with a signature of zeros."""
    made = Signer.async_sign(signer, digest, "sha256", dry_run=True, use_pades=True)
    return asyncio.run(made)


def test_it_differs_from_another_by_digest_and_signature_only(signer):
    signed = []

    def sign(said: bytes) -> bytes:
        signed.append(said)
        return bytes(LONGEST_DER)

    ours = SignedData.like(usual(signer, NO_DIGEST)).of(DIGEST, sign)

    theirs = usual(signer, DIGEST)
    [them] = theirs["content"]["signer_infos"]
    assert ours.dump() == theirs.dump()
    assert signed == [them["signed_attrs"].untag().dump()]


def test_every_file_gets_a_signature_of_its_own(signer):
    first, second = (
        asyncio.run(signer.async_sign(digest, "sha256", use_pades=True))
        for digest in (DIGEST, DIGEST[::-1])
    )

    said = [info["content"]["signer_infos"][0] for info in (first, second)]
    digests = [
        attribute["values"][0].native
        for one in said
        for attribute in one["signed_attrs"]
        if attribute["type"].native == "message_digest"
    ]
    assert digests == [DIGEST, DIGEST[::-1]]
    assert said[0]["signature"].native != said[1]["signature"].native


@given(st.binary(max_size=70_000))
def test_a_value_of_any_length_is_read_again(content):
    assert OctetString.load(der(0x04, content)).native == content
