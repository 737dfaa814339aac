"""Notes on relationships: a column that older books lack, kept wherever a book is kept, and what people wrote stays."""

import pandas as pd
import pytest
import sqlalchemy as sa

import stratsell as ss
from stratsell.notebook.panel import panel
from stratsell.notebook.tabs.relationships import edge_sheet
from stratsell.objective_view import objective_view

KEY = ("nw-zhao", "nw-osei", "influences")
NOTE = "=they <b>built</b> Lyon; together\nfor nine years"


@pytest.fixture
def noted():
    book = ss.demo()
    book.update("relationships", KEY, notes=NOTE)
    return book


def note(book):
    edges = book.tables["relationships"].set_index(["source_id", "target_id", "kind"])
    return edges.loc[KEY, "notes"]


@pytest.mark.parametrize("place", ["book", "book.xlsx", "book.db"])
def test_notes_are_kept_in_every_place_and_undone(noted, tmp_path, place):
    noted.write(tmp_path / place)
    assert note(ss.read(tmp_path / place)) == NOTE
    noted.undo()
    assert note(noted) == "built the Lyon plant together"


@pytest.mark.parametrize("place", ["book", "book.db"])
def test_a_book_without_the_column_opens_and_can_be_saved_with_notes(noted, tmp_path, place):
    noted.write(tmp_path / place)
    if place == "book":
        file = tmp_path / place / "relationships.csv"
        pd.read_csv(file, dtype=str, keep_default_na=False).drop(columns="notes").to_csv(file, index=False)
    else:
        with sa.create_engine(f"sqlite:///{tmp_path / place}").begin() as connection:
            connection.execute(sa.text("ALTER TABLE relationships DROP COLUMN notes"))
    book = ss.read(tmp_path / place)
    assert book.tables["relationships"]["notes"].isna().all()
    book.update("relationships", KEY, notes="again")
    book.write()
    assert note(ss.read(tmp_path / place)) == "again"


def test_an_import_leaves_what_people_noted(noted):
    imported = ss.demo()
    imported.update("relationships", KEY, notes="from the CRM")
    noted.merge(imported)
    assert note(noted) == NOTE
    noted.merge(imported, since=ss.demo())
    assert note(noted) == NOTE


def test_notes_are_seen_in_the_panel_and_in_the_table_as_text(noted):
    view = objective_view(noted, objective_id="northwind-1", as_of="2026-11-23")
    lines = next(part for part in panel(view, "nw-zhao")["sections"] if part["label"] == "Relationships")["lines"]
    assert any("they <b>built</b> Lyon" in span["text"] for line in lines for span in line)
    sheet = edge_sheet(view)
    row = next(row for row in sheet.rows if row.actions[0].about["kind"] == "influences" and row.person_id == "nw-zhao")
    assert row.cells[-1]["text"].startswith("=they <b>built</b>")


def test_notes_are_replaced_where_names_must_not_be_read(noted):
    assert "Lyon" not in str(note_of_any(noted.pseudonymized(seed=1)))


def note_of_any(book):
    return book.tables["relationships"]["notes"].dropna().tolist()
