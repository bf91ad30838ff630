"""Why the learning room says no."""

from lms.kernel.errors import Refused


class CourseIsFinished(Refused):
    """A finished course may count for a company: its lessons stay done."""
