"""Keys that tell rows apart, and references that name a row of another table.

Whether all of them are right is asked of Polars, of all tables at once; rows are looked at only where they are not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from stratsell.book.nearest import Nearest
from stratsell.book.tables import REFERENCES, TABLES, Reference, Table
from stratsell.errors import Fault

if TYPE_CHECKING:
    import polars as pl

Frames = Mapping[str, pd.DataFrame]

Check = tuple["pl.LazyFrame", Callable[[], list[Fault]]]
"""A frame whose one cell says whether all is right, and what gives the faults if it is not."""

_AS_OBJECTIVE = {"account_id": "objective_id"}

SUGGESTIONS = 200
"""For how many lost ids of a column a near miss is looked for."""

MOST_IDS = 20_000
"""Among how many ids it is looked for."""


def broken_keys(tables: Frames, unread: Collection[str]) -> list[Fault]:
    """Say which keys are repeated and which references lead nowhere.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        All ten tables, typed.
    unread : collection of str
        Tables whose own ids could not be read; nothing is said of those who name them.
    """
    keys = _Columns(tables)
    checks = [_unique(table, tables[name], keys) for name, table in TABLES.items()]
    return _faults([*checks, *_led(tables, tables, unread, keys, keys), _not_taken(tables, keys)])


def broken_keys_of(tables: Frames, rows: Mapping[str, pd.Index]) -> list[Fault]:
    """Say the same of some rows, when all others are known to be right; `rows` are their labels, by table."""
    some = {name: tables[name].loc[labels] for name, labels in rows.items() if len(labels)}
    alike = {}
    for name, frame in some.items():
        first = TABLES[name].key[0]  # only rows that share the first part of a key can share all of it
        alike[name] = tables[name][among(tables[name][first], frame[first])]
    keys, few = _Columns(tables), _Columns(alike)
    checks = [_unique(TABLES[name], frame, few) for name, frame in alike.items()]
    checks += _led(tables, some, (), keys, _Columns(some))
    if not rows.keys().isdisjoint(("accounts", "objectives")):
        checks.append(_not_taken(tables, keys))
    return _faults(checks)


def among(values: pd.Series, known: pd.Series) -> np.ndarray:
    """Mark the values of a column that are among the known ones; blank cells are not."""
    import polars as pl

    rows = pl.LazyFrame({"id": pl.Series(values)}).with_row_index("row")
    there = rows.join(pl.LazyFrame({"id": pl.Series(known)}), on="id", how="semi").collect()["row"].to_numpy()
    marks = np.zeros(len(values), dtype=bool)
    marks[there] = True
    return marks


def implied(tables: Frames) -> pd.Series:
    """Give the ids of the accounts without objectives, which are also the ids of their implied ones."""
    accounts = tables["accounts"]["account_id"]
    return accounts[~among(accounts, tables["objectives"]["account_id"])]


class _Columns:
    """Columns of tables as Polars has them, each made once."""

    def __init__(self, frames: Frames) -> None:
        self._frames = frames
        self._columns: dict[tuple[str, str], pl.Series] = {}

    def __call__(self, table: str, column: str) -> pl.Series:
        import polars as pl

        if (table, column) not in self._columns:
            self._columns[table, column] = pl.Series(column, self._frames[table][column])
        return self._columns[table, column]

    def frame(self, table: str, columns: Collection[str]) -> pl.LazyFrame:
        import polars as pl

        return pl.LazyFrame([self(table, column) for column in columns])

    def objectives(self) -> pl.LazyFrame:
        """The ids of all objectives, implied ones among them."""
        import polars as pl

        return pl.concat([self.frame("objectives", ["objective_id"]), self.implied()])

    def implied(self) -> pl.LazyFrame:
        """The ids of the objectives that accounts without any have."""
        having = self.frame("objectives", ["account_id"])
        return self.frame("accounts", ["account_id"]).join(having, on="account_id", how="anti").rename(_AS_OBJECTIVE)


def _faults(checks: list[Check]) -> list[Fault]:
    """Ask all checks at once; give the faults of those that fail, in their order."""
    import polars as pl

    right = pl.collect_all([check for check, _ in checks])
    return [fault for frame, (_, faults) in zip(right, checks, strict=True) if not frame.item() for fault in faults()]


def _unique(table: Table, frame: pd.DataFrame, columns: _Columns) -> Check:
    import polars as pl

    # Keys with different hashes differ, and hashes are quicker to tell apart.
    filled = columns.frame(table.name, table.key).drop_nulls()
    return filled.select(pl.struct(pl.all()).hash().n_unique() == pl.len()), partial(_repeated, table, frame)


def _repeated(table: Table, frame: pd.DataFrame) -> list[Fault]:
    """Rows whose key another row above them has."""
    key = list(table.key)
    again = frame[frame.duplicated(key, keep=False) & frame[key].notna().all(axis=1)]
    rows: dict[tuple[Any, ...], list[Any]] = {}
    for row, *parts in again[key].itertuples():
        rows.setdefault(tuple(parts), []).append(row)
    return [
        Fault(
            table.name,
            f"is already the key of row {first}; keys must be unique",
            row,
            ", ".join(key),
            ", ".join(str(part) for part in parts),
        )
        for parts, (first, *others) in rows.items()
        for row in others
    ]


def _led(tables: Frames, rows: Frames, unread: Collection[str], keys: _Columns, columns: _Columns) -> Iterator[Check]:
    """Check that cells of some rows name rows that are there."""
    import polars as pl

    for reference in REFERENCES:
        target = reference.target
        # Some objectives have the ids of their accounts.
        needed = {target, "accounts"} if target == "objectives" else {target}
        if reference.table not in rows or not needed.isdisjoint(unread):
            continue
        there = keys.objectives() if target == "objectives" else keys.frame(target, reference.key)
        named = columns.frame(reference.table, reference.columns).drop_nulls()
        lost = named.join(there, left_on=reference.columns, right_on=reference.key, how="anti")
        find = _lost_ids if len(reference.columns) == 1 else _lost_keys
        yield lost.select(pl.len() == 0), partial(find, tables, reference, rows[reference.table])


def _lost_ids(tables: Frames, reference: Reference, rows: pd.DataFrame) -> list[Fault]:
    """Find ids of rows that are not there."""
    [name], [key] = reference.columns, reference.key
    ids = tables[reference.target][key]
    if reference.target == "objectives":
        ids = pd.concat([ids, implied(tables)])
    ids = ids.dropna()
    lost = rows.loc[rows[name].notna() & ~among(rows[name], ids), name]
    near = _near(ids)
    guessed = set(lost.unique()[:SUGGESTIONS]) if len(ids) <= MOST_IDS else set()
    problem, allowed = f"is not in the table {reference.target}", TABLES[reference.table][name].allowed
    return [
        Fault(reference.table, problem, row, name, value, allowed, partial(near, value) if value in guessed else "")
        for row, value in lost.items()
    ]


def _near(ids: pd.Series) -> Callable[[str], str]:
    """Give what finds the nearest of some ids, each text once; nothing is done before the first is asked for."""
    known = cache(lambda: Nearest(ids))
    return cache(lambda value: known().to(value))


def _lost_keys(tables: Frames, reference: Reference, rows: pd.DataFrame) -> list[Fault]:
    """Find keys of several columns that are not there; the last column is the one that is said to be wrong."""
    columns, key = list(reference.columns), list(reference.key)
    known = pd.MultiIndex.from_frame(tables[reference.target][key].dropna())
    filled = rows[rows[columns].notna().all(axis=1)]
    lost = filled[~pd.MultiIndex.from_frame(filled[columns]).isin(known)]
    *rest, name = columns
    scope = " and ".join(column.removesuffix("_id") for column in rest)
    problem = f"is a {name} that the table {reference.target} does not have for this {scope}"
    return [Fault(reference.table, problem, row, name, value) for row, value in lost[name].items()]


def _not_taken(tables: Frames, columns: _Columns) -> Check:
    import polars as pl

    taken = columns.frame("objectives", ["objective_id"]).join(columns.implied(), on="objective_id", how="semi")
    return taken.select(pl.len() == 0), partial(_taken, tables)


def _taken(tables: Frames) -> list[Fault]:
    """Objectives whose id is also that of an implied one."""
    objectives = tables["objectives"]
    taken = objectives.loc[among(objectives["objective_id"], implied(tables)), "objective_id"]
    problem = "is also the id of an account without objectives: give this objective another id"
    return [Fault("objectives", problem, row, "objective_id", value) for row, value in taken.items()]
