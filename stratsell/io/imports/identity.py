"""Which rows are one record, where no id says so, and what of them does not go together.

Two rows of one name are one record if no column that both fill says otherwise; else they are two, told apart by what
differs. Nothing is merged that contradicts, and nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from stratsell.book.import_report import Line, Outcome, cut
from stratsell.io.imports.names import key
from stratsell.io.imports.records import Records

_COMPARED = 50
"""With how many others of one name a row is compared cell by cell; further ones are told apart by all they say."""


def told_apart(
    base: pd.Series,
    columns: pd.DataFrame,
    labels: Sequence[pd.Series],
    homes: pd.Series | None = None,
    *,
    sure: str = "",
) -> pd.Series:
    """Give rows ids: the base where it is theirs alone, the base and what tells them apart where it is not.

    Parameters
    ----------
    base : pandas.Series
        What rows of one name share.
    columns : pandas.DataFrame
        What tells rows of one name apart, where both are filled.
    labels : sequence of pandas.Series
        What stands in the id of those that are told apart, the first that is filled.
    homes : pandas.Series, optional
        The account of each; rows of two are never one record.
    sure : str, optional
        The column that decides alone where both are filled.

    Returns
    -------
    pandas.Series
        Equal for rows that are one record.

    Examples
    --------
    >>> base = pd.Series(["a/Ada", "a/Ada", "a/Bo"], dtype=object)
    >>> titles = pd.DataFrame({"title": ["CFO", "IT", None]}, dtype=object)
    >>> told_apart(base, titles, [titles["title"]]).tolist()
    ['a/Ada', 'a/Ada (IT)', 'a/Bo']
    """
    same = base.map(key)
    again = same.duplicated(keep=False)
    if not again.any():
        return base
    ids = base.copy()
    taken = set(base[~again])
    decides = list(columns.columns).index(sure) if sure in columns.columns else None
    rows = {at: tuple(row) for at, row in zip(base.index[again], columns[again].itertuples(index=False), strict=True)}
    for _, group in base[again].groupby(same[again], sort=False):
        parts = [group] if homes is None else [part for _, part in group.groupby(homes[group.index], sort=False)]
        clusters = [each for part in parts for each in _clusters([(at, rows[at]) for at in part.index], decides)]
        name = str(group.iloc[0])
        for number, members in enumerate(clusters, 1):
            each = name if number == 1 else _free(name, members[0], number, labels, taken)
            taken.add(each)
            ids.loc[members] = each
    return ids


def _clusters(rows: list[tuple[object, tuple[object, ...]]], sure: int | None) -> list[list[Any]]:
    """Put rows together that do not contradict one another."""
    said: list[list[Any]] = []
    members: list[list[Any]] = []
    exact: dict[tuple[object, ...], int] = {}
    for at, row in rows:
        place = exact.get(row)
        if place is None and len(said) < _COMPARED:
            place = next((n for n, one in enumerate(said) if _agree(one, row, sure)), None)
        if place is None:
            place = len(said)
            said.append(list(row))
            members.append([])
        else:
            said[place] = [one if _filled(one) else other for one, other in zip(said[place], row, strict=True)]
        exact[row] = place
        members[place].append(at)
    return members


def _agree(one: Sequence[object], other: Sequence[object], sure: int | None) -> bool:
    if sure is not None and _filled(one[sure]) and _filled(other[sure]):
        return key(str(one[sure])) == key(str(other[sure]))
    return all(
        not _filled(a) or not _filled(b) or a == b or key(str(a)) == key(str(b))
        for a, b in zip(one, other, strict=True)
    )


def _filled(cell: object) -> bool:
    return cell is not None and cell == cell  # noqa: PLR0124 (NaN alone differs from itself)


def _free(name: str, at: Any, number: int, labels: Sequence[pd.Series], taken: set[str]) -> str:
    """Give an id that nobody has."""
    said = next((str(label.loc[at]) for label in labels if _filled(label.loc[at])), str(number))
    each = f"{name} ({said})"
    while each in taken:
        number += 1
        each = f"{name} ({said}, {number})"
    return each


def fill_from_others(records: Records, by: str) -> None:
    """Let the first row of each record say what only further rows of it say, before these are joined to it."""
    ids = records[by]
    again = ids.duplicated(keep=False) & ids.notna()
    if not again.any():
        return
    first = again & ~ids.duplicated()
    for name in ("slots", "extra"):
        frame = getattr(records, name)
        if not len(frame.columns):
            continue
        whole = frame[again].groupby(ids[again], sort=False).transform("first").reindex(frame.index)
        filled = frame.where(frame.notna() | ~first.to_numpy()[:, None], whole).astype(object)
        setattr(records, name, filled.where(filled.notna(), None))


def differing(records: Records, by: str, slot: str, noun: str, *, extra: bool = False) -> None:
    """Say of which rows a cell differs from the first filled one of the same record; that one counts."""
    cells = records.extra[slot] if extra else records[slot]
    ids = records[by]
    filled = cells.notna() & ids.notna()
    if not filled.any():
        return
    first = cells[filled].groupby(ids[filled], sort=False).transform("first")
    wrong = filled & (cells != first.reindex(cells.index))
    if not wrong.any():
        return
    rows = records.place["row"]
    at = rows[filled].groupby(ids[filled], sort=False).transform("first")
    remedy = "write the same in both rows"
    remedy += ", or give each of two people an id in a column person_id" if noun == "person" else ""
    place = "+" + slot if extra else slot
    places: Any = records.place
    for row in cells.index[wrong]:
        file, number = places.loc[row, "file"], places.loc[row, "row"]
        why = f"differs from row {at[row]} of the same {noun}, “{first[row]}”, which counts"
        header = records.header(file, place)
        records.lines.append(Line(file, number, header, cut(str(cells[row])), Outcome.LEFT_BLANK, why, remedy))
