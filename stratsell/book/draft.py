"""A book being edited: rows put in, changed and taken out, and then checked together.

Frames are replaced and never changed, so whoever holds an old one still has it; columns that an edit does not touch are
shared. Only the rows that an edit touches are checked. All others were right before and still are, because the rows
that refer to a row go with it, and follow it where its key changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from stratsell.book import cells
from stratsell.book.keys import broken_keys_of
from stratsell.book.tables import REFERENCES, TABLES, Kind, Reference, Table
from stratsell.book.validation import Frames, in_order, typed_cells, typed_columns, unknown_table
from stratsell.errors import BookError, Fault

Key = str | tuple[Any, ...]
"""The key of a row: its one cell, or a tuple in the order of the table's key."""

NEW = "new"
"""What an error calls a row that has no key yet."""


class Draft:
    """The tables of a book while they are edited; `done` checks them and gives them back.

    What is wrong is collected, so that it can be said at once in the end. Until then each row keeps its index label.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The ten tables of a book, rows numbered from 0.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._before: Frames = dict(tables)
        self.tables: Frames = dict(tables)
        self._touched: dict[str, set[Any]] = {}
        self._faults: list[Fault] = []
        self._lost: dict[tuple[str, Any], tuple[Any, ...]] = {}
        """By table and label of rows whose key was made blank: the key by which others still name them."""
        self._whole = False

    def copy(self) -> Draft:
        """Give a draft that stands where this one does and goes its own way."""
        twin = Draft(self._before)
        twin.tables = dict(self.tables)
        twin._touched = {name: set(labels) for name, labels in self._touched.items()}
        twin._faults = list(self._faults)
        twin._lost = dict(self._lost)
        twin._whole = self._whole
        return twin

    def insert(self, name: str, values: Mapping[str, Any]) -> None:
        """Put a row at the end of a table; the first objective of an account gets what its implied one had."""
        table = self._table(name)
        if table is None:
            return
        frame = self.tables[name]
        label = int(frame.index.max()) + 1 if len(frame) else 0
        typed = self._typed(table, label, dict.fromkeys(_required(table)) | _filled(frame, values))
        row = frame.iloc[:0].reindex([label]).assign(**typed)
        heir = name == "objectives" and self._is_bare(_cell(row, "account_id"))
        self.tables[name] = pd.concat([frame, row])
        self._touch(name, [label])
        if heir:
            self._follow("objectives", _key(row, ("account_id",)), _key(row, table.key))

    def update(self, name: str, key: Key, values: Mapping[str, Any]) -> None:
        """Change cells of a row; where its key changes, the rows that refer to it follow."""
        table = self._table(name)
        label = None if table is None else self._label(table, key)
        if table is None or label is None:
            return
        frame = self.tables[name]
        typed = self._typed(table, label, _filled(frame, values))
        old = frame.loc[[label]]
        changed = {column: cell for column, cell in typed.items() if not _same(old.get(column), cell)}
        new = old.assign(**changed)
        moves = self._moves(table, old, new)
        self.tables[name] = frame.assign(**{c: _with(frame.get(c), cell, frame.index) for c, cell in changed.items()})
        self._touch(name, [label])
        if any(pd.isna(part) for part in _key(new, table.key)):
            self._lost[name, label] = _key(old, table.key)
        for move in moves:
            self._follow(*move)

    def remove(self, name: str, key: Key) -> None:
        """Take out a row, and the rows that refer to it."""
        table = self._table(name)
        label = None if table is None else self._label(table, key)
        if label is not None:
            self._take_out(name, pd.Index([label]))

    def replace(self, name: str, frame: pd.DataFrame) -> None:
        """Put another frame in the place of a table; the whole book is then checked."""
        if (table := self._table(name)) is None:
            return
        self._forget(name, self.tables[name].index)
        faults: list[Fault] = []
        typed = typed_columns(table, frame, faults)
        self._faults += [fault if fault.row is None else fault.but(row=str(fault.row)) for fault in faults]
        self.tables[name] = typed.reset_index(drop=True)
        self._whole = True

    def done(self) -> Frames:
        """Give all tables, those that did not change as they were; or raise BookError with all faults."""
        touched = {name: frame.index for name, frame in self.tables.items()} if self._whole else self._touched
        rows = {name: pd.Index(sorted(labels)) for name, labels in touched.items()}
        if faults := [*self._faults, *broken_keys_of(self.tables, rows)]:
            raise BookError([self._named(fault) for fault in in_order(faults, self.tables)], "the edit")
        return {name: self._settled(name) for name in TABLES}

    def _settled(self, name: str) -> pd.DataFrame:
        before, frame = self._before[name], self.tables[name]
        if frame is before:
            return before
        frame = frame.reset_index(drop=True)
        return before if frame.equals(before) and list(frame) == list(before) else frame

    # Rows and cells.

    def _table(self, name: str) -> Table | None:
        if name not in TABLES:
            self._faults.append(unknown_table(name))
        return TABLES.get(name)

    def _label(self, table: Table, key: Key) -> Any:
        """Find the label of the row with a key; that there is none is a fault."""
        labels = find(self.tables[table.name], table, key)
        if len(labels):
            return labels[0]
        parts = key if isinstance(key, tuple) else (key,)
        known = self.tables[table.name][table.key[0]].dropna()
        near = partial(cells.near_text, str(key), known) if len(parts) == 1 else ""
        written = ", ".join(map(str, parts))
        self._faults.append(Fault(table.name, "is not in the table", None, ", ".join(table.key), written, meant=near))
        return None

    def _typed(self, table: Table, label: Any, values: Mapping[str, Any]) -> dict[str, pd.Series]:
        """Give cells of one row, typed; what is wrong with them takes the place of what was wrong before."""
        row = pd.DataFrame({name: pd.Series([value], index=[label], dtype=object) for name, value in values.items()})
        faults: list[Fault] = []
        typed = typed_cells(table, row, faults, existing=self.tables[table.name].columns)
        here = (table.name, label)
        self._faults = [
            fault for fault in self._faults if (fault.table, fault.row) != here or fault.column not in typed
        ]
        self._faults += faults
        return {name: cell.infer_objects() for name, cell in typed.items()}

    def _touch(self, name: str, labels: Iterable[Any]) -> None:
        self._touched.setdefault(name, set()).update(labels)

    def _forget(self, name: str, labels: Iterable[Any]) -> None:
        gone = set(labels)
        self._touched.get(name, set()).difference_update(gone)
        self._faults = [fault for fault in self._faults if fault.table != name or fault.row not in gone]

    def _named(self, fault: Fault) -> Fault:
        """Name a row by its key, since nobody who edits a book counts its rows."""
        frame = self.tables.get(fault.table)
        if frame is None or fault.row not in frame.index:
            return fault
        key = [str(part) for part in _key(frame.loc[[fault.row]], TABLES[fault.table].key) if not pd.isna(part)]
        return fault.but(row=named_row(key) if key else NEW)

    # Rows that refer to others.

    def _is_bare(self, account_id: Any) -> bool:
        """Whether an account is there and has no objective but the implied one."""
        accounts, objectives = self.tables["accounts"]["account_id"], self.tables["objectives"]["account_id"]
        return bool((accounts == account_id).any()) and not (objectives == account_id).any()

    def _take_out(self, name: str, labels: pd.Index) -> None:
        gone = self.tables[name].loc[labels]
        own = zip(labels, _keys(gone, TABLES[name].key), strict=True)
        keys = {name: [self._lost.get((name, label), key) for label, key in own]}
        if name == "accounts":
            keys["objectives"] = [key for key in keys[name] if self._is_bare(key[0])]
        self.tables[name] = self.tables[name].drop(index=labels)
        self._touch(name, ())
        self._forget(name, labels)
        for reference in REFERENCES:
            referring = self._referring(reference, keys.get(reference.target, []))
            if len(referring):
                self._take_out(reference.table, referring)

    def _moves(
        self, table: Table, old: pd.DataFrame, new: pd.DataFrame
    ) -> list[tuple[str, tuple[Any, ...], tuple[Any, ...]]]:
        """Say which keys a changed row takes with it: table, old key, new key."""
        was, now = _key(old, table.key), _key(new, table.key)
        moves = [(table.name, was, now)]
        if table.name == "accounts" and self._is_bare(was[0]):
            moves.append(("objectives", was, now))
        account = _cell(new, "account_id") if table.name == "objectives" else None
        if account is not None and account != _cell(old, "account_id") and self._is_bare(account):
            moves.append(("objectives", (account,), now))
        return moves

    def _follow(self, target: str, old: tuple[Any, ...], new: tuple[Any, ...]) -> None:
        """Let the rows that refer to a key refer to another."""
        if any(pd.isna(part) for part in (*old, *new)) or old == new:  # a blank one is a fault already
            return
        for reference in REFERENCES:
            labels = self._referring(reference, [old]) if reference.target == target else ()
            if len(labels):
                self._redirect(reference, labels, new)

    def _redirect(self, reference: Reference, labels: Any, new: tuple[Any, ...]) -> None:
        name, key = reference.table, TABLES[reference.table].key
        frame = self.tables[name]
        columns = {}
        for column, part in zip(reference.columns, new, strict=True):
            columns[column] = frame[column].copy()
            columns[column].loc[labels] = part
        self.tables[name] = frame.assign(**columns)
        self._touch(name, labels)
        were, are = _keys(frame.loc[labels], key), _keys(self.tables[name].loc[labels], key)
        for was, now in zip(were, are, strict=True):
            self._follow(name, was, now)

    def _referring(self, reference: Reference, keys: Iterable[tuple[Any, ...]]) -> pd.Index:
        """Give the labels of the rows that name one of some keys."""
        wanted = {key for key in keys if not any(pd.isna(part) for part in key)}
        frame = self.tables[reference.table]
        if not wanted or not len(frame):
            return frame.index[:0]
        near = frame[frame[reference.columns[0]].isin([key[0] for key in wanted])]
        return near.index[[key in wanted for key in _keys(near, reference.columns)]]


def find(frame: pd.DataFrame, table: Table, key: Key) -> pd.Index:
    """Give the label of the row of a table that has a key; none if there is no such row.

    Raises
    ------
    ValueError
        If the key does not have as many parts as the table's.
    """
    parts = key if isinstance(key, tuple) else (key,)
    if len(parts) != len(table.key):
        raise ValueError(f"{table.name}: “{key}” is not a key; give ({', '.join(table.key)})")
    here = np.ones(len(frame), dtype=bool)
    for name, part in zip(table.key, parts, strict=True):
        number = table[name].kind is Kind.INTEGER and str(part).isdecimal()
        wanted = int(part) if number else str(part) if isinstance(part, str) else part
        here &= (frame[name] == wanted).to_numpy(dtype=bool, na_value=False)
    return frame.index[here]


def _required(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.required]


def _filled(frame: pd.DataFrame, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give values without blank cells of columns that the table does not have: they say nothing."""
    return {name: value for name, value in values.items() if name in frame or not cells.is_blank(value)}


