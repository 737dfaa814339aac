"""What stands in one CSV file or on one sheet: a header and rows of text, numbered as a spreadsheet numbers them.

A grid is what a reader gives before anything is known of tables. Here it becomes a data frame of text whose index
labels are the row numbers, so that every later message can name the row that its owner sees. Blank rows are left out
and the numbers stay as they were; cells that have no header, and rows that do not fit the header, are faults.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

import pandas as pd

from stratsell.errors import BookError, Fault
from stratsell.text import is_visible

if TYPE_CHECKING:
    from collections.abc import Iterable

BATCH = 10_000

MOST_COLUMNS = 16_384
"""How many columns a table may have: as many as a sheet of Excel."""

FIRST = 2
"""The number of the row below the header."""


@dataclass
class Grid:
    """A header and the rows below it, as text.

    Attributes
    ----------
    name : str
        What messages call it: the table, or the file.
    header : list of str
        The names of the columns, as they stand there.
    columns : list of (list of str or pandas.Series)
        The cells below each name in the header, without those of blank rows.
    numbers : sequence of int
        The number of each row.
    faults : list of Fault
        What is wrong with it so far.
    """

    name: str
    header: list[str]
    columns: list[Any] = field(default_factory=list)
    numbers: Any = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @classmethod
    def of(cls, name: str, header: list[str], rows: Iterable[list[str]], *, first: int = FIRST) -> Grid:
        """Make a grid of a header and all rows below it from the `first` on, blank ones included."""
        if not any(map(is_visible, header)):
            return cls._nameless(name, rows)
        grid = cls(name, header, [[] for _ in header])
        numbered = enumerate(rows, first)
        while batch := list(islice(numbered, BATCH)):  # rows turned to columns in parts, to save memory
            filled = [(number, grid._fitted(cells, number)) for number, cells in batch if any(cells)]
            grid.numbers += [number for number, _ in filled]
            for column, cells in zip(grid.columns, zip(*(cells for _, cells in filled), strict=True), strict=False):
                column.extend(cells)
        return grid

    @classmethod
    def _nameless(cls, name: str, rows: Iterable[list[str]]) -> Grid:
        grid = cls(name, [])
        if any(any(cells) for cells in rows):
            grid.faults.append(Fault(name, "is blank, but must hold the names of the columns", 1))
        return grid

    @property
    def blank(self) -> bool:
        """Whether nothing at all stands there."""
        return not self.header and not self.faults

    def frame(self) -> pd.DataFrame:
        """Give the rows as a data frame of text; its index labels are the row numbers."""
        arrays = [getattr(column, "array", column) for column in self.columns]
        series = [pd.Series(array, index=self.numbers, dtype="str") for array in arrays]
        named = [index for index, name in enumerate(self.header) if is_visible(name)]
        for index in sorted(set(range(len(self.header))) - set(named)):
            filled = series[index] != ""
            if filled.any():
                problem = f"column {letters(index)} has cells but no name in its header"
                self.faults.append(Fault(self.name, problem, series[index].index[filled][0]))
        table = pd.DataFrame({index: series[index] for index in named}, index=self.numbers)
        return table.set_axis([self.header[index] for index in named], axis=1)

    def _fitted(self, cells: list[str], number: int) -> list[str]:
        """Give a row as many cells as the header has; more or fewer are a fault, but for blank ones at the end."""
        width = len(self.header)
        if len(cells) == width:
            return cells
        if len(cells) < width or any(cells[width:]):
            problem = f"has {len(cells)} cells, but the header has {width}"
            self.faults.append(Fault(self.name, problem, number))
        return (cells + [""] * width)[:width]


def check_width(name: str, columns: int) -> None:
    """Refuse a table of more columns than anybody reads, which would take minutes; BookError says how many."""
    if columns > MOST_COLUMNS:
        problem = f"has {columns:,} columns; a table has at most {MOST_COLUMNS:,}: leave out what is not needed"
        raise BookError([Fault(name, problem)], name)


def letters(index: int) -> str:
    """Give a column's letters in a spreadsheet.

    Examples
    --------
    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    return (letters(index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)
