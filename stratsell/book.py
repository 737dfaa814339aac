"""A book: the validated tables of one or many accounts, in memory.

Everything else takes a `Book`. It is made from tables once, with all faults reported together, and then stays as it is;
selecting gives a new, smaller book.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from stratsell.tables import TABLES
from stratsell.validation import validated

if TYPE_CHECKING:
    import os


class Book:
    """The nine tables of a book, validated.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Tables by name: accounts, people and influences must be there; objectives, relationships, touchpoints, options,
        propositions and feedback may be. Columns as in `stratsell.tables.TABLES`; unknown columns are kept.

    Raises
    ------
    BookError
        If anything is wrong, with all of it.

    Examples
    --------
    >>> import pandas as pd, stratsell as ss
    >>> book = ss.Book({
    ...     "accounts": pd.DataFrame({"account_id": ["a"], "name": ["Northwind Foods"]}),
    ...     "people": pd.DataFrame({"person_id": ["p"], "account_id": ["a"], "name": ["Amara Osei"]}),
    ...     "influences": pd.DataFrame({"objective_id": ["a"], "person_id": ["p"], "roles": ["economic"]}),
    ... })
    >>> book
    <Book: 1 account, 1 person, 1 influence>
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._tables = validated(tables)

    @classmethod
    def _trusted(cls, tables: dict[str, pd.DataFrame]) -> Book:
        """Make a book of tables that are known to be valid, such as part of another book."""
        book = cls.__new__(cls)
        book._tables = tables
        return book

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The nine tables by name.

        Every table has all its columns, also where the source had none: text and sets as ``str``, days as
        ``datetime64[us]``, numbers as ``float64``, versions as ``Int64``, chosen as ``boolean``; blank cells are
        missing values. Change a copy and make a new book of it; the frames themselves belong to the book.
        """
        return MappingProxyType(self._tables)

    def select(self, *, account_id: str | None = None, objective_id: str | None = None) -> Book:
        """Give the part of the book that concerns one account or one objective.

        Parameters
        ----------
        account_id : str, optional
            Keep this account, with all its objectives.
        objective_id : str, optional
            Keep this objective and its account, with all the account's people and relationships, and those of
            people of other accounts who have a part in the objective.

        Returns
        -------
        Book

        Raises
        ------
        KeyError
            If there is no such account or objective.
        ValueError
            If not exactly one of the two is given.
        """
        if (account_id is None) == (objective_id is None):
            raise ValueError("select: give either account_id or objective_id")
        if objective_id is not None:
            account_id = self.account_of(objective_id)
        accounts = self._tables["accounts"]
        if not (accounts["account_id"] == account_id).any():
            raise KeyError(f"no account “{account_id}”; there are {_some(accounts['account_id'])}")
        return Book._trusted(_part(self._tables, str(account_id), objective_id))

    def account_of(self, objective_id: str) -> str:
        """Give the id of the account that an objective belongs to; KeyError if there is no such objective."""
        objectives, accounts = self._tables["objectives"], self._tables["accounts"]
        found = objectives.loc[objectives["objective_id"] == objective_id, "account_id"]
        if len(found):
            return str(found.iloc[0])
        bare = ~accounts["account_id"].isin(objectives["account_id"])
        if objective_id in set(accounts.loc[bare, "account_id"]):
            return objective_id
        known = pd.concat([objectives["objective_id"], accounts.loc[bare, "account_id"]])
        raise KeyError(f"no objective “{objective_id}”; there are {_some(known)}")

    def write(self, target: str | os.PathLike[str]) -> None:
        """Write the book to a folder of CSV files or to one .xlsx file, all or nothing.

        Parameters
        ----------
        target : path
            A folder (made if it is not there), or a file name that ends in ``.xlsx``.

        Raises
        ------
        ValueError
            If the name ends in something else that is no folder, or a table does not fit into .xlsx.
        OSError
            If it cannot be written; what was there before is then still there, whole.
        """
        # The one import that runs upwards: the contract gives a book a `write`, and io knows the formats.
        from stratsell.io import write

        write(self, target)

    def __eq__(self, other: object) -> bool:
        """Whether all tables of both books hold the same cells in the same order."""
        if not isinstance(other, Book):
            return NotImplemented
        return all(frame.equals(other._tables[name]) for name, frame in self._tables.items())

    __hash__ = None  # type: ignore[assignment]  # equal by content, so not usable as a key

    def __repr__(self) -> str:
        """Say how much is in the book."""
        return f"<Book: {', '.join(self._counts()) or 'empty'}>"

    def _repr_html_(self) -> str:
        """What a notebook shows for the book."""
        return f"<b>Book</b>: {html.escape(', '.join(self._counts()) or 'empty')}"

    def _counts(self) -> Iterator[str]:
        for name in TABLES:
            if count := len(self._tables[name]):
                yield f"{count:,} {name if count != 1 else _ONE.get(name, name[:-1])}"


_ONE = {"people": "person", "feedback": "feedback"}


def _some(ids: pd.Series) -> str:
    """The first few ids, for a message."""
    shown = ", ".join(f"“{each}”" for each in ids.head(8))
    return shown + (f" and {len(ids) - 8} more" if len(ids) > 8 else "") if len(ids) else "none"


def _part(tables: dict[str, pd.DataFrame], account_id: str, objective_id: str | None) -> dict[str, pd.DataFrame]:
    """The rows of every table that belong to one account, or to one objective of it."""
    objectives = tables["objectives"]
    part = {name: tables[name][tables[name]["account_id"] == account_id] for name in ("accounts", "objectives")}
    wanted = list(part["objectives"]["objective_id"]) or [account_id]
    if objective_id is not None:
        wanted = [objective_id]
        part["objectives"] = objectives[objectives["objective_id"] == objective_id]
    influences = tables["influences"]
    part["influences"] = influences[influences["objective_id"].isin(wanted)]
    people = tables["people"]
    here = (people["account_id"] == account_id) | people["person_id"].isin(part["influences"]["person_id"])
    part["people"] = people[here]
    ids = part["people"]["person_id"]
    ties = tables["relationships"]
    part["relationships"] = ties[ties["source_id"].isin(ids) & ties["target_id"].isin(ids)]
    talks = tables["touchpoints"]
    counts = talks["objective_id"].isna() | talks["objective_id"].isin(wanted)
    part["touchpoints"] = talks[talks["person_id"].isin(ids) & counts]
    for name in ("options", "propositions", "feedback"):
        part[name] = tables[name][tables[name]["objective_id"].isin(wanted)]
    return {name: part[name].reset_index(drop=True) for name in TABLES}
