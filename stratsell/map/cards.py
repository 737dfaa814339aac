"""The boxes of a map, as plain data: people, roles that nobody holds, our own people, the heading of a group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from stratsell.dates import spoken
from stratsell.map import style
from stratsell.map.layout import CARD_WIDTH
from stratsell.map.placement import HEADING, PANEL, Placement
from stratsell.map.shown import Shown
from stratsell.map.style import NAME_SIZE, SMALL_SIZE, TEXT_SIZE
from stratsell.map.text import clusters, cut, width
from stratsell.objective_view import Candidate, Person
from stratsell.vocabulary import UNKNOWN_GLYPH

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
    others: int = 0
    """How many people below are put away."""
    mid: tuple[str, str] = ("", "")
    small: tuple[str, str] = ("", "")
    """The two lines of the name where the card is seen from afar; see `stratsell.map.detail`."""


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
    mid: str = ""
    small: str = ""
    """The name where the box is seen from afar."""


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


def person_card(person: Person, box: Box, *, selected: bool, others: int = 0) -> Card:
    """Give the card of a person, in a box of the scene; `others` is how many below are put away."""
    part = person.level > 0
    room = CARD_WIDTH - (style.STRIPE + 23 if part else 32)
    badge = width(f"+{others}", TEXT_SIZE, bold=True) + 18 if others else 0.0
    support = person.support
    return Card(
        f"person:{person.person_id}",
        person.person_id,
        *box,
        name=person.name,
        name_shown=cut(person.name, room - (24 if person.flags else 0), NAME_SIZE, bold=True),
        title=person.title,
        title_shown=cut(person.title, room - badge, TEXT_SIZE),
        roles=tuple(role.value for role in person.roles),
        letters=tuple(role.glyph for role in person.roles),
        mindset=person.mindset.value if person.mindset else "",
        glyph=person.mindset.glyph if person.mindset else UNKNOWN_GLYPH,
        level=int(person.level),
        support=support,
        support_shown="" if support is None else f"{support:+g}" if support else "0",
        flags=len(person.flags),
        degree=person.degree.value if person.degree else "",
        selected=selected,
        tooltip=(*_tooltip(person), *([f"+{others} below, who are put away"] if others else [])),
        others=others,
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
        yield f"{role.label}: {role.definition}"
    if person.mindset:
        yield f"{person.mindset.glyph} {person.mindset.label}: {person.mindset.definition}"
    else:
        yield f"{UNKNOWN_GLYPH} mindset unknown"
    if person.degree:
        yield f"Influence {person.degree.label.lower()}: {person.degree.definition}"
    yield f"{person.level.label}: {person.level.definition}"
    if person.support is not None:
        yield f"Support {person.support:+g} of -5 to +5" if person.support else "Support 0"
    yield from notes(person)
    if person.touchpoints:
        yield f"last contact: {spoken(person.touchpoints[0].on)}, {person.touchpoints[0].seller}"
    yield from (f"⚑ {flag.text}" for flag in person.flags)


def notes(person: Person) -> list[str]:
    """Give what was written down about somebody for ourselves, a line each."""
    texts = {"business result": person.business_result, "personal win": person.personal_win}
    return [f"{label}: {text}" for label, text in texts.items() if text]


def ghost_cards(shown: Shown, boxes: Mapping[str, Box]) -> Iterator[Ghost]:
    """Give a box for each role that nobody holds."""
    for gap in shown.view.gaps:
        role, first = gap.role, gap.candidates[0] if gap.candidates else Candidate("")
        candidate = shown.view.people[first.person_id].name if first.person_id else ""
        perhaps = f"maybe {candidate}" if candidate else ""
        lines = [f"{role.label}: {role.definition}", "nobody is known to hold this role"]
        lines += [f"{perhaps}: {first.reason}" if first.reason else perhaps] if candidate else []
        yield Ghost(
            f"ghost:{role}",
            role.value,
            role.glyph,
            *boxes[f"ghost:{role}"],
            name=role.label,
            note="not identified yet",
            candidate_id=first.person_id,
            candidate=candidate,
            candidate_shown=cut(perhaps, CARD_WIDTH - 62, TEXT_SIZE),
            tooltip=tuple(lines),
        )


def seller_cards(shown: Shown, boxes: Mapping[str, Box]) -> Iterator[Seller]:
    """Give the boxes of our own people, by name, with how many conversations each has had."""
    touchpoints: dict[str, int] = {}
    for contact in shown.contacts:
        touchpoints[contact.seller] = touchpoints.get(contact.seller, 0) + contact.touchpoints
    for name, count in sorted(touchpoints.items()):
        if (key := f"seller:{name}") in boxes:
            who = "owner" if name == shown.view.owner else "seller"
            note = f"{who} · {count} conversation{'' if count == 1 else 's'}"
            initials = "".join(clusters(word)[0] for word in name.split()[:2]).upper()
            yield Seller(
                key,
                name,
                cut(name, boxes[key][2] - 62, NAME_SIZE - 1, bold=True),
                cut(initials, 30, TEXT_SIZE, bold=True),
                cut(note, boxes[key][2] - 62, SMALL_SIZE),
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
