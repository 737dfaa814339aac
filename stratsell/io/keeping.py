"""What `Book.write` asks for (`book.storage`): a book written to its place, which is watched from then on."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from stratsell.book import Book
from stratsell.book.conflict import OnConflict, Saved
from stratsell.io.crm_changes import export_changes
from stratsell.io.files.folder import FolderFormat
from stratsell.io.files.progress import silent
from stratsell.io.sheet import is_sheet
from stratsell.io.store.database import Database
from stratsell.io.store.journal import watched
from stratsell.io.store.place import place, source_of
from stratsell.io.store.reading import is_table
from stratsell.io.store.saving import save

__all__ = ["check_no_sheet", "export_changes", "is_flat_sheet", "keep", "watched"]


def keep(
    book: Book,
    target: str | os.PathLike[str] | None,
    *,
    on_conflict: OnConflict,
    format: FolderFormat | None,  # noqa: A002 (as `Book.write` calls it)
    progress: Callable[[int, int], None] | None,
) -> tuple[Path | Database, Saved]:
    """Write a book to a place, or to where it came from, and give the place and what it holds now."""
    source = source_of(book)
    where = source if target is None else place(target)
    if where is None:
        raise ValueError(
            'this book was not read from a file; say where to write it, such as book.write("my book.xlsx")'
        )
    if target is None:
        check_no_sheet(where)
    base = book._base if where == source else None  # noqa: SLF001 (what the place held)
    saved = save(dict(book.tables), where, base, on_conflict=on_conflict, progress=progress or silent, kind=format)
    return where, saved


def check_no_sheet(source: Path | Database) -> None:
    """Refuse to write a whole book over the flat sheet that it came from; ValueError says what to do."""
    if isinstance(source, Path) and is_flat_sheet(source):
        raise ValueError(
            f"{source.name} is a flat sheet, one row per person, and cannot hold a whole book; say where to write it,"
            f' such as book.write("{source.stem} book.xlsx")'
        )


def is_flat_sheet(path: Path) -> bool:
    """Say whether a file is one flat sheet, not a book or one of its tables."""
    return path.is_file() and not is_table(path) and is_sheet(path)
