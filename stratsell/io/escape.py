"""Keep text from being taken for a formula by a spreadsheet that opens a CSV file.

A CSV file cannot say that a cell is text, so a spreadsheet runs whatever begins with ``=``, ``+``, ``-`` or ``@``:
names from a CRM could fetch web pages or worse. Such text is written with one apostrophe before it, and that
apostrophe is taken away again on reading. Text that has the apostrophe already gets another one, so every text comes
back as it was. Excel workbooks need none of this: their cells say that they are text.
"""

from __future__ import annotations

import re

# Spreadsheets pass over white space, and take the full-width signs for the plain ones.
_FORMULA = r"['\s]*[=+\-@＝＋－＠]"
_SEPARATOR = "\0"


def guarded(text: str) -> str:
    """Write text so that no spreadsheet takes it for a formula.

    Parameters
    ----------
    text : str
        What a cell holds.

    Returns
    -------
    str
        What to write to a CSV file; `unguarded` gives the text back.

    Examples
    --------
    >>> guarded("=1+1"), guarded("'=1+1"), guarded("O'Hara")
    ("'=1+1", "''=1+1", "O'Hara")
    """
    return f"'{text}" if re.match(_FORMULA, text) else text


def unguarded(text: str) -> str:
    """Give back the text that `guarded` wrote; other text is given as it is.

    Examples
    --------
    >>> unguarded("'=1+1"), unguarded("=1+1"), unguarded("'tis")
    ('=1+1', '=1+1', "'tis")
    """
    return text[1:] if re.match(f"'{_FORMULA}", text) else text


def all_guarded(texts: list[str]) -> list[str]:
    """Guard each text of a column."""
    return list(map(guarded, texts)) if _any(_FORMULA, texts) else texts


def all_unguarded(texts: list[str]) -> list[str]:
    """Give back each text of a column that `all_guarded` wrote."""
    return list(map(unguarded, texts)) if _any(f"'{_FORMULA}", texts) else texts


def _any(start: str, texts: list[str]) -> bool:
    """Whether any text begins so. One search through all is much quicker than one each, and mostly finds nothing."""
    return bool(re.search(_SEPARATOR + start, _SEPARATOR + _SEPARATOR.join(texts)))
