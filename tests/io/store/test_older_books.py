"""A book that the version before has written opens as before, and the first save brings it up to date."""

from __future__ import annotations

import json
import shutil
import warnings
from pathlib import Path

import pytest

import stratsell as ss
from stratsell.errors import BookWarning
from stratsell.io.files.format import FORMAT
from stratsell.io.files.xlsx import stated_format
from stratsell.io.store.database import Database
from stratsell.io.store.database_tables import meta
from stratsell.io.store.saving import backups, restore
from stratsell.scale.large_book import large_book

WRITTEN = Path(__file__).parents[2] / "data" / "written_by_0_2_0"
"""One account of the demo, written by Stratsell 0.2.0 in format 1: before actions, wanted levels and offers."""

NEW = {"people": "leaves_on", "influences": "wanted_level", "options": "offered_on", "relationships": "notes"}
PATIENT = pytest.mark.filterwarnings("ignore::stratsell.errors.BookWarning")


@pytest.fixture(params=["book", "book.xlsx", "book.db"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of the older book in one kind of place."""
    source, copy = WRITTEN / request.param, tmp_path / request.param
    shutil.copytree(source, copy) if source.is_dir() else shutil.copy(source, copy)
    return copy


def content(place: Path) -> list[bytes]:
    files = [place] if place.is_file() else sorted(place.iterdir())
    return [path.read_bytes() for path in files]


def stated(place: Path) -> str:
    """The format that a place says it is in."""
    if place.suffix == ".db":
        return Database.of(place).run(meta)["format"]
    text = stated_format(place) if place.suffix == ".xlsx" else json.loads((place / "book.json").read_text())["format"]
    return str(text)


def test_an_older_book_opens_with_the_new_columns_blank(place: Path) -> None:
    with pytest.warns(BookWarning, match=r"older Stratsell \(format 1\); saving it brings it to format 2"):
        book = ss.read(place)
    assert len(book.tables["people"]) == 12
    assert len(book.tables["touchpoints"]) == 10
    for table, column in NEW.items():
        assert book.tables[table][column].isna().all()
    for rule in (ss.red_flags, ss.priorities, ss.next_actions, ss.portfolio, ss.thanks):
        assert len(rule(book, as_of="2026-11-23"))


@PATIENT
def test_reading_an_older_book_changes_nothing_there_and_saving_brings_it_up_to_date(place: Path) -> None:
    before = content(place)
    book = ss.read(place)
    assert content(place) == before
    book.update("options", ("meridian-1", "New refrigerated docks"), offered_on="2026-10-23")
    book.update("people", "ml-roy", leaves_on="2026-12-31")
    book.write()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        again = ss.read(place)
    assert again == book


@PATIENT
def test_the_place_says_its_format(place: Path) -> None:
    assert stated(place) == "1"
    ss.read(place).write()
    assert stated(place) == str(FORMAT)


@PATIENT
def test_a_backup_of_an_older_database_can_be_restored(tmp_path: Path) -> None:
    place = Path(shutil.copy(WRITTEN / "book.db", tmp_path))
    [name] = backups(place)["backup"]
    restored = restore(place, name)
    titles = restored.tables["people"].set_index("person_id")["title"]
    assert titles["ml-green"] != "Head of docks"
    assert ss.read(place) == restored


def test_an_older_folder_is_read_by_an_engine_too() -> None:
    with large_book(WRITTEN / "book", engine="polars") as book:
        [result] = book.rows("priorities", {}, as_of="2026-11-23")
    assert result["objective_id"].tolist() == ["meridian-1"]


def test_a_book_made_by_hand_says_nothing_and_needs_no_migration(tmp_path: Path) -> None:
    """Whoever writes CSV files by hand writes no format, and is not told that an older Stratsell did."""
    place = Path(shutil.copytree(WRITTEN / "book", tmp_path / "book"))
    (place / "book.json").unlink()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(ss.read(place).tables["people"]) == 12
