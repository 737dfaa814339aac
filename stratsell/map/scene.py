"""The scene: every card, line and legend entry of a map, with its place, as plain data.

A scene is computed once and painted by whoever likes: `stratsell.map.figure` paints it with Matplotlib,
the notebook widget paints the same scene in the browser. It knows nothing of either. The same book and
day give the same scene, byte for byte. All lengths are in px; y grows downwards.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stratsell.dates import spoken
from stratsell.map import style
from stratsell.map.arrange import Arrangement, Room, arrange, fitted
from stratsell.map.cards import (
    Box,
    Card,
    Ghost,
    Heading,
    Seller,
    ghost_cards,
    group_headings,
    person_card,
    seller_cards,
)
from stratsell.map.detail import named_cards, named_sellers
from stratsell.map.edges import Edge, Route, introduction_shown, routed_edge
from stratsell.map.kinds import KINDS
from stratsell.map.layout import CARD_HEIGHT, Slot
from stratsell.map.legend import LEGEND_LINE, Entry, legend_entries, legend_groups
from stratsell.map.shown import Shown, shown
from stratsell.map.style import MARGIN, PX, Detail, Theme
from stratsell.map.text import cut
from stratsell.objective_view import ObjectiveView, objective_view
from stratsell.vocabulary import Level, Role

if TYPE_CHECKING:
    import datetime as dt

    from stratsell.book import Book

HEADER = 92.0
"""Height of title and subtitle."""
MANY = 40
"""From how many lines on that swell with their strength they swell half as much."""
LEAST_WIDTH = 820.0
SMALLEST: dict[Detail, float] = {"full": 11.0, "mid": 20.0, "small": 32.0}
"""The size of the smallest letters on a box, by how much is said on it."""
FULL_SCALE = 0.72
"""From which scale on boxes in a frame say all."""
LEAST_LETTERS = 12.5
"""The size of the smallest letters on a sheet: 9 points."""
SHEET_TEXT = 1.15
"""How much larger than usual title and legend are on a sheet, so that no letter in them is smaller."""
SHEET_HEADER, SHEET_MARGIN, LEAST_AREA = 78.0, 24.0, 120.0
LARGEST = 1.9
"""How much larger than usual boxes on a sheet are at most."""


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
    detail: Detail = "full"
    """How much is said on its boxes."""
    inches: tuple[float, float] | None = None
    """The size of the page that it fills, if one was asked for."""
    margin: float = MARGIN
    """Free px beside title and legend."""

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
    view = objective_view(book, objective_id=objective_id, account_id=account_id, as_of=as_of)
    return compose(shown(view, selected or ""), theme=theme)


def compose(
    what: Shown, *, theme: Theme = "light", room: Room | None = None, sheet: tuple[float, float] | None = None
) -> Scene:
    """Compute the scene of what is shown; `scene` reads a book and calls this.

    Parameters
    ----------
    what : Shown
        What the map is to say.
    theme : {"light", "dark"}, default "light"
        The colours.
    room : (float, float), optional
        Width and height of a frame, in px, in which boxes are to be as large as can be. Default: as the people suit.
    sheet : (float, float), optional
        Width and height of a page, in inches, that is to be filled, legend included.

    Returns
    -------
    Scene

    Raises
    ------
    ValueError
        If the sheet has no room for a map.

    Examples
    --------
    >>> import stratsell as ss
    >>> view = objective_view(ss.demo(), objective_id="calloway-1", as_of="2026-11-23")
    >>> [ghost.name for ghost in compose(shown(view)).ghosts]
    ['Economic']
    """
    if theme not in style.PALETTES:
        raise ValueError(f"theme: “{theme}” is not one of {', '.join(style.PALETTES)}")
    if sheet is not None:
        return _on_sheet(what, theme, *sheet)
    arranged = arrange(what) if room is None else fitted(what, room, FULL_SCALE)
    return _painted(what, theme, arranged, _usual_sheet(arranged))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What an arrangement is painted on, in px of its boxes; `shift` is how far right of their own x they stand."""

    width: float
    shift: float
    top: float
    legend_top: float
    scale: float
    height: float = 0.0
    """0 is as high as the legend needs."""
    margin: float = MARGIN
    inches: tuple[float, float] | None = None
    detail: Detail = "full"


def _usual_sheet(arranged: Arrangement) -> _Sheet:
    wide = max(LEAST_WIDTH, arranged.width + 2 * MARGIN)
    scale = round(min(max(1.0, wide / 1900), 2.4), 2)
    shift = (wide - arranged.width) / 2 - arranged.left
    return _Sheet(wide, shift, HEADER * scale, HEADER * scale + arranged.height + MARGIN, scale)


def _on_sheet(what: Shown, theme: Theme, wide: float, high: float) -> Scene:
    """The scene for a sheet of so many inches: with as much detail as can be read, else as large as can be."""
    plain = compose(what, theme=theme)
    width, height = wide * PX, high * PX
    header = SHEET_HEADER * SHEET_TEXT
    for detail, smallest in SMALLEST.items():
        groups = legend_groups(plain.cards, plain.ghosts, plain.edges, detail)
        entries = list(legend_entries(groups, width, 0.0, SHEET_TEXT, SHEET_MARGIN))
        legend = max((entry.y for entry in entries), default=0.0) + LEGEND_LINE * SHEET_TEXT
        area = width - 2 * SHEET_MARGIN, height - header - legend - SHEET_MARGIN
        if min(area) < LEAST_AREA:
            if detail != "small":
                continue
            raise ValueError(
                f"size: {wide:g} by {high:g} inches are too small for a map and its legend; "
                "ask for more, such as (13.3, 7.5)"
            )
        arranged = fitted(what, area, LEAST_LETTERS / SMALLEST["full"])
        grown = min(arranged.scale(area), LARGEST)
        if grown * smallest >= LEAST_LETTERS:
            break
    shift = (width / grown - arranged.width) / 2 - arranged.left
    top = header / grown + (area[1] / grown - arranged.height) / 2
    sheet = _Sheet(
        width / grown,
        shift,
        top,
        (height - legend) / grown,
        SHEET_TEXT / grown,
        height / grown,
        SHEET_MARGIN / grown,
        (wide, high),
        detail,
    )
    return _painted(what, theme, arranged, sheet)


