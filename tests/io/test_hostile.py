"""Books that mean harm, or that somebody has broken: a clear error or a faithful value, and nothing outside the book's place.

What workbooks can do besides is in `test_archive_check`, exports of a CRM in `test_crm_fuzz`.
"""

from __future__ import annotations

import csv
import logging
import os
import pickle
import sqlite3
import traceback
import warnings
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import networkx as nx
import openpyxl
import pandas as pd
import pytest
import xlsxwriter

import stratsell as ss
from stratsell import cli
from stratsell.book.conflict import BookConflict
from stratsell.errors import BookError, BookWarning
from stratsell.io import read_sheet, write_sheet
from stratsell.io.files.format import FORMAT
from stratsell.io.store import journal
from stratsell.io.store.file_store import HOME
from stratsell.reports.workbooks import file_names
from tests.support.postgres import PASSWORD, USER, Server

TABLES = {
    "accounts": "account_id,name\na,A\n",
    "people": "person_id,account_id,name\np,a,P\n",
    "influences": "objective_id,person_id\na,p\n",
}
HOSTILE = [
    "'); DROP TABLE people; --", '"; DELETE FROM people WHERE "1"="1', "%s %(x)s :x ? $1", "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "=cmd|' /C calc'!A0", "@SUM(1+1)", "+1", "-1+1|2",
    '=HYPERLINK("http://evil.example","x")', "../../etc/passwd", "..\\..\\x", "/etc/passwd", "CON", "a\u202eb", "&xxe;",
    "<!ENTITY a 'b'>", "]]>", "${HOME}", "$(touch x)", "`touch x`", "{{7*7}}", "$x^2_$", "\\input{x}", 'a,b\n"c"',
]  # fmt: skip


