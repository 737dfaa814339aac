"""Table rules say the same on every engine, and give the kind of frame that they were given, lazy where it is lazy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import duckdb
import narwhals as nw
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from strategies import AS_OF, Frames, books, frames, rows_of

import stratsell as ss

RULES = [
    ss.levels,
    ss.coverage,
    ss.red_flags,
    ss.check_objectives,
    ss.conversation_modes,
    ss.priorities,
    ss.proposal_fit,
    ss.tested,
    ss.thanks,
]


def _arrow(tables: Mapping[str, Any]) -> dict[str, pa.Table]:
    return {name: pa.Table.from_pandas(table, preserve_index=False) for name, table in tables.items()}


CONNECTION = duckdb.connect()
ENGINES: dict[str, tuple[type, Callable[[Frames], dict[str, Any]]]] = {
    "polars": (pl.DataFrame, lambda book: {name: pl.from_arrow(each) for name, each in _arrow(book).items()}),
    "polars lazy": (pl.LazyFrame, lambda book: {n: pl.from_arrow(each).lazy() for n, each in _arrow(book).items()}),
    "pyarrow": (pa.Table, _arrow),
    "duckdb": (
        duckdb.DuckDBPyRelation,
        lambda book: {name: CONNECTION.from_arrow(each) for name, each in _arrow(book).items()},
    ),
}


def rows(frame: Any) -> list[dict[str, Any]]:
    """Rows of whatever frame, as plain Python; engines add up in orders of their own, so the last digits may differ."""
    found = nw.from_native(frame)
    found = found.collect("pandas") if isinstance(found, nw.LazyFrame) else found
    return [
        {name: round(cell, 9) if isinstance(cell, float) else cell for name, cell in row.items()}
        for row in rows_of(found.to_pandas())
    ]


def agree(engine: str, rule: Callable[..., Any], book: Frames) -> None:
    kind, made = ENGINES[engine]
    found, expected = rule(made(book), as_of=AS_OF), rule(book, as_of=AS_OF)
    assert isinstance(found, kind)
    assert nw.from_native(found).collect_schema().names() == list(expected.columns)
    assert rows(found) == rows(expected)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_demo_on_every_engine(rule: Callable[..., Any], engine: str) -> None:
    agree(engine, rule, dict(ss.demo().tables))
    agree(engine, rule, frames({}))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@settings(max_examples=2)
@given(book=books())
def test_random_books_on_every_engine(rule: Callable[..., Any], engine: str, book: Frames) -> None:
    agree(engine, rule, book)
