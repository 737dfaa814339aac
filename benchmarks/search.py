"""Introductions beside the raw search of SciPy and igraph: from all people in contact to all others at once.

The raw search knows one graph of all people, numbers for ids, and strength as length (its negative logarithm). It knows no
objectives, no one who is against us, no limit of edges, no routes written out; so it is what a search costs at least. It is
compared twice: from the tables, where ids must be numbered and levels asked for by both, and from numbers, search against
search. Our search is asked SciPy's own question as well, and what both say of it must agree.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import igraph
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.books import DAY, load
from stratsell import introductions
from stratsell.rules.coverage import FRESH_DAYS
from stratsell.rules.engine import tables_of, with_level
from stratsell.rules.introductions import introduced, introductions_search
from stratsell.rules.network import MOST_EDGES, Network, best_paths

ROUNDS = 3
FROM_TABLES = ("introductions, from tables", "scipy, from the same tables")
"""What begins with tables of ids; the rest begins with numbers."""


class Graph(NamedTuple):
    """Ties between people by number, in both directions, the strongest of parallel ones, and who is in contact."""

    people: int
    source: np.ndarray
    target: np.ndarray
    length: np.ndarray
    contacts: np.ndarray


def searches(folder: Path) -> dict[str, float]:
    """Give the seconds of each search of a book, the best of three; all in turns."""
    introductions({name: frame.head(1_000) for name, frame in load(folder).items()}, as_of=DAY)
    seconds: dict[str, list[float]] = {}

    def timed(what: str, run: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        result = run()
        seconds.setdefault(what, []).append(time.perf_counter() - start)
        return result

    for _ in range(ROUNDS):
        tables = load(folder)
        timed(FROM_TABLES[0], lambda: introductions(tables, as_of=DAY))  # noqa: B023
        timed(FROM_TABLES[1], lambda: by_scipy(graph(tables)))  # noqa: B023
        known = graph(tables)
        network = numbered(tables)
        timed("introductions, from numbers", lambda: introduced(network))  # noqa: B023
        near = np.isin(network.person, known.contacts)
        nobody, targets = np.zeros(len(near), dtype=bool), ~near
        ask = "scipy's question to our search, from numbers"
        ours = timed(ask, lambda: best_paths(network, near, nobody, targets))  # noqa: B023
        far, before = timed("scipy, from numbers", lambda: by_scipy(known))  # noqa: B023
        timed("igraph, from numbers", lambda: by_igraph(known))  # noqa: B023
        strength = np.zeros(len(near))
        strength[ours.targets] = ours.strength
        check(strength[targets], far, before, network.person[targets])
    return {what: min(times) for what, times in seconds.items()}


def numbered(tables: dict[str, pd.DataFrame]) -> Network:
    """What our search goes through, as numbers; each account once, as if it had one objective."""
    search = introductions_search(tables, as_of=DAY)
    result = {name: frame.collect().to_native() for name, frame in search.tables.items()}
    return Network(result)


def graph(tables: dict[str, pd.DataFrame]) -> Graph:
    """Number the people of a book, in the order of accounts and ids, and their ties but those of opponents."""
    frames = tables_of(tables)
    near = with_level(frames["influences"], frames, dt.date.fromisoformat(DAY), FRESH_DAYS).filter(nw.col("level") >= 2)
    asked = (frames["people"].select("account_id", "person_id"), frames["relationships"], near.select("person_id"))
    people, edges, contacts = pl.collect_all([frame.to_native() for frame in asked])
    people = people.sort("account_id", "person_id").select("person_id").with_row_index("number")
    for end in ("source_id", "target_id"):
        edges = edges.join(people.rename({"person_id": end, "number": end.removesuffix("_id")}), on=end)
    pair = (pl.min_horizontal("source", "target").alias("one"), pl.max_horizontal("source", "target").alias("other"))
    strength, opposed = pl.col("strength").fill_null(0.5).max(), (pl.col("kind") == "opposes").any()
    pairs = edges.group_by(*pair).agg(strength, opposed.alias("opposed")).filter(~pl.col("opposed"))
    one, other = (pairs[name].to_numpy() for name in ("one", "other"))
    length = np.tile(np.maximum(-np.log(pairs["strength"].to_numpy()), 1e-12), 2)  # a length of 0 would be no tie
    numbers = contacts.unique().join(people, on="person_id")["number"].to_numpy()
    return Graph(len(people), np.r_[one, other], np.r_[other, one], length, numbers)


def by_scipy(known: Graph) -> tuple[np.ndarray, np.ndarray]:
    """How far everybody is from those in contact, and by way of whom."""
    matrix = coo_array((known.length, (known.source, known.target)), shape=(known.people, known.people)).tocsr()
    far, before, _ = dijkstra(matrix, indices=known.contacts, min_only=True, return_predecessors=True)
    return far, before


def by_igraph(known: Graph) -> np.ndarray:
    """The same, from one more vertex that is next to all in contact."""
    start = np.full(len(known.contacts), known.people)
    edges = np.c_[np.r_[known.source, start], np.r_[known.target, known.contacts]]
    graph = igraph.Graph(n=known.people + 1, edges=edges, directed=True)
    lengths = np.r_[known.length, np.zeros(len(start))]
    return np.array(graph.distances(source=known.people, weights=lengths)[0][: known.people])


def check(strength: np.ndarray, far: np.ndarray, before: np.ndarray, targets: np.ndarray) -> None:
    """Raise an error if our routes are not as strong as SciPy's, where those have no more edges than ours may have."""
    edges, person = np.zeros(len(far), dtype=int), np.arange(len(far))
    for _ in range(MOST_EDGES + 1):
        person = np.where(person >= 0, before[person], person)
        edges += person >= 0
    theirs, short = np.exp(-far[targets]), edges[targets] <= MOST_EDGES
    ours = np.nan_to_num(strength)
    np.testing.assert_allclose(ours[short], theirs[short], atol=1e-9)
    if not (ours <= theirs + 1e-9).all():
        raise AssertionError("a route is stronger than the strongest")
