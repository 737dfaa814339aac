"""Reading a book from its place: a folder of CSV or Parquet files, an .xlsx file or a database."""

from __future__ import annotations

import os
from pathlib import Path

from stratsell.book import Book
from stratsell.book.cycles import warn_of_cycles
from stratsell.errors import BookError, Fault
from stratsell.io.files.folder import FILES, read_folder
from stratsell.io.files.progress import Progress, silent
from stratsell.io.files.xlsx import read_workbook
from stratsell.io.store.database import Database
from stratsell.io.store.database_tables import read_database
from stratsell.io.store.file_store import stamp_of
from stratsell.io.store.journal import watched
from stratsell.io.store.place import NO_FILE, PLACES, place


def read(source: str | os.PathLike[str], *, progress: Progress = silent) -> Book:
    """Read a book.

    Parameters
    ----------
    source : path or str
        A folder of CSV or Parquet files, an .xlsx file with one sheet per table, a SQLite file (.db, .sqlite,
        .sqlite3), or the address of a database: ``sqlite:///book.db`` or ``postgresql://user:password@host/database``.
    progress : callable, optional
        Called now and then with how much is read and how much there is, of tables or of rows.

    Returns
    -------
    Book

    Raises
    ------
    BookError
        With all that is wrong, rows as a spreadsheet numbers them; also if it is no book at all.
    FileNotFoundError
        If there is nothing of that name.
    ValueError
        If it is the address of something that is no database.
    OSError
        If it cannot be read, or a database cannot be reached. No message repeats a user or a password.

    Warns
    -----
    BookWarning
        Of what is probably a mistake, such as people who report to one another in a cycle.

    See Also
    --------
    read_sheet : For one flat sheet, one row per person.

    Examples
    --------
    >>> import tempfile
    >>> from stratsell import Book
    >>> import pandas as pd
    >>> book = Book({
    ...     "accounts": pd.DataFrame({"account_id": ["007"], "name": ["Northwind Foods"]}),
    ...     "people": pd.DataFrame({"person_id": ["p"], "account_id": ["007"], "name": ["Null"]}),
    ...     "influences": pd.DataFrame({"objective_id": ["007"], "person_id": ["p"]}),
    ... })
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     book.write(folder)
    ...     read(folder) == book
    True
    """
    where = place(source)
    if isinstance(where, Database):
        frames = read_database(where, progress)
        warn_of_cycles(frames, where.shown)
        return watched(Book._trusted(frames, where, ""))  # noqa: SLF001 (validated)
    path = Path(source).expanduser()
    if not path.exists():
        raise FileNotFoundError(f"there is no {path}; a book is {PLACES}")
    if not path.is_dir() and (path.suffix.lower() != ".xlsx" or not path.is_file()):
        raise BookError([Fault(path.name, _no_book(path))], path.name)
    stamp = stamp_of(path)
    tables = read_folder(path, progress) if path.is_dir() else read_workbook(path, progress)
    warn_of_cycles(tables, path.name)
    return watched(Book._trusted(tables, path, stamp))  # noqa: SLF001 (validated)


def is_table(path: Path) -> bool:
    """Whether a file is one of the tables of a book in a folder."""
    return path.name in FILES and path.with_stem("accounts").exists()


def _no_book(path: Path) -> str:
    """Why a file that is no workbook is no book."""
    if not path.is_file():  # a pipe, say, which would be waited for forever
        return NO_FILE
    if is_table(path):
        return "is one table of a book: read the folder that it lies in"
    if path.suffix.lower() == ".csv":
        return "looks like a flat sheet, one row per person: read it with read_sheet"
    return f"is not a book: a book is {PLACES}"
