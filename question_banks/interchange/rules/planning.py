"""What an import would do, item by item, before anything is written."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from question_banks.interchange.rules.gift import Item, Refusal
from question_banks.items.rules.content import Content, Option
from question_banks.review.rules.findings import Finding, findings

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a file: taken, or refused for a reason (a code)."""

    number: int
    code: str
    prompt: str = ""
    reason: str | None = None
    kind: str = "single"
    domain: str = ""
    strange_category: str = ""
    content: Content = field(default_factory=Content)
    found: tuple[Finding, ...] = ()


def plan(
    parsed: Sequence[Item | Refusal],
    *,
    language: str,
    taken: set[str],
    domains: Mapping[str, Sequence[str]],
    default: str,
) -> list[Line]:
    """Every item with what becomes of it.

    `taken` are codes in capitals that exist; `domains` is {key: names} of the
    bank, and `default` the key for items whose category is none of them.
    """
    seen: set[str] = set()
    lines = []
    for item in parsed:
        if isinstance(item, Refusal):
            lines.append(Line(item.line, item.title, reason=item.reason))
            continue
        line = _line(item, language, domains, default)
        reason = _clash(line.code.upper(), taken, seen)
        seen.add(line.code.upper())
        lines.append(line if reason is None else _refused(line, reason))
    return lines


def code_of(item: Item) -> str:
    """The title if it can be a code, else one made from the text: the same text
    has the same code when the file comes again."""
    if CODE.fullmatch(item.title):
        return item.title
    text = "\n".join([item.title, item.prompt, *(o.text for o in item.options)])
    return f"G-{hashlib.sha256(text.encode()).hexdigest()[:8].upper()}"


def _line(
    item: Item, language: str, domains: Mapping[str, Sequence[str]], default: str
) -> Line:
    content = Content(
        prompt={language: item.prompt},
        options=tuple(Option({language: o.text}, o.right) for o in item.options),
        rationale={language: item.rationale} if item.rationale else {},
    )
    domain = _domain(item.category, domains)
    return Line(
        number=item.line,
        code=code_of(item),
        prompt=item.prompt,
        kind=item.kind,
        domain=domain or default,
        strange_category="" if domain else item.category,
        content=content,
        found=tuple(findings(content, item.kind, [language])),
    )


def _domain(category: str, domains: Mapping[str, Sequence[str]]) -> str | None:
    wanted = category.rsplit("/", 1)[-1].strip().casefold()
    for key, names in domains.items():
        if wanted in {key.casefold(), *(name.casefold() for name in names)}:
            return key
    return None


def _clash(code: str, taken: set[str], seen: set[str]) -> str | None:
    if code in taken:
        return "exists"
    return "twice" if code in seen else None


def _refused(line: Line, reason: str) -> Line:
    return Line(line.number, line.code, line.prompt, reason=reason)
