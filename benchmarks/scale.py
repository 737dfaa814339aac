"""What goes around the rules, at the size of a large portfolio: ``python -m benchmarks.scale --accounts 10000``.

Reading and writing a book in every format, pseudonyms, the calendar and the explorer; each beside the plain library that does the
same without checking anything, in one run. Seconds of the processor, the best of several rounds; ``--only`` measures some of them.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import time
import warnings
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pandas as pd
import polars as pl
import python_calamine
import xlsxwriter
from rich.console import Console
from rich.table import Table

import stratsell as ss
from benchmarks.books import DAY, portfolio

ROUNDS = 3


class Task(NamedTuple):
    """What is measured, and what it is compared with: another function, of which it may take so many times, or seconds."""

    run: Callable[[], object]
    limit: float
    beside: Callable[[], object] | None = None
    what: str = ""


def tasks(book: ss.Book, place: Path) -> dict[str, Task]:
    """By what a user calls it, everything that is measured; each makes the files that it needs."""
    plain = _Plain(book, place)
    return {
        "write a folder": Task(_write(book, place / "folder"), 3, plain.write("csv"), "Polars writes CSV"),
        "read a folder": Task(_read(book, place / "folder"), 3, plain.read("csv"), "Polars reads CSV"),
        "write Parquet": Task(
            _write(book, place / "parquet", format="parquet"), 2, plain.write("parquet"), "Polars writes Parquet"
        ),
        "read Parquet": Task(
            _read(book, place / "parquet", format="parquet"), 2, plain.book, "Polars reads Parquet, Book checks"
        ),
        "write .xlsx": Task(
            _write(book, place / "book.xlsx"), 1.5, lambda: _xlsx(book, place), "XlsxWriter, constant memory"
        ),
        "read .xlsx": Task(_read(book, place / "book.xlsx"), 2, lambda: _calamine(place / "book.xlsx"), "calamine"),
        "write SQLite": Task(_write(book, place / "book.db"), 2, lambda: _sqlite(book, place), "executemany"),
        "read SQLite": Task(_read(book, place / "book.db"), 2, lambda: _fetched(place), "fetchall"),
        "calendar": Task(lambda: ss.calendar(book, as_of=DAY), 10),
        "pseudonymized": Task(lambda: book.pseudonymized(1), 2),
        "explore": Task(lambda: ss.explore(book, as_of=DAY), 1),
    }


class _Plain:
    """The same tables, read and written by Polars."""

    def __init__(self, book: ss.Book, place: Path) -> None:
        self._frames = {name: pl.from_pandas(frame) for name, frame in book.tables.items()}
        self._place = place

    def write(self, kind: str) -> Callable[[], object]:
        paths = {name: self._place / f"{name}.{kind}" for name in self._frames}
        return lambda: [getattr(frame, f"write_{kind}")(paths[name]) for name, frame in self._frames.items()]

    def read(self, kind: str) -> Callable[[], list[pl.DataFrame]]:
        self.write(kind)()
        return lambda: [getattr(pl, f"read_{kind}")(self._place / f"{name}.{kind}") for name in self._frames]

    def book(self) -> ss.Book:
        paths = {name: self._place / f"{name}.parquet" for name in self._frames}
        return ss.Book({name: pl.read_parquet(path).to_pandas() for name, path in paths.items()})


def _write(book: ss.Book, path: Path, **options: str) -> Callable[[], object]:
    """Write to a place where nothing is."""

    def anew() -> None:
        for old in (path, path.parent / ".stratsell"):
            shutil.rmtree(old) if old.is_dir() else old.unlink(missing_ok=True)
        book.write(path, **options)

    return anew


def _read(book: ss.Book, path: Path, **options: str) -> Callable[[], object]:
    def again() -> None:
        if not path.exists():
            book.write(path, **options)
        ss.read(path)

    return again


def _cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Cells as Python's own values, blank ones as None."""
    return frame.astype(object).where(frame.notna(), None)


def _xlsx(book: ss.Book, place: Path) -> None:
    with xlsxwriter.Workbook(place / "plain.xlsx", {"constant_memory": True}) as workbook:
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for name, frame in book.tables.items():
            sheet = workbook.add_worksheet(name)
            sheet.write_row(0, 0, frame.columns)
            for row, cells in enumerate(_cells(frame).itertuples(index=False), 1):
                for column, cell in enumerate(cells):
                    if isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                    elif isinstance(cell, pd.Timestamp):
                        sheet.write_datetime(row, column, cell, day)
                    elif cell is not None:
                        sheet.write_number(row, column, cell)


def _calamine(path: Path) -> list[object]:
    workbook = python_calamine.CalamineWorkbook.from_path(str(path))
    return [workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names]


def _sqlite(book: ss.Book, place: Path) -> None:
    path = place / "plain.db"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        for name, frame in book.tables.items():
            connection.execute(f"CREATE TABLE {name} ({', '.join(map(repr, frame.columns))})")
            days = {
                column: frame[column].dt.strftime("%Y-%m-%d") for column in frame if frame[column].dtype.kind == "M"
            }
            rows = _cells(frame.assign(**days)).itertuples(index=False, name=None)
            connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(frame.columns))})", rows)


def _fetched(place: Path) -> list[object]:
    with closing(sqlite3.connect(place / "plain.db")) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return [connection.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in tables]


def seconds(run: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The least processor time of several rounds."""

    def once() -> float:
        start = time.process_time()
        run()
        return time.process_time() - start

    return min(once() for _ in range(rounds))


def main(words: list[str] | None = None) -> None:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__.partition(":")[0])
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", nargs="+", help="only what begins so")
    options = parser.parse_args(words)
    warnings.simplefilter("ignore")
    table = Table(title=f"{options.accounts:,} accounts, seconds of the processor", title_justify="left")
    for header in ("what", "seconds", "beside", "its seconds", "ratio", "limit"):
        table.add_column(header, justify="left" if header in ("what", "beside") else "right")
    with TemporaryDirectory() as folder:
        for what, task in tasks(ss.Book(portfolio(options.accounts)), Path(folder)).items():
            if options.only and not what.startswith(tuple(options.only)):
                continue
            own = seconds(task.run, options.rounds)
            if task.beside is None:
                table.add_row(what, f"{own:.2f}", "", "", "", f"{task.limit:g} s")
                continue
            other = seconds(task.beside, options.rounds)
            ratio = f"{own / other:.1f} ×"
            table.add_row(what, f"{own:.2f}", task.what, f"{other:.2f}", ratio, f"{task.limit:g} ×")
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
