"""Where a book is: a path or the address of a database, as somebody writes it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import cast

from stratsell.book import Book
from stratsell.io.store.database import FILES, Database

PLACES = "a folder of CSV or Parquet files, an .xlsx file or a database (.db, sqlite:///book.db or postgresql://…)"

NO_FILE = "is neither a file nor a folder"


def place(target: str | os.PathLike[str]) -> Path | Database:
    """Give the place that a path or an address names, the same one wherever the process goes.

    Raises
    ------
    ValueError
        If it is the address of no database that Stratsell knows; the message does not repeat it.
    """
    text = os.fspath(target)
    if "://" in text:
        return Database.of(text)
    path = Path(text).expanduser()
    is_file = path.suffix.lower() in FILES and not path.is_dir()
    return Database.of(path) if is_file else path.absolute()


def source_of(book: Book) -> Path | Database | None:
    """Give the place that a book was read from or last written to, with user and password of an address."""
    return cast("Path | Database | None", book._source)  # noqa: SLF001 (`Book.source` hides them)


def shown_place(target: str | os.PathLike[str]) -> str:
    """Give what messages call the place of a book: an address without user, password and options.

    Examples
    --------
    >>> shown_place("postgresql://me:secret@db.example/books?sslmode=require"), shown_place("a-book")
    ('postgresql://db.example/books', 'a-book')
    """
    if "://" not in os.fspath(target):
        return os.fspath(target)
    try:
        return str(place(target))
    except ValueError:
        return "this address"
