"""What a certificate costs: drawn, sealed, and thousands of them.

    .venv/bin/python -m tests.load.certificates [--batch 400] [--presses 2] [--rounds 9]

First every way to make one certificate, taking turns in one process, so that all of
them meet the same machine; beside them the floor, WeasyPrint with one word. Then a
batch as the worker prints it, from the database to the stored files: processor time of
worker and presses, time on the wall, and the memory of each press from its tenth part
to the end. --batch 10000 is a programme that prints everything anew.
"""

import argparse
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import weasyprint
from flask import Flask

from certificates.awards.evidence import Basis
from certificates.awards.issuing import issue
from certificates.badges.credential import credential_for
from certificates.documents import drawing
from certificates.documents.press import kind_of, sheet_of
from certificates.documents.pressroom import Pressroom
from certificates.documents.printing import TOGETHER, print_certificates
from certificates.documents.queries import to_print
from certificates.documents.setting import Setting, sealer_now, settings_of
from certificates.documents.sheets import Drawn, Order
from certificates.keys.start import begin_keys
from lms import schema
from lms.accounts.models import Person
from lms.app import create_app
from lms.catalogue.queries import current_versions
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from lms.library.services import check_programme, load_programme
from tests.databases import NIMBUS, settings_for
from tests.load.processes import cpu_ms, memory_mb

FLOOR = "floor: WeasyPrint, one word"
ALONE = 4
"""Certificates in a turn of the ways that draw one by one."""
SLICE = 200
"""Certificates of one job, as a reprinting queues them."""
NAMES = (
    "Ekaterina Sokolova",
    "Екатерина Соколова",
    "João Gonçalves",
    "Nguyễn Thị Hồng",
)


@contextmanager
def a_programme_with(count: int) -> Iterator[tuple[Flask, list[int]]]:
    """The shipped programme on SQLite, and so many certificates issued under it."""
    with tempfile.TemporaryDirectory(prefix="laurel-load-") as name:
        folder = Path(name)
        app = create_app(settings_for(f"sqlite:///{folder}/laurel.db", folder))
        with app.app_context():
            schema.upgrade()
            now = datetime.now(UTC)
            programme = check_programme(NIMBUS)
            with transaction():
                load_programme(programme, by=SYSTEM, now=now)
            begin_keys(now=now)
            yield app, _issue(count, now)
            db.session.remove()
            db.engine.dispose()


def _issue(count: int, now: datetime) -> list[int]:
    ids: list[int] = []
    while len(ids) < count:
        with transaction():
            versions = current_versions()
            for number in range(len(ids), min(len(ids) + 500, count)):
                person = Person(
                    email=f"{number}@load.example",
                    name=f"{NAMES[number % len(NAMES)]} {number}",
                    language="ru" if number % 2 else "en",
                    created_at=now,
                )
                db.session.add(person)
                version = versions[number % len(versions)]
                db.session.flush()
                made = issue(
                    person, version, Basis(), chain=(), issued_at=now, is_demo=True
                )
                ids.append(made.id)
    return ids


def one_by_one(settings: list[Setting], rounds: int) -> dict[str, float]:
    """CPU milliseconds a certificate of each way, medians over the rounds."""
    sealer = sealer_now()
    unsealed = _pdfs(drawing.draw(_order(settings[:1], "over")))[0]
    certificates = to_print([setting.certificate_id for setting in settings[:ALONE]])
    ways: dict[str, tuple[int, Callable[[], object]]] = {
        FLOOR: (ALONE, lambda: _words(ALONE)),
        "one pass": (ALONE, lambda: [_drawn([s], "all") for s in settings[:ALONE]]),
        "two layers, alone": (
            ALONE,
            lambda: [_drawn([s], "over") for s in settings[:ALONE]],
        ),
        "two layers, together": (TOGETHER, lambda: _drawn(settings, "over")),
        "credential": (ALONE, lambda: [credential_for(c) for c in certificates]),
        "seal": (ALONE, lambda: [sealer.seal(unsealed, "") for _ in range(ALONE)]),
    }
    for _count, way in ways.values():
        way()
    measured: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, (count, way) in ways.items():
            begun = time.process_time()
            way()
            spent = time.process_time() - begun
            measured[name].append(spent * 1000 / count)
    return {name: statistics.median(found) for name, found in measured.items()}


