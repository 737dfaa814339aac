"""Text on a map: how wide it is, and where it may be cut.

Widths are sums of the characters' advances in the fonts that draw them (see `stratsell.map.fonts`): exact enough to
cut by, and never too small, since shaping makes text narrower, not wider.
"""

from __future__ import annotations

import unicodedata

from stratsell.map.fonts import EM, advance

ELLIPSIS = "…"


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
    return sum(advance(char, bold=bold) for char in text) * size / EM


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
    start = ""
    for cluster in clusters(text):
        left -= width(cluster, size, bold=bold)
        if left < 0:
            break
        start += cluster
    return start.rstrip() + ELLIPSIS


def clusters(text: str) -> list[str]:
    r"""Split a text into what a reader sees as single signs.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of str
        Unicode's grapheme clusters: a letter with its marks, a conjunct, a flag or an emoji with all its parts.

    Examples
    --------
    >>> [len(cluster) for cluster in clusters("e\u0301👩\u200d🔬क्ष")]
    [2, 3, 3]
    """
    import regex

    signs: list[str] = regex.findall(r"\X", text)
    return signs


def left_to_right(text: str) -> str:
    """Keep the order of a line of several scripts that starts with one written from the right."""
    if text.isascii():
        return text
    kinds = [kind for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL")]
    return f"\u200e{text}" if "L" in kinds and kinds[0] != "L" else text
