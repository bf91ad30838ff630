"""Every figure of an exam day, by one command.

    .venv/bin/python -m tests.load [--quick] [--kills N] [--markdown]

First what a request and a sitting cost, then thousands of candidates answering and
starting, on SQLite and on PostgreSQL, and how soon a slow phone can answer; with
--kills also the drill of kills. --quick takes a tenth of the candidates and says
nothing about the limits.
"""

import argparse
import subprocess
import sys


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args()
    bench = ["bench", *(["--markdown"] if options.markdown else [])]
    commands = [bench]
    for engine, candidates in (("sqlite", 5_000), ("postgresql", 20_000)):
        number = candidates // 10 if options.quick else candidates
        starts = 300 if options.quick else 3_000
        day = ["day", "--engine", engine, "--candidates", str(number)]
        commands.append([*day, "--starts", str(starts)])
    commands.append(["phone"])
    if options.kills:
        commands.append(["kills", "--kills", str(options.kills)])
    # Each in a process of its own: no heap of one is in the way of another.
    for name, *arguments in commands:
        subprocess.run(
            [sys.executable, "-m", f"tests.load.{name}", *arguments], check=True
        )


if __name__ == "__main__":
    main()
