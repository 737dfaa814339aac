"""Searches through the ties of accounts, wherever the tables are.

A search (introductions, reach, candidates) is a function of pandas tables. It never leaves an account, so it says the
same of one whether it is asked about all of them or about a few. Here it is brought to the tables: pandas tables are
searched at once; on Spark each worker searches the accounts that it is given, through Spark's grouped map; tables of
any other engine are collected, and what was found goes back into that engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any, NamedTuple

import narwhals as nw
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from stratsell.steps.frames import Frame, in_memory

Tables = dict[str, pd.DataFrame]
Search = Callable[[Tables], pd.DataFrame]


class Question(NamedTuple):
    """What is to be searched for.

    Attributes
    ----------
    search : callable
        Takes the tables in pandas, or those rows of them that belong to some of the accounts. A function of a module,
        so that Spark's workers find it.
    tables : mapping of str to narwhals frame
        What it needs. `people`, with account_id and person_id, is among them; another table has account_id, too, or
        source_id, the person whose account it belongs to.
    found : pyarrow.Schema
        The columns of the result.
    ordered : callable
        Puts what was found in some groups of accounts in the order that the search gives.
    """

    search: Search
    tables: Mapping[str, Frame]
    found: pa.Schema
    ordered: Callable[[Frame], Frame]


_SPARK = {pa.string(): "string", pa.bool_(): "boolean", pa.int64(): "bigint", pa.float64(): "double"}

_PARTS = 4
"""How many groups of accounts there are for each partition of a Spark shuffle, so that the work is spread evenly."""

_PART, _TABLE = "part of the book", "table of the book"


def searched(question: Question) -> Any:
    """Search through tables, and give what was found as the kind of frame that they are.

    Returns
    -------
    data frame
        Lazy where the tables are: on Spark nothing is searched before it is asked for, other engines are asked at once.

    Raises
    ------
    TypeError
        If the tables are frames of an engine that nothing can be brought back into.
    """
    search, tables, found, ordered = question
    people = tables["people"]
    engine = people.implementation
    if engine.is_pyspark() or engine.is_pyspark_connect():
        return ordered(nw.from_native(_on_spark(question))).to_native()
    if isinstance(people, nw.LazyFrame) and not (engine.is_polars() or engine.is_duckdb()):
        raise TypeError(f"searches through ties do not know frames of {engine}; give pandas, Polars, DuckDB or Spark")
    rows = search({name: in_memory(frame) for name, frame in tables.items()})
    if engine.is_pandas():
        return rows
    arrow = pa.Table.from_pandas(rows, found, preserve_index=False)
    if engine.is_duckdb():
        return people.to_native().query("found", "select * from arrow")  # on the connection that the tables are on
    back = nw.from_arrow(arrow, backend=engine)
    return (back.lazy() if isinstance(people, nw.LazyFrame) else back).to_native()


def _on_spark(question: Question) -> Any:
    """Search in groups of accounts. A grouped map takes one frame, so all tables are laid into one, each row marked."""
    from pyspark.sql import functions as sql

    search, tables, found, _ = question
    people = tables["people"]
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

    def group(rows: pa.Table) -> pa.Table:
        part = {
            name: in_memory(nw.from_native(rows.filter(pc.equal(rows[_TABLE], name)).select(names)))
            for name, names in columns.items()
        }
        return pa.Table.from_pandas(search(part), found, preserve_index=False)

    schema = ", ".join(f"{field.name} {_SPARK[field.type]}" for field in found)
    return together.groupBy(_PART).applyInArrow(group, schema)


def at_home(frame: Frame, people: Frame) -> Frame:
    """A table with the account of each row; what belongs to no account is left out, for no search comes by it."""
    if "account_id" in frame.collect_schema():
        return frame
    home = people.select("account_id", nw.col("person_id").alias("source_id"))
    return frame.join(home, on="source_id", how="inner")
