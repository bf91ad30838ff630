"""What processes use, as the system counts it."""

import os
import socket
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def descendants(root: int) -> set[int]:
    """A process and everything it started, by /proc."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (found := _stat(int(entry.name))):
            parents[int(entry.name)] = int(found[1])
    family = {root}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return family


def children(root: int) -> set[int]:
    """The processes that a process started itself."""
    return {
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit()
        and (found := _stat(int(entry.name)))
        and int(found[1]) == root
    }


def cpu_ms(root: int) -> float:
    """CPU time of a process family so far, user and system, in milliseconds.

    Includes children that have ended and were waited for.
    """
    ticks = 0
    for pid in descendants(root):
        if found := _stat(pid):
            ticks += sum(int(found[n]) for n in (11, 12))
            ticks += sum(int(found[n]) for n in (13, 14)) if pid == root else 0
    return ticks * 1000 / TICK


def memory_mb(root: int) -> float:
    """Proportional set size of a process family: shared pages are counted once."""
    total = 0
    for pid in descendants(root):
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += next(
            int(line.split()[1])
            for line in text.splitlines()
            if line.startswith("Pss:")
        )
    return total / 1024


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(question, seconds: float = 30) -> None:  # type: ignore[no-untyped-def]
    until = time.monotonic() + seconds
    while not question():
        if time.monotonic() > until:
            raise TimeoutError("the server does not answer")
        time.sleep(0.1)


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat after the name: [0] is the state."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    return text.rpartition(")")[2].split()
