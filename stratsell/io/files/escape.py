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

_SEPARATOR = "\0"
"""What stands between the texts of a column when they are looked through at once."""

_ENDS = ";\r\n"
"""What ends a cell where semicolons stand between cells."""

# Spreadsheets pass over white space, and take the full-width signs for the plain ones.
_FORMULA = r"(?:'|[^\S\r\n])*[=+\-@＝＋－＠]"
_GUARDED = f"'{_FORMULA}"
BEGINS = f"(^|[{_ENDS}])"
"""Where a cell may begin in a text."""

_TO_GUARD = re.compile(f"{BEGINS}(?={_FORMULA})")
_TO_UNGUARD = re.compile(f"{BEGINS}'(?={_FORMULA})")


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
    return _TO_GUARD.sub(r"\1'", text)


def unguarded(text: str) -> str:
    """Give back the text that `guarded` wrote; other text is given as it is.

    Examples
    --------
    >>> unguarded("'=1+1"), unguarded("=1+1"), unguarded("'tis")
    ('=1+1', '=1+1', "'tis")
    """
    return _TO_UNGUARD.sub(r"\1", text)


def all_guarded(texts: list[str]) -> list[str]:
    """Guard each text of a column."""
    return list(map(guarded, texts)) if _any(_FORMULA, texts) else texts


def all_unguarded(texts: list[str]) -> list[str]:
    """Give back each text of a column that `all_guarded` wrote."""
    return list(map(unguarded, texts)) if _any(_GUARDED, texts) else texts


def _any(beginning: str, texts: list[str]) -> bool:
    """Whether any cell begins so. One search through all is much quicker than one each, and mostly finds nothing."""
    text = _SEPARATOR + _SEPARATOR.join(texts)
    ends = _ENDS if any(sign in text for sign in _ENDS) else ""  # one sign is looked for much quicker than several
    return bool(re.search(f"[{_SEPARATOR}{ends}]{beginning}", text))
