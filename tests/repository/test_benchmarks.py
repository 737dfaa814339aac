"""The benchmarks still run, and the plain loop still agrees with the rules; how long they take is not tested."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from benchmarks import books, engines, loop, search
from benchmarks.__main__ import alone, main
from benchmarks.books import DAY, company, load, portfolio, save
from benchmarks.contenders import CONTENDERS, measure
from benchmarks.jobs import check
from stratsell import Book, coverage, red_flags


def test_the_generated_book_is_a_book_and_always_the_same():
    tables = portfolio(30)
    assert Book(tables).tables["influences"].equals(Book(portfolio(30)).tables["influences"])
    assert not portfolio(30, seed=1)["influences"].equals(tables["influences"])


def test_a_generated_book_reads_back(tmp_path):
    save(tmp_path / "book", 20)
    assert Book(load(tmp_path / "book")) == Book(portfolio(20))


def test_a_company_has_one_objective():
    tables = company(40).tables
    assert (len(tables["objectives"]), len(tables["people"])) == (1, 40)


@pytest.mark.parametrize("seed", [0, 7])
def test_the_plain_loop_gives_what_the_rules_give(seed):
    tables = portfolio(60, seed=seed)
    rows = loop.rules(tables, dt.date.fromisoformat(DAY))
    check({"coverage": coverage(tables, as_of=DAY), "red_flags": red_flags(tables, as_of=DAY, source="article")}, rows)
    assert len(rows["coverage"]) > 60  # some accounts have two objectives
    assert pd.DataFrame(rows["red_flags"])["flag"].nunique() == 5


def test_a_book_made_in_parts_is_a_book(monkeypatch, tmp_path):
    monkeypatch.setattr(books, "PART", 10)
    save(tmp_path / "book", 30)
    assert len(Book(load(tmp_path / "book")).tables["touchpoints"]) == 900


def test_all_engines_find_the_same(tmp_path):
    save(tmp_path / "book", 30)
    result = {name: measure(name, tmp_path / "book", tmp_path / "book") for name in CONTENDERS if name != "spark"}
    assert len({value.digest for value in result.values()}) == 1
    runs = [engines.Run(size, name, item) for size in (10_000, 100_000) for name, item in result.items()]
    lines = engines.report(runs, {10_000: 1.0, 100_000: 1.0})
    assert sum("cost grows with the power" in line for line in lines) == len(result) - 1
    engines.draw(runs, {10_000: 1.0, 100_000: 1.0}, tmp_path / "speed.png")
    assert (tmp_path / "speed.png").stat().st_size


def test_raw_searches_agree():
    known = search.graph(portfolio(40))
    far, _ = search.by_scipy(known)
    assert np.allclose(far, search.by_igraph(known))


def test_everything_runs(capsys, monkeypatch):
    """In this process: to start one takes longer than any of the jobs."""
    assert alone(int, "7") == 7
    monkeypatch.setattr("benchmarks.__main__.alone", lambda job, *arguments: job(*arguments))
    assert main(["--quick", "--only", "rules", "introductions", "picture"]) == 0
    shown = capsys.readouterr().out
    for what in ("coverage and red_flags", "introductions", "scene"):
        assert what in shown
