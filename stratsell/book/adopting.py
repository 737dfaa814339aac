"""Rows that people added to a book and that have come back from a CRM under ids of its own: one record, not two.

`Book.export_changes` gives a new contact to the CRM, which gives it an id; the next export has both the id and what the
book said. A row of the book that is in neither import takes over the id of the only new row that says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd

from stratsell.book.tables import TABLES

Frames = Mapping[str, pd.DataFrame]
_SAME: dict[str, tuple[Callable[[Any], tuple[str, ...]], ...]] = {
    "people": (
        lambda row: (row.account_id, "@", _key(row.email)),
        lambda row: (row.account_id, "name", _key(row.name)),
    ),
    "touchpoints": (lambda row: (row.person_id, str(row.on), _key(row.message)),),
}
"""By table, what rows of one record have in common, the surest first."""


def adopted(mine: Frames, theirs: Frames, since: Frames) -> tuple[dict[str, pd.DataFrame], list[tuple[str, str, str]]]:
    """Give a book's tables in which rows of its own have the ids of the other side's rows that say the same.

    Parameters
    ----------
    mine, theirs, since : mapping of str to pandas.DataFrame
        The tables of the book, of the newer import and of the earlier one.

    Returns
    -------
    tables : dict of str to pandas.DataFrame
        A table in which nothing changes is the same frame.
    ids : list of tuple of str
        Of each row that has another id now: its table, the id that it had, and the one that it has.
    """
    tables = dict(mine)
    renames: list[tuple[str, str, str]] = []
    for name, ways in _SAME.items():
        [column] = TABLES[name].key
        known = set(theirs[name][column])
        own = tables[name][~tables[name][column].isin(known | set(since[name][column]))]
        fresh = theirs[name][~theirs[name][column].isin(set(tables[name][column]) | set(since[name][column]))]
        if not len(own) or not len(fresh):
            continue
        renamed: dict[str, str] = {}
        for way in ways:
            other = dict(_once(fresh, way, column, set(renamed.values())))
            renamed |= {id_: other[key] for key, id_ in _once(own, way, column, set(renamed)) if key in other}
        renames += [(name, before, after) for before, after in renamed.items()]
        tables = (
            {table: _renamed(table, frame, name, renamed) for table, frame in tables.items()} if renamed else tables
        )
    return tables, renames


def _once(
    frame: pd.DataFrame, way: Callable[[Any], tuple[str, ...]], column: str, taken: set[str]
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Give what each row has in common with its like, and the row's id, where only one row has it."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for row in frame.itertuples():
        key = way(row)
        if key[-1] and getattr(row, column) not in taken:
            groups.setdefault(key, []).append(getattr(row, column))
    return ((key, ids[0]) for key, ids in groups.items() if len(ids) == 1)


def _renamed(name: str, frame: pd.DataFrame, table: str, ids: dict[str, str]) -> pd.DataFrame:
    """Write other ids wherever a table refers to the rows of another, or has them as its own."""
    columns = [
        column.name
        for column in TABLES[name].columns
        if column.refers_to == table or (name == table and (column.name,) == TABLES[name].key)
    ]
    hit = [column for column in columns if frame[column].isin(ids).any()]
    return frame.assign(**{column: frame[column].replace(ids) for column in hit}) if hit else frame


def _key(text: object) -> str:
    return " ".join(text.split()).casefold() if isinstance(text, str) else ""
