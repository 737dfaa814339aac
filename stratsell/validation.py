"""Whether tables make a book: all that is wrong with them, found in one pass.

Cells are checked by kind (`stratsell.cells`), then keys, then references between tables. Whoever mends a sheet sees
every fault at once, with the row as their spreadsheet numbers it; nothing is dropped or changed to make a table fit.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from stratsell import cells
from stratsell.errors import BookError, BookWarning, Fault
from stratsell.tables import TABLES, Column, Table

Frames = dict[str, pd.DataFrame]

SUGGESTIONS = 200
"""For how many wrong cells of a column, or unknown columns, a near miss is looked for; finding one costs time."""


def validated(frames: Mapping[str, pd.DataFrame], *, source: str = "", found: Iterable[Fault] = ()) -> Frames:
    """Give the nine tables of a book, typed and complete, or say all that is wrong.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        Tables by name. A frame's index labels are the row numbers that messages name.
    source : str, optional
        What the error calls the place that the tables come from.
    found : iterable of Fault, optional
        What a reader has found wrong already; it is reported with the rest, and no cell is reported twice.

    Returns
    -------
    dict of str to pandas.DataFrame
        All nine tables with all their columns, unknown columns behind them, rows numbered from 0.

    Raises
    ------
    BookError
        With all faults.

    Warns
    -----
    BookWarning
        If an unknown column is probably a known one, misspelt; it is kept but not used.
    """
    found = list(found)
    faults = [*found, *_unknown_tables(frames)]
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
    for table in TABLES.values():
        faults += _repeated_keys(table, tables[table.name])
    faults += _broken_references(tables, faults)
    if faults:
        known = {_cell(fault) for fault in found}
        fresh = [fault for fault in faults[len(found) :] if _cell(fault) not in known]
        raise BookError(sorted([*found, *fresh], key=_position(tables)), source)
    return {name: frame.reset_index(drop=True) for name, frame in tables.items()}


def _unknown_tables(frames: Mapping[str, pd.DataFrame]) -> list[Fault]:
    return [
        Fault(
            str(name),
            "is no table of a book",
            allowed=", ".join(TABLES),
            meant=cells.near_text(str(name), TABLES),
        )
        for name in frames
        if name not in TABLES
    ]


def _cell(fault: Fault) -> tuple[str, object, str]:
    return fault.table, fault.row, fault.column


def typed_columns(table: Table, frame: pd.DataFrame, faults: list[Fault]) -> pd.DataFrame:
    """Give a table's columns, typed, then the unknown ones; what is wrong is added to `faults`."""
    repeated = frame.columns[frame.columns.duplicated()].unique()
    faults += [Fault(table.name, "stands there more than once", column=str(name)) for name in repeated]
    frame = frame.loc[:, ~frame.columns.duplicated()]
    unknown = [name for name in frame.columns if name not in table.names]
    done: dict[str, pd.Series] = {}
    for column in table.columns:
        if column.name in frame.columns:
            values, wrong = cells.typed(frame[column.name], column)
            faults += _wrong_cells(table, column, frame[column.name], wrong)
        else:
            values = pd.Series(None, index=frame.index, dtype=column.kind.dtype)
            if column.required:
                meant = cells.near_text(column.name, map(str, unknown))
                faults.append(
                    Fault(table.name, "is missing: the table must have this column", column=column.name, meant=meant)
                )
        done[column.name] = values
    absent = [c.name for c in table.columns if not c.required and c.name not in frame.columns]
    for at, name in enumerate(unknown):
        done[name] = _unknown(table, name, frame[name], absent if at < SUGGESTIONS else [], faults)
    return pd.DataFrame(done, index=frame.index)


def _unknown(table: Table, name: str, values: pd.Series, absent: list[str], faults: list[Fault]) -> pd.Series:
    """Give an unknown column as it is, if it can be written back."""
    if not isinstance(name, str) or not name.strip() or cells.unsaveable(pd.Series([name], dtype="str")).any():
        faults.append(Fault(table.name, "is not a name", column=repr(name), allowed="text in every header"))
    elif meant := cells.near_text(name, absent):
        warnings.warn(
            f"{table.name}: the column “{name}” is unknown, so it is kept but not used; did you mean “{meant}”?",
            BookWarning,
            stacklevel=5,
        )
    kept = cells.text(values)
    for problem, wrong in (
        ("holds a control character, which neither Excel nor XML can hold", cells.unsaveable(kept)),
        ("holds several values; a cell holds one", cells.several(kept)),
    ):
        faults += [Fault(table.name, problem, row, str(name), value) for row, value in kept[wrong].items()]
    return kept


