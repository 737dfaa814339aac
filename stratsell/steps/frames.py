"""The tables of a book as Narwhals frames, the one door through which the rules see data.

A rule takes a `Book` or a mapping of table names to data frames of any kind that Narwhals knows. Here both become
frames with exactly the columns a rule asks for, typed as the book's tables are: text is text, days are dates at
midnight, and a column or table that is not there is blank or empty. Frames that did not go through a `Book` may write
a blank cell as empty text, so rules ask `blank` and not for nulls.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
from narwhals import selectors
from pandas.api.types import union_categoricals

from stratsell.book import Book
from stratsell.steps.ids import BLANK, numbering, order_of, pairs, side_by_side, words
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


_PIECE = 2**18
"""How many rows of a large table are worked on at a time."""


class Coded:
    """A source in pandas whose ids are numbers (see `stratsell.steps.ids`), until `finished` gives their names back.

    Ids of accounts and objectives are numbered together, because an account may be its own objective. People are
    those of the influences; anybody else is unknown.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        aims = _columns(source, "objectives", "objective_id", "account_id")
        places = numbering(*_columns(source, "accounts", "account_id"), *aims)
        people = numbering(*_columns(source, "influences", "person_id"))
        self._ids = {"account_id": places, "objective_id": places, "person_id": people}

    def rows(self, name: str, columns: Iterable[str], give: Iterable[Told], where: nw.Expr | None) -> Frame:
        """Give what is told of each row of a table, with numbers in place of ids; see `each_row`."""
        rows = table(self.source, name, *columns).to_native()
        ids = [each for each in self._ids if each in rows]
        found = side_by_side(lambda each: self._ids[each]().codes(rows[each]), ids, len(rows))
        told = [*give, *([] if where is None else [where.alias("where")])]

        def part(at: int) -> pd.DataFrame:
            cells = rows.iloc[at : at + _PIECE]
            cells = cells.assign(**{name: codes[at : at + _PIECE] for name, codes in zip(ids, found, strict=True)})
            piece: pd.DataFrame = nw.from_native(cells).select(*told).to_native()
            return piece if where is None else piece[piece.pop("where").to_numpy(bool)]

        parts = side_by_side(part, range(0, max(len(rows), 1), _PIECE), len(rows))
        return nw.from_native(pd.concat(parts, ignore_index=True))

    def names(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Give a frame with ids in place of their numbers."""
        ids = [name for name in self._ids if name in rows]
        texts = side_by_side(lambda name: self._ids[name]().names(rows[name].to_numpy()), ids, len(rows))
        return rows.assign(**dict(zip(ids, texts, strict=True)))


Told = str | nw.Expr
"""What is told of a row: a column, or an expression that looks at that row only."""

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
    """Write a blank id, for a frame that has accounts."""
    if isinstance(source, Coded):
        return nw.lit(BLANK).cast(nw.Int64)
    account = nw.col("account_id")
    return nw.when(account.is_null()).then(account)  # so always null, and of the type of text that the frame has


def without_id(source: AnySource, column: str) -> nw.Expr:
    """Whether an id is blank."""
    return nw.col(column) == BLANK if isinstance(source, Coded) else blank(column)


def table(source: AnySource, name: str, *columns: str) -> Frame:
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
    if isinstance(source, Coded):
        return source.rows(name, columns, columns, None)
    if isinstance(source, Book):
        return nw.from_native(source.tables[name]).select(*columns)
    if source.get(name) is None or not (frame := nw.from_native(source[name])).collect_schema():
        if TABLES[name].required:
            raise KeyError(f"the mapping has no table “{name}”; every book must have it")
        return _empty(nw.from_native(source["accounts"]), name, columns)
    if frame.implementation.is_pandas():
        frame = nw.from_native(_without_zones(source[name]))
    if frame.implementation.is_pyarrow():  # it does not join text of two widths, so there is but one
        frame = frame.with_columns(selectors.string().cast(nw.String))
    schema = frame.collect_schema()
    # First beside the others: a selection of nothing but literals would have one row, whatever the frame's length.
    return frame.with_columns(*(_typed(schema, name, column) for column in columns)).select(*columns)


def each_row(source: AnySource, name: str, columns: Iterable[str], *give: Told, where: nw.Expr | None = None) -> Frame:
    """Give what is told of each row of a table by itself, so that a large one can be worked on in pieces.

    Parameters
    ----------
    source : Book or mapping of str to data frame
        Where the table is.
    name : str
        The table.
    columns : iterable of str
        The columns that are asked for.
    *give : str or narwhals.Expr
        What to give: a column, or an expression that looks at one row only.
    where : narwhals.Expr, optional
        Only the rows of which this is true; never null.

    Returns
    -------
    narwhals frame
    """
    if isinstance(source, Coded):
        return source.rows(name, columns, give, where)
    frame = table(source, name, *columns)
    return (frame if where is None else frame.filter(where)).select(*give)


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


def numbered(frame: Frame, *order: str, name: str = "row") -> Frame:
    """Put rows in order, blank first, and add their number, in memory; lazy engines would have to gather all for it."""
    if isinstance(frame, nw.LazyFrame):
        return frame
    rows = in_order(frame, *order) if order else frame
    return rows.with_row_index(name).with_columns(nw.col(name).cast(nw.Int64))


def row_key(frame: Frame) -> list[str]:
    """By which columns a row of influences is known: its number, else its key."""
    return ["row"] if "row" in frame.collect_schema() else ["objective_id", "person_id"]


def joined(left: Frame, right: Frame, on: str) -> Frame:
    """Join on an id, keeping what both have; of other columns that both have, the right one's ends in ``_right``."""
    rows, others = left.to_native(), right.to_native()
    if not isinstance(rows, pd.DataFrame) or rows[on].dtype != np.int64:
        return streamed(lambda here, there: here.join(there, on=on, how="inner"), left, right)
    row, other = pairs(rows[on].to_numpy(), others[on].to_numpy())
    cells = {name: (rows[name], row) for name in rows}
    cells |= {f"{name}_right" if name in cells else name: (others[name], other) for name in others if name != on}
    both = side_by_side(lambda each: each[0].array.take(each[1]), cells.values(), len(row))
    return nw.from_native(pd.DataFrame(dict(zip(cells, both, strict=True)), copy=False))


def streamed(work: Callable[..., Frame], *frames: Frame) -> Frame:
    """Work on frames; Polars in a stream, which joins and sorts text in half to two thirds of the time."""
    if not isinstance(frames[0], nw.DataFrame) or not frames[0].implementation.is_polars():
        return work(*frames)
    return work(*(frame.lazy() for frame in frames)).collect(engine="streaming")


def in_order(frame: Frame, *columns: str) -> Frame:
    """Sort by some columns, blank first; in pandas they must be whole numbers without blanks."""
    rows = frame.to_native()
    if not isinstance(rows, pd.DataFrame):
        schema = frame.collect_schema()
        if all(schema[column].is_integer() for column in columns):  # which Polars sorts more quickly in one go
            return frame.sort(*columns, nulls_last=False)
        return streamed(lambda each: each.sort(*columns, nulls_last=False), frame)
    order = order_of([rows[column].to_numpy() for column in columns])
    moved = side_by_side(lambda name: rows[name].array.take(order), rows, len(rows))
    return nw.from_native(pd.DataFrame(dict(zip(rows, moved, strict=True)), copy=False))


def stacked(frames: list[Frame]) -> Frame:
    """Put frames with the same columns below each other; in pandas, categories of one need not be those of another."""
    parts = [frame.to_native() for frame in frames]
    if not isinstance(parts[0], pd.DataFrame):
        return nw.concat(frames, how="vertical")
    return nw.from_native(pd.DataFrame({name: _stack([part[name] for part in parts]) for name in parts[0]}, copy=False))


def _stack(columns: list[pd.Series]) -> Any:
    if isinstance(columns[0].dtype, pd.CategoricalDtype):
        return union_categoricals(columns)
    return pd.concat(columns, ignore_index=True).array


def for_each(frame: Frame, column: str, text: nw.Expr, name: str, *, otherwise: str | None = None) -> Frame:
    """Add a text made from one column, or another text where that is blank.

    In memory it is made once for each of the few different cells; in pandas it becomes a category.
    """
    rows = frame.to_native()
    if isinstance(rows, pd.DataFrame):
        codes, cells = pd.factorize(rows[column])
        told = nw.from_native(pd.DataFrame({column: cells})).select(text.alias(name)).to_native()[name]
        numbers, names = pd.factorize(told.astype("str"))  # two cells may say the same
        codes = np.append(numbers, -1 if otherwise is None else len(names))[codes]  # a blank, -1, is last
        names = names if otherwise is None else names.append(pd.Index([otherwise], dtype="str"))
        return nw.from_native(rows.assign(**{name: pd.Categorical.from_codes(codes, names)}))
    if isinstance(frame, nw.LazyFrame):
        frame = frame.with_columns(text.alias(name))
    else:
        different = frame.select(column).unique().filter(~nw.col(column).is_null())
        frame = frame.join(different.with_columns(text.alias(name)), on=column, how="left")
    return frame if otherwise is None else frame.with_columns(nw.col(name).fill_null(otherwise))


def finished(frame: Frame, source: AnySource | None = None) -> Any:
    """Give a result as the kind of frame that came in; in pandas always with the same types, rows numbered from 0."""
    rows = frame.to_native()
    if not isinstance(rows, pd.DataFrame):
        return rows
    if isinstance(source, Coded):
        rows = source.names(rows)
    few = [str(name) for name in rows.select_dtypes("category")]
    rows = rows.assign(**dict(zip(few, side_by_side(lambda name: words(rows[name]), few, len(rows)), strict=True)))
    schema = nw.from_native(rows).collect_schema()
    plain = {name: _PLAIN[kind] for name, kind in schema.items() if kind in _PLAIN}
    return rows.reset_index(drop=True).astype(plain)


def by(column: str, day: dt.date) -> nw.Expr:
    """Whether something was on a day or before it, at whatever hour; a blank was not."""
    return (nw.col(column) < _end(day)).fill_null(value=False)


def after(column: str, day: dt.date) -> nw.Expr:
    """Whether something was later than a day; a blank was not."""
    return (nw.col(column) >= _end(day)).fill_null(value=False)


def _end(day: dt.date) -> nw.Expr:
    """The midnight at which a day ends. Frames that did not go through a book may have an hour in a day."""
    if day.year < 1000 or day == dt.date.max:  # days that Spark does not take
        return nw.lit(dt.datetime.max if day == dt.date.max else dt.datetime.combine(day, dt.time()) + dt.timedelta(1))
    return nw.lit(day + dt.timedelta(days=1)).cast(nw.Datetime("us"))  # as an hour, Spark would ask in which zone


def _empty(other: Frame, name: str, columns: tuple[str, ...]) -> Frame:
    """A table without rows, of the same make as another frame."""
    blanks = (nw.lit(None).cast(_DTYPES[TABLES[name][column].kind.dtype]).alias(column) for column in columns)
    return other.head(0).with_columns(*blanks).select(*columns)


def _without_zones(rows: pd.DataFrame) -> pd.DataFrame:
    """Days and hours as they are written, without their time zones: Narwhals does not know one with an underscore."""
    zoned = rows.select_dtypes("datetimetz")
    return rows.assign(**{str(name): days.dt.tz_localize(None) for name, days in zoned.items()})


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
