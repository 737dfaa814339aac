"""All open objectives at once, in the explorer: a heatmap of roles that is searched, filtered, sorted and grouped.

Python asks the rules and sends what they say as columns, once; the page searches, filters, sorts, groups and adds up
by itself, so that ten thousand rows answer as quickly as ten. What the page shows of them it tells, so that an export
holds just that. How the scores went is asked a day at a time, so that nothing else has to wait for all days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import traitlets

from stratsell.book import Book
from stratsell.dates import month_ends, spoken
from stratsell.notebook.export import File, portfolio_file
from stratsell.notebook.widgets import Widget, synced
from stratsell.rules.coverage import coverage
from stratsell.rules.portfolio import portfolio
from stratsell.rules.red_flags import RedFlag
from stratsell.text import clean
from stratsell.vocabulary import Level, Role

EXPORTS = [
    {"kind": "xlsx", "text": "Rows as .xlsx", "note": "The objectives that are shown, for a spreadsheet"},
    {"kind": "csv", "text": "Rows as .csv", "note": "The objectives that are shown, for other programs"},
    {"kind": "pptx", "text": "Slides as .pptx", "note": "The objectives that are shown, with what to do next, to show"},
    {"kind": "png", "text": "Heatmap as PNG", "note": "The first objectives that are shown, as a picture"},
    {"kind": "svg", "text": "Heatmap as SVG", "note": "The same as a drawing that can be enlarged and edited"},
    {"kind": "pdf", "text": "Heatmap as PDF", "note": "The same for printing"},
]
"""What the explorer offers for export while this is visible."""

MONTHS = 11
"""How many ends of months before the day the trend goes back."""

MOST = 4 * len(Role)
"""The most that the levels of an objective add up to; sent in place of the score, since it fits in a byte."""

_COUNTS = ("influences", "contacted", "thanked", *(flag.value for flag in RedFlag), "red_flags")


class Portfolio(Widget):
    """The portfolio of a book.

    Parameters
    ----------
    book : Book
        The book.
    visit : callable
        Given the id of an objective whose row has been clicked.

    Attributes
    ----------
    words : dict
        Roles, levels and red flags with their definitions, as the page writes them.
    rows : dict
        The open objectives, as `packed` gives them.
    choice : dict
        What is searched for, filtered, sorted and grouped; the page sets it.
    busy : str
        What is being done, while it takes a while.
    """

    words = synced(traitlets.Dict())
    rows = synced(traitlets.Dict())
    choice = synced(traitlets.Dict())
    busy = synced(traitlets.Unicode())

    def __init__(self, book: Book, visit: Callable[[str], None], **kwargs: Any) -> None:
        super().__init__(words=_words(), **kwargs)
        self.book = book
        self.day: dt.date | None = None
        self._visit = visit
        self._revision = -1
        self._sent = 0  # counts what was sent, so that an answer to what was sent before is told from one to this
        self._all = pd.DataFrame()
        self._shown: np.ndarray | None = None
        self.on_msg(self._answer)

    def show_day(self, day: dt.date) -> None:
        """Show the book as it is now on a day; where that is shown already, nothing is done."""
        if (self.book.revision, day) == (self._revision, self.day):
            return
        self.busy = f"Looking at {len(self.book.tables['accounts']):,} accounts …"
        try:
            self._all = portfolio(self.book, as_of=day)
            self._revision, self.day, self._shown = self.book.revision, day, None
            self._sent += 1
            self.rows = {"at": self._sent, **packed(self._all), "days": [spoken(day) for day in self._days()]}
        finally:
            self.busy = ""

    @property
    def frame(self) -> pd.DataFrame:
        """What `portfolio` says, as the page shows it: what is filtered out left out, in the order of the page."""
        return self._all if self._shown is None else self._all.iloc[self._shown].reset_index(drop=True)

    def export(self, kind: str) -> File:
        """Make a file of what the page shows.

        Parameters
        ----------
        kind : {"xlsx", "csv", "pptx", "png", "svg", "pdf"}
            Rows, slides of them, or the first of them as a picture.

        Returns
        -------
        File
        """
        if self.day is None:
            raise ValueError("nothing has been shown yet; call show_day first")
        return portfolio_file(self.frame, kind, self.day, self.book)

    def _days(self) -> list[dt.date]:
        """The days of the trend, the day to look from last."""
        day = self.day or dt.date.max
        return month_ends(min(MONTHS, day.year * 12 + day.month - 13), as_of=day)

    def _answer(self, _: Any, message: dict[str, Any], buffers: list[memoryview]) -> None:
        if message.get("at") != self._sent:
            return  # it is about rows that have just gone
        match message.get("do"):
            case "shown":
                self._shown = np.frombuffer(buffers[0], dtype="<i4")
            case "visit":
                self._visit(str(self._all["objective_id"].iloc[int(message["row"])]))
            case "score":
                index = int(message["day"])
                scores = scores_on(self.book, self._days()[index], self._all["objective_id"])
                self.send({"score": index, "at": self._sent}, buffers=[scores])


def packed(frame: pd.DataFrame) -> dict[str, Any]:
    """Give the rows of a portfolio as columns for the page: text as it is, words of few kinds and numbers as bytes.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `portfolio` gives it.

    Returns
    -------
    dict
        ``count“; ”texts``, lists by column; ``coded``, by column the different ``words`` and a whole number a row,
        -1 where it is blank; ``numbers``, by column the name of the page's array and its bytes.

    Examples
    --------
    >>> import stratsell as ss
    >>> sent = packed(ss.portfolio(ss.demo(), as_of="2026-11-23"))
    >>> sent["count"], sent["texts"]["account"][0], list(sent["numbers"]["economic"]["bytes"])[:3]
    (14, 'Kestrel Rail', [3, 2, 3])
    """
    numbers = {role.value: _bytes(frame[role.value], "u1") for role in Role}
    numbers["score"] = _bytes((frame["score"] * MOST).round(), "u1")
    numbers |= {name: _bytes(frame[name], "<i4") for name in _COUNTS}
    numbers["home"] = _bytes(pd.Series(pd.factorize(frame["account_id"])[0]), "<i4")
    numbers["priority"] = _bytes(frame["priority"], "<f8")
    numbers["value"] = _bytes(frame["value"], "<f8")
    days = frame["due_on"].to_numpy("datetime64[D]")
    numbers["due_on"] = _bytes(pd.Series(days.astype("int64")).where(~np.isnat(days)), "<f8")
    return {
        "count": len(frame),
        "texts": {name: _clean(frame[name]) for name in ("account", "objective")},
        "coded": {name: _coded(frame[name]) for name in ("owner", "industry")},
        "numbers": numbers,
    }


def scores_on(book: Book, day: dt.date, objective_ids: pd.Series) -> bytes:
    """Give the score of some objectives on a day, a byte each: the sum of the four levels."""
    covered = coverage(book, as_of=day).drop_duplicates("objective_id").set_index("objective_id")["score"]
    sums: bytes = (covered.reindex(objective_ids).fillna(0) * MOST).round().to_numpy("u1").tobytes()
    return sums


_ARRAYS = {"u1": "Uint8Array", "<i4": "Int32Array", "<f8": "Float64Array"}


def _bytes(numbers: pd.Series, kind: str) -> dict[str, Any]:
    return {"array": _ARRAYS[kind], "bytes": numbers.to_numpy(kind).tobytes()}


def _clean(texts: pd.Series) -> list[str]:
    return [clean(text) for text in texts.fillna("")]


def _coded(texts: pd.Series) -> dict[str, Any]:
    """The different words of a column, each once as people read it, and which of them a row has."""
    cleaned = pd.Series(_clean(texts), dtype="str")
    codes, words = pd.factorize(cleaned.mask(cleaned == ""), sort=True)
    return {"words": list(words), **_bytes(pd.Series(codes), "<i4")}


def _words() -> dict[str, Any]:
    """Roles, levels and red flags, from the vocabulary."""
    return {
        "roles": [
            {"name": role.value, "label": role.label, "glyph": role.glyph, "note": role.definition} for role in Role
        ],
        "levels": [{"label": level.label, "note": level.definition} for level in Level],
        "flags": [{"name": flag.value, "label": flag.label, "note": flag.definition} for flag in RedFlag],
    }
