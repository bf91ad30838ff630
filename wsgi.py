"""The product for a web server: gunicorn wsgi:app."""

from lms import pulse
from lms.app import create_app
from lms.config import settings_from_environment

app = create_app(settings_from_environment())
pulse.start(app)
