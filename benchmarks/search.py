"""Introductions beside the raw search of SciPy and igraph: from all people in contact to all others at once.

The raw search knows one graph of all people, numbers for ids, and strength as length (its negative logarithm). It knows no
objectives, no coaches first, no limit of edges, no routes written out; so it is what a search costs at least. It is
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
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.books import DAY, load
from stratsell import introductions
from stratsell.rules.coverage import FRESH_DAYS, influence_levels
from stratsell.steps.coaching import _Influences, _introduced, introductions_asked
from stratsell.steps.frames import coded, finished, in_memory
from stratsell.steps.ids import Ids
from stratsell.steps.routes import People, best_routes
from stratsell.steps.ties import MOST_EDGES, Ties

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
        tables = load(folder)  # anew, because a rule remembers where it found the ids of a column
        timed(FROM_TABLES[0], lambda: introductions(tables, as_of=DAY))  # noqa: B023
        tables = load(folder)
        timed(FROM_TABLES[1], lambda: by_scipy(graph(tables)))  # noqa: B023
        known = graph(tables)
        ties, people = numbered(tables)
        timed("introductions, from numbers", lambda: _introduced(ties, people, people.wanted()))  # noqa: B023
        starts, targets = question(ties, known.contacts)
        ours = timed("scipy's question to our search, from numbers", lambda: best_routes(ties, starts, targets))  # noqa: B023
        far, before = timed("scipy, from numbers", lambda: by_scipy(known))  # noqa: B023
        timed("igraph, from numbers", lambda: by_igraph(known))  # noqa: B023
        check(ours.strength, far, before, ties.person[targets.person])
    return {what: min(times) for what, times in seconds.items()}


def numbered(tables: dict[str, pd.DataFrame]) -> tuple[Ties, Any]:
    """What our search goes through, ties and influences, as numbers."""
    asked = introductions_asked(tables, as_of=DAY)
    found = {name: in_memory(frame) for name, frame in asked.tables.items()}
    ties = Ties.of(found)
    return ties, _Influences.of(found, ties)


def question(ties: Ties, contacts: np.ndarray) -> tuple[People, People]:
    """SciPy's question as ours: in each account, the best route from all in contact to everybody else."""
    near = np.zeros(len(ties.person), dtype=bool)
    near[np.isin(ties.person, contacts)] = True
    starts, targets = np.flatnonzero(near), np.flatnonzero(~near)
    return People(ties.account[starts], starts), People(ties.account[targets], targets)


def graph(tables: dict[str, pd.DataFrame]) -> Graph:
    """Number the people of a book and their ties."""
    ids = Ids(tables["people"]["person_id"])
    rows = tables["relationships"]
    leads = (rows["kind"] != "opposes").to_numpy()
    ends = [ids.codes(rows[name])[leads] for name in ("source_id", "target_id")]
    strength = rows["strength"].fillna(0.5).to_numpy()[leads]
    source, target = np.r_[ends[0], ends[1]], np.r_[ends[1], ends[0]]
    order = np.lexsort([np.tile(strength, 2), target, source])
    last = np.r_[np.any([np.diff(each[order]) != 0 for each in (source, target)], axis=0), True]
    best = order[last]  # of parallel ones the strongest
    length = np.maximum(-np.log(np.tile(strength, 2)[best]), 1e-12)  # a length of 0 would be no tie
    found = coded(tables)
    near = influence_levels(found, dt.date.fromisoformat(DAY), FRESH_DAYS).filter(nw.col("level") >= 2)
    contacts = np.unique(ids.codes(finished(near.select("person_id"), found)["person_id"]))
    return Graph(len(tables["people"]), source[best], target[best], length, contacts)


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
