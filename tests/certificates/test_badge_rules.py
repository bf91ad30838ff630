"""The rules behind badges: bits, hashes, pictures, lines."""

import hashlib
import xml.etree.ElementTree as ET
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from certificates.badges.rules.baking import baked_png, baked_svg
from certificates.badges.rules.bitstring import (
    ENTRIES,
    TAKEN,
    bitstring,
    encoded_list,
    list_number,
)
from certificates.badges.rules.identity import identity_hash, salt_of
from certificates.badges.rules.layout import (
    PROVIDER_WIDTH,
    TITLE_WIDTH,
    provider_lines,
    title_lines,
)
from certificates.badges.rules.link import link
from certificates.keys.rules.base64url import decoded, encoded
from tests.certificates.readers import expanded

INDICES = st.sets(st.integers(0, ENTRIES - 1), max_size=40)
LENGTHS = st.integers(1, 30)
JWS = "aGVhZA.cGF5bG9hZA.c2ln"


def png(colour: str = "white") -> bytes:
    kept = BytesIO()
    Image.new("RGB", (3, 3), colour).save(kept, "PNG")
    return kept.getvalue()


@given(INDICES)
def test_a_list_reads_back_as_exactly_the_bits_that_were_set(indices):
    bits = expanded(encoded_list(bitstring(indices)))

    assert len(bits) == ENTRIES
    assert {at for at, bit in enumerate(bits) if bit == "1"} == indices


@given(INDICES)
def test_the_same_bits_give_the_same_text(indices):
    assert encoded_list(bitstring(indices)) == encoded_list(bitstring(sorted(indices)))


def test_the_list_of_the_w3c_example_is_an_empty_one():
    example = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
    assert expanded(example) == expanded(encoded_list(bitstring([])))


@pytest.mark.parametrize(
    ("certificate_id", "number"),
    [(1, 1), (TAKEN, 1), (TAKEN + 1, 2), (2 * TAKEN, 2), (2 * TAKEN + 1, 3)],
)
def test_a_new_list_begins_when_three_quarters_are_taken(certificate_id, number):
    assert TAKEN * 4 == ENTRIES * 3
    assert list_number(certificate_id) == number


def test_an_address_is_hashed_as_the_standard_shows_it():
    assert identity_hash("a@example.com", "Kosher") == (
        "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
    )


def test_a_salt_is_of_one_certificate_and_tells_nothing_of_its_token():
    assert salt_of("token") == salt_of("token") != salt_of("token.")
    assert "token" not in salt_of("token")


@given(st.lists(st.one_of(st.integers(), st.text(), st.none()), max_size=4))
def test_a_link_is_a_multihash_that_other_facts_do_not_share(facts):
    plain = decoded(link(*facts)[1:])

    assert (plain[:2], len(plain)) == (b"\x12\x20", 34)
    assert link(*facts) != link(*facts, "more")


def test_a_link_is_the_hash_of_the_facts_as_json():
    told = '["attempt",7,null,"Ёж"]'.encode()

    assert link("attempt", 7, None, "Ёж") == "u" + encoded(
        b"\x12\x20" + hashlib.sha256(told).digest()
    )


@given(st.binary(max_size=40))
def test_what_is_written_in_base_64_is_read_back(plain):
    assert decoded(encoded(plain)) == plain


@pytest.mark.parametrize("other", ["QQ==", "QR", "Q Q", "Q!Q", "QQ\n", "Й", "Q"])
def test_another_way_to_write_the_same_bytes_is_refused(other):
    assert decoded("QQ") == b"A"

    with pytest.raises(ValueError, match="not base 64"):
        decoded(other)


def test_a_baked_picture_is_the_same_picture_with_one_credential_in_it():
    plain = png()

    baked = baked_png(plain, JWS)

    with Image.open(BytesIO(baked)) as read, Image.open(BytesIO(plain)) as before:
        read.load()
        assert read.text == {"openbadgecredential": JWS}
        assert read.tobytes() == before.tobytes()
    assert baked.count(b"openbadgecredential") == 1
    at = baked.index(b"iTXt")
    size = int.from_bytes(baked[at - 4 : at])
    chunk, check = baked[at : at + 4 + size], baked[at + 4 + size : at + 8 + size]
    assert zlib.crc32(chunk) == int.from_bytes(check)


def test_a_baked_drawing_has_the_credential_as_its_first_element():
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><g/></svg>'

    first, rest = ET.fromstring(baked_svg(drawing, JWS))

    assert first.tag == "{https://purl.imsglobal.org/ob/v3p0}credential"
    assert first.attrib == {"verify": JWS}
    assert rest.tag == "{http://www.w3.org/2000/svg}g"


def test_nothing_is_baked_twice():
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>'
    with pytest.raises(ValueError, match="can be baked"):
        baked_png(baked_png(png(), JWS), JWS)
    with pytest.raises(ValueError, match="can be baked"):
        baked_svg(baked_svg(drawing, JWS), JWS)
    with pytest.raises(ValueError, match="can be baked"):
        baked_png(b"GIF89a", JWS)


def narrow(text: str) -> float:
    """Half an em for every letter."""
    return len(text) / 2


@given(st.text(st.characters(categories=["L"]), min_size=1, max_size=9), LENGTHS)
def test_one_long_word_stays_inside_the_badge(letters, times):
    word = letters * times
    (line,) = title_lines(word, narrow)

    assert narrow(line.text) * line.size <= TITLE_WIDTH
    assert line.text == word or line.text.endswith("…")


@given(st.lists(st.text("abc", min_size=1, max_size=9), min_size=2, max_size=9))
def test_a_title_keeps_its_words_on_two_lines_at_most(words):
    lines = title_lines(" ".join(words), narrow)

    assert len(lines) <= 2
    assert len({line.size for line in lines}) == 1
    if not any(line.text.endswith("…") for line in lines):
        assert " ".join(line.text for line in lines) == " ".join(words)


@given(st.text("abc ", min_size=1, max_size=9), LENGTHS)
def test_a_providers_name_stays_inside_the_badge(letters, times):
    (line,) = provider_lines(letters * times, narrow)

    assert narrow(line.text) * line.size <= PROVIDER_WIDTH
