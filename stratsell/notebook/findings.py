"""What the rules find on one day, computed once and looked up by objective.

A rule takes nearly as long for one objective as for a thousand, so the rules run over the whole book at once and going
from account to account costs nothing. Only for a book that is too large for that do they run over one objective.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd

from stratsell.book import Book
from stratsell.map.reading import SMALL
from stratsell.steps import coverage, introductions, levels, missing_influences, reach, red_flags
from stratsell.steps.frames import objectives

KEPT = 64
"""How many parts of a book are kept, so that going back is quick."""

_RULES: dict[str, Callable[..., pd.DataFrame]] = {
    rule.__name__: rule for rule in (coverage, introductions, levels, missing_influences, reach, red_flags)
}

Rows = list[dict[str, Any]]


class Findings:
    """The results of the rules for a book on one day.

    Parameters
    ----------
    book : Book
        The book.
    day : datetime.date
        The day to look from.

    Attributes
    ----------
    whole : bool
        Whether the rules run over the whole book.
    part : callable
        Gives the part of the book that concerns an objective; KeyError if there is no such objective.

    Examples
    --------
    >>> import datetime as dt, stratsell as ss
    >>> found = Findings(ss.demo(), dt.date(2026, 11, 23))
    >>> [row["role"] for row in found.rows("missing_influences", "calloway-1")]
    ['economic']
    """

    def __init__(self, book: Book, day: dt.date) -> None:
        self.book = book
        self.day = day
        self.whole = len(book.tables["influences"]) <= SMALL
        self.part = lru_cache(KEPT)(lambda objective_id: book.select(objective_id=objective_id))
        self._found: dict[tuple[str, str], dict[str, Rows]] = {}

    @cached_property
    def open_ids(self) -> frozenset[str]:
        """The ids of the objectives that are open on the day."""
        frame = objectives(self.book, self.day).to_native()
        return frozenset(frame.loc[frame["open"], "objective_id"])

    def rows(self, rule: str, objective_id: str) -> Rows:
        """Give a rule's rows for an objective, in its order, blank cells as None.

        Parameters
        ----------
        rule : str
            Name of a function of `stratsell.steps`.
        objective_id : str
            The objective.

        Returns
        -------
        list of dict
            By column; empty where the rule finds nothing.
        """
        key = (rule, "" if self.whole else objective_id)
        if key not in self._found:
            source = self.book if self.whole else self.part(objective_id)
            self._found[key] = _by_objective(_RULES[rule](source, as_of=self.day))
        return self._found[key].get(objective_id, [])


def _by_objective(frame: pd.DataFrame) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for row in records(frame):
        found.setdefault(row["objective_id"], []).append(row)
    return found


def records(frame: pd.DataFrame) -> Rows:
    """Give a frame's rows as dictionaries, blank cells as None.

    Examples
    --------
    >>> records(pd.DataFrame({"name": ["Ann", None], "support": [1.0, float("nan")]}))
    [{'name': 'Ann', 'support': 1.0}, {'name': None, 'support': None}]
    """
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]
