"""The article's passages: each has its rules, a tab to click, a question that teaches it, and its quotation in the docs."""

import re
import tomllib

import pytest

import stratsell as ss
from stratsell.notebook.tabs import all_tabs
from tests.support.paths import ROOT

PASSAGES = tomllib.loads((ROOT / "data" / "passages.toml").read_text(encoding="utf-8"))["passage"]
METHOD = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
TABS = {"Map", *(tab.name for tab in all_tabs())}
EXERCISES = {exercise.id: exercise for exercise in ss.read_exercises()}


def plain(text):
    """Say a text without its typography: straight single quotes, single spaces."""
    return " ".join(re.sub('[“”‘’"]', "'", text).split())


QUOTED = plain(" ".join(line.removeprefix("> ") for line in METHOD.splitlines() if line.startswith(">")))


def test_there_are_as_many_as_the_article_has():
    assert len({passage["text"] for passage in PASSAGES}) == len(PASSAGES) == 34


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda passage: passage["text"][:30])
def test_each_has_rule_tab_exercise_and_line(passage):
    assert set(passage) == {"text", "rules", "tab", "exercise"}
    assert passage["rules"]
    assert set(passage["rules"]) <= set(ss.__all__)
    assert passage["tab"] in TABS
    name, number = passage["exercise"].split()
    assert 1 <= int(number) <= len(EXERCISES[name].questions)
    assert plain(passage["text"]) in QUOTED


@pytest.mark.parametrize("rule", sorted({rule for passage in PASSAGES for rule in passage["rules"]}))
def test_each_rule_of_a_passage_is_named_in_the_docs(rule):
    assert f"`ss.{rule}`" in METHOD


def test_each_exercise_teaches_a_passage():
    assert {passage["exercise"].split()[0] for passage in PASSAGES} == set(EXERCISES)


def test_each_tab_that_follows_the_article_has_a_passage():
    assert {"Objective", "Coverage", "Coaches", "Red flags", "Plan", "Proposition", "Thanks"} <= {
        passage["tab"] for passage in PASSAGES
    }