def _painted(what: Shown, theme: Theme, arranged: Arrangement, sheet: _Sheet) -> Scene:
    placement, connectors, routed = arranged.placement, arranged.connectors, arranged.routed
    title, subtitle_text = _title(what.view), subtitle(what.view)

    def place(slot: Slot) -> Box:
        top = sheet.top + routed.tops[slot.row]
        return round(slot.x + sheet.shift, 1), round(top, 1), slot.width, placement.heights[slot.row]

    swell = 1.0 if sum(KINDS[kind].line.swell > 0 for (kind, _), _ in connectors) < MANY else 0.5
    edges = [
        routed_edge(name, connector, [(x + sheet.shift, y + sheet.top) for x, y in points], swell)
        for (name, connector), points in zip(connectors, routed.points, strict=True)
    ]
    order = list(KINDS)
    edges.sort(key=lambda edge: (KINDS[edge.kind].line.layer, order.index(edge.kind)))  # stable: in a kind as routed
    boxes = {key: place(slot) for key, slot in placement.slots.items()}
    cards = named_cards(
        [
            person_card(
                person,
                boxes[f"person:{person.person_id}"],
                selected=person.person_id == what.selected,
                others=what.folded.get(person.person_id, 0),
            )
            for person in what.people
        ]
    )
    ghosts, sellers = tuple(ghost_cards(what, boxes)), named_sellers(seller_cards(what, boxes))
    wide, scale = sheet.width, sheet.scale
    groups = legend_groups(cards, ghosts, edges, sheet.detail if sheet.inches else "")
    legend = tuple(legend_entries(groups, wide, sheet.legend_top, scale, sheet.margin))
    return Scene(
        title=title,
        title_shown=cut(title, wide - 2 * sheet.margin, style.TITLE_SIZE * scale, bold=True),
        subtitle=subtitle_text,
        subtitle_shown=cut(subtitle_text, wide - 2 * sheet.margin, style.SUBTITLE_SIZE * scale),
        theme=theme,
        width=round(wide, 1),
        height=round(sheet.height or max(entry.y for entry in legend) + LEGEND_LINE * scale, 1),
        scale=scale,
        legend_top=round(sheet.legend_top, 1),
        cards=cards,
        ghosts=ghosts,
        sellers=sellers,
        headings=tuple(group_headings(placement, boxes)),
        edges=tuple(edges),
        route=introduction_shown(what, edges),
        legend=legend,
        detail=sheet.detail,
        inches=sheet.inches,
        margin=sheet.margin,
    )


def dropped(what: Shown, person_id: str, x: float, y: float, room: Room | None = None) -> tuple[float, int]:
    """Say what to note of a card that somebody has put elsewhere.

    Parameters
    ----------
    what : Shown
        What the map shows that they see.
    person_id : str
        Whose card it is.
    x, y : float
        Where its upper left corner is dropped, in px of the scene.
    room : (float, float), optional
        What the scene was composed for, as for `compose`.

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
    >>> import stratsell as ss
    >>> what = shown(objective_view(ss.demo(), objective_id="northwind-1", as_of="2026-11-23"))
    >>> card = compose(what).cards[0]
    >>> dropped(what, card.person_id, card.x, card.y), dropped(what, card.person_id, card.x + 30, card.y)
    ((0.0, 0), (30.0, 0))
    """
    arranged = arrange(what) if room is None else fitted(what, room, FULL_SCALE)
    placement, sheet = arranged.placement, _usual_sheet(arranged)
    key = f"person:{person_id}"
    if key not in placement.slots:
        raise KeyError(f"no person “{person_id}” on the map")
    shift = sheet.shift
    tops = [sheet.top + top for top in arranged.routed.tops[: len(placement.numbers)]]
    row = min(range(len(tops)), key=lambda row: abs(tops[row] - y))
    beyond = -1 if y < tops[0] - CARD_HEIGHT else 1 if y > tops[-1] + CARD_HEIGHT else 0
    now, tidy = placement.slots[key], placement.tidy[key]
    if row == now.row and not beyond and abs(now.x + shift - x) < 1:
        return placement.moves.get(key, (0.0, 0))
    return round(x - shift - tidy.x, 1), placement.numbers[row] + beyond - tidy.row


def _title(view: ObjectiveView) -> str:
    named = view.objective_name and view.objective_name != view.account_name
    return f"{view.account_name} · {view.objective_name}" if named else view.account_name


def subtitle(view: ObjectiveView) -> str:
    """Give the day and the counts that `stratsell.coverage` gives, in one line."""
    levels = [person.level for person in view.influences]
    held = {role for person in view.influences for role in person.roles}
    parts = [
        f"influence map as of {spoken(view.day)}",
        f"{len(levels)} stakeholder{'' if len(levels) == 1 else 's'}",
        f"{sum(level >= Level.CONTACTED for level in levels)} contacted",
        f"{sum(level == Level.THANKED for level in levels)} thanked",
        f"{len(held)} of {len(Role)} roles held",
        *(f"⚑ {flag.text}" for flag in view.flags if not flag.person_id),
    ]
    return " · ".join(parts)
