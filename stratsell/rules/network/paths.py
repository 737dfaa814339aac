"""The strongest paths to some people, along at most four edges.

All edges are walked from all starts at once, one further at a time. In each place those paths are kept that may yet
become the best: a path that is weaker than another, and whose ids come later, never does; nor does one that is no
stronger than one of fewer edges, or weaker by more than rounding can hide, whatever edges follow.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from stratsell.rules.network.edges import MOST_EDGES, Bools, Floats, Ints, Network, Piece, runs

DECIMALS = 9
"""Strengths that agree so far are a tie."""

FAINTEST = 10.0**-DECIMALS
"""Every path is at least as strong as this, so that a path that there is never has the strength 0."""

_HIDDEN = 2 * FAINTEST
"""Strengths that differ by more are never a tie."""

_LARGEST = np.iinfo(np.int64).max


class Paths(NamedTuple):
    """The best paths to some targets, in the order of these; who cannot be reached is not among them.

    Attributes
    ----------
    targets, edges : array of int
        The place that each path leads to, and how many edges it has.
    places : array of int, one row per path
        The places on it, from start to target; -1 behind the last.
    strength : array of float
        Rounded to 9 decimals, and above 0.
    """

    targets: Ints
    edges: Ints
    places: Ints
    strength: Floats


class _Layer(NamedTuple):
    """Paths of so many edges, by the place where they end, and then in the order of their ids.

    `order` says how a path stands among all of its layer, and `before` which path of the last layer it goes on from.
    """

    place: Ints
    strength: Floats
    order: Ints
    before: Ints


def best_paths(network: Network, starts: Bools, against: Bools, targets: Bools) -> Paths:
    """Give the best path to each target: the strongest, then of fewest edges, then the one whose ids come first.

    Parameters
    ----------
    network : Network
        Where to search.
    starts, against, targets : arrays of bool, one a place
        Where paths may start, who neither starts one nor passes anything on, and to whom paths are wanted; no target is
        a start.
    """
    parts = []
    for piece in network.pieces():
        here = piece.places
        best = _searched(piece, starts[here], against[here], targets[here])
        places = np.where(best.places < 0, -1, best.places + here.start)
        parts.append(best._replace(targets=best.targets + here.start, places=places))
    return Paths(*(np.concatenate(arrays) for arrays in zip(_NONE, *parts, strict=True)))


def _searched(piece: Piece, starts: Bools, against: Bools, targets: Bools) -> Paths:
    place = np.flatnonzero(starts & ~against)
    layers = [_Layer(place, np.ones(len(place)), piece.number[place], place)]
    piece = piece.without(starts[piece.there] | against[piece.origin])
    weakest = max(piece.strength.min(initial=1.0), FAINTEST)  # what is fainter hides nothing more
    strongest = np.full(len(starts), -1.0)
    for left in range(MOST_EDGES)[::-1]:
        np.maximum.at(strongest, layers[-1].place, layers[-1].strength)
        layers.append(_further(piece, layers[-1], strongest, _HIDDEN / weakest**left))
    return _chosen(layers, targets)


def _further(piece: Piece, layer: _Layer, strongest: Floats, hidden: float) -> _Layer:
    """Go one edge further; what is no stronger than the strongest so far, or weaker by more than `hidden`, is lost."""
    begin = np.searchsorted(layer.place, np.arange(len(strongest) + 1))
    onward = np.flatnonzero((begin[1:] > begin[:-1])[piece.origin])
    run, before = runs(begin[piece.origin[onward]], begin[piece.origin[onward] + 1])
    edge = onward[run]
    place, strength = piece.there[edge], layer.strength[before] * piece.strength[edge]
    better = np.flatnonzero(strength > strongest[place])
    place, strength, before = place[better], strength[better], before[better]
    first = np.flatnonzero(np.diff(place, prepend=-1))
    best = np.maximum.reduceat(strength, first) if len(first) else strength
    best = np.repeat(best, np.diff(first, append=len(place)))
    near = np.flatnonzero(best - strength <= hidden)
    same = np.diff(place[near]) == 0
    several = np.flatnonzero(np.append(same, False) | np.append(False, same))
    near[several] = near[several][np.lexsort([layer.order[before[near[several]]], place[near[several]]])]
    while True:  # a path that is no stronger than one whose ids come first
        worse = np.diff(place[near], prepend=-1) == 0
        worse[1:] &= strength[near[1:]] <= strength[near[:-1]]
        if not worse.any():
            break
        near = near[~worse]
    place, before = place[near], before[near]
    return _Layer(place, strength[near], _order(layer.order[before], piece.number[place]), before)


def _order(order: Ints, number: Ints) -> Ints:
    """Give the order of paths of which one more person is known, as numbers that are small enough to go on with."""
    count = int(number.max(initial=0)) + 1
    if int(order.max(initial=0)) >= _LARGEST // count - 1:
        order = np.unique(order, return_inverse=True)[1]
    return order * count + number


def _chosen(layers: list[_Layer], targets: Bools) -> Paths:
    """Of all paths to each target, the best."""
    ends = [np.flatnonzero(targets[layer.place]) for layer in layers]
    path, edges = np.concatenate(ends), np.repeat(np.arange(len(layers)), [len(end) for end in ends])
    target = np.concatenate([layer.place[end] for layer, end in zip(layers, ends, strict=True)])
    strength = np.concatenate([layer.strength[end] for layer, end in zip(layers, ends, strict=True)])
    strength = np.maximum(np.round(strength, DECIMALS), FAINTEST)
    order = np.lexsort([-strength, target])  # of those that agree, few edges and then early ids come first already
    best = order[np.diff(target[order], prepend=-1) > 0]
    target, path, edges, strength = target[best], path[best], edges[best], strength[best]
    places = np.full((len(best), len(layers)), -1)
    for index in range(len(layers))[::-1]:
        there = edges >= index
        places[there, index] = layers[index].place[path[there]]
        path[there] = layers[index].before[path[there]]
    return Paths(target, edges, places, strength)


_NONE = Paths(*(np.empty(size, kind) for size, kind in ((0, int), (0, int), ((0, MOST_EDGES + 1), int), (0, float))))
