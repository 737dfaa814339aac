"""The report: files for people who open neither a notebook nor a terminal.

Every account gets an Excel workbook with what the rules say about it and a map of each open
objective; one workbook more says the same of all accounts. The rules run once, over the whole book.
Names come from a book that others wrote, so a file's name keeps only letters a to z and digits of
them. One account that cannot be exported does not cost the others theirs.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from stratsell.book import Book
from stratsell.book.tables import Column, Kind, Table
from stratsell.dates import as_day
from stratsell.objective_view import objective_view
from stratsell.rules.coverage import FRESH_DAYS, coverage, levels
from stratsell.rules.engine import open_objectives, tables_of
from stratsell.rules.introductions import introductions
from stratsell.rules.missing_influences import missing_influences
from stratsell.rules.red_flags import red_flags
from stratsell.rules.relationship_matrix import relationship_matrix
from stratsell.text import in_utf8
from stratsell.vocabulary import Level, Role

LONGEST = 50
"""How many characters of a name a file's name takes."""

PORTFOLIO = "portfolio"
"""What the workbook of all accounts is called."""

_RESERVED = {PORTFOLIO, "con", "prn", "aux", "nul", *(f"{port}{at}" for port in ("com", "lpt") for at in range(10))}
_PLACE = ["account_id", "objective_id"]
_PAIR = ["objective_id", "person_id"]


class Exported(NamedTuple):
    """One file of a report.

    Attributes
    ----------
    account_id, objective_id : str
        What it is about; blank where it is about more than one.
    file : str
        Its path.
    problem : str
        Why it could not be written; blank if it was.
    """

    account_id: str
    objective_id: str
    file: str
    problem: str


