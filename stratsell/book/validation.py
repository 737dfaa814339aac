"""Whether tables make a book: all that is wrong with them, found in one pass.

Cells are checked by kind (`book.cells`), then keys, then references between tables. Whoever corrects a sheet sees
every fault at once, with the row as their spreadsheet numbers it; nothing is dropped or changed to make a table fit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from stratsell.book import cells
from stratsell.book.keys import broken_keys
from stratsell.book.tables import TABLES, Column, Table
from stratsell.errors import BookError, Fault, warn
from stratsell.text import is_visible

Frames = dict[str, pd.DataFrame]

SUGGESTIONS = 200
"""For how many wrong cells of a column, or unknown columns, a near miss is looked for; finding one costs time."""


def validated(frames: Mapping[str, pd.DataFrame], *, source: str = "", earlier: Iterable[Fault] = ()) -> Frames:
    """Give the ten tables of a book, typed and complete, or say all that is wrong.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        Tables by name. A frame's index labels are the row numbers that messages name.
    source : str, optional
        What the error calls the place that the tables come from.
    earlier : iterable of Fault, optional
        What a reader has found wrong already; it is reported with the rest, and no cell is reported twice.

    Returns
    -------
    dict of str to pandas.DataFrame
        All ten tables with all their columns, unknown columns behind them, rows numbered from 0.

    Raises
    ------
    BookError
        With all faults.

    Warns
    -----
    BookWarning
        If an unknown column is probably a known one, misspelt; it is kept but not used.
    """
    earlier = list(earlier)
    faults = [*earlier, *_unknown_tables(frames)]
    tables: Frames = {}
    for table in TABLES.values():
        frame: Any = frames.get(table.name)
        if isinstance(frame, pd.DataFrame) and not frame.size and not len(frame.columns) and not table.required:
            frame = None
        if frame is None:
            if table.required:
                faults.append(Fault(table.name, "is missing: a book must have this table"))
            frame = pd.DataFrame(columns=table.names, dtype="str")
        if not isinstance(frame, pd.DataFrame):
            kind = type(frame).__name__
            faults.append(Fault(table.name, f"is a {kind}", allowed="a pandas DataFrame"))
            frame = pd.DataFrame(columns=table.names, dtype="str")
        tables[table.name] = typed_columns(table, frame, faults)
    faults += broken_keys(tables, {fault.table for fault in faults if fault.row is None})
    if faults:
        known = {_cell(fault) for fault in earlier}
        fresh = [fault for fault in faults[len(earlier) :] if _cell(fault) not in known]
        raise BookError(in_order([*earlier, *fresh], tables), source)
    return {name: frame.reset_index(drop=True) for name, frame in tables.items()}


def in_order(faults: Iterable[Fault], tables: Frames) -> list[Fault]:
    """Sort faults by table, row and column, each in the order in which their owner sees them."""
    faults = list(faults)
    return sorted(faults, key=_position(faults, tables))


def _unknown_tables(frames: Mapping[str, pd.DataFrame]) -> list[Fault]:
    return [unknown_table(name) for name in frames if name not in TABLES]


def unknown_table(name: object) -> Fault:
    """Give the fault for a name that is no table's."""
    meant = cells.near_text(str(name), TABLES)
    return Fault(str(name), "is not a table of a book", allowed=", ".join(TABLES), meant=meant)


def _cell(fault: Fault) -> tuple[str, object, str]:
    return fault.table, fault.row, fault.column


def typed_columns(table: Table, frame: pd.DataFrame, faults: list[Fault]) -> pd.DataFrame:
    """Give a table's columns, typed, then the unknown ones; what is wrong is added to `faults`."""
    repeated = frame.columns[frame.columns.duplicated()].unique()
    faults += [Fault(table.name, "occurs more than once", column=str(name)) for name in repeated]
    frame = frame.loc[:, ~frame.columns.duplicated()]
    typed = typed_cells(table, frame, faults)
    unknown = [name for name in frame.columns if name not in table.names]
    done: dict[str, pd.Series] = {}
    for column in table.columns:
        if column.name in typed:
            done[column.name] = typed[column.name]
            continue
        done[column.name] = pd.Series(None, index=frame.index, dtype=column.kind.dtype)
        if column.required:
            meant = cells.near_text(column.name, map(str, unknown))
            faults.append(
                Fault(table.name, "is missing: the table must have this column", column=column.name, meant=meant)
            )
    done |= {name: typed[name] for name in unknown}
    return pd.DataFrame(done, index=frame.index)


