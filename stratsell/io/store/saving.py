"""Saving a book where somebody else may have saved it meanwhile, and going back to what a save has replaced."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import pandas as pd

from stratsell.book import Book
from stratsell.book.conflict import BookConflict, Conflict, Decide, OnConflict, Saved, merged
from stratsell.book.diff import changes
from stratsell.book.keys import among
from stratsell.book.validation import validated
from stratsell.errors import BookError
from stratsell.io.files.folder import FolderFormat
from stratsell.io.files.progress import Progress, silent
from stratsell.io.store.database import Database
from stratsell.io.store.database_store import DatabaseStore
from stratsell.io.store.database_tables import is_empty
from stratsell.io.store.file_store import FileStore
from stratsell.io.store.place import PLACES, place
from stratsell.io.store.store import Held, Store

Frames = Mapping[str, pd.DataFrame]

_OTHER_FILES = {
    *(".csv", ".tsv", ".txt", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers", ".json", ".xml", ".html", ".docx", ".pdf"),
    *(".zip", ".duckdb", ".parquet", ".feather", ".pkl"),
}


def store_at(where: Path | Database, kind: FolderFormat | None = None) -> Store:
    """Give the store of a place; ValueError if its files cannot be of the kind that is wanted."""
    is_folder = isinstance(where, Path) and (where.suffix.lower() != ".xlsx" or where.is_dir())
    if kind is not None and (kind not in get_args(FolderFormat) or not is_folder):
        kinds = ", ".join(f'"{name}"' for name in get_args(FolderFormat))
        raise ValueError(f"format={kind!r}: name a folder, and one of {kinds}; a workbook or a database has no format")
    return DatabaseStore(where) if isinstance(where, Database) else FileStore(where, kind)


def save(
    tables: Frames,
    where: Path | Database,
    base: Saved | None = None,
    *,
    on_conflict: OnConflict = "ask",
    progress: Progress = silent,
    kind: FolderFormat | None = None,
) -> Saved:
    """Save the tables of a book, all or nothing.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        What to save.
    where : pathlib.Path or Database
        The place.
    base : Saved, optional
        What the place held when the book was read there. If it has changed since, `on_conflict` says what to do.
        Default: replace whatever is there.
    on_conflict : {"ask", "merge", "mine", "theirs", "overwrite"} or callable
        As `Book.write` takes it.
    progress : callable, optional
        Called now and then with how much is written and how much there is.
    kind : {"csv", "parquet"}, optional
        Of which kind the files of a folder are. Default: as those that are there; CSV in a new folder.

    Returns
    -------
    Saved

    Raises
    ------
    BookConflict
        If others have changed the place meanwhile and nobody has said what to do.
    OSError, ValueError
        If it cannot be written; what was there is then unchanged.
    """
    _check_whole(tables)
    if isinstance(where, Path) and where.suffix.lower() in _OTHER_FILES and not where.is_dir():
        raise ValueError(f"cannot write a book to {where.name}: give {PLACES}")
    store = store_at(where, kind)

    def work(held: Held) -> Saved:
        done = tables
        if base is not None and on_conflict != "overwrite" and not (base.stamp and held.stamp() == base.stamp):
            done = _reconciled(held, tables, base.tables, on_conflict, store.shown)
        held.write(done, progress)
        return Saved(done, held.stamp())

    return store.hold(work)


def write(
    book: Book,
    target: str | os.PathLike[str],
    *,
    format: FolderFormat | None = None,  # noqa: A002 (as readers of pandas expect it)
    progress: Progress = silent,
) -> None:
    """Write a book, all or nothing.

    Parameters
    ----------
    book : Book
        What to write.
    target : path or str
        A file name that ends in ``.xlsx``, ``.db``, ``.sqlite`` or ``.sqlite3``, the address of a database, or a
        folder, which is created if it does not exist.
    format : {"csv", "parquet"}, optional
        Of which kind the files of a folder are. Default: as those that are there; CSV in a new folder.
    progress : callable, optional
        Called now and then with how much is written and how much there is, of tables or of rows.

    Raises
    ------
    ValueError
        If the name is that of another kind of file, the folder holds a book in another format, a table does not fit, a
        database has tables of these names that are not Stratsell's, or the book is a part that has people of accounts
        which it leaves out and so could not be read back; nothing is written then.
    OSError
        If it cannot be written; what was there before is then unchanged.
    """
    save(book.tables, place(target), progress=progress, kind=format)


def is_free(target: str | os.PathLike[str]) -> bool:
    """Say whether nothing is at a place yet that writing a book there would replace: no file, no folder with files.

    Raises
    ------
    ValueError, OSError
        If it is an address of no database, or of one that cannot be reached.
    """
    where = place(target)
    if isinstance(where, Database):
        return is_empty(where)
    return not any(where.iterdir()) if where.is_dir() else not where.exists()


def _check_whole(tables: Frames) -> None:
    """Refuse a selected part that a reader would refuse."""
    people = tables["people"]
    guests = people[~among(people["account_id"], tables["accounts"]["account_id"])]
    if len(guests):
        names = ", ".join(f"“{id_}”" for id_ in guests["person_id"].head(8))
        raise ValueError(
            f"this part of a book has people of accounts that it does not contain ({names}), so it could not be read"
            " back; write the whole book"
        )


def _reconciled(held: Held, mine: Frames, base: Frames, on_conflict: OnConflict, shown: str) -> Frames:
    """Take in what others have changed, as far as that was asked for."""
    try:
        theirs = held.tables()
    except BookError as error:
        raise BookConflict(shown, faults=error.faults) from None
    if theirs is None:
        return mine
    theirs = {name: base[name] if frame.equals(base[name]) else frame for name, frame in theirs.items()}
    others = changes(base, theirs)
    if not others:
        return mine
    if on_conflict == "ask":
        raise BookConflict(shown, others)
    decide: Decide = on_conflict if callable(on_conflict) else lambda _: "theirs" if on_conflict == "theirs" else "mine"
    conflicts: list[Conflict]
    tables, conflicts = merged(base, mine, theirs, decide)
    if conflicts and on_conflict == "merge":
        raise BookConflict(shown, others, conflicts)
    whole = validated(tables, source=f"{shown}, merged")
    return {name: mine[name] if frame.equals(mine[name]) else frame for name, frame in whole.items()}


def backups(target: str | os.PathLike[str]) -> pd.DataFrame:
    """List the backups of a place: what its latest ten saves have replaced.

    Parameters
    ----------
    target : path or str
        Where the book is: what `read` takes.

    Returns
    -------
    pandas.DataFrame
        One row per backup, the latest first:

        ===========  ==============  ==================================================
        backup       str             its name, for `restore`
        replaced_at  datetime64[us]  when a save put something else in its place (UTC)
        ===========  ==============  ==================================================

    Examples
    --------
    >>> import tempfile
    >>> import stratsell as ss
    >>> book = ss.demo()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     book.write(folder)
    ...     book.update("people", "nw-osei", title="Chief of everything")
    ...     book.write()
    ...     len(backups(folder)), restore(folder) == ss.demo()
    (1, True)
    """
    backups_ = store_at(place(target)).backups()
    frame = pd.DataFrame(backups_, columns=["backup", "replaced_at"])
    return frame.astype({"backup": "str", "replaced_at": "datetime64[us]"})


def restore(target: str | os.PathLike[str], backup: str = "") -> Book:
    """Put a backup back into its place; what stands there now is kept as a backup in turn.

    Parameters
    ----------
    target : path or str
        Where the book is: what `read` takes.
    backup : str, optional
        The name of the backup, as `backups` gives it. Default: the latest.

    Returns
    -------
    Book
        The book that is there now.

    Raises
    ------
    KeyError
        If there is no such backup.
    BookError
        If it is not a valid book, because somebody had put something else there; nothing is changed then.
    """
    where = place(target)
    store = store_at(where)
    names = [backup.name for backup in store.backups()]
    if not names:
        raise KeyError(f"there are no backups of {store.shown}")
    if backup and backup not in names:
        raise KeyError(f"no backup “{backup}” of {store.shown}; choose one of {', '.join(names)}")
    saved = save(store.backup(backup or names[0]), where)
    return Book._trusted(saved.tables, source=where, stamp=saved.stamp)  # noqa: SLF001
