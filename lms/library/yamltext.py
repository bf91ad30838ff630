"""YAML and JSON to plain data that remembers its lines.

YAML is read as a stream of events: no aliases, no tags, no depth that could
exhaust anything. PyYAML's own composer recurses in C and can be crashed by a
file of brackets.
"""

import json
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

import yaml

from lms.kernel.i18n import words as _
from lms.library.problems import quoted

Path = tuple[Hashable, ...]
DEEPEST = 20
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER = yaml.resolver.Resolver()
_TRUTHS = {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:null"}


class Unreadable(Exception):
    """A text that cannot be read; `line` counts from 1."""

    def __init__(self, line: int, what: Any, fix: Any) -> None:
        super().__init__(what)
        self.line, self.what, self.fix = line, what, fix


class Doubled(Unreadable):
    """A name that stands twice in one mapping."""


@dataclass
class Document:
    """Plain data and the line each part of it stands on."""

    file: str
    data: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, *path: Hashable) -> int:
        """The line of a part; of the nearest thing around it when it is missing."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(file: str, text: str, *, first_line: int = 1) -> Document:
    """Raises Unreadable with the line of the first thing that cannot be read."""
    builder = _Builder(first_line)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + first_line
        raise Unreadable(
            line,
            _("This is not YAML: %(reason)s.", reason=error.problem or "?"),
            _("Look at the quotes, colons and indents here and on the line above."),
        ) from error
    except yaml.YAMLError as error:
        raise Unreadable(
            first_line,
            _("This file holds characters that YAML does not allow."),
            _("Save it as plain UTF-8 text."),
        ) from error
    return Document(file, builder.root, builder.lines)


def read_json(file: str, text: str) -> Document:
    """Raises Unreadable with the line of the first thing that cannot be read."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable(
            error.lineno,
            _("This is not JSON: %(reason)s.", reason=error.msg),
            _("Look at the quotes, commas and brackets here."),
        ) from error
    except RecursionError:
        raise Unreadable(1, *_too_deep()) from None
    try:
        return Document(file, data, read_yaml(file, text).lines)
    except Doubled:
        raise
    except Unreadable:
        # Tabs as indents are JSON but not YAML: the lines are lost, the data is not.
        return Document(file, data)


@dataclass
class _Frame:
    """A list or a mapping that is still being filled."""

    holds: Any
    path: Path
    key: Hashable = None
    has_key: bool = False


class _Builder:
    """Puts events together to data, without recursion."""

    def __init__(self, first_line: int) -> None:
        self.root: Any = None
        self.lines: dict[Path, int] = {}
        self._first = first_line
        self._frames: list[_Frame] = []
        self._documents = 0

    def take(self, event: Any) -> None:
        line = event.start_mark.line + self._first
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise Unreadable(
                    line,
                    _("A second document begins here."),
                    _("Keep one document in a file: take the line --- out."),
                )
        elif isinstance(event, yaml.AliasEvent):
            raise Unreadable(
                line,
                _("Aliases (*%(name)s) are not read.", name=event.anchor),
                _("Write the text out again."),
            )
        elif isinstance(event, yaml.MappingStartEvent):
            self._open({}, event, line)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open([], event, line)
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._frames.pop()

    def _open(self, holds: Any, event: Any, line: int) -> None:
        _refuse_tag(event, line)
        if len(self._frames) >= DEEPEST:
            raise Unreadable(line, *_too_deep())
        path = self._put(holds, line)
        self._frames.append(_Frame(holds, path))

    def _scalar(self, event: Any, line: int) -> None:
        _refuse_tag(event, line)
        frame = self._frames[-1] if self._frames else None
        if frame and isinstance(frame.holds, dict) and not frame.has_key:
            key = str(event.value)
            if key in frame.holds:
                raise Doubled(line, *_double(key))
            frame.key, frame.has_key = key, True
            self.lines[(*frame.path, key)] = line
            return
        self._put(_value(event), line)

    def _put(self, value: Any, line: int) -> Path:
        if not self._frames:
            self.root, self.lines[()] = value, line
            return ()
        frame = self._frames[-1]
        if isinstance(frame.holds, list):
            path = (*frame.path, len(frame.holds))
            self.lines[path] = line
            frame.holds.append(value)
            return path
        if not frame.has_key:
            raise Unreadable(
                line,
                _("A list or mapping cannot be a name."),
                _("Put a plain word before the colon."),
            )
        path = (*frame.path, frame.key)
        frame.holds[frame.key] = value
        frame.has_key = False
        return path


def _value(event: Any) -> Any:
    """Whole numbers and yes/no as such; everything else stays the text it is."""
    text = str(event.value)
    if not event.implicit[0]:
        return text
    if text.isascii() and text.removeprefix("-").isdigit() and len(text) < 16:
        return int(text)
    tag = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))
    if tag in _TRUTHS:
        return {"true": True, "yes": True, "on": True}.get(
            text.lower(), None if tag.endswith("null") else False
        )
    return text


def _refuse_tag(event: Any, line: int) -> None:
    if event.tag not in (None, "!"):
        raise Unreadable(
            line,
            _("Tags (%(tag)s) are not read.", tag=event.tag),
            _("Write plain text, numbers and lists."),
        )


def _too_deep() -> tuple[Any, Any]:
    return (
        _("More than %(limit)s levels inside each other.", limit=DEEPEST),
        _("The format needs at most six; look for a missing bracket or indent."),
    )


def _double(key: str) -> tuple[Any, Any]:
    return (
        _("%(key)s stands here a second time.", key=quoted(key)),
        _("Keep one of the two."),
    )
