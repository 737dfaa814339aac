"""Rules say the same on Spark as in pandas, and work nothing out before they are asked.

Starting Spark and asking it anything takes long, so there are few questions, about many books at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import engines
import pytest
import spark
from engines import RULES, Arrow
from strategies import AS_OF, Frames, frames

import stratsell as ss


@pytest.fixture(scope="session")
def session() -> Iterator[Any]:
    with spark.running(engines.ZONE) as started:
        yield started


def made(session: Any, tables: Arrow) -> dict[str, Any]:
    return {name: session.createDataFrame(table) for name, table in tables.items()}


def agree(session: Any, book: Frames, tables: Arrow) -> None:
    """Check that rules work nothing out before they are asked, and then say what they say in pandas."""
    from pyspark.sql import DataFrame

    jobs = session.sparkContext.statusTracker()
    given, known = made(session, tables), {name: book[name][table.column_names] for name, table in tables.items()}
    before = jobs.getJobIdsForGroup()
    found = {name: rule(given, as_of=AS_OF) for name, rule in RULES.items()}
    assert jobs.getJobIdsForGroup() == before
    for name, rule in RULES.items():
        engines.agree(DataFrame, found[name], rule(known, as_of=AS_OF))


def test_rules_say_the_same_on_spark(session: Any) -> None:
    book = engines.together([dict(ss.demo().tables), *engines.drawn(40)])
    agree(session, book, engines.from_elsewhere(book))
    agree(session, book, engines.bare(book))


def test_an_empty_book_on_spark(session: Any) -> None:
    empty = made(session, engines.as_in_a_book(frames({})))
    assert engines.rows(ss.coverage(empty, as_of=AS_OF)) == []
    assert engines.rows(ss.introductions(empty, as_of=AS_OF)) == []
