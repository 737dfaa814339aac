"""HubSpot: the exports of contacts, companies and deals.

Its records have numbers, counted for each kind, so a company and a deal may have the same one; books write
``company/101`` and ``deal/101``. Who takes part in a deal stands in columns of associations, and a contact's buying
roles are the same in all of their deals.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence

from stratsell.book import Book
from stratsell.io.crm import read_crm
from stratsell.io.crm_import import Crm

_KINDS = {"accounts": "company", "people": "contact", "objectives": "deal"}


def read_hubspot(
    source: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    mapping: str | os.PathLike[str] | None = None,
    as_of: dt.date | str | None = None,
    day_first: bool | None = None,
    encoding: str | None = None,
) -> Book:
    r"""Read a book from the files that HubSpot exports.

    Parameters
    ----------
    source : path or sequence of paths
        A folder with the exported .csv or .xlsx files, or the files themselves: companies and contacts, and deals if
        they are there. Columns in any order, under their labels or internal names; with the associations, and several
        buying roles a contact.
    mapping, as_of, day_first, encoding
        As in `read_salesforce`.

    Returns
    -------
    Book
        Its ``import_report`` says what became of every row. Buying roles become roles where the mapping knows one, in
        all deals of the contact; the days of the last and the next contact become conversations. Unknown columns that
        are filled are kept.

    Raises
    ------
    BookError, FileNotFoundError, ValueError
        As `read_salesforce` does.

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
    ...     "companies.csv": "Record ID,Company name\n11,Northwind",
    ...     "contacts.csv": "Record ID,First Name,Associated Company IDs,Buying Role\n7,Amara,11,CHAMPION;END_USER",
    ... }
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name, text in files.items():
    ...         _ = pathlib.Path(folder, name).write_text(text)
    ...     book = read_hubspot(folder)
    >>> book.tables["influences"][["objective_id", "person_id", "roles"]].to_numpy().tolist()
    [['company/11', 'contact/7', 'user; coach']]
    """
    return read_crm(HUBSPOT, source, mapping=mapping, as_of=as_of, day_first=day_first, encoding=encoding)


def record_id(kind: str, written: str) -> tuple[str, str]:
    """Give a record's number with its kind; a spreadsheet may have added a decimal point to it.

    Examples
    --------
    >>> record_id("people", "101"), record_id("users", "101")
    (('contact/101', ''), ('101', ''))
    """
    number = written.removesuffix(".0")
    return (f"{_KINDS[kind]}/{number}" if kind in _KINDS else number), ""


HUBSPOT = Crm("HubSpot", "hubspot", record_id)
