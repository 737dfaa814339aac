"""The map on slides: each card a group of shapes, each relationship a connector that stays with its cards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stratsell.map import style
from stratsell.map.cards import Card, Ghost, ghost_cards, person_card
from stratsell.map.edges import Edge
from stratsell.map.kinds import KINDS
from stratsell.map.scene import subtitle
from stratsell.map.shown import Shown, shown
from stratsell.map.text import cut, width
from stratsell.objective_view import ObjectiveView, Relationship
from stratsell.reports.deck.connectors import Box, Connector, connected, joined
from stratsell.reports.deck.deck import Area, Deck, Page
from stratsell.reports.deck.legend import LEGEND, add_legend
from stratsell.reports.deck.pages import MapPage, map_pages
from stratsell.reports.deck.shapes import PT, Drawing, Ink, Line, box, connect, dots, write
from stratsell.reports.deck.tree import Size
from stratsell.reports.formats.sheet import lines
from stratsell.vocabulary import Mindset, RelationshipKind, Role

SMALLEST = 9.0
"""The smallest letters, in pt."""

_ABOVE, _HEADING = 20.0, 14.0
_STRIPE, _FOOT, _INSET = 15.0, 16.0, 3.0
_SURE = 0.94
"""How much of the room is counted on, since each program measures letters in its own way."""


def add_maps(deck: Deck, view: ObjectiveView, which: str, footer: str) -> None:
    """Add the map of an objective, on as many slides as it needs; `which` says in their titles which one it is."""
    what = shown(view)
    area = deck.area
    room = area.height - _ABOVE - _HEADING - LEGEND
    pages = map_pages(what, area.width, room)
    for number, page in enumerate(pages, 1):
        many = f" ({number} of {len(pages)})" if len(pages) > 1 else ""
        title = f"Influence map{which or ': ' + view.account_name}"
        slide = deck.page(title, _notes(what) if number == 1 else "", footer, many)
        counts = subtitle(view).partition(" · ")[2]
        about = " · ".join(part for part in (view.objective_name, counts) if part)
        line = cut(about, area.width, 12.0)
        slide.text([line], Area(area.x, area.y, area.width, _ABOVE), 12.0, name="Objective")
        _Painter(slide, what, page, Area(area.x, area.y + _ABOVE + _HEADING, area.width, room)).paint()


class _Painter:
    """Paints a part of the map on a slide."""

    def __init__(self, page: Page, what: Shown, part: MapPage, area: Area) -> None:
        self.page, self.what, self.part, self.size = page, what, part, part.size
        x, y = area.x + (area.width - part.block.width) / 2, area.y + max(0.0, area.height - part.block.height) / 2
        self.boxes: dict[str, Box] = {
            box.key: (x + box.x, y + box.y, self.size.width, box.h) for box in part.block.boxes
        }
        people = what.view.people
        self.cards = {
            key: person_card(people[key], place, selected=False) for key, place in self.boxes.items() if key in people
        }
        here = {key: place for key, place in self.boxes.items() if key.startswith("ghost:")}
        everywhere = {f"ghost:{gap.role}": here.get(f"ghost:{gap.role}", (0.0,) * 4) for gap in what.view.gaps}
        self.ghosts = {ghost.key: ghost for ghost in ghost_cards(what, everywhere) if ghost.key in here}
        self.bodies: dict[str, Any] = {}

    def paint(self) -> None:
        """Paint cards, then the connectors below them, and the legend."""
        for key, place in self.boxes.items():
            if key in self.cards:
                self.bodies[key] = _card(self.page.slide, self.cards[key], self.size)
            elif key in self.ghosts:
                self.bodies[key] = _ghost(self.page.slide, self.ghosts[key], self.size)
            else:
                self.bodies[key] = _stub(self.page.slide, self.part.stubs[key], place)
        edges = list(self._connect())
        self._heading()
        add_legend(self.page, list(self.cards.values()), list(self.ghosts.values()), edges)

    def _connect(self) -> Iterator[Edge]:
        """Add the connectors; gives the edges that they show."""
        drawn = list[Connector]()
        kind = KINDS[RelationshipKind.REPORTS_TO.value]
        for join in self.part.block.joins:
            way = joined(join, self.boxes)
            drawn.append(way)
            meaning = f"{self._name(join.report)} reports to {self._name(join.manager)}"
            connect(self.page.slide, way, kind, kind.line.width * PT, self.bodies, meaning)
            yield _edge(way, kind.name)
        done = {(join.report, join.manager) for join in self.part.block.joins}
        for edge in self.what.relationships:
            ends = (edge.source_id, edge.target_id)
            if not set(ends) <= self.cards.keys() or (edge.kind.effect.ranks and ends in done):
                continue
            kind = KINDS[edge.kind.value]
            way = connected(*ends, self.boxes, drawn)
            drawn.append(way)
            thick = (kind.line.width + kind.line.swell * edge.weight) * PT
            connect(self.page.slide, way, kind, thick, self.bodies, said_of(edge, self.what))
            yield _edge(way, kind.name)

    def _heading(self) -> None:
        """Say of whom the reporting lines are not known, where others stand beside them."""
        loose = [key for key in self.part.others if key in self.cards]
        if loose and self.part.block.joins:
            x, y, *_ = self.boxes[loose[0]]
            heading = "outside the reporting lines"
            label = box(self.page.slide.shapes, "RECTANGLE", (x, y - _HEADING, width(heading, SMALLEST) + 6, _HEADING))
            write(label, [(heading, Ink(SMALLEST, "muted"))], align="LEFT")
            label.name = "Heading"

    def _name(self, key: str) -> str:
        return self.cards[key].name if key in self.cards else self.part.stubs.get(key, key)


def said_of(edge: Relationship, what: Shown) -> str:
    """Say a relationship in words."""
    people = what.view.people
    return f"{people[edge.source_id].name} {edge.kind.label.lower()} {people[edge.target_id].name}"


def _edge(way: Connector, kind: str) -> Edge:
    """What the legend needs to know of a connector."""
    return Edge("", kind, way.source, way.target, 0.5, 1.0, KINDS[kind].line.arrow, way.points, "")


def _card(slide: Any, card: Card, size: Size) -> Any:
    """Add the card of a person, and give the shape that connectors attach to."""
    inside = Drawing(slide)
    x, y, w, h = card.x, card.y, card.w, card.h
    part = card.level > 0
    border = Line("border", style.BORDERS[card.degree] * PT) if part else Line("faint", PT)
    body = box(inside, "ROUNDED_RECTANGLE", (x, y, w, h), "card", border, 5.0)
    left = _STRIPE + 4.0 if part else 7.0
    _lettered(body, card, size, left)
    if part:
        _part(inside, card, left)
    inside.together(f"Person: {card.name}", "; ".join(card.tooltip))
    return body


def _part(inside: Drawing, card: Card, left: float) -> None:
    """Add what a card says of somebody's part: mindset, roles, level, support, red flags."""
    x, y, w, h = card.x, card.y, card.w, card.h
    stripe = box(inside, "ROUNDED_RECTANGLE", (x + 2, y + 2, _STRIPE - 2, h - 4), card.mindset or "unknown", None, 3.5)
    write(stripe, [(card.glyph, Ink(10.0, "on_dark", bold=True))])
    middle = y + h - _FOOT / 2 - 1
    for index, letter in enumerate(card.letters):
        pill = box(inside, "ROUNDED_RECTANGLE", (x + left + 15 * index, middle - 6.5, 13.5, 13), "pill", None, 6.5)
        write(pill, [(letter, Ink(SMALLEST, "on_pill", bold=True))])
    if card.support_shown:
        colour = "good" if (card.support or 0) > 0 else "bad" if (card.support or 0) < 0 else "muted"
        support = box(inside, "RECTANGLE", (x + w - 27, middle - 6.5, 23, 13))
        write(support, [(card.support_shown, Ink(SMALLEST, colour, bold=True))], align="RIGHT")
    dots(inside, x + w - 58, middle, card.level)
    if card.flags:
        flag = box(inside, "PENTAGON", (x + w - 21, y + 3, 18, 12), "flag")
        write(flag, [(str(min(card.flags, 99)), Ink(SMALLEST, "on_dark", bold=True))])