class Report:
    """What the rules say about a book, ready to be exported.

    Parameters
    ----------
    book : Book
        The book.
    as_of : datetime.date or str, optional
        The day to look from. Default: today.
    fresh_days : int, default 90
        For how many days a conversation counts.

    Attributes
    ----------
    accounts : list of str
        The ids of all accounts, in order.
    sheets : dict of str to pandas.DataFrame
        The sheets of the portfolio by name, with account_id as index.

    Examples
    --------
    >>> import stratsell as ss
    >>> report = Report(ss.demo(), as_of="2026-11-23")
    >>> list(report.sheets)
    ['coverage', 'influences', 'missing', 'red flags', 'introductions', 'relationships']
    """

    def __init__(self, book: Book, *, as_of: dt.date | str | None = None, fresh_days: int = FRESH_DAYS) -> None:
        self.book = book
        self.day = as_day(as_of)
        self.fresh_days = fresh_days
        self.accounts: list[str] = sorted(book.tables["accounts"]["account_id"])
        self._covered = coverage(book, as_of=self.day, fresh_days=fresh_days)
        self._levels = levels(book, as_of=self.day, fresh_days=fresh_days)
        self.sheets = self._sheets()

    def export(self, folder: Path, *, maps: str = "png", account: str | None = None) -> Iterator[list[Exported]]:
        """Write the files, an account at a time; each is written whole or not at all.

        Parameters
        ----------
        folder : pathlib.Path
            Where they go; it is made if it is not there.
        maps : {"png", "svg", "pdf"}, default "png"
            The kind of image.
        account : str, optional
            Only the account with this id. Default: all, and the portfolio.

        Yields
        ------
        list of Exported
            The files of one account; the portfolio comes first.

        Raises
        ------
        OSError
            If the folder cannot be made.
        """
        folder.mkdir(parents=True, exist_ok=True)
        if account is None:
            yield [self._workbook(folder / f"{PORTFOLIO}.xlsx", "", self.sheets)]
        parts = {name: _by_account(sheet) for name, sheet in self.sheets.items()}
        owned = self._covered[self._covered["objective_id"].isin(self._open())]
        aims = owned.groupby("account_id")["objective_id"].agg(list).to_dict()
        called = self._called("accounts", "account_id")
        names = file_names([(each, called[each], aims.get(each, [])) for each in self.accounts])
        for account_id, (stem, images) in names.items():
            if account is None or account == account_id:
                own = {name: parts[name].get(account_id, sheet.head(0)) for name, sheet in self.sheets.items()}
                done = [self._workbook(folder / f"{stem}.xlsx", account_id, own)]
                done += (self._map(folder / f"{name}.{maps}", account_id, each) for each, name in images.items())
                yield done

    def _workbook(self, path: Path, account_id: str, sheets: dict[str, pd.DataFrame]) -> Exported:
        from stratsell.io.files.xlsx import save_sheets

        about = {"about": self._about(), **sheets}
        try:
            save_sheets(path, {name: (_described(name, sheet), sheet) for name, sheet in about.items()})
        except Exception as error:  # noqa: BLE001  (whatever it is, the other accounts get their files)
            return Exported(account_id, "", in_utf8(str(path)), _reason(error))
        return Exported(account_id, "", in_utf8(str(path)), "")

    def _map(self, path: Path, account_id: str, objective_id: str) -> Exported:
        from stratsell.map.figure import paint, save
        from stratsell.map.scene import compose
        from stratsell.map.shown import shown

        try:
            view = objective_view(self.book, objective_id=objective_id, as_of=self.day, fresh_days=self.fresh_days)
            drawn = compose(shown(view))
            save(paint(drawn), path, title=drawn.title)
        except Exception as error:  # noqa: BLE001  (as above)
            return Exported(account_id, objective_id, in_utf8(str(path)), _reason(error))
        return Exported(account_id, objective_id, in_utf8(str(path)), "")

    def _sheets(self) -> dict[str, pd.DataFrame]:
        flags = red_flags(self.book, as_of=self.day, fresh_days=self.fresh_days)
        missing = missing_influences(self.book, as_of=self.day, fresh_days=self.fresh_days)
        missing.insert(3, "candidate_names", self._people_in(missing["candidates"], "; "))
        routes = introductions(self.book, as_of=self.day, fresh_days=self.fresh_days)
        for route in ("route", "coach_route"):
            at = list(routes.columns).index(route)
            routes.insert(at, f"{route}_names", self._people_in(routes[route], " > "))
        covered = self._covered.assign(status=self._covered["objective_id"].isin(self._open()))
        covered["status"] = covered["status"].map({True: "open", False: "closed"}).astype("str")
        found = {
            "coverage": covered,
            "influences": self._influences(flags),
            "missing": missing,
            "red flags": flags,
            "introductions": routes,
            "relationships": relationship_matrix(self.book, as_of=self.day, fresh_days=self.fresh_days),
        }
        return {name: self._readable(frame) for name, frame in found.items()}

    def _influences(self, flags: pd.DataFrame) -> pd.DataFrame:
        """Everybody who has a part in an objective, with what we know of them."""
        known = self.book.tables["influences"]
        words = flags["flag"].str.replace("_", " ")
        worries = words.groupby([flags["objective_id"], flags["person_id"]]).agg("; ".join).rename("red_flags")
        rows: pd.DataFrame = self._levels.merge(known, on=_PAIR, how="left")
        rows = rows.merge(self.book.tables["people"][["person_id", "title"]], on="person_id", how="left")
        rows = rows.merge(worries.reset_index(), on=_PAIR, how="left")
        rows["level_name"] = rows["level"].map({int(level): level.label for level in Level}).astype("str")
        first = ["title", "roles", "level", "level_name", "last_contact", "mindset", "degree", "support"]
        then = ["business_result", "personal_win", "certainty", "red_flags"]
        return rows.reindex(columns=[*_PLACE, "person_id", *first, *then])

    def _readable(self, frame: pd.DataFrame) -> pd.DataFrame:
        """A result with names beside ids and headers for people, by account."""
        people = self._called("people", "person_id")
        names = {
            "account_id": self._called("accounts", "account_id"),
            "objective_id": self._objective_names(),
            "person_id": people,
            "start_id": people,
        }
        for column in [name for name in frame.columns if name in names]:
            at = list(frame.columns).index(column)
            frame.insert(at + 1, _NAMES[column], frame[column].map(names[column]).astype("str"))
        headers = [_HEADERS.get(name, name.replace("_", " ").capitalize()) for name in frame.columns]
        return frame.set_index(frame["account_id"].rename(None)).set_axis(headers, axis=1)

    def _objective_names(self) -> dict[str, str]:
        """What each objective is called; one that has no row, as its account."""
        return self._called("accounts", "account_id") | self._called("objectives", "objective_id")

    def _called(self, table: str, key: str) -> dict[str, str]:
        rows = self.book.tables[table]
        return dict(zip(rows[key], rows["name"], strict=True))

    def _open(self) -> set[str]:
        return set(open_objectives(tables_of(self.book), self.day).collect()["objective_id"])

    def _people_in(self, cells: pd.Series, between: str) -> pd.Series:
        """Cells of joined ids as names."""
        people = self._called("people", "person_id")

        def named(cell: str) -> str:
            return between.join(people.get(each, each) for each in cell.split(between))

        return cells.map(named, na_action="ignore").astype("str")

    def _about(self) -> pd.DataFrame:
        """What the numbers mean."""
        rows = [
            ("As of", self.day.isoformat()),
            ("A conversation counts for", f"{self.fresh_days} days"),
            *((f"Level {level.value}, {level.label}", level.definition) for level in Level),
            *((f"Role {role.label}", role.definition) for role in Role),
            ("Score", "the levels of the four roles together, as a share of the most they can be"),
        ]
        return pd.DataFrame(rows, columns=["What", "Meaning"], dtype="str")


