"""A database as a place: SQLite, which is one file and needs nothing else, or PostgreSQL.

What a database says of an error is passed on without the address, the user and the password.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from stratsell.book.tables import TABLES
from stratsell.errors import BookError, Fault
from stratsell.io.files.atomic import new_mode
from stratsell.text import in_utf8

if TYPE_CHECKING:
    import sqlalchemy as sa

FILES = (".db", ".sqlite", ".sqlite3")
"""How the name of a SQLite file ends."""

KINDS = "sqlite:///book.db or postgresql://user:password@host/database"

PATIENCE = 30
"""For how many seconds a write waits for another one, and a connection for its server."""

_LOCK = 0x5354_5241_5453_454C
_DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    **dict.fromkeys(("postgres", "postgresql", "postgresql+psycopg"), "postgresql+psycopg"),
}
_SHOWN = 300

T = TypeVar("T")


@dataclass(frozen=True)
class Database:
    """Where a book in a database is: an address that nobody sees by accident.

    Attributes
    ----------
    shown : str
        What messages call it: without user, password and options.
    """

    shown: str
    _url: sa.URL = field(repr=False)

    @classmethod
    def of(cls, place: str | Path) -> Database:
        """Take an address apart, or the path of a SQLite file.

        Raises
        ------
        ValueError
            If it is none of SQLite or PostgreSQL; the message does not repeat it, since it may hold a password.
        """
        import sqlalchemy as sa

        if isinstance(place, Path):
            path = place.expanduser().absolute()
            if in_utf8(str(path)) != str(path):
                raise OSError(errno.EILSEQ, "SQLite needs a path that is UTF-8: rename it", str(path))
            return cls(str(path), sa.URL.create("sqlite", database=str(path)))
        url = _parsed(place)
        if url is None or url.drivername not in _DRIVERS:
            raise ValueError(f"this is not the address of a database; it must look like {KINDS}")
        if any("@" in part for part in (url.host or "", url.database or "", *url.query)):
            raise ValueError("an @, / or ? in a user's name or password must be written %40, %2F or %3F")
        url = url.set(drivername=_DRIVERS[url.drivername])
        if url.drivername != "sqlite":
            where = f"{url.host or ''}{f':{url.port}' if url.port else ''}"
            return cls(f"postgresql://{where}/{url.database or ''}", url)
        if not url.database or url.database == ":memory:" or url.query:
            raise ValueError("a SQLite address needs a file and nothing else: sqlite:///book.db")
        return cls.of(Path(url.database))

    def __str__(self) -> str:
        """Give the address without user, password and options."""
        return self.shown

    @property
    def path(self) -> Path | None:
        """The file, of a SQLite database."""
        return Path(str(self._url.database)) if self._url.drivername == "sqlite" else None

    def run(self, work: Callable[[sa.Connection], T], *, writing: bool = False) -> T:
        """Do something in one transaction, all of it or nothing.

        Parameters
        ----------
        work : callable
            Gets the connection; its result is given back.
        writing : bool
            Whether it may change anything. Then it waits until nobody else writes.

        Raises
        ------
        OSError
            If the database cannot be reached or refuses; the message holds no credentials.
        """
        import sqlalchemy as sa

        if self.path and not writing and not self.path.is_file():
            raise FileNotFoundError(f"there is no {self.shown}")
        if self.path and not self.path.parent.is_dir():
            raise FileNotFoundError(f"there is no folder {self.path.parent} to write {self.path.name} to")
        new = self.path is not None and not self.path.exists()
        try:
            if new and self.path:
                self.path.touch(new_mode(self.path))  # or SQLite makes it readable for all
            return self._run(work, writing=writing)
        except (sa.exc.SQLAlchemyError, UnicodeDecodeError) as error:
            problem = self._problem(error)
        except BaseException:
            if new:
                _remove_empty(self.path)
            raise
        if new:
            _remove_empty(self.path)
        raise problem  # outside of the except block: the driver's error knows the address

    def _run(self, work: Callable[[sa.Connection], T], *, writing: bool) -> T:
        with _engine(self._url, writing=writing).begin() as connection:
            if connection.dialect.name == "postgresql":
                _settle(connection, writing=writing)
            return work(connection)

    def _problem(self, error: Exception) -> Exception:
        """Give what a person gets to see of a driver's error."""
        message = str(getattr(error, "orig", None) or error).strip().split("\n[SQL", maxsplit=1)[0]
        secrets = {self._url.username, self._url.password, *_texts(self._url.query.values())}
        rendered = self._url.render_as_string(hide_password=False)
        for secret in sorted(filter(None, {rendered, *secrets, *_encoded(secrets)}), key=len, reverse=True):
            # A short one may be part of any word; there it says nothing.
            inside = re.escape(secret) if len(secret) > 5 else rf"(?<!\w){re.escape(secret)}(?!\w)"
            message = re.sub(inside, "***", message)
        message = " ".join(message.split())
        if self.path and ("not a database" in message or isinstance(error, UnicodeDecodeError)):
            return BookError([Fault(self.path.name, "is not a SQLite database, or it is damaged")], self.path.name)
        return OSError(f"{self.shown}: {message[:_SHOWN]}")


