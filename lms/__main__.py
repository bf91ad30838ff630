"""python -m lms <command>."""

from lms.cli import lms

lms()
