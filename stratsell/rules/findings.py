"""What the rules find in a book on one day, asked once and looked up by objective.

A rule takes nearly as long for one objective as for a thousand, so for a map or a page the rules run over the whole
book once, and going from one account to the next costs nothing. Only where the book is too large for that do they run
over the one objective. Those that say how an objective stands are asked together, over the same tables, so that they
share what they work out. What a rule found is kept until the book changes: the rules are quick enough to be asked again
after an edit.
"""

from __future__ import annotations

import datetime as dt
import weakref
from collections.abc import Callable, Mapping
from functools import lru_cache
from inspect import signature
from typing import Any

import pandas as pd

from stratsell.book import Book
from stratsell.book.pseudonyms import POSITIONS
from stratsell.rules import rule as rule_called
from stratsell.rules.coverage import FRESH_DAYS
from stratsell.rules.engine import Frame, Tables, open_objectives, rows_of
from stratsell.rules.introductions import introduction_steps
from stratsell.rules.missing_influences import candidate_rows
from stratsell.rules.proposition_changes import version_feedback
from stratsell.rules.reach import door_rows

SMALL = 5_000
"""Up to how many influences the rules run over the whole book."""

MOST_PARTS = 64
"""How many parts of a book are kept, so that going back is quick."""

MOST_DAYS = 8
"""For how many days what was found is kept."""

STANDING = ("levels", "coverage", "red_flags", "candidate_rows", "introduction_steps", "door_rows")
"""The rules that say how an objective stands, which are asked together."""

Rows = list[dict[str, Any]]

_OWN = {
    "candidate_rows": candidate_rows,
    "door_rows": door_rows,
    "introduction_steps": introduction_steps,
    "version_feedback": version_feedback,
}
"""What is asked beside the public rules."""


class Findings:
    """The results of the rules for a book on one day; `findings` gives it.

    Parameters
    ----------
    book : weak reference to Book
        The book; what is kept for a book must not keep the book, so whoever asks must hold it.
    day : datetime.date
        The day to look from.
    fresh_days : int
        For how many days a conversation counts.
    """

    def __init__(self, book: weakref.ref[Book], day: dt.date, fresh_days: int) -> None:
        self._book = book
        self._results: dict[str, dict[str, dict[str, Rows]]] = {}
        self._parts = lru_cache(MOST_PARTS)(lambda objective_id: self.book.select(objective_id=objective_id))
        self._open: dict[str, str] | None = None
        self._tables: Tables | None = None
        self._revision = self.book.revision
        self._judged = self.book.tables
        self._windows = {"as_of": day, "fresh_days": fresh_days}
        self.day = day

    @property
    def book(self) -> Book:
        """The book that the rules look at."""
        book = self._book()
        if book is None:
            raise ReferenceError(
                "the book no longer exists; keep a reference to it for as long as its findings are asked for"
            )
        return book

    def part(self, objective_id: str) -> Book:
        """Give the part of the book that concerns an objective, as it is now."""
        self._forget_if_changed()
        return self._parts(objective_id)

    @property
    def open_ids(self) -> frozenset[str]:
        """The ids of the objectives that are open on the day."""
        return frozenset(self.open_objectives)

    @property
    def open_objectives(self) -> Mapping[str, str]:
        """The objectives that are open on the day, by id, and the account of each."""
        self._forget_if_changed()
        if self._open is None:
            rows = open_objectives(self._whole(), self.day).sort("objective_id")
            self._open = dict(rows.select("objective_id", "account_id").collect().iter_rows())
        return self._open

    def _whole(self) -> Tables:
        """Give the tables of the whole book, which rules share."""
        if self._tables is None:
            self._tables = Tables(weakref.proxy(self.book))
        return self._tables

    def _alone(self, rule: str, objective_id: str) -> Tables:
        """Give what a rule needs of the book for one objective; whether it is the only one, its account says."""
        if rule == "check_objectives":
            return Tables(self.book.select(account_id=self.book.account_of(objective_id)))
        return Tables(self.part(objective_id))

    def _forget_if_changed(self) -> None:
        if self.book.revision == self._revision:
            return
        self._revision = self.book.revision
        self._parts.cache_clear()
        before, self._judged, self._tables = self._judged, self.book.tables, None
        if not all(_alike(frame, self._judged[name]) for name, frame in before.items()):
            self._results.clear()
            self._open = None

    def rows(self, rule: str, objective_id: str) -> Rows:
        """Give a rule's rows for an objective, in its order, blank cells as None.

        Parameters
        ----------
        rule : str
            Name of a function of `stratsell.rules`, or of `STANDING`.
        objective_id : str
            The objective.

        Returns
        -------
        list of dict
            By column; empty where the rule finds nothing.

        Examples
        --------
        >>> import datetime as dt, stratsell as ss
        >>> book = ss.demo()
        >>> found = findings(book, dt.date(2026, 11, 23))
        >>> [row["role"] for row in found.rows("missing_influences", "calloway-1")]
        ['economic']
        """
        self._forget_if_changed()
        whole = len(self.book.tables["influences"]) <= SMALL
        results = self._results.setdefault("" if whole else objective_id, {})
        if rule not in results:
            tables = self._whole() if whole else self._alone(rule, objective_id)
            asked = STANDING if rule in STANDING else (rule,)
            queries = (self._query(name, tables) for name in asked)
            results.update(zip(asked, map(_by_objective, rows_of(tables, *queries)), strict=True))
        return results[rule].get(objective_id, [])

    def _query(self, rule: str, tables: Tables) -> Frame:
        ask: Callable[..., Any] = _OWN.get(rule) or rule_called(rule)
        windows = {name: self._windows[name] for name in signature(ask).parameters if name in self._windows}
        query: Frame = ask(tables, **windows)
        return query


_by_book: dict[int, Callable[[dt.date, int], Findings]] = {}


def findings(book: Book, day: dt.date, fresh_days: int = FRESH_DAYS) -> Findings:
    """Give what the rules find in a book on a day; for the days that were asked about last, the same object."""
    key = id(book)
    if key not in _by_book:
        held = weakref.ref(book)
        _by_book[key] = lru_cache(MOST_DAYS)(lambda day, fresh_days: Findings(held, day, fresh_days))
        weakref.finalize(book, _by_book.pop, key, None)
    return _by_book[key](day, fresh_days)


def _alike(before: pd.DataFrame, after: pd.DataFrame) -> bool:
    """Whether a table is for every rule what it was."""
    if before is after:
        return True
    plain, other = (frame.drop(columns=[*POSITIONS], errors="ignore") for frame in (before, after))
    return plain.equals(other)


def _by_objective(rows: Rows) -> dict[str, Rows]:
    groups: dict[str, Rows] = {}
    for row in rows:
        groups.setdefault(row["objective_id"], []).append(row)
    return groups


def records(frame: pd.DataFrame) -> Rows:
    """Give a frame's rows as dictionaries, blank cells as None and days as their midnights.

    Examples
    --------
    >>> records(pd.DataFrame({"name": ["Ann", None], "support": [1.0, float("nan")]}))
    [{'name': 'Ann', 'support': 1.0}, {'name': None, 'support': None}]
    """
    names = [str(name) for name in frame.columns]
    columns = [_cells(frame[name]) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _cells(column: pd.Series) -> list[Any]:
    if column.dtype.kind == "M":
        days: list[Any] = column.to_numpy("datetime64[us]").tolist()
        return days
    cells: list[Any] = column.tolist()
    if column.hasnans:
        return [None if blank else cell for cell, blank in zip(cells, column.isna(), strict=True)]
    return cells
