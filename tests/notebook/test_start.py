"""The start page in the kernel: what each way to begin opens, and what is kept of it."""

import shutil

import pytest

import stratsell as ss
from stratsell.io.store.recent import recent_books
from stratsell.notebook import Explorer, Start
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
    assert [each["name"] for each in start._view.state["start"]["recent"]] == ["demo"]
    act(start, "open", place=str(tmp_path / "demo"))
    assert start.book.source == tmp_path / "demo"
    assert [type(each) for each in start.children] == [Explorer]


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
    assert start._view.state["page"] == "kept"
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
    assert [type(each) for each in start.children] == [Explorer]


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
    assert [each["name"] for each in start._view.state["import"]["files"]] == names
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
