"""What one sentence of a user costs: each drill adds one thing to a copy of the tree, and it is looked for where it belongs.

CONTRIBUTING.md walks through the drills. A drill may touch one source file. All are carried out in one copy, which one process
of its own looks at, since what is loaded here cannot be loaded anew.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.support.paths import ROOT


class Drill(NamedTuple):
    """What is added to a file, and before what; a file that is not there yet is made."""

    file: str
    text: str
    before: str = ""


DRILLS = {
    "a red flag": Drill(
        "rules/red_flags.py",
        """
    NO_EMAIL = "no_email", "we cannot write to them", *UNCERTAIN_INFORMATION[2:-1], lambda seen: (
        seen.people.join(
            seen.tables["people"].filter(is_blank("email")).select("person_id"), on="person_id", how="inner"
        ),
        nw.lit("no address"),
    )
""",
        "\n\ndef red_flags(",
    ),
    "a mindset": Drill(
        "vocabulary.py",
        """
    CURIOUS = (
        "curious",
        "wants to know how others do it",
        "◆",
        Colour("#117733"),
        True,
        Mode.TEST,
        Question("Do they ask how others do it?", "they look around already", 5),
    )
""",
        '\n\nUNKNOWN_GLYPH = "?"',
    ),
    "a kind of relationship": Drill(
        "vocabulary.py",
        """
    MENTORS = (
        "mentors",
        "the first person helps the second to grow",
        "Is mentored by",
        Line(Colour("#882255", "#cc6699"), 2.0, arrow=True, layer=4),
        Effect(introduces=True),
    )
""",
        "\n\nclass Degree(Word):",
    ),
    "a CRM": Drill(
        "io/imports/sources/acme.toml",
        """
name = "Acme CRM"

[files.companies]
kind = "accounts"
names = ["acme_companies"]

[files.companies.columns]
account_id = ["acme company key"]
name = ["acme company label"]

[files.persons]
kind = "people"
names = ["acme_persons"]

[files.persons.columns]
person_id = ["acme person key"]
account_id = ["acme company key"]
name = ["acme person label"]
""",
    ),
    "an export format": Drill(
        "reports/formats/text.py",
        '''
"""The brief as plain text."""

from stratsell.reports.formats.format import Format, saved


def _write(brief, path):
    saved(brief.title.encode(), path)


FORMAT = Format(".txt", 90, _write, "text/plain", "Brief as text", "This objective as plain text")
''',
    ),
    "a kind of exercise": Drill(
        "exercises/kinds.py",
        """
def _degrees(asked: Asked) -> Question:
    from stratsell.vocabulary import Degree

    wanted = {row["person_id"]: (row["degree"] or UNKNOWN.value,) for row in asked.influences()}
    picks = (*picks_of(Degree), UNKNOWN)
    return asked.question("Whose word counts?", items=asked.person_items(), picks=picks, wanted=wanted)


