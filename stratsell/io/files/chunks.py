"""A frame as one file, written whole or a chunk at a time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from stratsell.io.files.csv_file import csv_writer


def csv_text(frame: pd.DataFrame) -> str:
    r"""Give a frame as CSV with a header; text that a spreadsheet would run begins with an apostrophe.

    Examples
    --------
    >>> csv_text(pd.DataFrame({"name": ["Li Wei", "=1+1"], "score": [0.5, 1.0]}))
    "name,score\nLi Wei,0.5\n'=1+1,1\n"
    """
    numeric = {name for name in frame.columns if frame[name].dtype.kind in "iufbM"}
    content = io.BytesIO()
    csv_writer({name: frame[name] for name in frame.columns}, lambda name: name not in numeric)(content)
    return content.getvalue().decode()


def write_parquet(chunks: Iterator[pd.DataFrame], handle: BinaryIO) -> int:
    """Write chunks to one Parquet file, and give how many rows they have."""
    first = next(chunks)
    schema = pa.Schema.from_pandas(first, preserve_index=False)
    rows = 0
    with pq.ParquetWriter(handle, schema) as writer:
        for chunk in chain([first], chunks):
            writer.write_table(pa.Table.from_pandas(chunk, schema, preserve_index=False))
            rows += len(chunk)
    return rows


def write_csv(chunks: Iterator[pd.DataFrame], handle: BinaryIO) -> int:
    """Write chunks to one CSV file, and give how many rows they have."""
    rows = 0
    for number, chunk in enumerate(chunks):
        text = csv_text(chunk)
        handle.write((text if number == 0 else text.partition("\n")[2]).encode())
        rows += len(chunk)
    return rows
