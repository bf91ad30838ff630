"""Why a certificate cannot be printed."""


class MissingGlyphs(Exception):
    """No font of ours can draw some letter of the paper: it would show a box.

    Not a refusal to a person: the job fails, stays visible and is tried again
    once a font has been added.
    """


class TooMuch(Exception):
    """Drawing takes longer, or more memory, than any certificate needs."""


class CannotDraw(Exception):
    """Something is wrong with a page, the design or the program that draws."""
