"""A word stands in its record: no page lists words of its own, and no colour of a word is written anywhere else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from stratsell.map.kinds import KINDS
from stratsell.rules.red_flags import RedFlag
from stratsell.vocabulary import Level, Mindset, Mode, RelationshipKind, Role
from tests.support.paths import ROOT, sources

PACKAGE = ROOT / "stratsell"
WORDS = {word.value for words in (Role, Mindset, Mode, RelationshipKind, RedFlag) for word in words} | {*KINDS}
COMMON = {"contact", "test", "introduction", "influences", "trouble"}
"""Words that a page also uses for something else: a test, a column, the introduction that it draws, what is wrong."""
COLOURS = {
    *(mindset.colour.light for mindset in Mindset),
    *(mode.colour for mode in Mode),
    *(level.colour for level in Level if level.colour),
}


@pytest.mark.parametrize("path", [*sources(".js", ".ts", ".tsx", ".css")], ids=lambda path: path.name)
def test_no_page_lists_words(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    written = set(re.findall(r"[\"'`.]([a-z][a-z_]+)\b", text))
    assert not (WORDS - COMMON) & written


def test_no_colour_of_a_word_is_written_twice() -> None:
    records = {PACKAGE / "vocabulary.py", PACKAGE / "map" / "kinds.py"}
    for path in sources(".py", ".js", ".ts", ".tsx", ".css"):
        if path not in records and "exercises" not in path.parts:  # whose picture has a blue of its own
            written = {colour.lower() for colour in re.findall(r"#[0-9a-fA-F]{6}\b", path.read_text(encoding="utf-8"))}
            assert not written & {colour.lower() for colour in COLOURS}, path


LOOSE = {
    *("told", "found", "each", "at", "kept", "given", "said"),
    *("talk", "talks", "tie", "ties", "tied", "wire", "wires", "circle", "circles"),
}
"""Words that say too little of what has them as its name: touchpoints, edges, rows, columns, values say more."""

MAY_BE_CALLED_SO = {
    "stratsell/book/import_report.py": {"KEPT"},  # an outcome, whose word users see
    "stratsell/book/merge.py": {"KEPT"},  # the same
    "stratsell/cli/app.py": {"FOUND"},  # how the terminal's exit code is documented
}
NOT_YET = ("io/imports", "notebook/importing")
"""The importer's rooms, whose names are older."""


def names(text: str) -> Iterator[str]:
    """Give the names of functions and classes, their parameters, variables and attributes."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name


@pytest.mark.parametrize("room", ["stratsell", "tests", "benchmarks"])
def test_a_name_says_what_it_stands_for(room: str) -> None:
    for path in sorted((ROOT / room).rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        if not any(part in place for part in NOT_YET) and "node_modules" not in path.parts:
            loose = {name for name in names(path.read_text(encoding="utf-8")) if name.strip("_").lower() in LOOSE}
            assert not loose - MAY_BE_CALLED_SO.get(place, set()), place
