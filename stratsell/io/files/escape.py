"""Keep text from being taken for a formula by a spreadsheet that opens a CSV file.

A CSV file cannot say that a cell is text, so a spreadsheet runs whatever begins with ``=``, ``+``, ``-`` or ``@``:
names from a CRM could fetch web pages or worse. Where semicolons stand between cells, as in Excel in much of Europe,
the quotes around a cell of ours mean nothing, and whatever stands behind a semicolon or a line end in it begins a
cell, too. In all these places one apostrophe is written before such text, and that apostrophe is taken away again on
reading. Text that has the apostrophe already gets another one, so every text comes back as it was. Excel workbooks
need none of this: their cells say that they are text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_BEGINS = r"(^|[;\r\n])"
"""Where a cell may begin in a text: a semicolon, too, ends a cell where such signs stand between cells."""

# Spreadsheets pass over white space, and take the full-width signs for the plain ones. The separators U+001C to U+001F
# are white space to Python, but not to Polars.
_FORMULA = r"((?:'|[^\S\r\n]|[\x1c-\x1f])*[=+\-@＝＋－＠])"
_TO_GUARD = f"{_BEGINS}{_FORMULA}"
_TO_UNGUARD = f"{_BEGINS}'{_FORMULA}"


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
    >>> guarded("=1+1"), guarded("'=1+1"), guarded("O'Hara"), guarded("a;=1+1")
    ("'=1+1", "''=1+1", "O'Hara", "a;'=1+1")
    """
    return re.sub(_TO_GUARD, r"\1'\2", text)


def unguarded(text: str) -> str:
    """Give back the text that `guarded` wrote; other text is given as it is.

    Examples
    --------
    >>> unguarded("'=1+1"), unguarded("=1+1"), unguarded("'tis")
    ('=1+1', '=1+1', "'tis")
    """
    return re.sub(_TO_UNGUARD, r"\1\2", text) if "'" in text else text


def all_guarded(texts: pl.Series) -> pl.Series:
    """Guard each text of a column."""
    return texts.str.replace_all(_TO_GUARD, "${1}'${2}") if texts.str.contains(_TO_GUARD).any() else texts


def all_unguarded(texts: pl.Series) -> pl.Series:
    """Give back each text of a column that `all_guarded` wrote."""
    return texts.str.replace_all(_TO_UNGUARD, "${1}${2}") if texts.str.contains(_TO_UNGUARD).any() else texts
