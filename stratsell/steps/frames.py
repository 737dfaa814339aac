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
import numpy as np
import pandas as pd

from stratsell.book import Book
from stratsell.steps.ids import BLANK, Codes, Ids, taken
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


class Coded:
    """A source in pandas whose ids are numbers (see `stratsell.steps.ids`), until `finished` gives their names back.

    Ids of accounts and objectives are numbered together, because an account may be its own objective. People are
    those of the influences; anybody else is unknown.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        aims = _columns(source, "objectives", "objective_id", "account_id")
        places = Ids(*_columns(source, "accounts", "account_id"), *aims)
        people = Ids(*_columns(source, "influences", "person_id"))
        self._ids = {"account_id": places, "objective_id": places, "person_id": people}

    def codes(self, frame: Frame) -> Frame:
        """Give a frame with numbers in place of ids."""
        rows = frame.to_native()
        return nw.from_native(rows.assign(**{name: ids.codes(rows[name]) for name, ids in self._of(rows)}))

    def names(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Give a frame with ids in place of their numbers."""
        return rows.assign(**{name: ids.names(rows[name].to_numpy()) for name, ids in self._of(rows)})

    def _of(self, rows: pd.DataFrame) -> list[tuple[str, Ids]]:
        return [(name, ids) for name, ids in self._ids.items() if name in rows]


AnySource = Source | Coded
"""What a rule looks into: what it takes, or that with ids as numbers."""


def _columns(source: Source, name: str, *columns: str) -> list[pd.Series]:
    rows = table(source, name, *columns).to_native()
    return [rows[column] for column in columns]


def coded(source: Source) -> AnySource:
    """Give a source in pandas with its ids as numbers; another one as it is, because its engine needs no help."""
    frame = source.tables["accounts"] if isinstance(source, Book) else source.get("accounts")
    return Coded(source) if isinstance(frame, pd.DataFrame) else source


def no_id(source: AnySource) -> nw.Expr:
    """Write a blank id, as a column of the source has it."""
    return nw.lit(BLANK).cast(nw.Int64) if isinstance(source, Coded) else nw.lit(None).cast(nw.String)


def without_id(source: AnySource, column: str) -> nw.Expr:
    """Whether an id is blank."""
    return nw.col(column) == BLANK if isinstance(source, Coded) else blank(column)


def table(source: AnySource, name: str, *columns: str, where: nw.Expr | None = None) -> Frame:
    """Give some columns of a table, typed.

    Parameters
    ----------
    source : Book or mapping of str to data frame
        Where the table is.
    name : str
        The table.
    *columns : str
        Names of columns in the design of that table; one that the frame lacks comes out blank.
    where : narwhals.Expr, optional
        Only the rows of which this is true; it may not ask for ids.

    Returns
    -------
    narwhals.DataFrame or narwhals.LazyFrame

    Raises
    ------
    KeyError
        If a table or column that every book must have is not there.
    """
    if isinstance(source, Coded):
        return source.codes(table(source.source, name, *columns, where=where))
    if where is not None:
        return table(source, name, *columns).filter(where)
    if isinstance(source, Book):
        return nw.from_native(source.tables[name]).select(*columns)
    if source.get(name) is None or not (frame := nw.from_native(source[name])).collect_schema():
        if TABLES[name].required:
            raise KeyError(f"the mapping has no table “{name}”; every book must have it")
        return _empty(nw.from_native(source["accounts"]), name, columns)
    schema = frame.collect_schema()
    # First beside the others: a selection of nothing but literals would have one row, whatever the frame's length.
    return frame.with_columns(*(_typed(schema, name, column) for column in columns)).select(*columns)


def objectives(source: AnySource, as_of: dt.date) -> Frame:
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


def joined(left: Frame, right: Frame, on: str) -> Frame:
    """Join on an id, keeping what both have; of other columns that both have, the right one's ends in ``_right``.

    In a `Coded` source ids are numbers from 0, so that it is known at once where the rows of each stand.
    """
    rows, others = left.to_native(), right.to_native()
    if not isinstance(rows, pd.DataFrame) or rows[on].dtype != np.int64:
        return left.join(right, on=on, how="inner")
    here, there = rows[on].to_numpy(), others[on].to_numpy()
    real = np.flatnonzero(there >= 0)
    count = np.bincount(here[here >= 0], minlength=int(there.max(initial=0)) + 1)
    order = np.argsort(here, kind="stable")[np.count_nonzero(here < 0) :]
    times = count[there[real]]
    other = np.repeat(real, times)
    within = np.arange(len(other)) - np.repeat(np.cumsum(times) - times, times)
    row = order[(np.cumsum(count) - count)[there[other]] + within]
    both = {name: rows[name].array.take(row) for name in rows}
    both |= {f"{name}_right" if name in both else name: others[name].array.take(other) for name in others if name != on}
    return nw.from_native(pd.DataFrame(both, copy=False))


def in_order(frame: Frame, *columns: str) -> Frame:
    """Sort by some columns, blank first.

    In pandas the columns must be whole numbers without blanks. They are packed into one, which sorts several times as
    quickly as several do, and text, of which there should be few different ones, is moved by its number.
    """
    rows = frame.to_native()
    if not isinstance(rows, pd.DataFrame):
        return frame.sort(*columns, nulls_last=False)
    order = np.argsort(_packed([rows[column].to_numpy() for column in columns]))
    return nw.from_native(pd.DataFrame({name: taken(rows[name], order) for name in rows}))


def _packed(columns: list[Codes]) -> Codes:
    """One number per row that sorts as several do."""
    key = np.zeros(len(columns[0]), dtype=np.int64)
    size = 1
    for each in columns:
        least, count = int(each.min(initial=0)), int(each.max(initial=0)) - int(each.min(initial=0)) + 1
        if size * count > np.iinfo(np.int64).max:
            different, key = np.unique(key, return_inverse=True)
            size = len(different)
        key, size = key * count + (each - least), size * count
    return key


def finished(frame: Frame, source: AnySource | None = None) -> Any:
    """Give a result as the kind of frame that came in; in pandas always with the same types, rows numbered from 0."""
    rows = frame.to_native()
    if not isinstance(rows, pd.DataFrame):
        return rows
    if isinstance(source, Coded):
        frame = nw.from_native(rows := source.names(rows))
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