def _lettered(body: Any, card: Card, size: Size, left: float) -> None:
    """Write name and title into a card: smaller, on two lines, or without the title, where the name is long."""
    from pptx.util import Pt

    frame = body.text_frame
    frame.margin_left, frame.margin_top, frame.margin_right = Pt(left), Pt(_INSET), Pt(22.0 if card.flags else 3.0)
    room = _SURE * (card.w - left - (22.0 if card.flags else 3.0))
    high = card.h - _INSET - (_FOOT + 1 if card.level else 2.0)
    colour = "ink" if card.level else "muted"
    letters = next(
        (pt for pt in (size.name, (size.name + SMALLEST) / 2, SMALLEST) if width(card.name, pt, bold=True) <= room),
        SMALLEST,
    )
    name = lines(card.name, room, letters, 2, bold=True)
    texts = [(" ".join(name), Ink(letters, colour, bold=True))]
    free = high - len(name) * letters * 1.2
    if card.title and free >= size.text * 1.2:
        texts.append((cut(card.title, room, size.text), Ink(size.text, "muted")))
    write(body, texts, align="LEFT", anchor="TOP" if card.level else "MIDDLE")


def _ghost(slide: Any, ghost: Ghost, size: Size) -> Any:
    """Add a role that nobody holds."""
    inside = Drawing(slide)
    body = box(inside, "ROUNDED_RECTANGLE", (ghost.x, ghost.y, ghost.w, ghost.h), "ghost",
               Line("missing", 1.35, (5.0, 4.0)), 5.0)  # fmt: skip
    text = Ink(size.text, "missing")
    perhaps = cut(f"maybe {ghost.candidate}" if ghost.candidate else ghost.note, _SURE * (ghost.w - 6), size.text)
    write(body, [(f"{ghost.letter} · {ghost.name}", Ink(size.name, "missing", bold=True)), (perhaps, text)])
    inside.together(f"Missing role: {ghost.name}", "; ".join(ghost.tooltip))
    return body


