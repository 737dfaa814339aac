"""A scene as the small message that the notebook widget paints from.

It holds the marks of the scene, each kind of shape once: cards differ in few of them. The page only fills and strokes
paths and sets words, so what a card looks like is said once, in `stratsell.map.marks`. What else is known of each
person (for filters, tooltips and names that are read aloud) stands beside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from stratsell.book.tables import TABLES, Column, Kind
from stratsell.map.cards import Card, Ghost, Heading, Seller, notes
from stratsell.map.detail import badge_of, badge_size
from stratsell.map.edges import Edge
from stratsell.map.edits import SETTABLE
from stratsell.map.kinds import INTRODUCTION, KINDS
from stratsell.map.legend import Entry, line_entry
from stratsell.map.marks import Box, border_mark, box_marks, halo_mark, panel_mark, sign_marks
from stratsell.map.scene import Scene
from stratsell.map.shapes import Mark, Shape, Words
from stratsell.map.shown import Shown
from stratsell.map.style import Detail
from stratsell.map.text import width
from stratsell.objective_view import ObjectiveView
from stratsell.rules.red_flags import RedFlag
from stratsell.vocabulary import UNKNOWN_GLYPH, Level, Mindset, RelationshipKind, Role
from stratsell.word import Word

Message = dict[str, Any]


def message(shown: Shown, drawn: Scene) -> Message:
    """Make the message of a scene.

    Parameters
    ----------
    shown : Shown
        What the map shows.
    drawn : Scene
        The scene that was composed of it, with nobody selected: the page shows who is.

    Returns
    -------
    dict
        Plain data, by:

        ============  ========================================================================================
        title         what the map shows; `subtitle` has the day and the counts
        top, bottom   the y between which the boxes and lines stand, in px; `width` is that of the picture
        texts         every text that is shown, once; elsewhere texts are named by their place here
        styles        of shapes: ``[fill, stroke, width, dash]``, colours by name, blank for none
        shapes        ``[style, path]``, a style by its place
        fonts         of words: ``[size, colour, bold, anchor]``
        spots         where words stand: ``[font, x, y]``, a font by its place
        sizes         width and height of boxes by kind
        boxes         a dict each, row by row and from left to right: kind (``card``, ``ghost``, ``seller``,
                      ``heading``), x, y, `shapes` by their places and `words` as ``[spot, text, width]``, both
                      around the box's corner, and as `mid` and `small` the same from afar; name and `tip`, further
                      lines about it; of a card id, title, roles, mindset, degree, level, flags, `notes`, lines that
                      are not shown to others, `folded`, how many are put away below, and `badge`, where it says so
                      as ``[x, y, width, height, size]``, in full and from afar; of a ghost
                      role and candidates as ``[id, reason]``; of a heading its w, h and panel
        lines         how lines of each kind look, by name (`stratsell.map.kinds.EdgeKind.looks`)
        edges         lines in painting order: ``[kind, source, target, strength, width, [x, y, x, y, …]]``, a
                      source and target by place in `boxes`, then the corners
        legend        a dict each: text, definition, and the sign's `shapes` and `words`; a heading has no sign
        selection     the shapes of a selected card: halo below the lines, border above
        routes        the best introductions: ``[[ids, the person to meet last], strength, seller]``
        ============  ========================================================================================

    Examples
    --------
    >>> import stratsell as ss
    >>> from stratsell.map.scene import compose
    >>> from stratsell.map.shown import shown
    >>> from stratsell.objective_view import objective_view
    >>> what = shown(objective_view(ss.demo(), objective_id="northwind-1", as_of="2026-11-23"))
    >>> sent = message(what, compose(what))
    >>> [sent["texts"][box["name"]] for box in sent["boxes"] if box["kind"] == "card"][:2]
    ['Amara Osei', 'Lin Zhao']
    """
    return _Message(shown, drawn).content


class _Table:
    """Things that occur more than once, each with its place."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self._places: dict[Any, int] = {}

    def place(self, item: Any) -> int:
        if item not in self._places:
            self._places[item] = len(self.items)
            self.items.append(item)
        return self._places[item]


