"""Edits that are not saved yet, noted as they happen, so that they outlive a kernel that dies.

Each book that comes from a place has a file of its own in the user's own folder for such things, where every edit is
one more line. It is begun by the first edit and removed by the save. Noting is done by a thread, so that no edit waits
for it; an edit is never refused because it cannot be noted, but is noted with the next one. A file that no living
process holds is of one that died, and `recover` carries out what it says (`journal_file` says what becomes of a damaged
one). Only the user may read the files.

Set STRATSELL_JOURNAL to ``off`` to note nothing, and STRATSELL_STATE to another folder for the files.
"""

from __future__ import annotations

import atexit
import datetime as dt
import os
import queue
import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pandas as pd

from stratsell.book import Book
from stratsell.book.diff import changes
from stratsell.book.tables import TABLES
from stratsell.errors import warn
from stratsell.io.store.database import Database
from stratsell.io.store.journal_file import (
    ENDING,
    add,
    journals,
    left,
    line_of,
)
from stratsell.io.store.place import source_of

if TYPE_CHECKING:
    from filelock import BaseFileLock

    from stratsell.book.events import Event

Frames = dict[str, pd.DataFrame]

_tasks: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
_worker: threading.Thread | None = None


class Journal:
    """The file of one book.

    Parameters
    ----------
    book : Book
        The book, which comes from a place.
    """

    def __init__(self, book: Book) -> None:
        self._book = weakref.ref(book)
        self._seen = dict(book.tables)
        self._path: Path | None = None
        self._lock: BaseFileLock | None = None
        self._unwritten = b""  # what the disk had no room for; it is written before the next edit

    def note(self, event: Event) -> None:
        """Note what happened, soon."""
        book = self._book()
        if book is None:
            return
        before, self._seen = self._seen, dict(book.tables)
        where = source_of(book)
        if event.kind == "saved":
            _soon(self._forget)
            flush()  # or a process that ends right now would leave edits that are saved
        elif where is not None:
            changed = [name for name in event.tables if self._seen[name] is not before[name]]
            both = [{name: tables[name] for name in changed} for tables in (before, self._seen)]
            _soon(lambda: self._append(where, event.label, *both))

    def _append(self, where: Path | Database, label: str, before: Frames, after: Frames) -> None:
        blank = {name: pd.DataFrame(columns=table.names, dtype="str") for name, table in TABLES.items()}
        self._unwritten += line_of(label, changes({**blank, **before}, {**blank, **after}))
        if self._path is None:
            self._begin(where)
        if self._path:
            add(self._path, self._unwritten)
            self._unwritten = b""

    def _begin(self, where: Path | Database) -> None:
        from filelock import FileLock

        folder = journals(where)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"{uuid4().hex}{ENDING}"
        lock = FileLock(path.with_suffix(".lock"), thread_local=False, timeout=0)
        lock.acquire()
        self._path, self._lock = path, lock

    def _forget(self) -> None:
        path, lock, self._path, self._lock = self._path, self._lock, None, None
        self._unwritten = b""
        if path:
            path.unlink(missing_ok=True)
        if lock:
            lock.release()
            Path(lock.lock_file).unlink(missing_ok=True)


def watched(book: Book) -> Book:
    """Note a book's edits from now on; say so if there are some of an earlier session that nobody has saved."""
    where = source_of(book)
    if where is None or os.environ.get("STRATSELL_JOURNAL") == "off":
        return book
    if there := left(where):
        day = dt.datetime.fromtimestamp(there[-1].stat().st_mtime)
        warn(
            f"{book.source}: a session that ended on {day:%Y-%m-%d at %H:%M} has left edits that were not saved;"
            " stratsell.recover brings them back"
        )
    book.observe(Journal(book).note)
    return book


# --- The thread that writes -----------------------------------------------------------------------


def flush() -> None:
    """Wait until all that happened so far is noted."""
    done = threading.Event()
    _soon(done.set)
    done.wait(timeout=30)


def _soon(task: Callable[[], None]) -> None:
    global _worker  # noqa: PLW0603 (one thread for all books of a process)
    if _worker is None or not _worker.is_alive():  # none yet, or this is a fork, which has none
        _worker = threading.Thread(target=_work, name="stratsell-journal", daemon=True)
        _worker.start()
    _tasks.put(task)


def _work() -> None:
    while True:
        task = _tasks.get()
        with suppress(Exception):  # whatever it is, the edit stands
            task()


@atexit.register
def _at_exit() -> None:
    if _worker is not None and _worker.is_alive():
        flush()
