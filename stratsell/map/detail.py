"""Boxes as they look from afar: the smaller a map is shown, the fewer and larger the things on a card.

A card that is shown in `full` says all that `stratsell.map.marks` draws on it. At `mid` it says the name, the letters
of roles and the dots of coverage; at `small` the surname, the given name or its initial, and the letters. A card keeps
its place and its size: only what stands on it changes, so that nothing moves while somebody zooms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from stratsell.map import style
from stratsell.map.cards import Card, Ghost, Heading, Seller
from stratsell.map.names import Label, cut_middle, numbered, short_names, split_name, with_number
from stratsell.map.placement import PANEL
from stratsell.map.shapes import (
    Mark,
    Shape,
    Words,
    badge_marks,
    disc,
    dots_marks,
    flag_marks,
    glyph_mark,
    letter_marks,
    rounded,
    stripe,
)
from stratsell.map.style import Detail
from stratsell.map.text import clusters, cut, width

EDGE = 10.0
"""Free px between what stands on a card and its border."""
APART = 5.0
"""Free px between two things in a line."""

Rect = tuple[float, float, float, float]
"""x, y, width and height, around a card's corner."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is how large on a card.

    Attributes
    ----------
    name, text : float
        The size of the name, and of all other text.
    weight : {"bold", "regular"}
        The name's.
    stripe : float
        How wide the mindset's stripe is.
    lines : (float, float)
        The baselines of the name's two lines.
    pill : (float, float, float)
        Width of a letter's pill, width where there are many, and height.
    row : float
        The middle of the row in which letters stand.
    """

    name: float
    text: float
    weight: Literal["bold", "regular"]
    stripe: float
    lines: tuple[float, float]
    pill: tuple[float, float, float]
    row: float

    @property
    def bold(self) -> bool:
        """Whether the name is bold."""
        return self.weight == "bold"


LOOKS: dict[Detail, Look] = {
    "mid": Look(22.0, 20.0, "bold", 28.0, (27.0, 53.0), (29.0, 25.0, 26.0), 76.0),
    "small": Look(32.0, 32.0, "regular", 32.0, (37.0, 82.0), (38.0, 32.0, 38.0), 26.0),
}


def names_of(cards: Sequence[Card], detail: Detail) -> list[tuple[str, str]]:
    """Give the two lines of each card's name, no two alike where there is room."""
    look = LOOKS[detail]
    labels = []
    for card in cards:
        room = card.w - _left(card, look) - EDGE
        labels.append(Label(card.name, card.title, room - _beside(card, detail), room - _below(card, detail)))
    return short_names(labels, look.name, bold=look.bold)


def named_cards(cards: Sequence[Card]) -> tuple[Card, ...]:
    """Give cards with the names that they show from afar, and near to no two alike."""
    full = _told_apart(cards)
    names = zip(full, names_of(cards, "mid"), names_of(cards, "small"), strict=True)
    return tuple(replace(card, mid=mid, small=small) for card, mid, small in names)


def _told_apart(cards: Sequence[Card]) -> list[Card]:
    """Tell apart those who have the same name and title once they are cut, or a number does."""
    counts = Counter((card.name_shown, card.title_shown) for card in cards)
    lines = []
    numbers = numbered([(card.name_shown, card.title_shown) for card in cards])
    for card, number in zip(cards, numbers, strict=True):
        room = card.w - (style.STRIPE + 23 if card.level else 32) - (24 if card.flags else 0)
        name = card.name_shown
        if counts[card.name_shown, card.title_shown] > 1:
            middle = cut_middle(card.name, room, style.NAME_SIZE, bold=True)
            name = middle if middle != card.name else with_number(name, number, room, style.NAME_SIZE, bold=True)
        lines.append(replace(card, name_shown=name))
    return lines


def named_sellers(sellers: Iterable[Seller]) -> tuple[Seller, ...]:
    """Give the boxes of our own people with the names that they show from afar."""
    return tuple(
        replace(
            seller,
            mid=seller_name(seller.name, seller.w - 50, "mid"),
            small=seller_name(seller.name, seller.w - 50, "small"),
        )
        for seller in sellers
    )


