"""Loading a programme folder: all of it or nothing, and only what changed."""

from datetime import datetime
from pathlib import Path

from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.library.checks import problems_of
from lms.library.folder import Folder, read_folder
from lms.library.history import problems_with_the_published
from lms.library.loading import Loading
from lms.library.problems import ProgrammeUnfit
from lms.library.summary import Summary
from question_banks.items import images


def check_programme(root: Path) -> Folder:
    """Read and check a folder; nothing is written. A large one takes a second, so
    pages do this before they open a transaction.

    Raises ProgrammeUnfit with every mistake, by file and line.
    """
    folder = read_folder(root)
    problems = [*folder.problems, *problems_of(folder)]
    if problems:
        raise ProgrammeUnfit(problems)
    return folder


def load_programme(folder: Folder, *, by: Actor, now: datetime) -> Summary:
    """Publish what changed in a checked folder; again, it changes nothing.

    Raises ProgrammeUnfit when something published before stands in the way.
    """
    summary = _publish(folder, by=by, now=now)
    for bank in folder.banks.values():
        for picture in bank.pictures.values():
            images.keep(picture)
    return summary


def preview(folder: Folder, *, by: Actor, now: datetime) -> Summary:
    """What loading would change: it is done and taken back."""
    trial = db.session.begin_nested()
    try:
        return _publish(folder, by=by, now=now)
    finally:
        trial.rollback()


def _publish(folder: Folder, *, by: Actor, now: datetime) -> Summary:
    if problems := problems_with_the_published(folder):
        raise ProgrammeUnfit(problems)
    return Loading(folder, by=by, now=now).run()
