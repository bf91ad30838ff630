"""What would become of a line, in words."""

from certificates.intake.rules.judging import Verdict
from lms.kernel.i18n import words as _

VERDICTS = {
    Verdict.ISSUE: _("A certificate is issued"),
    Verdict.UNKNOWN_PERSON: _("Nobody here has this address. Invite the person first."),
    Verdict.CLOSED: _("The account of this person is closed."),
    Verdict.OWN: _("Your own: somebody else records it."),
    Verdict.UNKNOWN_CERTIFICATION: _("No certification has this key."),
    Verdict.NO_DAY: _("Give the day of the pass as year, month, day: 2026-11-22."),
    Verdict.FUTURE: _("The day of the pass has not come yet."),
    Verdict.BAD_END: _("The end must be a day after the pass, as 2027-11-22."),
    Verdict.OVER: _("The certificate would be over already."),
    Verdict.TWICE: _("An earlier line of this file says it already."),
    Verdict.RECORDED: _("This pass is recorded already."),
    Verdict.HELD: _("The person holds a certificate that is in force."),
    Verdict.SUSPENDED: _("The person's certificate is suspended: decide that first."),
    Verdict.OLDER: _("Something later is on record: a certificate or a revocation."),
}


def verdict_words(verdict: str) -> str:
    """In the reader's language."""
    return str(VERDICTS[Verdict(verdict)])
