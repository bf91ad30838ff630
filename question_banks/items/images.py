"""Pictures that belong to questions: checked, drawn anew, kept by their content.

What is kept was encoded by us: no metadata, no comments and no second file hidden
behind the first one reach a candidate. The name is the hash of what the author
gave, so it says nothing of the key and loading a folder again changes nothing.
"""

import hashlib
import re
import warnings
from dataclasses import dataclass
from io import BytesIO

from flask import abort
from PIL import Image as Pillow

from lms.kernel import storage
from lms.kernel.errors import Unfit
from lms.kernel.i18n import words as _

LARGEST_FILE = 2_000_000
WIDEST = 2400
"""Pixels each way: sharp on a large screen, and decoded in 20 MB."""
SMALLEST = 50

NAME = re.compile(r"[0-9a-f]{64}\.(png|jpg)")
TYPES = {"PNG": "png", "JPEG": "jpg"}
MEDIA = {"png": "image/png", "jpg": "image/jpeg"}


class UnfitImage(Unfit):
    """The file is no picture that may be shown."""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as it will be kept; `name` is its hash with its ending."""

    name: str
    width: int
    height: int
    content: bytes


def prepared(raw: bytes) -> Image:
    """A file of an author as a picture to keep. Raises UnfitImage."""
    if len(raw) > LARGEST_FILE:
        raise UnfitImage(_("The picture is larger than 2 MB."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            with Pillow.open(BytesIO(raw), formats=list(TYPES)) as picture:
                _check_size(picture.size)
                return _redrawn(picture, hashlib.sha256(raw).hexdigest())
    except UnfitImage:
        raise
    except Exception as error:  # Pillow raises many kinds for broken files
        raise UnfitImage(_("This is no PNG or JPEG picture.")) from error


def keep(image: Image) -> None:
    """Put a picture into the storage; the same one again changes nothing."""
    storage.put(_key(image.name), image.content)


def stored(name: str) -> bytes:
    """The bytes of a picture, or 404."""
    try:
        return storage.get(_key(name))
    except FileNotFoundError:
        abort(404)


def media_type(name: str) -> str:
    return MEDIA[name.rsplit(".", 1)[-1]]


def _check_size(size: tuple[int, int]) -> None:
    if max(size) > WIDEST or min(size) < SMALLEST:
        raise UnfitImage(
            _(
                "The picture has %(width)s by %(height)s pixels; %(least)s to %(most)s "
                "each way are possible.",
                width=size[0],
                height=size[1],
                least=SMALLEST,
                most=WIDEST,
            )
        )


def _redrawn(picture: Pillow.Image, digest: str) -> Image:
    form = str(picture.format)
    colours = "RGB" if form == "JPEG" else "RGBA"
    drawn = Pillow.new(colours, picture.size)
    drawn.paste(picture.convert(colours))
    out = BytesIO()
    drawn.save(out, form, optimize=True, quality=88)
    return Image(f"{digest}.{TYPES[form]}", *picture.size, out.getvalue())


def _key(name: str) -> str:
    return f"questions/{name}"
