"""The boxes of a map, as plain data: people, roles that nobody holds, our own people, the heading of a group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from stratsell.map import style
from stratsell.map.layout import CARD_WIDTH
from stratsell.map.placement import HEADING, PANEL, SELLER_WIDTH, Placement
from stratsell.map.reading import Person, Reading
from stratsell.map.style import NAME_SIZE, SMALL_SIZE, TEXT_SIZE
from stratsell.map.text import clusters, cut
from stratsell.vocabulary import UNKNOWN_GLYPH, Degree, Level, Mindset, Role

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


def person_card(person: Person, box: Box, reading: Reading) -> Card:
    """Give the card of a person, in a box of the scene."""
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


def ghost_cards(reading: Reading, boxes: Mapping[str, Box]) -> Iterator[Ghost]:
    """Give a box for each role that nobody holds."""
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


def seller_cards(reading: Reading, boxes: Mapping[str, Box]) -> Iterator[Seller]:
    """Give the boxes of our own people, by name, with how many conversations each has had."""
    touchpoints: dict[str, int] = {}
    for contact in reading.contacts:
        touchpoints[contact.seller] = touchpoints.get(contact.seller, 0) + contact.touchpoints
    for name, count in sorted(touchpoints.items()):
        if (key := f"seller:{name}") in boxes:
            who = "account owner" if name == reading.owner else "our side"
            note = f"{who} · {count} talk{'' if count == 1 else 's'}"
            initials = "".join(clusters(word)[0] for word in name.split()[:2]).upper()
            yield Seller(
                key,
                name,
                cut(name, SELLER_WIDTH - 62, NAME_SIZE - 1, bold=True),
                cut(initials, 30, TEXT_SIZE, bold=True),
                cut(note, SELLER_WIDTH - 62, SMALL_SIZE),
                *boxes[key],
                tooltip=(name, note),
            )


def group_headings(placement: Placement, boxes: Mapping[str, Box]) -> Iterator[Heading]:
    """Give the heading of the people outside the reporting lines, if there is one, with the panel around them."""
    if placement.heading:
        placed = [boxes[key] for key in placement.group]
        left, top = min(b[0] for b in placed) - PANEL, min(b[1] for b in placed) - PANEL
        right, low = max(b[0] + b[2] for b in placed), max(b[1] + b[3] for b in placed)
        panel = (left, top, right + PANEL - left, low + PANEL - top)
        rounded = tuple(round(part, 1) for part in panel)
        yield Heading(HEADING, placement.heading, *boxes[HEADING], panel=cast("Box", rounded))
