"""Which version of Stratsell's format a book was written in, and what becomes of older and newer ones.

The format is what a reader must know to take the tables for what they say. It changes rarely: a new column is no new
format, a new table, or a column of another name or meaning, is. Every place keeps the number: a folder in
``book.json``, a workbook in a property, a database in ``stratsell_meta``; where there is none, somebody has made the
book by hand, as this version describes it. An older book is brought up to date as it is read, one version after the
other (`MIGRATIONS`). A newer one is refused, to be read and to be written over, since this version would lose what it
does not know.

======  ==================================================================================
format  what came with it
======  ==================================================================================
1       nine tables
2       the table actions; columns people.leaves_on, influences.wanted_level, options.offered_on, relationships.notes
======  ==================================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from stratsell.errors import BookError, Fault, warn

Frames = dict[str, pd.DataFrame]

FORMAT = 2
"""The format that this version writes."""


def unchanged(tables: Frames) -> Frames:
    """Give the tables as they are: the next format only has more of them, or more columns, which may be left out."""
    return tables


MIGRATIONS: dict[int, Callable[[Frames], Frames]] = {1: unchanged}
"""By the format that it begins with, what turns its tables into those of the next format.

The tables are as they stand in the place, text not yet checked; index labels are row numbers and must stay, and blank
is empty or missing. A migration must not fail on tables that are wrong: they are checked after it.
"""


def check_format(stated: object, source: str) -> int:
    """Give the number of a format that can be read; refuse others politely.

    Parameters
    ----------
    stated : object
        What the place says: a number or its text; None where it says nothing.
    source : str
        What the message calls the place.

    Raises
    ------
    BookError
        If it is newer than this version, or no number.

    Examples
    --------
    >>> check_format(None, "my book") == FORMAT, check_format("1", "my book")
    (True, 1)
    """
    try:
        number = FORMAT if stated is None else int(str(stated))
    except ValueError:
        problem = "names no format that Stratsell knows; it is damaged, or Stratsell did not make it"
        raise BookError([Fault(source, problem, value=stated)], source) from None
    if number > FORMAT:
        problem = f"was written by a newer Stratsell (format {number}; this one knows up to {FORMAT}): update stratsell"
        raise BookError([Fault(source, problem)], source)
    if number < FORMAT and any(step not in MIGRATIONS for step in range(number, FORMAT)):
        problem = f"was written by a Stratsell (format {number}) that is too old for this one"
        raise BookError([Fault(source, problem)], source)
    return number


def is_readable_in_parts(number: int) -> bool:
    """Say whether tables of a format can be taken as they stand, part by part: nothing in them has to be changed."""
    return all(MIGRATIONS[step] is unchanged for step in range(number, FORMAT))


def migrated(frames: Mapping[str, pd.DataFrame], number: int, source: str) -> Frames:
    """Bring tables of an older format up to date.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        The tables as they stand there.
    number : int
        Their format, as `check_format` gives it.
    source : str
        What the warning calls the place.

    Warns
    -----
    BookWarning
        That the book is an older one, which the next save brings up to date.
    """
    tables = dict(frames)
    if number < FORMAT and tables:
        warn(f"{source}: was written by an older Stratsell (format {number}); saving it brings it to format {FORMAT}")
    for step in range(number, FORMAT):
        tables = MIGRATIONS[step](tables)
    return tables
