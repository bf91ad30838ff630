"""At the counter, as many as wait are served together, and nobody is forgotten."""

import re
import threading
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any

import pytest

from lms.kernel.asking import Said
from lms.reception.counter import AT_A_TIME, Counter
from lms.reception.letter import Letter

LINE = "PUT /{} HTTP/1.1\r\nHost: localhost\r\n{}\r\n"


@dataclass
class Guest:
    letter: Letter


@dataclass
class Product:
    """Echoes the path; stands still while `may_go` is not set."""

    first_line = re.compile(rb"PUT (/[a-z0-9]+) HTTP/1\.1\r\n")
    may_go: threading.Event = field(default_factory=threading.Event)
    seen: list[list[str]] = field(default_factory=list)
    here: SimpleQueue[int] = field(default_factory=SimpleQueue)

    def answers(self, asked: Any) -> list[Said | None]:
        self.here.put(len(asked))
        self.may_go.wait(30)
        paths = [one.path for one in asked]
        self.seen.append(paths)
        if "/broken" in paths:
            raise RuntimeError("out of order")
        return [None if path == "/unusual" else said(path) for path in paths]


def said(path: str) -> Said:
    return Said([], path.encode())


def guest(path: str, more: str = "") -> Any:
    letter = Letter()
    letter.take(LINE.format(path, more).encode())
    return Guest(letter)


@pytest.fixture
def product():
    return Product()


@pytest.fixture
def told():
    return SimpleQueue()


@pytest.fixture
def counter(product, told):
    made = Counter(product, told.put)
    made.open()
    return made


def test_whoever_comes_meanwhile_is_served_together(counter, product, told):
    first, *others = [guest(f"g{n}") for n in range(5)]
    counter.takes(first)
    assert product.here.get(timeout=30) == 1
    for each in others:
        counter.takes(each)
    product.may_go.set()

    assert told.get(timeout=30) == [(first, said("/g0"))]
    assert told.get(timeout=30) == [
        (each, said(f"/g{n}")) for n, each in enumerate(others, 1)
    ]


def test_never_too_many_at_a_time(counter, product, told):
    counter.takes(guest("first"))
    product.here.get(timeout=30)
    for n in range(AT_A_TIME + 3):
        counter.takes(guest(f"g{n}"))
    product.may_go.set()

    assert [len(told.get(timeout=30)) for _ in range(3)] == [1, AT_A_TIME, 3]


def test_what_is_unusual_goes_the_ordinary_way(counter, product, told):
    product.may_go.set()
    unusual = guest("unusual")
    counter.takes(unusual)

    assert told.get(timeout=30) == [(unusual, None)]


def test_when_it_breaks_everybody_goes_the_ordinary_way_and_it_opens_again(
    counter, product, told
):
    product.may_go.set()
    broken, next_one = guest("broken"), guest("next")
    counter.takes(broken)
    assert told.get(timeout=30) == [(broken, None)]

    counter.takes(next_one)
    assert told.get(timeout=30) == [(next_one, said("/next"))]


def test_other_letters_are_not_taken(counter, product):
    large = guest("large", "Content-Length: 70000\r\n")
    large.letter.take(b"x" * 70000)
    cut = guest("cut", "Content-Length: many\r\n")

    assert not counter.takes(guest("A"))
    assert not counter.takes(large)
    assert not counter.takes(cut)
    assert product.here.empty()
    large.letter.close()
