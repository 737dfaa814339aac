"""A frame that comes in parts, written to one file a part at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from stratsell.printing import as_text


def write_parquet(parts: Iterator[pd.DataFrame], handle: BinaryIO) -> int:
    """Write parts to one Parquet file, and give how many rows they have."""
    first = next(parts)
    schema = pa.Schema.from_pandas(first, preserve_index=False)
    rows = 0
    with pq.ParquetWriter(handle, schema) as writer:
        for part in chain([first], parts):
            writer.write_table(pa.Table.from_pandas(part, schema, preserve_index=False))
            rows += len(part)
    return rows


def write_csv(parts: Iterator[pd.DataFrame], handle: BinaryIO) -> int:
    """Write parts to one CSV file, and give how many rows they have."""
    rows = 0
    for at, part in enumerate(parts):
        text = as_text(part, "csv")
        handle.write((text if at == 0 else text.partition("\n")[2]).encode())
        rows += len(part)
    return rows
