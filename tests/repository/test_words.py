"""A word stands in its record: no page lists words of its own, and no colour of a word is written anywhere else."""

import re
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
