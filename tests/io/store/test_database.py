"""Books in databases: every one comes back as it was, a write is whole, and no credentials are ever shown."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from stratsell import cli
from stratsell.book import Book
from stratsell.errors import BookError
from stratsell.io import demo, is_free, read, shown_place, write
from stratsell.io.store import database, database_tables
from stratsell.io.store.database import Database
from tests.support.file_books import file_books
from tests.support.postgres import PASSWORD, USER, Server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with nothing in it."""
    return f"sqlite:///{tmp_path}/book.db" if request.param == "sqlite" else request.getfixturevalue("server").fresh()


def execute(url: str, statement: str, server: Server | None = None) -> None:
    """Run SQL as somebody without Stratsell would."""
    if url.startswith("sqlite"):
        with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            connection.executescript(statement)
    else:
        Server.execute(server, statement, url)  # type: ignore[arg-type]


def tables(**more: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """A small book."""
    return {
        "accounts": pd.DataFrame({"account_id": ["007", "b"], "name": ["Null", "'); DROP TABLE people; --"]}),
        "people": pd.DataFrame({"person_id": ["1e5"], "account_id": ["007"], "name": ["<b>Ada</b>"]}),
        "influences": pd.DataFrame({"objective_id": ["007"], "person_id": ["1e5"], "roles": ["coach"]}),
        **more,
    }


@pytest.mark.filterwarnings("ignore::stratsell.errors.BookWarning")
@settings(max_examples=10)
@given(file_books())
def test_every_book_comes_back_from_sqlite(tables: dict[str, pd.DataFrame]) -> None:
    book = Book(tables)
    with TemporaryDirectory() as folder:
        for _ in range(2):  # into a new file, and over what is there
            write(book, Path(folder, "book.db"))
            assert read(Path(folder, "book.db")) == book


@pytest.mark.filterwarnings("ignore::stratsell.errors.BookWarning")
@settings(max_examples=7, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(file_books())
def test_every_book_comes_back_from_postgresql_over_any_other(server: Server, tables: dict[str, pd.DataFrame]) -> None:
    place = getattr(server, "place", None) or server.fresh()
    server.place = place  # type: ignore[attr-defined] # one database for all, so that each replaces another
    book = Book(tables)
    write(book, place)
    assert read(place) == book


def test_columns_have_types_and_unknown_ones_any_name(url: str) -> None:
    odd = ["Name", "NAME", "_row", "oid", "a%b", 'quo"te', "c:d", "x" * 90, "=x", "日本", "column_1", "(e)", "rowid"]
    people = tables()["people"].assign(**{name: f"cell {name}" for name in odd}, size=12, flag=True)
    book = Book(tables(people=people))
    write(book, url)
    again = read(url)
    assert list(again.tables["people"].columns) == list(book.tables["people"].columns)
    assert list(again.tables["people"].loc[0, odd]) == [f"cell {name}" for name in odd]
    assert list(again.tables["people"].loc[0, ["size", "flag"]]) == ["12", "true"]
    write(Book(tables()), url)
    assert read(url) == Book(tables())
    typed = demo()
    write(typed, url)
    assert read(url) == typed


def test_a_database_that_others_have_filled(url: str) -> None:
    execute(
        url,
        """
        CREATE TABLE accounts (account_id INTEGER, name VARCHAR(40), size INTEGER);
        CREATE TABLE people (person_id TEXT, account_id INTEGER, name TEXT, in_role_since DATE);
        CREATE TABLE influences (objective_id INTEGER, person_id TEXT, roles TEXT, support NUMERIC(4, 2));
        CREATE TABLE something_else (a INTEGER);
        INSERT INTO accounts VALUES (7, 'Acme', 120);
        INSERT INTO people VALUES ('b', 7, 'Ada', '2026-01-31'), ('a', 7, 'Bo', NULL);
        INSERT INTO influences VALUES (7, 'a', 'coach', -2.5);
        """,
    )
    book = read(url)
    assert book.tables["people"][["person_id", "account_id"]].to_numpy().tolist() == [["a", "7"], ["b", "7"]]
    assert book.tables["people"].loc[1, "in_role_since"] == pd.Timestamp(2026, 1, 31)
    assert book.tables["influences"].loc[0, "support"] == -2.5
    assert book.tables["accounts"].loc[0, "size"] == "120"
    assert not is_free(url)
    with pytest.raises(ValueError, match=r"tables that Stratsell did not make \(accounts, influences, people\)"):
        write(demo(), url)
    assert read(url) == book


def test_faults_name_the_row(url: str) -> None:
    write(Book(tables()), url)
    execute(url, "UPDATE people SET account_id = '07'; UPDATE influences SET roles = 'couch';")
    with pytest.raises(BookError) as caught:
        read(url)
    assert [str(fault) for fault in caught.value.faults] == [
        "people, row 1, column account_id: “07” is not in the table accounts; did you mean “007”?"
        " Allowed: an id of the table accounts.",
        "influences, row 1, column roles: “couch” has an unknown word, or one word twice; did you mean “coach”?"
        " Allowed: economic, user, technical, coach; several with semicolons between them or blank.",
    ]


def test_a_write_that_fails_changes_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no")

    write(Book(tables()), url)
    with pytest.raises(RuntimeError):
        write(demo(), url, progress=fail)
    assert read(url) == Book(tables())
    monkeypatch.setattr(database_tables, "MOST_COLUMNS", {"sqlite": 12, "postgresql": 12})
    wide = tables()["people"].assign(**{f"c{index}": "x" for index in range(9)})
    with pytest.raises(ValueError, match="people has 16 columns; a table of this database holds 12"):
        write(Book(tables(people=wide)), url)
    assert read(url) == Book(tables())


def test_progress_counts_rows_and_a_large_table_goes_in_parts(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_tables, "BATCH", 100)
    people = pd.DataFrame({"person_id": map(str, range(250)), "account_id": "b", "name": "Ada"})
    book = Book(tables(people=people, influences=tables()["influences"][:0]))
    seen: list[tuple[int, int]] = []
    write(book, url, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(2, 252), (102, 252), (202, 252), (252, 252)]
    seen.clear()
    assert read(url, progress=lambda done, total: seen.append((done, total))) == book
    assert (seen[0], seen[-1]) == ((2, 252), (252, 252))
    assert (102, 252) in seen


def test_a_read_sees_one_moment(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process writes while a reader is between two tables."""
    old, new = Book(tables()), demo()
    write(old, url)
    if url.startswith("sqlite"):
        # SQLite keeps the writer out while somebody reads, unless the file has a write-ahead log.
        execute(url, "PRAGMA journal_mode = WAL")
    turns = iter([True])

    def between(*_: int) -> None:
        if next(turns, False):
            write(new, url)

    if url.startswith("sqlite"):
        assert read(url, progress=between) == old
    else:
        monkeypatch.setattr(database, "PATIENCE", 5)
        assert read(url, progress=between) == old
    assert read(url) == new


@pytest.mark.parametrize("place", ["book.db", "sqlite:///book.db"])
def test_a_sqlite_file_by_name_and_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    monkeypatch.chdir(tmp_path)
    assert is_free(place)
    with pytest.raises(FileNotFoundError, match="there is no .*book.db"):
        read(place)
    assert list(tmp_path.iterdir()) == []
    write(demo(), place)
    assert not is_free(place)
    assert read(place) == demo()
    assert [path.name for path in tmp_path.iterdir()] == ["book.db"]


def test_files_that_are_no_book(tmp_path: Path) -> None:
    path = tmp_path / "book.db"
    for content, problem in [(b"", "holds no book"), (b"name,account\n" * 999, "is not a SQLite database")]:
        path.write_bytes(content)
        with pytest.raises(BookError, match=problem):
            read(path)
        assert path.read_bytes() == content
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        write(demo(), tmp_path / "no" / "book.db")
    with pytest.raises(ValueError, match="holds several values"):
        write(Book(tables(people=tables()["people"].assign(x=[["list"]]))), tmp_path / "new.db")
    with pytest.raises(ValueError, match="needs a file"):
        read("sqlite://")


@pytest.mark.parametrize(
    "bad",
    [
        "postgresql://{user}:{password}@127.0.0.1:1/book",
        "postgresql://{user}:{password}@no-such-host.invalid/book",
        "postgresql://127.0.0.1:1/book?user={user}&password={password}",
        "postgresql://{user}:{raw}@127.0.0.1:1/book",
        "postgresql://{user}:{password}@127.0.0.1:port/book",
        "mysql://{user}:{password}@127.0.0.1:1/book",
        "https://{user}:{password}@127.0.0.1:1/book.xlsx",
        "postgresql+psycopg2://{user}:{password}@127.0.0.1:1/book",
    ],
)
def test_credentials_are_never_shown(
    bad: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    url = bad.format(user=USER, password="s3cr%40t%2F%3A%25x", raw=PASSWORD)
    for work in (read, lambda place: write(demo(), place), lambda place: repr(Database.of(place)), shown_place):
        try:
            text = str(work(url))
        except (OSError, ValueError) as error:
            assert not isinstance(error, BookError)
            text = "".join(traceback.format_exception(error)) + repr(error)
            context = error.__context__ or error.__cause__
            assert context is None or "s3cr" not in repr(context)
        lines = [line for line in text.splitlines() if "~~~" not in line]
        assert not [line for line in lines if USER in line or "s3cr" in line]
    for command in (["check", url], ["coverage", url], ["demo", url], ["flags", url, "--objective", "x"]):
        assert cli.main(command) in (2, 3)
    out, err = capfd.readouterr()
    assert not [text for text in (out, err, caplog.text) if USER in text or "s3cr" in text]


def test_a_wrong_password_of_a_real_server(server: Server) -> None:
    url = server.fresh()
    assert PASSWORD not in repr(Database.of(url))
    for wrong in (url.replace("s3cr", "geheim"), url.replace(USER, "mallory-17")):
        with pytest.raises(OSError, match="password authentication failed") as caught:
            read(wrong)
        text = "".join(traceback.format_exception(caught.value))
        assert not [word for word in ("geheim", "mallory", "t%2F") if word in text]


def test_commands_take_a_database(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["demo", url]) == 0
    assert cli.main(["demo", url]) == 2
    assert cli.main(["demo", url, "--force"]) == 0
    assert cli.main(["check", url]) == 0
    assert cli.main(["coverage", url, "--as-of", "2026-11-23", "--account", "northwind"]) == 0
    out, err = capsys.readouterr()
    assert "northwind" in out
    assert USER not in out + err
