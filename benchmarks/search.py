"""Introductions beside the raw search of SciPy and igraph: from all people in contact to all others at once.

The raw search knows one graph of all people, numbers for ids, and strength as length (its negative logarithm). It knows no
objectives, no coaches first, no limit of edges, no routes written out; so it is what a search costs at least.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple

import igraph
import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.books import DAY, load
from stratsell import introductions, levels


class Ties(NamedTuple):
    """Ties between people by number, in both directions, the strongest of parallel ones, and who is in contact."""

    people: int
    source: np.ndarray
    target: np.ndarray
    length: np.ndarray
    contacts: np.ndarray


def searches(folder: Path) -> dict[str, float]:
    """Give the seconds of each search of a book, the best of three; the rule's includes all that it does."""
    tables = load(folder)
    introductions({name: frame.head(1_000) for name, frame in tables.items()}, as_of=DAY)
    own = []
    for _ in range(3):
        tables = load(folder)  # anew, because a rule remembers where it found the ids of a column
        own.append(timed(lambda tables=tables: introductions(tables, as_of=DAY)))
    start = time.perf_counter()
    known = ties(tables)
    numbering = time.perf_counter() - start
    return {
        "introductions": min(own),
        "levels, which they ask for": min(timed(lambda: levels(tables, as_of=DAY)) for _ in range(3)),
        "ids to numbers, for a raw search": numbering,
        "scipy": min(timed(lambda: by_scipy(known)) for _ in range(3)),
        "igraph": min(timed(lambda: by_igraph(known)) for _ in range(3)),
    }


def timed(run) -> float:
    """The seconds that something takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def ties(tables: dict[str, pd.DataFrame]) -> Ties:
    """Number the people of a book and their ties."""
    people = pd.Index(tables["people"]["person_id"])
    rows = tables["relationships"]
    rows = rows[rows["kind"] != "opposes"]
    ends = [people.get_indexer(rows[name]) for name in ("source_id", "target_id")]
    both = pd.DataFrame(
        {
            "source": np.r_[ends[0], ends[1]],
            "target": np.r_[ends[1], ends[0]],
            "strength": np.tile(rows["strength"].fillna(0.5), 2),
        }
    )
    best = both.groupby(["source", "target"], sort=False)["strength"].max().reset_index()
    found = levels(tables, as_of=DAY)
    contacts = people.get_indexer(found.loc[found["level"] >= 2, "person_id"].unique())
    length = np.maximum(-np.log(best["strength"].to_numpy()), 1e-12)  # a length of 0 would be no tie
    return Ties(len(people), best["source"].to_numpy(), best["target"].to_numpy(), length, contacts)


def by_scipy(known: Ties) -> np.ndarray:
    """How far everybody is from those in contact."""
    graph = coo_array((known.length, (known.source, known.target)), shape=(known.people, known.people)).tocsr()
    far, *_ = dijkstra(graph, indices=known.contacts, min_only=True, return_predecessors=True)
    return far


def by_igraph(known: Ties) -> np.ndarray:
    """The same, from one more vertex that is next to all in contact."""
    start = np.full(len(known.contacts), known.people)
    edges = np.c_[np.r_[known.source, start], np.r_[known.target, known.contacts]]
    graph = igraph.Graph(n=known.people + 1, edges=edges, directed=True)
    lengths = np.r_[known.length, np.zeros(len(start))]
    return np.array(graph.distances(source=known.people, weights=lengths)[0][: known.people])
