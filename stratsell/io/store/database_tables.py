"""The tables of a book in a database, read and written.

Each table of the book is a table of the database with typed columns, and its rows are numbered, since their order is
part of the book. Columns that Stratsell does not know are columns of text; where the database cannot call a column as
the book does, it has another name there, and the table ``stratsell_meta`` says which. A write is one transaction that
no other write comes between, and a read sees the book as it was at one moment.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from stratsell.book.tables import TABLES, Kind, Table
from stratsell.book.validation import validated
from stratsell.errors import BookError, Fault
from stratsell.io.files.format import FORMAT, check_format, migrated
from stratsell.io.files.progress import Progress, silent
from stratsell.io.store.database import Database, table_names
from stratsell.text import texts

if TYPE_CHECKING:
    import sqlalchemy as sa

    Frames = dict[str, pd.DataFrame]

META = "stratsell_meta"
ROW = "_row"
BATCH = 10_000
MOST_COLUMNS = {"sqlite": 1_990, "postgresql": 400}
"""What one table of the database holds for sure. PostgreSQL keeps the beginning of every cell of a row on one page."""

_SYSTEM = {ROW, "rowid", "_rowid_", "oid", "tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"}


def read_database(database: Database, progress: Progress = silent) -> Frames:
    """Read the tables of a book from a database, as they are at one moment.

    Parameters
    ----------
    database : Database
        Where it is.
    progress : callable, optional
        Called with how many rows are read and how many there are.

    Returns
    -------
    dict of str to pandas.DataFrame
        All ten, validated.

    Raises
    ------
    BookError
        With all faults; rows are numbered from 1 as the book has them.
    OSError
        If the database cannot be reached.
    """
    number, frames = database.run(lambda connection: read_frames(connection, database.shown, progress))
    if not frames:
        needed = ", ".join(name for name, table in TABLES.items() if table.required)
        problem = f"holds no book: a database needs the tables {needed}"
        raise BookError([Fault(database.shown, problem)], database.shown)
    return validated(migrated(frames, number, database.shown), source=database.shown)


def meta(connection: sa.Connection) -> dict[str, str]:
    """Give what the database says of the book: its format and its columns' names; empty if there is none."""
    import sqlalchemy as sa

    if META not in table_names(connection):
        return {}
    rows: Any = connection.execute(sa.select(sa.column("key"), sa.column("value")).select_from(sa.table(META)))
    return {str(key): str(value) for key, value in rows}


def is_empty(database: Database) -> bool:
    """Say whether there is nothing in a database that writing a book there would replace."""
    if database.path and not database.path.exists():
        return True
    return not database.run(table_names) & set(TABLES)


def read_frames(connection: sa.Connection, shown: str, progress: Progress = silent) -> tuple[int, Frames]:
    """Read the tables that are there as they stand, not validated, and their format; no tables if there are none."""
    import sqlalchemy as sa

    names = [name for name in TABLES if name in table_names(connection)]
    stated = meta(connection)
    number = check_format(stated.get("format"), shown)
    known = _unknown_columns(stated, shown)
    counts = {
        name: connection.execute(sa.select(sa.func.count()).select_from(sa.table(name))).scalar_one() for name in names
    }
    done, frames = 0, {}
    for name in names:
        parts = []
        for part in _parts(connection, TABLES[name], known.get(name, {})):
            parts.append(part)
            done += len(part)
            progress(done, sum(counts.values()))
        frames[name] = pd.concat(parts)
    return number, frames


def _unknown_columns(stated: dict[str, str], shown: str) -> dict[str, dict[str, str]]:
    """Give for each table the columns whose names the database has otherwise, by the names that it has."""
    try:
        written = json.loads(stated.get("columns", "{}"))
        return {table: {sql: name for name, sql in pairs} for table, pairs in written.items()}
    except (ValueError, TypeError, AttributeError):
        problem = "does not hold the names of columns; restore it from a backup"
        raise BookError([Fault(META, problem, column="value")], shown) from None


