"""The backups of a book in a database: what the latest saves have replaced, in a table beside the book's.

A row of ``stratsell_backups`` is one table of one backup, as text in Arrow's own format, packed. So a backup holds
whatever stood there, also what is not a valid book.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from stratsell.text import texts

if TYPE_CHECKING:
    import sqlalchemy as sa

NAME = "stratsell_backups"

Frames = dict[str, pd.DataFrame]


@lru_cache(maxsize=1)
def _table() -> sa.Table:
    import sqlalchemy as sa

    return sa.Table(
        NAME,
        sa.MetaData(),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("table_name", sa.Text, primary_key=True),
        sa.Column("replaced_at", sa.Text, nullable=False),
        sa.Column("format", sa.BigInteger, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )


def archived(connection: sa.Connection) -> list[tuple[int, str]]:
    """List the backups, the latest first: their numbers, and when they were replaced."""
    import sqlalchemy as sa

    if not sa.inspect(connection).has_table(NAME):
        return []
    table = _table()
    query = sa.select(table.c.number, sa.func.min(table.c.replaced_at)).group_by(table.c.number)
    return sorted(((int(number), str(when)) for number, when in connection.execute(query)), reverse=True)


def archive(connection: sa.Connection, frames: Frames, number: int, most: int) -> None:
    """Put tables into a new backup, and forget the oldest ones.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        In a transaction that writes.
    frames : dict of str to pandas.DataFrame
        The tables as they stand there.
    number : int
        Their format.
    most : int
        How many backups to keep.
    """
    import sqlalchemy as sa

    table = _table()
    table.create(connection, checkfirst=True)
    there = archived(connection)
    new = there[0][0] + 1 if there else 1
    when = dt.datetime.now(dt.UTC).replace(tzinfo=None).isoformat(timespec="seconds")
    rows = [
        {"number": new, "table_name": name, "replaced_at": when, "format": number, "content": _packed(frame)}
        for name, frame in frames.items()
    ]
    connection.execute(sa.insert(table), rows)
    connection.execute(sa.delete(table).where(table.c.number <= new - most))


def unarchived(connection: sa.Connection, number: int) -> tuple[int, Frames]:
    """Give the tables of a backup as they stood there, and their format."""
    import sqlalchemy as sa

    table = _table()
    rows: Any = connection.execute(sa.select(table).where(table.c.number == number)).all()
    return max(row.format for row in rows), {row.table_name: _unpacked(row.content) for row in rows}


def _packed(frame: pd.DataFrame) -> bytes:
    columns = [pa.array([text or None for text in texts(frame[name])], pa.string()) for name in frame.columns]
    sink = pa.BufferOutputStream()
    content = pa.Table.from_arrays(columns, names=[str(name) for name in frame.columns])
    with pa.ipc.new_stream(sink, content.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as stream:
        stream.write_table(content)
    return sink.getvalue().to_pybytes()  # type: ignore[no-any-return]


def _unpacked(content: bytes) -> pd.DataFrame:
    with pa.ipc.open_stream(content) as stream:
        table = stream.read_all()
    rows = pd.RangeIndex(1, table.num_rows + 1)
    columns = {name: pd.Series(table[name], index=rows, dtype="str") for name in table.column_names}
    return pd.DataFrame(columns, index=rows)
