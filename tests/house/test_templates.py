"""Templates speak, never act: no script, style or handler stands inside them."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment

TEMPLATES = sorted((Path(__file__).parents[2] / "templates").rglob("*.html"))
FORBIDDEN = {
    "an inline script": r"<script(?![^>]*\bsrc=)",
    "an inline style": r"<style|\sstyle=",
    "an inline handler": r"\son[a-z]+=",
    "unescaped text": r"\|\s*safe\b",
    "a form drawn by hand": r"<form\b",
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_nothing_forbidden(path):
    found = {
        what for what, how in FORBIDDEN.items() if re.search(how, path.read_text())
    }
    allowed = (
        {"a form drawn by hand"} if path.parts[-2:] == ("ui", "form.html") else set()
    )
    assert found == allowed


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_compiles(path):
    Environment(extensions=["jinja2.ext.i18n"]).parse(path.read_text())