KINDS["degrees"] = Kind(_degrees, gives_away="degree")
""",
    ),
    "a rule": Drill(
        "rules/silent.py",
        '''
"""Objectives in which nobody has said anything yet."""

from stratsell.dates import as_day
from stratsell.rules.engine import open_objectives, result, tables_of


def silent(book, *, as_of=None):
    """List the open objectives."""
    return result(open_objectives(tables_of(book), as_day(as_of)).select("account_id", "objective_id"), book)
''',
    ),
    "a rule's public name": Drill("__init__.pyi", "from .rules.silent import silent as silent\n", "\n__version__: str"),
    "a tab": Drill(
        "notebook/tabs/addresses.py",
        '''
"""The tab of addresses."""

from stratsell.notebook import blocks
from stratsell.notebook.blocks import Column, Row, Sheet
from stratsell.notebook.tabs.tab import Tab


def address_sheet(view):
    rows = [Row((blocks.person(person),), person.person_id) for person in view.people.values()]
    return Sheet("Addresses", (Column("Who", "person"),), rows)


TAB = Tab("Addresses", 95, lambda view: [address_sheet(view)], lambda view: len(view.people))
''',
    ),
}

LOOK = Path(__file__).with_name("drilled.py")
"""What is looked at in the copy."""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    tree = tmp_path_factory.mktemp("tree")
    shutil.copytree(
        ROOT / "stratsell", tree / "stratsell", ignore=shutil.ignore_patterns("node_modules", "__pycache__")
    )
    shutil.copytree(ROOT / "data", tree / "data")
    for drill in DRILLS.values():
        file = tree / "stratsell" / drill.file
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        index = text.index(drill.before) if drill.before else len(text)
        file.write_text(text[:index] + drill.text + text[index:], encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    done = subprocess.run(
        [sys.executable, str(LOOK)], cwd=tree, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def test_a_red_flag_is_found_counted_drawn_listed_and_explained(seen: dict[str, Any]) -> None:
    assert seen["flag"]["found"] == ["no address"]
    assert seen["flag"]["counted"] == 1
    assert "No email: no address" in seen["flag"]["tooltip"]
    assert ["no_email", "No email", "", "we cannot write to them"] in seen["flag"]["filter"]
    assert seen["flag"]["tab"] == "we cannot write to them"
    assert seen["flag"]["offers"] == ["Edit", "Ask", "Log a conversation"]
    assert "no_email" in seen["flag"]["terminal"]
    assert "No email" in seen["flag"]["exercise"]


def test_a_mindset_is_on_the_map_in_the_legend_in_forms_filters_and_messages(seen: dict[str, Any]) -> None:
    result = seen["mindset"]
    assert "#117733" in result["svg"] and "◆" in result["svg"]
    assert "curious" in result["legend"]
    assert result["option"] == "◆ Curious" and "Do they ask how others do it?" in result["questions"]
    assert result["advice"] == ["they look around already"]
    for part in ("filter", "menu"):
        assert ["curious", "Curious", "◆", "wants to know how others do it"] in result[part]
    assert "curious" in result["error"]
    assert result["chip"] == {"text": "◆ Curious", "colour": "#117733"}
    assert result["receptive"] == 1


def test_a_kind_of_relationship_is_drawn_edited_followed_and_read(seen: dict[str, Any]) -> None:
    result = seen["kind"]
    assert "#882255" in result["svg"] and "#cc6699" in result["dark"]
    assert "mentors" in result["legend"]
    assert result["option"] == "Mentors" and result["form"] == "relationship"
    assert "mentors" in result["filter"] and "mentors" in result["error"]
    assert result["passive"] == "is mentored by "
    assert result["done"] == "Lin Zhao mentors Mei Tanaka (0.90)"
    assert result["steps"] == ["nw-zhao", "nw-tanaka"]


def test_a_crm_is_known_by_its_columns(seen: dict[str, Any]) -> None:
    assert "acme" in seen["crm"]["sources"]
    assert seen["crm"]["people"] == ["Ann Lee"]


def test_an_export_format_is_offered_written_and_named_where_another_is_asked_for(seen: dict[str, Any]) -> None:
    assert "Brief as text" in seen["format"]["offered"]
    assert seen["format"]["exported"] == seen["format"]["written"] == seen["format"]["terminal"] == "Northwind Foods"
    assert ".txt" in seen["format"]["error"]


def test_a_kind_of_exercise_is_read_asked_and_marked_and_hides_its_answer(seen: dict[str, Any]) -> None:
    assert seen["exercise"] == {"ask": "Whose word counts?", "right": True, "hidden": True}


def test_a_rule_has_a_public_name_and_is_asked_with_the_others(seen: dict[str, Any]) -> None:
    assert seen["rule"]["rows"] == seen["rule"]["objectives"] == seen["rule"]["known"]


def test_a_tab_stands_among_the_others_and_is_exported(seen: dict[str, Any]) -> None:
    assert seen["tab"]["title"] == "Addresses · 7"
    assert "Addresses" in seen["tab"]["sheets"]
