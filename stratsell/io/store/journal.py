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
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pandas as pd

from stratsell.book import Book
from stratsell.book.conflict import BookConflict, Conflict, Decide
from stratsell.book.diff import Change, changes, patched, row_keys
from stratsell.book.draft import named_row
from stratsell.book.tables import TABLES
from stratsell.errors import BookError, warn
from stratsell.io.store.database import Database
from stratsell.io.store.journal_file import (
    ENDING,
    add,
    journals,
    left,
    line_of,
    not_read_whole,
    removed,
    set_aside,
    steps,
)
from stratsell.io.store.place import place

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
        where = book._source  # noqa: SLF001 (with the address of a database)
        if event.kind == "saved":
            _soon(self._forget)
            flush()  # or a process that ends right now would leave edits that are saved
        elif where is not None:
            changed = [name for name in event.tables if self._seen[name] is not before[name]]
            both = [{name: each[name] for name in changed} for each in (before, self._seen)]
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
    where = book._source  # noqa: SLF001
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


def recover(target: str | os.PathLike[str], *, on_conflict: str | Decide = "ask", discard: bool = False) -> Book:
    """Read a book and carry out the edits that a session which died has not saved.

    Parameters
    ----------
    target : path or str
        Where the book is: what `read` takes.
    on_conflict : {"ask", "mine", "theirs"} or callable, optional
        What to do where the book has been changed since in what was edited: raise `BookConflict`, take the edit
        (``"mine"``), leave what is there (``"theirs"``), or what the callable says, as for `Book.write`.
    discard : bool, optional
        Forget the edits instead, and delete what is kept of damaged journals.

    Returns
    -------
    Book
        With the edits as one step, not saved yet. They can be recovered again until it is.

    Raises
    ------
    BookConflict
        If `on_conflict` is ``"ask"`` and it has something to ask.

    Warns
    -----
    BookWarning
        Of lines that cannot be read, such as one that the process could not write to its end. All others are carried
        out, and the file is kept.

    Notes
    -----
    Where several sessions have left edits, the oldest comes first.

    Examples
    --------
    >>> import tempfile
    >>> import stratsell as ss
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     ss.demo().write(folder)
    ...     recover(folder).unsaved
    False
    """
    from stratsell.io import read

    flush()
    where = place(target)
    found = left(where)
    if discard:
        removed([*found, *not_read_whole(where)])
        return read(target)
    book = _quietly(lambda: read(target))
    journals = {path: steps(path) for path in found}
    damaged = {path: bad for path, (_, bad) in journals.items() if bad}
    edits = _net(change for good, _ in journals.values() for step in good for change in step)
    needy = _carried_out(book, edits, on_conflict, gaps=bool(damaged))
    flush()  # noted anew, before the old notes go
    removed(path for path in found if path not in damaged)
    kept = [(bad, set_aside(path)) for path, bad in damaged.items()]
    for bad, path in kept:
        warn(_passed_over(book, bad, needy, path))
    return book


def _carried_out(book: Book, edits: list[Change], on_conflict: str | Decide, *, gaps: bool) -> int:
    """Carry out edits as one step; where there are gaps, leave out what needs what stood in them, and count it."""
    tables, conflicts = _replayed(book.tables, edits, on_conflict)
    if conflicts and on_conflict == "ask":
        raise BookConflict(str(book.source), (), conflicts, recovering=True)
    changed = [name for name in TABLES if tables[name] is not book.tables[name]]
    if not changed:
        return 0
    try:
        with book.step("Recover edits that were not saved"):
            for name in changed:
                book.replace_table(name, tables[name])
    except BookError as error:
        wrong = {(fault.table, fault.row) for fault in error.faults}
        sound = [each for each in edits if (each.table, named_row(each.key)) not in wrong]
        if not gaps or len(sound) == len(edits):
            raise
        return len(edits) - len(sound) + _carried_out(book, sound, on_conflict, gaps=gaps)
    return 0


