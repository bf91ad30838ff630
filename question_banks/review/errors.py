"""Why a draft says no."""

from lms.kernel.errors import Refused, Unfit


class Overtaken(Refused):
    """The draft was changed after the page was read."""


class NotOpen(Refused):
    """The draft is not in the state this deed needs."""


class NotYours(Refused):
    """Only the author of a draft changes it."""


class OwnDraft(Refused):
    """Four eyes: nobody decides on what they wrote, whatever roles they hold."""


class NotReady(Refused):
    """Findings stop the draft."""


class NothingNew(Refused):
    """The draft says what the published version says."""


class AlreadyDrafted(Refused):
    """Somebody has an open draft of this question."""


class WrittenInFolder(Refused):
    """The editor does not offer this kind of question."""


class CodeTaken(Unfit):
    """Another question or open draft of the bank has this code."""
