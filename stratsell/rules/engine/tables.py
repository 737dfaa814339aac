"""The one door through which rules see data, and through which their results leave.

A rule takes a `Book`, or data frames by table name. Whatever comes in becomes lazy frames in which text is text, days
are days and a blank cell is null. A book, and frames in memory, are asked by Polars; lazy frames stay in their engine.
Results go back as the kind of frame that came in. A rule that asks another one hands its tables on, and gets a query.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Literal, ParamSpec

import narwhals as nw
import pandas as pd

from stratsell.book import Book
from stratsell.book.frames import Frame, scanned, typed
from stratsell.book.tables import TABLES

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

P = ParamSpec("P")

FEW = 50_000
"""Up to how many rows a table is small: to divide its work into a stream takes longer than the work."""

_PANDAS = {nw.String(): "str", nw.Datetime("us"): "datetime64[us]", nw.Float64(): "float64"}
_NUMBERS = {nw.Int64(): ("int64", "Int64"), nw.Boolean(): ("bool", "boolean")}


class Tables(Mapping[str, Frame]):
    """The tables that a rule looks into, as lazy frames of one engine; `tables_of` gives them.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Where the tables are.

    Attributes
    ----------
    built : dict
        The queries that rules have in common (`built_once`).
    """

    def __init__(self, book: Book | Mapping[str, Any]) -> None:
        self._book = book
        self._typed: dict[str, Frame] = {}
        self.built: dict[tuple[Any, ...], Frame] = {}

    def __getitem__(self, name: str) -> Frame:
        """Give a table, with all columns that the table knows; an optional one that is not there is empty."""
        if isinstance(self._book, Book):
            return self._book.frames[name]
        if name not in self._typed:
            self._typed[name] = self._opened(name, self._book.get(name))
        return self._typed[name]

    def __iter__(self) -> Iterator[str]:
        """Give the names of all tables."""
        return iter(TABLES)

    def __len__(self) -> int:
        """Count the tables."""
        return len(TABLES)

    @property
    def rows(self) -> float:
        """How many rows the largest table has; infinitely many where one is lazy."""
        if isinstance(self._book, Book):
            return max(map(len, self._book.tables.values()))
        frames = [frame for name in TABLES if (frame := self._book.get(name)) is not None]
        lazy = any(isinstance(nw.from_native(frame), nw.LazyFrame) for frame in frames)
        return math.inf if lazy else max(map(len, frames))

    def _opened(self, name: str, frame: Any) -> Frame:
        table = TABLES[name]
        if frame is not None and (native := nw.from_native(frame)).collect_schema():
            return typed(native, table) if isinstance(native, nw.LazyFrame) else scanned(frame, table)
        if table.required:
            raise KeyError(f"the mapping has no table “{name}”; every book must have it")
        columns = (nw.lit(None).alias(column.name) for column in table.columns)
        empty = self["accounts"].head(0).select("account_id").with_columns(*columns)
        return typed(empty.select(*table.names), table)


Source = Book | Mapping[str, Any]
"""What a rule takes: a book, data frames by table name, or the `Tables` that another rule hands on."""


def built_once(build: Callable[Concatenate[Tables, P], Frame]) -> Callable[Concatenate[Tables, P], Frame]:
    """Have a query that several rules ask for built once for the same tables and arguments."""

    @wraps(build)
    def query(tables: Tables, /, *arguments: P.args, **options: P.kwargs) -> Frame:
        key = (build, *arguments, *options.items())
        if key not in tables.built:
            tables.built[key] = build(tables, *arguments, **options)
        return tables.built[key]

    return query


def tables_of(book: Source) -> Tables:
    """Give the tables of a book, or of data frames by name, as lazy frames."""
    return book if isinstance(book, Tables) else Tables(book)


def result(rows: Frame, book: Source, *, nullable: Sequence[str] = ()) -> Any:
    """Give what a rule has found, as the kind of frame that the rule was given.

    Parameters
    ----------
    rows : narwhals.LazyFrame
        The rule's query.
    book : Book, mapping of str to data frame, or Tables
        What the rule was given. For `Tables`, the query itself is the result.
    nullable : sequence of str, optional
        Whole numbers and truth values that may be blank; in pandas they get a type that knows blank cells.
    """
    if isinstance(book, Tables):
        return rows
    accounts = None if isinstance(book, Book) else nw.from_native(book["accounts"])
    if isinstance(accounts, nw.LazyFrame):
        return _with_hours(rows).to_native()
    collected = nw.from_native(gathered(tables_of(book), rows)[0], eager_only=True)
    if accounts is None or accounts.implementation.is_pandas():
        return to_pandas(collected, nullable)
    collected = _with_hours(collected)
    return _arrow(collected.to_native()) if accounts.implementation.is_pyarrow() else collected.to_native()


def gathered(tables: Tables, *queries: Frame) -> list[pl.DataFrame]:
    """Carry queries out together, and give what they find in Polars, which works on large tables in a stream."""
    import polars as pl

    if all(query.implementation.is_polars() for query in queries):
        return pl.collect_all([query.to_native() for query in queries], engine=engine_for(tables.rows))
    return [query.collect("polars").to_native() for query in queries]


def rows_of(tables: Tables, *queries: Frame) -> list[list[dict[str, Any]]]:
    """Carry queries out together, and give what each finds as rows by column: blanks as None, days as midnights."""
    return [rows.rows(named=True) for rows in gathered(tables, *map(_with_hours, queries))]


def engine_for(rows: float) -> Literal["in-memory", "streaming"]:
    """Give the engine of Polars that is the quicker for so many rows."""
    return "in-memory" if rows <= FEW else "streaming"


def brought(rows: pl.DataFrame, tables: Tables) -> Frame:
    """Give rows that were worked out in memory as a lazy frame of the engine that the tables are in."""
    accounts = tables["accounts"]
    if accounts.implementation.is_polars():
        return nw.from_native(rows.lazy())
    arrow = _arrow(rows)
    home = accounts.to_native()
    if accounts.implementation.is_duckdb():  # on the connection that the tables are on
        relation = home.query("found", "select * from arrow")
    else:
        relation = home.sparkSession.createDataFrame(arrow)
    lazy: Frame = nw.from_native(relation)
    return lazy


def known(tables: Tables, **columns: Sequence[Any]) -> Frame:
    """Give a small table of the library's own words, as a lazy frame of the engine that the tables are in."""
    import polars as pl

    return brought(pl.DataFrame({name: list(cells) for name, cells in columns.items()}), tables)


