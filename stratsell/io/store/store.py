"""One place where a book is kept, of whatever kind: read, saved, backed up, and by one at a time.

A save must look at what is there, keep a copy of it and put the new book in its place, and nobody may come between: for
files a lock sees to that, in a database one transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol, TypeVar

import pandas as pd

from stratsell.io.files.progress import Progress

Frames = dict[str, pd.DataFrame]
T = TypeVar("T")

MOST_BACKUPS = 10
"""How many backups are kept: what the latest saves have replaced."""


class Backup(NamedTuple):
    """A copy of what a save has replaced.

    Attributes
    ----------
    name : str
        What tells it apart; names sort by age.
    replaced_at : datetime.datetime
        When it was replaced, in UTC, without a time zone.
    """

    name: str
    replaced_at: dt.datetime


class Held(Protocol):
    """A place that nobody else saves to for now."""

    def stamp(self) -> str:
        """Give what differs once the content differs; blank if only reading it can tell."""

    def tables(self) -> Frames | None:
        """Read what is there, validated; None if nothing is."""

    def write(self, tables: Mapping[str, pd.DataFrame], progress: Progress) -> None:
        """Put a book there, all or nothing, and keep a copy of what it replaces."""


class Store(Protocol):
    """A place for a book."""

    shown: str

    def hold(self, work: Callable[[Held], T]) -> T:
        """Do something while nobody else saves there."""

    def backups(self) -> list[Backup]:
        """List the backups, the latest first."""

    def backup(self, name: str) -> Frames:
        """Read a backup, validated; KeyError if there is none of that name."""
