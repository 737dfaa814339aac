"""Bringing a newer import into a book that people have worked on since.

The newer one knows better what a CRM knows: who is there, names, titles, managers, what has been closed. People know
better what no CRM knows: mindsets, wins, roles as they see them. So a merge adds rows and updates cells, but takes
out no row, blanks no cell, and leaves alone what people judge. With the earlier import at hand it knows who changed
what, and keeps exactly what people changed. Everything it does, and everything it leaves, is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from stratsell.book.adopting import adopted
from stratsell.book.diff import Change, changes, patched, row_keys, written_cell, written_key
from stratsell.book.tables import TABLES
from stratsell.vocabulary import RelationshipKind

Frames = Mapping[str, pd.DataFrame]
Keys = dict[str, set[tuple[Any, ...]]]

ADDED, UPDATED, REPLACED, KEPT, MISSING, LEFT_OUT = "added", "updated", "replaced", "kept", "missing", "left out"
"""What a merge may do with a difference; `stratsell.Book.merge` says what each means."""

_DONE = (ADDED, UPDATED, REPLACED)
_COLUMNS = ["table", "key", "change", "column", "book", "other"]

JUDGED: dict[str, frozenset[str]] = {
    **{name: frozenset(column.name for column in TABLES[name].columns) for name in ("influences", "actions")},
    "relationships": frozenset({"notes"}),
    "touchpoints": frozenset({"mode", "message", "learned", "objective_id"}),
    "objectives": frozenset({"problem", "outcome", "metric", "baseline", "target", "value", "due_on"}),
}
"""The columns of which people know more than a CRM; filled cells of theirs stay if nothing says who filled them."""


def merged(mine: Frames, theirs: Frames, since: Frames | None = None) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Merge the tables of a newer import into those of a book; `stratsell.Book.merge` says how.

    Parameters
    ----------
    mine : mapping of str to pandas.DataFrame
        The tables of the book.
    theirs : mapping of str to pandas.DataFrame
        The tables of the newer import.
    since : mapping of str to pandas.DataFrame, optional
        The tables of the earlier import.

    Returns
    -------
    tables : dict of str to pandas.DataFrame
        The book's tables afterwards, not validated; a table without changes is the same frame.
    frame : pandas.DataFrame
        What was done and what was left, as `stratsell.Book.merge` describes it.
    """
    adoptions: list[tuple[str, str, str]] = []
    if since is not None:
        mine, adoptions = adopted(mine, theirs, since)
    judge = _Without(theirs) if since is None else _With(theirs, since)
    judged = [(change, judge.of(change)) for change in changes(mine, theirs)]
    there = _keys(mine)
    decided = [(change, _if_possible(change, what, there)) for change, what in judged if what]
    decided += [(change, ADDED) for change in _implied(mine, theirs, there)]
    rows = [(table, before, UPDATED, *TABLES[table].key, before, after) for table, before, after in adoptions]
    rows += [
        (
            *(change.table, written_key(change.key), what, change.column),
            *(written_cell(change.before), written_cell(change.after)),
        )
        for change, what in decided
    ]
    tables = patched(mine, [change for change, what in decided if what in _DONE])
    return tables, pd.DataFrame(rows, columns=_COLUMNS, dtype="str")


class _Without:
    """What to do about a difference if nothing is known of the earlier import."""

    def __init__(self, theirs: Frames) -> None:
        self._sent = {name for name, frame in theirs.items() if len(frame)}

    def of(self, change: Change) -> str:
        """Say what to do; blank for nothing that is worth telling."""
        match change.kind:
            case "added":
                return ADDED
            case "removed":
                return MISSING if change.table in self._sent else ""
        if change.after is None:
            return ""
        return KEPT if change.before is not None and change.column in JUDGED.get(change.table, ()) else UPDATED


class _With:
    """What to do about a difference if the earlier import is known, and so who changed what."""

    def __init__(self, theirs: Frames, since: Frames) -> None:
        self._since = _keys(since)
        self._changed = {change.place: change.before for change in changes(since, theirs)}
        edges = row_keys(TABLES["relationships"], theirs["relationships"])
        self._managed = {key[0] for key in edges if key[2] == RelationshipKind.REPORTS_TO}

    def of(self, change: Change) -> str:
        """Say what to do; blank for what people did and the other side has no part in."""
        known = change.key in self._since[change.table]
        match change.kind:
            case "added":
                return "" if known else ADDED
            case "removed":
                return (REPLACED if self._moved(change) else MISSING) if known else ""
        if known:
            if change.place not in self._changed:
                return ""
            return UPDATED if self._changed[change.place] == change.before else KEPT
        if change.after is None:
            return ""
        return KEPT if change.before is not None else UPDATED

    def _moved(self, change: Change) -> bool:
        """Whether a person reports to somebody else now."""
        manager = change.table == "relationships" and change.key[2] == RelationshipKind.REPORTS_TO
        return manager and change.key[0] in self._managed


def _keys(tables: Frames) -> Keys:
    return {name: set(row_keys(table, tables[name])) for name, table in TABLES.items()}


def _if_possible(change: Change, what: str, there: Keys) -> str:
    """Leave out what refers to a row that people have taken out of the book; note what is there from now on.

    Rows refer to rows of tables before their own only, and changes come in the order of the tables.
    """
    if what not in (ADDED, UPDATED):
        return what
    cells = change.after if what == ADDED else {change.column: change.after}
    for column in TABLES[change.table].columns:
        value = cells.get(column.name)
        # The implied objective of an account has the account's id.
        known = [there[column.refers_to]] if column.refers_to else []
        known += [there["accounts"]] if column.refers_to == "objectives" else []
        if known and value is not None and not any((value,) in keys for keys in known):
            return LEFT_OUT
    if what == ADDED:
        there[change.table].add(change.key)
    return what


def _implied(mine: Frames, theirs: Frames, there: Keys) -> list[Change]:
    """Write down implied objectives that would be lost, since their account has a written one now."""
    both = (mine, theirs)
    having = {account for tables in both for account in tables["objectives"]["account_id"]}
    used = {id_ for tables in both for name in _ABOUT for id_ in tables[name]["objective_id"].dropna()}
    names = {key: name for tables in both for key, name in _names(tables)}
    lost = [id_ for id_ in names if id_ in having & used and (id_,) in there["accounts"]]
    return [
        Change("objectives", (id_,), "", None, {"objective_id": id_, "account_id": id_, "name": names[id_]})
        for id_ in lost
        if (id_,) not in there["objectives"]
    ]


_ABOUT = [name for name, table in TABLES.items() if name != "objectives" and "objective_id" in table.names]
"""The tables whose rows are about an objective."""


def _names(tables: Frames) -> list[tuple[str, str]]:
    accounts = tables["accounts"]
    return list(zip(accounts["account_id"], accounts["name"], strict=True))
