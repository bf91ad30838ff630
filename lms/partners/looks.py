"""How the partner pages say things: lines, gaps, money, reasons."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from babel.lists import format_list
from babel.numbers import format_currency
from flask_babel import format_date, format_decimal, get_locale, ngettext
from flask_babel import gettext as _

from lms.kernel.i18n import words
from lms.partners.rules.facts import Kind
from lms.partners.rules.policy import Line, LineType, Unit
from lms.partners.rules.scorecard import LineResult

KINDS = {
    Kind.AGREEMENT_SIGNED: words("Agreement signed"),
    Kind.BASIC_TRAINING: words("Basic training"),
    Kind.IMPLEMENTATION: words("Customer implementation"),
    Kind.REVENUE: words("Revenue"),
    Kind.STRATEGIC_FOCUS: words("Strategic focus"),
}
LACKING = {
    Kind.AGREEMENT_SIGNED: words("a signed agreement"),
    Kind.BASIC_TRAINING: words("somebody with basic training"),
    Kind.STRATEGIC_FOCUS: words("a strategic focus"),
}
PROOFS = {
    Kind.AGREEMENT_SIGNED: words("the partner agreement"),
    Kind.BASIC_TRAINING: words("somebody has finished a basic course"),
    Kind.IMPLEMENTATION: words("accepted by the customer"),
    Kind.STRATEGIC_FOCUS: words("confirmed by the programme"),
}


def kind_title(kind: str) -> str:
    return str(KINDS[Kind(kind)])


def line_title(line: Line) -> str:
    """What a line counts."""
    if line.type is LineType.CERTIFICATIONS:
        by_person = line.unit is Unit.PERSON
        return str(_("Certified people") if by_person else _("Certifications"))
    if line.kind == Kind.IMPLEMENTATION:
        return str(_("Customer implementations"))
    return kind_title(line.kind)


def line_hint(line: Line) -> str:
    """Which of them count."""
    if line.type is LineType.CERTIFICATIONS:
        return str(_("in force, of people with the company on this day"))
    if line.window_days:
        return str(ngettext("last %(num)d day", "last %(num)d days", line.window_days))
    return str(PROOFS.get(Kind(line.kind), ""))


def amount(value: int, line: Line) -> str:
    """A figure of a line: money for money, else a whole number."""
    return money(value) if line.type is LineType.SUM else str(format_decimal(value))


def money(cents: int) -> str:
    """$431,000; with cents only if there are some, so that nothing is rounded."""
    pattern = str(get_locale().currency_formats["standard"].pattern)
    if cents % 100 == 0:
        pattern = pattern.replace(".00", "")
    dollars = Decimal(cents) / 100
    return str(
        format_currency(dollars, "USD", pattern, get_locale(), currency_digits=False)
    )


def short_day(day: date) -> str:
    """For the axis of a chart: 14 Feb 2027."""
    return str(format_date(day, "d MMM y"))


def shortfall(missing: Iterable[LineResult]) -> str:
    """What is missing, as "2 more certifications and a signed agreement"."""
    return str(format_list([_gap(result) for result in missing], locale=get_locale()))


def _gap(result: LineResult) -> str:
    line, gap = result.line, result.gap
    if line.type is LineType.SUM:
        return str(_("%(money)s more revenue", money=money(gap)))
    if line.type is LineType.FLAG:
        return str(LACKING[Kind(line.kind)])
    if line.type is LineType.EVENTS:
        return str(
            ngettext(
                "%(num)d more customer implementation",
                "%(num)d more customer implementations",
                gap,
            )
        )
    if line.unit is Unit.PERSON:
        return str(
            ngettext(
                "%(num)d more certified person", "%(num)d more certified people", gap
            )
        )
    return str(
        ngettext("%(num)d more certification", "%(num)d more certifications", gap)
    )
