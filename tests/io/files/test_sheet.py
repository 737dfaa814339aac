"""The flat sheet: what a row becomes, what is wrong with a sheet, and that writing one loses nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from stratsell.book import Book
from stratsell.errors import BookError, BookWarning
from stratsell.io import read_sheet, write, write_sheet
from tests.support.file_books import file_books, wild_name, wild_text
from tests.support.strategies import hand, rows_of

HEADERS = "Account,Objective,Name,Role,Mindset,Reports-To,Last contacted on,mode,Seller,OWNER,CRM ref"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a test may write a sheet."""
    return tmp_path / "people.csv"


def sheet(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n")
    return path


def faults(path: Path) -> list[str]:
    """What is wrong with a sheet, a line each, without the file's name."""
    with pytest.raises(BookError) as caught:
        read_sheet(path, strict=True)
    assert {fault.table for fault in caught.value.faults} == {path.name}
    return [str(fault).removeprefix(path.name + ", ") for fault in caught.value.faults]


def test_every_row_is_a_person_and_an_influence(path: Path) -> None:
    book = read_sheet(
        sheet(
            path,
            "Account,Name,ROLE,Reports to,last-contacted on,Mode,owner,CRM ref",
            "Acme,Ada,economic,,,,Bea,",
            "Acme,Null,user; coach,Ada,2026-01-31,consult,,007",
            "Other,Ada,,,2026-02-01,,,",
        )
    )
    tables = {name: rows_of(table) for name, table in book.tables.items()}
    assert [(row["account_id"], row["name"], row["owner"]) for row in tables["accounts"]] == [
        ("Acme", "Acme", "Bea"),
        ("Other", "Other", None),
    ]
    assert [(row["person_id"], row["account_id"], row["name"], row["CRM ref"]) for row in tables["people"]] == [
        ("Acme/Ada", "Acme", "Ada", None),
        ("Acme/Null", "Acme", "Null", "007"),
        ("Other/Ada", "Other", "Ada", None),
    ]
    assert [(row["objective_id"], row["person_id"], row["roles"]) for row in tables["influences"]] == [
        ("Acme", "Acme/Ada", "economic"),
        ("Acme", "Acme/Null", "user; coach"),
        ("Other", "Other/Ada", None),
    ]
    assert [tuple(row.values()) for row in tables["relationships"]] == [
        ("Acme/Null", "Acme/Ada", "reports_to", None, None)
    ]
    names = ["touchpoint_id", "person_id", "objective_id", "seller", "on", "status", "mode"]
    assert [[row[name] for name in names] for row in tables["touchpoints"]] == [
        ["Acme/Null/last", "Acme/Null", None, "Bea", date(2026, 1, 31), "done", "consult"],
        ["Other/Ada/last", "Other/Ada", None, "not recorded", date(2026, 2, 1), "done", None],
    ]
    assert tables["objectives"] == []


def test_a_person_may_influence_several_objectives(path: Path) -> None:
    book = read_sheet(
        sheet(path, "account,objective,name,roles,title", "A,Fast,Ada,economic,", "A,Nice,Ada,user,Boss", "A,,Bob,,")
    )
    assert [row["objective_id"] for row in rows_of(book.tables["objectives"])] == ["A/Fast", "A/Nice"]
    assert [(row["person_id"], row["title"]) for row in rows_of(book.tables["people"])] == [
        ("A/Ada", "Boss"),
        ("A/Bob", None),
    ]
    assert [(row["objective_id"], row["roles"]) for row in rows_of(book.tables["influences"])] == [
        ("A/Fast", "economic"),
        ("A/Nice", "user"),
    ]


def test_ids_tell_people_of_one_name_apart(path: Path) -> None:
    book = read_sheet(
        sheet(
            path,
            "account,account id,name,person id,reports to",
            "A,01,Ada,1,",
            "A,01,Ada,2,1",
            "A,02,Ada,3,",
            "A,02,Bob,4,Ada",
        )
    )
    assert list(book.tables["accounts"]["account_id"]) == ["01", "02"]
    assert rows_of(book.tables["relationships"][["source_id", "target_id"]]) == [
        {"source_id": "2", "target_id": "1"},
        {"source_id": "4", "target_id": "3"},
    ]


def test_a_strict_reader_gives_all_faults_at_once_with_the_sheets_own_rows_and_headers(path: Path) -> None:
    lines = [
        HEADERS,
        "A,,Ada,Economical,even_keel,Bobb,2026-13-01,,,Bea,",
        "",
        "A,,Bob,user,Even keel,,,tell,,Cy,",
        ",,Cyd,,,,,,,,",
        "A,,Bob,,,,,,,Bea,",
        "B,,,,,,,,,,",
    ]
    assert faults(sheet(path, *lines)) == [
        "row 2, column Role: “Economical” is none of the roles economic, user, technical, coach; did you mean “economic”?"
        " Allowed: economic, user, technical, coach, or what a line role,…,… of a mapping says.",
        "row 2, column Reports-To: “Bobb” is no person of this account; did you mean “Bob”? Allowed: the name of a person"
        " of this account, in a row of their own, or a person_id.",
        "row 2, column Last contacted on: “2026-13-01” is not a day; write it as 2026-11-23.",
        "row 4, column mode: “tell” is the mode of a contact, but the row has no day of the last contact; fill in"
        " last_contacted_on.",
        "row 5, column Account: names no account; fill in the account.",
        "row 7, column Account: “B” names an account and nobody of it; fill in the name of a person.",
    ]
    with pytest.warns(BookWarning, match="2 rows left out, 4 cells left blank"):
        book = read_sheet(path)
    assert list(book.tables["people"]["name"]) == ["Ada", "Bob"]
    assert repr(book).endswith("; 2 rows left out, 4 cells left blank: see import_report>")
    assert list(book.tables["influences"]["mindset"]) == ["even_keel", "even_keel"]


@pytest.mark.parametrize(("lines", "problem"), [
    (["account,name,reports_to", "A,Ada,Bob"], "row 2, column reports_to: “Bob” is no person"),
    (["account,name,person_id,reports_to", "A,Ada,1,Bob", "A,Bob,2,", "A,Bob,3,"], "“Bob” is the name of several people"),
    (["account,name,objective,roles", "A,Ada,Fast,", "A,Bob,,user"], "row 3, column roles: “user” is said of no objective"),
    (["account,name,account_id", "A,Ada,1", "B,Bob,1"], "row 3, column account: “B” differs from the first row"),
    (["account,name,person_id", "A,Ada,1", "A,Bob,1"], "row 3, column name: “Bob” differs from row 2"),
    (["account,name,person_id", "A,Ada,1", "B,Ada,1"], "row 3, column account: “B” has the person_id of somebody"),
    (["account,name,note,objective", "A,Ada,x,1", "A,Ada,y,2"], "row 3, column note: “y” differs from row 2"),
    (["account,name,support", "A,Ada,6"], "row 2, column support: “6” is out of range; allowed: a number from -5 to 5"),
    (["account,name", "A,Ada", "A,Bo", "A,Cy,x"], "row 4: “A | Cy | x” has 3 cells, but the header has 2"),
    (["account,title", "A,CFO"], "has no column with the names of people in row 1: “account”, “title”"),
    (["", ""], "people.csv: is empty"),
])  # fmt: skip
def test_what_a_strict_reader_refuses(path: Path, lines: list[str], problem: str) -> None:
    with pytest.raises(BookError) as caught:
        read_sheet(sheet(path, *lines), strict=True)
    assert problem in str(caught.value)


@pytest.mark.parametrize(("lines", "people"), [
    (["name", "Ada"], {("people", "Ada")}),
    (["acount,name", "A,Ada"], {("A", "Ada")}),
    (["account,name,account_id", "A,Ada,1", "A,Bob,"], {("1", "Ada"), ("1", "Bob")}),
    (["account,name", "A/B,C", "A,B/C"], {("A/B", "C"), ("A", "B/C")}),
    (["account,name,title,objective", "A,Ada,x,1", "A,Ada,y,2"], {("A", "Ada"), ("A", "Ada")}),
    (["account,name", "A,Ada,x"], {("A", "Ada")}),
])  # fmt: skip
def test_what_a_person_would_read_without_asking(path: Path, lines: list[str], people: set[tuple[str, str]]) -> None:
    book = read_sheet(sheet(path, *lines), strict=True)
    assert set(zip(book.tables["people"]["account_id"], book.tables["people"]["name"], strict=True)) == people


def test_a_column_that_fills_nothing_is_kept_under_a_name_of_its_own(path: Path) -> None:
    book = read_sheet(sheet(path, "account,name,Role,roles,mindst", "acme,Ada,x,user,growth"))
    assert list(book.tables["influences"]["roles"]) == ["user"]
    assert list(book.tables["people"]["Role"]) == ["x"]
    assert list(book.tables["influences"]["mindset"]) == ["growth"], "almost “mindset”"
    assert "is read as mindset, since its header is almost “mindset”" in str(book.import_report)


def test_the_sheet_of_a_workbook_that_is_known_best_is_read(tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    workbook = xlsxwriter.Workbook(path)
    first, _ = workbook.add_worksheet("Contacts"), workbook.add_worksheet("Notes")
    for row, cells in enumerate(
        [["Account", "Name", "In role since", "Support"], [], [1042, "Ada", date(2026, 1, 31), 2]]
    ):
        for column, cell in enumerate(cells):
            first.write(row, column, cell, workbook.add_format({"num_format": "d/m/yy"}) if column == 2 else None)
    workbook.close()
    book = read_sheet(path)
    assert "Notes" not in str(book.import_report), "nothing stands there"
    assert rows_of(book.tables["people"])[0] | {"title": 0, "email": 0} == {
        "person_id": "1042/Ada",
        "account_id": "1042",
        "name": "Ada",
        "title": 0,
        "email": 0,
        "in_role_since": date(2026, 1, 31),
        "leaves_on": None,
    }
    assert book.tables["influences"].loc[0, "support"] == 2.0


def test_what_is_no_flat_sheet(tmp_path: Path, path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"a \.csv or \.xlsx file"):
        read_sheet(tmp_path / "no.csv")
    book = read_sheet(sheet(path, "account,name", "A,Ada"))
    write(book, tmp_path / "book.xlsx")
    (tmp_path / "x.docx").touch()
    for place, problem in [
        (tmp_path, "is a folder"),
        (tmp_path / "book.xlsx", "a whole book"),
        (tmp_path / "x.docx", "no flat"),
    ]:
        with pytest.raises(BookError, match=problem):
            read_sheet(place)
    with pytest.raises(ValueError, match=r"ends in \.csv or \.xlsx"):
        write_sheet(book, tmp_path / "x.docx")


def test_what_does_not_fit_is_not_written(path: Path) -> None:
    tables = hand(
        accounts="account_id name\na Acme\nb Bare",
        objectives="objective_id account_id name problem\no a Fast slow",
        people="person_id account_id name\np a Ada\nq a Bob",
        influences="objective_id person_id\no p",
        relationships="source_id target_id kind strength\nq p reports_to 0.9\nq p opposes -",
        touchpoints="touchpoint_id person_id seller on status place\nt p Bea 2026-01-02 done -\n"
        "q/last q Bea 2026-01-02 done there",
    )
    tables["accounts"]["region"] = ["north", "south"]
    with pytest.raises(BookError) as caught:
        write_sheet(Book(tables), path)
    assert [str(fault) for fault in caught.value.faults] == [
        "accounts: 1 of 2 rows have no place in a flat sheet.",
        "accounts, column region: has no place in a flat sheet.",
        "objectives: 1 of 1 rows have no place in a flat sheet.",
        "objectives: 1 rows would be added, since every row of a flat sheet is an influence.",
        "influences: 1 of 1 rows have no place in a flat sheet.",
        "influences: 1 rows would be added, since every row of a flat sheet is an influence.",
        "relationships: 1 of 2 rows have no place in a flat sheet.",
        "relationships, column strength: has no place in a flat sheet.",
        "touchpoints: 1 of 2 rows have no place in a flat sheet.",
        "touchpoints, column place: has no place in a flat sheet.",
    ]
    assert not path.exists()


@st.composite
def sheets(draw: st.DrawFn) -> pd.DataFrame:
    """A flat sheet that is right, with wild text."""
    accounts = draw(st.lists(wild_name, min_size=1, max_size=3, unique_by=lambda name: name.casefold().strip()))
    owners = [draw(st.none() | wild_name) for _ in accounts]
    seller = draw(st.booleans())
    rows: list[dict[str, Any]] = []
    for index, account in enumerate(accounts):
        names = draw(st.lists(wild_name, max_size=4, unique=True))
        objectives = draw(st.sampled_from([[None], ["Fast", "=2"]]))
        for number, name in enumerate(names):
            met = draw(st.none() | st.just("2026-01-31"))
            person = {
                "Account": account,
                "Name": name,
                "person_id": f"{index}.{number}",
                "Owner": owners[index],
                "reports to": draw(st.sampled_from([None, *names])),
                "last contacted on": met,
                "mode": draw(st.sampled_from([None, "tell"])) if met else None,
                "note": draw(st.none() | wild_text),
            }
            if seller:
                person["seller"] = draw(st.none() | wild_name)
            roles = draw(st.sampled_from([None, "user", "economic;coach"]))
            several = draw(st.lists(st.sampled_from(objectives), min_size=1, unique=True))
            rows += [{**person, "objective": objective, "Roles": roles} for objective in several]
    columns = list(rows[0]) if rows else ["Account", "Name"]
    return pd.DataFrame(rows, columns=columns, dtype="str")


@pytest.mark.filterwarnings("ignore::stratsell.errors.BookWarning")
@settings(max_examples=15)
@given(sheets())
def test_a_sheet_that_is_read_and_written_says_the_same(frame: pd.DataFrame) -> None:
    from stratsell.io.files.csv_file import csv_writer
    from stratsell.text import texts

    with TemporaryDirectory() as folder:
        path = Path(folder, "people.csv")
        with path.open("wb") as handle:
            csv_writer({name: texts(frame[name]) for name in frame.columns}, lambda _: True)(handle)
        book = read_sheet(path)
        for again in (path, path.with_suffix(".xlsx")):
            write_sheet(book, again)
            assert read_sheet(again) == book


@pytest.mark.filterwarnings("ignore::stratsell.errors.BookWarning")
@settings(max_examples=15)
@given(file_books())
def test_any_book_is_written_whole_or_refused(tables: dict[str, pd.DataFrame]) -> None:
    book = Book(tables)
    with TemporaryDirectory() as folder:
        path = Path(folder, "people.csv")
        try:
            write_sheet(book, path)
        except BookError:
            assert not path.exists()
            return
        again = read_sheet(path)
    for name, table in book.tables.items():
        key = list(table.columns)
        assert sorted(map(str, rows_of(table))) == sorted(map(str, rows_of(again.tables[name][key])))


def test_spaces_that_nobody_sees_make_no_two_people_of_one_and_are_told(path: Path) -> None:
    lines = [
        "account,objective,name,Reports To,title", "Acme,Fast,Ada ,,x", "\xa0Acme,Nice,Ada,,", "Acme,Fast,Bo, Ada,  y ",
        "Acme,Fast , Cy,  ,",
    ]  # fmt: skip
    book = read_sheet(sheet(path, *lines))
    assert [(line.column, line.why) for line in book.import_report.lines if "nobody sees" in line.why] == [
        ("account", "spaces and signs that nobody sees are taken away in row 3"),
        ("objective", "spaces and signs that nobody sees are taken away in row 5"),
        ("name", "spaces and signs that nobody sees are taken away in rows 2, 5"),
        ("Reports To", "spaces and signs that nobody sees are taken away in row 4"),
        ("title", "spaces and signs that nobody sees are taken away in row 4"),
    ]
    assert list(book.tables["people"]["person_id"]) == ["Acme/Ada", "Acme/Bo", "Acme/Cy"]
    assert list(book.tables["people"]["title"].dropna()) == ["x", "y"]
    assert list(book.tables["objectives"]["objective_id"]) == ["Acme/Fast", "Acme/Nice"]
    assert list(book.tables["relationships"]["target_id"]) == ["Acme/Ada"]


@pytest.mark.filterwarnings("ignore::stratsell.errors.BookWarning")
def test_a_book_whose_names_have_such_spaces_is_not_changed_by_writing_it(path: Path) -> None:
    book = read_sheet(sheet(path, "account,name", "Acme,Ada"))
    book.update("people", "Acme/Ada", name="Ada ")
    with pytest.raises(BookError, match="has no place in a flat sheet"):
        write_sheet(book, path)


def test_an_apostrophe_before_an_equals_sign_stays_in_a_workbook(path: Path) -> None:
    book = read_sheet(sheet(path, "Account,Name", "A,''=x"))
    assert book.tables["people"]["name"].tolist() == ["'=x"]
    write_sheet(book, path.with_suffix(".xlsx"))
    assert read_sheet(path.with_suffix(".xlsx")) == book
