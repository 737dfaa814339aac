"""Who stands where and how edges run, for a page of any shape: of some arrangements the one that shows most.

A map that nobody says a size for is arranged as its people suit. For a frame or a sheet, several plans are routed and
that counts whose boxes come out largest; where there are many people, they stand closer together.
"""

from __future__ import annotations

from dataclasses import dataclass

from stratsell.map.edges import edges_to_route
from stratsell.map.layout import Page
from stratsell.map.placement import Placement
from stratsell.map.routing import TIGHT, USUAL, Connector, Routed, route
from stratsell.map.shown import Shown

PITCHES = {False: (150.0, 190.0), True: (130.0, 165.0)}
"""How far apart rows are expected to be, to be tried in turn; by whether boxes stand close together."""
CROWD = 300
"""From how many people on only one arrangement is tried."""

Room = tuple[float, float]
"""Width and height, in px."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Boxes in rows with the edges between them.

    Attributes
    ----------
    placement : Placement
        Who stands in which row.
    connectors : list of ((kind, strength), Connector)
        The edges.
    routed : Routed
        Where the rows stand and how the edges run.
    left, width, height : float
        The left end and the size of it all.
    """

    placement: Placement
    connectors: list[tuple[tuple[str, float], Connector]]
    routed: Routed
    left: float
    width: float
    height: float

    def scale(self, room: Room) -> float:
        """How large it is where it just fits into a room."""
        return min(room[0] / max(1.0, self.width), room[1] / max(1.0, self.height))


def arrange(what: Shown, page: Page | None = None) -> Arrangement:
    """Arrange what is shown, for a page or as it suits."""
    placement = Placement(what, page)
    connectors = list(edges_to_route(what, placement))
    spacing = TIGHT if page and page.tight else USUAL
    routed = route(placement.slots, placement.heights, [connector for _, connector in connectors], spacing)
    xs = [x for points in routed.points for x, _ in points]
    xs += [x for slot in placement.slots.values() for x in (slot.x, slot.x + slot.width)]
    left, width = (min(xs), max(xs) - min(xs)) if xs else (0.0, 0.0)
    return Arrangement(placement, connectors, routed, left, width, routed.bottom)


def fitted(what: Shown, room: Room, enough: float) -> Arrangement:
    """Arrange what is shown so that it is as large as can be in a room.

    Parameters
    ----------
    what : Shown
        What is shown.
    room : (float, float)
        Width and height, in px.
    enough : float
        At which scale boxes need not stand closer together.

    Returns
    -------
    Arrangement

    Examples
    --------
    >>> import stratsell as ss
    >>> from stratsell.map.shown import shown
    >>> from stratsell.objective_view import objective_view
    >>> what = shown(objective_view(ss.demo(), objective_id="orrin-1", as_of="2026-11-23"))
    >>> fitted(what, (900, 520), 0.7).scale((900, 520)) > arrange(what).scale((900, 520))
    True
    """
    if len(what.people) > CROWD:
        return arrange(what, Page(*room, PITCHES[True][-1], tight=True))
    arrangements: list[Arrangement] = []
    for tight, pitches in PITCHES.items():
        arrangements += [arrange(what, Page(*room, pitch, tight)) for pitch in pitches]
        best = max(arrangements, key=lambda arrangement: arrangement.scale(room))
        if best.scale(room) >= enough:
            break
    return best
