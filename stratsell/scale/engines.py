"""The engines that ask a staged book: how each opens its tables, within which memory, and writes down what it found.

pandas holds all in memory. Polars and DuckDB work through tables in streams, DuckDB within a bound that it is given,
laying aside on disk what does not fit. Spark does so, too, on as many machines as it has.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

EngineName = Literal["pandas", "polars", "duckdb", "spark"]

Tables = dict[str, Any]

MEGABYTE = 2**20

LEAST = 500 * MEGABYTE
"""The smallest bound: Python, Java and their libraries take most of it."""

_SPARE = 100 * MEGABYTE
"""What the process comes to need beside DuckDB, when DuckDB has opened: its libraries, and the rows in hand."""

_STRAY = 0.1
"""What DuckDB takes beyond its own bound, as a share of it: what it does not count, or has not given back yet."""

_FLOOR = 64 * MEGABYTE
"""With less, DuckDB does nothing at all."""

_THREAD = 512 * MEGABYTE
"""What each of DuckDB's threads has in hand where it joins and sorts; with less, it comes to nothing."""

_UNKNOWN = 320 * MEGABYTE
"""What the process is taken to hold where the system does not say."""


class Engine(NamedTuple):
    """An engine with the tables of a book.

    Attributes
    ----------
    tables : dict of str to data frame
        As the engine has them, lazy where it can be.
    save : callable
        Takes a frame of the engine and an empty folder, and writes the frame there as Parquet files; their names
        follow the order of the rows.
    """

    tables: Tables
    save: Callable[[Any, Path], None]


def check_bound(name: EngineName, memory: int | None) -> None:
    """Raise a `ValueError` if an engine takes no bound on memory, or not one as small as this."""
    if memory is None:
        return
    if name in ("pandas", "polars"):
        holds = {"pandas": "holds everything in memory", "polars": "works in streams, but cannot keep within a limit"}[
            name
        ]
        raise ValueError(f"{name} {holds}; give --memory with --engine duckdb or spark")
    if memory < LEAST:
        raise ValueError(
            f"--memory: {memory // MEGABYTE}MB is too little: {name} and Python alone take most of it;"
            f" give {LEAST // MEGABYTE}MB or more, and 1GB or more for millions of rows"
        )


@contextmanager
def opened(name: EngineName, folder: Path, spill: Path, memory: int | None = None) -> Iterator[Engine]:
    """Open the tables of a staged book.

    Parameters
    ----------
    name : {"pandas", "polars", "duckdb", "spark"}
        The engine.
    folder : pathlib.Path
        Parquet files, one a table.
    spill : pathlib.Path
        Where the engine may lay aside what does not fit into memory.
    memory : int, optional
        How many bytes of memory may be used. Default: as the engine sees fit.

    Raises
    ------
    ValueError
        If the engine is not installed, or comes to nothing within a bound.
    """
    paths = {path.stem: path for path in sorted(folder.glob("*.parquet"))}
    try:
        with _ENGINES[name](paths, spill, memory) as engine:
            yield engine
    except ModuleNotFoundError as error:
        wanted = error.name or ""
        if wanted.partition(".")[0] not in ("polars", "duckdb", "pyspark"):
            raise
        raise ValueError(f"the engine {name} is not installed: pip install {wanted.partition('.')[0]}") from None


@contextmanager
def _pandas(paths: dict[str, Path], _: Path, __: int | None) -> Iterator[Engine]:
    import pandas as pd

    def save(frame: Any, place: Path) -> None:
        pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), place / "all.parquet")

    yield Engine({name: pd.read_parquet(path) for name, path in paths.items()}, save)


@contextmanager
def _polars(paths: dict[str, Path], _: Path, __: int | None) -> Iterator[Engine]:
    import polars as pl

    def save(frame: Any, place: Path) -> None:
        frame.sink_parquet(place / "all.parquet")

    yield Engine({name: pl.scan_parquet(path) for name, path in paths.items()}, save)


@contextmanager
def _duckdb(paths: dict[str, Path], spill: Path, memory: int | None) -> Iterator[Engine]:
    import duckdb

    settings: dict[str, Any] = {"temp_directory": str(spill), "preserve_insertion_order": False}
    if memory is not None:
        settings |= _within(memory)
    try:
        with duckdb.connect(config=settings) as connection:

            def save(frame: Any, place: Path) -> None:
                frame.write_parquet(str(place / "all.parquet"))
                if memory is not None:  # told its bound, DuckDB gives back what it has freed, which it would keep
                    connection.execute(f"set memory_limit = '{settings['memory_limit']}'")

            yield Engine({name: connection.read_parquet(str(path)) for name, path in paths.items()}, save)
    except duckdb.OutOfMemoryException as error:
        raise ValueError(_settings_problem(error, settings, memory)) from None


def _within(memory: int) -> dict[str, Any]:
    """What DuckDB is told so that the whole process keeps within a bound: it gets what the rest leaves."""
    limit = max(int((memory - _held() - _SPARE) / (1 + _STRAY)), _FLOOR)
    return {
        "memory_limit": f"{limit // MEGABYTE}MiB",
        "threads": max(1, min(os.cpu_count() or 1, limit // _THREAD)),
        "allocator_background_threads": True,  # which give back what is freed while a query runs
    }


def _settings_problem(error: Exception, settings: dict[str, Any], memory: int | None) -> str:
    """What to do where DuckDB ran out of memory, or of room on disk to lay it aside."""
    if "max_temp_directory_size" in str(error):
        return "duckdb: the temporary folder is full; set TMPDIR to a folder on a larger disk"
    if memory is None:
        return "duckdb: 80% of this machine's memory is not enough; use a larger machine, or --engine spark"
    return (
        f"--memory: {memory // MEGABYTE}MB is too little for these tables: DuckDB had"
        f" {settings['memory_limit'].removesuffix('iB')}B; give more, such as {2 * memory // MEGABYTE}MB"
    )


def _held() -> int:
    """How many bytes of memory the process holds, after what it no longer needs is given back."""
    for pool in (pa.default_memory_pool(), pa.system_memory_pool()):
        pool.release_unused()
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return _UNKNOWN
    return pages * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def _spark(paths: dict[str, Path], spill: Path, memory: int | None) -> Iterator[Engine]:
    import sys
    import warnings

    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings: dict[str, Any] = {
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.local.dir": spill,
    }
    if memory is not None:
        settings["spark.driver.memory"] = f"{memory // MEGABYTE}m"
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        running = SparkSession.getActiveSession()
        session = running or SparkSession.builder.appName("stratsell").config(map=settings).getOrCreate()
        try:
            tables = {name: session.read.parquet(str(path)) for name, path in paths.items()}
            yield Engine(tables, lambda frame, place: frame.write.mode("append").parquet(str(place)))
        finally:
            if running is None:
                session.stop()


_ENGINES: dict[str, Callable[[dict[str, Path], Path, int | None], Any]] = {
    "pandas": _pandas,
    "polars": _polars,
    "duckdb": _duckdb,
    "spark": _spark,
}
