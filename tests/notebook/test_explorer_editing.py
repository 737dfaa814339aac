"""Editing in the explorer and in Python, and what keeps up with it."""

import datetime as dt
import io

import openpyxl
import pytest

import stratsell as ss
from stratsell.notebook.export import exported
from stratsell.notebook.tabs import all_tabs
from tests.support.explorers import DAY, review

# Editing, here and in Python.


@pytest.fixture
def book():
    return ss.demo()


@pytest.fixture
def editor(book):
    return ss.explore(book, as_of=DAY, account_id="northwind")


def on_map(explorer):
    """The names on the cards that the page was sent."""
    scene = explorer._map.scene
    return [scene["texts"][box["name"]] for box in scene["boxes"] if box["kind"] == "card"]


def answer(explorer, do="save", **answers):
    """Answer the open form as the page does."""
    forms = explorer._forms
    text = {name: field.value for name, field in forms._open.fields.items()} | answers
    forms._handle_custom_msg({"do": do, "at": forms.form["at"], "answers": text}, [])


def test_the_explorer_edits_the_book_that_it_was_given(book, editor):
    assert editor.book is book
    editor.ask("edit", person_id="nw-osei")
    assert editor.selected == "nw-osei"
    answer(editor, **{"influences.personal_win": "A calm board meeting"})
    assert editor._forms.form == {}
    assert "A calm board meeting" in set(book.tables["influences"]["personal_win"])
    assert editor.titles[4] == "Red flags · 6"
    assert (editor._toolbar.undo, editor._toolbar.unsaved) == ("Edit Amara Osei", True)


def test_an_edit_in_python_shows_in_every_explorer_of_the_book(book, editor):
    other = ss.explore(book, as_of=DAY, account_id="northwind")
    for item in (editor, other):
        item.selected = "nw-osei"
        item._tabs.chosen = 1
    book.update("people", "nw-osei", title="Chief of All")
    book.update("influences", ("northwind-1", "nw-osei"), roles="user")
    for item in (editor, other):
        assert "Chief of All" in item._panel.about["subtitle"][0]["text"]
        assert "Chief of All" in str(item._sheets.shown)
        assert item.titles[3] == "Missing influences · 1"
        assert "Amara Osei" in on_map(item)
    editor._toolbar._handle_custom_msg({"do": "undo"}, [])
    assert other.titles[3] == "Missing influences · 0"


def test_faults_keep_the_form_and_name_the_field(editor, book):
    editor.ask("edit", person_id="nw-osei")
    answer(editor, **{"influences.support": "7"})
    assert "out of range" in editor._forms.errors["said"]["influences.support"]
    assert editor._forms.form["title"] == "Edit Amara Osei"
    assert not book.unsaved
    answer(editor, "cancel")
    assert editor._forms.form == {}


def test_who_was_selected_and_is_removed_is_no_longer_selected(editor, book):
    editor.selected = "nw-osei"
    book.remove("people", "nw-osei")
    assert (editor.selected, editor._map.selected, editor._panel.about["close"]) == ("", "", False)
    assert editor._notice.text == ""


def test_an_account_that_goes_gives_way_to_the_first(editor, book, recwarn):
    book.remove("accounts", "northwind")
    first = book.tables["accounts"]["account_id"].iloc[0]
    assert editor.account_id == editor._account.value == first
    assert editor._map.objective_id == editor.objective_id
    book.undo()
    editor.account_id = "northwind"
    assert editor._map.objective_id == "northwind-1"
    assert not [item for item in recwarn if "observ" in str(item.message)]


def test_a_book_is_emptied_and_begun_anew(editor, book, recwarn):
    with book.step("Empty it"):
        for account_id in book.tables["accounts"]["account_id"]:
            book.remove("accounts", account_id)
    assert (editor.account_id, editor.objective_id, editor._panel.about["name"]) == ("", "", "An empty book")
    editor.ask("new_account")
    answer(editor, **{"accounts.name": "Acme"})
    assert editor._account.shown == "Acme"
    editor.ask("add")
    answer(editor, **{"people.name": "Ann", "influences.roles": "economic"})
    assert editor._panel.about["name"] == "Ann"
    assert on_map(editor) == ["Ann"]
    assert editor._notice.text == ""
    assert not [item for item in recwarn if "observ" in str(item.message)]


def test_a_new_objective_is_shown(editor):
    editor.ask("new_objective")
    answer(editor, **{"objectives.name": "Cut waste"})
    assert editor._objective.label == "Cut waste"
    editor._toolbar._handle_custom_msg({"do": "undo"}, [])
    assert editor.objective_id == "northwind-1"
    assert "Undone: Add the objective Cut waste." in editor._notice.text


def test_a_form_in_which_something_was_typed_is_not_lost(editor):
    editor.ask("edit", person_id="nw-osei")
    editor._forms.touched = True
    editor.ask("add")
    assert editor._forms.form["title"] == "Edit Amara Osei"
    assert "first" in editor._notice.text
    editor.selected = "nw-zhao"
    editor.account_id = "calloway"
    assert editor._forms.form["title"] == "Edit Amara Osei"
    answer(editor, **{"people.title": "CFO"})
    assert editor.account_id == "calloway"
    assert "CFO" in set(editor.book.tables["people"]["title"])


