"""Saves in processes of their own, which are killed, run out of disk or are refused."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable
from importlib import import_module
from typing import Any

from stratsell.io.store.place import place
from stratsell.io.store.saving import save
from tests.support.processes import begin, code_of

NOBODY = 65534
REFUSED = 2
DRIVERS = (
    "sqlalchemy.dialects.sqlite.pysqlite",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlite3",
    "psycopg",
    "pyarrow.parquet",
)
"""What a save may load, which nobody may read where Python belongs to another user."""


def in_a_child(work: Callable[..., None], *value: Any) -> int | None:
    """Do something in a process of its own, and give its exit code: `REFUSED` where the system would not have it."""
    return code_of(begin(_done, work, value))


def _done(work: Callable[..., None], value: tuple[Any, ...]) -> None:
    try:
        work(*value)
    except OSError:
        os._exit(REFUSED)


def saved(tables: dict[str, Any], where: str, after: float | None = None) -> None:
    """Save a book; the system kills the process after so many seconds."""
    there = place(where)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    if after is not None:
        signal.setitimer(signal.ITIMER_REAL, max(after, 1e-6))
    save(tables, there)


def saved_on_a_full_disk(tables: dict[str, Any], where: str, limit: int) -> None:
    """Save a book where no file can be longer than so many bytes."""
    if "://" in where:  # the server says so, at some point of the transaction
        where = f"{where}&options=-c%20statement_timeout%3D1"
    else:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    save(tables, place(where))


def saved_by_nobody(tables: dict[str, Any], where: str) -> None:
    """Save a book as a user who may do nothing."""
    there = place(where)
    for driver in DRIVERS:
        import_module(driver)
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    save(tables, there)
