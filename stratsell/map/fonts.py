"""Which fonts draw a text.

People's names come in every script. DejaVu Sans, which comes with Matplotlib, draws Latin, Greek and Cyrillic. What
it lacks is drawn with the fonts of `stratsell[fonts]`, where they are installed, so that a picture is the same on every
machine, and else with a font of the system, of several always the same one. A warning names what no font has, and a
sign stands for it. A text is only given the fonts that it needs, so that a map of Latin names loads no large font.
"""

from __future__ import annotations

import unicodedata
import warnings
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from matplotlib.font_manager import FontEntry
    from matplotlib.ft2font import FT2Font, LoadFlags
    from numpy.typing import NDArray

UNDRAWABLE = "\ufffd"
"""What stands for a character that no font can draw."""
EM = 1000
_SCALE = 65536
_COLLECTION = "weblate_fonts"
_REGIONS = ("", "JP", "SC", "TC", "KR")
"""The fonts of the collection, in the order in which they are tried: all scripts but those of East Asia, then these."""
_PREFERRED = (
    *("Noto Sans", "Source Han Sans"),  # Linux
    *("PingFang", "Hiragino Sans", "Apple SD Gothic Neo"),  # macOS
    *("Segoe UI", "Microsoft YaHei", "Yu Gothic", "Malgun Gothic", "Nirmala UI", "Leelawadee UI"),  # Windows
    *("Arial", "Tahoma", "FreeSans"),
)
"""How the names of the system's fonts begin that are tried first: plain ones that go with DejaVu Sans."""


class Font(NamedTuple):
    """A font: its family as Matplotlib knows it, and its file for each weight."""

    family: str
    regular: str
    bold: str


class FontWarning(UserWarning):
    """Warning of text that no font on this machine draws."""


def drawable(text: str) -> str:
    """Replace what no font on this machine can draw by a sign that says so.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The same text with ``\ufffd`` for each character that has no glyph anywhere.

    Warns
    -----
    FontWarning
        Once a script, with what to install.
    """
    return "".join(char if _font_of(char) else UNDRAWABLE for char in text)


def fonts_for(text: str) -> list[Font]:
    """Name the fonts that draw a text, DejaVu Sans first.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of Font
        No more than are needed: where one font has all signs of a name, the name is of one hand.
    """
    candidates = dict.fromkeys(font for char in text if (font := _font_of(char)) and font != _dejavu())
    left = {char for char in text if _font_of(char) in candidates}
    fonts = [_dejavu()]
    while left:
        fonts.append(max(candidates, key=lambda font: sum(_has(font, char) for char in left)))
        left = {char for char in left if not _has(fonts[-1], char)}
    return fonts


@lru_cache(maxsize=16384)
def advance(char: str, *, bold: bool) -> float:
    """Say how far a character moves the pen, in thousandths of the font's size."""
    if _invisible(char):
        return 0.0
    font = _font_of(char)
    if font is None:
        return advance(UNDRAWABLE, bold=bold)
    glyph = _face(font.bold if bold else font.regular).load_char(ord(char), flags=_no_hinting())
    # Where a bold face is missing, the painter thickens the regular one a little.
    thicker = 1.03 if bold and font.bold == font.regular else 1.0
    return float(glyph.linearHoriAdvance) / _SCALE * thicker


def _invisible(char: str) -> bool:
    """Whether a character has no shape of its own: joiners, direction marks, variation selectors."""
    return "\u200b" <= char <= "\u200f" or "\ufe00" <= char <= "\ufe0f"


@lru_cache(maxsize=16384)
def _font_of(char: str) -> Font | None:
    """The first font that has a character, or None where none has it."""
    if _invisible(char) or char.isspace():
        return _dejavu()
    known = (font for font in (_dejavu(), *_collection()) if _has(font, char))
    if (font := next(known, None) or _in_system(char)) is None:
        _warn(char)
    return font


def _has(font: Font, char: str) -> bool:
    return bool(_face(font.regular).get_char_index(ord(char)))


_warned: set[str] = set()