def _wrong_cells(table: Table, column: Column, values: pd.Series, wrong: cells.Wrong) -> list[Fault]:
    """Give a fault for every wrong cell; one for the whole column where all of it is of a wrong type."""
    faults = []
    for problem, mask in wrong:
        if problem == cells.NO_TEXT and values.dtype != object:
            faults.append(Fault(table.name, f"the column {problem}", column=column.name, value=values.dtype))
            continue
        rows = values[mask]
        for at, (row, value) in enumerate(rows.items()):
            shown = None if cells.is_blank(value) else value
            guess = shown is not None and at < SUGGESTIONS
            meant = cells.meant(value, column) if guess else ""
            faults.append(Fault(table.name, problem, row, column.name, shown, column.allowed, meant))
    return faults


def _repeated_keys(table: Table, frame: pd.DataFrame) -> list[Fault]:
    """Rows whose key another row above them has."""
    key = list(table.key)
    filled = frame[key].notna().all(axis=1)
    again = frame.duplicated(key) & filled
    if not again.any():
        return []
    first = {tuple(row[1:]): row[0] for row in frame.loc[filled & ~again, key].itertuples()}
    return [
        Fault(
            table.name,
            f"is the key of row {first[tuple(row[1:])]} already; a key stands once",
            row[0],
            ", ".join(key),
            ", ".join(str(part) for part in row[1:]),
        )
        for row in frame.loc[again, key].itertuples()
    ]


def _broken_references(tables: Frames, found: list[Fault]) -> list[Fault]:
    """Cells that name a row of another table which is not there.

    Where a table's own ids could not be read (a fault in `found` says so), nothing more is said of those who name them.
    """
    objectives, accounts = tables["objectives"], tables["accounts"]
    implied = accounts.loc[~cells.among(accounts["account_id"], objectives["account_id"]), "account_id"]
    known = {
        "accounts": accounts["account_id"].dropna(),
        "people": tables["people"]["person_id"].dropna(),
        "objectives": pd.concat([objectives["objective_id"].dropna(), implied.dropna()]),
    }
    unread = {fault.table for fault in found if fault.row is None}
    if "accounts" in unread:
        unread.add("objectives")  # for some have the ids of their accounts
    faults = []
    for table in TABLES.values():
        for column in table.columns:
            if column.refers_to and column.refers_to not in unread:
                ids, values = known[column.refers_to], tables[table.name][column.name]
                lost = values[values.notna() & ~cells.among(values, ids)]
                faults += _lost(table, column, lost, ids)
    taken = objectives.loc[cells.among(objectives["objective_id"], implied), "objective_id"]
    problem = "is also an account without objectives, whose one objective has the account's id"
    faults += [Fault("objectives", problem, row, "objective_id", value) for row, value in taken.items()]
    return faults + _lost_versions(tables)


def _lost(table: Table, column: Column, lost: pd.Series, ids: pd.Series) -> list[Fault]:
    near: dict[str, str] = {}
    for value in lost.unique()[:SUGGESTIONS]:
        near[value] = cells.near_text(value, ids if len(ids) <= 20_000 else ids[:0])
    problem = f"is not in the table {column.refers_to}"
    return [
        Fault(table.name, problem, row, column.name, value, column.allowed, near.get(value, ""))
        for row, value in lost.items()
    ]


def _lost_versions(tables: Frames) -> list[Fault]:
    """Feedback on a version that no proposition has."""
    feedback, key = tables["feedback"], ["objective_id", "version"]
    versions = pd.MultiIndex.from_frame(tables["propositions"][key].dropna())
    filled = feedback[feedback[key].notna().all(axis=1)]
    lost = filled[~pd.MultiIndex.from_frame(filled[key]).isin(versions)]
    problem = "is a version that the table propositions does not have for this objective"
    return [Fault("feedback", problem, row, "version", value) for row, value in lost["version"].items()]


def _position(tables: Frames) -> Callable[[Fault], tuple[int, int, int]]:
    """Sort key: tables, then rows, then columns, each in the order in which their owner sees them."""
    order = {name: at for at, name in enumerate(TABLES)}
    rows = {name: {row: at for at, row in enumerate(frame.index)} for name, frame in tables.items()}

    def position(fault: Fault) -> tuple[int, int, int]:
        names = TABLES[fault.table].names if fault.table in TABLES else []
        column = names.index(fault.column) if fault.column in names else -1
        row = rows.get(fault.table, {}).get(fault.row, -1) if fault.row is not None else -1
        return order.get(fault.table, -1), row, column

    return position
