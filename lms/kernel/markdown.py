"""Markdown from authors to safe HTML: no HTML of theirs, no foreign media."""

from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {
    *("p", "br", "strong", "em", "s", "code", "pre", "blockquote", "hr"),
    *("ul", "ol", "li", "h2", "h3", "h4", "a"),
    *("table", "thead", "tbody", "tr", "th", "td", "div"),
}
ATTRIBUTES = {
    "a": {"href"},
    "div": {"tabindex"},
    "ol": {"start"},
    "pre": {"tabindex"},
    "th": {"scope"},
}


@lru_cache(maxsize=4096)
def render(text: str) -> Markup:
    """Block Markdown as HTML that may stand in any page."""
    return _clean(_parser().render(text))


@lru_cache(maxsize=8192)
def render_inline(text: str) -> Markup:
    """One line of Markdown without a paragraph around it."""
    return _clean(_parser().renderInline(text))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("js-default", {"html": False, "linkify": False})
    parser.disable("image")
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("th_open", lambda *_: '<th scope="col">')
    # A table wider than a phone scrolls as well, by itself and by keyboard.
    scroll = '<div class="table-scroll" tabindex="0"><table>'
    parser.add_render_rule("table_open", lambda *_: scroll)
    parser.add_render_rule("table_close", lambda *_: "</table></div>")
    return parser


def _fence(self: Any, tokens: Any, idx: int, options: Any, env: Any) -> str:
    # A block wider than a phone scrolls, so it must be reachable by keyboard.
    text = tokens[idx].content
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<pre tabindex="0"><code>{escaped}</code></pre>\n'


def _clean(html: str) -> Markup:
    # nh3 is the last word: what it lets through is what the page may show.
    return Markup(  # noqa: S704
        nh3.clean(
            html,
            tags=TAGS,
            attributes=ATTRIBUTES,
            tag_attribute_values={"div": {"class": {"table-scroll"}}},
            url_schemes={"https", "mailto"},
            link_rel="noopener noreferrer",
        )
    )
