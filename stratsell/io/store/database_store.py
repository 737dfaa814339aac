"""A database as a place for a book: what a save looks at, keeps a copy of and replaces is one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

import pandas as pd

from stratsell.book.validation import validated
from stratsell.io.files.format import migrated
from stratsell.io.files.progress import Progress
from stratsell.io.store.archive import archive, archived, unarchived
from stratsell.io.store.database import Database
from stratsell.io.store.database_tables import check_ours, read_frames, same, write_frames
from stratsell.io.store.store import MOST_BACKUPS, Backup, Held

if TYPE_CHECKING:
    import sqlalchemy as sa

Frames = dict[str, pd.DataFrame]
T = TypeVar("T")


class DatabaseStore:
    """A book in a database.

    Parameters
    ----------
    database : Database
        Where it is.
    """

    def __init__(self, database: Database) -> None:
        self.shown = database.shown
        self._database = database

    def hold(self, work: Callable[[Held], T]) -> T:
        """Do something while nobody else saves there."""
        return self._database.run(lambda connection: work(_Held(connection, self.shown)), writing=True)

    def backups(self) -> list[Backup]:
        """List the backups, the latest first."""
        rows = self._database.run(archived)
        return [Backup(f"{number:06}", dt.datetime.fromisoformat(when)) for number, when in rows]

    def backup(self, name: str) -> Frames:
        """Read a backup, validated; KeyError if there is none of that name."""
        if name not in {backup.name for backup in self.backups()}:
            raise KeyError(name)
        number, frames = self._database.run(lambda connection: unarchived(connection, int(name)))
        return validated(migrated(frames, number, name), source=f"backup {name} of {self.shown}")


class _Held:
    """A database in a transaction that writes."""

    def __init__(self, connection: sa.Connection, shown: str) -> None:
        check_ours(connection, shown)
        self._connection = connection
        self._shown = shown
        self._number, self._now = read_frames(connection, shown)

    def stamp(self) -> str:
        """Give nothing: others may have changed any row, so that only reading can tell."""
        return ""

    def tables(self) -> Frames | None:
        """Read what is there, validated; None if nothing is."""
        if not self._now:
            return None
        return validated(migrated(self._now, self._number, self._shown), source=self._shown)

    def write(self, tables: Mapping[str, pd.DataFrame], progress: Progress) -> None:
        """Put a book there, all or nothing, and keep a copy of what it replaces."""
        if self._now and not all(same(frame, self._now.get(name)) for name, frame in tables.items()):
            archive(self._connection, self._now, self._number, MOST_BACKUPS)
        write_frames(self._connection, tables, self._now, progress)
