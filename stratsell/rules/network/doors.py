"""How many people somebody leads to, and through whom every path to a person leads."""

from __future__ import annotations

import numpy as np

from stratsell.rules.network.edges import MOST_EDGES, Bools, Ints, Network, Piece

_BITS = 64


def reached(network: Network, starts: Ints, against: Bools, counted: Bools) -> Ints:
    """Count whom each of some people leads to, over at most four edges.

    Parameters
    ----------
    network : Network
        Where to search.
    starts : array of int
        Places, in order.
    against, counted : arrays of bool, one a place
        Who passes nothing on, and who counts; a start itself is not counted.

    Returns
    -------
    array of int, one a start
    """
    parts = [np.empty(0, dtype=np.int64)]
    for piece in network.pieces():
        here, own = piece.places, slice(*np.searchsorted(starts, [piece.places.start, piece.places.stop]))
        objective = network.objective[here] - network.objective[here.start]
        parts.append(_reached(piece, objective, starts[own] - here.start, against[here], np.flatnonzero(counted[here])))
    return np.concatenate(parts) - counted[starts]


def _reached(piece: Piece, objective: Ints, starts: Ints, against: Bools, counted: Ints) -> Ints:
    """Those who start for one objective are told apart by the bits of a number, 64 at a time, which edges pass on."""
    count, own = np.zeros(len(starts), dtype=np.int64), objective[starts]
    rank = np.arange(len(starts)) - np.searchsorted(own, own)
    first = np.flatnonzero(np.diff(piece.there, prepend=-1))
    for turn in range(int(rank.max(initial=-1)) // _BITS + 1):
        some = np.flatnonzero(rank // _BITS == turn)
        bit = (rank[some] % _BITS).astype(np.uint64)
        seen = np.zeros(len(objective), dtype=np.uint64)
        seen[starts[some]] = np.uint64(1) << bit
        for _ in range(MOST_EDGES if len(first) else 0):
            passed = np.where(against, np.uint64(0), seen)[piece.origin]
            seen[piece.there[first]] |= np.bitwise_or.reduceat(passed, first)
        for one in range(int(bit.max(initial=0)) + 1):
            led = counted[(seen[counted] >> np.uint64(one)) & np.uint64(1) == 1]
            those = some[bit == one]
            count[those] = np.bincount(objective[led], minlength=len(objective))[own[those]]
    return count


def doors(network: Network, starts: Bools, against: Bools, targets: Bools) -> tuple[Ints, Ints]:
    """Say who stands on every path of at most four edges from any start to a target.

    Parameters
    ----------
    network : Network
        Where to search.
    starts, against, targets : arrays of bool, one a place
        Where paths may start, who passes nothing on, and to whom paths are wanted; no target is a start.

    Returns
    -------
    tuple of two arrays of int
        Places of those on every path, and with each of them a target that is reached only through them; targets in
        order.
    """
    through, behind = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for piece in network.pieces():
        wanted = np.flatnonzero(targets[piece.places])
        common = _on_all_paths(piece, starts[piece.places] & ~against[piece.places], against[piece.places])[wanted]
        row, step = np.nonzero((common >= 0) & (common != wanted[:, None]))
        through.append(common[row, step] + piece.places.start)
        behind.append(wanted[row] + piece.places.start)
    return np.concatenate(through), np.concatenate(behind)


def _on_all_paths(piece: Piece, starts: Bools, against: Bools) -> Ints:
    """Give the places that are on all paths to each place, itself included: one row per place, the rest of it -1.

    Who is on all paths to a person is on all paths to each neighbour from whom one comes. So every edge passes on who
    is on all paths so far; they are never more than five, for they all stand on one path.
    """
    common = np.full((len(starts), MOST_EDGES + 1), -1)
    common[starts, 0] = np.flatnonzero(starts)
    for edges in range(1, MOST_EDGES + 1):
        passes = (common >= 0).any(axis=1) & ~against
        edge = np.flatnonzero(passes[piece.origin] & ~starts[piece.there])
        there, before = piece.there[edge], common[piece.origin[edge]]
        first = np.flatnonzero(np.diff(there, prepend=-1))
        further, size = np.full((len(first), MOST_EDGES + 1), -1), np.diff(first, append=len(there))
        for step in range(edges if len(first) else 0):
            one = before[first, step]
            everywhere = np.logical_and.reduceat((before == np.repeat(one, size)[:, None]).any(axis=1), first)
            further[:, step] = np.where(everywhere, one, -1)
        further[:, edges] = there[first]
        common[there[first]] = further
    return common
