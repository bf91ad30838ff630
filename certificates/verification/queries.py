"""What an outsider may ask: about one certificate, by its number or its code."""

from certificates.awards.models import Certificate
from certificates.awards.queries import certificate_on_record
from certificates.awards.rules.number import parse
from lms.catalogue.queries import programme


def by_number(typed: str) -> Certificate | None:
    """A certificate by its number as somebody typed it."""
    found = programme()
    number = parse(typed, prefix=found.certificate_prefix if found else "")
    return certificate_on_record(number=number) if number else None


def by_token(token: str) -> Certificate | None:
    """A certificate by the token in its code."""
    return certificate_on_record(token=token)
