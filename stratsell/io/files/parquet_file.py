"""One table as a Parquet file, the format of data warehouses: typed columns, packed.

A small file may be a trap: a few kilobytes can unfold to all of a machine's memory, by one long text that a million
rows share. So columns that share their texts are measured while they still do. Columns that Stratsell does not know
are written as text, as in all other files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from stratsell.book.tables import Column, Kind, Table
from stratsell.errors import BookError, Fault
from stratsell.io.files.grid import FIRST, check_width
from stratsell.text import texts

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow.parquet as pq

MOST_BYTES = 4 * 2**30
"""How much one table may unpack to."""

_CELL = 8
"""How many bytes a cell takes in memory, but for its text."""

_LONGEST_LIST = 2**17
"""How long a list in a file's description may be, such as that of its columns."""

_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896
"""0001-01-01 and 9999-12-31, in days from 1970-01-01."""

_TYPES = {
    "str": pa.large_string(),
    "datetime64[us]": pa.date32(),
    "float64": pa.float64(),
    "Int64": pa.int64(),
    "boolean": pa.bool_(),
}


def read_parquet(path: Path, name: str) -> pd.DataFrame:
    """Read one Parquet file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    name : str
        What messages call it.

    Returns
    -------
    pandas.DataFrame
        Its columns as they are typed there; rows are numbered as those of a CSV file are.

    Raises
    ------
    BookError
        If it is no Parquet file, or one that would fill the memory.
    FileNotFoundError
        If it is not there.
    """
    with open_parquet(path, name) as file:
        return _unfolded(file.read(use_threads=False), name, FIRST)


def parquet_chunks(path: Path, name: str, rows: int) -> Iterator[tuple[float, pd.DataFrame]]:
    """Read one Parquet file a number of rows at a time, at least one frame; say what share of it is read, 0 to 1."""
    with open_parquet(path, name, whole=False) as file:
        total, number = max(file.metadata.num_rows, 1), FIRST
        if not file.metadata.num_rows:
            yield 1.0, _unfolded(file.schema_arrow.empty_table(), name, FIRST)
        for batch in file.iter_batches(rows):
            frame = _unfolded(pa.Table.from_batches([batch]), name, number)
            number += len(frame)
            yield (number - FIRST) / total, frame


def parquet_writer(table: Table, frame: pd.DataFrame) -> Callable[[BinaryIO], None]:
    """Give what writes a table of a book to an open handle."""
    known = {column.name: column for column in (*table.columns, *table.extras)}

    def write(handle: BinaryIO) -> None:
        import pyarrow.parquet as pq

        columns = {name: _stored(frame[name], known.get(name)) for name in frame.columns}
        # What tells rows apart is hardly ever the same twice.
        shared = [name for name in columns if name not in known or known[name].kind is not Kind.ID]
        pq.write_table(pa.table(columns), handle, compression="zstd", use_dictionary=shared)

    return write


@contextmanager
def open_parquet(path: Path, name: str, *, whole: bool = True) -> Iterator[pq.ParquetFile]:
    """Open a Parquet file that can be read without harm, all at once or in parts; BookError if it is none."""
    import pyarrow.parquet as pq

    with path.open("rb") as handle:
        try:
            sizes = {"thrift_container_size_limit": _LONGEST_LIST}
            about = pq.ParquetFile(handle, **sizes).metadata
            check_width(name, about.num_columns)
            shared = _checked(about, name, whole=whole)
            yield pq.ParquetFile(handle, metadata=about, read_dictionary=shared, **sizes)
        except (pa.ArrowException, ValueError, OSError) as error:
            if isinstance(error, BookError) or getattr(error, "errno", None) is not None:  # the system's own
                raise
            problem = f"cannot be read as Parquet ({str(error).strip().splitlines()[0][:200]}): write it again"
            raise BookError([Fault(name, problem)], path.name) from None


def _checked(about: pq.FileMetaData, name: str, *, whole: bool) -> list[str]:
    """Refuse a file that would fill the memory; give its columns in which rows may share texts."""
    size, shared = about.num_rows * about.num_columns * _CELL, set[str]()
    columns = [about.schema.column(index) for index in range(about.num_columns)]
    several = [column.path for column in columns if column.max_repetition_level]
    faults = [Fault(name, "holds several values in a cell; a cell holds one", column=path) for path in several]
    for group in range(about.num_row_groups):
        row_group = about.row_group(group)
        for index, column in enumerate(columns):
            part = row_group.column(index)
            size += part.total_uncompressed_size
            if "DELTA_BYTE_ARRAY" in part.encodings:
                problem = "is packed in a way (DELTA_BYTE_ARRAY) that may unfold without end: write it again without"
                faults.append(Fault(name, problem, column=column.path))
            if part.physical_type == "BYTE_ARRAY" and part.has_dictionary_page:
                shared.add(column.path)
    if faults:
        raise BookError(faults, name)
    if whole:
        _check_size(size, name)
    return sorted(shared)


def _check_size(size: int, name: str) -> None:
    if size > MOST_BYTES:
        problem = (
            f"unpacks to {size / 2**20:,.0f} MB; a table read into memory has at most {MOST_BYTES / 2**20:,.0f}: split"
            " the book, or ask an engine with --engine"
        )
        raise BookError([Fault(name, problem)], name)


def _unfolded(rows: pa.Table, name: str, first: int) -> pd.DataFrame:
    """Give rows as pandas has them, each with its own text."""
    rows.validate(full=True)
    folded = [column for column in rows.columns if pa.types.is_dictionary(column.type)]
    _check_size(sum(map(_size, folded)), name)
    columns = [_taken(column) for column in rows.columns]
    frame: pd.DataFrame = pa.Table.from_arrays(columns, list(map(str, range(len(columns))))).to_pandas()
    return frame.set_axis(rows.column_names, axis=1).set_axis(pd.RangeIndex(first, first + len(frame)), axis=0)


def _size(column: pa.ChunkedArray) -> int:
    """Give how many bytes the texts of a column take once each row has its own."""
    return sum(
        pc.sum(pc.binary_length(chunk.dictionary).cast(pa.int64()).take(chunk.indices)).as_py() or 0
        for chunk in column.chunks
        if len(chunk.dictionary)
    )


def _taken(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Give a column in a type that pandas takes without a loss; a day that is none as text."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return column.cast(kind.value_type)
    if pa.types.is_decimal(kind):
        return column.cast(pa.float64())
    if pa.types.is_date(kind):
        days = column.cast(pa.date32())
        ends = pc.min_max(days.cast(pa.int32())).as_py()
        inside = ends["min"] is None or (ends["min"] >= _FIRST_DAY and ends["max"] <= _LAST_DAY)
        return days.cast(pa.timestamp("us")) if inside else days.cast(pa.string())
    return column


def _stored(cells: pd.Series, column: Column | None) -> pa.Array:
    """Give a column as it is written: in its kind, or as text."""
    if column is None and cells.dtype != "str":
        return pa.array([text or None for text in texts(cells)], pa.large_string())
    return pa.array(cells, _TYPES[column.kind.dtype if column else "str"], from_pandas=True)