def badge_of(card: Card, detail: Detail) -> Rect | None:
    """Give where a card says how many are put away below it, if there are any."""
    if not card.others:
        return None
    text = f"+{card.others}"
    if detail == "full":
        wide = width(text, style.TEXT_SIZE, bold=True) + 12
        return card.w - 11 - wide, 36.0 if card.level else 40.0, wide, 19.0
    look = LOOKS[detail]
    wide, high = width(text, look.text) + 0.5 * look.text, look.pill[2]
    if detail == "mid":
        right = card.w - EDGE - (4 * 12 + APART if card.level else 0.0)
        return right - wide, look.row - high / 2, wide, high
    taken = _flag(card, detail) + _letters(card, detail)
    if card.w - _left(card, look) - EDGE - taken - wide < look.name:  # beside the surname, then
        return card.w - EDGE - wide, look.lines[1] - 0.34 * look.name - high / 2, wide, high
    return card.w - EDGE - taken - wide, look.row - high / 2, wide, high


def badge(card: Card, detail: Detail) -> Iterator[Mark]:
    """Give the mark of how many are put away below somebody."""
    if (rect := badge_of(card, detail)) is not None:
        yield from badge_marks(*rect, f"+{card.others}", badge_size(detail), bold=detail == "full")


def badge_size(detail: Detail) -> float:
    """Give the size of the letters that say how many are put away."""
    return style.TEXT_SIZE if detail == "full" else LOOKS[detail].text


def far_marks(box: Card | Ghost | Seller | Heading, detail: Detail) -> Iterator[Mark]:
    """Give the marks of a box that is seen from afar, around its corner.

    Parameters
    ----------
    box : Card, Ghost, Seller or Heading
        The box.
    detail : {"mid", "small"}
        How much is said.

    Yields
    ------
    Shape or Words
        From the bottom to the top.
    """
    if isinstance(box, Card):
        return _card(box, detail)
    if isinstance(box, Ghost):
        return _ghost(box, detail)
    return _seller(box, LOOKS[detail]) if isinstance(box, Seller) else heading_marks(box, LOOKS[detail].text)


def heading_marks(heading: Heading, size: float) -> Iterator[Words]:
    """Give the lines of a heading, as large as there is room for."""
    most = (heading.h + 2 * PANEL) / (1.28 * len(heading.lines))
    wide = max(width(line, 1.0) for line in heading.lines)
    size = min(size, most, heading.w / wide)
    between = 1.28 * size
    y = heading.h / 2 - (len(heading.lines) - 1) * between / 2 + 0.32 * size
    for place, line in enumerate(heading.lines):
        yield Words(heading.w, round(y + between * place, 1), line, round(size, 1), "muted", anchor="end")


def _left(card: Card, look: Look) -> float:
    return (look.stripe if card.level else 0.0) + EDGE


def _pill(card: Card, detail: Detail) -> float:
    wide, narrow, _ = LOOKS[detail].pill
    return wide if len(card.letters) < 3 else narrow


def _letters(card: Card, detail: Detail) -> float:
    """How wide a card's letters are, with the space beside them."""
    return len(card.letters) * (_pill(card, detail) + 2) + (APART if card.letters else 0.0)


def _flag(card: Card, detail: Detail) -> float:
    """How wide a card's flag is, with the space beside it."""
    return 0.0 if not card.flags or not card.level else 30.0 if detail == "small" else 42.0


def _beside(card: Card, detail: Detail) -> float:
    """How much of the upper line is taken by what stands at its right end."""
    taken = _flag(card, detail)
    if detail == "small":
        taken += _letters(card, detail) + (0.0 if _below(card, detail) else _badge_room(card, detail))
    return taken


def _below(card: Card, detail: Detail) -> float:
    """How much of the lower line is taken by how many are put away, where that does not stand in the upper one."""
    rect = badge_of(card, detail)
    return rect[2] + APART if detail == "small" and rect and rect[1] > LOOKS[detail].row else 0.0


