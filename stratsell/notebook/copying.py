"""Rows of a table as a spreadsheet pastes them: cells between tabs, the first row naming the columns.

Text that a spreadsheet would run as a formula is guarded, as it is in files. `stratsell.notebook.forms.pasting` reads
such rows, and takes the guards away again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from stratsell.io.files.escape import guarded
from stratsell.notebook.blocks import Cell, Column, Sheet
from stratsell.text import number
from stratsell.vocabulary import SEPARATOR, words_of


def copied(sheet: Sheet) -> dict[str, object]:
    r"""Give the header of a table and each of its rows as lines for a spreadsheet.

    Parameters
    ----------
    sheet : Sheet
        The table.

    Returns
    -------
    dict
        ``head``, a line; ``rows``, a line a row.

    Examples
    --------
    >>> from stratsell.notebook import blocks
    >>> lines = copied(Sheet("Notes", [Column("Who"), Column("Support", "number")], [
    ...     blocks.Row((blocks.text("=cmd()"), blocks.number(-2)))]))
    >>> lines["head"], lines["rows"]
    ('Who\tSupport', ["'=cmd()\t-2"])
    """
    head = [label for column in sheet.columns for label in _labels(column)]
    rows = [
        [text for column, cell in zip(sheet.columns, row.cells, strict=True) for text in _texts(column, cell)]
        for row in sheet.rows
    ]
    return {"head": _line(head), "rows": [_line(row) for row in rows]}


def _labels(column: Column) -> list[str]:
    return [column.label, f"{column.label} (id)"] if column.kind == "person" else [column.label]


def _texts(column: Column, cell: Cell) -> list[str]:
    """Give what a cell is for a spreadsheet: a number as it is, a day as it can be read again, words without signs."""
    words = column.field.words if column.field else None
    if words is not None:
        texts = [f"{SEPARATOR} ".join(words(word).label for word in words_of(cell["held"]))]
    elif column.kind == "number":
        value = cell.get("value")
        return ["" if value is None else number(float(value))]
    elif column.kind == "date":
        return [cell.get("sort", "")]
    else:
        texts = [cell["text"]]
    return [guarded(text) for text in (*texts, *([cell.get("id", "")] if column.kind == "person" else []))]


def _line(texts: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter="\t", lineterminator="").writerow(texts)
    return line.getvalue()
