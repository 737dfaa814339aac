"""A folder of tables of any size, checked cell by cell and laid down as typed Parquet files for an engine to read.

A book larger than memory cannot be a `Book`. Its tables are read here a part at a time, each part is checked exactly as
a book's tables are (types, words, bounds, blank cells; see `book.validation`), and what is right is written to a
folder of Parquet files, one a table, with the types of a book. So ids with leading zeros stay text, whatever an engine
would make of a CSV file, and every fault is named with its row. Keys and references, which parts cannot show, are asked
of the engine afterwards (`stratsell.scale.large_book`).

A table is one file, `people.csv` or `people.parquet`, or a folder `people` of such files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from stratsell.book.cells import near_text
from stratsell.book.tables import TABLES, Table
from stratsell.book.validation import typed_columns
from stratsell.errors import BookError, Fault
from stratsell.io.files.atomic import current
from stratsell.io.files.csv_file import csv_chunks
from stratsell.io.files.folder import is_text, stated
from stratsell.io.files.format import check_format, is_readable_in_parts
from stratsell.io.files.parquet_file import parquet_chunks
from stratsell.io.files.progress import Progress, silent

PART = 50_000
"""How many rows are read at once."""

ROW = "row in its file"
"""The column of a staged table that says where a row came from."""

ENDINGS = (".csv", ".parquet")

_TYPES = {
    "str": pa.large_string(),
    "datetime64[us]": pa.timestamp("us"),
    "float64": pa.float64(),
    "Int64": pa.int64(),
    "boolean": pa.bool_(),
}


def staged(folder: Path, target: Path, progress: Progress = silent) -> list[str]:
    """Check the tables of a folder and write them to another as Parquet files.

    Parameters
    ----------
    folder : pathlib.Path
        With at least accounts, people and influences.
    target : pathlib.Path
        An empty folder.
    progress : callable, optional
        Called with how many bytes are read and how many there are.

    Returns
    -------
    list of str
        The tables that are there.

    Raises
    ------
    BookError
        With the faults of the first part that has any in each file, rows as a spreadsheet numbers them.
    """
    if not is_readable_in_parts(check_format(stated(folder), folder.name)):
        problem = "was written by an older Stratsell: open it without an engine and save it, which brings it up to date"
        raise BookError([Fault(folder.name, problem)], folder.name)
    files, faults = _files(folder)
    total, done = sum(path.stat().st_size for paths in files.values() for path in paths), 0
    for name, paths in files.items():
        with pq.ParquetWriter(target / f"{name}.parquet", _schema(TABLES[name]), compression="zstd") as writer:
            for path in paths:
                label = name if path.parent == folder or len(paths) == 1 else f"{name}/{path.name}"
                for share, frame, own in _parts(path, TABLES[name], label):
                    progress(done + int(share * path.stat().st_size), total)
                    right = typed_columns(TABLES[name], frame, own)
                    if own:
                        faults += [_called(fault, name, label) for fault in own]
                        break
                    writer.write_table(_arrow(TABLES[name], right))
                done += path.stat().st_size
    if faults:
        raise BookError(faults, folder.name)
    progress(total, total)
    return list(files)


def _files(folder: Path) -> tuple[dict[str, list[Path]], list[Fault]]:
    """The files of each table, in the order of their names, and what is wrong with the folder."""
    faults: list[Fault] = []
    files: dict[str, list[Path]] = {}
    for name, table in TABLES.items():
        places = [current(folder, name + ending) for ending in ENDINGS]
        existing = [path for path in places if path.is_file()]
        if (folder / name).is_dir():
            parts = sorted(path for path in (folder / name).iterdir() if path.suffix.lower() in ENDINGS)
            existing += [path for path in parts if path.is_file()]
            # What is none, such as a pipe, would be waited for forever.
            faults += [Fault(f"{name}/{path.name}", "is not a file") for path in parts if not path.is_file()]
        if len(existing) > 1 and any(path in places for path in existing):
            names = ", ".join(str(path.relative_to(folder)) for path in existing[:3])
            faults.append(Fault(name, f"stands in several places: {names}", allowed="one file, or a folder of parts"))
        elif existing:
            files[name] = existing
        elif table.required:
            allowed = f"{name}.csv, {name}.parquet, or a folder {name} of such files"
            faults.append(Fault(name, f"is not there; {folder.name} must have it", allowed=allowed))
    absent = [name for name in TABLES if name not in files]
    for path in sorted(folder.iterdir()):
        named = path.stem if path.suffix.lower() in ENDINGS else path.name if path.is_dir() else ""
        if named and named not in TABLES and (meant := near_text(named, absent)):
            faults.append(Fault(path.name, "is not a table of a book", meant=meant + path.suffix))
    return files, faults


def _parts(path: Path, table: Table, label: str) -> Iterator[tuple[float, pd.DataFrame, list[Fault]]]:
    """Parts of a file: what share of it is read, the rows by their numbers, and what is wrong with their form."""
    if path.suffix.lower() == ".csv":
        for share, grid in csv_chunks(path, label, table.names.__contains__, is_text(table), PART):
            frame = grid.frame()
            yield share, frame, list(grid.faults)
        return
    for share, frame in parquet_chunks(path, label, PART):
        yield share, frame, []


def _schema(table: Table) -> pa.Schema:
    return pa.schema([*((column.name, _TYPES[column.kind.dtype]) for column in table.columns), (ROW, pa.int64())])


def _arrow(table: Table, rows: pd.DataFrame) -> pa.Table:
    columns = rows[table.names].assign(**{ROW: rows.index})
    return pa.Table.from_pandas(columns, _schema(table), preserve_index=False)


def _called(fault: Fault, name: str, label: str) -> Fault:
    """A fault, with the part of the table in which it is."""
    return replace(fault, table=label) if fault.table == name else fault
