r"""One CSV file: read as the text that stands in it, and written so that the same text is read again.

Files that people make differ in their bytes: with or without a byte-order mark, with commas or (where the comma is the
decimal sign) semicolons, with any line end. All of these are read. What cannot be read for sure, such as another
encoding, is refused with the line where it stands. Files are written in UTF-8 with commas and ``\n``; text that a
spreadsheet would run as a formula is guarded (`stratsell.io.files.escape`).
"""

from __future__ import annotations

import codecs
import csv
from contextlib import contextmanager
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import pandas as pd

from stratsell.errors import BookError, Fault
from stratsell.io.files.escape import all_guarded, all_unguarded, guarded, unguarded
from stratsell.io.files.grid import FIRST, Grid, check_width
from stratsell.io.files.regular_csv import read_regular
from stratsell.text import is_days, is_visible, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from io import TextIOWrapper
    from pathlib import Path

    import polars as pl

DELIMITERS = ",;\t"
LONGEST = 2**31 - 1

_LONGEST_HEADER = 2**23


def read_csv(path: Path, name: str, is_name: Callable[[str], bool], is_text: Callable[[str], bool]) -> Grid:
    """Read one CSV file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    name : str
        What messages call it.
    is_name : callable
        Whether a header cell is the name of a known column; tells commas from semicolons.
    is_text : callable
        Whether a column of that name holds text, which may be guarded.

    Returns
    -------
    Grid

    Raises
    ------
    BookError
        If it is no CSV file in UTF-8.
    FileNotFoundError
        If it is not there.
    """
    with _open(path, name, is_name) as (header, reader, _):
        regular, content = None, path.read_bytes()
        if reader.line_num == 1 and any(map(is_visible, header)):
            regular = read_regular(content, reader.dialect.delimiter, len(header))
        if regular is None:
            grid = Grid.of(name, header, reader)
        else:
            grid = Grid(name, header, list(regular[0]), regular[1] + FIRST)
    return _unguarded(grid, is_text) if b"'" in content else grid


def csv_chunks(
    path: Path, name: str, is_name: Callable[[str], bool], is_text: Callable[[str], bool], rows: int
) -> Iterator[tuple[float, Grid]]:
    """Read one CSV file a number of rows at a time, at least one grid, as `read_csv` reads all of it.

    Yields
    ------
    float
        What share of the file is read, 0 to 1.
    Grid
        The next rows, by the numbers that they have in the file.
    """
    size = max(path.stat().st_size, 1)
    with _open(path, name, is_name) as (header, reader, lines):
        number = FIRST
        while (part := list(islice(reader, rows))) or number == FIRST:
            yield (
                cast("BinaryIO", lines.buffer).tell() / size,
                _unguarded(Grid.of(name, header, part, first=number), is_text),
            )
            number += len(part) or 1


def csv_writer(
    columns: Mapping[str, pd.Series | list[str]], is_text: Callable[[str], bool]
) -> Callable[[BinaryIO], None]:
    """Give what writes a CSV file of columns of a book, or of text, to an open handle."""
    import polars as pl

    def write(handle: BinaryIO) -> None:
        written = {}
        for name, cells in columns.items():
            column = _as_text(cells)
            guard = column.dtype == pl.String and is_text(name)
            written[guarded(name) if is_text(name) else name] = all_guarded(column) if guard else column
        blank = pl.col(pl.String).replace("", None)  # or Polars writes quotes
        pl.DataFrame(written).with_columns(blank).write_csv(handle)

    return write


def _as_text(cells: pd.Series | list[str]) -> pl.Series:
    """Give a column as it is written: text, or days."""
    import polars as pl

    if isinstance(cells, pd.Series) and cells.dtype == "str":
        return pl.Series(cells)
    if isinstance(cells, pd.Series) and is_days(cells):
        return pl.Series(cells).cast(pl.Date)
    return pl.Series(texts(cells) if isinstance(cells, pd.Series) else cells, dtype=pl.String)


@contextmanager
def _open(path: Path, name: str, is_name: Callable[[str], bool]) -> Iterator[tuple[list[str], Any, TextIOWrapper]]:
    """Open a CSV file: its header, a reader of the rows below it, and the file itself."""
    _check_encoding(path, name)
    with path.open(encoding="utf-8-sig", newline="") as lines, _long_cells():
        reader = None
        try:
            first = lines.readline(_LONGEST_HEADER)
            if len(first) == _LONGEST_HEADER:
                problem = f"has a first line of more than {_LONGEST_HEADER:,} characters, which cannot be a header"
                raise BookError([Fault(name, problem)], name)
            delimiter = max(DELIMITERS, key=lambda sign: sum(map(is_name, _cells(first, sign))))
            reader = csv.reader(chain([first], lines), delimiter=delimiter, strict=True)
            header = next(reader, [])
            check_width(name, len(header))
            yield [unguarded(cell) for cell in header], reader, lines
        except csv.Error as error:
            line = reader.line_num if reader else 1
            problem = f"cannot be read as CSV at line {line}: {error}"
            raise BookError([Fault(name, problem)], name) from None
        except UnicodeDecodeError:
            raise BookError([_undecodable(path, name)], path.name) from None


def _unguarded(grid: Grid, is_text: Callable[[str], bool]) -> Grid:
    """Take the guards of formulas away again."""
    import polars as pl

    for index, name in enumerate(grid.header):
        if is_text(name):
            column = pl.Series(grid.columns[index], dtype=pl.String)
            plain = all_unguarded(column)
            if plain is not column:
                grid.columns[index] = plain.to_list()
    return grid


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _check_encoding(path: Path, name: str) -> None:
    """Refuse UTF-16, which a spreadsheet calls “Unicode text”."""
    with path.open("rb") as handle:
        start = handle.read(1000)
    nulls = start.count(0) > len(start) // 4
    if nulls or start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        problem = "is not UTF-8 but looks like UTF-16; save it as “CSV UTF-8”"
        raise BookError([Fault(name, problem)], path.name)


def _undecodable(path: Path, name: str) -> Fault:
    """Give the fault that names the first line which is not UTF-8."""
    with path.open("rb") as handle:
        for number, line in enumerate(handle, 1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                near = line[max(0, error.start - 20) : error.end + 20].decode("latin-1").strip()
                problem = f"line {number} is not UTF-8 (near “{near}”); save the file as “CSV UTF-8”"
                return Fault(name, problem)
    return Fault(name, "is not UTF-8; save it as “CSV UTF-8”")


@contextmanager
def _long_cells() -> Iterator[None]:
    """Let cells be as long as they are; the csv module stops at 128 KB otherwise."""
    before = csv.field_size_limit(LONGEST)
    try:
        yield
    finally:
        csv.field_size_limit(before)
