"""What becomes of a certificate that somebody wants in a parcel."""

from enum import StrEnum


class Outcome(StrEnum):
    PACKED = "packed"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    HELD = "held"
    WAITING = "waiting"
    DAMAGED = "damaged"


def outcome(
    *, is_revoked: bool, is_suspended: bool, is_held: bool, is_printed: bool
) -> Outcome:
    """Whether its PDF is given out, before anybody has looked at the bytes.

    What was taken back is given out no more, whether it is printed or not; a
    certificate that is held may still have an older PDF, with words that are wrong.
    """
    if is_revoked:
        return Outcome.REVOKED
    if is_suspended:
        return Outcome.SUSPENDED
    if is_held:
        return Outcome.HELD
    return Outcome.PACKED if is_printed else Outcome.WAITING
