"""The graph of an account: what its nodes and edges say, and that GraphML and GEXF bring it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings

from stratsell.book import Book
from stratsell.errors import BookWarning
from stratsell.graph import graph
from tests.support.file_books import file_books
from tests.support.strategies import hand

pytestmark = pytest.mark.filterwarnings(f"ignore::{BookWarning.__module__}.BookWarning")

TABLES = {
    "accounts": "account_id name\na Acme\nb Bare",
    "people": "person_id account_id name title\np a Ada Boss\nq a Bob -\nr b Cy -",
    "influences": "objective_id person_id roles support\no p economic 3\no q user -\nb r user -",
    "objectives": "objective_id account_id name\no a Faster",
    "relationships": "source_id target_id kind strength\nq p reports_to -\nq p influences 0.8",
    "touchpoints": "touchpoint_id person_id seller on status\nt p Bea 2026-01-02 done",
}


def edges(G: nx.Graph) -> list[tuple[str, str, dict[str, Any]]]:
    """Edges with their attributes, sorted; the attribute id is the key."""
    return sorted(G.edges(data=True), key=lambda edge: edge[2]["id"])


def test_people_sellers_and_what_ties_them() -> None:
    G = graph(Book(hand(**TABLES)), account_id="a")
    assert G.graph == {"name": "Acme"}
    assert dict(G.nodes) == {
        "p": {
            "node_type": "person",
            "name": "Ada",
            "label": "Ada",
            "account_id": "a",
            "title": "Boss",
            "roles": "economic",
            "support": 3.0,
        },
        "q": {"node_type": "person", "name": "Bob", "label": "Bob", "account_id": "a", "roles": "user"},
        "seller:Bea": {"node_type": "seller", "name": "Bea", "label": "Bea"},
    }
    assert {key: data for *_, key, data in G.edges(keys=True, data=True)} == {
        "q reports_to p": {"id": "q reports_to p", "kind": "reports_to", "strength": 0.5},
        "q influences p": {"id": "q influences p", "kind": "influences", "strength": 0.8},
        "touchpoint t": {
            "id": "touchpoint t",
            "kind": "touchpoint",
            "touchpoint_id": "t",
            "on": "2026-01-02",
            "status": "done",
        },
    }
    assert G.has_edge("seller:Bea", "p", "touchpoint t")


def test_columns_of_several_objectives_are_told_apart() -> None:
    tables = {
        **TABLES,
        "objectives": "objective_id account_id name\no a Faster\nn a Nicer",
        "influences": "objective_id person_id roles\no p economic\nn p user",
    }
    book = Book(hand(**tables))
    person = graph(book, account_id="a").nodes["p"]
    assert (person["o.roles"], person["n.roles"]) == ("economic", "user")
    assert "roles" not in person
    assert graph(book, objective_id="n").nodes["p"]["roles"] == "user"


def test_a_seller_is_never_taken_for_a_person() -> None:
    tables = hand(**TABLES)
    tables["people"].loc[1, "person_id"] = "seller:Bea"
    for column in ("source_id", "person_id"):
        for table in ("relationships", "influences"):
            if column in tables[table]:
                tables[table][column] = tables[table][column].replace("q", "seller:Bea")
    G = graph(Book(tables), account_id="a")
    assert G.nodes["seller:Bea"]["name"] == "Bob"
    assert G.nodes["seller::Bea"]["node_type"] == "seller"


def test_names_that_gexf_reserves_get_an_underscore() -> None:
    tables = hand(**TABLES)
    odd = ["id", "label", "start", "end", "viz", "spells", "pid", "parents", "node_type", "roles", "weight"]
    for name in odd:
        tables["people"][name] = "x"
    for name in (*odd, "key", "networkx_key", "type"):
        tables["relationships"][name] = "x"
    G = graph(Book(tables), account_id="a")
    assert {f"{name}_" for name in odd} <= set(G.nodes["p"])
    _assert_comes_back(G)


def test_exactly_one_account_or_objective() -> None:
    book = Book(hand(**TABLES))
    with pytest.raises(ValueError, match="either"):
        graph(book)
    with pytest.raises(ValueError, match="either"):
        graph(book, account_id="a", objective_id="o")
    with pytest.raises(KeyError, match="no account “z”"):
        graph(book, account_id="z")
    with pytest.raises(KeyError, match="no objective “z”"):
        graph(book, objective_id="z")


def test_an_account_without_people_comes_back() -> None:
    G = graph(
        Book(
            hand(
                accounts="account_id name\na Acme",
                people="person_id account_id name",
                influences="objective_id person_id",
            )
        ),
        account_id="a",
    )
    assert not G.nodes
    _assert_comes_back(G)


@settings(max_examples=30)
@given(file_books())
def test_graphml_and_gexf_bring_every_graph_back(tables: dict[str, pd.DataFrame]) -> None:
    book = Book(tables)
    for account in book.tables["accounts"]["account_id"]:
        _assert_comes_back(graph(book, account_id=account))
    for objective in book.tables["objectives"]["objective_id"]:
        _assert_comes_back(graph(book, objective_id=objective))


def _assert_comes_back(G: nx.MultiDiGraph) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "graph")
        nx.write_graphml(G, path)
        graphml = nx.read_graphml(path, edge_key_type=str, force_multigraph=True)
        nx.write_gexf(G, path)
        gexf = nx.read_gexf(path)
    assert dict(graphml.nodes) == dict(G.nodes)
    assert list(graphml.edges(keys=True, data=True)) == list(G.edges(keys=True, data=True))
    assert graphml.graph["name"] == gexf.graph["name"] == G.graph["name"]
    assert dict(gexf.nodes) == dict(G.nodes)
    assert edges(gexf) == edges(G)
    if gexf.is_multigraph():
        assert sorted(gexf.edges(keys=True)) == sorted(G.edges(keys=True))