def _badge_room(card: Card, detail: Detail) -> float:
    rect = badge_of(card, detail)
    return rect[2] + APART if rect else 0.0


def _card(card: Card, detail: Detail) -> Iterator[Mark]:
    look = LOOKS[detail]
    body = rounded(0, 0, card.w, card.h, style.RADIUS)
    above, below = card.mid if detail == "mid" else card.small
    left, ink = _left(card, look), "ink" if card.level else "muted"
    if card.level:
        yield Shape(body, fill="card")
        yield Shape(stripe(card.h, look.stripe), fill=card.mindset or "unknown")
        yield Shape(body, stroke="border", width=2 * style.BORDERS[card.degree])
        yield glyph_mark(look.stripe / 2, card.h / 2, card.glyph, look.text, "on_dark")
    else:
        yield Shape(body, "card", "faint", 2.0)
    yield Words(left, look.lines[0], above, look.name, ink, bold=look.bold)
    yield Words(left, look.lines[1], below, look.name, ink, bold=look.bold)
    if detail == "mid" and not card.level:
        room = card.w - 2 * EDGE - _badge_room(card, detail)
        yield Words(left, look.row + 7, cut(card.title, room, look.text), look.text, ink)
    wide, high = _pill(card, detail), look.pill[2]
    row = left if detail == "mid" else card.w - EDGE - _flag(card, detail) - _letters(card, detail) + APART
    for place, letter in enumerate(card.letters):
        x = row + place * (wide + 2)
        yield from letter_marks(x, look.row - high / 2, letter, wide, high=high, size=look.text)
    if detail == "mid" and card.level:
        yield from dots_marks(card.w - EDGE - 3 * 12 - 6, look.row, card.level, apart=12)
    if card.flags and card.level:
        large = detail == "small"
        yield from flag_marks(
            card.w - EDGE - (24 if large else 36), 9, "" if large else str(min(card.flags, 99)), 1.2 if large else 1.82
        )


def _ghost(ghost: Ghost, detail: Detail) -> Iterator[Mark]:
    look, red = LOOKS[detail], "missing"
    wide, _, high = look.pill
    yield Shape(rounded(0, 0, ghost.w, ghost.h, style.RADIUS), "ghost", red, 3.0, (10.0, 7.0))
    left = look.stripe + EDGE
    room = ghost.w - left - EDGE
    if detail == "mid":
        yield Words(left, look.lines[0], cut(ghost.name, room, look.name, bold=True), look.name, red, bold=True)
        yield Words(left, look.lines[1], "not identified", look.text, red)
        maybe = ghost.candidate_shown and cut(f"maybe {ghost.candidate}", room - wide - APART, look.text)
        yield Words(left + wide + APART, look.row + 7, maybe, look.text, red)
    else:
        yield Words(left, look.lines[0], "missing", look.name, red)
        yield Words(left, look.lines[1], cut(ghost.name, room, look.name, bold=True), look.name, red, bold=True)
    x = left if detail == "mid" else ghost.w - EDGE - wide
    yield Shape(rounded(x, look.row - high / 2, wide, high, high / 2), "", red, 2.0, (5.0, 3.0))
    yield glyph_mark(x + wide / 2, look.row, ghost.letter, look.text, red)


def _seller(seller: Seller, look: Look) -> Iterator[Mark]:
    middle = seller.h / 2
    yield Shape(rounded(0, 0, seller.w, seller.h, middle), "seller", "badge", 2.0)
    yield Shape(disc(20, middle, 9), fill="badge")
    name = seller.mid if look.bold else seller.small
    yield Words(36, round(middle + look.name * 0.36, 2), name, look.name, "ink", bold=look.bold)


def seller_name(name: str, room: float, detail: Detail) -> str:
    """Give a seller's name on one line: whole, or else with the initial of the given name."""
    look = LOOKS[detail]
    first, surname = split_name(name)
    whole = width(name, look.name, bold=look.bold) <= room
    return cut(name if whole or not first else f"{clusters(first)[0]}. {surname}", room, look.name, bold=look.bold)
