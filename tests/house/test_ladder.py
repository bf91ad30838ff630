"""Imports point down the ladder, and rules import nothing but rules."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LADDER = [
    ["lms.__main__"],
    ["lms.cli"],
    ["lms.operation", "lms.provision", "lms.keys", "lms.demo"],
    [
        "lms.app",
        "lms.schema",
        "lms.doors",
        "lms.worker",
        "lms.pulse",
        "lms.serving",
        "lms.reception",
        "lms.migrations",
    ],
    ["lms.wiring", "lms.menu"],
    ["lms.reports"],
    ["lms.library"],
    ["lms.programmes"],
    ["lms.partners"],
    ["certificates"],
    ["exams"],
    ["lms.learning", "question_banks"],  # siblings: neither may import the other
    ["lms.catalogue"],
    ["lms.accounts"],
    ["lms.kernel"],
    ["lms.config"],
]
ROOMS = {room: step for step, rooms in enumerate(LADDER) for room in rooms}
FILES = [
    path
    for top in ("lms", "exams", "question_banks", "certificates")
    for path in sorted((ROOT / top).rglob("*.py"))
    if "versions" not in path.parts and path != ROOT / "lms" / "__init__.py"
]


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def room_of(module: str) -> str | None:
    return next((r for r in ROOMS if module == r or module.startswith(f"{r}.")), None)


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def are_siblings(here: str, there: str) -> bool:
    """Two rooms on one step below the roof, where the parts may know each other."""
    return ROOMS[here] == ROOMS[there] >= ROOMS["lms.reports"]


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_imports_point_down(path):
    here = room_of(module_name(path))
    assert here is not None, "this module stands on no step of the ladder"
    upward = {
        module
        for module in imports_of(path)
        if (there := room_of(module))
        and there != here
        and (ROOMS[there] < ROOMS[here] or are_siblings(here, there))
    }
    assert upward == set()


@pytest.mark.parametrize(
    "path", [p for p in FILES if "rules" in p.parts], ids=module_name
)
def test_rules_import_only_rules_and_the_standard_library(path):
    foreign = {
        module
        for module in imports_of(path)
        if module.split(".")[0] not in sys.stdlib_module_names
        and ".rules" not in f".{module}"
    }
    assert foreign == set()
