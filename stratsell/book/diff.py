"""What differs between two books: rows added, rows removed, cells changed.

Rows are told apart by their table's key, never by their place, so that the order of rows and columns is no difference.
A blank cell and a column that is not there are the same. `differences` gives a frame for people; `changes` gives the
same as values for programs and `patched` carries them out, which is all that merging books needs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd

from stratsell.book.tables import TABLES, HasTables, Table
from stratsell.text import texts

Cell = str | float | bool | dt.date | None
"""What a cell of a book holds: None where it is blank, a date for a day, whole numbers as int."""


class Change(NamedTuple):
    """One difference between two books.

    Attributes
    ----------
    table : str
        The table.
    key : tuple
        The row's key, in the order of the table's key columns.
    column : str
        The column of a changed cell; blank where a whole row was added or removed.
    before : Cell or dict of str to Cell
        What stood there. Of a removed row, its filled cells by column.
    after : Cell or dict of str to Cell
        What stands there now. Of an added row, its filled cells by column.
    """

    table: str
    key: tuple[Any, ...]
    column: str
    before: Any
    after: Any

    @property
    def kind(self) -> str:
        """``added`` or ``removed`` for a row, ``changed`` for a cell."""
        if self.column:
            return "changed"
        return "added" if self.before is None else "removed"

    @property
    def place(self) -> tuple[str, tuple[Any, ...], str]:
        """The table, key and column; two changes of one place concern the same cell or the same row."""
        return self.table, self.key, self.column


def differences(before: HasTables, after: HasTables) -> pd.DataFrame:
    """Say what differs between two books.

    Parameters
    ----------
    before, after : Book
        The books to compare.

    Returns
    -------
    pandas.DataFrame
        A row per added row, removed row or changed cell; empty if both books say the same. By table, in it first the
        rows of `before` in their order and then those that are new:

        ======  ===  =====================================================================
        table   str  the table
        key     str  the row's key, its parts joined by `` / ``
        change  str  ``added``, ``removed`` or ``changed``
        column  str  the column of a changed cell; blank for a row
        before  str  what stood in the cell, as a file writes it; blank if nothing
        after   str  what stands there now
        ======  ===  =====================================================================

    Examples
    --------
    >>> import stratsell as ss
    >>> old = ss.demo()
    >>> people = old.tables["people"].copy()
    >>> people.loc[0, "title"] = "Chief of everything"
    >>> new = ss.Book({**old.tables, "people": people})
    >>> differences(old, new)[["table", "key", "change", "column", "after"]].iloc[0].tolist()
    ['people', 'nw-osei', 'changed', 'title', 'Chief of everything']
    """
    return as_frame(changes(before.tables, after.tables))


def as_frame(listed: Iterable[Change]) -> pd.DataFrame:
    """Give changes as the frame that `differences` describes."""
    rows = [
        (
            change.table,
            written_key(change.key),
            change.kind,
            change.column,
            *map(written_cell, (change.before, change.after)),
        )
        for change in listed
    ]
    return pd.DataFrame(rows, columns=["table", "key", "change", "column", "before", "after"], dtype="str")


def changes(before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame]) -> list[Change]:
    """Give what differs between the tables of two books, in the order that `differences` has.

    Parameters
    ----------
    before, after : mapping of str to pandas.DataFrame
        The tables of two books, such as ``book.tables``.

    Returns
    -------
    list of Change
        Empty if both say the same. ``patched(before, changes(before, after))`` says what `after` says.
    """
    return [change for name, table in TABLES.items() for change in _of_table(table, before[name], after[name])]


def patched(tables: Mapping[str, pd.DataFrame], todo: Iterable[Change]) -> dict[str, pd.DataFrame]:
    """Carry out changes on the tables of a book.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The tables of a book; they stay as they are.
    todo : iterable of Change
        What to do. Added rows come at the end of their table, in this order.

    Returns
    -------
    dict of str to pandas.DataFrame
        All tables; one without changes is the same frame. They are not validated: a change may leave behind rows that
        refer to one which it removes, so make a `Book` of them.

    Raises
    ------
    KeyError
        If a row to be changed or removed is not there.
    """
    by_table: dict[str, list[Change]] = {}
    for change in todo:
        by_table.setdefault(change.table, []).append(change)
    return {
        name: _patched(TABLES[name], frame, by_table[name]) if name in by_table else frame
        for name, frame in tables.items()
    }


def row_keys(table: Table, frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Give the key of each row of a table, in plain Python values."""
    return list(zip(*(_cells(frame[name]) for name in table.key), strict=True))


def written_key(key: tuple[Any, ...]) -> str:
    """Write a row's key as frames show it.

    Examples
    --------
    >>> written_key(("northwind-1", 2))
    'northwind-1 / 2'
    """
    return " / ".join(map(str, key))


