"""A book in a folder of CSV or Parquet files: a file a table.

The files are called as the tables are. All ten are always written, also where a table is empty: so a table that has
lost its last row leaves no old file behind, and each file shows the columns that one may fill in. Other files in the
folder are left alone. A save is all or nothing, also when the machine stops in its midst (`io.files.atomic` says how).
All files of a book are of one kind; the first save to a folder says which, and what is read there says it from then on.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, BinaryIO, Literal, get_args

import pandas as pd

from stratsell.book.cells import near_text
from stratsell.book.tables import TABLES, Table
from stratsell.book.validation import validated
from stratsell.errors import BookError, Fault, warn
from stratsell.io.files.atomic import ATTEMPTS, current, save_folder, state
from stratsell.io.files.csv_file import csv_writer, read_csv
from stratsell.io.files.format import FORMAT, check_format, migrated
from stratsell.io.files.parquet_file import parquet_writer, read_parquet
from stratsell.io.files.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from stratsell.io.files.atomic import Writer

FolderFormat = Literal["csv", "parquet"]
"""Of which kind the files of a folder are, and how their names end."""

FILES = {f"{name}.{kind}": table for kind in get_args(FolderFormat) for name, table in TABLES.items()}
"""The files that a book may have and their tables."""

ABOUT = "book.json"
"""The file that says in which format the others are."""

NAMES = [*FILES, ABOUT]
"""All files that a book in a folder may have."""

_LONGEST_ABOUT = 100_000


def read_folder(folder: Path, progress: Progress = silent) -> dict[str, pd.DataFrame]:
    """Read the tables of a book from a folder of CSV or Parquet files.

    Parameters
    ----------
    folder : pathlib.Path
        With at least accounts.csv, people.csv and influences.csv, or such files that end in .parquet.
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
        Of such files that are no table: they are not read.
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
        needed = ", ".join(f"{name}.csv" for name, table in TABLES.items() if table.required)
        missing = [Fault(folder.name, f"holds no book: a folder needs {needed}, or such files that end in .parquet")]
        raise BookError([*missing, *other], folder.name)
    return validated(migrated(frames, number, folder.name), source=folder.name, earlier=[*other, *faults])


def write_folder(
    tables: Mapping[str, pd.DataFrame], folder: Path, progress: Progress = silent, kind: FolderFormat | None = None
) -> None:
    """Write the tables of a book to a folder of CSV or Parquet files, all or nothing.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        What to write: all ten.
    folder : pathlib.Path
        Where; it is created if it does not exist.
    progress : callable, optional
        Called with how many tables are written and how many there are.
    kind : {"csv", "parquet"}, optional
        Of which kind the files are. Default: as those that are there; CSV in a new folder.

    Raises
    ------
    BookError
        If a newer Stratsell has written what is there.
    ValueError
        If files of the other kind are there.
    OSError
        If it cannot be written; what was there is then unchanged.
    """
    check_format(stated(folder), folder.name)
    kind = kind_to_write(folder, kind)
    writer = parquet_writer if kind == "parquet" else _csv_writer
    writers = {f"{name}.{kind}": writer(table, tables[name]) for name, table in TABLES.items()}
    save_folder(folder, counted({**writers, ABOUT: _write_about}, progress))


def kind_to_write(folder: Path, wanted: FolderFormat | None) -> FolderFormat:
    """Give of which kind the files of a folder are to be; ValueError if it has some of another kind."""
    there = _kinds(folder)
    if wanted is not None and there - {wanted}:
        (other,) = there - {wanted}
        raise ValueError(f"{folder.name} holds a book of .{other} files; write .{wanted} files to another folder")
    return wanted or ("parquet" if "parquet" in there else "csv")


def _kinds(folder: Path) -> set[FolderFormat]:
    """Give of which kinds the tables that are there are."""
    return {
        kind for kind in get_args(FolderFormat) if any(current(folder, f"{name}.{kind}").exists() for name in TABLES)
    }


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
    there = {file: table for file, table in FILES.items() if current(folder, file).exists()}
    if len(_kinds(folder)) > 1:
        problem = (
            f"holds tables of two kinds ({', '.join(there)}): keep those of one kind, and move the others elsewhere"
        )
        raise BookError([Fault(folder.name, problem)], folder.name)
    for index, (file, table) in enumerate(there.items()):
        progress(index, len(there))
        path = current(folder, file)
        if not path.is_file():  # a folder, or a pipe that would be waited for forever
            faults.append(Fault(file, "is not a file"))
            frames[table.name] = pd.DataFrame(columns=table.names, dtype="str")
            continue
        try:
            if path.suffix == ".parquet":
                frames[table.name] = read_parquet(path, table.name)
                continue
            grid = read_csv(path, table.name, table.names.__contains__, is_text(table))
        except BookError as error:
            faults += error.faults
            frames[table.name] = pd.DataFrame(columns=table.names, dtype="str")
        else:
            if table.required or not grid.blank:
                frames[table.name] = grid.frame()
            faults += grid.faults
    progress(len(there), len(there))
    return frames, faults


def _csv_writer(table: Table, frame: pd.DataFrame) -> Writer:
    return csv_writer({name: frame[name] for name in frame.columns}, is_text(table))


def is_text(table: Table) -> Callable[[str], bool]:
    """Whether a column holds text, which a spreadsheet might take for a formula; unknown columns do."""
    numeric = {column.name for column in (*table.columns, *table.extras) if column.kind.dtype != "str"}
    return lambda name: name not in numeric


def _other_files(folder: Path) -> list[Fault]:
    """Faults for files that are probably a table's, misspelt; others of the book's kind are warned of."""
    faults = []
    there = {path.name for path in folder.iterdir()}
    kinds = _kinds(folder) or set(get_args(FolderFormat))
    for file in sorted(there - set(FILES)):
        stem, _, suffix = file.rpartition(".")
        if suffix.lower() not in kinds:
            continue
        absent = [name for name in TABLES if not there & {f"{name}.{kind}" for kind in kinds}]
        if meant := near_text(stem, absent):
            faults.append(Fault(file, "is not a table of a book", meant=f"{meant}.{suffix.lower()}"))
        else:
            warn(f"{folder.name}: the file “{file}” is not a table of a book, so it is not read")
    return faults
