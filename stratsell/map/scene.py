"""The scene: every card, line and legend entry of a map, with its place, as plain data.

A scene is computed once and painted by whoever likes: `stratsell.map.figure` paints it with Matplotlib,
the notebook widget paints the same scene in the browser. It knows nothing of either. The same book and
day give the same scene, byte for byte. All lengths are in px; y grows downwards.
"""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

from stratsell.dates import spoken
from stratsell.map import style
from stratsell.map.layout import (
    CARD_HEIGHT,
    CARD_WIDTH,
    Block,
    Slot,
    beside,
    plan,
    single_managers,
    tuck,
)
from stratsell.map.moves import moved, valid_climbs
from stratsell.map.reading import Contact, Person, Reading, Tie, read_objective
from stratsell.map.routes import CLEAR, Routed, Wire, route
from stratsell.map.style import NAME_SIZE, SMALL_SIZE, TEXT_SIZE, Theme
from stratsell.map.text import clusters, cut, width
from stratsell.vocabulary import (
    UNKNOWN_GLYPH,
    Degree,
    Level,
    Mindset,
    RelationshipKind,
    Role,
)

if TYPE_CHECKING:
    import datetime as dt

    from stratsell.book import Book

EDGE = 30.0
"""Free px around the picture."""
HEADER = 92.0
"""Height of title and subtitle."""
SELLER_WIDTH, SELLER_HEIGHT = 214.0, 52.0
SELLER_GAP = 44.0
PANEL = 14.0
"""How far a group's panel reaches beyond its boxes."""
HEADING = "heading"
MANY = 40
"""From how many influence lines on they are drawn thinner."""
LEAST_WIDTH = 820.0
LEGEND_LINE = 25.0

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""x, y, width and height."""


@dataclass(frozen=True, slots=True)
class Card:
    """A person."""

    key: str
    person_id: str
    x: float
    y: float
    w: float
    h: float
    name: str
    name_shown: str
    title: str
    title_shown: str
    roles: tuple[str, ...]
    letters: tuple[str, ...]
    mindset: str
    glyph: str
    level: int
    """0 for someone without a part in this objective, whose card is plainer."""
    support: float | None
    support_shown: str
    flags: int
    degree: str
    selected: bool
    tooltip: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ghost:
    """A role that nobody holds."""

    key: str
    role: str
    letter: str
    x: float
    y: float
    w: float
    h: float
    name: str
    note: str
    candidate_id: str
    candidate: str
    candidate_shown: str
    tooltip: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seller:
    """One of our own people."""

    key: str
    name: str
    name_shown: str
    initials: str
    note: str
    x: float
    y: float
    w: float
    h: float
    tooltip: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A few words beside a group of cards, and the panel that they stand on."""

    key: str
    lines: tuple[str, ...]
    x: float
    y: float
    w: float
    h: float
    panel: tuple[float, float, float, float]
    """x, y, width and height; lines may cross it."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two boxes, from border to border."""

    key: str
    kind: str
    """`reports_to`, `influences`, `opposes`, `contact`, `older_contact` or `introduction`."""
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


@dataclass(frozen=True, slots=True)
class Entry:
    """One sign of the legend and what it means; a blank symbol is a heading."""

    symbol: str
    text: str
    definition: str
    x: float
    y: float
    w: float


