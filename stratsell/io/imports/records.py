"""The records of one kind on their way from files into a table, each with the place that it comes from.

`Records` holds what the files say, a slot a column, and notes every row that is left out and every cell that is left
blank; so nothing goes missing on the way without a line in the report.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from stratsell.book.import_report import FileCount, Line, Outcome, cut
from stratsell.io.imports.locate import Located
from stratsell.io.imports.match import ColumnMatch

Mask = Any
"""True for some records."""

_SHOWN = 10
"""How many rows a line names."""


class Place(NamedTuple):
    """A file, its table and what its columns have become."""

    table: Located
    label: str
    matches: list[ColumnMatch]


class Records:
    """All records of one kind, from one file or several.

    Parameters
    ----------
    kind : str
        The kind of record, such as people.

    Attributes
    ----------
    slots : pandas.DataFrame
        One row per record and a column a slot, cells as text or None; the index tells the records apart.
    extra : pandas.DataFrame
        The unknown columns of the same rows, by the name under which they are kept.
    place : pandas.DataFrame
        The file and row of each.
    lines : list of Line
        What is to be said of them.
    given : set of str
        The slots that some file has.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.slots = pd.DataFrame(dtype=object)
        self.extra = pd.DataFrame(dtype=object)
        self.place = pd.DataFrame({"file": [], "row": []}, dtype=object)
        self.lines: list[Line] = []
        self.given: set[str] = set()
        self._headers: dict[tuple[str, str], str] = {}
        self._rows: Counter[str] = Counter()
        self._counts: dict[Outcome, Counter[str]] = {
            each: Counter() for each in (Outcome.LEFT_OUT, Outcome.PASSED_OVER, Outcome.JOINED)
        }

    def __len__(self) -> int:
        """How many records there are."""
        return len(self.slots)

    def add(self, place: Place) -> None:
        """Add the rows of a table whose columns have been matched."""
        table = place.table
        start = int(self.slots.index[-1]) + 1 if len(self.slots) else 0
        index = pd.RangeIndex(start, start + len(table.numbers))
        slots: dict[str, pd.Series] = {}
        extra: dict[str, pd.Series] = {}
        self.lines += table.lines
        for each in place.matches:
            cells = pd.Series(blanked(table.columns[each.at]), index=index, dtype=object)
            if each.slot:
                slots[each.slot] = cells
                self._headers[table.file, each.slot] = each.header
            elif each.name and cells.notna().any():
                extra[each.name] = cells
                self._headers[table.file, "+" + each.name] = each.header
        rows = pd.DataFrame(
            {"file": table.file, "row": pd.Series(table.numbers, index=index, dtype=object)}, index=index
        )
        self.slots = _under(self.slots, pd.DataFrame(slots, index=index, dtype=object))
        self.extra = _under(self.extra, pd.DataFrame(extra, index=index, dtype=object))
        self.place = _under(self.place, rows.astype(object))
        self.given |= set(slots)
        self._rows[table.file] += table.rows()
        self._counts[Outcome.LEFT_OUT][table.file] += table.left_out
        self._counts[Outcome.PASSED_OVER][table.file] += table.passed_over

    def make(self, slots: dict[str, Sequence[object]]) -> None:
        """Add records that stand in no row of their own, such as accounts that people name."""
        start = int(self.slots.index[-1]) + 1 if len(self.slots) else 0
        count = len(next(iter(slots.values()), ()))
        index = pd.RangeIndex(start, start + count)
        made = pd.DataFrame({slot: pd.Series(list(cells), index=index, dtype=object) for slot, cells in slots.items()})
        self.slots = _under(self.slots, made)
        self.extra = _under(self.extra, pd.DataFrame(index=index))
        self.place = _under(self.place, pd.DataFrame({"file": None, "row": None}, index=index, dtype=object))

    def __getitem__(self, slot: str) -> pd.Series:
        """Give the cells of a slot, None where blank."""
        if slot not in self.slots.columns:
            return pd.Series(np.empty(len(self.slots), dtype=object), index=self.slots.index)
        return self.slots[slot]

    def values(self, slot: str) -> list[str]:
        """Give the different cells of a slot, blank ones left out."""
        return different(self.slots[slot]) if slot in self.slots.columns else []

    def __setitem__(self, slot: str, cells: pd.Series | Iterable[object]) -> None:
        if isinstance(cells, pd.Series):
            cells = cells.reindex(self.slots.index).astype(object)
            cells = cells.where(cells.notna(), None)
        else:
            cells = pd.Series(list(cells), index=self.slots.index, dtype=object)
        self.slots = self.slots.assign(**{slot: cells})

    def keep(self, name: str, cells: pd.Series) -> None:
        """Keep a column of the source's own that has no other place."""
        self.extra = self.extra.assign(**{name: cells})

    def change(self, slot: str, new: Callable[[str], object]) -> None:
        """Replace each filled cell of a slot; equal cells are asked for once."""
        self[slot] = replaced(self[slot], new)

    def move(self, file: str, slot: str, other: str) -> None:
        """Note that a column of a file fills another slot than was thought."""
        self._headers[file, other] = self._headers.pop((file, slot), "")

    def header(self, file: str, slot: str) -> str:
        """Give the header under which a slot stands in a file."""
        return self._headers.get((file, slot), "")

    def say(
        self, mask: Mask, outcome: Outcome, why: str, slot: str = "", *, remedy: str = "", live: bool | Mask = False
    ) -> None:
        """Say something of each record that is marked, and of what stands in its slot."""
        at = mask[mask].index.intersection(self.slots.index, sort=False)
        if not len(at):
            return
        values, places = self[slot].loc[at], self.place.loc[at]
        alive = live.reindex(at, fill_value=False) if isinstance(live, pd.Series) else pd.Series(live, index=at)
        for value, file, row, each in zip(values, places["file"], places["row"], alive, strict=True):
            if file is not None:
                column = self._headers.get((file, slot), "")
                shown = "" if value is None else cut(str(value))
                self.lines.append(Line(file, row, column, shown, outcome, why, remedy, bool(each), slot))

    def say_words(self, mask: Mask, outcome: Outcome, slot: str, why: Callable[[str], str]) -> None:
        """Say something of each different cell of a slot, once a file, with how often it stands there."""
        mask = mask.reindex(self.slots.index, fill_value=False)
        if not mask.any():
            return
        cells = self[slot][mask]
        files = self.place["file"].loc[cells.index]
        for (file, cell), count in Counter(zip(files, cells, strict=True)).items():
            if file is not None:
                times = f", {count:,} times" if count > 1 else ""
                column = self._headers.get((file, slot), "")
                said = f"“{cut(str(cell))}” {why(str(cell))}{times}"
                self.lines.append(Line(file, None, column, cut(str(cell)), outcome, said))

    def say_rows(self, mask: Mask, slot: str, what: str) -> None:
        """Say in one line a file what was decided about some cells of a slot, with the numbers of their rows."""
        for file, places in self.place[mask].groupby("file", sort=False):
            rows = places["row"].tolist()
            shown = ", ".join(map(str, rows[:_SHOWN])) + (" …" if len(rows) > _SHOWN else "")
            why = f"{what} row{'s' if len(rows) > 1 else ''} {shown}"
            self.lines.append(Line(str(file), None, self._headers.get((str(file), slot), ""), "", Outcome.READ_AS, why))

    def leave_out(self, mask: Mask, why: str, slot: str = "", *, remedy: str = "", live: bool | Mask = False) -> None:
        """Leave out the records that are marked."""
        self._remove(mask, Outcome.LEFT_OUT, why, slot, remedy=remedy, live=live)

    def pass_over(self, mask: Mask, why: str, slot: str = "") -> None:
        """Leave out the records that are marked, as it should be."""
        self._remove(mask, Outcome.PASSED_OVER, why, slot)

    def join(self, mask: Mask, why: str, slot: str = "") -> None:
        """Leave out the records that are marked, since what they say stands elsewhere."""
        self._remove(mask, Outcome.JOINED, why, slot)

    def leave_blank(self, mask: Mask, why: str, slot: str = "", *, remedy: str = "", live: bool | Mask = False) -> None:
        """Leave a slot blank where it is marked."""
        if mask.any():
            self.say(mask, Outcome.LEFT_BLANK, why, slot, remedy=remedy, live=live)
            self[slot] = self[slot].mask(mask.reindex(self.slots.index, fill_value=False), None)

    def hand_over(self, mask: Mask, other: Records, slots: Mapping[str, str]) -> None:
        """Let the records that are marked be records of another kind, where their slots may be called otherwise."""
        start = int(other.slots.index[-1]) + 1 if len(other.slots) else 0
        index = pd.RangeIndex(start, start + int(mask.sum()))
        cells = {to: self[slot][mask].set_axis(index) for slot, to in slots.items() if slot in self.slots.columns}
        other.slots = _under(other.slots, pd.DataFrame(cells, index=index, dtype=object))
        other.extra = _under(other.extra, self.extra[mask].set_axis(index))
        other.place = _under(other.place, self.place[mask].set_axis(index))
        other.given |= set(cells)
        for (file, slot), header in self._headers.items():
            other._headers.setdefault((file, slots.get(slot, slot)), header)
        for file, count in Counter(self.place["file"][mask]).items():
            self._rows[file] -= count
            if not self._rows[file]:
                del self._rows[file]
            other._rows[file] += count
        self.slots, self.extra, self.place = self.slots[~mask], self.extra[~mask], self.place[~mask]

    def blank(self, slot: str) -> Mask:
        """Mark the records whose slot is blank."""
        return self[slot].isna()

    def counts(self) -> list[FileCount]:
        """Say how many rows of each file became what."""
        there = Counter(self.place["file"].dropna())
        names = (Outcome.JOINED, Outcome.PASSED_OVER, Outcome.LEFT_OUT)
        return [
            FileCount(file, self.kind, rows, there[file], *(self._counts[name][file] for name in names))
            for file, rows in self._rows.items()
        ]

    def _remove(
        self, mask: Mask, outcome: Outcome, why: str, slot: str, *, remedy: str = "", live: bool | Mask = False
    ) -> None:
        mask = mask.reindex(self.slots.index, fill_value=False).astype(bool)
        if not mask.any():
            return
        self.say(mask, outcome, why, slot, remedy=remedy, live=live)
        self._counts[outcome].update(self.place.loc[mask, "file"].dropna())
        self.slots, self.extra, self.place = self.slots[~mask], self.extra[~mask], self.place[~mask]


