"""Two people save one book: nobody's edit is lost, what was replaced is kept, and books of other versions are told."""

from __future__ import annotations

import json
import os
import pickle
import re
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest

import stratsell as ss
from stratsell import cli
from stratsell.book.conflict import BookConflict, Conflict
from stratsell.errors import BookError, BookWarning
from stratsell.io.files import format as formats
from stratsell.io.store import store

KINDS = ["book", "book.xlsx", "book.db", "postgresql"]


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a small book is, one of each kind of place."""
    is_server = request.param == "postgresql"
    place = request.getfixturevalue("server").fresh() if is_server else str(tmp_path / request.param)
    small().write(place)
    return place


def small() -> ss.Book:
    return ss.Book({
        "accounts": pd.DataFrame({"account_id": ["a"], "name": ["Acme"], "size": [12]}),
        "people": pd.DataFrame({"person_id": ["p", "q"], "account_id": "a", "name": ["Ada", "Bo"]}),
        "influences": pd.DataFrame({"objective_id": ["a"], "person_id": ["p"], "roles": ["economic"]}),
    })  # fmt: skip


def cell(book: ss.Book, column: str, person: str = "p") -> object:
    value = book.tables["people"].set_index("person_id").loc[person, column]
    return None if pd.isna(value) else value


def test_different_rows_and_cells_merge_by_themselves(place: str) -> None:
    mine, theirs = ss.read(place), ss.read(place)
    theirs.update("people", "p", title="CFO")
    theirs.insert("people", person_id="r", account_id="a", name="Cy")
    theirs.write()
    mine.update("people", "p", email="ada@acme.example")
    mine.update("people", "q", title="CIO")
    mine.insert("touchpoints", touchpoint_id="t", person_id="p", seller="Me", on="2026-11-01", status="done")
    before = mine.unsaved, mine.tables["people"]
    with pytest.raises(BookConflict, match="title: is now “CFO”") as caught:
        mine.write()
    assert (mine.unsaved, mine.tables["people"]) == (True, before[1])
    assert list(caught.value.changes["change"]) == ["changed", "added"]
    assert "r: was added" in str(pickle.loads(pickle.dumps(caught.value)))
    assert ss.read(place) == theirs
    mine.write(on_conflict="merge")
    again = ss.read(place)
    assert again == mine
    assert (cell(again, "title"), cell(again, "email"), cell(again, "title", "q")) == ("CFO", "ada@acme.example", "CIO")
    assert set(again.tables["people"]["person_id"]) == {"p", "q", "r"}
    assert len(again.tables["touchpoints"]) == 1
    assert not mine.unsaved
    mine.update("people", "p", title="CEO")
    mine.write()  # nobody else was there
    assert cell(ss.read(place), "title") == "CEO"


@pytest.mark.parametrize(("choice", "remaining"), [("mine", "mine"), ("theirs", "theirs"), (lambda _: "mine", "mine")])
def test_the_same_cell_asks(place: str, choice: str, remaining: str) -> None:
    mine, theirs = ss.read(place), ss.read(place)
    theirs.update("people", "p", title="theirs", email="new")
    theirs.write()
    mine.update("people", "p", title="mine")
    with pytest.raises(BookConflict, match="title: is “mine” here and “theirs” there") as caught:
        mine.write(on_conflict="merge")
    assert caught.value.conflicts.to_numpy().tolist() == [["people", "p", "title", None, "mine", "theirs"]]
    mine.write(on_conflict=choice)
    again = ss.read(place)
    assert (cell(again, "title"), cell(again, "email")) == (remaining, "new")
    assert again == mine


def test_what_is_replaced_is_kept_ten_times_and_can_be_restored(place: str) -> None:
    book = ss.read(place)
    for number in range(12):
        book.update("people", "p", title=f"title {number}")
        book.write()
    book.write()  # nothing new, so nothing to keep
    remaining = ss.backups(place)
    assert len(remaining) == store.MOST_BACKUPS
    assert list(remaining["backup"]) == sorted(remaining["backup"], reverse=True)
    titles = [cell(ss.restore(place, name), "title") for name in remaining["backup"][:3]]
    assert titles == ["title 10", "title 9", "title 8"]
    assert cell(ss.read(place), "title") == "title 8"
    with pytest.raises(KeyError, match="no backup “no”"):
        ss.restore(place, "no")
    assert cell(ss.restore(place, ss.backups(place)["backup"][1]), "title") == "title 10"


def test_overwriting_keeps_what_was_there(place: str) -> None:
    mine, theirs = ss.read(place), ss.read(place)
    theirs.update("people", "p", title="theirs")
    theirs.write()
    mine.write(on_conflict="overwrite")
    assert cell(ss.read(place), "title") is None
    assert cell(ss.restore(place), "title") == "theirs"


def test_removed_rows_and_rows_that_need_them(place: str) -> None:
    for choice, people, influences in [("mine", {"q", "r"}, 0), ("theirs", {"p", "q", "r"}, 2)]:
        first = ss.read(place)
        first.write(on_conflict="overwrite")
        mine, theirs = ss.read(place), ss.read(place)
        theirs.insert("objectives", objective_id="o", account_id="a", name="Grow")
        theirs.insert("influences", objective_id="o", person_id="q", roles="user")
        theirs.insert("people", person_id="r", account_id="a", name="Cy")
        theirs.update("influences", ("o", "p"), mindset="growth")
        theirs.write()
        mine.remove("people", "p")
        asked: list[Conflict] = []
        mine.write(on_conflict=lambda conflict, asked=asked, choice=choice: asked.append(conflict) or choice)
        assert asked
        assert set(mine.tables["people"]["person_id"]) == people
        assert len(mine.tables["influences"]) == influences + (choice == "mine")
        assert ss.read(place) == mine
        small().write(place)


def test_two_new_rows_of_one_id_are_two_rows(place: str) -> None:
    mine, theirs = ss.read(place), ss.read(place)
    for book, name in ((theirs, "Cy"), (mine, "Di")):
        book.insert("people", person_id="new", account_id="a", name=name)
        book.insert("influences", objective_id="a", person_id="new", roles="user")
    theirs.write()
    mine.write(on_conflict="merge")
    people = ss.read(place).tables["people"].set_index("person_id")["name"]
    assert (people["new"], people["new-2"]) == ("Cy", "Di")
    assert {"new", "new-2"} < set(mine.tables["influences"]["person_id"])


def test_a_place_that_somebody_has_broken(tmp_path: Path) -> None:
    small().write(tmp_path)
    book = ss.read(tmp_path)
    (tmp_path / "people.csv").write_text("person_id,account_id,name\np,nobody,Ada\n")
    with pytest.raises(BookConflict, match="is no longer a valid book"):
        book.write(on_conflict="merge")
    book.write(on_conflict="overwrite")
    assert ss.read(tmp_path) == book
    with pytest.raises(BookError, match="nobody"):
        ss.restore(tmp_path)


def test_the_same_content_saved_again_is_no_change(place: str) -> None:
    one, other = ss.read(place), ss.read(place)
    one.write()
    other.update("people", "p", title="x")
    other.write()
    assert cell(ss.read(place), "title") == "x"


def stated(place: Path, number: str) -> None:
    """Make a place say that it is of another format."""
    if place.suffix == ".db":
        with closing(sqlite3.connect(place)) as connection:
            connection.execute("UPDATE stratsell_meta SET value = ? WHERE key = 'format'", [number])
            connection.commit()
    elif place.suffix == ".xlsx":
        with zipfile.ZipFile(place) as opened:
            parts = {name: opened.read(name) for name in opened.namelist()}
        name = "docProps/custom.xml"
        parts[name] = re.sub(rb"<vt:i4>\d", f"<vt:i4>{number}".encode(), parts[name])
        with zipfile.ZipFile(place, "w") as opened:
            for name, content in parts.items():
                opened.writestr(name, content)
    else:
        (place / "book.json").write_text(json.dumps({"format": int(number)}))


@pytest.mark.parametrize("name", ["book", "book.xlsx", "book.db"])
def test_a_newer_book_is_refused_and_an_older_one_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    place = tmp_path / name
    small().write(place)
    newer = formats.FORMAT + 1
    stated(place, str(newer))
    text = rf"newer Stratsell \(format {newer}; this one knows up to {formats.FORMAT}\): update stratsell"
    for work in (ss.read, small().write):
        with pytest.raises(BookError, match=text):
            work(place)
    stated(place, "0")
    with pytest.raises(BookError, match="too old for this one"):
        ss.read(place)

    def since_0(tables: formats.Frames) -> formats.Frames:
        """In the invented format 0, a person's title was written in capitals."""
        people = tables["people"]
        return {**tables, "people": people.assign(name=people["name"].str.upper())}

    monkeypatch.setitem(formats.MIGRATIONS, 0, since_0)
    with pytest.warns(BookWarning, match=f"saving it brings it to format {formats.FORMAT}"):
        book = ss.read(place)
    assert list(book.tables["people"]["name"]) == ["ADA", "BO"]
    book.write(on_conflict="overwrite")
    assert ss.read(place) == book


