"""What the rules find on one day, computed once and looked up by objective.

A rule takes nearly as long for one objective as for a thousand, so the rules run over the whole book at once and going
from account to account costs nothing. Only for a book that is too large for that do they run over one objective.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cached_property
from typing import Any

import pandas as pd

from stratsell.book import Book
from stratsell.steps import coverage, introductions, levels, missing_influences, reach, red_flags
from stratsell.steps.frames import objectives

WHOLE = 20_000
"""Up to how many influences a book's rules run over all of it at once."""

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
        self._whole = len(book.tables["influences"]) <= WHOLE
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
        key = (rule, "" if self._whole else objective_id)
        if key not in self._found:
            part = self.book if self._whole else self.book.select(objective_id=objective_id)
            self._found[key] = _by_objective(_RULES[rule](part, as_of=self.day))
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
    rows: Rows = plain.to_dict("records")
    return rows
