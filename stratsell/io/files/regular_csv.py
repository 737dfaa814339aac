"""CSV files in which nothing is odd, which nearly all are, read by Arrow in whole columns.

Nothing is odd if every row is as wide as the header and quotes stand only around cells. Of all other files Arrow might
make something else than `stratsell.io.files.csv_file`, which reads row by row and knows where what is wrong stands.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_QUOTE = ord('"')


def read_regular(content: bytes, delimiter: str, width: int) -> tuple[list[pd.Series], np.ndarray] | None:
    """Read the columns below a header of one line, and the place of each row; None if anything in the file is odd.

    Blank rows are left out. Text is read as it stands there; no text is a missing value.
    """
    from pyarrow import csv

    start = content.find(b"\n") + 1
    quoted = b'"' in content
    if not 0 < start < len(content) or b"\0" in content:
        return None
    if b"\r" in content and content.count(b"\r") != content.count(b"\r\n"):
        return None
    if quoted and not _quotes_are_regular(content, start, delimiter):
        return None
    names = [str(number) for number in range(width)]
    try:
        table = csv.read_csv(
            pa.py_buffer(content).slice(start),
            csv.ReadOptions(column_names=names, block_size=2**24),
            csv.ParseOptions(delimiter=delimiter, newlines_in_values=quoted, ignore_empty_lines=False),
            csv.ConvertOptions(column_types=dict.fromkeys(names, pa.large_string())),
        )
    except pa.ArrowInvalid:
        return None
    blank = np.ones(len(table), dtype=bool)
    for column in table.columns:
        if not blank.any():
            break
        blank &= pc.equal(column, "").to_numpy()
    frame = (table.filter(pa.array(~blank)) if blank.any() else table).to_pandas()
    return [frame[name] for name in names], np.flatnonzero(~blank)


def _quotes_are_regular(content: bytes, start: int, delimiter: str) -> bool:
    """Whether every quote begins or ends a cell, or stands doubled within one that has quotes around it."""
    letters = np.frombuffer(content, dtype=np.uint8)
    places = np.flatnonzero(letters == _QUOTE)
    if len(places) % 2 or places[0] < start:
        return False
    ends = np.frombuffer(f"{delimiter}\r\n".encode(), dtype=np.uint8)
    opening, closing = places[::2], places[1::2]
    doubled = opening[1:] == closing[:-1] + 1
    before = np.isin(letters[opening - 1], ends[[0, 2]])
    after = np.isin(np.append(letters, ends[2])[closing + 1], ends)
    before[1:] |= doubled
    after[:-1] |= doubled
    return bool(before.all() and after.all())
