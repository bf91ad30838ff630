"""The product for a web server; started by `lms web` (see lms.serving)."""

from lms.app import create_app
from lms.config import settings_from_environment

app = create_app(settings_from_environment())
