"""Names on cards that are seen from afar: short, on two lines, and no two of them alike where there is room.

The lower line is the surname, the upper one the given name or its initial. Scripts without capitals, such as Japanese
and Arabic, have names that are short or are not told apart by a space, so they stand whole on the lower line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from stratsell.map.text import ELLIPSIS, clusters, cut, width

SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "phd", "md"})
"""What may follow a surname."""

Lines = tuple[str, str]
"""An upper and a lower line."""


class Label(NamedTuple):
    """What is to be written on a card.

    Attributes
    ----------
    name, title : str
        Of the person.
    above, below : float
        How wide the upper and the lower line may be, in px.
    """

    name: str
    title: str
    above: float
    below: float


def split_name(name: str) -> Lines:
    """Split a name into given name and surname; the given name is blank where nobody can say.

    Examples
    --------
    >>> split_name("Amara Osei"), split_name("Jan van der Berg Jr."), split_name("Osei, Amara"), split_name("田中 美咲")
    (('Amara', 'Osei'), ('Jan', 'van der Berg Jr.'), ('Amara', 'Osei'), ('', '田中 美咲'))
    """
    surname, _, forename = (part.strip() for part in name.partition(","))
    if forename and surname and not _is_suffix(forename):
        return forename, surname
    words = name.split()
    if len(words) < 2 or not any(char.isupper() for char in name):
        return "", " ".join(words)
    last = len(words) - 1
    while last > 1 and _is_suffix(words[last]):
        last -= 1
    first = next((place for place in range(1, last) if words[place][0].islower()), last)
    return " ".join(words[:first]), " ".join(words[first:])


def _is_suffix(word: str) -> bool:
    return word.rstrip(".").lower() in SUFFIXES


def cut_middle(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """Cut a text to a width as `cut` does, but in its middle: its end is kept.

    Examples
    --------
    >>> cut_middle("Head of everything", 80, 12)
    'Head …thing'
    """
    if width(text, size, bold=bold) <= room:
        return text
    parts = clusters(text)
    start = ELLIPSIS
    for count in range(1, len(parts)):
        first, last = (count + 1) // 2, count // 2
        longer = "".join([*parts[:first], ELLIPSIS, *parts[len(parts) - last :]])
        if width(longer, size, bold=bold) > room:
            break
        start = longer
    return start


def short_names(labels: Sequence[Label], size: float, *, bold: bool = False) -> list[Lines]:
    """Write names on two lines each, no two of them alike where there is room to tell them apart.

    Parameters
    ----------
    labels : sequence of Label
        Whose names, and the room for each.
    size : float
        The font's size in px.
    bold : bool, default False
        Whether it is bold.

    Returns
    -------
    list of (str, str)

    Examples
    --------
    >>> tight = [Label(name, "", 80, 160) for name in ("Helen Osei", "Alexandra Lee", "Alexander Lee")]
    >>> short_names(tight, 32)
    [('H.', 'Osei'), ('A…a', 'Lee'), ('Al…r', 'Lee')]
    """
    lines = told_apart([_ways(label, size, bold=bold) for label in labels])
    numbers = numbered(lines)
    return [
        (above, with_number(below, number, label.below, size, bold=bold))
        for (above, below), number, label in zip(lines, numbers, labels, strict=True)
    ]


def told_apart(ways: Sequence[Sequence[Callable[[], Lines]]]) -> list[Lines]:
    """Take the first way to write each label, and further ones where two labels would be alike.

    Where none tells them apart, the first is taken: then nothing does.
    """
    picks = [0] * len(ways)
    lines = [choices[0]() for choices in ways]
    for _ in range(max(map(len, ways), default=0)):
        counts = Counter(lines)
        alike = [index for index, line in enumerate(lines) if counts[line] > 1 and picks[index] + 1 < len(ways[index])]
        if not alike:
            break
        for index in alike:
            picks[index] += 1
            lines[index] = ways[index][picks[index]]()
    counts = Counter(lines)
    return [line if counts[line] == 1 else choices[0]() for line, choices in zip(lines, ways, strict=True)]


def numbered(lines: Sequence[Lines]) -> list[int]:
    """Count those that are alike, from 2 on; 0 for the first one, and for whoever is like nobody else."""
    counts: Counter[Lines] = Counter()
    numbers = []
    for line in lines:
        counts[line] += 1
        numbers.append(counts[line] if counts[line] > 1 else 0)
    return numbers


def with_number(text: str, number: int, room: float, size: float, *, bold: bool = False) -> str:
    """Give a text within its room with its number; without one where that is 0.

    Examples
    --------
    >>> with_number("Featherstonehaugh", 2, 180, 20), with_number("Lee", 0, 180, 20)
    ('Featherston… (2)', 'Lee')
    """
    if not number:
        return text
    ending = f" ({number})"
    return cut(text, room - width(ending, size, bold=bold), size, bold=bold) + ending


def _ways(label: Label, size: float, *, bold: bool) -> list[Callable[[], Lines]]:
    """The ways to write a label, the best first."""
    forename, surname = split_name(label.name)
    below = cut(surname, label.below, size, bold=bold)
    initial = f"{clusters(forename)[0]}." if forename else ""

    def fitting() -> Lines:
        whole = width(forename, size, bold=bold) <= label.above
        short = forename if whole else initial if width(initial, size, bold=bold) <= label.above else ""
        return short, below

    def above(shorten: Callable[..., str], text: str) -> str:
        short = shorten(text, label.above, size, bold=bold)
        return "" if short == ELLIPSIS else short

    return [
        fitting,
        lambda: (above(cut, forename), below),
        lambda: (above(cut_middle, forename), below),
        lambda: (fitting()[0], cut_middle(surname, label.below, size, bold=bold)),
        lambda: (fitting()[0], cut_middle(label.name, label.below, size, bold=bold)),
        lambda: (above(cut_middle, label.title), below),
    ]
