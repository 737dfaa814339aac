"""The accounts of a book and their objectives, as lists to choose from.

Searching is done here and not in the page, so that it is the same for ten accounts and for a hundred thousand, and so
that accents and capitals do not matter in any script.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable
from typing import NamedTuple

from stratsell.book import Book
from stratsell.text import clean

MOST_MATCHES = 50
"""How many accounts are listed at once."""


class Choice(NamedTuple):
    """Something to choose: its id and what people read."""

    id: str
    label: str


class Accounts:
    """All accounts of a book, to be found by name or id.

    Parameters
    ----------
    book : Book
        The book.

    Examples
    --------
    >>> import stratsell as ss
    >>> found, more = Accounts(ss.demo()).search("NORTH")
    >>> [choice.label for choice in found], more
    (['Northwind Foods'], 0)
    """

    def __init__(self, book: Book) -> None:
        frame = book.tables["accounts"]
        names = [clean(name) or account_id for name, account_id in zip(frame["name"], frame["account_id"], strict=True)]
        self._choices = distinct(zip(frame["account_id"], names, strict=True))
        self._choices.sort(key=lambda choice: (folded(choice.label), choice.id))
        self._keys = [folded(f"{choice.label} {choice.id}") for choice in self._choices]
        self.labels = {choice.id: choice.label for choice in self._choices}
        self.first = str(frame["account_id"].iloc[0]) if len(frame) else ""

    def search(self, query: str = "", *, most: int = MOST_MATCHES) -> tuple[list[Choice], int]:
        """Find the accounts whose name or id holds every word of a query.

        Parameters
        ----------
        query : str, default ""
            Words in any order; capitals and accents do not count. Blank finds all.
        most : int, default 50
            How many to give.

        Returns
        -------
        list of Choice
            By name; those that begin with the query come first.
        int
            How many more there are.
        """
        words = folded(query).split()
        hits = [index for index, key in enumerate(self._keys) if all(word in key for word in words)]
        start = folded(query).strip()
        hits.sort(key=lambda index: not self._keys[index].startswith(start))  # stable: by name otherwise
        return [self._choices[index] for index in hits[:most]], max(0, len(hits) - most)

    def beside(self, account_id: str, step: int) -> str:
        """Give the id of the account some steps after another in the list; after the last comes the first."""
        ids = list(self.labels)
        return ids[(ids.index(account_id) + step) % len(ids)] if account_id in self.labels else self.first


def objective_choices(book: Book, account_id: str, is_open: Collection[str]) -> list[Choice]:
    """List an account's objectives: the open ones first, in the order of the book, then the closed ones.

    Parameters
    ----------
    book : Book
        The book.
    account_id : str
        The account.
    is_open : collection of str
        The ids of the objectives that are open on the day to look from.

    Returns
    -------
    list of Choice
        Never empty: an account without objectives has one that is called like it.

    Examples
    --------
    >>> import stratsell as ss
    >>> choices = objective_choices(ss.demo(), "solvane", {"solvane-2", "solvane-3"})
    >>> [choice.id for choice in choices]
    ['solvane-2', 'solvane-3', 'solvane-1']
    >>> choices[-1].label
    'Closed: Pass the permit-to-work audit by 30 June 2026'
    """
    own, accounts = (book.tables[name] for name in ("objectives", "accounts"))
    own = own[own["account_id"] == account_id]
    implied = accounts[accounts["account_id"] == account_id].rename(columns={"account_id": "objective_id"})
    rows = own if len(own) else implied
    choices = distinct((id_, clean(name) or id_) for id_, name in zip(rows["objective_id"], rows["name"], strict=True))
    choices.sort(key=lambda choice: choice.id not in is_open)  # stable: in the order of the book otherwise
    return [choice if choice.id in is_open else Choice(choice.id, f"Closed: {choice.label}") for choice in choices]


def distinct(pairs: Iterable[tuple[str, str]]) -> list[Choice]:
    """Make choices of ids and names; where two have one name, the id is added to each.

    Examples
    --------
    >>> [choice.label for choice in distinct([("1", "Acme"), ("2", "Acme"), ("3", "Bolt")])]
    ['Acme (1)', 'Acme (2)', 'Bolt']
    """
    choices = [Choice(id_, label) for id_, label in pairs]
    often = Counter(choice.label for choice in choices)
    return [Choice(id_, f"{label} ({clean(id_)})" if often[label] > 1 else label) for id_, label in choices]


def folded(text: str) -> str:
    """Write text so that what people would call the same is the same: no capitals, accents or widths.

    Examples
    --------
    >>> folded("Inés ＰＲＡＤＯ")
    'ines prado'
    """
    apart = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).casefold()
