"""How wide a text is, where it may be cut, and which fonts draw it.

People's names come in every script. DejaVu Sans, which comes with Matplotlib, draws Latin, Greek and
Cyrillic; a font package with Noto fonts draws most others, another one Chinese, Japanese and Korean; what
is left is looked for among the fonts of the system; a warning names, once, a character that none of them
has. A text is only ever given the fonts that it needs, so
that a map of Latin names loads no large font. Widths are sums of the characters' advances: exact enough
to cut by, and never too small, since shaping makes text narrower, not wider.
"""

from __future__ import annotations

import unicodedata
import warnings
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from stratsell.text import is_visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.ft2font import FT2Font, LoadFlags

ELLIPSIS = "…"
UNDRAWABLE = "\ufffd"
"""What stands for a character that no font can draw."""
_PACKAGES = ("manimgx_fonts", "noto_cjk_sans_jp_regular", "noto_cjk_sans_jp_bold")
_EM = 1000
_SCALE = 65536
_JOINERS = frozenset("\u200c\u200d")
_VIRAMAS = frozenset("\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca\u1039\u17d2")
"""Signs that tie a consonant to the next one: no cut after them."""


class Font(NamedTuple):
    """A font: its family as Matplotlib knows it, and its file for each weight."""

    family: str
    regular: str
    bold: str


def clean(text: str) -> str:
    r"""Make one plain line of a text: no line breaks, no control or direction signs.

    Parameters
    ----------
    text : str
        Untrusted text, such as a name from a CRM.

    Returns
    -------
    str
        The same text on one line, single-spaced; blank only if nothing of it is seen.

    Examples
    --------
    >>> clean("Ann\n  \u202eLee\x07")
    'Ann Lee'
    """
    if not is_visible(text):
        return ""
    kept = text if text.isprintable() else "".join(_plain(char) for char in text)
    return " ".join(kept.split())


