"""HTML from other systems as Markdown: emphasis, code, lists and paragraphs stay."""

import re
from html.parser import HTMLParser

WRAPS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "tt": "`"}
BREAKS = {"p", "div", "ul", "ol", "table", "tr", "pre", "blockquote", "h1", "h2", "h3"}
MEDIA = re.compile(r"<\s*(img|video|audio|svg|object|iframe)\b", re.IGNORECASE)


def from_html(text: str) -> str:
    """The text with Markdown in place of tags; unknown tags are dropped."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    lines = "".join(reader.parts).replace("\xa0", " ")
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def has_picture(text: str) -> bool:
    """Something that cannot be kept as text."""
    return bool(MEDIA.search(text))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in BREAKS:
            self.parts.append("\n\n")
        else:
            self.parts.append(WRAPS.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        self.parts.append("\n\n" if tag in BREAKS else WRAPS.get(tag, ""))

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