class _Message:
    def __init__(self, shown: Shown, drawn: Scene) -> None:
        self.texts, self.styles, self.shapes, self.fonts, self.spots = (_Table() for _ in range(5))
        self.people, self.folded = shown.view.people, shown.folded
        self.gaps = {gap.role.value: gap for gap in shown.view.gaps}
        self.reports = Counter(edge.target for edge in drawn.edges if KINDS[edge.kind].effect.ranks)
        boxes = sorted(drawn.boxes, key=lambda box: (box.y, box.x))
        places = {box.key: place for place, box in enumerate(boxes)}
        self.content: Message = {
            "title": drawn.title,
            "subtitle": drawn.subtitle,
            "width": drawn.width,
            "top": min((box.y for box in boxes), default=0.0),
            "bottom": drawn.legend_top,
            "sizes": {_kind(box): [box.w, box.h] for box in boxes if not isinstance(box, Heading)},
            "boxes": [self._box(box) for box in boxes],
            "lines": {name: kind.looks for name, kind in KINDS.items()},
            "edges": [_edge(edge, places) for edge in drawn.edges],
            "legend": [self._entry(entry) for entry in _with_route(drawn.legend, shown.view)],
            "selection": self._selection(drawn.cards),
            "routes": [[way.steps, way.strength, way.seller] for way in shown.view.introductions.values() if way.steps],
            "texts": self.texts.items,
            "styles": self.styles.items,
            "shapes": self.shapes.items,
            "fonts": self.fonts.items,
            "spots": self.spots.items,
        }

    def _box(self, box: Box) -> Message:
        own = list(box_marks(box))
        card: Message = {"kind": _kind(box), "x": _short(box.x), "y": _short(box.y)}
        if isinstance(box, Heading):
            card |= {"w": box.w, "h": box.h, "panel": self._shapes([panel_mark(box)])}
        else:
            card["name"] = self.texts.place(box.name)
            private = notes(self.people[box.person_id]) if isinstance(box, Card) else []
            card["tip"] = [self.texts.place(line) for line in _further(box) if line not in private]
        if isinstance(box, Card):
            card |= self._person(box)
        elif isinstance(box, Ghost):
            card |= {"role": box.role, "candidates": self.gaps[box.role].candidates}
        card |= self._look(own)
        details: tuple[Detail, ...] = ("mid", "small")
        return card | {detail: self._look(list(box_marks(box, detail))) for detail in details}

    def _look(self, painted: list[Mark]) -> Message:
        return {
            "shapes": self._shapes(painted),
            "words": [self._words(mark) for mark in painted if isinstance(mark, Words) and mark.text],
        }

    def _person(self, card: Card) -> Message:
        """What is known of a person, without what is blank."""
        edge = {
            "id": card.person_id,
            "title": self.texts.place(card.title) if card.title else None,
            "roles": card.roles,
            "mindset": card.mindset,
            "degree": self.people[card.person_id].degree,
            "level": card.level,
            "flags": list(dict.fromkeys(flag.flag.value for flag in self.people[card.person_id].flags)),
            "reports": self.reports[card.key],
            "folded": self.folded.get(card.person_id),
            "notes": [self.texts.place(line) for line in notes(self.people[card.person_id])],
            "badge": _badges(card) if card.others else None,
            "moved": self.people[card.person_id].move is not None,
        }
        return {name: value for name, value in edge.items() if value}

    def _shapes(self, drawn: Iterable[Mark]) -> list[int]:
        return [self._shape(mark) for mark in drawn if isinstance(mark, Shape)]

    def _shape(self, shape: Shape) -> int:
        look = self.styles.place((shape.fill, shape.stroke, shape.width, shape.dash))
        return self.shapes.place((look, shape.path))

    def _words(self, words: Words) -> list[int]:
        font = self.fonts.place((words.size, words.colour, words.bold, words.anchor))
        spot = self.spots.place((font, _short(words.x), _short(words.y)))
        return [spot, self.texts.place(words.text), round(width(words.text, words.size, bold=words.bold))]

    def _entry(self, entry: Entry) -> Message:
        drawn = list(sign_marks(entry.symbol)) if entry.symbol else []
        return {
            "text": entry.text,
            "definition": entry.definition,
            "shapes": self._shapes(drawn),
            "words": [self._words(mark) for mark in drawn if isinstance(mark, Words)],
        }

    def _selection(self, cards: Sequence[Card]) -> Message:
        """All cards are of one size, so the first tells for all."""
        if not cards:
            return {}
        return {"halo": self._shapes([halo_mark(cards[0])]), "border": self._shapes([border_mark(cards[0])])}