def _of_table(table: Table, before: pd.DataFrame, after: pd.DataFrame) -> Iterator[Change]:
    """Give the differences of one table: first what became of the old rows, then the new ones."""
    if before is after:
        return
    old, new = row_keys(table, before), row_keys(table, after)
    place = {key: index for index, key in enumerate(new)}
    both = [index for index, key in enumerate(old) if key in place]
    there = [place[old[index]] for index in both]
    changed = _changed_cells(table, before.iloc[both], after.iloc[there])
    known = set(old)
    lost = _rows(before, [index for index, key in enumerate(old) if key not in place])
    fresh = _rows(after, [index for index, key in enumerate(new) if key not in known])
    for key in old:
        if key in place:
            yield from (Change(table.name, key, *rest) for rest in changed.get(key, ()))
        else:
            yield Change(table.name, key, "", next(lost), None)
    yield from (Change(table.name, key, "", None, next(fresh)) for key in new if key not in known)


def _changed_cells(
    table: Table, before: pd.DataFrame, after: pd.DataFrame
) -> dict[tuple[Any, ...], list[tuple[str, Cell, Cell]]]:
    """Compare rows that stand in the same order; give the cells that differ, by the key of their row."""
    keys = row_keys(table, before)
    cells: dict[tuple[Any, ...], list[tuple[str, Cell, Cell]]] = {}
    for name in dict.fromkeys([*before.columns, *after.columns]):
        if name in table.key:
            continue
        old, new = _column(before, name), _column(after, name)
        differ = _differing(old, new)
        if differ:
            was, now = _cells(old.iloc[differ]), _cells(new.iloc[differ])
            for index, one, other in zip(differ, was, now, strict=True):
                cells.setdefault(keys[index], []).append((name, one, other))
    return cells


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    """Give a column, or blanks where the table does not have it."""
    return frame[name] if name in frame.columns else pd.Series(None, index=frame.index, dtype="str")


def _differing(old: pd.Series, new: pd.Series) -> list[int]:
    """Give the places at which two columns of the same length differ."""
    if old.dtype == new.dtype and old.dtype != object:
        one, other = old.reset_index(drop=True), new.reset_index(drop=True)
        same = (one == other).astype("boolean").fillna(value=False) | (one.isna() & other.isna())
        return [int(index) for index in (~same).to_numpy().nonzero()[0]]
    # An unknown column may be numbers in one book and text in the other; what counts is what a file would say.
    pairs = zip(texts(old), texts(new), strict=True)
    return [index for index, (one, other) in enumerate(pairs) if one != other]


def _cells(values: pd.Series) -> list[Any]:
    """Give a column's cells in plain Python."""
    if values.dtype.kind == "M":
        return [None if cell is pd.NaT else cell.date() if cell == cell.normalize() else cell for cell in values]
    cells = values.astype(object).where(values.notna(), None).to_numpy()
    return [cell.item() if hasattr(cell, "item") else cell for cell in cells]


def _rows(frame: pd.DataFrame, places: list[int]) -> Iterator[dict[str, Cell]]:
    """Give the filled cells of some rows, by column."""
    columns = {name: _cells(frame[name].iloc[places]) for name in frame.columns}
    for row in zip(*columns.values(), strict=True):
        yield {name: cell for name, cell in zip(columns, row, strict=True) if cell is not None}


def written_cell(cell: object) -> str:
    """Write one cell as a file does; a whole row is told by its key alone."""
    if cell is None or isinstance(cell, dict):
        return ""
    return texts(pd.Series([cell], dtype=object))[0]


def _patched(table: Table, frame: pd.DataFrame, todo: list[Change]) -> pd.DataFrame:
    """Carry out the changes of one table."""
    place = {key: index for index, key in enumerate(row_keys(table, frame))}
    cells: dict[str, dict[int, Any]] = {}
    gone = [place[change.key] for change in todo if change.kind == "removed"]
    added = [change.after for change in todo if change.kind == "added"]
    for change in todo:
        if change.kind == "changed":
            cells.setdefault(change.column, {})[place[change.key]] = change.after
    wanted = dict.fromkeys([*frame.columns, *cells, *(name for row in added for name in row)])
    remaining = [index for index in range(len(frame)) if index not in set(gone)] if gone else None
    columns = {}
    for name in wanted:
        column = _column(frame, name)
        if name in cells:
            column = _with(column, cells[name])
        if remaining is not None:
            column = column.iloc[remaining]
        columns[name] = _longer(column, [row.get(name) for row in added]) if added else column
    return pd.DataFrame(columns).reset_index(drop=True)


def _with(column: pd.Series, cells: Mapping[int, Any]) -> pd.Series:
    """Put cells into their places in a column, which keeps its type if it can hold them."""
    values = column.astype(object).tolist()
    for index, cell in cells.items():
        values[index] = cell
    return _typed_as(column, values)


def _longer(column: pd.Series, more: list[Any]) -> pd.Series:
    return _typed_as(column, [*column.astype(object).tolist(), *more])


def _typed_as(column: pd.Series, values: list[Any]) -> pd.Series:
    """Give values in a column's type; an unknown column whose type cannot hold them is then of any type."""
    whole = pd.Series(values, dtype=object)
    whole = whole.where(whole.notna(), None)
    if column.dtype == object or (column.dtype == "str" and not all(v is None or isinstance(v, str) for v in values)):
        return whole
    try:
        return whole.astype(column.dtype)
    except (TypeError, ValueError):
        return whole
