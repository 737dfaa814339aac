"""Dynamics 365 Sales: accounts, contacts, opportunities and connections, from “Export to Excel” or a query.

Two things are special: ids are GUIDs, in any case and with or without braces, which views hide, so that records mostly
name each other by their names; and a connection ties any two records, each in a role of its own, and stands twice, once
from either side.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from stratsell.book import Book
from stratsell.io.crm import read_crm
from stratsell.io.crm_import import Crm

if TYPE_CHECKING:
    from stratsell.io.crm_import import Import
    from stratsell.io.records import Records

_GUID = re.compile(r"\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?", re.IGNORECASE)


def read_dynamics(
    source: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    mapping: str | os.PathLike[str] | None = None,
    as_of: dt.date | str | None = None,
    day_first: bool | None = None,
    encoding: str | None = None,
) -> Book:
    r"""Read a book from the files that Dynamics 365 exports.

    Parameters
    ----------
    source : path or sequence of paths
        A folder with the exported .xlsx or .csv files, or the files themselves: accounts and contacts, and
        opportunities and connections (stakeholders) if they are there, under their logical or display names.
    mapping, as_of, day_first, encoding
        As in `read_salesforce`.

    Returns
    -------
    Book
        Its ``import_report`` says what became of every row. Connections between a contact and an opportunity become
        influences, with the contact's role in it.

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
    ...     "accounts.csv": "(Do Not Modify) Account,Account Name\n{7AD2F5B2-0B3C-4C5E-9F5B-0A1B2C3D4E5F},Northwind",
    ...     "contacts.csv": "Full Name,Company Name,Manager\nAmara Osei,Northwind,\nLin Zhao,Northwind,Amara Osei",
    ... }
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name, text in files.items():
    ...         _ = pathlib.Path(folder, name).write_text(text)
    ...     book = read_dynamics(folder)
    >>> book
    <Book: 1 account, 2 people, 1 relationship>
    """
    return read_crm(DYNAMICS, source, mapping=mapping, as_of=as_of, day_first=day_first, encoding=encoding)


def record_id(kind: str, written: str) -> tuple[str, str]:  # noqa: ARG001 (a GUID is one of any kind)
    """Give a GUID in small letters without braces; anything else as it is.

    Examples
    --------
    >>> record_id("people", "{7AD2F5B2-0B3C-4C5E-9F5B-0A1B2C3D4E5F}")
    ('7ad2f5b2-0b3c-4c5e-9f5b-0a1b2c3d4e5f', '')
    """
    match = _GUID.fullmatch(written)
    return (match[1].lower() if match else written), ""


def arrange(connections: Records, work: Import) -> None:
    """Find out which side of a connection is the contact and which the opportunity."""
    people, objectives = _finder(work, "people", "person_id"), _finder(work, "objectives", "objective_id")
    found: list[tuple[str | None, ...]] = []
    for first, second, first_role, second_role in zip(
        *(connections[slot] for slot in ("first", "second", "first_role", "second_role")), strict=True
    ):
        sides = ((second, second_role, first), (first, first_role, second))
        tied = ((objectives(other), people(me), role) for me, role, other in sides)
        found.append(next((each for each in tied if each[0] and each[1]), (None, None, None)))
    for slot, cells in zip(
        ("objective_id", "person_id", "role"), list(zip(*found, strict=True)) or [()] * 3, strict=True
    ):
        connections[slot] = cells
    why = "does not tie one contact with one opportunity of the export"
    connections.leave_out(connections.blank("person_id"), why, "second")


def _finder(work: Import, kind: str, slot: str) -> Callable[[str | None], str | None]:
    """Give what finds a record by its id, or by a name that only it has."""
    known, names = set(work.of(kind)[slot]), work.names.get(kind, {})

    def found(cell: str | None) -> str | None:
        ids = names.get(cell or "", [])
        return cell if cell in known else ids[0] if len(ids) == 1 else None

    return found


DYNAMICS = Crm("Dynamics 365", "dynamics", record_id, arrange)