def typed_cells(
    table: Table, frame: pd.DataFrame, faults: list[Fault], existing: Collection[str] = ()
) -> dict[str, pd.Series]:
    """Give the columns that a frame has, typed.

    Parameters
    ----------
    table : Table
        The table.
    frame : pandas.DataFrame
        Some of its columns, each once, and unknown ones.
    faults : list of Fault
        To which is added what is wrong.
    existing : collection of str, optional
        Unknown columns that the table has already, so that nobody has misspelt them just now.

    Returns
    -------
    dict of str to pandas.Series
        By name, in the order of the frame.

    Warns
    -----
    BookWarning
        If an unknown column is probably a known one, misspelt.
    """
    absent = [c.name for c in table.columns if not c.required and c.name not in frame.columns]
    done: dict[str, pd.Series] = {}
    extras = {column.name for column in table.extras}
    for index, name in enumerate(frame.columns):
        if name in table.names or name in extras:
            done[name], wrong = cells.typed(frame[name], table[name])
            faults += _wrong_cells(table, table[name], frame[name], wrong)
        else:
            done[name] = _unknown(
                table, name, frame[name], [] if name in existing or index >= SUGGESTIONS else absent, faults
            )
    return done


def _unknown(table: Table, name: str, values: pd.Series, absent: list[str], faults: list[Fault]) -> pd.Series:
    """Give an unknown column as it is, if it can be written back."""
    if not isinstance(name, str) or not is_visible(name) or cells.has_controls(name):
        faults.append(Fault(table.name, "is not a name", column=repr(name), allowed="text in every header"))
    elif meant := cells.near_text(name, absent):
        warn(f"{table.name}: the column “{name}” is unknown, so it is kept but not used; did you mean “{meant}”?")
    texts = cells.text(values)
    for problem, wrong in (
        ("holds a control character, which neither Excel nor XML can hold", cells.unsaveable(texts)),
        ("holds several values; a cell holds one", cells.several(texts)),
    ):
        if wrong.any():
            faults += [Fault(table.name, problem, row, str(name), value) for row, value in texts[wrong].items()]
    return texts


def _wrong_cells(table: Table, column: Column, values: pd.Series, wrong: cells.Wrong) -> list[Fault]:
    """Give a fault for every wrong cell; one for the whole column where all of it is of a wrong type."""
    faults = []
    for problem, mask in wrong:
        if problem == cells.NO_TEXT and values.dtype != object:
            faults.append(Fault(table.name, f"the column {problem}", column=column.name, value=values.dtype))
            continue
        rows = values[mask]
        for index, (row, value) in enumerate(rows.items()):
            shown = None if cells.is_blank(value) else value
            guess = shown is not None and index < SUGGESTIONS
            meant = partial(cells.meant, value, column) if guess else ""
            faults.append(Fault(table.name, problem, row, column.name, shown, column.allowed, meant))
    return faults


def _position(faults: list[Fault], tables: Frames) -> Callable[[Fault], tuple[int, int, int]]:
    """Sort key: tables, then rows, then columns, each in the order in which their owner sees them."""
    order = {name: index for index, name in enumerate(TABLES)}
    columns = {name: {column: index for index, column in enumerate(table.names)} for name, table in TABLES.items()}
    wanted: dict[str, set[object]] = {}
    for fault in faults:
        if fault.row is not None:
            wanted.setdefault(fault.table, set()).add(fault.row)
    rows = {
        name: {row: index for index, row in enumerate(tables[name].index) if row in some}
        for name, some in wanted.items()
        if name in tables
    }

    def position(fault: Fault) -> tuple[int, int, int]:
        column = columns.get(fault.table, {}).get(fault.column, -1)
        row = rows.get(fault.table, {}).get(fault.row, -1)
        return order.get(fault.table, -1), row, column

    return position
