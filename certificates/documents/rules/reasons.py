"""Why a certificate is held and not printed."""

from enum import StrEnum


class Reason(StrEnum):
    """A letter no font has; drawing that takes too long or too much; a fault of ours;
    a time-stamp service that does not answer."""

    LETTERS = "letters"
    TOO_MUCH = "too_much"
    FAULT = "fault"
    NO_TIMESTAMP = "no_timestamp"
