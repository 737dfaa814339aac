"""Names beside ids, so that a person can read what a rule has found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals as nw

from stratsell.book.tables import HasTables

_SINGLE = {
    "account_id": ("account", "accounts"),
    "objective_id": ("objective", "objectives"),
    "person_id": ("person", "people"),
    "start_id": ("start", "people"),
    "via_id": ("via", "people"),
    "with_whom": ("with_whom_name", "people"),
    "source_id": ("source", "people"),
    "target_id": ("target", "people"),
}
"""For each column of ids the column of names beside it, and the table that has them."""

_SEVERAL = {
    "candidates": ("candidate_names", "; "),
    "route": ("route_names", " > "),
    "coach_route": ("coach_route_names", " > "),
    "caused_by": ("caused_by_names", "; "),
    "only_to": ("only_to_names", "; "),
}
"""For each column of several people the column of their names, and what stands between them."""


def named(frame: Any, book: HasTables | Mapping[str, Any]) -> Any:
    """Put names beside the ids of what a rule has found.

    Parameters
    ----------
    frame : pandas.DataFrame, polars.DataFrame or pyarrow.Table
        The result of any rule, or any other frame with such columns.
    book : Book or mapping of str to data frame
        Where the names are: the tables accounts, objectives and people.

    Returns
    -------
    data frame
        Of the same kind, with the same rows. Behind each column of ids stands one of names, unless the frame has a
        column of that name already:

        ============  =================  =====================================================
        account_id    account            name of the account
        objective_id  objective          name of the objective; of one that is not written down,
                                         the name of its account
        person_id     person             name of the person
        start_id      start              the same
        via_id        via                the same
        with_whom     with_whom_name     the same
        source_id     source             the same
        target_id     target             the same
        candidates    candidate_names    names joined by “; ”
        route         route_names        names joined by “ > ”
        coach_route   coach_route_names  the same
        caused_by     caused_by_names    names joined by “; ”
        only_to       only_to_names      the same
        ============  =================  =====================================================

        An id that the book does not know has a blank name; among several it stands as itself.

    Raises
    ------
    TypeError
        If the frame is a lazy one.

    Examples
    --------
    >>> import stratsell as ss
    >>> book = ss.demo()
    >>> routes = ss.named(ss.introductions(book, as_of="2026-11-23"), book).set_index("person")
    >>> routes.loc["Amara Osei", "account"]
    'Northwind Foods'
    """
    source = nw.from_native(frame)
    if isinstance(source, nw.LazyFrame):
        raise TypeError("named: the frame is lazy, so its ids are not known yet; collect it first")
    names = _names(book)
    columns: list[nw.Series[Any]] = []
    for column in source.iter_columns():
        columns.append(column)
        if column.name in _SINGLE:
            name, table = _SINGLE[column.name]
            labels = [names[table].get(cell) for cell in column.to_list()]
        elif column.name in _SEVERAL:
            name, between = _SEVERAL[column.name]
            labels = [_joined_names(cell, names["people"], between) for cell in column.to_list()]
        else:
            continue
        if name not in source.columns:
            columns.append(nw.new_series(name, labels, nw.String(), backend=source.implementation))
    return source.select(*columns).to_native()


def _names(book: HasTables | Mapping[str, Any]) -> dict[str, dict[Any, str]]:
    """Give the names of accounts, objectives and people by their ids."""
    tables = book if isinstance(book, Mapping) else book.tables
    names: dict[str, dict[Any, str]] = {}
    for table, key in (("accounts", "account_id"), ("objectives", "objective_id"), ("people", "person_id")):
        rows = tables.get(table)
        frame = None if rows is None else nw.from_native(rows).lazy()
        known = frame is not None and {key, "name"} <= set(frame.collect_schema().names())
        names[table] = dict(frame.select(key, "name").collect().iter_rows()) if frame is not None and known else {}
    names["objectives"] = names["accounts"] | names["objectives"]
    return names


def _joined_names(cell: Any, names: Mapping[Any, str], between: str) -> str | None:
    """Give the names of several people whose ids are joined."""
    return between.join(names.get(id_, id_) for id_ in cell.split(between)) if isinstance(cell, str) and cell else None
