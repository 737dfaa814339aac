"""A book in a folder of CSV files: a file a table.

The files are called as the tables are. All ten are always written, also where a table is empty: so a table that has
lost its last row leaves no old file behind, and each file shows the columns that one may fill in. Other files in the
folder are left alone. A save is all or nothing, also when the machine stops in its midst (`io.files.atomic` says how).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, BinaryIO

import pandas as pd

from stratsell.book.cells import near_text
from stratsell.book.tables import TABLES, Table
from stratsell.book.validation import validated
from stratsell.errors import BookError, Fault, warn
from stratsell.io.files.atomic import ATTEMPTS, current, save_folder, state
from stratsell.io.files.csv_file import csv_writer, read_csv
from stratsell.io.files.format import FORMAT, check_format, migrated
from stratsell.io.files.progress import Progress, silent
from stratsell.text import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from stratsell.io.files.atomic import Writer

FILES = {f"{name}.csv": table for name, table in TABLES.items()}
"""The files of a book and their tables."""

ABOUT = "book.json"
"""The file that says in which format the others are."""

NAMES = [*FILES, ABOUT]
"""All files that a book in a folder has."""

_LONGEST_ABOUT = 100_000


def read_folder(folder: Path, progress: Progress = silent) -> dict[str, pd.DataFrame]:
    """Read the tables of a book from a folder of CSV files.

    Parameters
    ----------
    folder : pathlib.Path
        With at least accounts.csv, people.csv and influences.csv.
    progress : callable, optional
        Called with how many tables are read and how many there are.

    Returns
    -------
    dict of str to pandas.DataFrame
        All ten, validated.

    Raises
    ------
    BookError
        With all faults, rows as a spreadsheet numbers them.

    Warns
    -----
    BookWarning
        Of CSV files that are no table: they are not read.
    """
    other = _other_files(folder)
    for _ in range(ATTEMPTS):
        before = state(folder, NAMES)
        try:
            number = check_format(stated(folder), folder.name)
            frames, faults = _frames(folder, progress)
        except FileNotFoundError:  # moved to its place by a save between looking and opening
            continue
        if state(folder, NAMES) == before:
            break
    else:
        raise OSError(f"somebody else keeps writing to {folder}; try again later")
    if not frames:
        needed = ", ".join(file for file, table in FILES.items() if table.required)
        missing = [Fault(folder.name, f"holds no book: a folder needs {needed}")]
        raise BookError([*missing, *other], folder.name)
    return validated(migrated(frames, number, folder.name), source=folder.name, earlier=[*other, *faults])


def write_folder(tables: Mapping[str, pd.DataFrame], folder: Path, progress: Progress = silent) -> None:
    """Write the tables of a book to a folder of CSV files, all or nothing.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        What to write: all ten.
    folder : pathlib.Path
        Where; it is made if it is not there.
    progress : callable, optional
        Called with how many tables are written and how many there are.

    Raises
    ------
    BookError
        If a newer Stratsell has written what is there.
    OSError
        If it cannot be written; what was there is then still there, whole.
    """
    check_format(stated(folder), folder.name)
    writers = {file: _writer(table, tables[table.name]) for file, table in FILES.items()}
    save_folder(folder, counted({**writers, ABOUT: _write_about}, progress))


def counted(writers: Mapping[str, Writer], progress: Progress) -> dict[str, Writer]:
    """Give writers that say how many of them have written."""

    def counting(number: int, write: Writer) -> Writer:
        def both(handle: BinaryIO) -> None:
            write(handle)
            progress(number, len(writers))

        return both

    return {name: counting(number, write) for number, (name, write) in enumerate(writers.items(), 1)}


def _write_about(handle: BinaryIO) -> None:
    handle.write(json.dumps({"format": FORMAT}).encode() + b"\n")


def stated(folder: Path) -> object:
    """Give the format that a folder says it is in; None if it says nothing."""
    path = current(folder, ABOUT)
    if not path.is_file():
        return None
    with path.open("rb") as handle:
        content = handle.read(_LONGEST_ABOUT)
    try:
        return json.loads(content)["format"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return content.decode("utf-8", "replace") or "nothing"


def _frames(folder: Path, progress: Progress) -> tuple[dict[str, pd.DataFrame], list[Fault]]:
    """Read the tables as they stand in the files, and what is wrong with the files themselves."""
    frames: dict[str, pd.DataFrame] = {}
    faults: list[Fault] = []
    for index, (file, table) in enumerate(FILES.items()):
        progress(index, len(FILES))
        path = current(folder, file)
        if not path.exists():
            continue
        if not path.is_file():  # a folder, or a pipe that would be waited for forever
            faults.append(Fault(file, "is not a file"))
            frames[table.name] = pd.DataFrame(columns=table.names, dtype="str")
            continue
        try:
            grid = read_csv(path, table.name, table.names.__contains__, is_text(table))
        except BookError as error:
            faults += error.faults
            frames[table.name] = pd.DataFrame(columns=table.names, dtype="str")
        else:
            if table.required or not grid.blank:
                frames[table.name] = grid.frame()
            faults += grid.faults
    progress(len(FILES), len(FILES))
    return frames, faults


def _writer(table: Table, frame: pd.DataFrame) -> Writer:
    return csv_writer({name: texts(frame[name]) for name in frame.columns}, is_text(table))


def is_text(table: Table) -> Callable[[str], bool]:
    """Whether a column holds text, which a spreadsheet might take for a formula; unknown columns do."""
    numeric = {column.name for column in (*table.columns, *table.extras) if column.kind.dtype != "str"}
    return lambda name: name not in numeric


def _other_files(folder: Path) -> list[Fault]:
    """Faults for CSV files that are probably a table's, misspelt; other CSV files are warned of."""
    faults = []
    there = {path.name for path in folder.iterdir()}
    for file in sorted(there - set(FILES)):
        stem, _, suffix = file.rpartition(".")
        if suffix.lower() != "csv":
            continue
        absent = [name for name in TABLES if f"{name}.csv" not in there]
        if meant := near_text(stem, absent):
            faults.append(Fault(file, "is not a table of a book", meant=f"{meant}.csv"))
        else:
            warn(f"{folder.name}: the file “{file}” is not a table of a book, so it is not read")
    return faults
