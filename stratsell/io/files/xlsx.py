"""A book in one Excel workbook: one sheet per table.

Reading takes what the cells show for what they hold: a number in an id's cell is that number as text, a date in a date
column is its day, a formula is its last result. Cells without a value, such as errors, are faults and not blanks.
Writing makes real date cells and text cells, never formulas or links, and the columns of ids are formatted as text, so
that a ``007`` that somebody types into the workbook later stays one. The same book gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any, BinaryIO

import pandas as pd

from stratsell.book.cells import near_text
from stratsell.book.tables import TABLES, Kind, Table
from stratsell.book.validation import validated
from stratsell.errors import BookError, Fault, warn
from stratsell.io.files.archive_check import NO_WORKBOOK, check_archive, custom_property
from stratsell.io.files.atomic import save_file
from stratsell.io.files.error_cells import ErrorCell, error_cells
from stratsell.io.files.format import FORMAT, check_format, migrated
from stratsell.io.files.grid import FIRST, Grid
from stratsell.io.files.progress import Progress, silent
from stratsell.text import EXACT, in_utf8, number, texts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from python_calamine import CalamineSheet
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

LONGEST = 32_767
"""How long a cell's text may be in Excel."""
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
EPOCH = dt.date(1899, 12, 30)
"""Day 0 of Excel's calendar for all days from the next on."""
FIRST_DAY = dt.date(1900, 3, 1)
"""Excel thinks that 29 February 1900 was a day, so days before this one are written as text."""

_MADE = dt.datetime(2000, 1, 1)
_WIDEST = 40
_OLE = b"\xd0\xcf\x11\xe0"


def read_workbook(path: Path, progress: Progress = silent) -> dict[str, pd.DataFrame]:
    """Read the tables of a book from an .xlsx file.

    Parameters
    ----------
    path : pathlib.Path
        The file, with sheets that are called as the tables are.
    progress : callable, optional
        Called with how many sheets are read and how many there are.

    Returns
    -------
    dict of str to pandas.DataFrame
        All ten, validated.

    Raises
    ------
    BookError
        With all faults, rows as the sheet numbers them.
    FileNotFoundError
        If it is not there.

    Warns
    -----
    BookWarning
        Of sheets that are no table: they are not read and would not be written.
    """
    number = check_format(stated_format(path), path.name)
    sheets = open_workbook(path)
    faults: list[Fault] = []
    frames: dict[str, pd.DataFrame] = {}
    names = [sheet.name for sheet in sheets]
    if not set(names) & set(TABLES):
        raise BookError([_no_tables(path, names)], path.name)
    for index, sheet in enumerate(sheets):
        progress(index, len(sheets))
        if sheet.name in TABLES:
            grid = read_grid(path, sheet, sheet.name)
            if TABLES[sheet.name].required or not grid.blank:
                frames[sheet.name] = grid.frame()
            faults += grid.faults
        elif meant := near_text(sheet.name, set(TABLES) - set(names)):
            faults.append(Fault(f"sheet {sheet.name}", "is not a table of a book", meant=meant))
        else:
            warn(
                f"{path.name}: the sheet “{sheet.name}” is not a table of a book; it is not read and would not be"
                " written"
            )
    progress(len(sheets), len(sheets))
    return validated(migrated(frames, number, path.name), source=path.name, earlier=faults)


def write_workbook(tables: Mapping[str, pd.DataFrame], path: Path, progress: Progress = silent) -> None:
    """Write the tables of a book to an .xlsx file, all or nothing.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        What to write: all ten.
    path : pathlib.Path
        The file; one that is there is replaced.
    progress : callable, optional
        Called with how many sheets are written and how many there are.

    Raises
    ------
    BookError
        If a newer Stratsell has written what is there.
    ValueError
        If a table or a text is too long for Excel; nothing is written then.
    OSError
        If it cannot be written.
    """
    if path.is_file():
        check_format(stated_format(path), path.name)
    sheets = {name: (TABLES[name], frame) for name, frame in tables.items()}
    save_sheets(path, sheets, {PROPERTY: FORMAT}, progress)


def save_sheets(
    path: Path,
    sheets: Mapping[str, tuple[Table, pd.DataFrame]],
    properties: Mapping[str, int] | None = None,
    progress: Progress = silent,
) -> None:
    """Write frames as the sheets of an .xlsx file, all or nothing; each with the table that describes it."""
    import xlsxwriter

    for name, (_, frame) in sheets.items():
        _check_size(name, frame)
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, {"in_memory": True})
    workbook.set_properties({"created": _MADE})
    for name, value in (properties or {}).items():
        workbook.set_custom_property(name, value)
    for written, (name, (table, frame)) in enumerate(sheets.items(), 1):
        _write_sheet(workbook, workbook.add_worksheet(name), table, frame)
        progress(written, len(sheets))
    workbook.close()

    def write(handle: BinaryIO) -> None:
        handle.write(content.getbuffer())

    save_file(path, write)


