"""Opening whatever book is there, also one that is a flat sheet."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from stratsell.book import Book
from stratsell.io.files.progress import Progress, silent
from stratsell.io.imports import read_sheet
from stratsell.io.keeping import is_flat_sheet
from stratsell.io.store.place import place
from stratsell.io.store.reading import read


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
        if is_flat_sheet(path):
            return read_sheet(path, strict=strict, as_of=as_of)
    return read(source, progress=progress)
