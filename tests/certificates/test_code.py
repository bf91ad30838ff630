"""The QR code, as strokes: what a reader reads, drawn once as SVG and once as PDF."""

import re

import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from certificates.documents.code import code_of

addresses = st.from_regex(
    r"https://[a-z]{3,20}\.example/v/[A-Za-z0-9_-]{22}", fullmatch=True
)


@given(addresses)
def test_a_code_is_read_as_the_address_it_was_made_of(address):
    code = code_of(address)
    scale, edge = 4, 16
    image = Image.new("L", (code.size * scale + 2 * edge,) * 2, 255)
    pen = ImageDraw.Draw(image)
    for x, end, y in code.runs:
        corners = [edge + n * scale for n in (x, y, end, y + 1)]
        pen.rectangle((corners[0], corners[1], corners[2] - 1, corners[3] - 1), fill=0)

    assert [found.text for found in zxingcpp.read_barcodes(image)] == [address]


@given(addresses)
def test_both_ways_to_write_it_have_the_same_runs(address):
    code = code_of(address)

    as_svg = re.findall(r"M(\d+) (\d+)\.5H(\d+)", code.path)
    as_pdf = re.findall(r"(\d+) (\d+)\.5 m\n(\d+) \2\.5 l", code.strokes)

    assert as_svg == as_pdf
    assert len(as_svg) == len(code.runs)
