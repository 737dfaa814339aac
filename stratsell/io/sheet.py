"""The flat sheet: one table, one row a person, which is how most people start.

A row says who somebody is, in which account, and whatever else is known: their roles, whom they report to, when they
were last spoken with. `read_sheet` makes a book of it and `write_sheet` the sheet of a book, where the book fits. Names
of columns are matched without regard to case, spaces, underscores and hyphens; columns of other names are kept on the
people. Ids that the sheet does not give are made of names (``account``, ``account/name``), so that reading it again
gives the same ones.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from stratsell.book import Book
from stratsell.cells import near_text
from stratsell.circles import warn_of_circles
from stratsell.errors import BookError, Fault, warn
from stratsell.io.atomic import save_file
from stratsell.io.csv_file import csv_writer, read_csv
from stratsell.io.store.place import NO_FILE
from stratsell.io.workbook import open_workbook, read_grid, save_sheets
from stratsell.nearest import plain
from stratsell.tables import TABLES, Table
from stratsell.text import texts
from stratsell.validation import typed_columns, validated
from stratsell.vocabulary import RelationshipKind, TouchpointStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stratsell.io.grid import Grid

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

NOBODY = "not recorded"
"""The seller of a contact where the sheet says neither a seller nor an owner."""

_REQUIRED = [name for name, table in TABLES.items() if table.required]
_KNOWN = {plain(name): name for name in SHEET.names} | {"role": "roles"}
_TELLING_APART = ("account", "account_id", "name", "person_id", "objective", "reports_to")
_SHOWN = 10
_OF_ACCOUNT = ("owner", "industry", "reorganized_on")
_OF_INFLUENCE = TABLES["influences"].names[2:]
_OF_PERSON = ("title", "email", "in_role_since", "reports_to", "last_contacted_on", "mode", "seller")


def read_sheet(path: str | os.PathLike[str]) -> Book:
    """Read a book from one flat sheet, one row a person.

    Parameters
    ----------
    path : path
        A .csv file, or an .xlsx file, of which the first sheet is read.

    Returns
    -------
    Book
        Every row is a person and an influence on the account's objective. Where objectives are named, a person has a
        row for each; a row without one is then a person only. ``last_contacted_on`` becomes a conversation that was
        done, by ``seller``, or else ``owner``. Columns that are not known, and ``seller``, are kept in ``people``.

    Raises
    ------
    BookError
        With all faults, rows and columns as the sheet calls them.
    FileNotFoundError
        If there is no such file.

    Warns
    -----
    BookWarning
        Of spaces around names and ids, which are taken away, since nobody sees them and they would make two people of
        one; and of what is probably a mistake: a column's name or an account's name that is almost another one, people
        who report to one another in a circle, sheets not read.

    Notes
    -----
    Columns: account*, name*, title, email, in_role_since, roles (or role), mindset, degree, support, business_result,
    personal_win, certainty, answer, decision, thanked_on, reports_to (a name in the same account, or a person_id where
    two have that name), last_contacted_on and the mode and seller of that contact, owner, industry and reorganized_on
    (of the account), objective (its name), account_id, person_id. Source: design, section 3.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "people.csv")
    ...     rows = ["Account,Name,Role,Reports to", "Northwind,Ada,economic,", "Northwind,Li Wei,user,Ada"]
    ...     _ = path.write_text(chr(10).join(rows))
    ...     book = read_sheet(path)
    >>> book
    <Book: 1 account, 2 people, 2 influences, 1 relationship>
    """
    path = Path(path).expanduser()
    grid = _grid(path)
    if grid.blank:
        raise BookError([Fault(path.name, "is empty: its first row must name the columns")], path.name)
    return _book(grid.frame(), path, grid.faults)


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
        save_file(path, csv_writer({name: texts(frame[name]) for name in frame.columns}, _is_text))


def is_sheet(path: Path) -> bool:
    """Say whether a file is meant as a flat sheet, right or wrong, and not as a whole book.

    Parameters
    ----------
    path : pathlib.Path
        A file that is there.

    Returns
    -------
    bool
        True for a .csv file, and for an .xlsx file without any sheet that is called as a table, or whose first sheet
        has the columns account and name.

    Raises
    ------
    BookError
        If it is called .xlsx and is no workbook.
    """
    if path.suffix.lower() != ".xlsx":
        return path.suffix.lower() == ".csv"
    sheets = open_workbook(path)
    names = {sheet.name for sheet in sheets}
    if not names & set(TABLES):
        return True
    header = {_KNOWN.get(plain(str(cell))) for row in sheets[0].to_python(nrows=1) for cell in row}
    return not names.issuperset(_REQUIRED) and {"account", "name"} <= header


# --- From a file to rows of text ------------------------------------------------------------------


def _grid(path: Path) -> Grid:
    if not path.exists():
        raise FileNotFoundError(f"there is no {path}; a flat sheet is a .csv or .xlsx file")
    if path.is_dir():
        raise BookError([Fault(path.name, "is a folder, not a flat sheet: read it with read")], path.name)
    if not path.is_file():  # a pipe, say, which would be waited for forever
        raise BookError([Fault(path.name, NO_FILE)], path.name)
    match path.suffix.lower():
        case ".csv":
            return read_csv(path, path.name, lambda header: plain(header) in _KNOWN, _is_text)
        case ".xlsx":
            return _first_sheet(path)
    raise BookError([Fault(path.name, "is no flat sheet: save it as .xlsx or as CSV UTF-8")], path.name)


def _first_sheet(path: Path) -> Grid:
    first, *others = open_workbook(path)
    names = {sheet.name for sheet in (first, *others)}
    if names.issuperset(_REQUIRED):
        raise BookError([Fault(path.name, "is a whole book, a sheet a table: read it with read")], path.name)
    if others:
        rest = ", ".join(f"“{sheet.name}”" for sheet in others)
        warn(f"{path.name}: only the first sheet, “{first.name}”, is read, not {rest}")
    return read_grid(path, first, path.name)


def _is_text(header: str) -> bool:
    name = _KNOWN.get(plain(header))
    return name is None or SHEET[name].kind.dtype == "str"


# --- From rows to a book --------------------------------------------------------------------------


def _book(frame: pd.DataFrame, path: Path, faults: list[Fault]) -> Book:
    """Make a book of rows whose index labels are their numbers; faults name rows and headers as they stand there."""
    file = path.name
    headers: dict[str, str] = {}
    for header in frame.columns:
        name = _KNOWN.get(plain(header), header)
        if name in headers:
            faults.append(Fault(file, f"is there already, as “{headers[name]}”", column=name, value=header))
        headers.setdefault(name, header)
    frame = frame.set_axis([_KNOWN.get(plain(header), header) for header in frame.columns], axis=1)
    frame = _trimmed(frame, headers, file)
    rows = typed_columns(replace(SHEET, name=file), frame.loc[:, ~frame.columns.duplicated()], faults)
    clear = rows[rows["account"].notna() & rows["name"].notna()].copy()
    check = _Check(file, clear, faults)
    check.everything(unknown=[name for name in rows.columns if name not in SHEET.names])
    if faults:
        order = {name: at for at, name in enumerate(headers)}
        faults.sort(key=lambda fault: (fault.row or 0, order.get(fault.column, -1)))
        raise BookError([replace(fault, column=headers.get(fault.column, fault.column)) for fault in faults], file)
    kept = ["seller"] if "seller" in headers else []
    tables = validated(_tables(clear, kept), source=file)
    warn_of_circles(tables, file)
    return Book._trusted(tables, source=path)  # noqa: SLF001


def _trimmed(frame: pd.DataFrame, headers: dict[str, str], file: str) -> pd.DataFrame:
    """Take away the spaces around what tells accounts, people and objectives apart, and say where."""
    for at, name in enumerate(frame.columns):
        if name not in _TELLING_APART:
            continue
        cells = frame.iloc[:, at]
        bare = cells.str.strip()
        changed = cells.index[cells.notna() & (cells != bare)]
        if len(changed):
            frame = frame.assign(**{name: bare})
            rows = ", ".join(map(str, changed[:_SHOWN])) + (" …" if len(changed) > _SHOWN else "")
            those = f"rows {rows}" if len(changed) > 1 else f"row {rows}"
            warn(f"{file}, column {headers[name]}: spaces before or after the text are taken away in {those}")
    return frame


class _Check:
    """The rows of a sheet, which get the ids that they do not give, and what of them does not go together.

    Parameters
    ----------
    file : str
        What faults call the sheet.
    rows : pandas.DataFrame
        Rows with an account and a name, typed; columns of ids are added.
    faults : list of Fault
        To which faults are added.
    """

    def __init__(self, file: str, rows: pd.DataFrame, faults: list[Fault]) -> None:
        self.file = file
        self.rows = rows
        self.faults = faults

    def everything(self, *, unknown: list[str]) -> None:
        """Find accounts, people, objectives and managers, and check that the rows agree on them."""
        self._accounts()
        self._people(unknown)
        self._objectives()
        self._repeated()
        self._managers()
        self._contacts()

    def _fault(self, row: Any, column: str, problem: str, *, allowed: str = "", meant: str = "") -> None:
        value: Any = self.rows.loc[row, column]
        shown = None if pd.isna(value) else value.date() if isinstance(value, pd.Timestamp) else value
        self.faults.append(Fault(self.file, problem, row, column, shown, allowed, meant))

    def _accounts(self) -> None:
        self._half_given(["account"], "account_id", "account")
        self.rows["account_id"] = self.rows["account_id"].fillna(self.rows["account"])
        self._agree("account_id", "account", "account_id")
        for column in _OF_ACCOUNT:
            hint = "one owner an account; who of us knows a person is for a column seller"
            self._agree("account_id", column, "account", allowed=hint if column == "owner" else "")
        names = self.rows["account"].drop_duplicates()
        alike = names.map(plain)
        for row, name in names[alike.duplicated()].items():
            first = names[alike == plain(name)].iloc[0]
            warn(f"{self.file}, row {row}: “{name}” and “{first}” are taken for two accounts")

    def _people(self, unknown: list[str]) -> None:
        self._half_given(["account_id", "name"], "person_id", "person")
        made = self.rows["account_id"] + "/" + self.rows["name"]
        self.rows["person_id"] = self.rows["person_id"].fillna(made)
        for column in ("account", "name"):
            self._agree("person_id", column, "person_id", allowed="a person_id of their own for each person")
        for column in (*_OF_PERSON, *unknown):
            self._agree("person_id", column, "person")

    def _objectives(self) -> None:
        """Give rows the objective that they are about; a row that says nothing of one stays without."""
        rows = self.rows
        named = rows["account_id"].isin(rows.loc[rows["objective"].notna(), "account_id"])
        silent = named & rows["objective"].isna()
        for row in rows.index[silent & rows[_OF_INFLUENCE].notna().any(axis=1)]:
            self._fault(row, "objective", "is blank, but other rows of this account name an objective")
        rows["objective_id"] = (rows["account_id"] + "/" + rows["objective"]).fillna(rows["account_id"].mask(silent))
        self._agree("objective_id", "account", "objective", allowed="another name for one of the two")
        implied = set(rows.loc[~named, "account_id"])
        for row in rows.index[named & rows["objective_id"].isin(implied)]:
            self._fault(row, "objective", "gets the id of another account", allowed="another name")

    def _repeated(self) -> None:
        """Find people who stand there twice for the same objective."""
        key = ["person_id", "objective_id"]
        first = self.rows.reset_index(names="row").groupby(key, dropna=False)["row"].transform("first")
        for row, at in zip(self.rows.index, first, strict=True):
            if row != at:
                problem = f"is in row {at} already; if these are two people, give each an id in a column person_id"
                self._fault(row, "name", problem)

    def _managers(self) -> None:
        """Turn the names in reports_to into ids."""
        people = self.rows.drop_duplicates("person_id")
        ids: dict[tuple[str, str], list[str]] = {}
        for account, name, person in zip(people["account_id"], people["name"], people["person_id"], strict=True):
            ids.setdefault((account, name), []).append(person)
        owners = dict(zip(people["person_id"], people["account_id"], strict=True))
        managers: dict[object, str] = {}
        told = self.rows[self.rows["reports_to"].notna()]
        for row, account, written in zip(told.index, told["account_id"], told["reports_to"], strict=True):
            found = ids.get((account, written), [])
            if not found and owners.get(written) == account:
                found = [written]
            if len(found) == 1:
                managers[row] = found[0]
            elif found:
                problem = f"is the name of {len(found)} people of this account; write a person_id"
                self._fault(row, "reports_to", problem)
            else:
                names = people.loc[people["account_id"] == account, "name"]
                meant = near_text(written, names)
                allowed = "the name of a person of this account, in a row of their own, or blank"
                self._fault(row, "reports_to", "is no person of this account", allowed=allowed, meant=meant)
        self.rows["manager_id"] = pd.Series(managers, index=self.rows.index, dtype="str")

    def _contacts(self) -> None:
        days = self.rows.groupby("person_id")["last_contacted_on"].transform("first")
        for row in self.rows.index[self.rows["mode"].notna() & days.isna()]:
            self._fault(row, "mode", "is the mode of a contact, but last_contacted_on is blank")

    def _agree(self, by: str, column: str, what: str, *, allowed: str = "") -> None:
        """Find rows that say something else than the first filled row of the same account or person."""
        filled = self.rows[self.rows[column].notna() & self.rows[by].notna()]
        first = filled.groupby(by)[column].transform("first")
        for row in filled.index[filled[column] != first]:
            same = filled[filled[by] == filled.loc[row, by]]
            problem = f"differs from row {same.index[0]} of the same {what}, “{_shown(same[column].iloc[0])}”"
            self._fault(row, column, problem, allowed=allowed)

    def _half_given(self, by: list[str], column: str, what: str) -> None:
        """Find rows without an id, where other rows of the same account or person have one."""
        given = self.rows[self.rows[column].notna()].drop_duplicates(by)
        blank = self.rows[self.rows[column].isna()]
        ids = {row[:-1]: row[-1] for row in given[[*by, column]].itertuples(index=False, name=None)}
        for row, key in zip(blank.index, blank[by].itertuples(index=False, name=None), strict=True):
            if key in ids:
                self._fault(row, column, f"is blank, but other rows of this {what} say “{ids[key]}”")


def _shown(value: object) -> str:
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)


def _tables(rows: pd.DataFrame, kept: list[str]) -> dict[str, pd.DataFrame]:
    """Make the tables of a book, from rows that have been checked."""
    accounts = rows.groupby("account_id", sort=False, as_index=False).first()
    people = rows.groupby("person_id", sort=False, as_index=False).first()
    unknown = [name for name in rows.columns if name not in (*SHEET.names, "objective_id", "manager_id")]
    named = rows[rows["objective"].notna()].drop_duplicates("objective_id")
    met = people[people["last_contacted_on"].notna()]
    owner = _looked_up(met["account_id"], accounts.set_index("account_id")["owner"])
    return {
        "accounts": accounts[["account_id", "account", *_OF_ACCOUNT]].rename(columns={"account": "name"}),
        "objectives": named[["objective_id", "account_id", "objective"]].rename(columns={"objective": "name"}),
        "people": people[[*TABLES["people"].names, *kept, *unknown]],
        "influences": rows.loc[rows["objective_id"].notna(), TABLES["influences"].names],
        "relationships": pd.DataFrame(
            {
                "source_id": people["person_id"],
                "target_id": people["manager_id"],
                "kind": RelationshipKind.REPORTS_TO.value,
            }
        ).dropna(),
        "touchpoints": pd.DataFrame(
            {
                "touchpoint_id": met["person_id"] + "/last",
                "person_id": met["person_id"],
                "seller": met["seller"].fillna(owner).fillna(NOBODY),
                "on": met["last_contacted_on"],
                "status": TouchpointStatus.DONE.value,
                "mode": met["mode"],
            }
        ),
    }


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
    place = {person: at for at, person in enumerate(people)}
    waiting = [person for person in people if person not in set(influences["person_id"])][::-1]
    for person, objective in zip(influences["person_id"], influences["objective_id"], strict=True):
        while waiting and place[waiting[-1]] < place[person]:
            yield waiting.pop(), None
        yield person, objective
    for person in reversed(waiting):
        yield person, None


def _managers(book: Book) -> pd.Series:
    """Whom each person reports to, by name, or by id where two people of the account have that name."""
    ties = book.tables["relationships"]
    ties = ties[ties["kind"] == RelationshipKind.REPORTS_TO].drop_duplicates("source_id")
    people = book.tables["people"].set_index("person_id")
    alone = ~people.duplicated(["account_id", "name"], keep=False)
    written = people["name"].where(alone, people.index.to_series())
    return pd.Series(_looked_up(ties["target_id"], written).array, index=ties["source_id"])


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
    again = _book(frame.set_axis(range(2, len(frame) + 2)), Path(SHEET.name), [])
    faults = [fault for name, table in TABLES.items() for fault in _lost(table, book.tables[name], again.tables[name])]
    if faults:
        raise BookError(faults, "a flat sheet of this book; write a folder or .xlsx with write instead")


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
