"""The start page in the kernel: what each way to begin opens, and what is kept of it."""

import shutil

import pytest

import stratsell as ss
from stratsell.io.store.recent import recent_books
from stratsell.notebook import Explorer, Start
from stratsell.notebook.importing import Question
from stratsell.notebook.start import served
from tests.support.paths import ROOT

SALESFORCE = ROOT / "tests" / "data" / "salesforce"


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("STRATSELL_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("STRATSELL_JOURNAL", raising=False)


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("Company,Contact,Role\nNorthwind,Ada,Sponsor\n")
    return path


def act(start, do, **asked):
    return start._act({"do": do, **asked}, [])


def upload(start, *paths):
    for path in paths:
        start._act({"do": "upload", "name": path.name, "at": 0}, [path.read_bytes()])
    act(start, "read", names=[path.name for path in paths])


def test_without_a_book_the_start_page_comes_with_the_recent_ones(tmp_path) -> None:
    ss.demo().write(tmp_path / "demo")
    assert isinstance(ss.explore(tmp_path / "demo", as_of="2026-11-23"), Explorer)
    start = ss.explore()
    assert isinstance(start, Start)
    assert start.book is None
    assert start._view.state["page"] == "start"
    assert [item["name"] for item in start._view.state["start"]["recent"]] == ["demo"]
    act(start, "open", place=str(tmp_path / "demo"))
    assert start.book.source == tmp_path / "demo"
    assert [isinstance(child, Explorer) for child in start.children] == [False, True]
    assert start._view.state["page"] == "book"


def test_a_book_or_its_place_opens_the_explorer_at_once(tmp_path) -> None:
    assert isinstance(ss.explore(ss.demo()), Explorer)
    ss.demo().write(tmp_path / "demo.xlsx")
    ss.demo().write(tmp_path / "demo.db")
    for place in (tmp_path / "demo.xlsx", str(tmp_path / "demo.db")):
        assert isinstance(ss.explore(place), Explorer)
    assert [path.name for path in recent_books()] == ["demo.db", "demo.xlsx"]


def test_the_demo_and_an_empty_book_are_a_click_away() -> None:
    start = ss.explore(as_of="2026-11-23")
    act(start, "demo")
    assert len(start.book.tables["accounts"]) == 13
    start = ss.explore()
    act(start, "empty")
    assert start.book == ss.Book()


def test_a_sheet_is_imported_where_it_lies_and_its_mapping_kept_beside(sheet) -> None:
    start = ss.explore(sheet)
    assert start._view.state["page"] == "import"
    start._view.session.choose_column("people.csv", 2, "roles")
    start._view.session.choose_word("role", "Sponsor", "economic")
    act(start, "finish")
    assert start.book.source is None  # it is saved nowhere yet, and the page says so
    assert start.book.import_report is not None
    assert start._view.state["kept"]["files"] == ["people.csv"]
    file = act(start, "mapping")
    assert file.name == "people mapping.csv"
    assert b"role,Sponsor,economic" in file.content
    act(start, "write mapping")
    assert sheet.with_name("people mapping.csv").read_bytes() == file.content
    with pytest.raises(ValueError, match="already"):
        act(start, "write mapping")
    again = ss.explore([sheet, sheet.with_name("people mapping.csv")])
    assert again._view.session.now.book.tables["influences"]["roles"].tolist() == ["economic"]
    act(start, "close")
    assert "kept" not in start._view.state


def test_what_was_dropped_is_a_copy_without_a_place(sheet, tmp_path) -> None:
    start = ss.explore()
    upload(start, sheet)
    act(start, "finish")
    assert start.book.source is None
    with pytest.raises(ValueError, match="download"):
        act(start, "write mapping")
    ss.demo().write(tmp_path / "book.xlsx")
    start = ss.explore()
    upload(start, tmp_path / "book.xlsx")
    assert start.book == ss.demo()
    assert start.book.source is None
    ss.demo().write(tmp_path / "book")
    start = ss.explore()
    upload(start, *sorted((tmp_path / "book").glob("*.csv")))
    assert start.book == ss.demo()


def test_an_export_is_dropped_as_files_or_named_as_a_folder(tmp_path) -> None:
    names = ["Account.csv", "Contact.csv", "Opportunity.csv", "OpportunityContactRole.csv", "Task.csv"]
    for name in names:
        shutil.copy(SALESFORCE / name, tmp_path)
    start = ss.explore()
    upload(start, *(tmp_path / name for name in names[:3]))
    upload(start, *(tmp_path / name for name in names[3:]))
    assert [item["name"] for item in start._view.state["import"]["files"]] == names
    folder = ss.explore(tmp_path)
    assert folder._view.session.source == "salesforce"
    assert len(folder._view.session.now.book.tables["people"]) == len(start._view.session.now.book.tables["people"])


def test_to_start_over_forgets_the_files(sheet) -> None:
    start = ss.explore()
    upload(start, sheet)
    folder = start._uploads.folder
    act(start, "start")
    assert start._view.state["page"] == "start"
    assert not (folder / "people.csv").exists()
    upload(start, sheet)
    assert start._view.state["page"] == "import"
    start.close()


def test_what_is_not_there_is_said(tmp_path) -> None:
    with pytest.raises(FileNotFoundError, match="there is no"):
        ss.explore(tmp_path / "nothing.csv")
    start = ss.explore()
    with pytest.raises(FileNotFoundError):
        act(start, "open", place=str(tmp_path / "nothing"))
    with pytest.raises(ValueError, match="Say where"):
        act(start, "open", place=" ")
    with pytest.raises(ValueError, match="there is no book yet"):
        act(start, "finish")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("photo.png", b"\x89PNG", "is no .csv"),
        ("locked.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "is protected by a password"),
        ("empty.csv", b"", "is empty"),
        ("empty.xlsx", b"", "is not an Excel workbook"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "is no text"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_where_another_can_be_dropped(name, content, why, tmp_path, sheet) -> None:
    (tmp_path / name).write_bytes(content)
    start = ss.explore()
    upload(start, tmp_path / name)
    assert start._view.state["page"] == "start"
    [refused] = start._view.state["start"]["refused"]
    assert refused["file"] == name
    assert refused["why"].startswith(why)
    upload(start, sheet)
    assert start._view.state["page"] == "import"
    upload(start, tmp_path / name)  # beside one that can be read, it is said at its tab
    assert why in start._view.state["import"]["files"][1]["problem"]


def test_who_leaves_work_is_asked_first(sheet, tmp_path) -> None:
    start = ss.explore()
    upload(start, sheet)
    assert act(start, "start") is None  # nothing was decided, and nothing is asked
    upload(start, sheet)
    start._view.session.choose_column("people.csv", 2, "roles")
    assert act(start, "start") == Question("1 decision of this import would be lost.")
    act(start, "finish")
    assert act(start, "start") == Question("This book is not saved yet.", "Save as …")
    act(start, "start", answer="save")
    assert start.explorer._forms.form["title"] == "Save the book"
    assert start.explorer._forms.form["groups"][0]["fields"][0]["value"] == "people book.xlsx"
    start.book.write(tmp_path / "people book.xlsx")
    start.book.update("accounts", start.book.tables["accounts"]["account_id"][0], name="Northwind plc")
    assert act(start, "start") == Question("This book has changes that are not saved.", "Save")
    assert act(start, "start", answer="save") is None
    assert (start.book, start._view.state["page"]) == (None, "start")
    assert ss.read(tmp_path / "people book.xlsx").tables["accounts"]["name"].tolist() == ["Northwind plc"]
    assert [item["name"] for item in start._view.state["start"]["recent"]] == ["people book.xlsx"]


def test_what_is_left_all_the_same_is_gone(sheet) -> None:
    start = ss.explore()
    upload(start, sheet)
    act(start, "finish")
    explorer = start.explorer
    assert act(start, "start", answer="leave") is None
    assert start.children == (start._view,)
    assert explorer.comm is None


def test_a_served_page_can_be_quit(sheet, tmp_path) -> None:
    assert not ss.explore()._view.state["served"]
    start = served(str(sheet), tmp_path / "quit")
    assert start._view.state["served"]
    act(start, "quit")
    assert start._view.state["page"] == "ended"
    assert not (tmp_path / "quit").exists()  # not before the page has said so
    act(start, "end")
    assert (tmp_path / "quit").exists()
    ss.demo().write(tmp_path / "book")
    assert served(str(tmp_path / "book"), tmp_path / "quit").book.source == tmp_path / "book"
    assert served(None, tmp_path / "quit")._view.state["page"] == "start"


def test_a_book_that_was_read_from_a_sheet_is_not_said_to_be_saved(sheet, tmp_path) -> None:
    book = ss.read_sheet(sheet)
    explorer = ss.explore(book)
    assert (explorer._toolbar.unsaved, explorer._toolbar.place) == (True, "")
    explorer._do("save")
    assert explorer._forms.form["groups"][0]["fields"][0]["value"] == str(sheet.with_name("people book.xlsx"))
    book.write(tmp_path / "people book.xlsx")
    assert (explorer._toolbar.unsaved, explorer._toolbar.place) == (False, str(tmp_path / "people book.xlsx"))
    assert not ss.explore(ss.demo())._toolbar.unsaved
