"""The legend of a map: every sign and colour that occurs on it, and those that always belong there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from stratsell.map.cards import Card, Ghost
from stratsell.map.edges import Edge
from stratsell.map.kinds import CONTACT, INTRODUCTION, KINDS, OLDER_CONTACT, EdgeKind
from stratsell.map.style import MARGIN, TEXT_SIZE, Detail
from stratsell.map.text import width
from stratsell.vocabulary import Degree, Level, Mindset, Role

LEGEND_LINE = 25.0

Groups = list[tuple[str, list[tuple[str, str, str]]]]
"""Headings, each with its entries: sign, text and definition."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One sign of the legend and what it means; a blank symbol is a heading."""

    symbol: str
    text: str
    definition: str
    x: float
    y: float
    w: float


def legend_entries(
    groups: Groups,
    wide: float,
    top: float,
    scale: float,
    margin: float = MARGIN,
) -> Iterator[Entry]:
    """Give the entries, set in lines of the given width from a y downwards."""
    x, y, line = margin, top + LEGEND_LINE * 0.8 * scale, LEGEND_LINE * scale
    between = 18 * scale
    for name, entries in groups:
        rooms = [(width(text, TEXT_SIZE) + symbol_width(symbol)) * scale for symbol, text, _ in entries]
        head = (width(name, TEXT_SIZE, bold=True) + 12) * scale
        if x > margin and x + head + rooms[0] > wide - margin:
            x, y = margin, y + line
        yield Entry("", name, "", round(x, 1), round(y, 1), round(head, 1))
        x += head
        for (symbol, text, definition), room in zip(entries, rooms, strict=True):
            if x > margin and x + room > wide - margin:
                x, y = margin, y + line
            yield Entry(symbol, text, definition, round(x, 1), round(y, 1), round(room, 1))
            x += room + between
        x += 8 * scale


def line_entry(kind: EdgeKind) -> Entry:
    """Give the legend's entry of a kind of line, without a place."""
    return Entry(f"edge:{kind.name}", kind.label, kind.definition, 0.0, 0.0, 0.0)


def symbol_width(symbol: str) -> float:
    """How much room a legend's sign takes, in px, with the space after it."""
    return {"mindset": 24.0, "role": 30.0, "level": 58.0, "edge": 34.0, "others": 36.0}.get(
        symbol.partition(":")[0], 28.0
    )


def legend_groups(
    cards: Sequence[Card], ghosts: Sequence[Ghost], edges: Sequence[Edge], detail: Detail | Literal[""] = ""
) -> Groups:
    """Say what the legend explains: groups of (symbol, text, definition); for a detail only what is seen there."""
    kinds = {edge.kind for edge in edges}
    degrees = {card.degree for card in cards}
    lines = [(f"edge:{name}", kind.label, kind.definition) for name, kind in KINDS.items() if name in kinds]
    others = [
        ("flag", "red flags", "how many things should worry us about a person"),
        ("ghost", "role not identified yet", "nobody is known to hold it"),
        ("support", "support, −5 to +5", "how much the person is for what we work on"),
        ("plain", "no part in this objective", "a person of the account without a role here"),
        ("others", "others below, put away", "how many people below are not drawn"),
        ("seller", "seller", "one of our own people, with whom they have spoken"),
    ]
    occurs = {
        "flag": any(card.flags for card in cards),
        "ghost": bool(ghosts),
        "support": any(card.support is not None for card in cards),
        "plain": any(not card.level for card in cards),
        "others": any(card.others for card in cards),
        "seller": not kinds.isdisjoint(kind.name for kind in (CONTACT, OLDER_CONTACT, INTRODUCTION)),
    }
    groups = [
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
        *([("Connections", lines)] if lines else []),
        *([("Also", also)] if (also := [o for o in others if occurs[o[0]]]) else []),
    ]
    return _seen(groups, cards, ghosts, detail) if detail else groups


def _seen(groups: Groups, cards: Sequence[Card], ghosts: Sequence[Ghost], detail: Detail) -> Groups:
    """The entries of what stands on cards that say as much as this."""
    letters = {letter for card in cards for letter in card.letters} | {ghost.letter for ghost in ghosts}
    there = {f"mindset:{card.mindset}" for card in cards if card.level} | {f"role:{letter}" for letter in letters}
    always = {"level": detail != "small", "support": detail == "full", "mindset": False, "role": False}
    left = [
        (name, [entry for entry in entries if entry[0] in there or always.get(entry[0].partition(":")[0], True)])
        for name, entries in groups
    ]
    return [(name, entries) for name, entries in left if entries]
