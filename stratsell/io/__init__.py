"""Where books come from and go to.

`read` and `write` know a folder of CSV files and an Excel workbook by their names; `read_sheet` and `write_sheet` are
for the one flat sheet with which most people start. Each kind of place is a module of its own here.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from stratsell.errors import BookError, Fault
from stratsell.io.demo import demo
from stratsell.io.folder import FILES, read_folder, write_folder
from stratsell.io.sheet import is_sheet, read_sheet, write_sheet
from stratsell.io.workbook import read_workbook, write_workbook

if TYPE_CHECKING:
    from stratsell.book import Book

__all__ = ["demo", "open_book", "read", "read_sheet", "write", "write_sheet"]

PLACES = "a folder of CSV files or an .xlsx file"

_OTHER_FILES = {
    *(".csv", ".tsv", ".txt", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers", ".json", ".xml", ".html"),
    *(".zip", ".db", ".sqlite", ".sqlite3", ".duckdb", ".parquet", ".feather", ".pkl"),
}


def read(source: str | os.PathLike[str]) -> Book:
    """Read a book.

    Parameters
    ----------
    source : path
        A folder of CSV files, or an .xlsx file with a sheet a table.

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
        If it is the address of something that is not on this machine.

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
    path = _local(source)
    if path.is_dir():
        return read_folder(path)
    if not path.exists():
        raise FileNotFoundError(f"there is no {path}; a book is {PLACES}")
    if path.suffix.lower() == ".xlsx":
        return read_workbook(path)
    raise BookError([Fault(path.name, _no_book(path))], path.name)


def open_book(source: str | os.PathLike[str]) -> Book:
    r"""Read whatever book is there: a folder, a workbook or a flat sheet.

    Parameters
    ----------
    source : path
        What `read` or `read_sheet` takes.

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
    path = _local(source)
    if path.is_file() and not _is_table(path) and is_sheet(path):
        return read_sheet(path)
    return read(path)


def write(book: Book, target: str | os.PathLike[str]) -> None:
    """Write a book, all or nothing.

    Parameters
    ----------
    book : Book
        What to write.
    target : path
        A file name that ends in ``.xlsx``, or a folder, which is made if it is not there.

    Raises
    ------
    ValueError
        If the name is that of another kind of file, a table does not fit into .xlsx, or the book is a part that has
        people of accounts which it leaves out and so could not be read back; nothing is written then.
    OSError
        If it cannot be written; what was there before is then still there, whole.
    """
    path = _local(target)
    _check_whole(book)
    if path.suffix.lower() == ".xlsx" and not path.is_dir():
        write_workbook(book, path)
    elif path.suffix.lower() in _OTHER_FILES and not path.is_dir():
        raise ValueError(f"cannot write a book to {path.name}: give {PLACES}")
    else:
        write_folder(book, path)


def _check_whole(book: Book) -> None:
    """Refuse a selected part that a reader would refuse."""
    people = book.tables["people"]
    guests = people[~people["account_id"].isin(book.tables["accounts"]["account_id"])]
    if len(guests):
        names = ", ".join(f"“{each}”" for each in guests["person_id"].head(8))
        raise ValueError(
            f"this part of a book has people of accounts that it leaves out ({names}) and could not be read back;"
            " write the whole book"
        )


def _local(place: str | os.PathLike[str]) -> Path:
    """Give the path of a place on this machine; the address of another one is refused without repeating it."""
    # An address may hold a password, so the message does not show it.
    if "://" in os.fspath(place):
        raise ValueError(f"this is an address, not a path; a book is {PLACES}")
    return Path(place).expanduser()


def _is_table(path: Path) -> bool:
    """Whether a file is one of the tables of a book in a folder."""
    return path.name in FILES and (path.parent / "accounts.csv").exists()


def _no_book(path: Path) -> str:
    """Why a file that is no workbook is no book."""
    if _is_table(path):
        return "is one table of a book: read the folder that it lies in"
    if path.suffix.lower() == ".csv":
        return "looks like a flat sheet, one row a person: read it with read_sheet"
    return f"is no book: a book is {PLACES}"
