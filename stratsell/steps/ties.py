"""Who can lead to whom: the people of all accounts and their ties as one graph, and searches through it.

All accounts lie in one sparse matrix, and one search runs over all of them at once: every question (a target, a coach)
gets a row of slots, a slot for each person of its account, and a step along the ties moves all rows together. The
work grows with the people and ties of the accounts that are asked about, not with the number of accounts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from stratsell.steps.frames import Frame, Source, table
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
    ids : pandas.Index
        Person ids; a person is known by their position here.
    account : array of int
        Position of each person's account in `accounts`.
    accounts : pandas.Index
        Account ids, sorted.
    first : array of int
        Position of each account's first person, and the number of people at the end.
    begin, neighbour, strength : arrays
        The ties of person p are at ``begin[p]:begin[p + 1]`` of the other two.
    """

    ids: pd.Index
    account: Ints
    accounts: pd.Index
    first: Ints
    begin: Ints
    neighbour: Ints
    strength: Floats

    @classmethod
    def of(cls, tables: Tables) -> Ties:
        """Build the graph of the people of `tied`: `reports_to` and `influences`, in either direction."""
        people = tables["people"].sort_values(["account_id", "person_id"], ignore_index=True)
        ids = pd.Index(people["person_id"])
        account, accounts = pd.factorize(people["account_id"])
        first = np.searchsorted(account, np.arange(len(accounts) + 1))
        ties = tables["relationships"]
        ties = ties[ties["kind"].isin([RelationshipKind.REPORTS_TO.value, RelationshipKind.INFLUENCES.value])]
        begin, neighbour, strength = _both_ways(ties, ids, account)
        return cls(ids, account, pd.Index(accounts), first, begin, neighbour, strength)

    def rows(self, account: Ints) -> Iterator[tuple[slice, Slots]]:
        """Give slots for rows that each ask about one account, a bounded number of slots at a time."""
        size = self.first[account + 1] - self.first[account]
        done, total = 0, np.concatenate([[0], np.cumsum(size)])
        while done < len(account):
            end = max(done + 1, int(np.searchsorted(total, total[done] + _SLOTS, side="right")) - 1)
            part = slice(done, end)
            yield part, Slots(self, self.first[account[part]], size[part])
            done = end


def _both_ways(ties: pd.DataFrame, ids: pd.Index, account: Ints) -> tuple[Ints, Ints, Floats]:
    """Ties as a sparse matrix: both directions, inside accounts, of parallel ones the strongest."""
    source, target = (ids.get_indexer(pd.Index(ties[end])) for end in ("source_id", "target_id"))
    strength = ties["strength"].astype("float64").fillna(DEFAULT_STRENGTH).to_numpy()
    known = (source >= 0) & (target >= 0) & (source != target)
    known &= account[source] == account[target]
    here, there = source[known], target[known]
    both = pd.DataFrame(
        {
            "here": np.concatenate([here, there]),
            "there": np.concatenate([there, here]),
            "strength": np.tile(strength[known], 2),
        }
    )
    both = both.sort_values(["here", "there", "strength"]).drop_duplicates(["here", "there"], keep="last")
    begin = np.searchsorted(both["here"].to_numpy(), np.arange(len(ids) + 1))
    return begin, both["there"].to_numpy(), both["strength"].to_numpy()


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
        origin, tie = _runs(self.ties.begin[person], self.ties.begin[person + 1])
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


def _runs(begin: Ints, end: Ints) -> tuple[Ints, Ints]:
    """All numbers of the runs begin:end, with the index of the run that each belongs to."""
    count = end - begin
    run = np.repeat(np.arange(len(begin)), count)
    before = np.cumsum(count) - count
    return run, np.arange(len(run)) - before[run] + begin[run]
