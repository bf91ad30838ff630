"""From what a folder says to what the rooms below publish."""

from exams.papers.services import Conditions
from lms.catalogue.services import Provider, RenewalTerms, Terms
from lms.learning.publishing import LessonText
from lms.library.art import Art
from lms.library.documents import (
    Brand,
    CertificationFile,
    ExamTerms,
    ProgrammeFile,
)
from lms.library.folder import Lesson


def provider(programme: ProgrammeFile, art: Art) -> Provider:
    """The programme as the catalogue keeps it."""
    return Provider(
        provider=programme.provider,
        network=programme.network,
        product=programme.product,
        certificate_prefix=programme.certificate_prefix,
        brand=_css_colours(programme.brand),
        mark=art.mark,
        paper=programme.paper,
        co_branding=programme.co_branding,
        partner_marks=art.partners,
        signers=[signer.model_dump() for signer in programme.signers],
        languages=list(programme.languages),
    )


def terms(found: CertificationFile, band: str) -> Terms:
    """A certification as the catalogue keeps it; `band` is its drawing, if any.

    Without a renewal section nothing is said of it, so that what was published before
    there was one stays the newest version.
    """
    renewal: RenewalTerms = {}
    if found.renewal is not None:
        renewal["renewal_opens_days"] = int(found.renewal.opens)
        renewal["has_renewal_exam"] = found.renewal.exam is not None
    return Terms(
        title=found.title,
        summary=found.summary,
        description=found.description,
        track=found.track,
        level=found.level,
        band=band,
        days_min=found.span.min,
        days_max=found.span.max,
        delivery=found.delivery,
        topics=[topic.model_dump() for topic in found.topics],
        prerequisites=found.prerequisites,
        validity_months=found.validity_months,
        has_exam=found.exam is not None,
        has_practical=found.practical is not None,
        practical=found.practical.model_dump() if found.practical else None,
        assumptions=[assumption.model_dump() for assumption in found.assumptions],
        **renewal,
    )


def conditions(exam: ExamTerms) -> Conditions:
    """An exam's figures as the exam room keeps them."""
    return Conditions(
        questions=exam.questions,
        seconds=exam.length,
        pass_mark=exam.pass_mark,
        blueprint=exam.blueprint,
        attempts_allowed=exam.attempts.allowed,
        window_days=int(exam.attempts.within),
        waits_days=[int(days) for days in exam.attempts.waits],
        layout=exam.layout,
        calculator=exam.calculator,
        feedback=exam.feedback,
        agreement=exam.agreement,
    )


def lesson(found: Lesson) -> LessonText:
    """One lesson with its languages joined."""
    fronts = {language: part.is_ for language, part in found.fronts.items()}
    first = next(iter(fronts.values()))
    return LessonText(
        key=found.key,
        title={language: front.title for language, front in fronts.items()},
        summary={language: front.summary for language, front in fronts.items()},
        body=found.bodies,
        topic=first.topic,
        minutes=first.minutes,
    )


def _css_colours(brand: Brand) -> dict[str, str]:
    """Each colour as the value of its CSS variable."""
    return {
        name: shade["light"]
        if shade["light"] == shade["dark"]
        else f"light-dark({shade['light']}, {shade['dark']})"
        for name, shade in brand.colours().items()
    }
