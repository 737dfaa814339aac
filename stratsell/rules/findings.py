"""What the rules find in a book on one day, asked once and looked up by objective.

A rule takes nearly as long for one objective as for a thousand, so for a map or a page the rules run over the whole
book once, and going from one account to the next costs nothing. Only where the book is too large for that do they run
over the one objective. What a rule found is kept until something changes that it reads, so that most edits of a card
cost nothing here.
"""

from __future__ import annotations

import datetime as dt
import weakref
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import pandas as pd

from stratsell.book import Book
from stratsell.rules.thanks import thanks
from stratsell.steps.coaching import introductions, reach
from stratsell.rules.coverage import FRESH_DAYS, coverage, levels
from stratsell.steps.frames import objectives
from stratsell.steps.missing import missing_influences
from stratsell.rules.check_objectives import check_objectives
from stratsell.rules.next_actions import next_actions
from stratsell.rules.priorities import priorities
from stratsell.rules.proposal_fit import proposal_fit
from stratsell.rules.proposition_changes import tested
from stratsell.rules.red_flags import NEEDED, red_flags

SMALL = 5_000
"""Up to how many influences the rules run over the whole book."""

KEPT = 64
"""How many parts of a book are kept, so that going back is quick."""

KEPT_DAYS = 8
"""For how many days what was found is kept."""

Rows = list[dict[str, Any]]

_OBJECTIVES = frozenset(
    {
        "accounts.account_id",
        *(f"objectives.{column}" for column in ("account_id", "objective_id", "status", "closed_on")),
    }
)
_ROLES = frozenset(f"influences.{column}" for column in ("objective_id", "person_id", "roles"))
_LEVELS = frozenset(
    {
        *_OBJECTIVES,
        *_ROLES,
        "influences.thanked_on",
        *(f"touchpoints.{column}" for column in ("person_id", "objective_id", "on", "status", "mode")),
    }
)
_TIES = frozenset(
    {
        *(f"people.{column}" for column in ("person_id", "account_id")),
        *(f"relationships.{column}" for column in ("source_id", "target_id", "kind", "strength")),
    }
)
READS = {
    "coverage": _LEVELS,
    "introductions": _LEVELS | _TIES,
    "levels": _LEVELS,
    "missing_influences": _OBJECTIVES | _ROLES | _TIES | {"people.name"},
    "reach": _LEVELS | _TIES,
    "red_flags": _LEVELS
    | {f"influences.{column}" for column in (*NEEDED, "certainty")}
    | {"people.person_id", "people.in_role_since", "accounts.reorganized_on"},
}
"""What each rule reads, as ``table.column``: its results hold until one of these changes.

What other rules find holds until anything changes: they read most of the book.
"""


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
        self._found: dict[tuple[str, str], dict[str, Rows]] = {}
        self._parts = lru_cache(KEPT)(lambda objective_id: self.book.select(objective_id=objective_id))
        self._open: dict[str, str] | None = None
        self._revision = self.book.revision
        self._tables = dict(self.book.tables)
        window: dict[str, Any] = {"as_of": day, "fresh_days": fresh_days}
        self._rules: dict[str, Callable[[Book], pd.DataFrame]] = {
            "check_objectives": lambda source: check_objectives(source, as_of=day),
            "coverage": lambda source: coverage(source, **window),
            "introductions": lambda source: introductions(source, **window),
            "levels": lambda source: levels(source, **window),
            "missing_influences": lambda source: missing_influences(source, as_of=day),
            "next_actions": lambda source: next_actions(source, **window),
            "priorities": lambda source: priorities(source, **window),
            "proposal_fit": lambda source: proposal_fit(source, as_of=day),
            "reach": lambda source: reach(source, **window),
            "red_flags": lambda source: red_flags(source, **window),
            "tested": lambda source: tested(source, as_of=day),
            "thanks": lambda source: thanks(source, as_of=day),
        }
        self.day = day

    @property
    def book(self) -> Book:
        """The book that the rules look at."""
        book = self._book()
        if book is None:
            raise ReferenceError("the book is gone; whoever asks what was found in it must hold it")
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
            frame = objectives(self.book, self.day).to_native()
            frame = frame[frame["open"]].sort_values("objective_id")
            self._open = dict(zip(frame["objective_id"], frame["account_id"], strict=True))
        return self._open

    def _alone(self, rule: str, objective_id: str) -> Book:
        """Give what a rule needs of the book for one objective; whether it is the only one, its account says."""
        if rule == "check_objectives":
            return self.book.select(account_id=self.book.account_of(objective_id))
        return self.part(objective_id)

    def _forget_if_changed(self) -> None:
        if self.book.revision == self._revision:
            return
        before, self._tables = self._tables, dict(self.book.tables)
        self._revision = self.book.revision
        changed = _changed(before, self._tables)
        self._found = {
            key: rows for key, rows in self._found.items() if key[0] in READS and not changed & READS[key[0]]
        }
        self._parts.cache_clear()
        if changed & _OBJECTIVES:
            self._open = None

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
        key = (rule, "" if whole else objective_id)
        if key not in self._found:
            source = self.book if whole else self._alone(rule, objective_id)
            self._found[key] = _by_objective(self._rules[rule](source))
        return self._found[key].get(objective_id, [])


_kept: dict[int, Callable[[dt.date, int], Findings]] = {}


def findings(book: Book, day: dt.date, fresh_days: int = FRESH_DAYS) -> Findings:
    """Give what the rules find in a book on a day; for the days that were asked about last, the same object."""
    key = id(book)
    if key not in _kept:
        held = weakref.ref(book)
        _kept[key] = lru_cache(KEPT_DAYS)(lambda day, fresh_days: Findings(held, day, fresh_days))
        weakref.finalize(book, _kept.pop, key, None)
    return _kept[key](day, fresh_days)


def _changed(before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame]) -> set[str]:
    """Give the columns that are not what they were, as ``table.column``; an edit leaves other tables' frames alone."""
    return {
        f"{name}.{column}"
        for name, frame in after.items()
        if frame is not before[name]
        for column in {*frame, *before[name]}
        if column not in frame or column not in before[name] or not frame[column].equals(before[name][column])
    }


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