def test_a_newer_database_and_what_no_version_says(tmp_path: Path) -> None:
    small().write(tmp_path / "book")
    for text in ('{"format": "x"}', "[", "{}", "[" * 9999, '{"format": 99}'):
        (tmp_path / "book" / "book.json").write_text(text)
        with pytest.raises(BookError, match="names no format that Stratsell knows|newer"):
            ss.read(tmp_path / "book")


def test_commands(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    book = ss.read(place)
    book.update("people", "p", title="x")
    book.write()
    assert cli.main(["backups", place, "--format", "csv"]) == 0
    assert "000001" in capsys.readouterr().out
    assert cli.main(["restore", place]) == 0
    assert cli.main(["restore", place, "--backup", "no"]) == 2
    assert cell(ss.read(place), "title") is None
    assert cli.main(["recover", place]) == 0
    assert "nothing to recover" in capsys.readouterr().err


@pytest.mark.parametrize("link", [".stratsell", ".stratsell-commit"])
def test_links_do_not_lead_out_of_the_folder(tmp_path: Path, link: str) -> None:
    book, outside = tmp_path / "book", tmp_path / "outside"
    small().write(book)
    small().write(outside)
    before: Callable[[], dict[str, bytes]] = lambda: {  # noqa: E731
        str(path): path.read_bytes() for path in outside.rglob("*") if path.is_file()
    }
    there = before()
    (book / ".stratsell").rename(tmp_path / "home") if (book / ".stratsell").exists() else None
    (book / link).symlink_to(outside)
    opened = ss.read(book)
    opened.update("people", "p", title="x")
    with pytest.raises(OSError, match="is a symbolic link"):
        opened.write()
    assert before() == there


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
@pytest.mark.parametrize("name", ["book", "book.xlsx", "book.db"])
@pytest.mark.parametrize("new", [True, False])
def test_a_private_book_and_its_backups_are_private(tmp_path: Path, name: str, new: bool) -> None:
    """A new one is in a folder that only its owner may read; another where only its files are private."""
    tmp_path.chmod(0o700 if new else 0o755)
    place = tmp_path / name
    small().write(place)
    if not new:
        for path in [place, *place.glob("*")]:
            path.chmod(0o600 if path.is_file() else 0o755)
    book = ss.read(place)
    for title in ("x", "y", "z"):
        book.update("people", "p", title=title)
        book.write()
    assert len(ss.backups(place)) == 3
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "lock"]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
