"""Rules say the same on every engine, and give the kind of frame that they were given, lazy where it is lazy.

Spark, which takes long to start, has tests of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd
import pytest

import stratsell as ss
from tests.support import engines
from tests.support.engines import ENGINES, RULES, Arrow
from tests.support.paths import ROOT
from tests.support.strategies import AS_OF, Frames, frames

BOOKS: dict[str, tuple[Callable[[], Frames], Callable[[Frames], Arrow]]] = {
    "empty": (lambda: frames({}), engines.as_in_a_book),
    "random, from elsewhere": (lambda: engines.together(engines.drawn(40)), engines.from_elsewhere),
    "demo, bare": (lambda: dict(ss.demo().tables), engines.bare),
    "random": (lambda: engines.together(engines.drawn(40)), engines.as_in_a_book),
    "demo": (lambda: dict(ss.demo().tables), engines.as_in_a_book),
}
SELDOM = ("random", "demo")
"""What has seldom shown anything that the others do not."""


Asked = tuple[Arrow, dict[str, pd.DataFrame]]


@pytest.fixture(
    scope="module", params=[pytest.param(name, marks=[pytest.mark.slow] if name in SELDOM else []) for name in BOOKS]
)
def asked(request: pytest.FixtureRequest) -> Asked:
    """A book as Arrow tables, and what the rules say of it in pandas."""
    draw, form = BOOKS[request.param]
    book = draw()
    tables = form(book)
    known = {name: book[name][table.column_names] for name, table in tables.items()}
    return tables, {name: rule(known, as_of=AS_OF) for name, rule in RULES.items()}


@pytest.mark.parametrize("engine", ENGINES)
def test_rules_say_the_same(asked: Asked, engine: str) -> None:
    tables, expected = asked
    kind, made = ENGINES[engine]
    value = {name: made(table) for name, table in tables.items()}
    for name, rule in RULES.items():
        engines.agree(kind, rule(value, as_of=AS_OF), expected[name])


def test_rules_say_the_same_of_many_rows(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    tables, expected = asked
    value = {name: table.to_pandas() for name, table in tables.items()}
    monkeypatch.setattr("stratsell.rules.engine.tables.FEW", -1)
    for name, rule in RULES.items():
        engines.agree(pd.DataFrame, rule(value, as_of=AS_OF), expected[name])


def test_the_example_of_the_docs() -> None:
    text = (ROOT / "docs" / "engines.md").read_text(encoding="utf-8")
    [example] = re.findall("```python\n(.*?)```", text, re.DOTALL)
    exec(example, {})


def test_more_rows_than_one_of_duckdbs_groups_stay_in_order() -> None:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as connection:
        ids = "'a' || lpad((range % 7 * 20000 + range // 7)::varchar, 6, '0') as account_id from range(140000)"
        tables = {
            "accounts": connection.sql(f"select 'A' as name, {ids}"),
            "people": connection.sql(f"select account_id as person_id, 'P' as name, account_id from (select {ids})"),
            "influences": connection.sql(
                f"select account_id as person_id, account_id as objective_id, 'user' as roles from (select {ids})"
            ),
        }
        for rule in (ss.red_flags, ss.proposal_fit, ss.check_objectives):
            result = rule(tables, as_of="2026-11-23").to_arrow_table()["account_id"].to_pandas()
            assert len(result) >= 140_000
            assert result.is_monotonic_increasing, rule