def _plain(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    if category == "Cs":
        return "\ufffd"  # half a character, which no font and no file can hold
    return "" if category == "Cf" and char not in _JOINERS and not is_visible(char) else char


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Measure a line of text.

    Parameters
    ----------
    text : str
        The text, on one line.
    size : float
        The font's size in px.
    bold : bool, default False
        Whether it is bold.

    Returns
    -------
    float
        The width in px, at least what a painter will need.
    """
    return sum(_advance(char, bold=bold) for char in text) * size / _EM


def cut(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """Cut a text to a width, with an ellipsis where something is left out.

    Parameters
    ----------
    text : str
        The text, on one line.
    room : float
        How wide it may be, in px.
    size : float
        The font's size in px.
    bold : bool, default False
        Whether it is bold.

    Returns
    -------
    str
        The text, or its beginning and an ellipsis; never half an emoji or a letter without its marks.

    Examples
    --------
    >>> cut("Head of everything", 80, 12)
    'Head of ev…'
    """
    if width(text, size, bold=bold) <= room:
        return text
    left = room - width(ELLIPSIS, size, bold=bold)
    kept = ""
    for cluster in clusters(text):
        left -= width(cluster, size, bold=bold)
        if left < 0:
            break
        kept += cluster
    return kept.rstrip() + ELLIPSIS


def clusters(text: str) -> Iterator[str]:
    r"""Split a text into what a reader sees as single signs.

    Parameters
    ----------
    text : str
        Any text.

    Yields
    ------
    str
        A letter with its marks, a conjunct, a flag or an emoji with all its parts.

    Examples
    --------
    >>> [len(cluster) for cluster in clusters("e\u0301👩\u200d🔬क्ष")]
    [2, 3, 3]
    """
    held = ""
    for char in text:
        if held and not _continues(held, char):
            yield held
            held = ""
        held += char
    if held:
        yield held


def _continues(held: str, char: str) -> bool:
    """Whether a character belongs to the cluster before it."""
    if unicodedata.category(char).startswith("M") or char in _JOINERS:
        return True
    if "\U0001f3fb" <= char <= "\U0001f3ff":  # skin tones
        return True
    if held[-1] == "\u200d" or held[-1] in _VIRAMAS:
        return True
    regional = "\U0001f1e6" <= char <= "\U0001f1ff"
    return regional and len(held) == 1 and "\U0001f1e6" <= held <= "\U0001f1ff"


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
    """
    return "".join(char if _font_of(char) else UNDRAWABLE for char in text)


def left_to_right(text: str) -> str:
    """Keep the order of a line of several scripts that starts with one written from the right."""
    if text.isascii():
        return text
    kinds = [kind for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL")]
    return f"\u200e{text}" if "L" in kinds and kinds[0] != "L" else text


def fonts_for(text: str) -> list[Font]:
    """Name the fonts that draw a text, DejaVu Sans first.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of Font
        No more than are needed.

    """
    found = dict.fromkeys([_dejavu(), *(_font_of(char) for char in text)])
    return [font for font in found if font is not None]


@lru_cache(maxsize=16384)
def _advance(char: str, *, bold: bool) -> float:
    """How far a character moves the pen, in thousandths of the font's size."""
    if _invisible(char):
        return 0.0
    font = _font_of(char)
    if font is None:
        return _advance(UNDRAWABLE, bold=bold)
    face = _face(font.bold if bold else font.regular)
    glyph = face.load_char(ord(char), flags=_no_hinting())
    # Where a bold face is missing, the painter thickens the regular one a little.
    thicker = 1.03 if bold and font.bold == font.regular else 1.0
    return float(glyph.linearHoriAdvance) / _SCALE * thicker


def _invisible(char: str) -> bool:
    """Whether a character has no shape of its own: joiners, direction marks, variation selectors."""
    return "\u200b" <= char <= "\u200f" or "\ufe00" <= char <= "\ufe0f"


@cache
def _no_hinting() -> LoadFlags:
    from matplotlib.ft2font import LoadFlags

    return LoadFlags.NO_HINTING


@cache
def _face(path: str) -> FT2Font:
    from matplotlib.ft2font import FT2Font

    face = FT2Font(path)
    face.set_size(_EM, 72)
    return face


@lru_cache(maxsize=16384)
def _font_of(char: str) -> Font | None:
    """The first font that has a character, or None where none has it."""
    if _invisible(char) or char.isspace():
        return _dejavu()
    for font in (_dejavu(), *_packaged()):
        if _face(font.regular).get_char_index(ord(char)):
            return font
    if (found := _in_system(char)) is None:
        warnings.warn(
            f"no font on this machine draws {char!r} (U+{ord(char):04X}); install one that does",
            UserWarning,
            stacklevel=2,
        )
    return found


@cache
def _dejavu() -> Font:
    import matplotlib as mpl

    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    return Font("DejaVu Sans", str(folder / "DejaVuSans.ttf"), str(folder / "DejaVuSans-Bold.ttf"))


@cache
def _packaged() -> tuple[Font, ...]:
    """The fonts of the font packages that are installed, upright ones only."""
    files: dict[str, dict[str, str]] = {}
    for package in _PACKAGES:
        spec = find_spec(package)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            for path in sorted(Path(folder).glob("*.[ot]tf")):
                if "Italic" not in path.name:
                    family = _face(str(path)).family_name
                    weight = "bold" if "Bold" in path.stem else "regular"
                    files.setdefault(family, {})[weight] = str(path)
    fonts = (
        Font(family, f.get("regular", f.get("bold", "")), f.get("bold", f.get("regular", "")))
        for family, f in files.items()
    )
    return tuple(sorted(fonts, key=lambda font: "CJK" in font.family))  # the largest last


def _in_system(char: str) -> Font | None:
    """A font of the system that has a character; the first by name, so that it is always the same."""
    from matplotlib.font_manager import fontManager

    upright = (f for f in fontManager.ttflist if f.style == "normal" and f.fname)
    for entry in sorted(upright, key=lambda f: (abs(int(f.weight) - 400), f.name, f.fname)):
        try:
            known = _face(entry.fname).get_char_index(ord(char))
        except (OSError, RuntimeError):  # a broken or vanished font file is no reason to stop
            continue
        if known and "LastResort" not in Path(entry.fname).name:
            return Font(entry.name, entry.fname, entry.fname)
    return None
