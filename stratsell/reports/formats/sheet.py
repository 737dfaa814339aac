"""The brief as one A4 page of PDF, painted by Matplotlib with the marks of the map.

Texts are set first, cut to as many lines as there is room for; the map gets what is left of the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from stratsell.map.figure import paint_marks, save
from stratsell.map.marks import marks, placed
from stratsell.map.shapes import Mark, Shape, Words
from stratsell.map.style import PX
from stratsell.map.text import clusters, cut, width
from stratsell.reports.formats.format import Format

if TYPE_CHECKING:
    from stratsell.reports.contents import Contents, Section

WIDTH, HEIGHT = 8.27 * PX, 11.69 * PX
"""An A4 page, in px."""
EDGE = 48.0
ROOM = WIDTH - 2 * EDGE
LEAST_MAP = 300.0
"""How high the map is at least; the rows of the tables give way."""

_SIZE, _LEADING, _GAP = 9.0, 13.0, 8.0
_LABEL = 128.0
_MOST_LINES = 2


def save_sheet(brief: Contents, path: Path) -> None:
    """Write the page to a file."""
    figure = paint_marks(list(_page(brief)), WIDTH, HEIGHT)
    save(figure, path, title=brief.title)


def lines(text: str, room: float, size: float, most: int, *, bold: bool = False) -> list[str]:
    """Break a text into lines of a width, between words where it can, and cut what is left after the last.

    Examples
    --------
    >>> lines("one two three four", 60, 10, 2)
    ['one two', 'three four']
    """
    rows, rest = list[str](), text.split(" ")
    while rest and len(rows) < most:
        if len(rows) == most - 1:
            rows.append(cut(" ".join(rest), room, size, bold=bold))
            break
        line, rest = _line(rest, room, size, bold=bold)
        rows.append(line)
    return rows


def _line(words: list[str], room: float, size: float, *, bold: bool) -> tuple[str, list[str]]:
    """The words of one line and those that are left; a word that is too long is broken."""
    line = words[0]
    for number, word in enumerate(words[1:], 1):
        if width(f"{line} {word}", size, bold=bold) > room:
            return line, words[number:]
        line = f"{line} {word}"
        if number == len(words) - 1:
            return line, []
    if width(line, size, bold=bold) <= room:
        return line, words[1:]
    start = ""
    for sign in clusters(line):
        if start and width(start + sign, size, bold=bold) > room:
            break
        start += sign
    return start, [line[len(start) :], *words[1:]]


def _page(brief: Contents) -> Iterator[Mark]:
    above, top = _above(brief)
    below, height = _below(brief, top)
    room = HEIGHT - EDGE - height - top
    k = min(ROOM / brief.map.width, room / brief.map.height)
    yield from above
    yield from placed(marks(brief.map), EDGE + (ROOM - k * brief.map.width) / 2, top, k)
    yield from (_moved(mark, top + k * brief.map.height) for mark in below)
    yield Words(EDGE, HEIGHT - EDGE + 14, cut(brief.footer, ROOM, 8), 8, "muted")


def _moved(mark: Mark, down: float) -> Mark:
    return replace(mark, y=mark.y + down)


def _above(brief: Contents) -> tuple[list[Mark], float]:
    """What stands above the map, and where it ends."""
    y = EDGE + 12
    painted: list[Mark] = [Words(EDGE, y, cut(brief.title, ROOM, 18, bold=True), 18, "ink", bold=True)]
    if brief.subtitle:
        for line in lines(brief.subtitle, ROOM, 11, _MOST_LINES):
            y += 18
            painted.append(Words(EDGE, y, line, 11, "ink"))
    y += 8
    for label, text in brief.facts:
        for index, line in enumerate(lines(text, ROOM - _LABEL, _SIZE, _MOST_LINES)):
            y += _LEADING
            if index == 0:
                painted.append(Words(EDGE, y, label, _SIZE, "muted"))
            painted.append(Words(EDGE + _LABEL, y, line, _SIZE, "ink"))
    return painted, y + 10


def _below(brief: Contents, top: float) -> tuple[list[Mark], float]:
    """What stands below the map, from y = 0, and how high it is; rows give way until the map has its least height."""
    sections = list(brief.sections)
    while True:
        painted, height = _sections(sections)
        longest = max(sections, key=lambda section: len(section.rows))
        if (
            top + height + min(LEAST_MAP, ROOM * brief.map.height / brief.map.width) <= HEIGHT - EDGE
            or not longest.rows
        ):
            return painted, height
        index = sections.index(longest)
        left = len(brief.sections[index].rows) - len(longest.rows) + 1
        note = f"{left} {'row' if left == 1 else 'rows'} found no room on this page."
        notes = (*brief.sections[index].notes, note)
        sections[index] = replace(longest, rows=longest.rows[:-1], notes=notes)


def _sections(sections: list[Section]) -> tuple[list[Mark], float]:
    y, painted = 8.0, list[Mark]()
    for section in sections:
        y += 18
        heading = Words(EDGE, y, section.title, 12, "ink", bold=True)
        after = EDGE + width(section.title, 12, bold=True) + 12
        note = cut(" ".join(section.notes), EDGE + ROOM - after, _SIZE)
        painted += [heading, *([Words(after, y, note, _SIZE, "muted")] if note else [])]
        if section.rows:
            marked, y = _table(section, y + 4)
            painted += marked
        y += _GAP
    return painted, y


def _table(section: Section, y: float) -> tuple[list[Mark], float]:
    painted = list[Mark]()
    for row, colour in ((section.columns, "muted"), *((row, "ink") for row in section.rows)):
        painted.append(Shape(f"M {EDGE:g} 0 L {WIDTH - EDGE:g} 0", stroke="rule", width=0.8, y=y))
        x, most = EDGE, 1
        for cell, share in zip(row, section.widths, strict=True):
            set_in = lines(cell, share * ROOM - 8, _SIZE, _MOST_LINES)
            painted += [
                Words(x, y + _LEADING * (index + 1) - 2, line, _SIZE, colour) for index, line in enumerate(set_in)
            ]
            most, x = max(most, len(set_in)), x + share * ROOM
        y += _LEADING * most + 3
    return painted, y


FORMAT = Format(
    ".pdf",
    30,
    save_sheet,
    "application/pdf",
    text="Brief as PDF",
    note="This objective on one page to print or to send",
)