def blanked(texts: Sequence[str]) -> list[str | None]:
    """Give None for blank cells."""
    blank = {text for text in set(texts) if not text or text.isspace()}
    return [None if text in blank else text for text in texts] if blank else list(texts)


def different(cells: pd.Series) -> list[Any]:
    """Give the different cells of a column in their order, blank ones left out.

    Examples
    --------
    >>> different(pd.Series(["Ada", None, "Bo", "Ada"], dtype=object))
    ['Ada', 'Bo']
    """
    values = dict.fromkeys(cells.tolist())
    for blank in (None, np.nan):
        values.pop(blank, None)
    return list(values)


def replaced(cells: pd.Series, new: Callable[[Any], object]) -> pd.Series:
    """Replace each filled cell of a column; equal cells are asked for once.

    Examples
    --------
    >>> replaced(pd.Series(["Ada", None, "Bo"], dtype=object), str.upper).tolist()
    ['ADA', None, 'BO']
    """
    known = {cell: new(cell) for cell in different(cells)}
    return pd.Series([known.get(cell) for cell in cells.tolist()], index=cells.index, dtype=object)


def _under(above: pd.DataFrame, below: pd.DataFrame) -> pd.DataFrame:
    """Put rows below others; what only one of them has is blank in the other."""
    if not len(above.index):
        return below
    if not len(below.index):
        return above
    both = pd.concat([above, below], sort=False)
    return both.astype(object).where(both.notna(), None)


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no circles among the many small lists of cells, which have none: a fifth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
