"""The records of one kind on their way from a CRM's files into a table, each with the place that it comes from.

`Records` holds what its files say, a slot a column, and tells of every row that is left out and every cell that is left
blank; so nothing goes missing on the way without a line in the report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import pandas as pd

from stratsell.import_report import FileCount, Line, Outcome
from stratsell.io.mapping import NEEDED, Mapping
from stratsell.nearest import plain
from stratsell.tables import TABLES

if TYPE_CHECKING:
    from stratsell.io.export_file import ExportFile

Mask = pd.Series
"""True for some records."""


class Records:
    """All records of one kind, from one file or several.

    Parameters
    ----------
    kind : str
        The kind of record, such as people.

    Attributes
    ----------
    slots : pandas.DataFrame
        A row a record and a column a slot, cells as text or None; the index tells the records apart.
    extra : pandas.DataFrame
        The unknown columns of the same rows, by header.
    place : pandas.DataFrame
        The file and row of each.
    lines : list of Line
        What is to be said of them.
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
        self._left: Counter[str] = Counter()
        self._joined: Counter[str] = Counter()
        self._passed: Counter[str] = Counter()

    def add(self, file: ExportFile, name: str, mapping: Mapping) -> None:
        """Add the rows of a file that the mapping calls `name`."""
        columns = mapping.columns[name]
        slots: dict[str, list[str | None]] = {}
        extra: dict[str, list[str | None]] = {}
        cells = list(zip(*file.rows, strict=True)) or [()] * len(file.header)
        self.lines += file.lines
        for header, texts in zip(file.header, cells, strict=True):
            slot = columns.get(plain(header))
            if slot and slot not in slots:
                slots[slot] = _blanked(texts)
                self._headers[file.name, slot] = header
            elif any(text.strip() for text in texts):
                outcome, why = self._unknown(header, mapping, extra)
                self.lines.append(Line(file.name, None, header, "", outcome, why))
                if outcome is Outcome.KEPT:
                    extra[header] = _blanked(texts)
        start = int(self.slots.index[-1]) + 1 if len(self.slots) else 0
        index = range(start, start + len(file.rows))
        place = pd.DataFrame({"file": file.name, "row": file.numbers}, index=index, dtype=object)
        self.slots = _under(self.slots, pd.DataFrame(slots, index=index, dtype=object))
        self.extra = _under(self.extra, pd.DataFrame(extra, index=index, dtype=object))
        self.place = _under(self.place, place)
        self.given |= set(slots)
        self._rows[file.name] += len(file.rows) + file.left_out + file.passed_over
        self._left[file.name] += file.left_out
        self._passed[file.name] += file.passed_over

    def __getitem__(self, slot: str) -> pd.Series:
        """Give the cells of a slot, None where blank."""
        if slot not in self.slots.columns:
            return pd.Series([None] * len(self.slots), index=self.slots.index, dtype=object)
        return self.slots[slot]

    def __setitem__(self, slot: str, cells: pd.Series | Iterable[object]) -> None:
        if isinstance(cells, pd.Series):
            cells = cells.reindex(self.slots.index)
        values = [None if cell is None or cell != cell else cell for cell in cells]  # noqa: PLR0124 (NaN alone differs)
        self.slots = self.slots.assign(**{slot: pd.Series(values, index=self.slots.index, dtype=object)})

    def keep(self, header: str, cells: pd.Series) -> None:
        """Keep a column of the CRM's own that has no other place."""
        self.extra = self.extra.assign(**{header: cells})

    def change(self, slot: str, new: Callable[[str], str | None]) -> None:
        """Replace each filled cell of a slot; equal cells are asked for once."""
        cells = self[slot]
        known = {cell: new(cell) for cell in cells.dropna().unique()}
        self[slot] = [known.get(cell) for cell in cells]

    def say(self, mask: Mask, outcome: Outcome, why: str, slot: str = "") -> None:
        """Say something of each record that is marked, and of what stands in its slot."""
        at = mask[mask].index.intersection(self.slots.index, sort=False)
        values, places = self[slot].loc[at], self.place.loc[at]
        for value, file, row in zip(values, places["file"], places["row"], strict=True):
            column = self._headers.get((file, slot), "")
            self.lines.append(Line(file, row, column, "" if value is None else cut(str(value)), outcome, why))

    def leave_out(self, mask: Mask, why: str, slot: str = "") -> None:
        """Leave out the records that are marked."""
        self._remove(mask, Outcome.LEFT_OUT, why, slot, self._left)

    def pass_over(self, mask: Mask, why: str, slot: str = "") -> None:
        """Leave out the records that are marked, as it should be."""
        self._remove(mask, Outcome.PASSED_OVER, why, slot, self._passed)

    def join(self, mask: Mask, why: str, slot: str = "") -> None:
        """Leave out the records that are marked, since what they say stands elsewhere."""
        self._remove(mask, Outcome.JOINED, why, slot, self._joined)

    def leave_blank(self, mask: Mask, why: str, slot: str = "") -> None:
        """Leave a slot blank where it is marked."""
        self.say(mask, Outcome.LEFT_BLANK, why, slot)
        self[slot] = self[slot].mask(mask.reindex(self.slots.index, fill_value=False), None)

    def blank(self, slot: str) -> Mask:
        """Mark the records whose slot is blank."""
        return self[slot].isna()

    def counts(self) -> list[FileCount]:
        """Say how many rows of each file became what."""
        there = Counter(self.place["file"])
        return [
            FileCount(file, self.kind, rows, there[file], self._joined[file], self._passed[file], self._left[file])
            for file, rows in self._rows.items()
        ]

    def _remove(self, mask: Mask, outcome: Outcome, why: str, slot: str, count: Counter[str]) -> None:
        mask = mask.reindex(self.slots.index, fill_value=False).astype(bool)
        if not mask.any():
            return
        self.say(mask, outcome, why, slot)
        count.update(self.place.loc[mask, "file"])
        self.slots, self.extra, self.place = self.slots[~mask], self.extra[~mask], self.place[~mask]

    def _unknown(self, header: str, mapping: Mapping, kept: Iterable[str]) -> tuple[Outcome, str]:
        """Say what becomes of a column that has cells and no slot."""
        if not header:
            return Outcome.NOT_READ, "the column has cells but no name in its header"
        if header in kept:
            return Outcome.NOT_READ, "another column of the file has the same name"
        if plain(header) in mapping.ignored:
            return Outcome.PASSED_OVER, "is of use for the CRM only"
        if self.kind not in TABLES:
            return Outcome.PASSED_OVER, f"of {self.kind}, only names and ids are used"
        return Outcome.KEPT, f"is unknown and kept in {self.kind}"


