"""Colours and sizes of the map, in one place for every painter.

What a word or a kind of line is drawn with stands in its record (`stratsell.vocabulary`, `stratsell.map.kinds`).
Sizes are in px; a painter may scale the whole picture.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal

from stratsell.map.kinds import KINDS
from stratsell.vocabulary import UNKNOWN_COLOUR, Degree, Mindset

Theme = Literal["light", "dark"]
Detail = Literal["full", "mid", "small"]
"""How much is said on a card; see `stratsell.map.detail`."""


def _of_words(theme: Theme) -> dict[str, str]:
    """The colours of mindsets and of kinds of lines."""
    colours = {mindset.value: mindset.colour for mindset in Mindset} | {"unknown": UNKNOWN_COLOUR}
    colours |= {kind.name: kind.line.colour for kind in KINDS.values()}
    return {name: colour.dark if theme == "dark" and colour.dark else colour.light for name, colour in colours.items()}


LIGHT = MappingProxyType(
    {
        **_of_words("light"),
        "page": "#ffffff",
        "card": "#ffffff",
        "ghost": "#fbfbfc",
        "panel": "#f5f6f9",
        "seller": "#eef3fc",
        "badge": "#7a92bd",
        "ink": "#1c2333",
        "muted": "#5f6675",
        "faint": "#c9cdd6",
        "border": "#3b4256",
        "rule": "#dfe2e8",
        "on_dark": "#ffffff",
        "pill": "#1c2333",
        "on_pill": "#ffffff",
        "missing": "#c62828",
        "flag": "#c62828",
        "good": "#00795a",
        "bad": "#c62828",
        "selected": "#1f6fd6",
        "halo": "#c4dbf8",
    }
)
DARK = MappingProxyType(
    {
        **_of_words("dark"),
        "page": "#14181f",
        "card": "#1f2530",
        "ghost": "#191d26",
        "panel": "#1a1f28",
        "seller": "#202b3f",
        "badge": "#5f7cb0",
        "ink": "#eef1f6",
        "muted": "#a5adbb",
        "faint": "#4a5262",
        "border": "#c3cad8",
        "rule": "#313846",
        "on_dark": "#ffffff",
        "pill": "#e3e7ef",
        "on_pill": "#14181f",
        "missing": "#ff6b6b",
        "flag": "#e5484d",
        "good": "#3ecf9f",
        "bad": "#ff6b6b",
        "selected": "#6aa8ff",
        "halo": "#27446d",
    }
)
PALETTES = MappingProxyType({"light": LIGHT, "dark": DARK})
"""Colours by theme and name. Marks name their colours; each painter looks them up in its own way."""

BORDERS = MappingProxyType({"": 1.0, **{degree.value: degree.border for degree in Degree}})
"""Weight of a card's border by degree of influence; blank is unknown."""

RADIUS = 9.0
"""Radius of a card's corners."""
BEND = 12.0
"""Radius of a line's bends."""
ARROW = 11.0
"""Length of an arrowhead."""
STRIPE = 27.0
"""Width of a card's mindset stripe."""

PX = 100.0
"""Px of a picture to an inch."""
MARGIN = 30.0
"""Free px around the picture."""
NAME_SIZE, TEXT_SIZE, SMALL_SIZE = 15.0, 12.5, 11.5
TITLE_SIZE, SUBTITLE_SIZE = 18.0, 13.0


def ink_on(fill: str) -> str:
    """Give the colour of text that is read well on a fill, ``#rrggbb``."""
    parts = (int(fill[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return "#1c2333" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.2 else "#ffffff"
