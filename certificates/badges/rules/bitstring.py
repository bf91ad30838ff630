"""Status lists: one bit for each certificate (W3C Bitstring Status List 1.0)."""

import gzip
from collections.abc import Iterable

from certificates.keys.rules.base64url import encoded

ENTRIES = 131_072
"""As many as the standard asks for at least: who looks a list up asks about all of
them, and tells nobody about which."""

TAKEN = ENTRIES * 3 // 4
"""Entries given out in one list: a random index is then free in one of four tries."""

LEVEL = 6
"""Of compression: the highest one takes fourteen times as long for a sixth less."""


def list_number(certificate_id: int) -> int:
    """The list a certificate stands in, from 1: nobody has to count how full one is,
    and certificates issued at the same moment need not wait for each other."""
    return 1 + (certificate_id - 1) // TAKEN


def bitstring(set_bits: Iterable[int]) -> bytes:
    """16 KB in which index 0 is the left-most bit of the first byte."""
    bits = bytearray(ENTRIES // 8)
    for index in set_bits:
        bits[index >> 3] |= 0x80 >> (index & 7)
    return bytes(bits)


def encoded_list(bits: bytes) -> str:
    """Compressed and written as multibase: u, then base 64 for addresses."""
    return "u" + encoded(gzip.compress(bits, LEVEL, mtime=0))