def folder_with(place: Path, **changed: str | bytes) -> Path:
    """A folder with a small book, some of its files changed."""
    place.mkdir(exist_ok=True)
    for name, text in {**TABLES, **changed}.items():
        (place / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return place


def refused(place: Path | str, read: Callable[..., ss.Book] = ss.read) -> str:
    """What the error says, which is short enough to read."""
    with pytest.raises(BookError) as caught:
        read(place)
    assert len(str(caught.value)) < 5_000
    return str(caught.value)


def listing(place: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in place.rglob("*") if path.is_file()}


# --- Large things ---------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_cell_of_100_mb(tmp_path: Path) -> None:
    long = "x" * 100_000_000
    book = ss.read(folder_with(tmp_path / "book", people=f"person_id,account_id,name,title\np,a,P,{long}\n"))
    assert book.tables["people"]["title"][0] == long
    with pytest.raises(ValueError, match="people, column title: “xxx.*has 100,000,000 characters; an Excel cell holds"):
        book.write(tmp_path / "book.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["book"]
    book.write(tmp_path / "book.db")
    assert ss.read(tmp_path / "book.db").tables["people"]["title"][0] == long


@pytest.mark.parametrize("changed", [
    {"people": "person_id,account_id,name\np,{x},P\n"},
    {"people": "person_id,account_id,name,in_role_since\np,a,P,{x}\n"},
    {"people": "person_id,account_id,{x}\np,a,P\n"},
    {"people": 'person_id,account_id,name\np,a,"{x}\n'},
    {"influences": "objective_id,person_id,roles\na,p,{x}\n"},
    {"influences": "objective_id,person_id,mindset\na,p,{x}\n"},
    {"influences": "objective_id,person_id,support\na,p,{x}\n"},
    {"influences": "objective_id,person_id,support\na,p,{n}\n"},
    {"influences": "objective_id,person_id,thanked_on\na,p,{n}\n"},
    {"relationships": "source_id,target_id,kind\n{x},p,opposes\n"},
])  # fmt: skip
def test_a_long_cell_where_none_may_be(tmp_path: Path, changed: dict[str, str]) -> None:
    files = {name: text.format(x="x y" * 1_000_000, n="1" * 3_000_000) for name, text in changed.items()}
    assert refused(folder_with(tmp_path, **files))
    if "people" in files:
        (tmp_path / "sheet.csv").write_text(files["people"].replace("person_id", "account", 1))
        with suppress(BookError):  # in a sheet, any account_id is new
            read_sheet(tmp_path / "sheet.csv", strict=True)


@pytest.mark.slow
def test_10_000_columns(tmp_path: Path) -> None:
    names = [f"c{index}" for index in range(10_000)]
    wide = f"person_id,account_id,name,{','.join(names)}\np,a,P{',1' * len(names)}\n"
    book = ss.read(folder_with(tmp_path / "book", people=wide))
    assert list(book.tables["people"].columns[-10_000:]) == names
    with pytest.raises(ValueError, match=r"people has 10,0\d\d columns; a table of this database holds 1,990"):
        book.write(tmp_path / "book.db")
    assert not (tmp_path / "book.db").exists()


# --- Broken files ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("people", "problem"), [
    (b"person_id,account_id,name\np,a,P\xc3\xbc\nq,a,P\xfc\n", "line 3 is not UTF-8"),
    ("person_id,account_id,name\np,a,P\n".encode("utf-16"), "looks like UTF-16"),
    (b"person_id,account_id,name\np,a,P\0\n", "holds a control character"),
    (b"person_id,account_id,name\0\np,a,P\n", "is missing: the table must have this column"),
    (b"\0" * 1000, "looks like UTF-16"),
    (b"person_id,account_id,name,name\np,a,P,Q\n", "occurs more than once"),
    (b"person_id,account_id,name,note,note\np,a,P,1,2\n", "column note: occurs more than once"),
    (b"person_id,account_id,name\np,a,P\np,a,Q\n", "is already the key of row 2"),
])  # fmt: skip
def test_bytes_and_headers_that_cannot_be_meant(tmp_path: Path, people: bytes, problem: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", BookWarning)
        assert problem in refused(folder_with(tmp_path, people=people))


def test_duplicate_headers_in_workbooks_and_sheets(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "sheet.xlsx") as workbook:
        sheet = workbook.add_worksheet("x")
        sheet.write_row(0, 0, ["account", "name", "Name"])
        sheet.write_row(1, 0, ["A", "P", "Q"])
    assert read_sheet(tmp_path / "sheet.xlsx").tables["people"]["Name 2"].tolist() == ["Q"], (
        "kept, not taken for the first"
    )
    ss.read(folder_with(tmp_path / "book")).write(tmp_path / "book.xlsx")
    workbook = openpyxl.load_workbook(tmp_path / "book.xlsx")
    workbook["people"]["D1"] = "name"
    workbook.save(tmp_path / "book.xlsx")
    assert "column name: occurs more than once" in refused(tmp_path / "book.xlsx")


def test_what_a_database_holds_in_spite_of_its_types(tmp_path: Path) -> None:
    path = tmp_path / "book.db"
    ss.read(folder_with(tmp_path / "book")).write(path)
    whole = path.read_bytes()
    for statement in (
        "UPDATE people SET name = 'P' || char(0) || 'x'",
        "UPDATE people SET name = x'00ff'",
        "UPDATE people SET in_role_since = 'yesterday'",
        "UPDATE influences SET support = 'much'",
        "UPDATE influences SET support = 9e999",
    ):
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(f"BEGIN; {statement}; COMMIT")
        with pytest.raises((BookError, OSError)) as caught:
            ss.read(path)
        assert str(caught.value)
        path.write_bytes(whole)


# --- XML ------------------------------------------------------------------------------------------

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
)


@pytest.mark.parametrize("name", ["graph.graphml", "graph.gexf", "graph.xml"])
def test_graphs_are_written_and_not_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(LAUGHS + "<graphml>&b;&c;</graphml>")
    assert "is not a book" in refused(tmp_path / name)
    assert "save it as .xlsx or as CSV UTF-8" in refused(tmp_path / name, read_sheet)


