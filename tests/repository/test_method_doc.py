"""The page that leads from the article to the screen: its examples run, and each rule and tab that it names exists."""

import doctest
import io
import os
import re

import pytest

import stratsell as ss
from stratsell.notebook.export import all_exports
from stratsell.notebook.tabs import all_tabs
from tests.support import pictures
from tests.support.paths import ROOT

PATH = ROOT / "docs" / "method.md"
TEXT = PATH.read_text(encoding="utf-8")


def test_its_examples_run() -> None:
    result = doctest.testfile(str(PATH), module_relative=False)
    assert result.failed == 0
    assert result.attempted >= 25


def test_every_rule_and_tab_that_it_names_exists() -> None:
    rules = [name for line in re.findall(r"\*\*Rule:\*\* (.*)", TEXT) for name in re.findall(r"`ss\.(\w+)`", line)]
    assert all(hasattr(ss, rule) for rule in rules)
    assert {"check_objectives", "priorities", "next_actions", "tested", "proposal_fit", "thanks"} <= set(rules)
    tabs = [name for line in re.findall(r"\*\*Tab:\*\* ([^;\n]*)", TEXT) for name in re.split(r", |\. ", line)]
    assert set(tabs) <= {"Map", *(tab.name for tab in all_tabs())}


def test_every_step_has_passage_rule_tab_and_example() -> None:
    steps = re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]
    assert [step[0] for step in steps] == list("P1234567")
    for step in steps:
        assert all(mark in step for mark in ("\n> ", "**Rule:**", "**Tab:**", "\n>>> ")), step[:40]


def test_the_buttons_that_it_names_are_there() -> None:
    code = "".join(
        path.read_text(encoding="utf-8") for path in (PATH.parent.parent / "stratsell/notebook").rglob("*.py")
    )
    offered = {"Export", *(value.text for value in all_exports().values())}
    for button in re.findall(r"(?<!\*)\*([A-Z][^*]+)\*(?!\*)", TEXT):
        assert f'"{button}"' in code or button in offered, button


PAINTED = {
    "relationships": lambda: ss.draw_relationships(ss.demo(), account_id="northwind", as_of="2026-11-23"),
    "momentum": lambda: ss.draw_momentum(ss.demo(), objective_id="kestrel-1", as_of="2026-11-23"),
}


@pytest.mark.parametrize("name", PAINTED)
def test_its_pictures_are_those_of_now(name) -> None:
    """Set STRATSELL_BASELINE=1 to paint them anew."""
    assert f"]({name}.png)" in TEXT
    buffer, path = io.BytesIO(), PATH.parent / f"{name}.png"
    PAINTED[name]().savefig(buffer, format="png", dpi=110)
    result = pictures.pixels(buffer)
    if os.environ.get("STRATSELL_BASELINE"):
        pictures.save(result, path)
    assert pictures.difference(result, pictures.pixels(path)) < 3
