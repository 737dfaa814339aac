"""Who runs in the benchmark of all engines: each opens a generated book in its own form and gives coverage and red flags.

What is measured is asking, from tables in the engine's own form to a result in memory. Where those tables are in memory
(pandas, Polars, PyArrow, DuckDB), reading the file is not measured; Polars' lazy frames and Spark read it while they
work, which is.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import psutil
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.feather
import pyarrow.parquet

from benchmarks import loop, sql
from benchmarks.books import DAY, load, save
from benchmarks.jobs import Memory

RULES = ("coverage", "red_flags")

Ask = Callable[[str], Any]
"""Asks for a rule's result by its name."""


class Measured(NamedTuple):
    """What asking for the rules of a book took, and what came of it."""

    seconds: dict[str, float]
    memory: float
    """Bytes at the peak, of the process and those that it started, above what they take with all modules loaded."""
    opened: float
    """Bytes of that for the tables as the engine has them, before a rule is asked."""
    digest: str
    """Of the results: equal for equal ones."""


def measure(name: str, folder: Path, small: Path) -> Measured:
    """Ask once for each rule, after a small book that loads modules; in a process of its own."""
    ask = CONTENDERS[name]
    for rule in RULES:
        ask(small)(rule)
    loaded = Memory().before + _children()
    opened = ask(folder)
    pa.default_memory_pool().release_unused()  # what reading the files took is no part of what rules take
    tables = Memory().before + _children() - loaded
    seconds, peak, result = {}, 0.0, []
    for rule in RULES:
        memory = Memory()
        start = time.perf_counter()
        result.append(opened(rule))
        seconds[rule] = time.perf_counter() - start
        peak = max(peak, memory.peak() + _children() - loaded)
    digest = hashlib.sha256()
    for item in result:
        for part in _parts(item):
            digest.update(part)
    return Measured(seconds, peak, tables, digest.hexdigest())


def _children() -> float:
    """Bytes that other processes take, which this one has started."""
    return float(sum(child.memory_info().rss for child in psutil.Process().children(recursive=True)))


def without(name: str) -> str:
    """Say what an engine lacks on this machine; blank if nothing."""
    others = {"polars lazy": "polars", "pandas objects": "pandas", "sql": "duckdb", "sql of objects": "duckdb"}
    package = (others | {"spark": "pyspark"}).get(name, name)
    if name != "loop" and not find_spec(package):
        return f"{package} is not installed"
    return "there is no Java" if name == "spark" and not shutil.which("java") else ""


def _parts(result: Any) -> Iterator[bytes | memoryview]:
    """A result as text, in parts, whatever kind of frame it is."""
    table = pa.Table.from_pandas(result, preserve_index=False) if isinstance(result, pd.DataFrame) else result
    table = table if isinstance(table, pa.Table) else table.to_arrow()
    for name in table.column_names:
        yield name.encode()
        for start in range(0, len(table), 2**20):
            cells = pc.fill_null(pc.cast(table[name].slice(start, 2**20), pa.large_string()), "\0").combine_chunks()
            _, ends, text = cells.buffers()
            ends = np.frombuffer(ends, np.int64)[cells.offset :][: len(cells) + 1]
            yield np.diff(ends).tobytes()
            yield memoryview(text)[ends[0] : ends[-1]]


# --- The contenders ------------------------------------------------------------------------------


def _rule(name: str) -> Callable[..., Any]:
    import stratsell

    rule: Callable[..., Any] = getattr(stratsell, name)
    return partial(rule, source="article") if name == "red_flags" else rule  # the hand-written SQL has these


def _arrow(folder: Path) -> dict[str, pa.Table]:
    return {path.stem: pa.feather.read_table(path, memory_map=False) for path in sorted(folder.glob("*.feather"))}


def _pandas(folder: Path) -> Ask:
    tables = load(folder)
    return lambda rule: _rule(rule)(tables, as_of=DAY)


