"""Why an item of a file is not taken, in words."""

from lms.kernel.i18n import words as _

IN_FOLDER = {
    "matching": _("matching"),
    "numeric": _("numeric"),
    "short_answer": _("short answer"),
}
"""The editor has no form for them, so a draft could not be worked on."""

NEVER = {"essay": _("essay"), "description": _("text without a question")}
REASONS = {
    "not_opened": _("Not taken: “}” without “{” before it"),
    "not_closed": _("Not taken: “{” is not closed before the next blank line"),
    "two_answers": _("Not taken: more than one pair of braces"),
    "no_text": _("Not taken: there is no question before the answers"),
    "stray_text": _("Not taken: text before the first “=” or “~”"),
    "empty_option": _("Not taken: an option is empty"),
    "part_marks": _("Not taken: options carry different shares of the mark"),
    "picture": _("Not taken: it needs a picture or a film"),
    "exists": _("Exists already: left as it is"),
    "twice": _("Not taken: the code stands in this file twice"),
}


def reason_words(reason: str) -> str:
    if reason in IN_FOLDER:
        kind = str(IN_FOLDER[reason])
        return str(
            _(
                "Not taken: this kind is written in the programme folder (%(kind)s)",
                kind=kind,
            )
        )
    if reason in NEVER:
        kind = str(NEVER[reason])
        return str(_("Not taken: no key can mark it (%(kind)s)", kind=kind))
    return str(REASONS[reason])
