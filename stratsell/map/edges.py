"""The edges of a map, as plain data: which there are, in what order they are routed, and how each is drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from stratsell.map import style
from stratsell.map.kinds import CONTACT, INTRODUCTION, KINDS, OLDER_CONTACT
from stratsell.map.placement import Placement
from stratsell.map.routing import Connector
from stratsell.map.shown import Shown
from stratsell.objective_view import Relationship
from stratsell.vocabulary import RelationshipKind

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two boxes, from border to border."""

    key: str
    kind: str
    """A name of `stratsell.map.kinds.KINDS`."""
    source: str
    target: str
    strength: float
    width: float
    arrow: bool
    points: tuple[Point, ...]
    path: str
    """The points as an SVG path with rounded bends."""


@dataclass(frozen=True, slots=True)
class Route:
    """The best introduction to the selected person."""

    people: tuple[str, ...]
    """Ids of the people on the way, the selected one last."""
    strength: float
    seller: str
    edges: tuple[str, ...]
    """Keys of the edges that show it."""


def edges_to_route(shown: Shown, placement: Placement) -> Iterator[tuple[tuple[str, float], Connector]]:
    """Give the edges to route, each with its kind and strength; those that matter most come first."""
    placed = placement.plan
    waiting = set(placed.climbs)
    second = []
    ranking = [kind for kind in RelationshipKind if kind.effect.ranks]
    for edge in (edge for kind in ranking for edge in _sorted(shown.relationships, kind)):
        source, target = f"person:{edge.source_id}", f"person:{edge.target_id}"
        if placed.managers.get(source) == target and source in waiting:
            waiting.remove(source)
            via = placement.climbs.get(source)  # none if somebody has moved a card into the way
            bundle = "" if via is None else f"reports {target}"
            yield (edge.kind.value, edge.weight), Connector(source, target, bundle, via)
        else:
            second.append(edge)
    stops = shown.introduction.steps if shown.introduction else ()
    lead = shown.introduction.seller if shown.introduction else ""
    if lead:
        yield (INTRODUCTION.name, 1.0), Connector(f"seller:{lead}", f"person:{stops[0]}")
    for start, end in pairwise(stops):
        yield (INTRODUCTION.name, 1.0), Connector(f"person:{start}", f"person:{end}")
    others = [kind for kind in RelationshipKind if not kind.effect.ranks]
    for edge in (*(edge for kind in others for edge in _sorted(shown.relationships, kind)), *second):
        yield (edge.kind.value, edge.weight), Connector(f"person:{edge.source_id}", f"person:{edge.target_id}")
    drawn = {person.person_id for person in shown.people}
    for contact in shown.contacts:
        seller, person = f"seller:{contact.seller}", f"person:{contact.person_id}"
        led = contact.seller == lead and contact.person_id == stops[0]
        if contact.person_id in drawn and not led:
            kind = (CONTACT if contact.fresh else OLDER_CONTACT).name
            yield (kind, 1.0), Connector(seller, person, f"{kind} {seller}")


def _sorted(relationships: Iterable[Relationship], kind: RelationshipKind) -> list[Relationship]:
    """The relationships of one kind, strongest first, then by id."""
    return sorted(
        (edge for edge in relationships if edge.kind == kind),
        key=lambda edge: (-edge.weight, edge.source_id, edge.target_id),
    )


def routed_edge(name: tuple[str, float], connector: Connector, points: Sequence[Point], swell: float) -> Edge:
    """Give an edge of a kind and strength along its points; `swell` is how much of its kind's swelling it shows."""
    kind, strength = name
    moved = tuple((round(x, 1), round(y, 1)) for x, y in points)
    line = KINDS[kind].line
    return Edge(
        key=f"{kind} {connector.source} > {connector.target}",
        kind=kind,
        source=connector.source,
        target=connector.target,
        strength=strength,
        width=round(line.width + line.swell * swell * strength, 2),
        arrow=line.arrow,
        points=moved,
        path=bent(moved),
    )


def bent(points: Sequence[Point], radius: float = style.BEND) -> str:
    """Write a line as an SVG path with rounded bends.

    Parameters
    ----------
    points : sequence of (x, y)
        The corners, in px.
    radius : float
        The radius of the bends; smaller where a stretch is short.

    Returns
    -------
    str
        Commands M, L and Q with absolute coordinates.

    Examples
    --------
    >>> bent([(0, 0), (0, 40), (40, 40)], radius=10)
    'M 0 0 L 0 30 Q 0 40 10 40 L 40 40'
    """
    path = [f"M {points[0][0]:g} {points[0][1]:g}"]
    for (ax, ay), (bx, by), (cx, cy) in zip(points, points[1:], points[2:], strict=False):
        before, after = math.hypot(bx - ax, by - ay), math.hypot(cx - bx, cy - by)
        turn = min(radius, before / 2, after / 2)
        if turn < 0.5:
            path.append(f"L {bx:g} {by:g}")
            continue
        x1, y1 = bx + (ax - bx) * turn / before, by + (ay - by) * turn / before
        x2, y2 = bx + (cx - bx) * turn / after, by + (cy - by) * turn / after
        path.append(f"L {x1:.5g} {y1:.5g} Q {bx:g} {by:g} {x2:.5g} {y2:.5g}")
    return " ".join([*path, f"L {points[-1][0]:g} {points[-1][1]:g}"])


def introduction_shown(shown: Shown, edges: Sequence[Edge]) -> Route | None:
    """Give the best introduction, with the keys of the edges that show it, first step first."""
    if (way := shown.introduction) is None:
        return None
    order = [*([f"seller:{way.seller}"] if way.seller else []), *way.steps]
    keys = [edge.key for edge in edges if edge.kind == INTRODUCTION.name]
    keys.sort(key=lambda key: next((i for i, stop in enumerate(order) if f" {stop} >" in key), 0))
    return Route(way.steps, way.strength, way.seller, tuple(keys))
