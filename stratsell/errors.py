"""What can be wrong with a book, said so that its owner can correct it.

A `Fault` is one wrong thing at one place; a `BookError` is all of them together, because a person who corrects a sheet
wants to correct it once. It prints as plain lines in a terminal and, without a traceback, in a notebook.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 40
"""How many faults an error prints; `BookError.faults` always holds all of them."""


class _Guess:
    """A text that may be given as a function, which is called when the text is first read."""

    def __get__(self, fault: Fault | None, _: type | None = None) -> str:
        if fault is None:  # the default
            return ""
        text = fault.__dict__["meant"]
        suggestion: str = text if isinstance(text, str) else text()
        fault.__dict__["meant"] = suggestion
        return suggestion

    def __set__(self, fault: Fault, text: str | Callable[[], str]) -> None:
        fault.__dict__["meant"] = text


@dataclass(frozen=True)
class Fault:
    """One wrong thing in a book.

    Attributes
    ----------
    table : str
        Name of the table, or of the sheet or file where there is no table.
    problem : str
        What is wrong, in a few words.
    row : object
        The row as its owner sees it: in a file the line of the spreadsheet (the header is row 1), in a data frame the
        index label. None where the fault concerns a whole table or column.
    column : str
        The column, or blank where the fault concerns a whole row or table.
    value : object
        What stands there; None where nothing does.
    allowed : str
        What may stand there.
    meant : str
        What was probably meant; blank where nothing comes near. Given as a function, it is looked for only once
        somebody reads it, since that takes time and an error shows few of its faults.
    """

    table: str
    problem: str
    row: object = None
    column: str = ""
    value: object = None
    allowed: str = ""
    meant: _Guess = _Guess()

    def but(self, **changes: Any) -> Fault:
        """Give the same fault with other attributes; what was meant is not looked for yet."""
        return Fault(**{**self.__dict__, **changes})

    def __getstate__(self) -> dict[str, Any]:
        """What a copy and a pickle keep."""
        return {**self.__dict__, "meant": self.meant}

    def __str__(self) -> str:
        """Say the fault in one line."""
        line = f"{self._place()}: "
        if self.value is not None:
            line += f"{_shown(self.value)} "
        line += self.problem
        if self.meant:
            line += f"; did you mean {_shown(self.meant)}?"
        if self.allowed:
            line += f" Allowed: {self.allowed}." if self.meant else f"; allowed: {self.allowed}."
        return line if line.endswith((".", "?")) else line + "."

    def _place(self) -> str:
        place = self.table
        if self.row is not None:
            place += f", row {_cut(str(self.row), 200)}"
        return f"{place}, column {_cut(self.column, 200)}" if self.column else place


def _shown(value: object) -> str:
    """A value in quotes on one line, cut where it would flood the message."""
    text = "".join(c if c.isprintable() else " " if c in "\t\r\n" else f"\\x{ord(c):02x}" for c in str(value)[:61])
    return f"“{_cut(text, 60)}”"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


class BookError(ValueError):
    """A book cannot be read or made, for the reasons in `faults`.

    Parameters
    ----------
    faults : iterable of Fault
        Everything that is wrong; at least one.
    source : str, optional
        Where the book was to come from, such as a file's name.

    Attributes
    ----------
    faults : tuple of Fault
        All faults, in the order of tables, rows and columns.
    """

    def __init__(self, faults: Iterable[Fault], source: str = "") -> None:
        self.faults = tuple(faults)
        self.source = source
        super().__init__(self.faults, source)

    def __str__(self) -> str:
        """Say all faults, a line each."""
        count = len(self.faults)
        head = f"{count} fault{'s' if count != 1 else ''} in {self.source or 'the book'}:"
        lines = [f"  {fault}" for fault in self.faults[:SHOWN]]
        if count > SHOWN:
            lines.append(f"  … and {count - SHOWN} more; `error.frame()` lists all of them.")
        return "\n".join([head, *lines])

    def frame(self) -> pd.DataFrame:
        """Give the faults as a table, one row per fault.

        Returns
        -------
        pandas.DataFrame
            Columns table, row, column, value, problem, allowed, meant.
        """
        import pandas as pd

        columns = ["table", "row", "column", "value", "problem", "allowed", "meant"]
        rows = [[getattr(fault, column) for column in columns] for fault in self.faults]
        return pd.DataFrame(rows, columns=columns, dtype=object)

    def _render_traceback_(self) -> list[str]:
        """What a notebook prints: the faults, and no traceback that would bury them."""
        return [f"{type(self).__name__}: {self}"]


class BookWarning(UserWarning):
    """Something in a book is kept but will not be used, probably by mistake."""


def warn(message: str) -> None:
    """Warn of something in a book, at the line of whoever called into the package."""
    level = 1
    frame = inspect.currentframe()
    while frame and str(frame.f_globals.get("__name__")).partition(".")[0] == __package__:
        frame, level = frame.f_back, level + 1
    warnings.warn(message, BookWarning, stacklevel=level)