@dataclass(frozen=True, slots=True)
class Scene:
    """A map, ready to be painted.

    Attributes
    ----------
    title, subtitle : str
        In full; `title_shown` and `subtitle_shown` are cut to the width.
    width, height : float
        Of the whole picture, in px.
    cards, ghosts, sellers, headings : tuple
        The boxes.
    edges : tuple of Edge
        The lines, in the order in which they are to be painted.
    route : Route or None
        The best introduction to the selected person.
    legend : tuple of Entry
        Every sign and colour that occurs, and those that always belong there.
    """

    title: str
    title_shown: str
    subtitle: str
    subtitle_shown: str
    theme: Theme
    width: float
    height: float
    scale: float
    """How much larger than usual title and legend are set, so that they suit a large map."""
    legend_top: float
    cards: tuple[Card, ...]
    ghosts: tuple[Ghost, ...]
    sellers: tuple[Seller, ...]
    headings: tuple[Heading, ...]
    edges: tuple[Edge, ...]
    route: Route | None
    legend: tuple[Entry, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the scene as plain dictionaries, lists, text and numbers."""
        return dataclasses.asdict(self)

    def to_json(self) -> str:
        """Give the scene as JSON with sorted keys: the same scene is the same text."""
        return json.dumps(self.to_dict(), sort_keys=True, ensure_ascii=False, allow_nan=False)

    @property
    def boxes(self) -> tuple[Card | Ghost | Seller | Heading, ...]:
        """Everything that takes up room and that no foreign line may touch."""
        return (*self.cards, *self.ghosts, *self.sellers, *self.headings)


def scene(
    book: Book,
    *,
    objective_id: str | None = None,
    account_id: str | None = None,
    as_of: dt.date | str | None = None,
    selected: str | None = None,
    theme: Theme = "light",
) -> Scene:
    """Compute the influence map of one objective.

    Parameters
    ----------
    book : Book
        The book.
    objective_id : str, optional
        The objective. Default: the account's first open one, by id.
    account_id : str, optional
        The account. Default: the only one that has an open objective.
    as_of : datetime.date or str, optional
        The day to look from. Default: today.
    selected : str, optional
        The id of a person to highlight, with the best introduction to them.
    theme : {"light", "dark"}, default "light"
        Dark letters on white, or light ones on black.

    Returns
    -------
    Scene

    Raises
    ------
    KeyError
        If there is no such objective, account or person.
    ValueError
        If it is not clear which objective is meant, or the theme is unknown.

    Notes
    -----
    Source: the map of influences and coaches is from Miller and Heiman's *The New Strategic Selling*.

    Examples
    --------
    >>> import stratsell as ss
    >>> from stratsell.map import scene
    >>> drawn = scene(ss.demo(), objective_id="northwind-1", as_of="2026-11-23")
    >>> len(drawn.cards) > 0
    True
    """
    if theme not in style.PALETTES:
        raise ValueError(f"theme: “{theme}” is not one of {', '.join(style.PALETTES)}")
    reading = read_objective(book, objective_id=objective_id, account_id=account_id, as_of=as_of, selected=selected)
    return compose(reading, theme=theme)


def compose(reading: Reading, *, theme: Theme = "light") -> Scene:
    """Compute the scene of what was read; `scene` reads a book and calls this.

    Parameters
    ----------
    reading : Reading
        What the map is to say.
    theme : {"light", "dark"}, default "light"
        The colours.

    Returns
    -------
    Scene

    Examples
    --------
    >>> import datetime as dt
    >>> compose(Reading("Northwind Foods", "", dt.date(2026, 11, 23))).title
    'Northwind Foods'
    """
    floor = _Floor(reading)
    wires = list(_wires(reading, floor))
    routed = route(floor.slots, floor.heights, [wire for _, wire in wires])
    title, told = _title(reading), subtitle(reading)
    wide, shift, scale = _sheet(floor, routed)
    header = HEADER * scale
    bottom = header + routed.bottom + EDGE

    def place(slot: Slot) -> Box:
        top = header + routed.tops[slot.row]
        return round(slot.x + shift, 1), round(top, 1), slot.width, floor.heights[slot.row]

    count = sum(kind == "influences" for (kind, _), _ in wires)
    stroke = style.STRENGTH if count < MANY else style.STRENGTH / 2
    edges = [
        _edge(name, wire, [(x + shift, y + header) for x, y in points], stroke)
        for (name, wire), points in zip(wires, routed.points, strict=True)
    ]
    edges.sort(key=lambda edge: _PAINTED.index(edge.kind))  # stable: within a kind as routed
    boxes = {key: place(slot) for key, slot in floor.slots.items()}
    cards = tuple(_card(p, boxes[f"person:{p.person_id}"], reading) for p in reading.people)
    ghosts = tuple(_ghosts(reading, boxes))
    sellers = tuple(_sellers(reading, boxes))
    legend = tuple(_legend(_meanings(cards, ghosts, edges), wide, bottom, scale))
    return Scene(
        title=title,
        title_shown=cut(title, wide - 2 * EDGE, style.TITLE_SIZE * scale, bold=True),
        subtitle=told,
        subtitle_shown=cut(told, wide - 2 * EDGE, style.SUBTITLE_SIZE * scale),
        theme=theme,
        width=round(wide, 1),
        height=round(max(entry.y for entry in legend) + LEGEND_LINE * scale, 1),
        scale=scale,
        legend_top=round(bottom, 1),
        cards=cards,
        ghosts=ghosts,
        sellers=sellers,
        headings=tuple(_headings(floor, boxes)),
        edges=tuple(edges),
        route=_route(reading, edges),
        legend=legend,
    )


def _sheet(floor: _Floor, routed: Routed) -> tuple[float, float, float]:
    """How wide the map is, how far right of their own x boxes stand on it, and how large its title is."""
    left, span = _extent(floor, routed)
    wide = max(LEAST_WIDTH, span + 2 * EDGE)
    return wide, (wide - span) / 2 - left, round(min(max(1.0, wide / 1900), 2.4), 2)


def dropped(reading: Reading, person_id: str, x: float, y: float) -> tuple[float, int]:
    """Say what to note of a card that somebody has put elsewhere.

    Parameters
    ----------
    reading : Reading
        What the map says that they see.
    person_id : str
        Whose card it is.
    x, y : float
        Where its upper left corner is dropped, in px of the scene.

    Returns
    -------
    dx : float
        For ``people.map_dx``: how far right of its tidy place the card is to stand.
    rows : int
        For ``people.map_rows``: how many rows below it. A card snaps to the nearest row, or to a new one above or
        below all others if it is dropped a card's height away from them.

    Raises
    ------
    KeyError
        If the map shows no such person.

    Examples
    --------
    >>> import datetime as dt
    >>> from stratsell.map.reading import Person
    >>> read = Reading("Northwind Foods", "", dt.date(2026, 11, 23), people=(Person("ann", "Ann"),))
    >>> card = compose(read).cards[0]
    >>> dropped(read, "ann", card.x, card.y), dropped(read, "ann", card.x + 30, card.y)
    ((0.0, 0), (30.0, 0))
    """
    floor = _Floor(reading)
    key = f"person:{person_id}"
    if key not in floor.slots:
        raise KeyError(f"no person “{person_id}” on the map")
    routed = route(floor.slots, floor.heights, [wire for _, wire in _wires(reading, floor)])
    _, shift, scale = _sheet(floor, routed)
    tops = [HEADER * scale + top for top in routed.tops[: len(floor.numbers)]]
    at = min(range(len(tops)), key=lambda row: abs(tops[row] - y))
    beyond = -1 if y < tops[0] - CARD_HEIGHT else 1 if y > tops[-1] + CARD_HEIGHT else 0
    now, tidy = floor.slots[key], floor.tidy[key]
    if at == now.row and not beyond and abs(now.x + shift - x) < 1:
        return floor.moves.get(key, (0.0, 0))
    return round(x - shift - tidy.x, 1), floor.numbers[at] + beyond - tidy.row


class _Floor:
    """Who stands where: the tree of managers, then people outside it, then our own people."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.heading: tuple[str, ...] = ()
        self.group: list[str] = []
        """Keys of the boxes on the panel, its heading included."""
        keys = [f"person:{person.person_id}" for person in reading.people]
        lines = [(f"person:{report}", f"person:{manager}") for report, manager in reporting(reading.ties)]
        inside = {end for line in lines for end in line}
        managers = single_managers([key for key in keys if key in inside], lines)
        tree = [key for key in keys if key in inside]
        outside = [key for key in keys if key not in inside]
        ghosts = [f"ghost:{gap.role}" for gap in reading.gaps]
        self.gap = 84.0 if len(keys) <= 9 else 56.0 if len(keys) <= 25 else 46.0
        self.plan = plan(tree, managers, gap=self.gap, extra=len(outside) + len(ghosts))
        self.slots = dict(self.plan.slots)
        self.heights = [CARD_HEIGHT] * self.plan.rows
        for ghost in ghosts if tree else ():
            top = ghost == f"ghost:{Role.ECONOMIC}"
            slot = tuck(self.plan, self.slots.values(), ghost, self.gap, first=not top, widen=top)
            if slot:
                self.slots[ghost] = slot
        self._group(outside, [ghost for ghost in ghosts if ghost not in self.slots])
        self.tidy = dict(self.slots)
        self.climbs = dict(self.plan.climbs)
        self.numbers = tuple(range(len(self.heights)))
        """For each row of people, its number where empty rows are not closed."""
        self.moves = {f"person:{person.person_id}": person.move for person in reading.people if person.move}
        if self.moves:
            self._move()
        self._stand(reading.contacts)

    def _move(self) -> None:
        """Put cards where somebody wants them."""
        done = moved(self.slots, self.moves, self.gap)
        self.slots, self.numbers = done.slots, done.rows
        self.heights = [CARD_HEIGHT] * len(done.rows)
        self.climbs = valid_climbs(self.slots, self.climbs, self.plan.managers, self.tidy, CLEAR)
        mine = [key for key in self.group if key not in self.moves]
        inside = [self.slots[key] for key in mine]
        others = [slot for key, slot in self.slots.items() if key not in mine]
        low, high = min((s.x for s in inside), default=0.0), max((s.x + s.width for s in inside), default=0.0)
        rows = {slot.row for slot in inside}
        strange = any(
            min(rows) <= s.row <= max(rows) and s.x < high + 2 * PANEL and low - 2 * PANEL < s.x + s.width
            for s in (others if rows else ())
        )
        self.group = [HEADING] if strange else mine  # a panel must not hold who does not belong to it

    @property
    def _span(self) -> tuple[float, float]:
        slots = self.slots.values()
        return min((s.x for s in slots), default=0.0), max((s.x + s.width for s in slots), default=0.0)

    def _group(self, outside: list[str], ghosts: list[str]) -> None:
        """A block of people whose place in the company is not known, then of roles not found."""
        keys = outside + ghosts
        words = self._words(outside=bool(outside))
        wide = max((width(line, TEXT_SIZE) for line in words), default=0.0)
        ahead = wide + self.gap / 2 if words else 0.0
        if not keys:
            return
        cell = CARD_WIDTH + self.gap
        taken = self.slots.values()
        block = beside(self.plan, taken, len(keys), cell, ahead) or self._below(len(keys), cell)
        for place, key in enumerate(keys):
            down, along = divmod(place, block.columns)
            x = round(block.x + along * cell, 1)
            self.slots[key] = Slot(key, block.row + down, x, CARD_WIDTH)
        deepest = max(self.slots[key].row for key in keys)
        self.heights += [CARD_HEIGHT] * (deepest + 1 - len(self.heights))
        if words:
            self.heading = words
            x = round(block.x - ahead, 1)
            self.slots[HEADING] = Slot(HEADING, block.row, x, round(wide, 1))
        self.group = [HEADING, *keys] if words else []

    def _below(self, count: int, cell: float) -> Block:
        """Below the tree and centred on it; a square block where there is no tree."""
        left, right = self._span
        columns = max(int((right - left + self.gap) / cell), math.ceil(math.sqrt(count)), 1)
        columns = min(columns, count)
        start = (left + right - columns * cell + self.gap) / 2
        return Block(len(self.heights), round(start, 1), columns)

    def _words(self, *, outside: bool) -> tuple[str, ...]:
        hidden = self.reading.hidden
        told = ("outside the", "reporting lines") if self.plan.rows and outside else ()
        return (*told, f"and {hidden:,} more", "with no part", "(not drawn)") if hidden else told

    def _stand(self, contacts: Sequence[Contact]) -> None:
        """Our own people, each below those they have spoken with."""
        met: dict[str, list[float]] = {}
        for contact in contacts:
            if (key := f"person:{contact.person_id}") in self.slots:
                met.setdefault(contact.seller, []).append(self.slots[key].middle)
        means = sorted((sum(xs) / len(xs), name) for name, xs in met.items())
        left, right = self._span
        cell = SELLER_WIDTH + SELLER_GAP
        room = max(1, int((right - left + SELLER_GAP) / cell), math.ceil(math.sqrt(len(means))))
        for start in range(0, len(means), room):
            row = means[start : start + room]
            places = _apart([mean for mean, _ in row], cell)
            for (_, name), middle in zip(row, places, strict=True):
                key = f"seller:{name}"
                x = round(middle - SELLER_WIDTH / 2, 1)
                self.slots[key] = Slot(key, len(self.heights), x, SELLER_WIDTH)
            self.heights.append(SELLER_HEIGHT)


def _apart(wants: Sequence[float], cell: float) -> list[float]:
    """Places in the given order, at least a cell apart, on average where they are wanted."""
    places: list[float] = []
    for want in wants:
        places.append(max(want, places[-1] + cell) if places else want)
    shift = sum(place - want for place, want in zip(places, wants, strict=True)) / len(places)
    return [place - shift for place in places]


def reporting(ties: Iterable[Tie]) -> list[tuple[str, str]]:
    """Give report and manager of every reporting line, strongest first."""
    lines = [tie for tie in ties if tie.kind == RelationshipKind.REPORTS_TO]
    lines.sort(key=lambda tie: -tie.strength)  # stable: of equals the book's order
    return [(tie.source, tie.target) for tie in lines]


def _wires(reading: Reading, floor: _Floor) -> Iterator[tuple[tuple[str, float], Wire]]:
    """The lines to route, each with its kind and strength; those that matter most come first."""
    placed = floor.plan
    waiting = set(placed.climbs)
    second = []
    for tie in _sorted(reading.ties, RelationshipKind.REPORTS_TO):
        source, target = f"person:{tie.source}", f"person:{tie.target}"
        if placed.managers.get(source) == target and source in waiting:
            waiting.remove(source)
            via = floor.climbs.get(source)  # none if somebody has moved a card into the way
            bundle = "" if via is None else f"reports {target}"
            yield ("reports_to", tie.strength), Wire(source, target, bundle, via)
        else:
            second.append(tie)
    stops = reading.introduction.route if reading.introduction else ()
    lead = reading.introduction.seller if reading.introduction else ""
    if lead:
        yield ("introduction", 1.0), Wire(f"seller:{lead}", f"person:{stops[0]}")
    for start, end in pairwise(stops):
        yield ("introduction", 1.0), Wire(f"person:{start}", f"person:{end}")
    others = (
        *_sorted(reading.ties, RelationshipKind.INFLUENCES),
        *_sorted(reading.ties, RelationshipKind.OPPOSES),
        *second,
    )
    for tie in others:
        yield (tie.kind, tie.strength), Wire(f"person:{tie.source}", f"person:{tie.target}")
    shown = {person.person_id for person in reading.people}
    for contact in reading.contacts:
        seller, person = f"seller:{contact.seller}", f"person:{contact.person_id}"
        told = contact.seller == lead and contact.person_id == stops[0]
        if contact.person_id in shown and not told:
            kind = "contact" if contact.fresh else "older_contact"
            yield (kind, 1.0), Wire(seller, person, f"{kind} {seller}")


def _sorted(ties: Iterable[Tie], kind: RelationshipKind) -> list[Tie]:
    """The ties of one kind, strongest first, then by id."""
    return sorted(
        (tie for tie in ties if tie.kind == kind),
        key=lambda tie: (-tie.strength, tie.source, tie.target),
    )


_PAINTED = ("older_contact", "contact", "reports_to", "introduction", "influences", "opposes")
"""The kinds of lines from the bottom of the picture to the top."""


def _extent(floor: _Floor, routed: Routed) -> tuple[float, float]:
    """The left end and the width of all boxes and lines."""
    xs = [x for points in routed.points for x, _ in points]
    xs += [x for slot in floor.slots.values() for x in (slot.x, slot.x + slot.width)]
    return (min(xs), max(xs) - min(xs)) if xs else (0.0, 0.0)


def _edge(name: tuple[str, float], wire: Wire, points: Sequence[Point], stroke: float) -> Edge:
    kind, strength = name
    moved = tuple((round(x, 1), round(y, 1)) for x, y in points)
    extra = stroke * strength if kind == "influences" else 0.0
    return Edge(
        key=f"{kind} {wire.source} > {wire.target}",
        kind=kind,
        source=wire.source,
        target=wire.target,
        strength=strength,
        width=round(style.LINES[kind] + extra, 2),
        arrow=kind in ("influences", "opposes", "introduction"),
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


def _title(reading: Reading) -> str:
    named = reading.objective and reading.objective != reading.account
    return f"{reading.account} · {reading.objective}" if named else reading.account


def subtitle(reading: Reading) -> str:
    """Give the day and the counts that `stratsell.coverage` gives, in one line."""
    levels = [person.level for person in reading.people if person.roles]
    held = {role for person in reading.people for role in person.roles}
    parts = [
        f"influence map as of {spoken(reading.as_of)}",
        f"{len(levels)} influence{'' if len(levels) == 1 else 's'}",
        f"{sum(level >= Level.CONTACTED for level in levels)} contacted",
        f"{sum(level == Level.THANKED for level in levels)} thanked",
        f"{len(held)} of {len(Role)} roles held",
        *(f"⚑ {flag}" for flag in reading.flags),
    ]
    return " · ".join(parts)


def _card(person: Person, box: Box, reading: Reading) -> Card:
    part = person.level > 0
    room = CARD_WIDTH - (style.STRIPE + 23 if part else 32)
    mindset = Mindset(person.mindset) if person.mindset else None
    support = person.support
    roles = tuple(Role(role) for role in person.roles)
    return Card(
        f"person:{person.person_id}",
        person.person_id,
        *box,
        name=person.name,
        name_shown=cut(person.name, room - (24 if person.flags else 0), NAME_SIZE, bold=True),
        title=person.title,
        title_shown=cut(person.title, room, TEXT_SIZE),
        roles=tuple(role.value for role in roles),
        letters=tuple(role.glyph for role in roles),
        mindset=person.mindset,
        glyph=mindset.glyph if mindset else UNKNOWN_GLYPH,
        level=person.level,
        support=support,
        support_shown="" if support is None else f"{support:+g}" if support else "0",
        flags=len(person.flags),
        degree=person.degree,
        selected=person.person_id == reading.selected,
        tooltip=tuple(_tooltip(person)),
    )


def _tooltip(person: Person) -> Iterator[str]:
    """All that a card says, in words, a line each."""
    yield person.name
    if person.title:
        yield person.title
    if not person.level:
        yield "no part in this objective"
        return
    for role in person.roles:
        yield f"{Role(role).label}: {Role(role).definition}"
    if person.mindset:
        mindset = Mindset(person.mindset)
        yield f"{mindset.glyph} {mindset.label}: {mindset.definition}"
    else:
        yield f"{UNKNOWN_GLYPH} mindset unknown"
    if person.degree:
        yield f"Influence {Degree(person.degree).label.lower()}: {Degree(person.degree).definition}"
    yield f"{Level(person.level).label}: {Level(person.level).definition}"
    if person.support is not None:
        yield f"Support {person.support:+g} of -5 to +5" if person.support else "Support 0"
    yield from person.notes
    yield from (f"⚑ {flag}" for flag in person.flags)


def _ghosts(reading: Reading, boxes: dict[str, Box]) -> Iterator[Ghost]:
    names = {person.person_id: person.name for person in reading.people}
    for gap in reading.gaps:
        role = Role(gap.role)
        candidate = names.get(gap.candidate, gap.candidate)
        shown = f"maybe {candidate}" if candidate else ""
        lines = [f"{role.label}: {role.definition}", "nobody is known to hold this role"]
        lines += [f"maybe {candidate}: {gap.reason}" if gap.reason else shown] if candidate else []
        yield Ghost(
            f"ghost:{role}",
            role.value,
            role.glyph,
            *boxes[f"ghost:{role}"],
            name=role.label,
            note="not identified yet",
            candidate_id=gap.candidate,
            candidate=candidate,
            candidate_shown=cut(shown, CARD_WIDTH - 62, TEXT_SIZE),
            tooltip=tuple(lines),
        )


def _sellers(reading: Reading, boxes: dict[str, Box]) -> Iterator[Seller]:
    talks: dict[str, int] = {}
    for contact in reading.contacts:
        talks[contact.seller] = talks.get(contact.seller, 0) + contact.talks
    for name, count in sorted(talks.items()):
        if (key := f"seller:{name}") in boxes:
            who = "account owner" if name == reading.owner else "our side"
            note = f"{who} · {count} talk{'' if count == 1 else 's'}"
            initials = "".join(next(clusters(word)) for word in name.split()[:2]).upper()
            yield Seller(
                key,
                name,
                cut(name, SELLER_WIDTH - 62, NAME_SIZE - 1, bold=True),
                cut(initials, 30, TEXT_SIZE, bold=True),
                cut(note, SELLER_WIDTH - 62, SMALL_SIZE),
                *boxes[key],
                tooltip=(name, note),
            )


def _headings(floor: _Floor, boxes: dict[str, Box]) -> Iterator[Heading]:
    if floor.heading:
        placed = [boxes[key] for key in floor.group]
        left, top = min(b[0] for b in placed) - PANEL, min(b[1] for b in placed) - PANEL
        right, low = max(b[0] + b[2] for b in placed), max(b[1] + b[3] for b in placed)
        panel = (left, top, right + PANEL - left, low + PANEL - top)
        rounded = tuple(round(part, 1) for part in panel)
        yield Heading(HEADING, floor.heading, *boxes[HEADING], panel=cast("Box", rounded))


def _route(reading: Reading, edges: Sequence[Edge]) -> Route | None:
    if (found := reading.introduction) is None:
        return None
    order = [*([f"seller:{found.seller}"] if found.seller else []), *found.route]
    keys = [edge.key for edge in edges if edge.kind == "introduction"]
    keys.sort(key=lambda key: next((i for i, stop in enumerate(order) if f" {stop} >" in key), 0))
    return Route(found.route, found.strength, found.seller, tuple(keys))


def _legend(
    groups: Sequence[tuple[str, Sequence[tuple[str, str, str]]]],
    wide: float,
    top: float,
    scale: float,
) -> Iterator[Entry]:
    """The entries, set in lines of the given width from a y downwards."""
    x, y, line = EDGE, top + LEGEND_LINE * 0.8 * scale, LEGEND_LINE * scale
    between = 18 * scale
    for name, entries in groups:
        rooms = [(width(text, TEXT_SIZE) + symbol_width(symbol)) * scale for symbol, text, _ in entries]
        head = (width(name, TEXT_SIZE, bold=True) + 12) * scale
        if x > EDGE and x + head + rooms[0] > wide - EDGE:
            x, y = EDGE, y + line
        yield Entry("", name, "", round(x, 1), round(y, 1), round(head, 1))
        x += head
        for (symbol, text, definition), room in zip(entries, rooms, strict=True):
            if x > EDGE and x + room > wide - EDGE:
                x, y = EDGE, y + line
            yield Entry(symbol, text, definition, round(x, 1), round(y, 1), round(room, 1))
            x += room + between
        x += 8 * scale


def line_entry(kind: str) -> Entry:
    """Give the legend's entry of a kind of line, without a place."""
    text, definition = next((text, note) for name, text, note in _LINES if name == kind)
    return Entry(f"edge:{kind}", text, definition, 0.0, 0.0, 0.0)


def symbol_width(symbol: str) -> float:
    """How much room a legend's sign takes, in px, with the space after it."""
    return {"mindset": 24.0, "role": 30.0, "level": 58.0, "edge": 34.0}.get(symbol.partition(":")[0], 28.0)


def _meanings(
    cards: Sequence[Card], ghosts: Sequence[Ghost], edges: Sequence[Edge]
) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """What the legend explains: groups of (symbol, text, definition)."""
    kinds = {edge.kind for edge in edges}
    degrees = {card.degree for card in cards}
    lines = [("edge:" + kind, text, note) for kind, text, note in _LINES if kind in kinds]
    others = [
        ("flag", "red flags", "how many things should worry us about a person"),
        ("ghost", "role not identified yet", "nobody is known to hold it"),
        ("support", "support, −5 to +5", "how much the person is for what we work on"),
        ("plain", "no part in this objective", "a person of the account without a role here"),
        ("seller", "our own people", "who of us has spoken with whom"),
    ]
    occurs = {
        "flag": any(card.flags for card in cards),
        "ghost": bool(ghosts),
        "support": any(card.support is not None for card in cards),
        "plain": any(not card.level for card in cards),
        "seller": not kinds.isdisjoint(("contact", "older_contact", "introduction")),
    }
    return [
        (
            "Mindset",
            [(f"mindset:{m}", m.label.lower(), m.definition) for m in Mindset]
            + [("mindset:", "unknown", "we do not know it")],
        ),
        ("Role", [(f"role:{role.glyph}", role.label.lower(), role.definition) for role in Role]),
        ("Coverage", [(f"level:{level.value}", level.label.lower(), level.definition) for level in Level if level]),
        *(
            [("Influence", [(f"degree:{d}", d.label.lower(), d.definition) for d in Degree if d in degrees])]
            if degrees - {""}
            else []
        ),
        *([("Lines", lines)] if lines else []),
        *([("Also", found)] if (found := [o for o in others if occurs[o[0]]]) else []),
    ]


_LINES = (
    ("reports_to", "reports to", RelationshipKind.REPORTS_TO.definition),
    ("influences", "influences", RelationshipKind.INFLUENCES.definition),
    ("opposes", "opposes", RelationshipKind.OPPOSES.definition),
    ("introduction", "best introduction", "the strongest way to the selected person"),
    ("contact", "our contact", "a conversation that is fresh"),
    ("older_contact", "older contact", "a conversation that is no longer fresh"),
)
