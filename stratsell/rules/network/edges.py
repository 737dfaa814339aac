"""The people of all accounts and the edges along which one can introduce another, as one network.

People do not think the same of every objective, and routes go around those who are against it. So each objective has
places of its own, one for each person of its account, and a search moves through the places of all objectives at once.
The work grows with the people of the objectives that are asked about, and what is in hand at a time is bounded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import narwhals as nw
import numpy as np
import numpy.typing as npt
import polars as pl

from stratsell.book.frames import Frame
from stratsell.rules.engine import PART, Tables, built_once, engine_for, has_role, holds, open_objectives, with_level
from stratsell.vocabulary import Level, RelationshipKind, Role

MOST_EDGES = 4
"""How many people may pass an introduction on, at most."""

DEFAULT_STRENGTH = 0.5
"""How strong a relationship is where the table does not say."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_PLACES = 2**17
"""How many places are searched at once, so that memory stays bounded; an objective is never divided."""


def network_tables(tables: Tables, day: dt.date, fresh_days: int, *columns: str) -> dict[str, Frame]:
    """Give the tables that a search needs: people, with some columns more, relationships, and influences.

    Influences are those of open objectives: account_id, objective_id, person_id, level, and whether the person has a
    role (`has_role`), is a coach, and is against us (`against`: support below 0).
    """
    return {
        "people": tables["people"].select("account_id", "person_id", *columns),
        "relationships": tables["relationships"].select("source_id", "target_id", "kind", "strength"),
        "influences": _influences(tables, day, fresh_days),
    }


@built_once
def _influences(tables: Tables, day: dt.date, fresh_days: int) -> Frame:
    people = with_level(tables["influences"], tables, day, fresh_days)
    people = open_objectives(tables, day).join(people, on="objective_id", how="inner")
    return network_influences(people)


def network_influences(people: Frame) -> Frame:
    """Give what a search needs to know of influences: rows with account_id, roles, support and level."""
    against = (nw.col("support") < 0).fill_null(value=False).alias("against")
    columns = ("support", "level", has_role().alias("has_role"), holds(Role.COACH).alias(Role.COACH), against)
    return people.select("account_id", *PART, *columns)


class Piece(NamedTuple):
    """Some objectives of a network, and all edges between their places, by the place that an edge leads to.

    Attributes
    ----------
    places : slice
        Their places in the network; here these are numbered from 0.
    number : array of int
        For each place the number of its person among those of the objective, in the order of ids.
    there, origin, strength : arrays
        Of each edge, in the order of `there`.
    """

    places: slice
    number: Ints
    there: Ints
    origin: Ints
    strength: Floats

    def without(self, edges: Bools) -> Piece:
        """Leave some edges out."""
        rest = np.flatnonzero(~edges)
        return self._replace(there=self.there[rest], origin=self.origin[rest], strength=self.strength[rest])


