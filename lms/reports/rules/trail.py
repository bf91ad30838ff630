"""How audit rows and letters are shown to people."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KEY_OF_LINK = re.compile(r"(/link/)[A-Za-z0-9_-]+")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Change:
    """One value before and after; None where there was none."""

    name: str
    before: str | None
    after: str | None


def changes(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> list[Change]:
    """What a deed changed, value by value, in the order the deed named them."""
    old, new = before or {}, after or {}
    return [
        Change(name, _shown(old.get(name)), _shown(new.get(name)))
        for name in dict.fromkeys([*old, *new])
    ]


def blotted(text: str) -> str:
    """A letter without the keys in its one-time links: whoever reads such a key
    can become the person it was written for."""
    return KEY_OF_LINK.sub(r"\1••••••••", text)


def cell(value: object) -> str:
    """A value for a sheet; a formula somebody typed stays text."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _shown(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
