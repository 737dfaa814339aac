"""Where books come from and go to.

`read` and `write` know a folder of CSV files, an Excel workbook and a database by their names or addresses;
`read_sheet` and `write_sheet` are for the one flat sheet with which most people start; `read_salesforce`,
`read_hubspot`, `read_dynamics` and, for all others, `read_export` read what CRMs export (`stratsell.io.imports`). Each
kind of place is a module of its own here.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from stratsell.book import Book
from stratsell.book.cycles import warn_of_circles
from stratsell.errors import BookError, Fault
from stratsell.io.demo import demo
from stratsell.io.files.folder import FILES, read_folder
from stratsell.io.files.progress import Progress, silent
from stratsell.io.files.xlsx import read_workbook
from stratsell.io.imports import read_dynamics, read_export, read_hubspot, read_salesforce, read_sheet
from stratsell.io.sheet import is_sheet, write_sheet
from stratsell.io.store.database import Database
from stratsell.io.store.database_tables import is_empty, read_database
from stratsell.io.store.file_store import stamp_of
from stratsell.io.store.journal import recover, watched
from stratsell.io.store.place import NO_FILE, PLACES, place, shown_place
from stratsell.io.store.saving import backups, restore, save

# fmt: off
__all__ = [
    "backups", "check_no_sheet", "demo", "is_free", "open_book", "place", "read", "read_dynamics", "read_export",
    "read_hubspot", "read_salesforce", "read_sheet", "recover", "restore", "save", "shown_place", "watched", "write",
    "write_sheet",
]
# fmt: on


def read(source: str | os.PathLike[str], *, progress: Progress = silent) -> Book:
    """Read a book.

    Parameters
    ----------
    source : path or str
        A folder of CSV files, an .xlsx file with a sheet a table, a SQLite file (.db, .sqlite, .sqlite3), or the
        address of a database: ``sqlite:///book.db`` or ``postgresql://user:password@host/database``.
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
        Of what is probably a mistake, such as people who report to one another in a circle.

    See Also
    --------
    read_sheet : For one flat sheet, one row a person.

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
    ...     write(book, folder)
    ...     read(folder) == book
    True
    """
    where = place(source)
    if isinstance(where, Database):
        found = read_database(where, progress)
        warn_of_circles(found, where.shown)
        return watched(Book._trusted(found, where, ""))  # noqa: SLF001 (validated)
    path = Path(source).expanduser()
    if not path.exists():
        raise FileNotFoundError(f"there is no {path}; a book is {PLACES}")
    if not path.is_dir() and (path.suffix.lower() != ".xlsx" or not path.is_file()):
        raise BookError([Fault(path.name, _no_book(path))], path.name)
    stamp = stamp_of(path)
    tables = read_folder(path, progress) if path.is_dir() else read_workbook(path, progress)
    warn_of_circles(tables, path.name)
    return watched(Book._trusted(tables, path, stamp))  # noqa: SLF001 (validated)


def open_book(
    source: str | os.PathLike[str],
    *,
    progress: Progress = silent,
    strict: bool = False,
    as_of: dt.date | str | None = None,
) -> Book:
    r"""Read whatever book is there: a folder, a workbook, a database or a flat sheet.

    Parameters
    ----------
    source : path
        What `read` or `read_sheet` takes.
    progress : callable, optional
        As `read` takes it.
    strict : bool, optional
        Refuse a flat sheet of which anything cannot be used, as `read_sheet` does.
    as_of : datetime.date or str, optional
        The day to look from, as `read_sheet` takes it.

    Returns
    -------
    Book

    Raises
    ------
    BookError, FileNotFoundError, ValueError
        As `read` does, or `read_sheet` where it is a flat sheet.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "people.csv")
    ...     _ = path.write_text("Account,Name\nNorthwind,Amara Osei\n")
    ...     open_book(path)
    <Book: 1 account, 1 person, 1 influence>
    """
    if isinstance(place(source), Path):
        path = Path(source).expanduser()
        if path.is_file() and not _is_table(path) and is_sheet(path):
            return read_sheet(path, strict=strict, as_of=as_of)
    return read(source, progress=progress)


def write(book: Book, target: str | os.PathLike[str], *, progress: Progress = silent) -> None:
    """Write a book, all or nothing.

    Parameters
    ----------
    book : Book
        What to write.
    target : path or str
        A file name that ends in ``.xlsx``, ``.db``, ``.sqlite`` or ``.sqlite3``, the address of a database, or a
        folder, which is made if it is not there.
    progress : callable, optional
        Called now and then with how much is written and how much there is, of tables or of rows.

    Raises
    ------
    ValueError
        If the name is that of another kind of file, a table does not fit into it, a database has tables of these names
        that are not Stratsell's, or the book is a part that has people of accounts which it leaves out and so could not
        be read back; nothing is written then.
    OSError
        If it cannot be written; what was there before is then still there, whole.
    """
    save(book.tables, place(target), progress=progress)


def check_no_sheet(source: Path | Database) -> None:
    """Refuse to write a whole book over the flat sheet that it came from; ValueError says what to do."""
    if isinstance(source, Path) and source.is_file() and not _is_table(source) and is_sheet(source):
        raise ValueError(
            f"{source.name} is a flat sheet, one row a person, and cannot hold a whole book; say where to, such as"
            f' book.write("{source.stem} book.xlsx")'
        )


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


def _is_table(path: Path) -> bool:
    """Whether a file is one of the tables of a book in a folder."""
    return path.name in FILES and (path.parent / "accounts.csv").exists()


def _no_book(path: Path) -> str:
    """Why a file that is no workbook is no book."""
    if not path.is_file():  # a pipe, say, which would be waited for forever
        return NO_FILE
    if _is_table(path):
        return "is one table of a book: read the folder that it lies in"
    if path.suffix.lower() == ".csv":
        return "looks like a flat sheet, one row a person: read it with read_sheet"
    return f"is no book: a book is {PLACES}"
