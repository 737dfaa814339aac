"""Input that would take minutes, or all memory, or never end, is refused in a moment, with the limit that it breaks."""

from __future__ import annotations

import os
import signal
import zipfile
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

import stratsell as ss
from stratsell.errors import BookError
from stratsell.scale import staging
from tests.support.processes import begin

resource = pytest.importorskip("resource", reason="limits a process, which Windows cannot")

MEGABYTES = 200
SECONDS = 60
"""After so many seconds of work, or of waiting, a process of a test is ended: far more than any of them takes."""

FILES = {
    "accounts": "account_id,name\na,A\n",
    "people": "person_id,account_id,name\np,a,P\n",
    "influences": "objective_id,person_id\na,p\n",
}


def complaint(read: Callable[..., object], *value: object) -> str:
    """What the error says, of a reader that has little time and little memory."""
    out, write = Pipe(duplex=False)
    process = begin(_read, write, read, value)
    write.close()
    try:
        used, text = out.recv()
    except EOFError:
        used, text = 0, ""
    process.join()
    assert text, "it takes too long"
    assert used < MEGABYTES
    return text


def _read(write: Connection, read: Callable[..., object], value: tuple[object, ...]) -> None:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(SECONDS)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        read(*value)
        text = "it was read"
    except (BookError, OSError) as error:
        text = str(error)
    used = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    write.send((used, text[:60_000]))


def folder_with(place: Path, **changed: str) -> Path:
    place.mkdir(exist_ok=True)
    for name, text in {**FILES, **changed}.items():
        (place / f"{name}.csv").write_text(text)
    return place


@pytest.mark.parametrize("names", [",".join(f"c{index}" for index in range(1_000_000)), "," * 1_000_000, ";" * 20_000])
def test_a_table_of_a_million_columns(tmp_path: Path, names: str) -> None:
    folder = folder_with(
        tmp_path, people=f"person_id,account_id,name,{names}\np,a,P\n".replace(",", ";" if names[-1] == ";" else ",")
    )
    assert "columns; a table has at most 16,384" in complaint(ss.read, folder)
    (tmp_path / "staged").mkdir()
    assert "columns; a table has at most 16,384" in complaint(staging.staged, folder, tmp_path / "staged")


def test_a_foreign_file_of_a_million_columns(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text("Account,Name,Title\nAcme,Ada,CFO\n" + "," * 1_000_000 + "\n")
    assert "contacts.csv: has 1,000,001 columns; a table has at most 16,384" in complaint(ss.read_sheet, path)


def test_a_header_without_an_end(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    (folder / "people.csv").write_text("person_id,account_id,name," + "," * 20_000_000)
    assert "has a first line of more than 8,388,608 characters" in complaint(ss.read, folder)


def test_a_parquet_file_of_many_columns(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "book")
    (folder / "people.csv").unlink()
    columns = {
        "person_id": ["p"],
        "account_id": ["a"],
        "name": ["P"],
        **{f"c{index}": ["x"] for index in range(20_000)},
    }
    pq.write_table(pa.table(columns), folder / "people.parquet", write_statistics=False)
    (tmp_path / "staged").mkdir()
    assert "20,003 columns; a table has at most 16,384" in complaint(staging.staged, folder, tmp_path / "staged")


@pytest.mark.parametrize("cell", ["AZ900000", "Z999999", "XFD3000", "C1048576"])
def test_a_workbook_with_one_cell_far_away(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        for name, text in FILES.items():
            sheet = workbook.add_worksheet(name)
            for row, line in enumerate(text.splitlines()):
                sheet.write_row(row, 0, line.split(","))
            if name == "people":
                sheet.write(cell, "stray")
    assert "delete the stray cells" in complaint(ss.read, path)


def test_a_workbook_that_is_long_or_wide_is_read(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        for name, text in FILES.items():
            sheet = workbook.add_worksheet(name)
            header, row = (line.split(",") for line in text.splitlines())
            sheet.write_row(0, 0, [*header, *(f"c{index}" for index in range(600 if name == "accounts" else 0))])
            sheet.write_row(1, 0, row)
            if name == "people":
                for index in range(12_000):
                    sheet.write_row(index + 1, 0, [f"p{index}" if index else "p", "a", "P"])
    assert complaint(ss.read, path) == "it was read"


@pytest.mark.parametrize("far", [True, False])
def test_cells_are_counted_whatever_their_namespace(tmp_path: Path, far: bool) -> None:
    path, again = tmp_path / "book.xlsx", tmp_path / "again.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        for name, text in FILES.items():
            sheet = workbook.add_worksheet(name)
            for row, line in enumerate(text.splitlines()):
                sheet.write_row(row, 0, line.split(","))
            if name == "people":
                for index in range(1, 70_000, 69_998 if far else 1):
                    sheet.write_row(index, 0, [f"p{index}" if index > 1 else "p", "a", "P"])
                sheet.write_string(0, 15, "note")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/sheet2"):
                content = content.replace(b"<c ", b"<x:c ").replace(b"</c>", b"</x:c>").replace(b"<worksheet ", b'<worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ')  # fmt: skip
            new.writestr(name, content)
    from stratsell.io.files.archive_check import check_archive

    assert ("stray cells" in complaint(check_archive, again)) is far


def test_a_pipe_where_files_are_read(tmp_path: Path) -> None:
    for name in ("exercises", "room", "state"):
        (tmp_path / name).mkdir()
    os.mkfifo(tmp_path / "exercises" / "one.md")
    os.mkfifo(tmp_path / "room" / "ada.csv")
    assert "one.md: is not a file" in complaint(ss.read_exercises, tmp_path / "exercises")
    assert "ada.csv: is not a file" in complaint(ss.read_room, tmp_path / "room")
    book = folder_with(tmp_path / "book")
    (book / "people.csv").unlink()
    (book / "people").mkdir()
    os.mkfifo(book / "people" / "1.csv")
    assert "people/1.csv" in complaint(staging.staged, book, tmp_path / "state")


def test_a_pipe_among_backups_and_journals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRATSELL_STATE", str(tmp_path / "state"))
    place = folder_with(tmp_path / "book")
    book = ss.read(place)
    book.update("people", "p", title="x")
    book.write()
    (remaining,) = (place / ".stratsell" / "backups").iterdir()
    os.mkfifo(remaining / "other.csv")
    from stratsell.io.store.journal_file import journals

    journals(place).mkdir(parents=True, exist_ok=True)
    os.mkfifo(journals(place) / "a.jsonl")
    assert complaint(edited_and_written, place) == "it was read"


def edited_and_written(place: Path) -> None:
    book = ss.recover(place)
    book.update("people", "p", title="y")
    book.write()
