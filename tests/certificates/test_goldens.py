"""Certificates look as they looked when somebody last looked at them.

WeasyPrint draws differently from version to version; `tests/certificates/goldens.py`
says how to keep new pictures.
"""

import pytest
from PIL import Image

from tests.certificates import goldens
from tests.certificates.prints import differing

TOLERANCE = 56
"""Of 255: what fewer colours and another poppler's smoothing change."""
MOST = 0.004
"""Of all pixels. A word that moves by a millimetre changes twice as many."""


@pytest.fixture(scope="module")
def drawn():
    return goldens.drawn()


@pytest.mark.parametrize("name", goldens.GOLDEN)
def test_it_looks_as_it_did(drawn, name):
    kept = Image.open(goldens.path_of(name)).convert("RGB")

    changed = differing(drawn[name], kept, by=TOLERANCE)

    assert changed < MOST * kept.width * kept.height
