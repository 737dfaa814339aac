"""The tables of a book as lazy frames, in which the rules ask their questions.

People see a book's tables in pandas. The rules are queries over Narwhals lazy frames; here a table becomes one, in
Polars, from the memory that it is in already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import narwhals as nw
import pandas as pd

from stratsell.book.tables import TABLES, Column, Kind, Table

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

Frame = nw.LazyFrame[Any]
"""What rules are made of: a lazy frame of any engine."""

FrameT = TypeVar("FrameT", nw.LazyFrame[Any], nw.DataFrame[Any])

AT_ONCE = 500_000
"""How many rows of somebody's own frame are taken over at a time."""

_TYPES: Mapping[str, nw.dtypes.DType] = {
    "str": nw.String(),
    "datetime64[us]": nw.Date(),
    "float64": nw.Float64(),
    "Int64": nw.Int64(),
    "boolean": nw.Boolean(),
}


class Frames(Mapping[str, Frame]):
    """The tables of a book as lazy frames over Polars, each made when it is first asked for.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The validated tables.
    made : Frames, optional
        Frames of an earlier state of the book; those of tables that have not changed are used again.

    Attributes
    ----------
    tables : dict of str to pandas.DataFrame
        The tables that they are made of.
    made : dict of str to narwhals.LazyFrame
        Those that were asked for.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame], made: Frames | None = None) -> None:
        self.tables = dict(tables)
        self.made: dict[str, Frame] = {}
        if made is not None:
            self.made = {name: frame for name, frame in made.made.items() if tables[name] is made.tables[name]}

    def __getitem__(self, name: str) -> Frame:
        """Give a table as a lazy frame: text as String, days as Date, blank cells as null."""
        import polars as pl
        import pyarrow as pa

        if name not in self.made:
            cells = {label: arrow(column) for label, column in self.tables[name].items()}
            days = {column.name for column in TABLES[name].columns if column.kind is Kind.DATE}
            frame = pl.DataFrame(
                {label: column.cast(pa.date32()) if label in days else column for label, column in cells.items()}
            )
            self.made[name] = nw.from_native(frame.lazy())
        return self.made[name]

    def __iter__(self) -> Iterator[str]:
        """Give the names of the tables."""
        return iter(self.tables)

    def __len__(self) -> int:
        """Count the tables."""
        return len(self.tables)


def scanned(frame: Any, table: Table) -> Frame:
    """Give a table that is in memory as a lazy frame over Polars, with all columns that the table knows.

    A query takes over the columns that it asks for, some rows at a time, so that it needs little memory beside them.

    Parameters
    ----------
    frame : pandas.DataFrame, pyarrow.Table or polars.DataFrame
        As somebody has it.
    table : Table
        Which table it is.

    Raises
    ------
    KeyError
        If a column that every book must have is not there.
    """
    import polars as pl
    from polars.io.plugins import register_io_source

    if isinstance(frame, pl.DataFrame):
        return typed(nw.from_native(frame.lazy()), table)
    present = set(frame.columns if isinstance(frame, pd.DataFrame) else frame.column_names)
    part = cache(lambda name, start: arrow(frame[name][start : start + AT_ONCE]))

    def taken(names: Iterable[str], start: int) -> pl.DataFrame:
        rows = pl.DataFrame({name: part(name, start) for name in names if name in present})
        result: pl.DataFrame = typed(nw.from_native(rows), table, names).select(*names).to_native()
        return result

    def source(
        names: list[str] | None, where: pl.Expr | None, _most: int | None, _size: int | None
    ) -> Iterator[pl.DataFrame]:
        for start in range(0, len(frame) or 1, AT_ONCE):
            rows = taken(names or table.names, start)
            yield rows if where is None else rows.filter(where)

    kinds = taken(table.names, len(frame)).schema  # of no rows
    return nw.from_native(register_io_source(source, schema=kinds, is_pure=True))


def arrow(column: pd.Series | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Give a column in Arrow, where most of pandas' are already; objects of several kinds become text.

    Python's own objects are mostly text, so that is tried first: it takes half as long as looking what each is.
    """
    import pyarrow as pa

    if not isinstance(column, pd.Series):
        return column
    if column.dtype == object:
        with suppress(pa.ArrowInvalid, TypeError):
            return pa.array(column, pa.string_view(), from_pandas=True)
    try:
        return pa.array(column, from_pandas=True)
    except (pa.ArrowInvalid, TypeError):
        return pa.array(column.astype("str"))


def typed(frame: FrameT, table: Table, names: Iterable[str] | None = None) -> FrameT:
    """Give a Narwhals frame of a table with each column that the table knows in its type, blank cells as null.

    A column that the frame lacks is blank. With `names`, only these are looked at.

    Raises
    ------
    KeyError
        If a column that every book must have is not there.
    """
    schema = frame.collect_schema()
    columns = [_typed(schema, table, table[name]) for name in names or table.names]
    changed = [column for column in columns if column is not None]
    return frame.with_columns(*changed) if changed else frame


def _typed(schema: nw.Schema, table: Table, column: Column) -> nw.Expr | None:
    """Give the expression that makes a column what it should be; None where it is so already."""
    wanted, name = _TYPES[column.kind.dtype], column.name
    if name not in schema:
        if column.required:
            raise KeyError(f"the table “{table.name}” has no column “{name}”; every book must have it")
        return nw.lit(None).cast(wanted).alias(name)
    cell, actual = nw.col(name), schema[name]
    if actual in (nw.String, nw.Categorical, nw.Enum, nw.Object) or (wanted == nw.String and actual != nw.Unknown):
        text = cell if actual == nw.String else cell.cast(nw.String)
        filled = nw.when(text != "").then(text)  # as in a CSV file, a blank cell may be empty text
        if column.kind is Kind.DATE:
            return filled.str.slice(0, 10).str.to_date(format="%Y-%m-%d").alias(name)
        return filled.cast(wanted).alias(name)
    if actual == wanted:
        return None
    if isinstance(actual, nw.Datetime) and actual.time_zone:
        cell = cell.dt.replace_time_zone(None)
    return cell.cast(wanted)
