"""Salesforce: the CSV files that Data Loader, Data Export and reports give.

Its ids have 15 characters, in which case counts, or the same 15 and three more that say which of them are capitals, so
that programs which do not mind case can tell them apart, too. Both mean the same record; books have the 18.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Sequence

from stratsell.book import Book
from stratsell.io.crm import read_crm
from stratsell.io.crm_import import Crm

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_ID = re.compile("[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")
_EMPTY = "000000000000000"


def read_salesforce(
    source: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    mapping: str | os.PathLike[str] | None = None,
    as_of: dt.date | str | None = None,
    day_first: bool | None = None,
    encoding: str | None = None,
) -> Book:
    r"""Read a book from the files that Salesforce exports.

    Parameters
    ----------
    source : path or sequence of paths
        A folder with the exported .csv or .xlsx files, or the files themselves: Account and Contact; Opportunity,
        OpportunityContactRole, Task, Event, AccountContactRelation and User if they are there. Columns in any order,
        under their API names or labels.
    mapping : path, optional
        Your own roles, activity types, stages and columns: a .csv file with the columns what, from, to
        (``role,Project Sponsor,economic``). See `stratsell.io.mapping`.
    as_of : datetime.date or str, optional
        The day to look from: events, which do not say so, have taken place if they lie on it or before. Default: today.
    day_first : bool, optional
        Whether days such as 03/04/2026 begin with the day. Default: as other days of the export show; where none does,
        such days are left blank and reported.
    encoding : str, optional
        The encoding of .csv files. Default: UTF-8 where all of a file is, else Latin-1, which the report says.

    Returns
    -------
    Book
        Its ``import_report`` says what became of every row. Contact roles become roles where the mapping knows one,
        ReportsToId ``reports_to``, tasks and events touchpoints, closed opportunities closed objectives. Unknown
        columns that are filled are kept.

    Raises
    ------
    BookError
        If a file cannot be read at all, there is no file of accounts or people, or the mapping has faults.
    FileNotFoundError
        If there is nothing of that name.
    ValueError
        If `as_of` is no date or the encoding is unknown.

    Warns
    -----
    BookWarning
        In one line, if rows were left out or cells left blank.

    Notes
    -----
    Source: docs/crm.md, with the tables of what becomes what and why.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> files = {
    ...     "Account.csv": "Id,Name\n001000000000001AAA,Northwind",
    ...     "Contact.csv": "Id,AccountId,FirstName,LastName\n003000000000001AAA,001000000000001,Amara,Osei",
    ... }
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name, text in files.items():
    ...         _ = pathlib.Path(folder, name).write_text(text)
    ...     book = read_salesforce(folder)
    >>> book.tables["people"]["name"].tolist()
    ['Amara Osei']
    >>> book.import_report
    Salesforce: 2 rows in 2 files
      Account.csv       1 row: 1 to accounts
      Contact.csv       1 row: 1 to people
    """
    return read_crm(SALESFORCE, source, mapping=mapping, as_of=as_of, day_first=day_first, encoding=encoding)


def record_id(kind: str, written: str) -> tuple[str, str]:  # noqa: ARG001 (the id itself says what it is of)
    """Give an id with 18 characters, and what was decided about it.

    Parameters
    ----------
    kind : str
        Of what kind of record; not needed.
    written : str
        The id with 15 or 18 characters. Salesforce writes zeros for none.

    Returns
    -------
    id : str
        With 18 characters; blank for none; anything else as it is.
    why : str
        What was decided about it, if that is worth telling.

    Examples
    --------
    >>> record_id("accounts", "0014000000abcDE"), record_id("", "000000000000000AAA")
    (('0014000000abcDEAAY', ''), ('', ''))
    """
    if not _ID.fullmatch(written):
        return written, "is no Salesforce id; taken as it stands"
    short, suffix = written[:15], written[15:].upper()
    if short == _EMPTY:
        return "", ""
    if suffix in ("", _suffix(short)):
        return short + _suffix(short), ""
    mended = _with_capitals(short, suffix)
    if _suffix(mended) == suffix:
        return mended + suffix, "its capitals were lost; taken from its last three characters"
    return written, "its last three characters do not fit the others; taken as it stands"


def _suffix(short: str) -> str:
    """Say in three characters which of fifteen are capitals, five bits each."""
    parts = (short[start : start + 5] for start in (0, 5, 10))
    return "".join(_DIGITS[sum(1 << at for at, sign in enumerate(part) if "A" <= sign <= "Z")] for part in parts)


def _with_capitals(short: str, suffix: str) -> str:
    """Write the letters as capitals of which the last three characters say so."""
    bits = [(_DIGITS.find(sign) >> at) & 1 for sign in suffix for at in range(5)]
    return "".join(sign.upper() if bit else sign.lower() for sign, bit in zip(short, bits, strict=True))


SALESFORCE = Crm("Salesforce", "salesforce", record_id, strangers={"00Q": "a lead"})