def _parsed(place: str) -> sa.URL | None:
    import sqlalchemy as sa

    try:
        return sa.make_url(place)
    except (sa.exc.ArgumentError, ValueError):
        return None


def _texts(values: Any) -> set[str]:
    return {part for value in values for part in ([value] if isinstance(value, str) else value)}


def _encoded(secrets: set[str | None]) -> set[str]:
    from urllib.parse import quote, quote_plus

    return {way(secret) for secret in secrets if secret for way in (quote, quote_plus)}


def _remove_empty(path: Path | None) -> None:
    """Remove the file that SQLite makes before anything is written to it."""
    if path is not None and path.is_file() and not path.stat().st_size:
        path.unlink()


@lru_cache(maxsize=8)
def _engine(url: sa.URL, *, writing: bool) -> sa.Engine:
    """Give what connects to a database; kept, since it knows how to say in SQL what it has said before."""
    import sqlalchemy as sa

    if url.drivername == "sqlite":
        engine = sa.create_engine(
            url, hide_parameters=True, poolclass=sa.pool.NullPool, connect_args={"timeout": PATIENCE}
        )

        @sa.event.listens_for(engine, "connect")
        def connected(connection: Any, _: object) -> None:
            connection.isolation_level = None  # or the driver begins no transaction before a SELECT
            connection.execute("PRAGMA trusted_schema = OFF")

        @sa.event.listens_for(engine, "begin")
        def begun(connection: sa.Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

        return engine
    try:
        import psycopg  # noqa: F401
    except ModuleNotFoundError:
        hint = 'PostgreSQL needs a driver: pip install "stratsell[postgres]"'
        raise OSError(hint) from None
    level: Any = "READ COMMITTED" if writing else "REPEATABLE READ"
    waits = {} if "connect_timeout" in url.query else {"connect_timeout": PATIENCE}
    return sa.create_engine(
        url, hide_parameters=True, poolclass=sa.pool.NullPool, isolation_level=level, connect_args=waits
    )


def _settle(connection: sa.Connection, *, writing: bool) -> None:
    """Make days readable whatever the server prefers, and wait for others who write."""
    connection.exec_driver_sql("SET LOCAL datestyle = 'ISO, YMD'")
    if writing:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        ours = [f'"{name}"' for name in table_names(connection) if name in TABLES]
        if ours:
            connection.exec_driver_sql(f"LOCK TABLE {', '.join(ours)} IN SHARE ROW EXCLUSIVE MODE")


def table_names(connection: sa.Connection) -> set[str]:
    """Give the names of the tables that are there; views are none."""
    import sqlalchemy as sa

    return set(sa.inspect(connection).get_table_names())
