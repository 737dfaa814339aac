"""A book's values as the text of a cell, each so that reading gives the same value back."""

from __future__ import annotations

import datetime as dt
import numbers
import re
import unicodedata

import numpy as np
import pandas as pd

INVISIBLE = (
    "\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\u2800"  # white space
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Characters of which nothing is seen, as the inside of a class of characters of a regular expression, for any engine.

White space, and what Unicode calls default ignorable: zero-width spaces, joiners, direction marks, soft hyphens,
fillers, variation selectors, tags; and the signs of interlinear annotations.
"""

VISIBLE = f"[^{INVISIBLE}]"
"""A regular expression that finds a character of which something is seen."""

_VISIBLE = re.compile(VISIBLE)

_JOINERS = frozenset("\u200c\u200d")

EXACT = 1e15
"""Below this, a whole number is written without a decimal point and still reads back equal."""


def is_visible(text: str) -> bool:
    r"""Say whether anything of a text is seen; a name of which nothing is seen counts as blank.

    Examples
    --------
    >>> is_visible("Ada"), is_visible(" \u200b\ufeff"), is_visible("")
    (True, False, False)
    """
    return bool(_VISIBLE.search(text))


def in_utf8(path: str) -> str:
    r"""Give the name of a file as text that any file can hold: what is not UTF-8 in it as a sign that says so.

    Examples
    --------
    >>> in_utf8("Größe.csv"), in_utf8("bad\udcff.csv")
    ('Größe.csv', 'bad\ufffd.csv')
    """
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def texts(values: pd.Series) -> list[str]:
    """Give a column of a book as text.

    Parameters
    ----------
    values : pandas.Series
        A column in one of the types of a book, or an unknown column of text, numbers, booleans or dates.

    Returns
    -------
    list of str
        Text as it is, dates as ISO days, numbers so that they read back equal, ``true`` and ``false``; blank for what
        is missing.

    Raises
    ------
    ValueError
        If an unknown column holds something else, such as a list.

    Examples
    --------
    >>> texts(pd.Series([0.1, 2.0, None]))
    ['0.1', '2', '']
    """
    if values.dtype == "str":
        return list(values.fillna("").to_numpy(dtype=object))
    if is_days(values):
        days = np.datetime_as_string(values.to_numpy("datetime64[D]"))
        return ["" if day == "NaT" else day for day in days.tolist()]
    if values.dtype.kind in "biuf":  # a few numbers, mostly, in many rows
        numbers, different = pd.factorize(values)
        known = [*map(_text, different), ""]
        return [known[number] for number in numbers]
    return ["" if _missing(value) else _text(value) for value in values]


def is_days(values: pd.Series) -> bool:
    """Say whether a column holds days alone, without a time of day or a zone."""
    if values.dtype.kind != "M" or getattr(values.dtype, "tz", None) is not None:
        return False
    moments = values.to_numpy()
    days: np.ndarray = moments.astype("datetime64[D]")
    return bool(((days == moments) | np.isnat(days)).all())


def number(value: float) -> str:
    """Write a number so that it reads back equal, whole ones without a decimal point.

    Examples
    --------
    >>> number(1042.0), number(0.1), number(1e300)
    ('1042', '0.1', '1e+300')
    """
    return str(int(value)) if value.is_integer() and abs(value) < EXACT else repr(value)


def strength_shown(strength: float) -> str:
    """Give a strength as people read it, which is above 0 however faint it is.

    Examples
    --------
    >>> strength_shown(0.25), strength_shown(0.0016)
    ('0.25', '< 0.01')
    """
    return f"{strength:.2f}" if strength >= 0.005 else "< 0.01"


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or value != value  # noqa: PLR0124 (NaN alone differs from itself)


def _text(value: object) -> str:
    match value:
        case str():
            return value
        case bool() | np.bool_():
            return str(bool(value)).lower()
        case numbers.Integral():
            return str(int(value))
        case numbers.Real():
            return number(float(value))
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
    raise ValueError(f"a cell holds a {type(value).__name__}, which a text file cannot hold; write it as text first")


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
    printable = text if text.isprintable() else "".join(_plain(char) for char in text)
    return " ".join(printable.split())


def _plain(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    if category == "Cs":
        return "\ufffd"  # half a character, which no font and no file can hold
    return "" if category == "Cf" and char not in _JOINERS and not is_visible(char) else char


def safe_stem(text: str, default: str) -> str:
    """Make a part of a file's name of any text: letters, digits and dashes; the default where none is left.

    Examples
    --------
    >>> safe_stem("Zoë / 2", "answers"), safe_stem("..", "answers")
    ('Zoe-2', 'answers')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:60] or default