def recognised(file: ExportFile, mapping: Mapping) -> list[str]:
    """Say what a file is in the CRM, by its name or else by its columns.

    By its columns a file is recognised only if most of them are known, since half of a CRM's files have an id and a
    name.

    Returns
    -------
    list of str
        Its name in the CRM; several if it may be either, none if nothing fits.
    """
    stem = file.name.rpartition(".")[0]
    for name in (stem, stem.rstrip("0123456789-_()., ")):
        called = mapping.names.get(plain(name))
        if called and (not mapping.kinds[called] or _fits(file, called, mapping)):
            return [called]
    used = sum(bool(header) and plain(header) not in mapping.ignored for header in file.header)
    fitting = [name for name, kind in mapping.kinds.items() if kind and _fits(file, name, mapping)]
    scores = {name: sum(plain(header) in mapping.columns[name] for header in file.header) for name in fitting}
    best = max(scores.values(), default=0)
    return [name for name, score in scores.items() if score == best and 2 * score >= used]


def cut(text: str) -> str:
    """Cut a value that would flood a report."""
    return text if len(text) <= 200 else text[:199] + "…"


def _fits(file: ExportFile, name: str, mapping: Mapping) -> bool:
    """Whether a file has the columns without which it cannot be what it may be."""
    slots = {mapping.columns[name].get(plain(header)) for header in file.header}
    return all(slots & set(group) for group in NEEDED[mapping.kinds[name]])


def _blanked(texts: Iterable[str]) -> list[str | None]:
    return [text if text.strip() else None for text in texts]


def _under(above: pd.DataFrame, below: pd.DataFrame) -> pd.DataFrame:
    """Put rows below others; what only one of them has is blank in the other."""
    if not len(above.index):
        return below
    both = pd.concat([above, below], sort=False)
    return both.astype(object).where(both.notna(), None)
