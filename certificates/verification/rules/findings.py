"""What a file turned out to be, from everything that was found in it."""

from dataclasses import dataclass
from enum import StrEnum


class Seal(StrEnum):
    """GOOD: ours, over the whole file. BROKEN: ours, but what it covers was changed.
    ADDED: ours, and something was added later. FOREIGN: somebody else's. UNTRUSTED:
    by a key of ours that others may have had."""

    GOOD = "good"
    BROKEN = "broken"
    ADDED = "added"
    FOREIGN = "foreign"
    UNTRUSTED = "untrusted"
    NONE = "none"


class Credential(StrEnum):
    """GOOD: signed by us, and it says what the record says. EARLIER: it says what an
    earlier edition said. OTHER: signed by us for another certificate than the file is
    called after. DIFFERENT: signed by us, but the record says something else."""

    GOOD = "good"
    EARLIER = "earlier"
    OTHER = "other"
    DIFFERENT = "different"
    ALTERED = "altered"
    FOREIGN = "foreign"
    UNTRUSTED = "untrusted"
    UNREADABLE = "unreadable"
    NONE = "none"


class Outcome(StrEnum):
    """GENUINE: what we issued. EARLIER: what we issued, before a correction. ALTERED:
    it speaks of a certificate of ours and is not what we issued. UNTRUSTED: it may be
    a thief's. FOREIGN: nothing in it is ours. UNREADABLE: no PDF, or a broken one."""

    GENUINE = "genuine"
    EARLIER = "earlier"
    ALTERED = "altered"
    UNTRUSTED = "untrusted"
    FOREIGN = "foreign"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Findings:
    """`is_stored`: byte for byte a file we keep; `is_readable`: it is a PDF that can
    be opened; `is_on_record`: it names a certificate of ours."""

    seal: Seal = Seal.NONE
    credential: Credential = Credential.NONE
    is_stored: bool = False
    is_earlier: bool = False
    is_readable: bool = True
    is_on_record: bool = False

    @property
    def outcome(self) -> Outcome:
        """The bytes decide if we keep the same; otherwise seal and credential have
        to be good both, and the worst thing that is true counts."""
        if self.is_stored:
            return Outcome.EARLIER if self.is_earlier else Outcome.GENUINE
        if not self.is_readable:
            return Outcome.ALTERED if self.is_on_record else Outcome.UNREADABLE
        if not self._has_ours and not self.is_on_record:
            return Outcome.FOREIGN
        if self.seal is Seal.GOOD and self.credential in WHOLE:
            return WHOLE[self.credential]
        return Outcome.UNTRUSTED if self._is_untrusted else Outcome.ALTERED

    @property
    def _has_ours(self) -> bool:
        is_sealed = self.seal not in (Seal.NONE, Seal.FOREIGN)
        return is_sealed or self.credential not in NOT_OURS

    @property
    def _is_untrusted(self) -> bool:
        """Nothing is wrong but the key."""
        seals, credentials = (Seal.GOOD, Seal.UNTRUSTED), (*WHOLE, Credential.UNTRUSTED)
        return self.seal in seals and self.credential in credentials


WHOLE = {
    Credential.GOOD: Outcome.GENUINE,
    Credential.EARLIER: Outcome.EARLIER,
}
NOT_OURS = (Credential.NONE, Credential.FOREIGN, Credential.UNREADABLE)
