"""The learner's next step in words: what it is, why now, where it leads."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.kernel.i18n import day, in_language
from lms.learning.looks import reading_time
from lms.reports.home_learner import Learner
from lms.reports.rules.next_steps import Kind, NextStep


@dataclass(frozen=True, slots=True)
class StepWords:
    """`lead` says the state in one sentence, `text` what waits behind the button."""

    title: str
    lead: str
    text: str
    label: str
    address: str


def step_words(step: NextStep, learner: Learner) -> StepWords:
    return WORDS[step.kind](step, learner, in_language(step.standing.title))


def _attempt(step: NextStep, learner: Learner, name: str) -> StepWords:
    end = f"{step.due:%H:%M}"
    return StepWords(
        title=name,
        lead=_("Your exam is running until %(time)s UTC.", time=end),
        text=_("Your answers are kept. The time runs on while you are here."),
        label=_("Go back to the exam"),
        address=url_for("sittings.show_attempt", attempt_id=step.standing.attempt_id),
    )


def _renewal(step: NextStep, learner: Learner, name: str) -> StepWords:
    last = day(step.standing.expires_on) if step.standing.expires_on else ""
    return StepWords(
        title=_("Renew %(title)s", title=name),
        lead=_("%(title)s ends on %(day)s.", title=name, day=last),
        text=_("Earn it again before that day: a company counts what is in force."),
        label=_("Renew it"),
        address=_where_to_renew(step),
    )


def _certificate(step: NextStep, learner: Learner, name: str) -> StepWords:
    return StepWords(
        title=name,
        lead=_("Your %(title)s certificate is ready.", title=name),
        text=_("Open it, download it, or give its address to a customer."),
        label=_("Open the certificate"),
        address=url_for("awards.show_wallet"),
    )


def _lesson(step: NextStep, learner: Learner, name: str) -> StepWords:
    state = learner.outlines[step.standing.key].progress
    lesson = state.next
    left = reading_time(state.minutes_left)
    return StepWords(
        title=in_language(lesson.title) if lesson else name,
        lead=ngettext(
            "%(num)d lesson stands between you and the %(title)s exam.",
            "%(num)d lessons stand between you and the %(title)s exam.",
            state.left,
            title=name,
        ),
        text=_(
            "%(title)s: %(done)s of %(total)s lessons done, about %(time)s left.",
            title=name,
            done=state.done,
            total=state.total,
            time=left,
        ),
        label=_("Continue the lesson"),
        address=_lesson_address(step, lesson.key if lesson else None),
    )


def _course(step: NextStep, learner: Learner, name: str) -> StepWords:
    outline = learner.outlines[step.standing.key]
    first = outline.progress.next
    return StepWords(
        title=name,
        lead=_("%(title)s is the place to begin.", title=name),
        text=ngettext(
            "%(num)d lesson, about %(time)s of reading; then the exam.",
            "%(num)d lessons, about %(time)s of reading; then the exam.",
            len(outline.steps),
            time=reading_time(outline.minutes),
        ),
        label=_("Begin the course"),
        address=_lesson_address(step, first.key if first else None),
    )


def _exam(step: NextStep, learner: Learner, name: str) -> StepWords:
    again = step.standing.has_sat
    return StepWords(
        title=_("Exam: %(title)s", title=name),
        lead=_("You may sit the %(title)s exam again.", title=name)
        if again
        else _("The lessons are done. The %(title)s exam is next.", title=name),
        text=_last_score(step, learner)
        or _("Read the briefing first; the time begins only when you say so."),
        label=_("Go to the exam"),
        address=url_for("sittings.show_exam", key=step.standing.key),
    )


def _wait(step: NextStep, learner: Learner, name: str) -> StepWords:
    opens = day(step.opens) if step.opens else ""
    lead = _(
        "You may sit the %(title)s exam again from %(day)s.", title=name, day=opens
    )
    return StepWords(
        title=_("Exam: %(title)s", title=name),
        lead=lead,
        text=_last_score(step, learner) or lead,
        label=_("Read on until then"),
        address=url_for("learning.show_track", certification_key=step.standing.key),
    )


def _practical(step: NextStep, learner: Learner, name: str) -> StepWords:
    return StepWords(
        title=_("Practical: %(title)s", title=name),
        lead=_("The %(title)s exam is passed; the practical is next.", title=name),
        text=_("A grader marks it with you and records the result here."),
        label=_("See what it asks"),
        address=url_for("learning.show_track", certification_key=step.standing.key),
    )


def _where_to_renew(step: NextStep) -> str:
    if step.standing.renewal_exam is not None:
        return url_for("sittings.show_exam", key=step.standing.renewal_exam)
    if step.standing.sit_from is not None:
        return url_for("sittings.show_exam", key=step.standing.key)
    return url_for("learning.show_track", certification_key=step.standing.key)


def _last_score(step: NextStep, learner: Learner) -> str:
    score = learner.scores.get(step.standing.key)
    if score is None:
        return ""
    needed = -(-score.pass_mark * score.possible // 100)
    return str(
        _(
            "Last time: %(earned)s of %(possible)s points; %(needed)s are needed.",
            earned=score.earned,
            possible=score.possible,
            needed=needed,
        )
    )


def _lesson_address(step: NextStep, lesson_key: str | None) -> str:
    key = step.standing.key
    if lesson_key is None:
        return url_for("learning.show_track", certification_key=key)
    return url_for("learning.show_lesson", certification_key=key, lesson_key=lesson_key)


WORDS: dict[Kind, Callable[[NextStep, Learner, str], StepWords]] = {
    Kind.ATTEMPT: _attempt,
    Kind.RENEWAL: _renewal,
    Kind.CERTIFICATE: _certificate,
    Kind.LESSON: _lesson,
    Kind.EXAM: _exam,
    Kind.COURSE: _course,
    Kind.PRACTICAL: _practical,
    Kind.WAIT: _wait,
}
