"""Rules over a book that is larger than memory, from a terminal.

The tables are checked and laid down as Parquet files (`scale.staging`). An engine (`scale.engines`) opens
them and is asked whether keys are unique and references lead somewhere, and then what a rule asks. What it finds is
written to disk and read again a part at a time, so it may be larger than memory, too.

A search along edges needs whole accounts in memory, but not all of them: people, edges and levels are laid apart by
account, and the very function that searches a book searches one share of the accounts after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import chain, count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from stratsell import rules
from stratsell.book.frames import Frame
from stratsell.book.tables import REFERENCES, TABLES, Reference, Table
from stratsell.errors import SHOWN, BookError, Fault
from stratsell.io.files.progress import Progress, silent
from stratsell.rules.engine.tables import to_pandas
from stratsell.rules.introductions import NULLABLE, introductions_search
from stratsell.rules.missing_influences import missing_search
from stratsell.rules.network import Search, at_home
from stratsell.scale.engines import Engine, EngineName, check_bound, opened
from stratsell.scale.staging import ROW, staged

_SEARCHES: dict[str, Callable[..., Search]] = {
    "introductions": introductions_search,
    "missing_influences": missing_search,
}

_NULLABLE = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}

PEOPLE = 200_000
"""How many people a search has in memory at once, but for larger accounts."""


class LargeBook:
    """The tables of a book in an engine.

    Parameters
    ----------
    name : str
        What messages call it.
    engine : str
        The engine's name.
    tables : Engine
        The engine, with the tables.
    work : pathlib.Path
        A folder for what is in hand.
    """

    def __init__(self, name: str, engine: EngineName, tables: Engine, work: Path) -> None:
        self.name = name
        self._in_parts = engine in ("polars", "duckdb")
        self._engine = tables
        self._work = work
        self._places = count(1)

    def check(self) -> None:
        """Raise a `BookError` if a key stands twice, or a reference leads nowhere."""
        frames = {name: nw.from_native(table) for name, table in self._engine.tables.items()}
        faults = [fault for name in frames for fault in _repeated(TABLES[name], frames[name])]
        faults += [fault for reference in REFERENCES if reference.table in frames for fault in _lost(reference, frames)]
        if "objectives" in frames:
            faults += _taken(frames)
        if faults:
            raise BookError(faults, self.name)

    def has(self, table: str, column: str, wanted: str) -> bool:
        """Whether an id is in a table."""
        if table not in self._engine.tables:
            return False
        rows = nw.from_native(self._engine.tables[table]).filter(nw.col(column) == wanted).select(column)
        return len(_in_memory(rows.head(1))) > 0

    def rows(
        self, rule: str, part: Mapping[str, str | None], progress: Progress = silent, **options: Any
    ) -> Iterator[pd.DataFrame]:
        """Ask a rule, and give what it says a part at a time, at least one.

        Parameters
        ----------
        rule : str
            The name of a function of `stratsell.rules`.
        part : mapping of str to str or None
            Ids that the rows must have, by column; None for any.
        progress : callable, optional
            Called with how many shares of the accounts are searched and how many there are.
        **options
            What the rule is asked with.
        """
        wanted = [nw.col(column) == value for column, value in part.items() if value is not None]
        if rule in _SEARCHES and self._in_parts:
            for rows in self._searched(_SEARCHES[rule](self._engine.tables, **options), progress):
                yield rows if not wanted else nw.from_native(rows).filter(*wanted).to_native().reset_index(drop=True)
            return
        frame = nw.from_native(rules.rule(rule)(self._engine.tables, **options))
        yield from self._parts(frame.filter(*wanted) if wanted else frame)

    def _parts(self, frame: Frame) -> Iterator[pd.DataFrame]:
        for table in self._saved(frame):
            yield table.to_pandas(types_mapper=_NULLABLE.get)

    def _saved(self, frame: Frame) -> Iterator[pa.Table]:
        """Have the engine work a frame out and write it down, and read it a part at a time, at least one."""
        place = self._work / f"found {next(self._places)}"
        place.mkdir()
        self._engine.save(frame.to_native(), place)
        some = False
        for path in sorted(place.glob("*.parquet")):
            file = pq.ParquetFile(path)
            for batch in file.iter_batches():
                some = True
                yield pa.Table.from_batches([batch])
            empty = file.schema_arrow.empty_table()
        if not some:
            yield empty

    def _searched(self, search: Search, progress: Progress) -> Iterator[pd.DataFrame]:
        """Search one share of the accounts after the other, in the order of their ids."""
        bounds = self._bounds(search.tables["people"])
        place = self._work / f"shares {next(self._places)}"
        place.mkdir()
        for name, frame in search.tables.items():
            self._lay_apart(name, at_home(frame, search.tables["people"]), bounds, place)
        for share in range(len(bounds) + 1):
            progress(share, len(bounds) + 1)
            tables = {name: pq.read_table(place / f"{name} {share}.parquet") for name in search.tables}
            result = search.rows({name: pl.DataFrame(table) for name, table in tables.items()})
            yield to_pandas(search.in_order(nw.from_native(result, eager_only=True)), NULLABLE)
        progress(1, 1)

    def _bounds(self, people: Frame) -> list[str]:
        """The accounts with which shares begin, but the first."""
        size = _in_memory(people.group_by("account_id").agg(nw.len().alias("people"))).sort_values("account_id")
        share = (size["people"].cumsum() - size["people"]) // PEOPLE
        return size["account_id"][share.diff() > 0].tolist()

    def _lay_apart(self, name: str, frame: Frame, bounds: list[str], place: Path) -> None:
        """Write the rows of each share of the accounts to a file."""
        parts = self._saved(frame)
        first = next(parts)
        with ExitStack() as open_files:
            writers = [
                open_files.enter_context(pq.ParquetWriter(place / f"{name} {share}.parquet", first.schema))
                for share in range(len(bounds) + 1)
            ]
            for table in chain([first], parts):
                share = np.searchsorted(np.array(bounds, dtype=object), table["account_id"].to_pylist(), side="right")
                for number in np.unique(share):
                    writers[number].write_table(table.filter(pa.array(share == number)))


@contextmanager
def large_book(
    folder: Path, engine: EngineName, *, memory: int | None = None, progress: Progress = silent
) -> Iterator[LargeBook]:
    """Check the tables of a folder and open them in an engine.

    Parameters
    ----------
    folder : pathlib.Path
        CSV or Parquet files, one a table, or folders of them.
    engine : {"pandas", "polars", "duckdb", "spark"}
        The engine.
    memory : int, optional
        How many bytes of memory may be used.
    progress : callable, optional
        Called with how many bytes are read and how many there are.

    Raises
    ------
    BookError
        If the tables make no book.
    ValueError
        If the engine is not installed, or cannot keep within a bound.
    """
    check_bound(engine, memory)
    with TemporaryDirectory(prefix="stratsell-") as work:
        places = [Path(work, name) for name in ("tables", "spill", "work")]
        for place in places:
            place.mkdir()
        tables, spill, rest = places
        staged(folder, tables, progress)
        with opened(engine, tables, spill, memory) as copied:
            book = LargeBook(folder.name, engine, copied, rest)
            book.check()
            yield book


def _in_memory(rows: Any) -> pd.DataFrame:
    """A Narwhals frame in pandas."""
    rows = rows.collect() if isinstance(rows, nw.LazyFrame) else rows
    frame: pd.DataFrame = rows.to_pandas().reset_index(drop=True)
    return frame


def _repeated(table: Table, rows: Frame) -> list[Fault]:
    """Keys that stand more than once."""
    key, row = list(table.key), nw.col(ROW)
    again = rows.group_by(*key).agg(nw.len().alias("times"), row.min().alias("first"), row.max().alias("last"))
    repeated = _in_memory(again.filter(nw.col("times") > 1).head(SHOWN)).sort_values(["last", *key])
    keys = [", ".join(map(str, cells)) for cells in repeated[key].itertuples(index=False)]
    return [
        Fault(table.name, f"is already the key of row {first}; keys must be unique", last, ", ".join(key), value)
        for first, last, value in zip(repeated["first"], repeated["last"], keys, strict=True)
    ]


def _lost(reference: Reference, frames: Mapping[str, Frame]) -> list[Fault]:
    """What names a row of another table that is not there."""
    *rest, name = columns = list(reference.columns)
    rows = frames[reference.table].filter(
        ~nw.any_horizontal(*(nw.col(name).is_null() for name in columns), ignore_nulls=True)
    )
    rows = rows.group_by(*columns).agg(nw.col(ROW).min().alias("row"))
    if reference.target == "objectives":
        rows = rows.join(_implied(frames), left_on=name, right_on="account_id", how="anti")
    if reference.target in frames:
        ids = frames[reference.target].select(*reference.key)
        rows = rows.join(ids, left_on=columns, right_on=list(reference.key), how="anti")
    scope = " and ".join(column.removesuffix("_id") for column in rest)
    problem = (
        f"is a {name} that the table {reference.target} does not have for this {scope}"
        if rest
        else f"is not in the table {reference.target}"
    )
    allowed = "" if rest else TABLES[reference.table][name].allowed
    lost = _in_memory(rows.head(SHOWN)).sort_values(["row", *columns])
    return [
        Fault(reference.table, problem, row, name, value, allowed)
        for row, value in zip(lost["row"], lost[name], strict=True)
    ]


def _implied(frames: Mapping[str, Frame]) -> Frame:
    """The accounts without objectives, whose ids are also those of their implied ones."""
    accounts = frames["accounts"].select("account_id")
    if "objectives" not in frames:
        return accounts
    return accounts.join(frames["objectives"].select("account_id"), on="account_id", how="anti")


def _taken(frames: Mapping[str, Frame]) -> list[Fault]:
    """Objectives whose id is also that of an implied one."""
    rows = frames["objectives"].select("objective_id", ROW)
    clashes = _in_memory(
        rows.join(_implied(frames), left_on="objective_id", right_on="account_id", how="inner").head(SHOWN)
    )
    problem = "is also the id of an account without objectives: give this objective another id"
    taken = zip(clashes[ROW], clashes["objective_id"], strict=True)
    return [Fault("objectives", problem, row, "objective_id", value) for row, value in taken]
