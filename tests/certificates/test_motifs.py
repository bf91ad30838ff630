"""The line art of certificates: each its own, always the same, inside its frame."""

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from certificates.documents.rules.motifs import motif
from certificates.documents.rules.rosettes import seal, watermark
from certificates.documents.rules.sizes import MEASURES, PaperSize

LEVELS = ("Foundations", "Architect", "Specialist", "professional")
levels = st.sampled_from(LEVELS)
keys = st.from_regex(r"[a-z0-9]{1,12}(-[a-z0-9]{1,8})?", fullmatch=True)


def numbers(path: str) -> list[float]:
    return [float(found) for found in re.findall(r"-?\d+\.?\d*", path)]


@given(levels, keys, st.sampled_from(PaperSize))
def test_a_pattern_is_a_path_that_covers_the_band(level, key, size):
    m = MEASURES[size]

    drawn = motif(level, key, m.band, m.height)

    assert re.fullmatch(r"[MCZ0-9. -]+", drawn)
    xs, ys = numbers(drawn)[::2], numbers(drawn)[1::2]
    assert min(xs) < m.band * 0.1
    assert max(xs) > m.band * 0.9
    assert min(ys) < m.height * 0.1
    assert max(ys) > m.height * 0.9


@given(levels, keys)
def test_the_same_certification_has_the_same_pattern(level, key):
    assert motif(level, key, 62, 210) == motif(level, key, 62, 210)


@given(levels, keys, keys)
def test_another_certification_has_another_pattern(level, one, other):
    same = motif(level, one, 62, 210) == motif(level, other, 62, 210)
    assert same == (one == other)


def test_each_level_has_its_kind_of_pattern_and_its_seal():
    patterns = {motif(level, "architect", 62, 210) for level in LEVELS[:3]}
    seals = {seal(level) for level in LEVELS}
    assert (len(patterns), len(seals)) == (3, 4)
    # Whoever knows no such level gets the calmest pattern.
    assert motif(LEVELS[3], "architect", 62, 210) == motif(
        LEVELS[0], "architect", 62, 210
    )


@given(levels)
def test_a_rosette_stays_within_its_circle(level):
    for drawn in (seal(level), watermark(level)):
        # The points of a curve, not those that pull at it.
        ends = re.findall(r"([-\d.]+) ([-\d.]+)(?=[CZM]|$)", drawn)
        assert ends
        assert all(float(x) ** 2 + float(y) ** 2 < 101**2 for x, y in ends)


@given(levels)
def test_the_middle_of_a_seal_is_left_for_its_word(level):
    ends = re.findall(r"([-\d.]+) ([-\d.]+)(?=[CZM]|$)", seal(level))

    assert all(float(x) ** 2 + float(y) ** 2 > 58**2 for x, y in ends)


def test_a_path_is_good_svg():
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg"><path d="{seal("x")}"/></svg>'
    assert ElementTree.fromstring(drawing) is not None