class Network:
    """The people of some accounts, their edges, and their places in open objectives.

    Parameters
    ----------
    tables : mapping of str to polars.DataFrame
        The tables of `network_tables`.

    Attributes
    ----------
    influences : polars.DataFrame
        Those that were given, with the place of each (`place`); blank for a person of another account.
    person : array of int
        The person in each place, by their position in `ids`.
    objective : array of int
        The number of each place's objective.
    ids : polars.Series
        The ids of all people.
    """

    def __init__(self, tables: Mapping[str, pl.DataFrame]) -> None:
        people = tables["people"].lazy().select("account_id", "person_id").sort("account_id", "person_id")
        people = people.with_columns(person=pl.int_range(pl.len()))
        accounts = people.group_by("account_id").agg(pl.col("person").min().alias("first"), pl.len().alias("size"))
        influences = tables["influences"].lazy()
        aims = influences.select("account_id", "objective_id").unique().join(accounts, on="account_id")
        aims = aims.sort("first", "objective_id").with_columns(begin=pl.col("size").cum_sum() - pl.col("size"))
        influences = influences.join(people, on=["account_id", "person_id"], how="left")
        influences = influences.join(aims.select("objective_id", "begin", "first"), on="objective_id", how="left")
        place = pl.col("begin") + pl.col("person") - pl.col("first")
        influences = influences.with_columns(place=place).drop("begin", "person", "first")
        queries = (people.select("person_id"), aims, influences, edges_of(tables["relationships"].lazy(), people))
        ids, homes, self.influences, edges = pl.collect_all(queries, engine=engine_for(len(tables["people"])))
        self.ids = ids["person_id"]
        size, first, self._begin = (homes[name].to_numpy().astype(np.int64) for name in ("size", "first", "begin"))
        self.objective = np.repeat(np.arange(len(size)), size)
        self.person = np.arange(len(self.objective)) + np.repeat(first - self._begin, size)
        one, other, strength = (edges[name].to_numpy() for name in ("one", "other", "strength"))
        source, target = np.concatenate([one, other]), np.concatenate([other, one])
        order = np.argsort(source)
        source, target, self._strength = source[order], target[order], np.concatenate([strength, strength])[order]
        self._first = np.searchsorted(source, np.arange(len(ids) + 1))
        self._step = target - source

    def marked(self, where: pl.Expr) -> Bools:
        """Say of each place whether its person fits."""
        marks: Bools = np.zeros(len(self.person), dtype=bool)
        marks[self.places(where)] = True
        return marks

    def places(self, where: pl.Expr) -> Ints:
        """Give the places of influences that fit, in order."""
        places = self.influences.filter(where & pl.col("place").is_not_null())["place"]
        return np.sort(places.to_numpy().astype(np.int64))

    def pieces(self) -> Iterator[Piece]:
        """Give the objectives, a bounded number of places at a time, or one objective."""
        begin = np.append(self._begin, len(self.person))
        done = 0
        while done < len(begin) - 1:
            end = max(done + 1, int(np.searchsorted(begin, begin[done] + _PLACES, side="right")) - 1)
            places = slice(int(begin[done]), int(begin[end]))
            person = self.person[places]
            there, edge = runs(self._first[person], self._first[person + 1])
            number = np.arange(places.start, places.stop) - self._begin[self.objective[places]]
            yield Piece(places, number, there, there + self._step[edge], self._strength[edge])
            done = end


def edges_of(relationships: pl.LazyFrame, people: pl.LazyFrame) -> pl.LazyFrame:
    """Give the edges between people of an account, each pair (`one`, `other`) once: of parallel ones the strongest.

    Nobody is introduced to whom they oppose, or who opposes them, whatever other relationships they have.

    Parameters
    ----------
    relationships : polars.LazyFrame
        source_id, target_id, kind and strength.
    people : polars.LazyFrame
        account_id, person_id and person, the person's number.
    """
    home = people.rename({"person_id": "source_id"})
    rows = relationships.join(home, on="source_id")
    rows = rows.join(people, left_on=["target_id", "account_id"], right_on=["person_id", "account_id"], suffix="_2")
    pair = (
        pl.min_horizontal("person", "person_2").alias("one"),
        pl.max_horizontal("person", "person_2").alias("other"),
    )
    leads = [kind.value for kind in RelationshipKind if kind.effect.introduces]
    parts = [kind.value for kind in RelationshipKind if kind.effect.blocks]
    rows = rows.filter(pl.col("kind").is_in([*leads, *parts]), pl.col("person") != pl.col("person_2"))
    parted = pl.col("kind").is_in(parts).any().alias("parted")
    edges = rows.group_by(*pair).agg(pl.col("strength").fill_null(DEFAULT_STRENGTH).max(), parted)
    return edges.filter(~pl.col("parted"))


def runs(begin: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Give all numbers of the runs begin:end, and before them the index of the run that each belongs to."""
    count = end - begin
    run = np.repeat(np.arange(len(begin)), count)
    return run, np.arange(len(run)) + np.repeat(begin - (np.cumsum(count) - count), count)


MET = pl.col("level") >= Level.CONTACTED
"""Whom we have spoken with lately."""

UNMET: Any = pl.col("has_role") & (pl.col("level") == Level.IDENTIFIED)
"""Whom we want to meet: who has a role, and whom we have not spoken with lately."""