def _same(old: pd.Series | None, new: pd.Series) -> bool:
    """Whether a cell is as it was."""
    if old is None:
        return False
    was, now = old.iloc[0], new.iloc[0]
    return pd.api.types.is_scalar(now) and (
        (pd.isna(was) and pd.isna(now)) or (type(was) is type(now) and bool(was == now))
    )


def _with(column: pd.Series | None, cell: pd.Series, index: pd.Index) -> pd.Series:
    """Give a column with one cell in it; a column that there was not is blank elsewhere."""
    if column is None:
        return cell.reindex(index)
    if column.dtype == cell.dtype:
        column = column.copy()
        column.loc[cell.index] = cell.array
        return column
    parts = [column.drop(index=cell.index), cell.dropna()]
    return cells.text(pd.concat([part for part in parts if len(part)]).reindex(index))


def _keys(frame: pd.DataFrame, names: Iterable[str]) -> list[tuple[Any, ...]]:
    return list(zip(*(frame[name].tolist() for name in names), strict=True))


def _key(row: pd.DataFrame, names: Iterable[str]) -> tuple[Any, ...]:
    return _keys(row, names)[0]


def _cell(row: pd.DataFrame, name: str) -> Any:
    return row[name].iloc[0]


def named_row(key: Iterable[Any]) -> str:
    """Give what faults call a row of this key.

    Examples
    --------
    >>> named_row(["nw-osei"]), named_row(["northwind-1", "nw-osei"])
    ('nw-osei', '(northwind-1, nw-osei)')
    """
    first, *more = map(str, key)
    return f"({', '.join([first, *more])})" if more else first
