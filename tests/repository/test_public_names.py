"""The public names: listed once, in a stub, which type checkers read, and loaded when they are first used."""

import importlib
import json
import subprocess
import sys

import pytest

import stratsell
import stratsell.graph
import stratsell.map
from stratsell import rules

HEAVY = {"anywidget", "ipywidgets", "matplotlib", "networkx", "numpy", "pandas", "polars", "pyarrow", "sqlalchemy"}


@pytest.mark.parametrize("package", [stratsell, stratsell.map], ids=["stratsell", "stratsell.map"])
def test_every_public_name_is_there_and_documented(package) -> None:
    assert set(dir(package)) >= set(package.__all__)
    for name in package.__all__:
        assert getattr(package, name).__doc__, name


def test_every_rule_is_public() -> None:
    assert set(rules.NAMES) <= set(stratsell.__all__), "add its line to stratsell/__init__.pyi"
    assert all(getattr(stratsell, name) is rules.rule(name) for name in rules.NAMES)


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="coverge"):
        stratsell.coverge  # noqa: B018


def test_a_function_is_not_hidden_by_the_module_of_its_name() -> None:
    importlib.reload(sys.modules["stratsell.graph"])
    assert callable(stratsell.graph)
    assert callable(stratsell.map.scene)


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("tables", "tables", "TABLES"),
        ("conflict", "conflict", "Conflict"),
        ("diff", "diff", "Change"),
        ("merge", "merge", "JUDGED"),
        ("observers", "events", "Event"),
    ],
)
def test_a_module_that_has_moved_warns_and_names_the_new_one(old, new, name) -> None:
    sys.modules.pop(f"stratsell.{old}", None)
    with pytest.warns(DeprecationWarning, match=f"^stratsell.{old} is now stratsell.book.{new}$") as message:
        module = importlib.import_module(f"stratsell.{old}")
    assert getattr(module, name) is getattr(importlib.import_module(f"stratsell.book.{new}"), name)
    assert message[0].filename == importlib.__file__


def test_importing_loads_nothing_heavy() -> None:
    code = "import json, sys, stratsell, stratsell.map; print(json.dumps(list(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert not HEAVY & set(json.loads(loaded))