def vocabulary() -> Message:
    """Give the words that the page needs for filters, forms and help.

    Returns
    -------
    dict
        For roles, mindsets, levels, flags and kinds a list of value, label, glyph and definition; of kinds also
        whether they say who stands above whom. As `settable` a dict for each column that can be set of several people
        at once: column, label, `set`, whether several words can hold, and its words.

    Examples
    --------
    >>> vocabulary()["kinds"][1]
    ['influences', 'Influences', '', 'the second person listens to the first', False]
    """
    words: dict[str, type[Word]] = {"roles": Role, "mindsets": Mindset, "flags": RedFlag, "kinds": RelationshipKind}
    whole: Message = {
        name: [[word.value, word.label, word.glyph, word.definition] for word in kind] for name, kind in words.items()
    }
    for entry, kind in zip(whole["kinds"], RelationshipKind, strict=True):
        entry.append(kind.effect.ranks)
    whole["mindsets"].append(["", "Unknown", UNKNOWN_GLYPH, "we do not know it"])
    whole["levels"] = [[level.value, level.label, "", level.definition] for level in Level if level]
    whole["levels"].insert(0, [0, "No part", "", "no part in this objective"])
    whole["settable"] = [_settable(TABLES["influences"][name]) for name in SETTABLE]
    return whole


def _settable(column: Column) -> Message:
    """A column that can be set of several people, and what to."""
    words = [[word.value, word.label, word.glyph, word.definition] for word in column.words or ()]
    several = column.kind is Kind.SET
    blank = [] if several else [["", "Unknown", "", "we do not know it"]]
    return {"column": column.name, "label": column.label, "set": several, "words": [*words, *blank]}


def _with_route(legend: Sequence[Entry], view: ObjectiveView) -> list[Entry]:
    """The legend with the sign of a route, which the page draws where somebody is selected."""
    there = any(entry.symbol == f"edge:{INTRODUCTION.name}" for entry in legend)
    if there or not any(way.steps for way in view.introductions.values()):
        return list(legend)
    last = max(
        (index for index, entry in enumerate(legend) if entry.symbol.startswith("edge:")), default=len(legend) - 1
    )
    return [*legend[: last + 1], line_entry(INTRODUCTION), *legend[last + 1 :]]


def _further(box: Card | Ghost | Seller) -> Sequence[str]:
    """The lines of a tooltip after name and title, which the page shows as such."""
    if isinstance(box, Ghost):
        return [Role(box.role).definition, *box.tooltip[1:]]
    return box.tooltip[2 if isinstance(box, Card) and box.title else 1 :]


def _badges(card: Card) -> list[list[float]]:
    """Where a card says how many are put away below, by how much is said on it, and the size of the letters there."""
    details: tuple[Detail, ...] = ("full", "mid", "small")
    return [[*(round(side, 1) for side in badge_of(card, detail) or ()), badge_size(detail)] for detail in details]


def _edge(edge: Edge, places: dict[str, int]) -> list[Any]:
    corners = [_short(number) for point in edge.points for number in point]
    return [edge.kind, places[edge.source], places[edge.target], edge.strength, edge.width, corners]


def _kind(box: Box) -> str:
    return type(box).__name__.lower()


def _short(number: float) -> float:
    """A number with two decimals at most, and none where it is whole: shorter as JSON."""
    return int(number) if number == int(number) else round(number, 2)
