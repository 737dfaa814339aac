"""The report: files for people who open neither a notebook nor a terminal.

Every account gets an Excel workbook with what the rules say about it and a map of each open
objective; one workbook more says the same of all accounts. Each objective is read once, for all of them.
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
from stratsell.objective_view import ObjectiveView, objective_view
from stratsell.reports.sheets import about, sheets
from stratsell.rules.coverage import FRESH_DAYS
from stratsell.rules.engine import objectives, tables_of
from stratsell.text import in_utf8

LONGEST = 50
"""How many characters of a name a file's name takes."""

PORTFOLIO = "portfolio"
"""What the workbook of all accounts is called."""

_RESERVED = {
    PORTFOLIO,
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)),
}


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
    ['coverage', 'influences', 'missing', 'red flags', 'introductions', 'relationships', 'momentum']
    """

    def __init__(self, book: Book, *, as_of: dt.date | str | None = None, fresh_days: int = FRESH_DAYS) -> None:
        self.day = as_day(as_of)
        self.fresh_days = fresh_days
        self.accounts: list[str] = sorted(book.tables["accounts"]["account_id"])
        self._names: dict[str, str] = dict(book.tables["accounts"][["account_id", "name"]].itertuples(index=False))
        rows = objectives(tables_of(book), self.day).sort("account_id", "objective_id").collect()
        self._views = {
            objective_id: objective_view(book, objective_id=objective_id, as_of=self.day, fresh_days=fresh_days)
            for objective_id in rows["objective_id"]
        }
        self.sheets = sheets([*self._views.values()], book, self.day, fresh_days)

    def export(self, folder: Path, *, maps: str = "png", account: str | None = None) -> Iterator[list[Exported]]:
        """Write the files, an account at a time; each is written whole or not at all.

        Parameters
        ----------
        folder : pathlib.Path
            Where they go; it is created if it does not exist.
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
        mapped: dict[str, list[str]] = {account_id: [] for account_id in self.accounts}
        for view in self._views.values():
            if view.is_open:
                mapped[view.account["account_id"]].append(view.objective_id)
        names = file_names((id_, self._names[id_], objectives) for id_, objectives in mapped.items())
        for account_id, (stem, images) in names.items():
            if account is None or account == account_id:
                own = {name: parts[name].get(account_id, sheet.head(0)) for name, sheet in self.sheets.items()}
                done = [self._workbook(folder / f"{stem}.xlsx", account_id, own)]
                done += (self._map(folder / f"{name}.{maps}", self._views[id_]) for id_, name in images.items())
                yield done

    def _workbook(self, path: Path, account_id: str, sheets: dict[str, pd.DataFrame]) -> Exported:
        from stratsell.io.files.xlsx import save_sheets

        described = {"about": about(self.day, self.fresh_days), **sheets}
        try:
            save_sheets(path, {name: (_described(name, sheet), sheet) for name, sheet in described.items()})
        except Exception as error:  # noqa: BLE001  (whatever it is, the other accounts get their files)
            return Exported(account_id, "", in_utf8(str(path)), _reason(error))
        return Exported(account_id, "", in_utf8(str(path)), "")

    def _map(self, path: Path, view: ObjectiveView) -> Exported:
        from stratsell.map.figure import paint, save
        from stratsell.map.scene import compose
        from stratsell.map.shown import shown

        place = view.account["account_id"], view.objective_id, in_utf8(str(path))
        try:
            drawn = compose(shown(view))
            save(paint(drawn), path, title=drawn.title)
        except Exception as error:  # noqa: BLE001  (as above)
            return Exported(*place, _reason(error))
        return Exported(*place, "")


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
    for number, (account_id, name, ids) in enumerate(accounts, 1):
        stem = _free(_plain_name(name) or _plain_name(account_id) or f"account-{number:03}", taken)
        if len(ids) == 1:
            names[account_id] = stem, {ids[0]: stem}
        else:
            wanted = {id_: f"{stem}-{_plain_name(id_)}".rstrip("-") for id_ in ids}
            names[account_id] = stem, {id_: _free(text, taken) for id_, text in wanted.items()}
    return names


def _free(wanted: str, taken: set[str]) -> str:
    """Give a name that is not taken yet, and take it."""
    numbered = (f"{wanted}-{number}" for number in itertools.count(2))
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
    columns = (Column(name, kinds.get(sheet[name].dtype.kind, Kind.TEXT), "") for name in sheet.columns)
    return Table(name, "", (), tuple(columns))


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