_NAMES = {"account_id": "account", "objective_id": "objective", "person_id": "person", "start_id": "ask_first"}
"""The columns of names beside those of ids."""

_HEADERS = {
    "start_id": "Ask first id",
    "candidates": "Candidate ids",
    "candidate_names": "Candidates",
    "route": "Route ids",
    "route_names": "Route",
    "coach_route": "Coach's route ids",
    "coach_route_names": "Coach's route",
    "coach_strength": "Coach's strength",
    "edges": "Steps",
    "level_name": "Level in words",
}
"""Headers that say more than the column's name."""


def file_names(accounts: Iterable[tuple[str, str, list[str]]]) -> dict[str, tuple[str, dict[str, str]]]:
    """Give names to the files of accounts, no two alike, whatever the accounts are called.

    Parameters
    ----------
    accounts : iterable of (str, str, list of str)
        The id of each account, its name, and the ids of its objectives.

    Returns
    -------
    dict of str to (str, dict of str to str)
        By account, the name of its workbook and, by objective, those of its maps, without endings.

    Examples
    --------
    >>> file_names([("a1", "Müller & Söhne", ["x"]), ("a2", "../CON", ["y", "z"])])
    {'a1': ('muller-sohne', {'x': 'muller-sohne'}), 'a2': ('con-2', {'y': 'con-2-y', 'z': 'con-2-z'})}
    """
    taken, names = set(_RESERVED), {}
    for at, (account_id, name, objectives) in enumerate(accounts, 1):
        stem = _free(_plain_name(name) or _plain_name(account_id) or f"account-{at:03}", taken)
        if len(objectives) == 1:
            names[account_id] = stem, {objectives[0]: stem}
        else:
            wanted = {each: f"{stem}-{_plain_name(each)}".rstrip("-") for each in objectives}
            names[account_id] = stem, {each: _free(text, taken) for each, text in wanted.items()}
    return names


def _free(wanted: str, taken: set[str]) -> str:
    """Give a name that is not taken yet, and take it."""
    numbered = (f"{wanted}-{at}" for at in itertools.count(2))
    name = next(name for name in itertools.chain([wanted], numbered) if name not in taken)
    taken.add(name)
    return name


def _plain_name(name: str) -> str:
    """What a file's name keeps of a name: a to z, digits and hyphens.

    Examples
    --------
    >>> _plain_name("Müller & Söhne / ../x"), _plain_name("東京")
    ('muller-sohne-x', '')
    """
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:LONGEST].rstrip("-")


def _by_account(sheet: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Split a sheet by its index, all accounts in one pass."""
    return {str(account_id): rows for account_id, rows in sheet.groupby(level=0)}


def _described(name: str, sheet: pd.DataFrame) -> Table:
    """The description of a sheet that the workbook's writer goes by."""
    kinds = {"M": Kind.DATE, "f": Kind.NUMBER, "i": Kind.INTEGER, "b": Kind.BOOLEAN}
    columns = (Column(each, kinds.get(sheet[each].dtype.kind, Kind.TEXT), "") for each in sheet.columns)
    return Table(name, "", (), tuple(columns))


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
