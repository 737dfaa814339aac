"""Cells that are edited in the tables of the explorer, without a browser."""

import datetime as dt

import pytest

import stratsell as ss
from stratsell.notebook.forms.form import row_of
from stratsell.vocabulary import Degree, Mindset, Role

DAY = dt.date(2026, 11, 23)
WHO = "nw-osei"


@pytest.fixture
def explorer():
    shown = ss.explore(ss.demo(), as_of=DAY)
    shown._tabs.chosen = shown.titles.index(next(title for title in shown.titles if title.startswith("Coverage")))
    shown._tabs.visibility.hear({"view": "one", "shown": True})
    return shown


def people(explorer):
    return next(block for block in explorer._sheets.shown["blocks"] if block["title"] == "People")


def cell(explorer, label, person_id=WHO):
    sheet = people(explorer)
    column = [column["label"] for column in sheet["columns"]].index(label)
    return next(row for row in sheet["rows"] if row["id"] == person_id)["cells"][column]


def send(explorer, field, value, person_id=WHO):
    """Send what the page sends, and give what it is answered."""
    replies = []
    explorer._sheets.send = lambda content, buffers=None: replies.append(content)
    explorer._sheets._answer(None, {"field": field, "value": value, "id": person_id, "ticket": "1"}, [])
    assert [reply["ticket"] for reply in replies] == ["1"]
    return replies[0]["wrong"]


def test_what_may_stand_in_a_cell_comes_from_the_vocabulary(explorer):
    columns = {column["label"]: column.get("field") for column in people(explorer)["columns"]}
    assert [label for label, field in columns.items() if field] == ["Roles", "Mindset", "Influence", "Support"]
    for label, words in (("Roles", Role), ("Mindset", Mindset), ("Influence", Degree)):
        assert [option["value"] for option in columns[label]["options"]] == list(words)
        assert all(option["note"] for option in columns[label]["options"])
    assert columns["Support"]["input"] == "number"
    held = {label: cell(explorer, label)["held"] for label, field in columns.items() if field}
    row = row_of(explorer.book, "influences", "northwind-1", WHO)
    assert held == {label: row[columns[label]["name"].removeprefix("influences.")] for label in held}


def test_an_edit_is_one_step_and_shows_everywhere(explorer):
    assert send(explorer, "influences.mindset", "growth") == ""
    assert cell(explorer, "Mindset")["held"] == "growth"
    assert explorer.book.undoable == "Change mindset of Amara Osei"
    assert send(explorer, "influences.roles", "economic; coach") == ""
    assert "Coach" in cell(explorer, "Roles")["text"]
    explorer.book.undo()
    assert cell(explorer, "Roles")["text"] == "Economic"
    explorer.book.undo()
    assert cell(explorer, "Mindset")["held"] == "even_keel"
    assert explorer.book.undoable == ""


def test_a_cell_may_be_blanked_and_what_does_not_change_is_no_step(explorer):
    assert send(explorer, "influences.mindset", "even_keel") == ""
    assert explorer.book.undoable == ""
    assert send(explorer, "influences.mindset", "") == ""
    assert cell(explorer, "Mindset")["text"] == "? Unknown"


@pytest.mark.parametrize(
    ("field", "value", "wrong"),
    [
        ("influences.support", "7", "Support: “7” is out of range; allowed: a number from -5 to 5 or blank."),
        ("influences.mindset", "happy", "is not a known word; allowed: growth, trouble"),
    ],
)
def test_an_error_says_what_is_allowed_and_nothing_changes(explorer, field, value, wrong):
    before = dict(explorer.book.tables)
    assert wrong in send(explorer, field, value)
    assert all(explorer.book.tables[name] is frame for name, frame in before.items())


def test_a_row_that_has_gone_says_so(explorer):
    assert send(explorer, "influences.support", "1", "nobody") == "This person is not in the account any more."


# Pasting.


def test_rows_are_pasted_at_once_and_the_notice_says_so(explorer):
    explorer._sheets._answer(None, {"pasted": "Person\tMindset\nAmara Osei\tgrowth"}, [])
    assert cell(explorer, "Mindset")["held"] == "growth"
    assert explorer._notice.text == "Pasted people: 1 changed."
    assert explorer._forms.form == {}


def test_rows_with_faults_stay_in_the_form(explorer):
    rows = "Person\tMindset\nAmara Osei\tgrowth\nLin Zhao\thappy"
    explorer._sheets._answer(None, {"pasted": rows}, [])
    assert cell(explorer, "Mindset")["held"] == "even_keel"
    assert explorer._forms.form["groups"][0]["fields"][0]["value"] == rows
    assert "Row 3, column Mindset: “happy” is not a known word" in explorer._forms.errors["said"][""]


def test_nothing_is_pasted_over_a_form_that_is_begun(explorer):
    explorer.ask("edit", person_id=WHO)
    explorer._forms.touched = True
    explorer._sheets._answer(None, {"pasted": "Person\tMindset\nAmara Osei\tgrowth"}, [])
    assert explorer._notice.text == "Save or cancel what you have begun first."
    assert explorer._forms.form["title"] == "Edit Amara Osei"
    assert explorer.book.undoable == ""
