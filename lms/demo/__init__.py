"""People and companies to try the product with. Never in production."""

from lms.demo.cast import DEMO_PASSWORD
from lms.demo.loading import DemoRefused, demo_people, load_demo

__all__ = ["DEMO_PASSWORD", "DemoRefused", "demo_people", "load_demo"]