def _warn(char: str) -> None:
    """Warn of a character that no font has, once a script: the first word of its name says which one it is."""
    name = unicodedata.name(char, "unnamed")
    script = name.split()[0] if unicodedata.category(char)[0] in "LM" else "symbol"
    if script in _warned:
        return
    _warned.add(script)
    remedy = (
        "install a font that has it"
        if _collection()
        else 'install fonts for most scripts with: pip install "stratsell[fonts]"'
    )
    warnings.warn(
        f"no font on this machine draws {char!r} (U+{ord(char):04X}, {name.lower()}), nor, perhaps, others like it;"
        f" “{UNDRAWABLE}” stands for it in pictures; {remedy}",
        FontWarning,
        stacklevel=2,
    )


@cache
def _dejavu() -> Font:
    import matplotlib as mpl

    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    return Font("DejaVu Sans", str(folder / "DejaVuSans.ttf"), str(folder / "DejaVuSans-Bold.ttf"))


@cache
def _collection() -> tuple[Font, ...]:
    """The fonts that `stratsell[fonts]` installs; none where they are not installed."""
    spec = find_spec(_COLLECTION)
    places = (spec.submodule_search_locations or ()) if spec else ()
    folders = [Path(place, "static", _COLLECTION, "kurinto", "ttf") for place in places]
    files = [(folder / f"KurintoSans{region}", region) for folder in folders for region in _REGIONS]
    fonts = (Font(f"Kurinto Sans {region}".strip(), f"{file}-Rg.ttf", f"{file}-Bd.ttf") for file, region in files)
    return tuple(font for font in fonts if Path(font.regular).exists() and Path(font.bold).exists())


@cache
def _system() -> tuple[Font, ...]:
    """The upright fonts of the system, in the order in which they are tried."""
    from matplotlib.font_manager import FontPath, fontManager

    families: dict[str, list[FontEntry]] = {}
    for entry in fontManager.ttflist:
        if entry.style == "normal" and "lastresort" not in entry.name.replace(" ", "").lower():
            families.setdefault(entry.name, []).append(entry)

    def nearest(entries: list[FontEntry], weight: int) -> FontEntry:
        return min(entries, key=lambda entry: (abs(int(entry.weight) - weight), entry.fname, entry.index))

    fonts = []
    for family, entries in families.items():
        regular, bold = nearest(entries, 400), nearest(entries, 700)
        bold = bold if int(bold.weight) >= 600 else regular
        fonts.append(Font(family, *(FontPath(face.fname, face.index) for face in (regular, bold))))
    return tuple(sorted(fonts, key=lambda font: (_rank(font.family), font.family)))


def _rank(family: str) -> int:
    return next((rank for rank, start in enumerate(_PREFERRED) if family.startswith(start)), len(_PREFERRED))


def _in_system(char: str) -> Font | None:
    """The first font of the system that draws a character."""
    return next((font for font in _system() if _draws(font.regular, char)), None)


def _draws(path: str, char: str) -> bool:
    """Whether a font has a shape for a character: that of a coloured emoji may be a picture, which is not drawn."""
    known = _characters(path)
    position = np.searchsorted(known, ord(char))
    if position == len(known) or known[position] != ord(char):
        return False
    glyph = _open(path).load_char(ord(char), flags=_no_hinting())
    return glyph.width > 0 and glyph.height > 0


@cache
def _characters(path: str) -> NDArray[np.uint32]:
    """All characters of a font, in order; its file does not stay open, since a system may have hundreds of them."""
    try:
        return np.sort(np.fromiter(_open(path).get_charmap(), dtype=np.uint32))
    except (OSError, RuntimeError):  # a broken or vanished font file is no reason to stop
        return np.empty(0, dtype=np.uint32)


@cache
def _face(path: str) -> FT2Font:
    return _open(path)


def _open(path: str) -> FT2Font:
    from matplotlib.ft2font import FT2Font

    face = FT2Font(str(path), face_index=getattr(path, "face_index", 0))
    face.set_size(EM, 72)
    return face


@cache
def _no_hinting() -> LoadFlags:
    from matplotlib.ft2font import LoadFlags

    return LoadFlags.NO_HINTING
