"""People who report to one another in a cycle: all are found, nobody else is, and whoever reads such a book is told."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stratsell as ss
from stratsell import cli
from stratsell.book.cycles import cycles
from stratsell.book.import_report import Outcome
from stratsell.errors import BookWarning
from tests.support.strategies import hand

people = st.sampled_from("abcdefg")


def edges(pairs: list[tuple[str, str]], kind: str = "reports_to") -> pd.DataFrame:
    return pd.DataFrame({"source_id": [a for a, _ in pairs], "target_id": [b for _, b in pairs], "kind": kind})


@given(st.lists(st.tuples(people, people), max_size=12, unique=True), st.integers(0, 30))
def test_whoever_is_in_one_is_found(pairs: list[tuple[str, str]], long: int) -> None:
    chain = [(f"{index}", f"{index + 1}") for index in range(long)]
    result = cycles(edges([*chain, ("0", "a"), *pairs]))
    for cycle in result:
        assert set(zip(cycle, [*cycle[1:], cycle[0]], strict=True)) <= set(pairs)
    members = [item for cycle in result for item in cycle]
    assert len(set(members)) == len(members)
    knots = [knot for knot in nx.strongly_connected_components(nx.DiGraph(pairs)) if len(knot) > 1]
    knots += [{a} for a, b in pairs if a == b]
    assert bool(result) == bool(knots)
    if len({a for a, _ in pairs}) == len(pairs):  # nobody has two managers
        assert {frozenset(cycle) for cycle in result} == {frozenset(knot) for knot in knots}


def test_a_long_line_is_no_circle_and_a_long_circle_is_one() -> None:
    line = [(str(index), str(index + 1)) for index in range(30_000)]
    assert cycles(edges(line)) == []
    assert [len(cycle) for cycle in cycles(edges([*line, ("30000", "0")]))] == [30_001]
    assert cycles(edges([("a", "b"), ("b", "a")], "influences")) == []


@pytest.mark.parametrize("kind", ["book", "book.xlsx", "book.db"])
def test_whoever_reads_it_is_told(tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    book = ss.Book(hand(
        accounts="account_id name\na A", people="person_id account_id name\np a P\nq a Q\nr a R\ns a S",
        influences="objective_id person_id\na p",
        relationships="source_id target_id kind\np q reports_to\nq p reports_to\nr p reports_to\ns s reports_to",
    ))  # fmt: skip
    book.write(tmp_path / kind)
    with pytest.warns(BookWarning) as caught:
        assert ss.read(tmp_path / kind) == book
    assert [str(item.message).partition(": ")[2] for item in caught] == [
        "p > q > p is a cycle of people who report to one another; correct one of these reporting lines",
        "s reports to themselves; correct one of these reporting lines",
    ]
    assert cli.main(["check", str(tmp_path / kind)]) == 0
    assert "p > q > p is a cycle of people" in " ".join(capsys.readouterr().err.split())


def test_a_sheet_and_an_export_say_so_too(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("account,name,reports to\nA,Ada,Bo\nA,Bo,Ada\n")
    with pytest.warns(BookWarning, match=r"people.csv: A/Ada > A/Bo > A/Ada is a cycle"):
        ss.read_sheet(tmp_path / "people.csv")
    export = tmp_path / "export"
    export.mkdir()
    (export / "Account.csv").write_text("Id,Name\n001A,Acme\n")
    (export / "Contact.csv").write_text("Id,AccountId,LastName,ReportsToId\n003A,001A,A,003B\n003B,001A,B,003A\n")
    with pytest.warns(BookWarning, match="Salesforce: 003A > 003B > 003A is a cycle"):
        book = ss.read_salesforce(export, as_of="2026-11-23")
    message = [line for line in book.import_report.lines if line.outcome == Outcome.READ_AS and "cycle" in line.why]
    assert [(line.row, line.column) for line in message] == [(2, "ReportsToId"), (3, "ReportsToId")]
