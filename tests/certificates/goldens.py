"""The pictures that certificates are compared with.

    .venv/bin/python -m tests.certificates.goldens

draws them anew, after a change that was meant: look at them before they are kept.
"""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from certificates.documents.pressroom import Pressroom
from lms.app import create_app
from tests.certificates.orders import an_order
from tests.certificates.prints import picture
from tests.databases import settings_for

FOLDER = Path(__file__).parent / "golden"
DPI = 60
GOLDEN: Mapping[str, Mapping[str, str]] = {
    "en-a4": {"language": "en", "size": "a4"},
    "en-a4-specialist": {
        "language": "en",
        "size": "a4",
        "level": "Specialist",
        "title": "Security Specialist",
    },
    "ru-a4": {"language": "ru", "size": "a4"},
    "ru-letter": {"language": "ru", "size": "letter"},
}


def drawn() -> dict[str, Image.Image]:
    """Every golden certificate as it looks today."""
    room = Pressroom(1)
    with tempfile.TemporaryDirectory() as name:
        app = create_app(settings_for(f"sqlite:///{name}/none.db", Path(name)))
        with app.app_context():
            orders = {name: an_order(**words) for name, words in GOLDEN.items()}
    try:
        made = {name: room.draw(order)[0] for name, order in orders.items()}
    finally:
        room.close()
    return {name: picture(one.pdf, dpi=DPI) for name, one in made.items()}


def path_of(name: str) -> Path:
    return FOLDER / f"{name}.png"


def main() -> None:
    for name, image in drawn().items():
        image.quantize(64).save(path_of(name), optimize=True)
        print(path_of(name), path_of(name).stat().st_size)


if __name__ == "__main__":
    main()