def first_of_each(rows: Frame, key: str, *order: str) -> Frame:
    """Keep the first row of each key, in an order of columns; with a minus before its name, the greatest comes first.

    Rows that are equal in all of that are all kept.
    """
    for column in order:
        cell = nw.col(column.removeprefix("-"))
        first = cell.max() if column.startswith("-") else cell.min()
        rows = rows.filter(cell == first.over(key))
    return rows


def to_pandas(rows: nw.DataFrame[Any], nullable: Sequence[str] = ()) -> pd.DataFrame:
    """Give rows in pandas, with the types that a book's tables have there, numbered from 0."""
    rows = _with_hours(rows)
    types = dict(_PANDAS) | {kind: name for kind, (name, _) in _NUMBERS.items()}
    frame: pd.DataFrame = rows.to_native().to_pandas()
    wanted = {
        name: _NUMBERS[kind][1] if name in nullable else types[kind]
        for name, kind in rows.collect_schema().items()
        if kind in types
    }
    return frame.astype({name: kind for name, kind in wanted.items() if frame[name].dtype != kind})


def _arrow(rows: pl.DataFrame) -> pa.Table:
    """Give rows as an Arrow table, with text of the kind that every engine knows."""
    import polars as pl

    return rows.to_arrow(compat_level=pl.CompatLevel.oldest())


def _with_hours(rows: Any) -> Any:
    """Days as the midnights at which they begin, which is how a book keeps them."""
    days = [name for name, kind in rows.collect_schema().items() if kind == nw.Date]
    return rows.with_columns(nw.col(*days).cast(nw.Datetime("us"))) if days else rows