def _objects(folder: Path) -> dict[str, pd.DataFrame]:
    """As pandas kept text before version 3: each cell an object of Python's own."""
    return {
        name: frame.astype(dict.fromkeys(frame.select_dtypes("str"), object)) for name, frame in load(folder).items()
    }


def _pandas_objects(folder: Path) -> Ask:
    tables = _objects(folder)
    return lambda rule: _rule(rule)(tables, as_of=DAY)


def _pyarrow(folder: Path) -> Ask:
    tables = _arrow(folder)
    return lambda rule: _rule(rule)(tables, as_of=DAY)


def _polars(folder: Path) -> Ask:
    import polars as pl

    tables = {path.stem: pl.read_ipc(path) for path in folder.glob("*.feather")}
    return lambda rule: _rule(rule)(tables, as_of=DAY)


def _polars_lazy(folder: Path) -> Ask:
    import polars as pl

    tables = {path.stem: pl.scan_ipc(path) for path in folder.glob("*.feather")}
    return lambda rule: _rule(rule)(tables, as_of=DAY).collect(engine="streaming")


def _tables_of_duckdb(folder: Path) -> Any:
    import duckdb

    connection = duckdb.connect()
    for path in folder.glob("*.feather"):
        rows = pa.feather.read_table(path, memory_map=False)
        connection.execute(f"create table {path.stem} as from rows")
        del rows
    return connection


def _duckdb(folder: Path) -> Ask:
    connection = _tables_of_duckdb(folder)
    tables = {path.stem: connection.table(path.stem) for path in folder.glob("*.feather")}
    return lambda rule: _rule(rule)(tables, as_of=DAY).to_arrow_table()


def _sql(folder: Path) -> Ask:
    connection = _tables_of_duckdb(folder)
    return lambda rule: sql.ask(connection, rule, DAY)


def _sql_of_objects(folder: Path) -> Ask:
    """The same SQL, but DuckDB reads frames of pandas with columns of objects, as the rules do."""
    import duckdb

    connection = duckdb.connect()
    for name, frame in _objects(folder).items():
        connection.register(name, frame)
    return lambda rule: sql.ask(connection, rule, DAY)


def _spark(folder: Path) -> Ask:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[*]").appName("benchmark")
    for option, value in SPARK.items():
        builder = builder.config(option, value)
    session = builder.getOrCreate()
    parquet = folder / "parquet"
    parquet.mkdir(exist_ok=True)
    for path in folder.glob("*.feather"):
        if not (parquet / path.stem).exists():
            pa.parquet.write_table(pa.feather.read_table(path), parquet / path.stem)
    tables = {path.stem: session.read.parquet(str(parquet / path.stem)) for path in folder.glob("*.feather")}
    return lambda rule: _rule(rule)(tables, as_of=DAY).toArrow()


SPARK = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "6g",
    "spark.driver.maxResultSize": "0",
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.session.timeZone": "UTC",
}


def _loop(folder: Path) -> Ask:
    """Both rules come from one loop, so that one graph an account is enough; it counts as coverage."""
    tables = load(folder)
    result: dict[str, pd.DataFrame] = {}

    def ask(rule: str) -> pd.DataFrame:
        if not result:
            rows = loop.rules(tables, dt.date.fromisoformat(DAY))
            result.update({name: pd.DataFrame(item) for name, item in rows.items()})
        return result[rule]

    return ask


CONTENDERS: dict[str, Callable[[Path], Ask]] = {
    "sql": _sql,
    "sql of objects": _sql_of_objects,
    "duckdb": _duckdb,
    "polars": _polars,
    "polars lazy": _polars_lazy,
    "pandas": _pandas,
    "pandas objects": _pandas_objects,
    "pyarrow": _pyarrow,
    "spark": _spark,
    "loop": _loop,
}


def make(folder: Path, accounts: int) -> int:
    """Write a book; give its size in Arrow, in bytes."""
    save(folder, accounts)
    return sum(table.nbytes for table in _arrow(folder).values())
