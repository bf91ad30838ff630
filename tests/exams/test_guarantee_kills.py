"""Guarantee 1, in short: what was acknowledged survives every death.

The long drill is `python -m tests.load.kills --kills 1000`.
"""

import os
import shutil
import signal
import sqlite3
import time

import pytest
from sqlalchemy import text

from lms.kernel.db import db
from tests.load.kills import Drill, run_drill
from tests.load.processes import descendants
from tests.load.site import ENGINES, Site, a_site

KILLS, CUTS = 15, 8


@pytest.mark.parametrize("engine", ENGINES)
def test_acknowledged_answers_survive_sigkill_of_every_process(engine):
    drill = run_drill(engine, KILLS, answers=6, clients=5, short=True)

    # The drill itself looks for what was lost or doubled; it must have had chances.
    assert sum(drill.killed.values()) == KILLS
    assert set(drill.killed) == set(drill.weapons)
    assert drill.ledger.acknowledged > KILLS
    assert drill.ledger.sent_again > 0
    assert drill.ledger.handed_in > 0


def test_the_files_of_a_power_cut_hold_every_acknowledged_answer(tmp_path):
    """SQLite's files as they lie there at an instant, without the processes."""
    with a_site("sqlite", 400, LMS_WEB_WORKERS="2") as site:
        site.start("web", "worker")
        drill = Drill(site, answers=75, clients=5)
        drill.start()
        for number in range(CUTS):
            wait_for_more(drill)
            told = dict(drill.ledger.answers)
            held = after_the_cut(site, tmp_path / str(number))
            assert told
            lost = {p for p, (revision, _) in told.items() if held.get(p, 0) < revision}
            assert lost == set()
        drill.stop()
    assert drill.ledger.faults == []


def wait_for_more(drill: Drill) -> None:
    """Until something new was acknowledged, and then a random moment longer."""
    before = drill.ledger.acknowledged
    while drill.ledger.acknowledged <= before:
        time.sleep(0.005)
    time.sleep(drill.random.uniform(0, 0.2))


def after_the_cut(site: Site, folder) -> dict[tuple[int, int], int]:
    """The answers that a machine would find in its files after the cut."""
    folder.mkdir()
    processes = set().union(*(descendants(p.pid) for p in site.processes.values()))
    for pid in processes:
        os.kill(pid, signal.SIGSTOP)
    try:
        for name in ("laurel.db", "laurel.db-wal"):
            shutil.copyfile(site.folder / name, folder / name)
    finally:
        for pid in processes:
            os.kill(pid, signal.SIGCONT)
    found = sqlite3.connect(folder / "laurel.db")
    try:
        assert found.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert found.execute("PRAGMA foreign_key_check").fetchall() == []
        rows = found.execute("SELECT attempt_id, position, revision FROM answers")
        return {(attempt, position): revision for attempt, position, revision in rows}
    finally:
        found.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_waits_for_the_disk_before_it_acknowledges(app):
    found = {
        name: db.session.execute(text(f"PRAGMA {name}")).scalar()
        for name in ("journal_mode", "synchronous")
    }

    full = 2
    assert found == {"journal_mode": "wal", "synchronous": full}
