"""Bringing a search through a network to the tables, in whatever engine they are.

A search never leaves an account, so it gives the same for one whether it is asked about all accounts or about a few.
Tables in memory, and those of DuckDB, are gathered at once and searched; on Spark each worker searches the accounts
that it is given, through Spark's grouped map. What was found goes back into the engine as a lazy frame.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any, NamedTuple

import narwhals as nw
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from stratsell.book.frames import Frame, FrameT
from stratsell.rules.engine import Tables, brought, gathered


class Search(NamedTuple):
    """What is to be searched for.

    Attributes
    ----------
    find : callable
        Takes the tables in Polars, or those rows of them that belong to some of the accounts, and gives what it finds.
        A function of a module, so that Spark's workers find it.
    tables : mapping of str to narwhals.LazyFrame
        What it needs. `people`, with account_id and person_id, is among them; another table has account_id, too, or
        source_id, the person whose account it belongs to.
    columns : mapping of str to Polars data type
        The columns of what it finds.
    order : tuple of str
        The columns by which it is put in order. One that is called `order` is only for that.
    """

    find: Callable[[dict[str, pl.DataFrame]], pl.DataFrame]
    tables: Mapping[str, Frame]
    columns: Mapping[str, Any]
    order: tuple[str, ...]

    def rows(self, tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
        """Search tables that are in memory, and give what was found in any order."""
        return self.find(tables).select(pl.col(name).cast(kind) for name, kind in self.columns.items())

    def in_order(self, rows: FrameT) -> FrameT:
        """Put in order what was found."""
        return rows.sort(*self.order).drop("order", strict=False)


_ARROW = {pl.String: pa.string(), pl.Boolean: pa.bool_(), pl.Int64: pa.int64(), pl.Float64: pa.float64()}
_SPARK = {pl.String: "string", pl.Boolean: "boolean", pl.Int64: "bigint", pl.Float64: "double"}

_PARTS = 4
"""How many groups of accounts there are for each partition of a Spark shuffle, so that the work is spread evenly."""

_PART, _TABLE = "part of the book", "table of the book"


def searched(tables: Tables, search: Search) -> Frame:
    """Search through tables, and give what was found as a lazy frame of their engine, in order.

    Raises
    ------
    TypeError
        If the tables are frames of an engine that nothing can be brought back into.
    """
    engine = search.tables["people"].implementation
    if engine.is_pyspark() or engine.is_pyspark_connect():
        return search.in_order(nw.from_native(_on_spark(search)))
    if not (engine.is_polars() or engine.is_duckdb()):
        raise TypeError(f"cannot search frames of {engine}; give pandas, Polars, DuckDB or Spark")
    rows = dict(zip(search.tables, gathered(tables, *search.tables.values()), strict=True))
    return search.in_order(brought(search.rows(rows), tables))


def _on_spark(search: Search) -> Any:
    """Search in groups of accounts. A grouped map takes one frame, so all tables are laid into one, each row marked."""
    from pyspark.sql import functions as sql

    tables, people = search.tables, search.tables["people"]
    parts = _PARTS * int(people.to_native().sparkSession.conf.get("spark.sql.shuffle.partitions"))
    columns = {name: frame.collect_schema().names() for name, frame in tables.items()}
    marked = [
        at_home(frame, people)
        .to_native()
        .withColumn(_TABLE, sql.lit(name))
        .withColumn(_PART, sql.pmod(sql.hash("account_id"), sql.lit(parts)))
        for name, frame in tables.items()
    ]
    together = reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), marked)

    types = pa.schema([(name, _ARROW[kind]) for name, kind in search.columns.items()])
    alone = search._replace(tables={})  # workers get no frames of Spark

    def group(rows: Any) -> Any:
        part = {
            name: pl.DataFrame(rows.filter(pc.equal(rows[_TABLE], name)).select(names))
            for name, names in columns.items()
        }
        return alone.rows(part).to_arrow().cast(types)

    schema = ", ".join(f"{name} {_SPARK[kind]}" for name, kind in search.columns.items())
    return together.groupBy(_PART).applyInArrow(group, schema)


def at_home(frame: Frame, people: Frame) -> Frame:
    """Give a table with the account of each row; what belongs to no account is left out, for no search comes by it."""
    if "account_id" in frame.collect_schema():
        return frame
    home = people.select("account_id", nw.col("person_id").alias("source_id"))
    return frame.join(home, on="source_id", how="inner")