def test_an_untouched_form_gives_way_to_another_person(editor):
    editor.ask("edit", person_id="nw-osei")
    editor.selected = "nw-zhao"
    assert editor._forms.form == {}


def test_the_map_opens_forms(editor):
    editor._map._handle_custom_msg({"do": "ask", "what": "log", "person_id": "nw-zhao", "ticket": 1}, [])
    assert editor._forms.form["title"] == "Conversation with Lin Zhao"
    editor._map._handle_custom_msg({"do": "ask", "what": "log", "person_ids": ["nw-zhao", "nw-osei"], "ticket": 2}, [])
    assert editor._forms.form["title"] == "Conversation with 2 people"


def test_a_form_about_nobody_is_said_in_one_line(editor):
    editor._panel._handle_custom_msg({"ask": {"what": "edit", "person_id": "x"}}, [])
    assert "no person “x”" in editor._notice.text
    with pytest.raises(KeyError, match="no form"):
        editor.ask("nonsense")


def test_saving_asks_where_once_and_then_writes(editor, book, tmp_path):
    book.update("people", "nw-osei", title="CFO")
    editor._toolbar._handle_custom_msg({"do": "save"}, [])
    answer(editor, **{"save.place": str(tmp_path / "book.xlsx")})
    assert editor._toolbar.unsaved is False
    assert "book.xlsx" in editor._notice.text
    book.update("people", "nw-osei", title="Chief")
    editor._toolbar._handle_custom_msg({"do": "save"}, [])
    assert ss.read(tmp_path / "book.xlsx") == book
    (tmp_path / "book.xlsx").unlink()
    (tmp_path / "book.xlsx").mkdir()
    (tmp_path / "book.xlsx" / "mine.txt").write_text("mine")
    book.update("people", "nw-osei", title="Boss")
    editor._toolbar._handle_custom_msg({"do": "save"}, [])
    assert editor._toolbar.unsaved == (editor._notice.text.startswith("This cannot be saved"))


def test_a_book_from_a_flat_sheet_asks_for_a_place_of_its_own(tmp_path):
    sheet = tmp_path / "people.csv"
    sheet.write_text("account,name,roles\nAcme,Ann,user\n", encoding="utf-8")
    explorer = ss.explore(ss.read_sheet(sheet), as_of=DAY)
    explorer._toolbar._handle_custom_msg({"do": "save"}, [])
    assert "people.csv is a flat sheet" in explorer._forms.form["note"]
    answer(explorer)
    assert list(ss.read(tmp_path / "people book.xlsx").tables["people"]["name"]) == ["Ann"]
    assert not explorer.book.unsaved
    explorer.book.update("people", explorer.book.tables["people"]["person_id"].iloc[0], title="CFO")
    explorer._toolbar._handle_custom_msg({"do": "save"}, [])  # from now on it has a place
    assert not explorer.book.unsaved


def test_a_closed_explorer_follows_the_book_no_longer(book):
    explorer = ss.explore(book, as_of=DAY, account_id="northwind")
    explorer.selected = "nw-osei"
    assert len(book._observers._all) == 2  # the explorer and its map
    explorer.close()
    assert book._observers._all == []
    book.update("people", "nw-osei", title="Chief of All")
    assert "Chief of All" not in str(explorer._panel.about)


def test_an_explorer_whose_cell_ran_again_waits_until_it_is_shown(book):
    explorer = ss.explore(book, as_of=DAY, account_id="northwind")
    explorer.selected = "nw-osei"

    def view(name, shown):
        sent = {"method": "custom", "content": {"view": name, "shown": shown}}
        explorer._tabs._handle_msg({"content": {"data": sent}, "buffers": []})

    view("first", True)
    view("first", False)
    book.update("people", "nw-osei", title="Chief of All")
    assert "Chief of All" not in str(explorer._panel.about)
    view("second", True)
    assert "Chief of All" in str(explorer._panel.about)


def test_a_map_in_another_tab_waits_until_its_tab_is_chosen(book, monkeypatch):
    explorer = ss.explore(book, as_of=DAY, account_id="northwind")
    explorer._tabs.chosen = 1
    shown = []
    monkeypatch.setattr(type(explorer._map), "_compute", lambda self: shown.append(self.objective_id))
    book.update("people", "nw-osei", title="Chief of All")
    explorer.objective_id = "calloway-1"
    assert shown == []
    explorer._tabs.chosen = 0
    assert shown == ["calloway-1"]


def test_a_saved_day_is_a_day_in_the_workbook(demo):
    file = exported(review(demo, "northwind-1"), "xlsx")
    people = openpyxl.load_workbook(io.BytesIO(file.content))["People"]
    index = [cell.value for cell in people[1]].index("Last conversation")
    assert people[2][index].value == dt.datetime(2026, 7, 8)


def test_a_tab_is_a_file_and_nothing_else_names_it(monkeypatch):
    assert [item.place for item in all_tabs()] == sorted(item.place for item in all_tabs())
    assert len({item.name for item in all_tabs()}) == len(all_tabs())
