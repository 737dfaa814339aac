"""The one door through which rules see data, and through which their results leave.

A rule takes a `Book`, or data frames by table name. Whatever comes in becomes lazy frames in which text is text, days
are days and a blank cell is null. A book, and frames in memory, are asked by Polars; lazy frames stay in their engine.
Results go back as the kind of frame that came in. A rule that asks another one hands its tables on, and gets a query.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import narwhals as nw
import pandas as pd

from stratsell.book import Book
from stratsell.frames import Frame, scanned, typed
from stratsell.tables import TABLES

_PANDAS = {nw.String(): "str", nw.Datetime("us"): "datetime64[us]", nw.Float64(): "float64"}
_NUMBERS = {nw.Int64(): ("int64", "Int64"), nw.Boolean(): ("bool", "boolean")}


class Tables(Mapping[str, Frame]):
    """The tables that a rule looks into, as lazy frames of one engine; `tables_of` gives them.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Where the tables are.
    """

    def __init__(self, book: Book | Mapping[str, Any]) -> None:
        self._book = book
        self._typed: dict[str, Frame] = {}

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

    def _opened(self, name: str, frame: Any) -> Frame:
        table = TABLES[name]
        if frame is not None and (given := nw.from_native(frame)).collect_schema():
            return typed(given, table) if isinstance(given, nw.LazyFrame) else scanned(frame, table)
        if table.required:
            raise KeyError(f"the mapping has no table “{name}”; every book must have it")
        columns = (nw.lit(None).alias(column.name) for column in table.columns)
        empty = self["accounts"].head(0).select("account_id").with_columns(*columns)
        return typed(empty.select(*table.names), table)


Source = Book | Mapping[str, Any]
"""What a rule takes: a book, data frames by table name, or the `Tables` that another rule hands on."""


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
    given = None if isinstance(book, Book) else nw.from_native(book["accounts"])
    if isinstance(given, nw.LazyFrame):
        return _with_hours(rows).to_native()
    found = gathered(rows)
    if given is None or given.implementation.is_pandas():
        return to_pandas(found, nullable)
    return _with_hours(found).to_arrow() if given.implementation.is_pyarrow() else _with_hours(found).to_native()


def gathered(rows: Frame) -> nw.DataFrame[Any]:
    """Carry a query out; Polars works on large frames in a stream."""
    return nw.from_native(rows.to_native().collect(engine="streaming"), eager_only=True)


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
    return frame.astype(wanted)


def _with_hours(rows: Any) -> Any:
    """Days as the midnights at which they begin, which is how a book keeps them."""
    days = [name for name, kind in rows.collect_schema().items() if kind == nw.Date]
    return rows.with_columns(nw.col(*days).cast(nw.Datetime("us"))) if days else rows