def test_no_name_becomes_markup_or_an_entity_of_a_graph(tmp_path: Path) -> None:
    people = pd.DataFrame({"person_id": HOSTILE, "account_id": "a", "name": HOSTILE, "title": LAUGHS})
    book = ss.Book({"accounts": pd.DataFrame({"account_id": ["a"], "name": [LAUGHS]}), "people": people,
                    "influences": pd.DataFrame({"objective_id": "a", "person_id": HOSTILE})})  # fmt: skip
    G = ss.graph(book, account_id="a")
    for write, read in ((nx.write_graphml, nx.read_graphml), (nx.write_gexf, nx.read_gexf)):
        write(G, tmp_path / "graph.xml")
        text = (tmp_path / "graph.xml").read_text(encoding="utf-8")
        assert "<!DOCTYPE" not in text
        assert "<!ENTITY" not in text
        assert "<script" not in text
        again = read(tmp_path / "graph.xml")
        assert {item["name"] for _, item in again.nodes(data=True)} == set(HOSTILE)


# --- Text that other programs would obey ----------------------------------------------------------


@pytest.mark.parametrize("kind", ["book", "book.xlsx", "book.db", "postgresql"])
def test_names_are_text_in_every_place(tmp_path: Path, kind: str, request: pytest.FixtureRequest) -> None:
    place = request.getfixturevalue("server").fresh() if kind == "postgresql" else str(tmp_path / kind)
    (tmp_path / "outside.txt").write_text("x")
    people = pd.DataFrame({"person_id": HOSTILE, "account_id": HOSTILE, "name": HOSTILE})
    people = people.assign(**{name: "x" for name in HOSTILE if "\n" not in name})
    book = ss.Book({
        "accounts": pd.DataFrame({"account_id": HOSTILE, "name": HOSTILE}),
        "people": people,
        "influences": pd.DataFrame({"objective_id": HOSTILE, "person_id": HOSTILE}),
    })  # fmt: skip
    for _ in range(2):
        book.write(place, on_conflict="overwrite")
        assert ss.read(place) == book
    assert ss.restore(place) if len(ss.backups(place)) else True
    mine = ss.read(place)
    for name in HOSTILE:
        mine.update("people", name, title=name)
    mine.write()
    assert ss.read(place) == mine
    assert {path.name for path in tmp_path.iterdir()} <= {"outside.txt", "book", "book.xlsx", "book.db", HOME}


def test_files_of_a_report_stay_in_its_folder(tmp_path: Path) -> None:
    made = file_names([(name, name, [name]) for name in HOSTILE])
    stems = [stem.casefold() for stem, _ in made.values()]
    assert len(set(stems)) == len(stems)
    for one in (one for stem, aims in made.values() for one in (stem, *aims.values())):
        assert (tmp_path / f"{one}.png").resolve().parent == tmp_path.resolve()
        assert not one.startswith((".", "-", " "))


def test_a_sheet_that_is_written_holds_no_formula(tmp_path: Path) -> None:
    formulas = [item for item in HOSTILE if item.startswith(("=", "+", "-", "@"))]
    rows = [["account", "name", "=x"], *(["A", formula, formula] for formula in formulas)]
    with (tmp_path / "in.csv").open("w", newline="") as handle:
        csv.writer(handle).writerows(rows)
    book = read_sheet(tmp_path / "in.csv")
    write_sheet(book, tmp_path / "out.csv")
    write_sheet(book, tmp_path / "out.xlsx")
    with (tmp_path / "out.csv").open(newline="") as handle:
        assert not [cell for row in csv.reader(handle) for cell in row if cell.startswith(("=", "+", "-", "@"))]
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "out.xlsx").active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert read_sheet(tmp_path / "out.csv") == read_sheet(tmp_path / "out.xlsx") == book


