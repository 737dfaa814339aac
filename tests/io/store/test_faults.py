"""Whatever happens while a book is saved, the old book is there or the new one, whole, and nobody's edit is lost.

Processes that save are killed by the system at random moments, run out of disk, are refused, and save against each
other, in each kind of place. `make faults` kills 1,000 processes a place and prints what was counted; a usual run kills
fewer. Set STRATSELL_KILLS to another number. What is asserted holds at every moment, so that no run depends on luck.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest

import stratsell as ss
from stratsell.io.files.atomic import current
from stratsell.io.files.folder import NAMES
from stratsell.io.files.staging_folder import STAGING
from stratsell.io.store.place import place
from stratsell.io.store.saving import save, store_at
from tests.support.postgres import Server
from tests.support.processes import begin, code_of
from tests.support.savers import REFUSED, in_a_child, saved, saved_by_nobody, saved_on_a_full_disk

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes"),
]

KILLS = int(os.environ.get("STRATSELL_KILLS", "10"))
ROUNDS = max(2, KILLS // 20)
KINDS = ["book", "book.xlsx", "book.db", "postgresql"]


def marked(mark: str) -> dict[str, pd.DataFrame]:
    """A book that says in several tables which one it is."""
    return dict(ss.Book({
        "accounts": pd.DataFrame({"account_id": ["a"], "name": [mark]}),
        "people": pd.DataFrame({"person_id": ["p", "q"], "account_id": "a", "name": mark, "note": mark}),
        "influences": pd.DataFrame({"objective_id": ["a"], "person_id": ["p"], "answer": [mark]}),
        "feedback": pd.DataFrame(
            {"objective_id": [], "version": [], "person_id": []}, dtype="str"
        ),
        "options": pd.DataFrame({"objective_id": ["a"], "option": [mark], "source": "ours"}),
    }).tables)  # fmt: skip


OLD, NEW = marked("old"), marked("new")
MARKS = [("accounts", "name"), ("people", "name"), ("people", "note"), ("influences", "answer"), ("options", "option")]


class Spot:
    """A place with a book in it, and a quick look at which one."""

    def __init__(self, where: str, server: Server | None) -> None:
        self.where = where
        self.place = place(where)
        self._server = server
        self._known: dict[tuple[bytes, ...], str] = {}
        for tables, name in ((NEW, "new"), (OLD, "old")):
            save(tables, self.place)
            if self._server is None and not where.endswith(".db"):
                self._known[self._bytes()] = name

    @property
    def kind(self) -> str:
        return "postgresql" if self._server else Path(self.where).name

    def _bytes(self) -> tuple[bytes, ...]:
        path = Path(self.where)
        if not path.is_dir():
            return (path.read_bytes(),)
        return tuple(current(path, name).read_bytes() for name in NAMES if current(path, name).exists())

    def _marks(self, run: Callable[[str], list[tuple]]) -> set[str]:
        return {row[0] for table, column in MARKS for row in run(f"SELECT {column} FROM {table}")}

    def look(self) -> str:
        """Say which book is there: old, new or neither."""
        try:
            result = {self._known.get(self._bytes(), "neither")} if self._known else self._asked()
        except (OSError, sqlite3.Error):
            return "neither"
        return result.pop() if len(result) == 1 else "neither"

    def _asked(self) -> set[str]:
        """Ask a database."""
        if self._server is None:
            with closing(sqlite3.connect(self.where)) as connection:
                return self._marks(lambda query: connection.execute(query).fetchall())
        import psycopg

        with psycopg.connect(self.where) as connection:  # one transaction, which sees one moment
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            return self._marks(lambda query: connection.execute(query).fetchall())


@pytest.fixture(params=KINDS)
def spot(request: pytest.FixtureRequest, tmp_path: Path) -> Spot:
    if request.param == "postgresql":
        server = request.getfixturevalue("server")
        return Spot(server.fresh(), server)
    return Spot(str(tmp_path / request.param), None)


def test_killed_at_random_moments(spot: Spot, capsys: pytest.CaptureFixture[str]) -> None:
    moments = random.Random(4711)
    save(NEW, spot.place), save(OLD, spot.place)
    assert in_a_child(saved, NEW, spot.where) == 0
    started = time.perf_counter()
    save(NEW, spot.place)
    lasts = time.perf_counter() - started
    seen: Counter[str] = Counter()
    was = spot.look()
    while seen["killed"] < KILLS:
        wanted, tables = ("old", OLD) if was == "new" else ("new", NEW)
        code = in_a_child(saved, tables, spot.where, moments.uniform(0, lasts))
        assert code in (0, -signal.SIGALRM)
        now = spot.look()
        seen["killed" if code else "finished in time"] += 1
        seen["of these the new book is there"] += bool(code and now == wanted)
        seen["neither book is there"] += now == "neither"
        seen["finished, but the old book is there"] += not code and now != wanted
        # Moments that come too late tell nothing, and how long a save lasts depends on what else the machine does.
        lasts *= 0.95 if code == 0 else 1.01
        was = now
    with capsys.disabled():
        print(f"\n{spot.kind}: {dict(seen)}")  # noqa: T201 (what this is run for)
    assert seen["neither book is there"] == seen["finished, but the old book is there"] == 0
    save(NEW, spot.place)
    assert spot.look() == "new"
    assert ss.read(spot.where) == ss.Book(NEW)
    remaining = store_at(spot.place)
    assert not list(Path(spot.where).parent.rglob(f"{STAGING}*"))  # killed saves leave nothing for long
    assert all(ss.Book(remaining.backup(backup.name)) in (ss.Book(OLD), ss.Book(NEW)) for backup in remaining.backups())


def test_out_of_disk(spot: Spot, tmp_path: Path) -> None:
    failed = 0
    for limit in (0, 1, 100, 1_000, 4_000, 9_000):
        code = in_a_child(saved_on_a_full_disk, NEW, spot.where, limit)
        assert code in (0, REFUSED)
        failed += code == REFUSED
        assert spot.look() == ("new" if code == 0 else "old")
        save(OLD, spot.place)
    assert failed or "://" in spot.where
    if not spot.where.endswith(".db") and "://" not in spot.where:
        assert not [path for path in tmp_path.rglob("*") if path.name.startswith(STAGING)]


@pytest.mark.skipif(os.geteuid() != 0, reason="takes another user")
def test_not_allowed(spot: Spot, tmp_path: Path) -> None:
    other = spot.where
    if "://" in spot.where:
        Server.execute(None, "CREATE ROLE reader LOGIN PASSWORD 'x'", spot.where)  # type: ignore[arg-type]
        name, host = spot.where.rpartition("/")[2].split("?")[0], spot.where.partition("host=")[2]
        other = f"postgresql://reader:x@/{name}?host={host}"
    tmp_path.chmod(0o755)
    for parent in list(tmp_path.parents)[:3]:
        if parent.name.startswith("pytest-"):
            parent.chmod(0o755)

    assert in_a_child(saved_by_nobody, NEW, other) == REFUSED
    assert spot.look() == "old"
    assert ss.read(spot.where) == ss.Book(OLD)


def save_in_a_loop(where: str, person: str) -> None:
    for turn in range(1, ROUNDS + 1):
        book = ss.read(where)
        book.update("people", person, title=str(turn))
        book.insert("touchpoints", touchpoint_id=book.fresh_id("touchpoints"), person_id=person, seller=person,
                    on="2026-11-01", status="done", learned=str(turn))  # fmt: skip
        book.write(on_conflict="merge")


def test_two_writers_in_a_loop(spot: Spot, capsys: pytest.CaptureFixture[str]) -> None:
    writers = [begin(save_in_a_loop, spot.where, person) for person in ("p", "q")]
    assert [code_of(writer) for writer in writers] == [0, 0]
    book = ss.read(spot.where)
    assert list(book.tables["people"]["title"]) == [str(ROUNDS)] * 2
    touchpoints = book.tables["touchpoints"]
    result = sorted(
        (seller, int(turn)) for seller, turn in zip(touchpoints["seller"], touchpoints["learned"], strict=True)
    )
    with capsys.disabled():
        print(f"\n{spot.kind}: {2 * ROUNDS} saves of two writers; {len(touchpoints)} of {2 * ROUNDS} edits are there")  # noqa: T201
    assert result == [(person, turn) for person in ("p", "q") for turn in range(1, ROUNDS + 1)]