def _words(count: int) -> None:
    for _ in range(count):
        weasyprint.HTML(string="<p>x</p>").write_pdf(font_config=drawing._fonts())


def _drawn(settings: list[Setting], layer: str) -> list[bytes]:
    return _pdfs(drawing.draw(_order(settings, layer)))


def _order(settings: list[Setting], layer: str) -> Order:
    sheets = tuple(
        sheet_of(one.paper, one.look, credential=one.credential, layer=layer)
        for one in settings
    )
    kind = kind_of(settings[0].paper, settings[0].look)
    return Order(kind, sheets, is_whole=layer == "all")


def _pdfs(drawn: object) -> list[bytes]:
    assert isinstance(drawn, list)
    assert all(isinstance(one, Drawn) and one.pdf for one in drawn), drawn
    return [one.pdf for one in drawn]


def a_batch(ids: list[int], presses: int, floor: float) -> None:
    """Print them in slices, as the worker does, and say what it took."""
    room = Pressroom(presses)
    memory: list[tuple[float, list[float]]] = []
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.25):
            pids = [p.process.pid for p in room.presses if p.process is not None]
            memory.append((time.monotonic(), [memory_mb(pid) for pid in pids]))

    watcher = threading.Thread(target=watch)
    watcher.start()
    cpu, begun = cpu_ms(os.getpid()), time.monotonic()
    printed = 0
    for at in range(0, len(ids), SLICE):
        printed += print_certificates(ids[at : at + SLICE], room=room).printed
    wall, cpu = time.monotonic() - begun, cpu_ms(os.getpid()) - cpu
    done.set()
    watcher.join()
    assert printed == len(ids), f"{printed} of {len(ids)} printed"
    print(f"\n{printed} certificates, {presses} presses, from database to stored file:")
    print(f"  {wall:.1f} s on the wall, {wall * 1000 / printed:.1f} ms a certificate")
    each = cpu / printed
    print(f"  {each:.1f} CPU-ms a certificate in worker and presses")
    print(f"  {each / floor:.1f} × the floor of this run")
    print(
        f"  10,000 at this pace: {wall / printed * 10_000 / 60:.1f} minutes (limit 6)"
    )
    _say_memory([held for _at, held in memory])
    room.close()


def _say_memory(memory: list[list[float]]) -> None:
    warm = [held for held in memory[len(memory) // 10 :] if held]
    early = max(warm[0], default=0)
    peak = max((max(held) for held in warm), default=0)
    late = max(warm[-1], default=0)
    print(
        f"  memory of a press: {early:.0f} MB after a tenth, {late:.0f} MB at the end, "
        f"{peak:.0f} MB at most (limit 130)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batch", type=int, default=400)
    parser.add_argument("--presses", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    print(f"load of the machine at the start: {os.getloadavg()[0]:.1f}")
    with a_programme_with(options.batch + TOGETHER) as (_app, ids):
        alike = _alike(settings_of(to_print(ids[-TOGETHER:]), sealer_now()))
        found = one_by_one(alike, options.rounds)
        _say_ways(found)
        a_batch(ids[: options.batch], options.presses, found[FLOOR])
    print(f"load of the machine at the end: {os.getloadavg()[0]:.1f}")


def _alike(settings: list[Setting]) -> list[Setting]:
    """The same kind for all of them, so that they can be drawn together."""
    first = settings[0]
    return [
        replace(
            first,
            certificate_id=one.certificate_id,
            paper=replace(
                first.paper,
                holder=one.paper.holder,
                number=one.paper.number,
                address=one.paper.address,
            ),
        )
        for one in settings
    ]


def _say_ways(found: dict[str, float]) -> None:
    floor, whole = found[FLOOR], found["one pass"]
    print(
        f"\n{'CPU-ms a certificate':<36}{'median':>8}{'× floor':>9}{'× one pass':>12}"
    )
    sealed = found["two layers, together"] + found["credential"] + found["seal"]
    for name, spent in {**found, "sealed, with credential": sealed}.items():
        print(f"{name:<36}{spent:8.1f}{spent / floor:9.1f}{spent / whole:12.2f}")
    print(
        "limits on a quiet machine: unsigned 25, sealed with credential 45; "
        "two layers 0.35 × one pass"
    )


if __name__ == "__main__":
    main()
