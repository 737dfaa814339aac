"""The tables of a book as lazy frames, in which the rules ask their questions.

People see a book's tables in pandas. The rules are queries over Narwhals lazy frames; here a table becomes one, in
Polars, from the memory that it is in already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

import narwhals as nw
import pandas as pd

from stratsell.book.tables import TABLES, Column, Kind, Table

if TYPE_CHECKING:
    import polars as pl

Frame = nw.LazyFrame[Any]
"""What rules are made of: a lazy frame of any engine."""

FrameT = TypeVar("FrameT", nw.LazyFrame[Any], nw.DataFrame[Any])

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

        if name not in self.made:
            days = {column.name for column in TABLES[name].columns if column.kind is Kind.DATE}
            columns = pl.from_pandas(self.tables[name]).get_columns()
            frame = pl.DataFrame([each.cast(pl.Date) if each.name in days else each for each in columns])
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

    A column of a pandas frame is taken over when a query first asks for it: of columns of Python's own text that is
    most of the work.

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

    if not isinstance(frame, pd.DataFrame):
        return typed(nw.from_native(pl.DataFrame(frame)).lazy(), table)
    kinds = typed(nw.from_native(polars_frame(frame.head(0))), table).select(*table.names).to_native().schema
    taken: dict[str, pl.Series] = {}

    def take(name: str) -> pl.Series:
        """Take a column over, once."""
        if name not in taken:
            given = _column(frame, name)
            cell = _typed(nw.Schema({name: nw.from_native(given).schema[name]}), table, table[name])
            taken[name] = given[name] if cell is None else nw.from_native(given).select(cell).to_native()[name]
        return taken[name]

    def source(
        names: list[str] | None, where: pl.Expr | None, most: int | None, _size: int | None
    ) -> Iterator[pl.DataFrame]:
        rows = pl.DataFrame([take(name) for name in names or kinds])
        rows = rows if where is None else rows.filter(where)
        yield rows if most is None else rows.head(most)

    return nw.from_native(register_io_source(source, schema=kinds, is_pure=True))


def _column(frame: pd.DataFrame, name: str) -> pl.DataFrame:
    """Give one column of a pandas frame in Polars, a blank one where the frame has none.

    Python's own text is most quickly read as text; only where there is something else among it is it told what each is.
    """
    import polars as pl
    import pyarrow as pa

    if name not in frame:
        return pl.DataFrame({name: [None] * len(frame)})
    if frame[name].dtype == object:
        cells = frame[name].to_numpy()
        with suppress(TypeError, pl.exceptions.PolarsError):  # a cell is not text, say NaN
            return pl.DataFrame({name: pl.Series(cells, dtype=pl.String)})
        with suppress(pa.ArrowInvalid, TypeError):  # nor blank
            return pl.DataFrame({name: pl.Series(pa.array(cells, pa.string_view(), from_pandas=True))})
    return polars_frame(frame[[name]])


def polars_frame(frame: pd.DataFrame) -> pl.DataFrame:
    """Give a pandas frame in Polars; text that pandas keeps in Arrow is not copied."""
    import polars as pl
    import pyarrow as pa

    try:
        return pl.from_pandas(frame)
    except (pa.ArrowInvalid, TypeError):  # a column of objects of several types
        mixed = frame.columns[frame.dtypes == "object"]
        return pl.from_pandas(frame.astype(dict.fromkeys(mixed, "str")))


def typed(frame: FrameT, table: Table) -> FrameT:
    """Give a Narwhals frame of a table with each column that the table knows in its type, blank cells as null.

    A column that the frame lacks is blank.

    Raises
    ------
    KeyError
        If a column that every book must have is not there.
    """
    schema = frame.collect_schema()
    columns = [_typed(schema, table, column) for column in table.columns]
    changed = [column for column in columns if column is not None]
    return frame.with_columns(*changed) if changed else frame


def _typed(schema: nw.Schema, table: Table, column: Column) -> nw.Expr | None:
    """Give the expression that makes a column what it should be; None where it is so already."""
    wanted, name = _TYPES[column.kind.dtype], column.name
    if name not in schema:
        if column.required:
            raise KeyError(f"the table “{table.name}” has no column “{name}”; every book must have it")
        return nw.lit(None).cast(wanted).alias(name)
    cell, given = nw.col(name), schema[name]
    if given in (nw.String, nw.Categorical, nw.Enum, nw.Object) or (wanted == nw.String and given != nw.Unknown):
        text = cell if given == nw.String else cell.cast(nw.String)
        filled = nw.when(text != "").then(text)  # as in a CSV file, a blank cell may be empty text
        if column.kind is Kind.DATE:
            return filled.str.slice(0, 10).str.to_date(format="%Y-%m-%d").alias(name)
        return filled.cast(wanted).alias(name)
    if given == wanted:
        return None
    if isinstance(given, nw.Datetime) and given.time_zone:
        cell = cell.dt.replace_time_zone(None)
    return cell.cast(wanted)
