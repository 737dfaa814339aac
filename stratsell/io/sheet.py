"""The flat sheet that a book is written to: one table, one row per person.

A row says who somebody is, in which account, and whatever else is known: their roles, whom they report to, when they
were last spoken with. A book is written so where `stratsell.io.imports.read_sheet` gives it back whole.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from stratsell.book import Book
from stratsell.book.tables import TABLES, Table
from stratsell.errors import BookError, BookWarning, Fault
from stratsell.io.files.atomic import save_file
from stratsell.io.files.csv_file import csv_writer
from stratsell.io.files.xlsx import open_workbook, save_sheets
from stratsell.io.imports.link import NOBODY
from stratsell.io.imports.pipeline import read_table
from stratsell.io.imports.raw import TEXT_ENDINGS
from stratsell.io.imports.source import read_source
from stratsell.text import texts
from stratsell.vocabulary import RelationshipKind

_COLUMNS = {
    "account": ("accounts", "name"),
    "objective": ("objectives", "name"),
    **{name: ("people", name) for name in ("name", "title")},
    **{column.name: ("influences", column.name) for column in TABLES["influences"].columns[2:]},
    "reports_to": ("relationships", "target_id"),
    "last_contacted_on": ("touchpoints", "on"),
    "mode": ("touchpoints", "mode"),
    "seller": ("touchpoints", "seller"),
    **{name: ("people", name) for name in ("email", "in_role_since", "person_id")},
    **{name: ("accounts", name) for name in ("owner", "industry", "reorganized_on", "account_id")},
}

SHEET = Table(
    "flat sheet",
    "a person of an account, and what they mean for its objective",
    ("account", "name", "objective"),
    tuple(
        replace(TABLES[table][column], name=name, required=name in ("account", "name"), refers_to="")
        for name, (table, column) in _COLUMNS.items()
    ),
)
"""The columns that a flat sheet may have; only account and name must be there."""

_REQUIRED = [name for name, table in TABLES.items() if table.required]
_OF_ACCOUNT = ("owner", "industry", "reorganized_on")


def write_sheet(book: Book, path: str | os.PathLike[str]) -> None:
    """Write a book as one flat sheet, if it fits, all or nothing.

    Parameters
    ----------
    book : Book
        What to write. It fits if all that it says has a place in the sheet: people with their influences and managers,
        and at most the last contact of each, such as `read_sheet` gives.
    path : path
        A file name that ends in ``.csv`` or ``.xlsx``.

    Raises
    ------
    BookError
        If something of the book would be lost, saying what; nothing is written then.
    ValueError
        If the name ends in something else.
    OSError
        If it cannot be written.
    """
    path = Path(path).expanduser()
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise ValueError(f"cannot write a flat sheet to {path.name}: give a name that ends in .csv or .xlsx")
    frame = _sheet(book)
    _check_fits(book, frame)
    if path.suffix.lower() == ".xlsx":
        save_sheets(path, {SHEET.name: (SHEET, frame)})
    else:
        save_file(path, csv_writer({name: frame[name] for name in frame.columns}, _is_text))


def is_sheet(path: Path) -> bool:
    """Say whether a file is meant as a flat sheet, right or wrong, and not as a whole book.

    Parameters
    ----------
    path : pathlib.Path
        A file that is there.

    Returns
    -------
    bool
        True for a text file such as .csv, and for an .xlsx file without any sheet that is called as a table, or whose
        first sheet has the columns account and name.

    Raises
    ------
    BookError
        If it is called .xlsx and is no workbook.
    """
    if path.suffix.lower() != ".xlsx":
        return path.suffix.lower() in TEXT_ENDINGS
    sheets = open_workbook(path)
    names = {sheet.name for sheet in sheets}
    if not names & set(TABLES):
        return True
    slot_of = read_source("sheet").slot_of
    header = {slot_of(str(cell)) for row in sheets[0].to_python(nrows=1) for cell in row}
    return not names.issuperset(_REQUIRED) and {"account", "name"} <= header


def _is_text(header: str) -> bool:
    return header not in SHEET.names or SHEET[header].kind.dtype == "str"


def _looked_up(keys: pd.Series, values: pd.Series) -> pd.Series:
    """Look up the value of each key, in the type of the values; missing where there is none."""
    return pd.Series(values.reindex(keys).array, index=keys.index)


# --- From a book to rows --------------------------------------------------------------------------


def _sheet(book: Book) -> pd.DataFrame:
    """Give the book's rows as far as a sheet can say them, under the names that the columns have there."""
    tables = book.tables
    accounts = tables["accounts"].rename(columns={"name": "account"})
    people = tables["people"]
    names = tables["objectives"].set_index("objective_id")["name"]
    rows = pd.DataFrame(list(_order(book)), columns=["person_id", "objective_id"], dtype="str")
    rows["objective"] = _looked_up(rows["objective_id"], names)
    rows = rows.merge(people, on="person_id", how="left")
    rows = rows.merge(accounts[["account_id", "account", *_OF_ACCOUNT]], on="account_id", how="left")
    influences = tables["influences"][TABLES["influences"].names]
    rows = rows.merge(influences, on=["objective_id", "person_id"], how="left")
    rows["reports_to"] = _looked_up(rows["person_id"], _managers(book))
    rows = _with_contacts(rows, tables["touchpoints"])
    return _needed(rows, [name for name in people.columns if name not in TABLES["people"].names])