def _stub(slide: Any, text: str, place: Box) -> Any:
    """Add a box that counts the people who are not drawn."""
    inside = Drawing(slide)
    body = box(inside, "ROUNDED_RECTANGLE", place, "panel", Line("faint", PT, (3.0, 2.0)), 5.0)
    write(body, [(cut(text, place[2] - 6, SMALLEST), Ink(SMALLEST, "muted"))])
    inside.together(f"Not drawn: {text}", f"{text.removeprefix('+')}, not drawn here")
    return body


def _notes(what: Shown) -> str:
    """What the map does not show by itself, for whoever speaks."""
    view = what.view
    words: Mapping[str, type[Role | Mindset]] = {"Roles": Role, "Mindsets": Mindset}
    met: dict[str, list[str]] = {}
    for contact in view.contacts:
        met.setdefault(contact.seller, []).append(view.people[contact.person_id].name)
    other = [said_of(edge, what) for edge in what.relationships if not edge.kind.effect.ranks]
    notes = [
        "“the right people in front of the right influencers and decision-makers”",
        *(f"{name}: " + "; ".join(f"{word.label}: {word.definition}" for word in kind) for name, kind in words.items()),
        *(f"{seller} has spoken with {', '.join(names)}." for seller, names in met.items() if seller),
        *(f"{text}." for text in other),
    ]
    return "\n".join(notes)
