"""Putting a credential into a picture (Open Badges 3.0, document formats)."""

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER = len(SIGNATURE) + 25
"""Where the second chunk begins: the first one, IHDR, always takes 25 bytes."""

KEYWORD = b"openbadgecredential"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"


def baked_png(png: bytes, compact_jws: str) -> bytes:
    """The picture with an iTXt chunk after its header. Raises ValueError for what
    is no PNG or is baked already: there must be one credential only."""
    if not png.startswith(SIGNATURE) or KEYWORD in png:
        raise ValueError("not a PNG that can be baked")
    # Keyword, then: not compressed (two bytes), no language, no other keyword.
    content = b"iTXt" + KEYWORD + b"\0\0\0\0\0" + compact_jws.encode("ascii")
    checked = struct.pack(">I", zlib.crc32(content))
    chunk = struct.pack(">I", len(content) - 4) + content + checked
    return png[:HEADER] + chunk + png[HEADER:]


def baked_svg(svg: str, compact_jws: str) -> str:
    """The drawing with the credential as its first element. Raises ValueError for
    what does not begin with <svg or is baked already."""
    if not svg.startswith("<svg ") or NAMESPACE in svg:
        raise ValueError("not an SVG that can be baked")
    head, rest = svg.split(">", 1)
    space = f'<svg xmlns:openbadges="{NAMESPACE}" '
    credential = (
        f'<openbadges:credential verify="{compact_jws}"></openbadges:credential>'
    )
    return head.replace("<svg ", space, 1) + ">" + credential + rest