def open_workbook(path: Path) -> list[CalamineSheet]:
    """Open an .xlsx file and give its sheets in order; charts are left out."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

    with path.open("rb") as handle:
        if handle.read(4) == _OLE:
            problem = "is protected by a password or is an old .xls; save it as .xlsx without a password"
            raise BookError([Fault(path.name, problem)], path.name)
    if left := check_archive(path):
        warn(f"{path.name}: its {', '.join(left)} are not run, not read and would not be written")
    try:
        name = str(path)
        # The reader takes only names in UTF-8.
        whole = name if in_utf8(name) == name else io.BytesIO(path.read_bytes())
        workbook = CalamineWorkbook.from_object(whole)
        names = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        return [workbook.get_sheet_by_name(name) for name in names]
    except CalamineError:
        problem = NO_WORKBOOK
    except BaseException as error:
        # What the reader did not expect in a damaged file comes as a panic, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        problem = "is damaged: its parts do not fit together"
    raise BookError([Fault(path.name, problem)], path.name)


PROPERTY = "stratsell format"
"""The property of a workbook that says in which format it is."""


def stated_format(path: Path) -> str | None:
    """Give the format that a workbook says it is in; None if it says nothing, or is no workbook."""
    return custom_property(path, PROPERTY)


def read_grid(path: Path, sheet: CalamineSheet, name: str) -> Grid:
    """Read one sheet of an .xlsx file as text; `name` is what messages call it."""
    rows = [[_shown(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    faults = []
    for cell in _reached(rows, error_cells(path, sheet.name)):
        column = rows[0][cell.column] if cell.row else ""
        rows[cell.row][cell.column] = cell.shown
        faults.append(Fault(name, cell.problem, cell.row + FIRST - 1, column, cell.shown))
    grid = Grid.of(name, rows[0] if rows else [], rows[1:])
    grid.faults += faults
    return grid


def _reached(rows: list[list[str]], cells: list[ErrorCell]) -> list[ErrorCell]:
    """Make the rows reach to all of the cells, since the reader stops at the last cell with a value; give the cells."""
    if cells:
        rows += [[] for _ in range(max(cell.row for cell in cells) + 1 - len(rows))]
        width = max(len(rows[0]), *(cell.column + 1 for cell in cells))
        rows[:] = [row + [""] * (width - len(row)) for row in rows]
    return cells


def _shown(value: Any) -> str:
    """Give a cell's value as text; a boolean as a spreadsheet shows it."""
    match value:
        case str():
            return value
        case bool():
            return str(value).upper()
        case float() | int():
            return number(float(value))
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case _:
            return str(value)


def _no_tables(path: Path, names: list[str]) -> Fault:
    if len(names) == 1:
        return Fault(path.name, "looks like a flat sheet, one row per person: read it with read_sheet")
    needed = ", ".join(name for name, table in TABLES.items() if table.required)
    return Fault(path.name, f"has no sheet that is a table of a book; it needs sheets called {needed}")


def _check_size(name: str, frame: pd.DataFrame) -> None:
    """Refuse what Excel cannot hold."""
    if len(frame) >= MOST_ROWS:
        raise ValueError(f"{name} has {len(frame):,} rows; an Excel sheet holds {MOST_ROWS - 1:,}: write CSV files")
    if len(frame.columns) > MOST_COLUMNS:
        raise ValueError(f"{name} has {len(frame.columns):,} columns; an Excel sheet holds {MOST_COLUMNS:,}")
    for column in frame.columns[frame.dtypes == "str"]:
        for text in (column, *frame[column].dropna()):
            # Excel counts in UTF-16, where rarer signs count twice.
            if len(text) * 2 > LONGEST and len(text.encode("utf-16-le")) // 2 > LONGEST:
                problem = f"{name}, column {column}: “{text[:30]}…” has {len(text):,} characters"
                raise ValueError(f"{problem}; an Excel cell holds {LONGEST:,}: write CSV files")


class _Exact(float):
    """A number that XlsxWriter, which writes 16 digits, writes with all that are needed to read it back equal."""

    def __format__(self, _: str) -> str:
        return repr(self)


def _write_sheet(workbook: Workbook, sheet: Worksheet, table: Table, frame: pd.DataFrame) -> None:
    bold, day, text = (
        workbook.add_format(look)
        for look in ({"bold": True, "num_format": "@"}, {"num_format": "yyyy-mm-dd"}, {"num_format": "@"})
    )
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(frame.columns):
        kind = table[name].kind if name in table.names else Kind.TEXT
        cells = texts(frame[name])
        look = {Kind.DATE: day, Kind.NUMBER: None, Kind.INTEGER: None, Kind.BOOLEAN: None}.get(kind, text)
        sheet.set_column(column, column, _width(name, cells), look)
        sheet.write_string(0, column, name, bold)
        for row, cell in enumerate(cells, 1):
            if cell:
                _write_cell(sheet, row, column, cell, kind, look)


def _write_cell(sheet: Worksheet, row: int, column: int, cell: str, kind: Kind, look: Format | None) -> None:
    match kind:
        case Kind.DATE if (day := dt.date.fromisoformat(cell)) >= FIRST_DAY:
            sheet.write_number(row, column, (day - EPOCH).days, look)
        case Kind.NUMBER | Kind.INTEGER:
            value = float(cell)
            whole = value.is_integer() and abs(value) < EXACT
            sheet.write_number(row, column, int(value) if whole else _Exact(value), look)
        case Kind.BOOLEAN:
            sheet.write_boolean(row, column, cell == "true", look)
        case _:
            sheet.write_string(row, column, cell, look)


def _width(name: str, cells: list[str]) -> int:
    """Give a column's width in characters, from its first cells."""
    longest = max((len(line) for cell in cells[:200] for line in cell.splitlines()), default=0)
    return min(max(len(name), longest) + 2, _WIDEST)
