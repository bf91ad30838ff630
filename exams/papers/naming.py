"""What exams are called."""

from flask_babel import gettext as _

from exams.papers.models import Exam
from lms.kernel.db import Text
from lms.kernel.i18n import in_language


def exam_title(exam: Exam, title: Text | None) -> str:
    """An exam by the title of its certification, in the reader's language; a renewal
    exam says that it is one."""
    name = in_language(title)
    return str(_("%(title)s: renewal", title=name)) if exam.is_renewal else name
