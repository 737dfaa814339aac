"""What became of the rows of an import, row by row and in a few lines.

A book that was made of a flat sheet or a CRM's export carries one as `Book.import_report`. Every row of every file is
accounted for: it became a row of a table, was joined to one, or was left out, with the reason.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

import pandas as pd


class Outcome(StrEnum):
    """What became of a row, a cell, a column or a file."""

    LEFT_OUT = "left out"
    LEFT_BLANK = "left blank"
    JOINED = "joined"
    NOT_READ = "not read"
    PASSED_OVER = "passed over"
    READ_AS = "read as"
    KEPT = "kept"


WORRYING = (Outcome.LEFT_OUT, Outcome.LEFT_BLANK, Outcome.NOT_READ)
"""The outcomes by which something of the export is not in the book."""

SHOWN = 20
"""How many reasons a summary shows; `ImportReport.frame` always holds all lines."""


NAMED = 3
"""How many rows a summary names for each reason."""


class Line(NamedTuple):
    """One thing that an import has to say.

    Attributes
    ----------
    file : str
        The file's name.
    row : int or None
        The row as a spreadsheet numbers it; None where a whole file or column is meant.
    column : str
        The column's header in the file; blank where a whole row or file is meant.
    value : str
        What stands there.
    outcome : Outcome
        What became of it.
    why : str
        The reason, the same words for all lines with the same reason.
    remedy : str
        What to do about it; blank where there is nothing to do.
    live : bool
        Whether it is something that still counts and was not used: an open deal, a current person, a role.
    slot : str
        What of a record it is about, such as ``name``, whether or not a column holds it; blank where nobody knows.
    """

    file: str
    row: int | None
    column: str
    value: str
    outcome: Outcome
    why: str
    remedy: str = ""
    live: bool = False
    slot: str = ""


class FileCount(NamedTuple):
    """How many rows of one file became what; ``rows`` is the sum of the four behind it."""

    file: str
    table: str
    rows: int
    imported: int
    joined: int
    passed_over: int
    left_out: int


@dataclass
class ImportReport:
    """What became of an export.

    Attributes
    ----------
    crm : str
        Where the rows come from, such as Salesforce.
    lines : list of Line
        Everything that is to be said, what matters most first: live records that were not used, then what else could
        not be, then what was decided; in each the order of files and rows.
    files : list of FileCount
        The rows of each file.
    mapping : stratsell.io.imports.mapping.Mapping
        What was decided of columns and words, to be kept: ``mapping.write("our sheet.csv")``, and next month
        ``read_sheet("november.xlsx", mapping="our sheet.csv")``.
    """

    crm: str
    lines: list[Line] = field(default_factory=list)
    files: list[FileCount] = field(default_factory=list)
    mapping: Any = None

    def frame(self) -> pd.DataFrame:
        """Give all lines as a table.

        Returns
        -------
        pandas.DataFrame
            Columns file, row (Int64; blank where a whole file or column is meant), column, value, outcome
            (``left out``: a row could not be used; ``left blank``: a cell could not be; ``not read``: a file or column
            could not be; ``joined``: a row says more about a row that is there; ``passed over``: a row or column is of
            no use here, such as a deleted record or a footer; ``read as``: something was decided; ``kept``: an unknown
            column is in the book), why, remedy (what to do about it; blank where nothing is).
        """
        frame = pd.DataFrame(self.lines, columns=list(Line._fields), dtype=object).drop(columns=["live", "slot"])
        text = dict.fromkeys(["file", "column", "value", "outcome", "why", "remedy"], "str")
        return frame.astype({**text, "row": "Int64"})

    def counts(self) -> pd.DataFrame:
        """Give the number of rows of each file.

        Returns
        -------
        pandas.DataFrame
            Columns file, table (which its rows became), rows, imported, joined, passed_over, left_out; the last four
            sum to rows.
        """
        frame = pd.DataFrame(self.files, columns=list(FileCount._fields))
        return frame.astype({"file": "str", "table": "str", **dict.fromkeys(list(FileCount._fields)[2:], "int64")})

    @property
    def worries(self) -> str:
        """What of the export could not be used, in one line; blank if everything could."""
        count = Counter(line.outcome for line in self.lines)
        counts = [
            (count[Outcome.NOT_READ], "file or column", "files or columns", "not read"),
            (count[Outcome.LEFT_OUT], "row", "rows", "left out"),
            (count[Outcome.LEFT_BLANK], "cell", "cells", "left blank"),
        ]
        return ", ".join(f"{n:,} {one if n == 1 else many} {what}" for n, one, many, what in counts if n)

    def __str__(self) -> str:
        """Say what became of the export in a few lines."""
        return "\n".join(self._summary())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return f"<pre>{html.escape(str(self))}</pre>"

    def _summary(self) -> Iterable[str]:
        files = len({file.file for file in self.files})
        rows = sum(file.rows for file in self.files)
        yield f"{self.crm}: {_count(rows, 'row')} in {_count(files, 'file')}"
        width = max((len(_shown(file.file)) for file in self.files), default=0)
        for file in self.files:
            parts = [f"{file.imported:,} to {file.table}"] if file.imported or not file.rows else []
            parts += [f"{n:,} {what}" for n, what in _words(file) if n]
            yield f"  {_shown(file.file):<{width}}  {_count(file.rows, 'row'):>10}: {', '.join(parts)}"
        for title, wanted in _SECTIONS.items():
            reasons = list(
                _reasons([line for line in self.lines if line.outcome in wanted], name_outcome=len(wanted) > 1)
            )
            if reasons:
                yield title
            yield from reasons[:SHOWN]
            if len(reasons) > SHOWN:
                yield f"  … and {len(reasons) - SHOWN} more reasons; frame() lists all lines"
        unused: dict[str, list[str]] = {}
        for line in self.lines:
            if line.outcome is Outcome.KEPT:
                unused.setdefault(line.file, []).append(line.column)
        if unused:
            yield "Unknown columns, kept:"
        yield from (f"  {_shown(file)}: {_shown(', '.join(columns))}" for file, columns in unused.items())


def _words(count: FileCount) -> list[tuple[int, str]]:
    outcomes = (Outcome.JOINED, Outcome.PASSED_OVER, Outcome.LEFT_OUT)
    return list(zip((count.joined, count.passed_over, count.left_out), map(str, outcomes), strict=True))


_SECTIONS = {
    "Could not be used:": WORRYING,
    "Passed over:": (Outcome.PASSED_OVER,),
    "Decided:": (Outcome.READ_AS,),
}


def _reasons(lines: list[Line], *, name_outcome: bool) -> Iterable[str]:
    """Give the reasons of lines, each once: whole columns that share one together, cells and rows with their number."""
    groups: dict[tuple[str, str, str, str], list[Line]] = {}
    for line in lines:
        whole = line.row is None
        why = f"{line.outcome}: {line.why}" if name_outcome else line.why
        groups.setdefault(
            (line.file, "" if whole else line.column, why, line.remedy if name_outcome else ""), []
        ).append(line)
    for (file, _, why, remedy), group in groups.items():
        named = [_shown(column) for column in dict.fromkeys(line.column for line in group) if column]
        place = f", column{'s' if len(named) > 1 else ''} {', '.join(named)}" if named else ""
        cells = [_cell(line) for line in group if line.row is not None]
        some = f", row{'s' if len(cells) > 1 else ''} {', '.join(cells[:NAMED])}" if cells else ""
        more = f" and {len(cells) - NAMED:,} more" if len(cells) > NAMED else ""
        yield f"  {_shown(file)}{place}{some}{more}: {_shown(why)}{f' ({_shown(remedy)})' if remedy else ''}"


def _cell(line: Line) -> str:
    """Name a row, and what stands there."""
    value = line.value if len(line.value) <= 40 else line.value[:39] + "…"
    return f"{line.row} “{_shown(value)}”" if value else str(line.row)


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _shown(text: str) -> str:
    """Give text on one line, without signs that a terminal obeys, cut where it would flood the summary."""
    line = "".join(sign if sign.isprintable() else " " for sign in text)
    return line if len(line) <= 160 else line[:159] + "…"


def cut(text: str) -> str:
    """Cut a value that would flood a report.

    Examples
    --------
    >>> len(cut("x" * 1000))
    200
    """
    return text if len(text) <= 200 else text[:199] + "…"