def _parts(connection: sa.Connection, table: Table, known: dict[str, str]) -> Iterator[pd.DataFrame]:
    """Read a table in parts, rows in order; at least one part, which may be empty."""
    import sqlalchemy as sa

    there = [str(column["name"]) for column in sa.inspect(connection).get_columns(table.name)]
    named = {sql: known.get(sql, sql) for sql in sorted(there, key=_order(table, known)) if sql != ROW}
    picked = [_picked(sql, table[name].kind if name in table.names else Kind.TEXT) for sql, name in named.items()]
    order = [ROW] if ROW in there else [name for name in table.key if name in there]
    query = sa.select(*picked).select_from(sa.table(table.name)).order_by(*map(sa.column, order))
    rows: Any = connection.execute(query, execution_options={"yield_per": BATCH})
    first = 1
    for part in rows.partitions() if picked else ():
        yield _frame(table, list(named.values()), list(zip(*part, strict=True)), first)
        first += len(part)
    if first == 1:
        yield _frame(table, list(named.values()), [()] * len(named), first)


def _order(table: Table, known: dict[str, str]) -> Callable[[str], tuple[int, int]]:
    """Sort columns: the table's own, then unknown ones as the book has them, then those that others have added."""
    own = {name: index for index, name in enumerate(table.names)}
    more = {sql: index for index, sql in enumerate(known)}
    return lambda sql: (0, own[sql]) if sql in own else (1, more.get(sql, len(more)))


def _picked(sql: str, kind: Kind) -> sa.ColumnElement[Any]:
    """Ask for a column as it stands there; whatever the database holds in a column of text is taken as text."""
    import sqlalchemy as sa

    column: sa.ColumnElement[Any] = sa.column(sql)
    return sa.cast(column, sa.Text) if kind.dtype == "str" else column


def _frame(table: Table, names: list[str], columns: list[Any], first: int) -> pd.DataFrame:
    rows = pd.RangeIndex(first, first + len(columns[0])) if columns else pd.RangeIndex(0)
    series = {}
    for name, cells in zip(names, columns, strict=True):
        kind = table[name].kind if name in table.names else Kind.TEXT
        series[name] = _series(list(cells), kind, rows)
    return pd.DataFrame(series, index=rows)


def _series(cells: list[Any], kind: Kind, rows: pd.RangeIndex) -> pd.Series:
    if kind.dtype == "str":
        return pd.Series(pa.array(cells, pa.string()), index=rows, dtype="str")
    if kind is Kind.BOOLEAN:  # SQLite has none; it keeps 0 and 1
        cells = [bool(cell) if cell in (0, 1) else cell for cell in cells]
    return pd.Series(cells, index=rows, dtype=object)


def write_frames(
    connection: sa.Connection, frames: Mapping[str, pd.DataFrame], now: Frames, progress: Progress = silent
) -> None:
    """Write the tables of a book; those that stand there already, in `now`, are left as they are.

    Raises
    ------
    ValueError
        If the database cannot hold so many columns.
    """
    import sqlalchemy as sa

    there = table_names(connection)
    named = {name: _names(TABLES[name], frame) for name, frame in frames.items()}
    for name, frame in frames.items():
        _check_width(connection.dialect.name, name, frame)
    changed = [name for name, frame in frames.items() if name not in there or not same(frame, now.get(name))]
    done, total = 0, sum(len(frames[name]) for name in changed)
    for name in changed:
        table = _described(name, tuple(named[name].items()))
        _make(connection, table, there)
        for part in _records(TABLES[name], frames[name], named[name]):
            connection.execute(sa.insert(table), part)
            done += len(part)
            progress(done, total)
    names = {name: [(column, sql) for column, sql in pairs.items() if column not in TABLES[name].names]
             for name, pairs in named.items()}  # fmt: skip
    _say(connection, there, {"format": str(FORMAT), "columns": json.dumps(names, ensure_ascii=False)})


def check_ours(connection: sa.Connection, shown: str) -> None:
    """Refuse to replace tables that somebody else has made under the same names."""
    there = table_names(connection)
    foreign = sorted(there & set(TABLES))
    if foreign and META not in there:
        raise ValueError(
            f"{shown} has tables that Stratsell did not make ({', '.join(foreign)}) and that a book would replace;"
            " give it a database of its own"
        )


def same(frame: pd.DataFrame, now: pd.DataFrame | None) -> bool:
    """Whether a table of a book is what stands in the database, rows and columns in this order."""
    if now is None or list(frame.columns) != list(now.columns) or len(frame) != len(now):
        return False
    return not len(frame) or all(texts(frame[name]) == texts(now[name]) for name in frame.columns)


def _check_width(dialect: str, name: str, frame: pd.DataFrame) -> None:
    most = MOST_COLUMNS[dialect]
    if len(frame.columns) > most:
        raise ValueError(
            f"{name} has {len(frame.columns):,} columns; a table of this database holds {most:,}: write CSV files"
        )


