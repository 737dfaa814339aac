"""Edits that are not saved yet, noted as they happen, so that they outlive a kernel that dies.

Each book that comes from a place has a file of its own in the user's own folder for such things, where every edit is
one more line. It is begun by the first edit and removed by the save. Noting is done by a thread, so that no edit waits
for it, and gives up without a word if it cannot write: an edit is never refused because of it. A file that no living
process holds is of one that died, and `recover` carries out what it says. Only the user may read the files.

Set STRATSELL_JOURNAL to ``off`` to note nothing, and STRATSELL_STATE to another folder for the files.
"""

from __future__ import annotations

import atexit
import datetime as dt
import hashlib
import json
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
from stratsell.conflict import BookConflict, Conflict, Decide
from stratsell.diff import Change, changes, patched, row_keys
from stratsell.errors import warn
from stratsell.io.database import Database
from stratsell.io.place import place
from stratsell.tables import TABLES

if TYPE_CHECKING:
    from filelock import BaseFileLock

    from stratsell.observers import Event

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
        if self._path is None:
            self._begin(where)
        blank = {name: pd.DataFrame(columns=table.names, dtype="str") for name, table in TABLES.items()}
        found = changes({**blank, **before}, {**blank, **after})
        line = json.dumps({"label": label, "changes": [_written(each) for each in found]}, ensure_ascii=False)
        if self._path:
            with self._path.open("a", encoding="utf-8") as handle:
                handle.write(line + "\n")

    def _begin(self, where: Path | Database) -> None:
        from filelock import FileLock

        folder = _folder(where)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"{uuid4().hex}.jsonl"
        self._lock = FileLock(path.with_suffix(".lock"), thread_local=False, timeout=0)
        self._lock.acquire()
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
        self._path = path

    def _forget(self) -> None:
        path, lock, self._path, self._lock = self._path, self._lock, None, None
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
    if left := _left(where):
        day = dt.datetime.fromtimestamp(left[-1].stat().st_mtime)
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
        Forget the edits instead.

    Returns
    -------
    Book
        With the edits as one step, not saved yet. They can be recovered again until it is.

    Raises
    ------
    BookConflict
        If `on_conflict` is ``"ask"`` and it has something to ask.

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
    left = _left(place(target))
    if discard:
        _remove(left)
        return read(target)
    book = _quietly(lambda: read(target))
    tables, conflicts = _replayed(book.tables, left, on_conflict)
    if conflicts and on_conflict == "ask":
        raise BookConflict(str(book.source), (), conflicts, recovering=True)
    changed = [name for name in TABLES if tables[name] is not book.tables[name]]
    if changed:
        with book.step("Recover edits that were not saved"):
            for name in changed:
                book.replace_table(name, tables[name])
        flush()  # noted anew, before the old notes go
    _remove(left)
    return book


def flush() -> None:
    """Wait until all that happened so far is noted."""
    done = threading.Event()
    _soon(done.set)
    done.wait(timeout=30)


def _replayed(
    tables: Mapping[str, pd.DataFrame], left: list[Path], on_conflict: str | Decide
) -> tuple[Frames, list[Conflict]]:
    """Carry out what journals say, where what is there still allows it or somebody decides so."""
    now, conflicts = dict(tables), list[Conflict]()
    for each in _net(change for path in left for step in _steps(path) for change in step):
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


# --- Files ----------------------------------------------------------------------------------------


def _folder(where: Path | Database) -> Path:
    """Give the folder for the journals of a place; its name tells nothing of the place."""
    if state := os.environ.get("STRATSELL_STATE"):
        base = Path(state)
    else:
        from platformdirs import user_state_path

        base = user_state_path("stratsell", appauthor=False)
    name = f"database:{where.shown}" if isinstance(where, Database) else str(where.resolve())
    return base / "journals" / hashlib.blake2b(name.encode(), digest_size=16).hexdigest()


def _left(where: Path | Database) -> list[Path]:
    """Give the journals of a place that no living process holds, the oldest first."""
    from filelock import FileLock, Timeout

    left = []
    with suppress(OSError):
        for path in _folder(where).glob("*.jsonl"):
            with suppress(Timeout, FileNotFoundError), FileLock(path.with_suffix(".lock"), timeout=0):
                left.append((path.stat().st_mtime, path))
    return [path for _, path in sorted(left)]


def _remove(paths: list[Path]) -> None:
    for path in paths:
        for each in (path, path.with_suffix(".lock")):
            with suppress(OSError):
                each.unlink(missing_ok=True)


def _steps(path: Path) -> Iterator[list[Change]]:
    """Read the steps of a journal; the last line may be cut off where the process died."""
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                yield [_read(each) for each in json.loads(line)["changes"]]
            except (ValueError, LookupError, TypeError):
                return


def _written(change: Change) -> list[Any]:
    rows = [
        {n: _packed(c) for n, c in each.items()} if isinstance(each, dict) else _packed(each) for each in change[3:]
    ]
    return [change.table, list(change.key), change.column, *rows]


def _read(written: list[Any]) -> Change:
    table, key, column, *rows = written
    before, after = ({n: _unpacked(c) for n, c in e.items()} if isinstance(e, dict) else _unpacked(e) for e in rows)
    return Change(table, tuple(key), column, before, after)


def _packed(cell: Any) -> Any:
    if isinstance(cell, dt.datetime):
        return cell.isoformat()  # as files hold it
    return [cell.isoformat()] if isinstance(cell, dt.date) else cell


def _unpacked(cell: Any) -> Any:
    return dt.date.fromisoformat(cell[0]) if isinstance(cell, list) else cell


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