# --- Links ----------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="takes symbolic links")
@pytest.mark.parametrize("link", ["people.csv", "book.json", f"{HOME}/backups", f"{HOME}/lock", HOME])
def test_a_save_follows_no_link_out_of_its_folder(tmp_path: Path, link: str) -> None:
    book, outside = folder_with(tmp_path / "book"), folder_with(tmp_path / "outside")
    (outside / "book.json").write_text(f'{{"format": {FORMAT}}}')
    (outside / "000001-2026-01-01T00-00-00Z").mkdir()
    (outside / "000001-2026-01-01T00-00-00Z" / "people.csv").write_text("precious")
    before = listing(outside)
    target = outside / "people.csv" if link.endswith("lock") else outside / Path(link).name
    (book / link).parent.mkdir(exist_ok=True)
    (book / link).unlink(missing_ok=True)
    (book / link).symlink_to(target if target.exists() else outside)
    opened = ss.read(book)
    for turn in range(12):
        opened.update("people", "p", title=str(turn))
        try:
            opened.write()
        except OSError as error:
            assert "symbolic link" in str(error)
            break
    assert listing(outside) == before


@pytest.mark.skipif(os.name == "nt", reason="takes links and pipes")
@pytest.mark.filterwarnings("ignore::stratsell.errors.BookWarning")
def test_links_in_circles_and_things_that_are_no_files(tmp_path: Path) -> None:
    book = folder_with(tmp_path / "book")
    (book / "options.csv").symlink_to(book / "options.csv")
    os.mkfifo(book / "feedback.csv")
    (book / "objectives.csv").mkdir()
    text = ""
    try:
        ss.read(book)
    except (BookError, OSError) as error:
        text = str(error)
    assert "is not a file" in text
    os.mkfifo(tmp_path / "pipe.xlsx")
    os.mkfifo(tmp_path / "pipe.db")
    os.mkfifo(tmp_path / "pipe.csv")
    for name, read in (("pipe.xlsx", ss.read), ("pipe.db", ss.read), ("pipe.csv", read_sheet)):
        with pytest.raises((BookError, OSError)):
            read(tmp_path / name)


# --- Credentials ----------------------------------------------------------------------------------


def test_no_credentials_wherever_a_book_of_a_database_goes(
    server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("STRATSELL_STATE", str(tmp_path))
    url = server.fresh()
    ss.demo().write(url)
    mine, theirs = ss.read(url), ss.read(url)
    person = mine.tables["people"]["person_id"][0]
    text = [repr(mine), mine.source, str(mine), mine._repr_html_() if hasattr(mine, "_repr_html_") else ""]
    theirs.update("people", person, title="theirs")
    theirs.write()
    mine.update("people", person, title="mine")
    journal.flush()
    text += [path.read_text(encoding="utf-8") + str(path) for path in tmp_path.rglob("*") if path.is_file()]
    assert len(text) > 4
    with pytest.raises(BookConflict) as conflict:
        mine.write()
    text += ["".join(traceback.format_exception(conflict.value)), repr(conflict.value.args)]
    text.append(pickle.dumps(conflict.value).decode("latin-1"))
    with pytest.raises(KeyError) as unknown:
        ss.restore(url, "no")
    text += [str(unknown.value), str(ss.backups(url))]
    server.execute("UPDATE people SET account_id = 'nobody'", url)
    with pytest.raises(BookError) as broken:
        ss.read(url)
    text += ["".join(traceback.format_exception(broken.value)), str(broken.value.frame())]
    server.execute("DROP TABLE people; CREATE VIEW people AS SELECT 1 / 0 AS person_id", url)
    for work in (ss.read, ss.restore, ss.recover):
        with pytest.raises((BookError, OSError)) as failed:
            work(url)
        text.append("".join(traceback.format_exception(failed.value)))
    for command in (["check", url], ["backups", url], ["restore", url], ["recover", url], ["coverage", url]):
        cli.main(command)
    text += [*capfd.readouterr(), caplog.text]
    lines = [line for item in text for line in item.splitlines() if "~~~" not in line]
    assert not [line for line in lines if USER in line or PASSWORD in line or "s3cr" in line]
