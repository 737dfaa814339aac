"""The engines on which rules must say the same, and the forms in which tables come to them.

Random books are laid together into one, each with ids of its own, so that an engine is asked once about all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
from hypothesis import given, settings

import stratsell as ss
from tests.support.strategies import COLUMNS, Frames, books, frames, kinds, required, rows_by_table, rows_of

ZONE = "America/Los_Angeles"
"""Where days are written down; their last hours are the next day's in UTC."""

without_candidates = partial(ss.missing_influences, candidates=False)
TABLE_RULES: dict[str, Callable[..., Any]] = {
    rule.__name__: rule
    for rule in (
        *(ss.levels, ss.coverage, ss.red_flags, ss.check_objectives, ss.conversation_modes, ss.priorities),
        *(ss.proposal_fit, ss.tested, ss.thanks, ss.relationship_matrix, ss.momentum),
    )
} | {
    "missing_influences without candidates": without_candidates,
    "thank_you_rates": partial(ss.thank_you_rates, by="seller"),
    "proposition_changes": ss.proposition_changes,
    "portfolio": ss.portfolio,
    "history": lambda book, as_of: ss.history(book, ss.month_ends(2, as_of=as_of)),
}
GRAPH_RULES: dict[str, Callable[..., Any]] = {
    rule.__name__: rule for rule in (ss.missing_influences, ss.introductions, ss.reach)
}
RULES = TABLE_RULES | GRAPH_RULES | {"next_actions": ss.next_actions}

Arrow = dict[str, pa.Table]

CONNECTION = duckdb.connect()
CONNECTION.execute(f"set TimeZone = '{ZONE}'")

ENGINES: dict[str, tuple[type, Callable[[pa.Table], Any]]] = {
    "pandas": (pd.DataFrame, lambda table: table.to_pandas()),
    "polars": (pl.DataFrame, pl.from_arrow),
    "polars lazy": (pl.LazyFrame, lambda table: pl.from_arrow(table).lazy()),
    "pyarrow": (pa.Table, lambda table: table),
    "duckdb": (duckdb.DuckDBPyRelation, CONNECTION.from_arrow),
}


# --- Many books as one ---------------------------------------------------------------------------


def drawn(count: int) -> list[Frames]:
    """Some random books, the same in each run."""
    result: list[Frames] = []

    @settings(max_examples=count)
    @given(books())
    def draw(book: Frames) -> None:
        result.append(book)

    draw()
    return result


def together(parts: Iterable[Frames]) -> Frames:
    """Several books as one, with the number of its book before each id."""
    rows = {name: [] for name in COLUMNS}
    for number, book in enumerate(parts):
        for name, table in rows_by_table(book).items():
            rows[name] += [
                {key: f"{number}/{cell}" if key.endswith("_id") and cell else cell for key, cell in row.items()}
                for row in table
            ]
    return frames(rows)


# --- The forms that tables come in ---------------------------------------------------------------


def as_in_a_book(book: Frames) -> Arrow:
    return {name: pa.Table.from_pandas(table, preserve_index=False) for name, table in book.items()}


def from_elsewhere(book: Frames) -> Arrow:
    """As others write tables: days with hours and a time zone, words as categories, nothing at all in blank columns."""
    result = {}
    for name, table in as_in_a_book(book).items():
        columns = {}
        for column, kind in kinds(name).items():
            cells = table[column]
            if cells.null_count == len(cells):
                cells = pa.nulls(len(cells))
            elif kind == "date":
                late = book[name][column] + pd.Timedelta(hours=23, minutes=30)
                cells = pa.array(late.dt.tz_localize(ZONE))
            elif kind == "text" and column not in required(name):
                cells = cells.combine_chunks().dictionary_encode()
            elif kind == "text":
                cells = cells.cast(pa.large_string())
            columns[column] = cells
        result[name] = pa.table(columns)
    return result


def bare(book: Frames) -> Arrow:
    """Nothing but what every book must have, and roles, with days as text."""
    remaining = {name: [*required(name), *(["roles"] if name == "influences" else [])] for name in COLUMNS}
    few = {name: table for name, table in as_in_a_book(book).items() if name in ("accounts", "people", "influences")}
    return {name: table.select(remaining[name]) for name, table in few.items()}


# --- Whether they agree --------------------------------------------------------------------------


def rows(frame: Any) -> list[dict[str, Any]]:
    """Rows of whatever frame, as plain Python; engines add up in orders of their own, so the last digits may differ."""
    result = nw.from_native(frame)
    result = result.collect("pyarrow") if isinstance(result, nw.LazyFrame) else result
    return [
        {name: round(cell, 9) if isinstance(cell, float) else cell for name, cell in row.items()}
        for row in rows_of(result.to_pandas())
    ]


def agree(kind: type, result: Any, expected: pd.DataFrame) -> None:
    """Check that a rule has found what it finds in pandas, in a frame of the kind that it was given."""
    assert isinstance(result, kind)
    assert nw.from_native(result).collect_schema().names() == list(expected.columns)
    assert rows(result) == rows(expected)
