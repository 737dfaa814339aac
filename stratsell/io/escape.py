"""Keep text from being taken for a formula by a spreadsheet that opens a CSV file.

A CSV file cannot say that a cell is text, so a spreadsheet runs whatever begins with ``=``, ``+``, ``-`` or ``@``: names
from a CRM could fetch web pages or worse. Such text is written with one apostrophe before it, and that apostrophe is taken
away again on reading. Text that has the apostrophe already gets another one, so every text comes back as it was. Excel
workbooks need none of this: their cells say that they are text.
"""

from __future__ import annotations

import re

APOSTROPHE = "'"

_FORMULA = re.compile(r"['\s]*[=+\-@＝＋－＠]")  # noqa: RUF001  (full-width signs begin a formula, too)


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
    return APOSTROPHE + text if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Give back the text that `guarded` wrote; other text is given as it is.

    Examples
    --------
    >>> unguarded("'=1+1"), unguarded("=1+1"), unguarded("'tis")
    ('=1+1', '=1+1', "'tis")
    """
    return text[1:] if text.startswith(APOSTROPHE) and _FORMULA.match(text) else text
