"""Colours and sizes of the map, in one place for every painter.

The mindset colours are those of Okabe and Ito, which people with any kind of colour vision can tell
apart; each also has a glyph (see `stratsell.vocabulary`), so that no meaning hangs on colour alone.
Sizes are in px; a painter may scale the whole picture.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal

Theme = Literal["light", "dark"]

_MINDSETS = {
    "growth": "#009E73",
    "trouble": "#D55E00",
    "even_keel": "#0072B2",
    "overconfident": "#CC79A7",
    "unknown": "#8a8f98",
}
LIGHT = MappingProxyType(
    {
        **_MINDSETS,
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
        "reports_to": "#a9b0c2",
        "influences": "#0072B2",
        "opposes": "#c62828",
        "contact": "#7d90ad",
        "older_contact": "#7d90ad",
        "introduction": "#E69F00",
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
        **_MINDSETS,
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
        "reports_to": "#667085",
        "influences": "#56B4E9",
        "opposes": "#ff6b6b",
        "contact": "#7d90ad",
        "older_contact": "#7d90ad",
        "introduction": "#E69F00",
        "missing": "#ff6b6b",
        "flag": "#e5484d",
        "good": "#3ecf9f",
        "bad": "#ff6b6b",
        "selected": "#6aa8ff",
        "halo": "#27446d",
    }
)
MODES = MappingProxyType(
    {"tell": "#b35806", "sell": "#f1a340", "test": "#b8d4ea", "consult": "#5a9bd4", "co_create": "#0b559f"}
)
"""Colours of conversations by mode: an orange for what is one-way, a blue for what is two-way."""
PALETTES = MappingProxyType({"light": LIGHT, "dark": DARK})
"""Colours by theme and name. Marks name their colours; each painter looks them up in its own way."""

BORDERS = MappingProxyType({"high": 2.6, "medium": 1.5, "low": 0.8, "": 1.0})
"""Weight of a card's border by degree of influence; blank is unknown."""

LINES = MappingProxyType(
    {
        "reports_to": 1.6,
        "influences": 1.2,
        "opposes": 1.8,
        "contact": 1.3,
        "older_contact": 1.3,
        "introduction": 5.0,
    }
)
"""Width of a line; `influences` gains `STRENGTH` times its strength."""
STRENGTH = 3.0
DASHES = MappingProxyType({"opposes": (7.0, 4.0), "contact": (1.5, 4.0), "older_contact": (1.5, 9.0)})
"""Dash and gap, in px, of the lines that are not solid."""
RADIUS = 9.0
"""Radius of a card's corners."""
BEND = 12.0
"""Radius of a line's bends."""
ARROW = 11.0
"""Length of an arrowhead."""
STRIPE = 27.0
"""Width of a card's mindset stripe."""

MARGIN = 30.0
"""Free px around the picture."""
NAME_SIZE, TEXT_SIZE, SMALL_SIZE = 15.0, 12.5, 11.5
TITLE_SIZE, SUBTITLE_SIZE = 18.0, 13.0
