"""The tables of a book as Narwhals frames, the one door through which the rules see data.

A rule takes a `Book` or a mapping of table names to data frames of any kind that Narwhals knows. Here both become
frames with exactly the columns a rule asks for, typed as the book's tables are: text is text, days are dates at
midnight, and a column or table that is not there is blank or empty. Frames that did not go through a `Book` may write
a blank cell as empty text, so rules ask `blank` and not for nulls.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import narwhals as nw
import pandas as pd

from stratsell.book import Book
from stratsell.tables import TABLES, Kind
from stratsell.vocabulary import ObjectiveStatus

Source = Book | Mapping[str, Any]
"""What a rule takes: a book, or data frames by table name."""

Frame = Any
"""A Narwhals DataFrame or LazyFrame; the rules use only what both can do."""

_DTYPES: dict[str, Any] = {
    "str": nw.String(),
    "datetime64[us]": nw.Datetime("us"),
    "float64": nw.Float64(),
    "Int64": nw.Int64(),
    "boolean": nw.Boolean(),
}


_PLAIN: dict[Any, str] = {
    nw.String(): "str",
    nw.Object(): "str",
    nw.Int64(): "int64",
    nw.Float64(): "float64",
    nw.Datetime("us"): "datetime64[us]",
}


def table(source: Source, name: str, *columns: str) -> Frame:
    """Give some columns of a table, typed.

    Parameters
    ----------
    source : Book or mapping of str to data frame
        Where the table is.
    name : str
        The table.
    *columns : str
        Names of columns in the design of that table; one that the frame lacks comes out blank.

    Returns
    -------
    narwhals.DataFrame or narwhals.LazyFrame

    Raises
    ------
    KeyError
        If a table or column that every book must have is not there.
    """
    if isinstance(source, Book):
        return nw.from_native(source.tables[name]).select(*columns)
    if source.get(name) is None or not (frame := nw.from_native(source[name])).collect_schema():
        if TABLES[name].required:
            raise KeyError(f"the mapping has no table “{name}”; every book must have it")
        return _empty(nw.from_native(source["accounts"]), name, columns)
    schema = frame.collect_schema()
    # First beside the others: a selection of nothing but literals would have one row, whatever the frame's length.
    return frame.with_columns(*(_typed(schema, name, column) for column in columns)).select(*columns)


def objectives(source: Source, as_of: dt.date) -> Frame:
    """Give every objective with its account and whether it is open on a day.

    An account without an objective row has one open objective, whose id is the account's. An objective that was closed
    after `as_of` was still open then.

    Returns
    -------
    narwhals frame
        Columns account_id, objective_id, open (bool).
    """
    rows = table(source, "objectives", "account_id", "objective_id", "status", "closed_on")
    closed = (nw.col("status") == ObjectiveStatus.CLOSED.value).fill_null(value=False)
    ended = ~after("closed_on", as_of)
    rows = rows.select("account_id", "objective_id", (~(closed & ended)).alias("open"))
    accounts = table(source, "accounts", "account_id")
    bare = accounts.join(rows.select("account_id").unique(), on="account_id", how="anti")
    implied = bare.select("account_id", nw.col("account_id").alias("objective_id"), nw.lit(value=True).alias("open"))
    return nw.concat([rows, implied], how="vertical")


def pandas_table(source: Source, name: str, *columns: str) -> pd.DataFrame:
    """Give some columns of a table, typed, as pandas: what searches through a graph work on."""
    return in_memory(table(source, name, *columns))


def in_memory(frame: Frame) -> pd.DataFrame:
    """Give a Narwhals frame as pandas, with text as ``str``."""
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect()
    rows: pd.DataFrame = frame.to_pandas().reset_index(drop=True)
    text = [name for name, dtype in rows.dtypes.items() if pd.api.types.is_string_dtype(dtype)]
    return rows.astype(dict.fromkeys(text, "str"))


def numbered(frame: Frame, *order: str) -> Frame:
    """Add the row number as `row`, in the order of some columns or, where none is given, in any order."""
    if isinstance(frame, nw.LazyFrame):
        rows = frame.with_row_index("row", order_by=order or frame.collect_schema().names())
    else:
        rows = (frame.sort(*order) if order else frame).with_row_index("row")
    return rows.with_columns(nw.col("row").cast(nw.Int64))


def finished(frame: Frame) -> Any:
    """Give a result as the kind of frame that came in; in pandas always with the same types, rows numbered from 0."""
    rows = frame.to_native()
    if not isinstance(rows, pd.DataFrame):
        return rows
    plain = {name: _PLAIN[kind] for name, kind in frame.collect_schema().items() if kind in _PLAIN}
    return rows.reset_index(drop=True).astype(plain)


def by(column: str, day: dt.date) -> nw.Expr:
    """Whether something was on a day or before it, at whatever hour; a blank was not."""
    return (nw.col(column) < _end(day)).fill_null(value=False)


def after(column: str, day: dt.date) -> nw.Expr:
    """Whether something was later than a day; a blank was not."""
    return (nw.col(column) >= _end(day)).fill_null(value=False)


def _end(day: dt.date) -> dt.datetime:
    """The midnight at which a day ends. Frames that did not go through a book may have an hour in a day."""
    return dt.datetime.max if day == dt.date.max else dt.datetime(day.year, day.month, day.day) + dt.timedelta(days=1)


def _empty(other: Frame, name: str, columns: tuple[str, ...]) -> Frame:
    """A table without rows, of the same make as another frame."""
    blanks = (nw.lit(None).cast(_DTYPES[TABLES[name][column].kind.dtype]).alias(column) for column in columns)
    return other.head(0).with_columns(*blanks).select(*columns)


def _typed(schema: nw.Schema, name: str, column: str) -> nw.Expr:
    """The expression that gives one column with the type of its kind."""
    design = TABLES[name][column]
    dtype = _DTYPES[design.kind.dtype]
    if column not in schema:
        if design.required:
            raise KeyError(f"the table “{name}” has no column “{column}”; every book must have it")
        return nw.lit(None).cast(dtype).alias(column)
    here = nw.col(column)
    found = schema[column]
    if found == dtype and design.kind is not Kind.DATE:
        return here
    if design.kind.dtype == "str":
        return here.cast(dtype)
    if found in (nw.String, nw.Object, nw.Categorical):
        text = here.cast(nw.String)
        filled = nw.when(text != "").then(text)  # as in a CSV file, a blank cell may be empty text
        if design.kind is not Kind.DATE:
            return filled.cast(dtype).alias(column)
        here = filled.str.slice(0, 10).str.to_datetime(format="%Y-%m-%d")  # an object column may hold timestamps
    elif isinstance(found, nw.Datetime) and found.time_zone:
        here = here.dt.replace_time_zone(None)
    return here.cast(dtype).alias(column)


def blank(column: str) -> nw.Expr:
    """Whether a text cell is blank: null, or empty text."""
    here = nw.col(column)
    return here.is_null() | (here == "").fill_null(value=False)