def _passed_over(book: Book, bad: int, needy: int, kept: Path) -> str:
    """Say what was not recovered of a damaged journal."""
    needs = f", nor {needy} that need what stood there" if needy else ""
    return (
        f"{book.source}: {bad} line{'s' * (bad != 1)} of a journal could not be read, so the edits in them are not"
        f" recovered{needs}; the journal is kept as {kept}, until recover(…, discard=True) deletes it"
    )


def flush() -> None:
    """Wait until all that happened so far is noted."""
    done = threading.Event()
    _soon(done.set)
    done.wait(timeout=30)


def _replayed(
    tables: Mapping[str, pd.DataFrame], edits: list[Change], on_conflict: str | Decide
) -> tuple[Frames, list[Conflict]]:
    """Carry out what journals say, where what is there still allows it or somebody decides so."""
    now, conflicts = dict(tables), list[Conflict]()
    for each in edits:
        there = _cell(now, each)
        if each.kind == "added" and there is not None and there != each.after:
            conflict = Conflict(*each.place, "", "added", "added")
        elif each.kind != "added" and there is None:
            conflict = Conflict(*each.place, each.before, "changed" if each.column else "removed", "removed")
            if each.kind == "removed":
                continue
        elif each.kind == "added" and there is not None:
            continue
        elif each.column and there and there.get(each.column) not in (each.before, each.after):
            conflict = Conflict(*each.place, each.before, each.after, there.get(each.column))
        else:
            now = patched(now, [each])
            continue
        conflicts.append(conflict)
        choice = on_conflict(conflict) if callable(on_conflict) else on_conflict
        if choice == "mine" and there is not None:
            now = patched(now, _forced(each, there))
    return now, conflicts


def _net(steps: Iterable[Change]) -> list[Change]:
    """Put changes that follow one another into one of each cell and row, so that what was taken back is gone."""
    net: dict[tuple[str, tuple[Any, ...], str], Change] = {}
    for each in steps:
        row = (each.table, each.key, "")
        known = net.get(row)
        if each.column and known is not None:
            net[row] = known._replace(after={**known.after, each.column: each.after})
        elif each.column:
            first = net.pop(each.place, each).before
            if first != each.after:
                net[each.place] = each._replace(before=first)
        elif each.kind == "added" and known is not None:  # it was removed before
            del net[row]
            net |= {change.place: change for change in _between(each, known.before)}
        elif each.kind == "removed":
            was = dict(each.before)
            for place in [place for place in net if place[:2] == row[:2]]:
                was[place[2]] = net.pop(place).before
            if known is None:
                net[row] = each._replace(before={name: cell for name, cell in was.items() if cell is not None})
        else:
            net[row] = each
    return list(net.values())


def _between(added: Change, before: dict[str, Any]) -> Iterator[Change]:
    """Give the cells in which a row that came back differs from what it was."""
    for name in {**before, **added.after}:
        was, now = before.get(name), added.after.get(name)
        if was != now:
            yield Change(added.table, added.key, name, was, now)


def _forced(change: Change, there: dict[str, Any]) -> list[Change]:
    """Give what makes a row say what an edit says, whatever it says now."""
    wanted = {change.column: change.after} if change.column else change.after
    return [
        Change(change.table, change.key, name, there.get(name), cell)
        for name, cell in wanted.items()
        if name not in TABLES[change.table].key
    ]


def _cell(tables: Frames, change: Change) -> dict[str, Any] | None:
    """Give the filled cells of the row that a change is about; None if there is none."""
    frame = tables[change.table]
    keys = row_keys(TABLES[change.table], frame)
    if change.key not in keys:
        return None
    blank = {name: each.iloc[:0] for name, each in tables.items()}
    row = {**blank, change.table: frame.iloc[[keys.index(change.key)]]}
    return changes(blank, row)[0].after  # type: ignore[no-any-return]


# --- The thread that writes -----------------------------------------------------------------------


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


def _quietly(work: Callable[[], Book]) -> Book:
    """Read a book without being told of the edits that are about to be recovered."""
    import warnings

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*stratsell.recover brings them back")
        return work()


@atexit.register
def _at_exit() -> None:
    if _worker is not None and _worker.is_alive():
        flush()
