"""Edits that a crashed session had not saved, carried out on the book as it is now."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from stratsell.book import Book
from stratsell.book.conflict import BookConflict, Conflict, Decide
from stratsell.book.diff import Change, changes, patched, row_keys
from stratsell.book.draft import named_row
from stratsell.book.tables import TABLES
from stratsell.errors import BookError, warn
from stratsell.io.store.journal import Frames, flush
from stratsell.io.store.journal_file import left, not_read_whole, removed, set_aside, steps
from stratsell.io.store.place import place
from stratsell.io.store.reading import read


def recover(target: str | os.PathLike[str], *, on_conflict: str | Decide = "ask", discard: bool = False) -> Book:
    """Read a book and carry out the edits that a crashed session had not saved.

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
    flush()
    where = place(target)
    paths = left(where)
    if discard:
        removed([*paths, *not_read_whole(where)])
        return read(target)
    book = _quietly(lambda: read(target))
    journals = {path: steps(path) for path in paths}
    damaged = {path: bad for path, (_, bad) in journals.items() if bad}
    edits = _net(change for good, _ in journals.values() for step in good for change in step)
    needy = _carried_out(book, edits, on_conflict, gaps=bool(damaged))
    flush()  # noted again, before the old notes go
    removed(path for path in paths if path not in damaged)
    aside = [(bad, set_aside(path)) for path, bad in damaged.items()]
    for bad, path in aside:
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
        sound = [edit for edit in edits if (edit.table, named_row(edit.key)) not in wrong]
        if not gaps or len(sound) == len(edits):
            raise
        return len(edits) - len(sound) + _carried_out(book, sound, on_conflict, gaps=gaps)
    return 0


def _passed_over(book: Book, bad: int, needy: int, aside: Path) -> str:
    """Say what was not recovered of a damaged journal."""
    needs = f", nor {needy} that need what stood there" if needy else ""
    return (
        f"{book.source}: {bad} line{'s' * (bad != 1)} of a journal could not be read, so the edits in them are not"
        f" recovered{needs}; the journal is kept as {aside}, until recover(…, discard=True) deletes it"
    )


def _replayed(
    tables: Mapping[str, pd.DataFrame], edits: list[Change], on_conflict: str | Decide
) -> tuple[Frames, list[Conflict]]:
    """Carry out what journals say, where what is there still allows it or somebody decides so."""
    now, conflicts = dict(tables), list[Conflict]()
    for edit in edits:
        there = _cell(now, edit)
        if edit.kind == "added" and there is not None and there != edit.after:
            conflict = Conflict(*edit.place, "", "added", "added")
        elif edit.kind != "added" and there is None:
            conflict = Conflict(*edit.place, edit.before, "changed" if edit.column else "removed", "removed")
            if edit.kind == "removed":
                continue
        elif edit.kind == "added" and there is not None:
            continue
        elif edit.column and there and there.get(edit.column) not in (edit.before, edit.after):
            conflict = Conflict(*edit.place, edit.before, edit.after, there.get(edit.column))
        else:
            now = patched(now, [edit])
            continue
        conflicts.append(conflict)
        choice = on_conflict(conflict) if callable(on_conflict) else on_conflict
        if choice == "mine" and there is not None:
            now = patched(now, _forced(edit, there))
    return now, conflicts


def _net(steps: Iterable[Change]) -> list[Change]:
    """Put changes that follow one another into one of each cell and row, so that what was taken back is gone."""
    net: dict[tuple[str, tuple[Any, ...], str], Change] = {}
    for step in steps:
        row = (step.table, step.key, "")
        known = net.get(row)
        if step.column and known is not None:
            net[row] = known._replace(after={**known.after, step.column: step.after})
        elif step.column:
            first = net.pop(step.place, step).before
            if first != step.after:
                net[step.place] = step._replace(before=first)
        elif step.kind == "added" and known is not None:  # it was removed before
            del net[row]
            net |= {change.place: change for change in _between(step, known.before)}
        elif step.kind == "removed":
            was = dict(step.before)
            for place in [place for place in net if place[:2] == row[:2]]:
                was[place[2]] = net.pop(place).before
            if known is None:
                net[row] = step._replace(before={name: cell for name, cell in was.items() if cell is not None})
        else:
            net[row] = step
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
    blank = {name: frame.iloc[:0] for name, frame in tables.items()}
    row = {**blank, change.table: frame.iloc[[keys.index(change.key)]]}
    return changes(blank, row)[0].after  # type: ignore[no-any-return]


def _quietly(work: Callable[[], Book]) -> Book:
    """Read a book without being told of the edits that are about to be recovered."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*stratsell.recover brings them back")
        return work()