def _names(table: Table, frame: pd.DataFrame) -> dict[str, str]:
    """Give each column's name in the database: its own, if it is a plain one that nothing else is called."""
    taken = {*_SYSTEM, *table.names}
    names = {}
    for name in frame.columns:
        sql = str(name)
        if name not in table.names:
            plain = re.fullmatch(r"\w[\w -]*", sql) and len(sql.encode()) <= 63 and sql.casefold() not in taken
            if not plain:
                sql = next(free for number in count(1) if (free := f"column_{number}") not in taken)
            taken.add(sql.casefold())
        names[str(name)] = sql
    return names


@lru_cache(maxsize=64)
def _described(name: str, names: tuple[tuple[str, str], ...]) -> sa.Table:
    """Describe a table with these columns, each with its name in the database."""
    import sqlalchemy as sa

    table = TABLES[name]
    types: dict[Kind, Any] = {
        Kind.DATE: sa.Date, Kind.NUMBER: sa.Double, Kind.INTEGER: sa.BigInteger, Kind.BOOLEAN: sa.Boolean
    }  # fmt: skip
    columns: list[sa.Column[Any]] = [sa.Column(ROW, sa.BigInteger, primary_key=True, autoincrement=False, key="row")]
    for index, (column, sql) in enumerate(names):
        known = table[column] if column in table.names else None
        kind = types.get(known.kind, sa.Text) if known else sa.Text
        # Values go by keys without meaning, since a name may hold whatever SQL makes something of.
        columns.append(sa.Column(sql, kind, nullable=not (known and known.required), key=f"c{index}", quote=True))
    return sa.Table(name, sa.MetaData(), *columns)


def _make(connection: sa.Connection, table: sa.Table, there: set[str]) -> None:
    """Make a table, or empty it and give it the columns that it lacks; it loses those that the book has no more."""
    import sqlalchemy as sa

    if table.name not in there:
        table.create(connection)
        return
    connection.execute(sa.delete(table))
    has = {str(column["name"]) for column in sa.inspect(connection).get_columns(table.name)}
    wanted = {column.name: column for column in table.columns}
    quote = connection.dialect.identifier_preparer.quote_identifier
    for name in sorted(has - set(wanted)):
        connection.execute(sa.text(_plain(f"ALTER TABLE {quote(table.name)} DROP COLUMN {quote(name)}")))
    for name, column in wanted.items():
        if name not in has:
            kind = column.type.compile(connection.dialect)
            connection.execute(sa.text(_plain(f"ALTER TABLE {quote(table.name)} ADD COLUMN {quote(name)} {kind}")))


def _plain(statement: str) -> str:
    return statement.replace(":", "\\:")  # or a name could be taken for a parameter


def _records(table: Table, frame: pd.DataFrame, names: dict[str, str]) -> Iterator[list[dict[str, Any]]]:
    """Give the rows in parts, as the driver takes them."""
    keys = ["row", *(f"c{index}" for index in range(len(names)))]
    for start in range(0, len(frame), BATCH):
        part = frame.iloc[start : start + BATCH]
        columns = [_values(table, name, part[name]) for name in part.columns]
        rows = zip(range(start + 1, start + 1 + len(part)), *columns, strict=True)
        yield [dict(zip(keys, row, strict=True)) for row in rows]


def _values(table: Table, name: Any, cells: pd.Series) -> list[Any]:
    kind = table[name].kind if name in table.names else Kind.TEXT
    match kind:
        case Kind.DATE:
            days: list[Any] = cells.to_numpy("datetime64[D]").astype(object).tolist()
            return days
        case Kind.NUMBER | Kind.INTEGER | Kind.BOOLEAN:
            values: list[Any] = cells.astype(object).where(cells.notna(), None).tolist()
            return values
        case _:
            return [text or None for text in texts(cells)]


@lru_cache(maxsize=1)
def _meta_table() -> sa.Table:
    import sqlalchemy as sa

    key = sa.Column("key", sa.Text, primary_key=True)
    return sa.Table(META, sa.MetaData(), key, sa.Column("value", sa.Text, nullable=False))


def _say(connection: sa.Connection, there: set[str], stated: dict[str, str]) -> None:
    """Write what the database says of the book."""
    import sqlalchemy as sa

    table = _meta_table()
    if META not in there:
        table.create(connection)
    connection.execute(sa.delete(table))
    connection.execute(sa.insert(table), [{"key": key, "value": value} for key, value in stated.items()])
