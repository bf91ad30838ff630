"""Authors' Markdown: safe, and never wider than the page."""

from lms.kernel.markdown import render


def test_a_table_scrolls_by_itself_and_by_keyboard():
    page = render("| a | b |\n|---|---|\n| 1 | 2 |\n")

    assert page.startswith('<div class="table-scroll" tabindex="0"><table>')
    assert page.rstrip().endswith("</table></div>")


def test_an_author_writes_no_html_of_their_own():
    page = render('<div class="table-scroll" tabindex="1">x</div>')

    assert "<div" not in page
