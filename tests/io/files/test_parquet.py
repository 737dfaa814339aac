"""Folders of Parquet files: every book comes back as it was, and what would do harm is refused."""

from __future__ import annotations

import datetime as dt
import decimal
import os
import signal
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings

import stratsell as ss
from stratsell.book import Book
from stratsell.cli.app import main
from stratsell.errors import BookError
from stratsell.io import write
from stratsell.io.files import parquet_file
from stratsell.io.files.folder import NAMES
from tests.support.file_books import file_books
from tests.support.processes import begin, code_of, needs_fork

TABLES = {
    "accounts": {"account_id": ["007"], "name": ["Null"]},
    "people": {"person_id": ["NA", "1e5"], "account_id": ["007", "007"], "name": ["None", "TRUE"]},
    "influences": {"objective_id": ["007"], "person_id": ["NA"], "roles": ["economic; coach"], "support": [-2.5]},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a small book."""
    for name, columns in TABLES.items():
        pq.write_table(pa.table(columns), tmp_path / f"{name}.parquet")
    return tmp_path


def people(folder: Path, columns: dict[str, object], **options: object) -> None:
    """Write the people anew."""
    pq.write_table(pa.table({**TABLES["people"], **columns}), folder / "people.parquet", **options)


def faults(folder: Path) -> list[str]:
    """What is wrong with the book in a folder, a line each."""
    with pytest.raises(BookError) as caught:
        ss.read(folder)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.filterwarnings("ignore::stratsell.errors.BookWarning")
@settings(max_examples=40)
@given(file_books())
def test_every_book_comes_back(tables: dict[str, pd.DataFrame]) -> None:
    book = Book(tables)
    with TemporaryDirectory() as folder:
        write(book, folder, format="parquet")
        assert ss.read(folder) == book


def test_a_folder_keeps_its_format(tmp_path: Path) -> None:
    book = ss.demo()
    book.write(tmp_path / "book", format="parquet")
    book = ss.read(tmp_path / "book")
    book.update("people", "nw-osei", title="Chief of everything")
    book.write()
    files = {path.name for path in (tmp_path / "book").iterdir() if path.name != ".stratsell"}
    assert files == {name for name in NAMES if not name.endswith(".csv")}
    assert ss.read(tmp_path / "book") == book
    assert ss.restore(tmp_path / "book") == ss.demo()


def test_days_are_days_for_other_programs(tmp_path: Path) -> None:
    ss.demo().write(tmp_path, format="parquet")
    schema = pq.read_schema(tmp_path / "touchpoints.parquet")
    assert (schema.field("on").type, schema.field("seller").type) == (pa.date32(), pa.large_string())
    assert pq.read_schema(tmp_path / "feedback.parquet").field("version").type == pa.int64()


def test_formats_do_not_mix(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    book = ss.read(folder)
    with pytest.raises(ValueError, match=r"holds a book of \.parquet files; write \.csv files to another folder"):
        book.write(format="csv")
    place = tmp_path_factory.mktemp("csv")
    book.write(place)
    with pytest.raises(ValueError, match=r"holds a book of \.csv files"):
        book.write(place, format="parquet")
    assert ss.read(place) == book
    (place / "people.csv").rename(folder / "people.csv")
    [fault] = faults(folder)
    assert "holds tables of two kinds (people.csv, accounts.parquet, people.parquet" in fault


@pytest.mark.parametrize(("target", "kind"), [("book.xlsx", "parquet"), ("book.db", "parquet"), ("book", "feather")])
def test_only_a_folder_has_a_format(tmp_path: Path, target: str, kind: str) -> None:
    with pytest.raises(ValueError, match='name a folder, and one of "csv", "parquet"'):
        ss.demo().write(tmp_path / target, format=kind)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


def test_a_single_table_may_be_missing(folder: Path) -> None:
    assert ss.read(folder).tables["touchpoints"].empty
    (folder / "people.parquet").unlink()
    assert faults(folder)[0].startswith("people: is missing")


def test_a_table_that_is_misspelt(folder: Path) -> None:
    (folder / "people.parquet").rename(folder / "poeple.parquet")
    assert "poeple.parquet: is not a table of a book; did you mean “people.parquet”?" in faults(folder)


def test_a_book_is_merged_like_others(folder: Path) -> None:
    mine, theirs = ss.read(folder), ss.read(folder)
    mine.update("people", "NA", title="CFO")
    theirs.update("people", "1e5", title="CEO")
    theirs.write()
    mine.write(on_conflict="merge")
    assert list(ss.read(folder).tables["people"]["title"]) == ["CFO", "CEO"]


def test_terminal_commands_take_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder)]) == 0
    assert "no faults in 1 account, 2 people, 1 influence" in capsys.readouterr().out


def test_types_of_a_warehouse(folder: Path) -> None:
    people(
        folder,
        {
            "in_role_since": pa.array([dt.date(2026, 1, 31), None]),
            "leaves_on": pa.array([dt.datetime(2026, 1, 31), None], pa.timestamp("ns")),
            "title": pa.array(["CFO", "CFO"]).dictionary_encode(),
            "map_dx": pa.array([decimal.Decimal("1.50"), None]),
            "map_rows": pa.array([1, None], pa.int8()),
        },
    )
    row = ss.read(folder).tables["people"].iloc[0]
    assert (row["in_role_since"], row["leaves_on"]) == (pd.Timestamp(2026, 1, 31),) * 2
    assert (row["title"], row["map_dx"], row["map_rows"]) == ("CFO", 1.5, 1)


def test_faults_are_those_of_other_files(folder: Path) -> None:
    people(folder, {"name": ["Ada", None], "in_role_since": pa.array([5_000_000, None], pa.int32()).cast(pa.date32())})
    assert faults(folder) == [
        "people, row 2, column in_role_since: “15659-07-15” is not a day; allowed: a day such as 2026-11-23 or blank.",
        "people, row 3, column name: is blank, but must be filled in; allowed: text.",
    ]


@pytest.mark.parametrize(("columns", "problem"), [
    ({"title": [["a"], ["b", "c"]]}, "holds several values in a cell; a cell holds one"),
    ({"title": [1, 2]}, "is not text"),
    ({"title": ["a\x00", "b"]}, "holds a control character"),
    ({"in_role_since": pa.array([dt.datetime(2026, 1, 1)] * 2, pa.timestamp("us", "UTC"))}, "has a time zone"),
    ({f"c{index}": ["x", "y"] for index in range(16_400)}, "columns; a table has at most 16,384"),
])  # fmt: skip
def test_columns_that_no_book_has(folder: Path, columns: dict[str, object], problem: str) -> None:
    people(folder, columns)
    assert problem in faults(folder)[0]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"person_id,name\n", b"PAR1" + b"\xff" * 100 + b"PAR1"])
def test_a_file_that_is_none(folder: Path, content: bytes) -> None:
    (folder / "people.parquet").write_bytes(content)
    assert "cannot be read as Parquet" in faults(folder)[0]


def test_damage_is_a_fault_or_harmless(folder: Path) -> None:
    path = folder / "people.parquet"
    people(folder, {}, compression="zstd")
    whole = path.read_bytes()
    for place in range(0, len(whole), 3):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            ss.read(folder)
        except BookError as error:
            assert error.faults


def test_a_text_that_many_rows_share_is_not_unfolded(folder: Path) -> None:
    rows = 100_000
    columns = {
        "person_id": list(map(str, range(rows))),
        "account_id": ["007"] * rows,
        "name": pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), ["x" * 500_000]),
    }
    pq.write_table(pa.table(columns), folder / "people.parquet", compression="zstd")
    assert (folder / "people.parquet").stat().st_size < 1_000_000
    [fault, *_] = faults(folder)
    assert "people: unpacks to 47,684 MB; a table read into memory has at most 4,096" in fault


def test_rows_that_take_no_room_in_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_file, "MOST_BYTES", 1000 * 8)
    pq.write_table(pa.table({"person_id": pa.nulls(1001, pa.string())}), folder / "people.parquet")
    assert "people: unpacks to" in faults(folder)[0]


def test_a_packing_that_unfolds(folder: Path) -> None:
    people(folder, {}, use_dictionary=False, column_encoding={"name": "DELTA_BYTE_ARRAY"})
    assert "people, column name: is packed in a way (DELTA_BYTE_ARRAY)" in faults(folder)[0]


@needs_fork
@pytest.mark.parametrize("place", ["rename", "replace"])
@pytest.mark.parametrize("number", [1, 2, 5])
def test_a_save_that_is_killed_leaves_the_old_book_or_the_new(tmp_path: Path, place: str, number: int) -> None:
    folder = tmp_path / "book"
    ss.demo().write(folder, format="parquet")
    code_of(begin(killed, folder, place, number))
    assert ss.read(folder) in (ss.demo(), changed())
    changed().write(folder)
    assert ss.read(folder) == changed()


def changed() -> Book:
    """The demo after an edit."""
    book = ss.demo()
    book.update("people", "nw-osei", title="Chief of everything")
    return book


def killed(folder: Path, place: str, number: int) -> None:
    """Save the changed demo, and be killed when files are moved for the number of times."""
    calls, real = iter(range(1, 1000)), getattr(Path, place)

    def move(self: Path, target: Path) -> Path:
        if next(calls) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self, target)

    setattr(Path, place, move)
    changed().write(folder)
