"""Who can lead to whom: the people of all accounts and their ties as one graph, and searches through it.

All accounts lie in one sparse matrix, and one search runs over all of them at once: every question (a target, a coach)
gets a row of slots, a slot for each person of its account, and a step along the ties moves all rows together. The
work grows with the people and ties of the accounts that are asked about, not with the number of accounts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from stratsell.steps.frames import Frame, Source, table
from stratsell.steps.ids import Ids, order_of, side_by_side
from stratsell.steps.searches import Tables
from stratsell.vocabulary import RelationshipKind

MOST_EDGES = 4
"""How many people may pass an introduction on, at most."""

DEFAULT_STRENGTH = 0.5
"""How strong a tie is where the table does not say."""

Ints = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_SLOTS = 4_000_000  # how many slots are searched at once, so that memory stays bounded


def tied(source: Source, *columns: str) -> dict[str, Frame]:
    """Give the tables that a search through ties needs: people, with some columns more, and relationships."""
    return {
        "people": table(source, "people", "account_id", "person_id", *columns),
        "relationships": table(source, "relationships", "source_id", "target_id", "kind", "strength"),
    }


@dataclass(frozen=True)
class Ties:
    """The people of all accounts, by account and id, and the ties along which one can introduce another.

    Attributes
    ----------
    person : array of int
        The number of each person in `people`; a person is known by their position here.
    account : array of int
        The number of each person's account in `accounts`.
    accounts, people : Ids
        The ids of accounts, and of people.
    at : array of int
        The position of each person, by their number in `people`; -1 at the end.
    first : array of int
        Position of each account's first person, and the number of people at the end.
    begin, neighbour, strength : arrays
        The ties of person p are at ``begin[p]:begin[p + 1]`` of the other two.
    """

    person: Ints
    account: Ints
    accounts: Ids
    people: Ids
    at: Ints
    first: Ints
    begin: Ints
    neighbour: Ints
    strength: Floats

    @classmethod
    def of(cls, tables: Tables) -> Ties:
        """Build the graph of the people of `tied`: `reports_to` and `influences`, in either direction."""
        rows = tables["people"]
        accounts, people = Ids(rows["account_id"]), Ids(rows["person_id"])
        account, person = accounts.codes(rows["account_id"]), people.codes(rows["person_id"])
        order = order_of([account, person])
        at = np.full(int(person.max(initial=-1)) + 2, -1)
        at[person[order]] = np.arange(len(order))
        account = account[order]
        first = np.searchsorted(account, np.arange(int(account.max(initial=-1)) + 2))
        known = tables["relationships"]
        leads = known["kind"].isin([RelationshipKind.REPORTS_TO.value, RelationshipKind.INFLUENCES.value]).to_numpy()
        ends = [_positions(people, at, known[end])[leads] for end in ("source_id", "target_id")]
        strength = np.asarray(known["strength"].astype("float64").fillna(DEFAULT_STRENGTH), dtype=np.float64)[leads]
        return cls(
            person[order], account, accounts, people, at, first, *_both_ways(ends[0], ends[1], strength, account)
        )

    def positions(self, ids: pd.Series) -> Ints:
        """Where people stand, by their ids; -1 for somebody unknown."""
        return _positions(self.people, self.at, ids)

    def names(self, position: Ints) -> Any:
        """Give the ids of people by their positions, as a pandas array of text; blank for a negative one."""
        return self.people.names(np.append(self.person, -1)[np.maximum(position, -1)])

    def joined_names(self, positions: Ints, between: str) -> Any:
        """Give the ids of each row of positions in one text; blank where the row begins with a negative one."""
        names = side_by_side(self.names, positions.T, len(positions))
        first, *rest = (each.__arrow_array__().combine_chunks() for each in names)
        here = [
            first.fill_null(""),
            *rest,
            pa.scalar(between, first.type),
        ]  # Arrow leaves out rows of nothing but blanks
        text = pc.binary_join_element_wise(*here, null_handling="skip")
        return names[0].dtype.__from_arrow__(pc.if_else(pc.is_valid(first), text, None))

    def rows(self, account: Ints, most: int = _SLOTS) -> Iterator[tuple[slice, Slots]]:
        """Give slots for rows that each ask about one account; at most so many slots at a time, or one row."""
        size = self.first[account + 1] - self.first[account]
        done, total = 0, np.concatenate([[0], np.cumsum(size)])
        while done < len(account):
            end = max(done + 1, int(np.searchsorted(total, total[done] + most, side="right")) - 1)
            part = slice(done, end)
            yield part, Slots(self, self.first[account[part]], size[part])
            done = end


def _positions(people: Ids, at: Ints, ids: pd.Series) -> Ints:
    return at[np.maximum(people.codes(ids), -1)]


def _both_ways(source: Ints, target: Ints, strength: Floats, account: Ints) -> tuple[Ints, Ints, Floats]:
    """Ties as a sparse matrix: both directions, inside accounts, of parallel ones the strongest."""
    known = (source >= 0) & (target >= 0) & (source != target)
    known &= account[source] == account[target] if len(account) else False
    here = np.concatenate([source[known], target[known]])
    there = np.concatenate([target[known], source[known]])
    order = order_of([here, there])
    here, there, strength = here[order], there[order], np.tile(strength[known], 2)[order]
    new = np.flatnonzero((np.diff(here, prepend=-1) != 0) | (np.diff(there, prepend=-1) != 0))
    begin = np.searchsorted(here[new], np.arange(len(account) + 1))
    return begin, there[new], np.maximum.reduceat(strength, new) if len(new) else strength


@dataclass(frozen=True)
class Slots:
    """Rows of slots, one slot for each person of the row's account.

    Attributes
    ----------
    ties : Ties
        The graph.
    first : array of int
        For each row, the position of its account's first person.
    size : array of int
        For each row, how many people its account has.
    """

    ties: Ties
    first: Ints
    size: Ints

    @property
    def begin(self) -> Ints:
        """For each row, its first slot; and the number of slots at the end."""
        return np.concatenate([[0], np.cumsum(self.size)]).astype(np.intp)

    def slot(self, row: Ints, person: Ints) -> Ints:
        """The slot of a person in a row."""
        return self.begin[row] + person - self.first[row]

    def place(self, slot: Ints) -> tuple[Ints, Ints]:
        """The row and the person of a slot."""
        row = np.searchsorted(self.begin, slot, side="right") - 1
        return row, self.first[row] + slot - self.begin[row]

    def step(self, slot: Ints) -> tuple[Ints, Ints, Floats]:
        """Go along every tie: for each way the index into `slot` it came from, the slot it leads to, the strength."""
        row, person = self.place(slot)
        origin, tie = runs(self.ties.begin[person], self.ties.begin[person + 1])
        return origin, self.slot(row[origin], self.ties.neighbour[tie]), self.ties.strength[tie]

    def strongest(self, target: Ints) -> Floats:
        """For 0 to 4 edges and every slot, the strength of the strongest way from there to the row's target.

        Returns
        -------
        array of shape (5, slots)
            0 where there is no way with exactly so many edges.
        """
        best = np.zeros((MOST_EDGES + 1, int(self.begin[-1])))
        best[0, self.slot(np.arange(len(target)), target)] = 1.0
        for edges in range(1, MOST_EDGES + 1):
            slot = np.flatnonzero(best[edges - 1])
            origin, reached, strength = self.step(slot)
            np.maximum.at(best[edges], reached, best[edges - 1][slot[origin]] * strength)
        return best

    def reached(self, row: Ints, person: Ints, without: Ints | None = None) -> Bools:
        """Say for every slot whether any of the row's starting people comes there within 4 edges.

        Parameters
        ----------
        row, person : arrays of int
            The starting people and their rows.
        without : array of int, optional
            For each row a person who has left: nobody starts there or passes through.
        """
        gone = np.zeros(int(self.begin[-1]), dtype=bool)
        if without is not None:
            gone[self.slot(np.arange(len(without)), without)] = True
        seen = np.zeros_like(gone)
        slot = self.slot(row, person)
        slot = np.unique(slot[~gone[slot]])
        seen[slot] = True
        for _ in range(MOST_EDGES):
            _, there, _ = self.step(slot)
            slot = np.unique(there[~(seen[there] | gone[there])])
            seen[slot] = True
        return seen


def runs(begin: Ints, end: Ints) -> tuple[Ints, Ints]:
    """All numbers of the runs begin:end, with the index of the run that each belongs to."""
    count = end - begin
    run = np.repeat(np.arange(len(begin)), count)
    before = np.cumsum(count) - count
    return run, np.arange(len(run)) - before[run] + begin[run]