def _order(book: Book) -> Iterator[tuple[str, str | None]]:
    """Give a row for each influence in their order, and for each person without, where they come among the people."""
    people, influences = book.tables["people"]["person_id"], book.tables["influences"]
    place = {person: index for index, person in enumerate(people)}
    waiting = [person for person in people if person not in set(influences["person_id"])][::-1]
    for person, objective in zip(influences["person_id"], influences["objective_id"], strict=True):
        while waiting and place[waiting[-1]] < place[person]:
            yield waiting.pop(), None
        yield person, objective
    for person in reversed(waiting):
        yield person, None


def _managers(book: Book) -> pd.Series:
    """Whom each person reports to, by name, or by id where two people of the account have that name."""
    edges = book.tables["relationships"]
    edges = edges[edges["kind"] == RelationshipKind.REPORTS_TO].drop_duplicates("source_id")
    people = book.tables["people"].set_index("person_id")
    alone = ~people.duplicated(["account_id", "name"], keep=False)
    written = people["name"].where(alone, people.index.to_series())
    return pd.Series(_looked_up(edges["target_id"], written).array, index=edges["source_id"])


def _with_contacts(rows: pd.DataFrame, touchpoints: pd.DataFrame) -> pd.DataFrame:
    last = touchpoints[touchpoints["touchpoint_id"] == touchpoints["person_id"] + "/last"].set_index("person_id")
    rows["last_contacted_on"], rows["mode"] = (_looked_up(rows["person_id"], last[name]) for name in ("on", "mode"))
    seller = _looked_up(rows["person_id"], last["seller"])
    if "seller" not in rows.columns:
        as_read = rows["owner"].fillna(NOBODY)
        rows["seller"] = seller if (seller.notna() & (seller != as_read)).any() else None
    return rows


def _needed(rows: pd.DataFrame, unknown: list[str]) -> pd.DataFrame:
    """Keep the sheet's columns in their order: those that say something, and the unknown ones."""
    made = {"account_id": rows["account"], "person_id": rows["account_id"] + "/" + rows["name"]}
    says = [
        column.name
        for column in SHEET.columns
        if column.required
        or column.name in unknown
        or (
            rows[column.name].notna().any()
            and not (column.name in made and rows[column.name].equals(made[column.name]))
        )
    ]
    return rows[[*says, *(name for name in unknown if name not in says)]]


def _check_fits(book: Book, frame: pd.DataFrame) -> None:
    """Read the sheet back before it is written, and refuse if anything of the book is not there any more."""
    cells = {name: texts(frame[name]) for name in frame.columns}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", BookWarning)
        again = read_table(cells, SHEET.name)
    faults = [fault for name, table in TABLES.items() for fault in _lost(table, book.tables[name], again.tables[name])]
    if faults:
        raise BookError(faults, "a flat sheet of this book; save it as a folder or .xlsx with write instead")


def _lost(table: Table, old: pd.DataFrame, new: pd.DataFrame) -> Iterator[Fault]:
    """Say what differs between a table and the same table after writing and reading a sheet, but for order."""
    key = list(table.key)
    old, new = old.set_index(key), new.set_index(key)
    missing, added = old.index.difference(new.index), new.index.difference(old.index)
    if len(missing):
        yield Fault(table.name, f"{len(missing)} of {len(old)} rows have no place in a flat sheet")
    if len(added):
        yield Fault(table.name, f"{len(added)} rows would be added, since every row of a flat sheet is an influence")
    both = old.index.intersection(new.index)
    for column in old.columns:
        if column not in new.columns or not old.loc[both, column].equals(new.loc[both, column]):
            yield Fault(table.name, "has no place in a flat sheet", column=column)
