"""Rules say the same on Spark as in pandas, and work nothing out before they are asked.

Starting Spark and asking it anything takes long, so there are few questions, about many books at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import stratsell as ss
from stratsell.cli import main
from tests.support import engines, spark
from tests.support.engines import RULES, Arrow
from tests.support.paths import ROOT
from tests.support.strategies import AS_OF, Frames, frames

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def session() -> Iterator[Any]:
    with spark.running(engines.ZONE) as started:
        yield started


ASKS = ("next_actions", "proposition_changes")
"""Rules that ask at once: days are handed out one after the other, and no engine's query joins texts in an order."""


def made(session: Any, tables: Arrow) -> dict[str, Any]:
    return {name: session.createDataFrame(table) for name, table in tables.items()}


def agree(session: Any, book: Frames, tables: Arrow, rules: dict[str, Callable[..., Any]]) -> None:
    """Check that rules work nothing out before they are asked, but for `ASKS`, and then say what they say in pandas."""
    from pyspark.sql import DataFrame

    jobs = session.sparkContext.statusTracker()
    value, known = made(session, tables), {name: book[name][table.column_names] for name, table in tables.items()}
    before = jobs.getJobIdsForGroup()
    result = {name: rule(value, as_of=AS_OF) for name, rule in rules.items() if name not in ASKS}
    assert jobs.getJobIdsForGroup() == before
    result |= {name: rule(value, as_of=AS_OF) for name, rule in rules.items() if name in ASKS}
    for name, rule in rules.items():
        engines.agree(DataFrame, result[name], rule(known, as_of=AS_OF))


def test_rules_say_the_same_on_spark(session: Any) -> None:
    book = engines.together([dict(ss.demo().tables), *engines.drawn(40)])
    agree(session, book, engines.from_elsewhere(book), RULES)
    few = ("tested", "introductions")
    agree(session, book, engines.bare(book), {name: RULES[name] for name in few})


def test_an_empty_book_on_spark(session: Any) -> None:
    empty = made(session, engines.as_in_a_book(frames({})))
    assert engines.rows(ss.coverage(empty, as_of=AS_OF)) == []
    assert engines.rows(ss.introductions(empty, as_of=AS_OF)) == []


def test_a_folder_from_the_terminal(session: Any, tmp_path: Path) -> None:
    demo = str(ROOT / "data" / "demo")
    result = {name: tmp_path / f"{name}.csv" for name in ("spark", "book")}
    words = ["coverage", demo, "--as-of", AS_OF.isoformat(), "--output"]
    assert main([*words, str(result["book"])]) == 0
    assert main([*words, str(result["spark"]), "--engine", "spark"]) == 0
    assert result["spark"].read_text() == result["book"].read_text()
