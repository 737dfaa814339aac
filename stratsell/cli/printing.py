"""Print a data frame for the terminal: as a table for people, as CSV or JSON for programs.

What stands in a book was written by others. A terminal obeys some characters instead of showing
them, and a spreadsheet runs some cells; so control and direction characters are shown as their
codes, nothing is taken for markup, and CSV is guarded. A table on a terminal fits its width; one
that goes into a pipe or a file has a line a row, however long.
"""

from __future__ import annotations

import io
import json
import re
import sys
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

Format = Literal["table", "csv", "json"]

_OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_GAP = "  "


def shown(text: str) -> str:
    r"""Give text as it can be shown safely on one line.

    Examples
    --------
    >>> shown("red\x1b[31m and\nblue")
    'red\\x1b[31m and blue'
    """
    line = re.sub(r"[\t\r\n]+", " ", text)
    return _OBEYED.sub(_code, line)


def _code(sign: re.Match[str]) -> str:
    return sign[0].encode("unicode_escape").decode()


def as_text(frame: pd.DataFrame, form: Format) -> str:
    r"""Give a frame as text that ends in a line break.

    Parameters
    ----------
    frame : pandas.DataFrame
        With columns of text, numbers, booleans or dates.
    form : {"table", "csv", "json"}
        Columns in line for people; CSV with a header; or a JSON list of one object a row. Dates are
        ISO days. A blank is nothing in CSV and null in JSON. Text that a spreadsheet would run begins
        with an apostrophe in CSV.

    Returns
    -------
    str

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"name": ["Li Wei", None], "score": [0.5, 1.0]})
    >>> print(as_text(frame, "table"), end="")
    name    score
    Li Wei    0.5
                1
    >>> as_text(frame, "csv")
    'name,score\nLi Wei,0.5\n,1\n'
    """
    match form:
        case "csv":
            from stratsell.io.files.chunks import csv_text

            return csv_text(frame)
        case "json":
            return _json(frame)
    return _table(frame)


def show(frame: pd.DataFrame, form: Format, *, title: str = "") -> None:
    """Print a frame; on a terminal, a table gets its title and fits the width."""
    if form == "table" and sys.stdout.isatty():
        _show_table(frame, title)
        return
    text = as_text(frame, form)
    if isinstance(sys.stdout, io.TextIOWrapper) and form != "table":
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # what programs read is the same everywhere
    sys.stdout.write(_OBEYED.sub(_code, text) if sys.stdout.isatty() else text)


def _json(frame: pd.DataFrame) -> str:
    columns = {name: _values(frame[name]) for name in frame.columns}
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows)
    # Within JSON a code means the character itself, so this changes nothing for a program.
    safe = _OBEYED.sub(lambda sign: f"\\u{ord(sign[0]):04x}", lines)
    return f"[\n{safe}\n]\n" if rows else "[]\n"


def _values(values: pd.Series) -> list[object]:
    """A column's values as JSON knows them."""
    import pandas as pd

    if values.dtype.kind == "M":
        values = values.dt.strftime("%Y-%m-%d")
    return [None if pd.isna(value) else value for value in values.astype(object)]


def _cells(frame: pd.DataFrame) -> dict[str, list[str]]:
    """What a table shows: numbers to three digits, all on one line each."""
    from stratsell.text import texts

    cells = {}
    for name in frame.columns:
        values = frame[name]
        if values.dtype.kind == "f":
            cells[name] = ["" if blank else f"{value:.3g}" for value, blank in zip(values, values.isna(), strict=True)]
        else:
            cells[name] = [shown(text) for text in texts(values)]
    return cells


def _numeric(frame: pd.DataFrame) -> set[str]:
    return {name for name in frame.columns if frame[name].dtype.kind in "iuf"}


def _table(frame: pd.DataFrame) -> str:
    from rich.cells import cell_len

    right, columns = _numeric(frame), []
    for name, cells in _cells(frame).items():
        column = [shown(name), *cells]
        lengths = [cell_len(text) for text in column]
        pads = [" " * (max(lengths) - length) for length in lengths]
        pairs = zip(pads, column, strict=True)
        columns.append([pad + text if name in right else text + pad for pad, text in pairs])
    return "".join(_GAP.join(row).rstrip() + "\n" for row in zip(*columns, strict=True))


def _show_table(frame: pd.DataFrame, title: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    right = _numeric(frame)
    heading = Text(shown(title)) if title else None
    table = Table(title=heading, title_justify="left", box=None, padding=(0, 2, 0, 0), pad_edge=False)
    cells = _cells(frame)
    for name in cells:
        side: Literal["left", "right"] = "right" if name in right else "left"
        short = frame[name].dtype != "str"
        table.add_column(Text(shown(name)), justify=side, overflow="fold", no_wrap=short)
    for row in zip(*cells.values(), strict=True):
        table.add_row(*(Text(text) for text in row))
    Console(file=sys.stdout, highlight=False).print(table)
