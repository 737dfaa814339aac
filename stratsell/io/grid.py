"""What stands in one CSV file or on one sheet: a header and rows of text, numbered as a spreadsheet numbers them.

A grid is what a reader gives before anything is known of tables. Here it becomes a data frame of text whose index labels
are the row numbers, so that every later message can name the row that its owner sees. Blank rows are left out and the
numbers stay as they were; cells that have no header, and rows that do not fit the header, are faults.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from stratsell.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    rows : list of list of str
        The cells of the rows that are not blank, as many in each as the header has.
    numbers : list of int
        The number of each row.
    faults : list of Fault
        What is wrong with it so far.
    """

    name: str
    header: list[str]
    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @classmethod
    def of(cls, name: str, header: list[str], rows: Iterable[list[str]]) -> Grid:
        """Make a grid of a header and all rows below it, blank ones included."""
        grid = cls(name, header)
        width = len(header)
        for number, cells in enumerate(rows, FIRST):
            if not any(cells):
                continue
            grid.rows.append(cells if len(cells) == width else grid._fitted(cells, number))
            grid.numbers.append(number)
        return grid

    def frame(self) -> pd.DataFrame:
        """Give the rows as a data frame of text; its index labels are the row numbers."""
        table = pd.DataFrame(self.rows, columns=self.header, index=self.numbers, dtype="str")
        bare = [at for at, name in enumerate(self.header) if not name.strip()]
        for at in bare:
            filled = table.iloc[:, at] != ""
            if filled.any():
                problem = f"column {letters(at)} has cells but no name in its header"
                self.faults.append(Fault(self.name, problem, table.index[filled][0]))
        return table.iloc[:, [at for at in range(len(self.header)) if at not in bare]]

    def _fitted(self, cells: list[str], number: int) -> list[str]:
        """A row with as many cells as the header; more or fewer are a fault, but for blank ones at the end."""
        width = len(self.header)
        if len(cells) < width or any(cells[width:]):
            problem = f"has {len(cells)} cells, but the header has {width}"
            self.faults.append(Fault(self.name, problem, number))
        return (cells + [""] * width)[:width]


def letters(at: int) -> str:
    """Give a column's letters in a spreadsheet.

    Examples
    --------
    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    return (letters(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)
