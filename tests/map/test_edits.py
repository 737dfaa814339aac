"""Edits on the map: each is one step of the book, which undo takes back whole, and the map shows every change."""

from __future__ import annotations

import nbformat
import pandas as pd
import pytest
from nbconvert import HTMLExporter
from nbconvert.preprocessors import ExecutePreprocessor

import stratsell as ss
from stratsell.map.edits import EDITS
from tests.map.test_scene import DAY, book


@pytest.fixture
def mine() -> ss.Book:
    return book()


class Page:
    """A map, asked as its page asks."""

    def __init__(self, of: ss.Book, **more) -> None:
        self.map = ss.InfluenceMap(of, as_of=DAY, **more)
        self.messages: list[dict] = []
        self.map.send = self.messages.append

    def ask(self, what: str, /, **asked) -> str:
        self.map._hear(None, {"do": what, "ticket": len(self.messages), **asked}, [])
        assert self.messages[-1]["ticket"] == len(self.messages) - 1
        return self.messages[-1]["said"]

    @property
    def failed(self) -> bool:
        return self.messages[-1]["failed"]

    def edges(self, kind: str) -> list[tuple[str, str, float]]:
        scene = self.map.scene
        names = [scene["texts"][box["name"]] if "name" in box else "" for box in scene["boxes"]]
        return sorted((names[a], names[b], strength) for k, a, b, strength, *_ in scene["edges"] if k == kind)

    def names(self) -> set[str]:
        return {self.map.scene["texts"][box["name"]] for box in self.map.scene["boxes"] if box["kind"] == "card"}


@pytest.fixture
def page(mine) -> Page:
    return Page(mine)


def edges(of: ss.Book) -> set[tuple]:
    table = of.tables["relationships"]
    strengths = table["strength"].astype(object).where(table["strength"].notna(), None)
    return set(zip(table["source_id"], table["target_id"], table["kind"], strengths, strict=True))


def test_a_relationship_is_drawn_changed_and_removed(page, mine) -> None:
    before = edges(mine)
    assert (
        page.ask("relate", source_id="eve", target_id="bob", kind="influences", strength=0.7)
        == "Eve influences Bob (0.70)"
    )
    assert ("Eve", "Bob", 0.7) in page.edges("influences")
    assert page.map.history == {"undo": "Eve influences Bob", "redo": "", "unsaved": True}
    page.ask("relate", source_id="eve", target_id="bob", kind="opposes", strength=0.2, was="influences")
    assert edges(mine) == before | {("eve", "bob", "opposes", 0.2)}
    page.ask("unrelate", source_id="eve", target_id="bob", kind="opposes")
    assert edges(mine) == before
    for _ in range(3):
        page.ask("undo")
    assert edges(mine) == before
    assert page.map.history["undo"] == ""
    assert page.map.history["redo"] == "Eve influences Bob"


def test_a_new_manager_takes_the_place_of_the_old_one_in_one_step(page, mine) -> None:
    page.ask("relate", source_id="bob", target_id="ann", kind="reports_to", strength=0.5, instead_of="boss")
    assert {(a, b) for a, b, kind, _ in edges(mine) if kind == "reports_to"} == {("ann", "boss"), ("bob", "ann")}
    page.ask("undo")
    assert {(a, b) for a, b, kind, _ in edges(mine) if kind == "reports_to"} == {("ann", "boss"), ("bob", "boss")}


def test_a_role_is_filled_by_somebody_new_and_by_somebody_known(page, mine) -> None:
    assert page.ask("fill", role="coach", person_id="eve") == "Eve is coach influence"
    assert page.ask("fill", role="technical", person_id="eve") == "Eve is technical influence"
    parts = mine.tables["influences"].set_index("person_id")
    assert parts.loc["eve", "roles"] == "coach; technical"
    assert page.ask("undo") == "Undone: Eve is technical influence"
    assert mine.tables["influences"].set_index("person_id").loc["eve", "roles"] == "coach"


def test_a_person_goes_with_all_that_refers_to_them_and_comes_back(page, mine) -> None:
    before = {name: frame.copy() for name, frame in mine.tables.items()}
    assert page.ask("remove", person_ids=["ann"]).startswith("Ann Lee is removed")
    assert "Ann Lee" not in page.names()
    assert not len(mine.tables["touchpoints"].query("person_id == 'ann'"))
    assert page.ask("undo") == "Undone: Remove Ann Lee"
    for name, frame in mine.tables.items():
        pd.testing.assert_frame_equal(frame, before[name])


def test_what_the_book_does_not_allow_is_said_and_changes_nothing(page, mine) -> None:
    before = edges(mine)
    assert "strength" in page.ask("relate", source_id="eve", target_id="bob", kind="influences", strength=7)
    assert page.failed
    assert "zzz" in page.ask("relate", source_id="zzz", target_id="bob", kind="influences", strength=0.5)
    assert page.failed
    assert "no longer" not in page.ask("unrelate", source_id="eve", target_id="bob", kind="opposes")
    assert page.failed
    assert all(name in page.ask("dance") for name in EDITS)
    assert page.failed
    assert edges(mine) == before
    assert page.ask("undo") == "There is nothing to undo"


def test_a_change_from_python_is_shown_at_once(page, mine) -> None:
    other = Page(mine)
    mine.update("people", "bob", name="Robert")
    assert "Robert" in page.names()
    assert "Robert" in other.names()
    assert page.map.history["unsaved"]
    other.map.close()
    mine.undo()
    assert "Bob" in page.names()
    assert "Robert" in other.names(), "a closed map follows no longer"


def test_a_map_that_no_page_shows_any_more_waits_until_one_does(page, mine) -> None:
    page.map._hear(None, {"view": "first", "shown": True}, [])
    page.map._hear(None, {"view": "first", "shown": False}, [])
    mine.update("people", "bob", name="Robert")
    assert "Robert" not in page.names()
    page.map._hear(None, {"view": "second", "shown": True}, [])
    assert "Robert" in page.names()
    page.map._hear(None, {"view": "first", "shown": False}, [])
    mine.undo()
    assert "Bob" in page.names()


def test_a_map_that_was_put_out_of_sight_waits_until_it_is_back(page, mine) -> None:
    page.map.waiting = True
    mine.update("people", "bob", name="Robert")
    page.map.selected = "bob"
    assert "Robert" not in page.names()
    page.map.waiting = False
    assert "Robert" in page.names()


def test_a_map_that_could_not_be_made_is_closed_all_the_same(mine, monkeypatch) -> None:
    made: list[ss.InfluenceMap] = []
    monkeypatch.setattr(ss.InfluenceMap, "_show", lambda self: (made.append(self), 1 / 0))
    with pytest.raises(ZeroDivisionError):
        ss.InfluenceMap(mine, as_of=DAY)
    made[0].close()


def test_saving_is_shown_at_once(page, mine, tmp_path) -> None:
    mine.update("people", "bob", name="Robert")
    mine.write(tmp_path / "book.xlsx")
    assert not page.map.history["unsaved"]
    assert page.map.history["undo"] != ""


def test_the_selected_person_may_go(page, mine) -> None:
    page.map.selected = "ann"
    page.ask("remove", person_ids=["ann"])
    assert page.map.selected == ""


def test_selecting_sends_nothing_new(page) -> None:
    before = page.map.scene
    page.map.selected = "boss"
    assert page.map.scene is before
    with pytest.raises(KeyError, match="no person “zzz” in the account “a”"):
        page.map.selected = "zzz"
    with pytest.raises(KeyError, match="zzz"):
        page.map.objective_id = "zzz"
    with pytest.raises(ValueError, match="2026-13-01"):
        page.map.as_of = "2026-13-01"


def test_another_day_is_another_scene(page) -> None:
    page.map.as_of = pd.Timestamp("2027-06-01").date()
    assert page.map.as_of == "2027-06-01"
    assert page.map.scene["subtitle"].startswith("influence map as of 1 June 2027")


def test_those_below_a_manager_are_folded_away_but_not_who_is_selected(page) -> None:
    subtitle = page.map.scene["subtitle"]
    page.ask("fold", person_id="boss")
    assert page.names() == {"The Boss", "Eve"}
    assert page.map.scene["subtitle"] == subtitle, "they still count"
    page.map.selected = "ann"
    assert page.names() == {"The Boss", "Eve", "Ann Lee", "Bob"}
    assert page.map.folded == []


def test_who_needs_a_form_asks_for_it(page) -> None:
    assert page.map.asks == []
    asked: list[dict] = []
    page.map.on_ask(asked.append)
    assert set(page.map.asks) == {"edit", "log", "add", "fill", "relationship"}
    page.ask("ask", what="edit", person_id="ann")
    assert asked == [{"what": "edit", "person_id": "ann"}]


def test_where_no_widget_can_be_shown_there_is_a_picture(page) -> None:
    data, _ = page.map._repr_mimebundle_()
    assert data["text/plain"] == "<InfluenceMap: a, 23 November 2026>"
    assert data["image/png"].startswith(b"\x89PNG")
    assert "application/vnd.jupyter.widget-view+json" in data


@pytest.mark.slow
def test_a_notebook_that_nbconvert_runs_shows_a_picture() -> None:
    code = 'import stratsell as ss\nss.InfluenceMap(ss.demo(), objective_id="northwind-1", as_of="2026-11-23")'
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    ExecutePreprocessor(store_widget_state=False, kernel_name="python3").preprocess(notebook)
    page, _ = HTMLExporter().from_notebook_node(notebook)
    assert "<img alt" in page
    assert 'src="data:image/png;base64,' in page


def test_a_map_of_nobody_is_a_map(mine) -> None:
    people = pd.DataFrame({"person_id": [], "account_id": [], "name": []}, dtype="str")
    influences = pd.DataFrame({"objective_id": [], "person_id": []}, dtype="str")
    empty = ss.Book({"accounts": mine.tables["accounts"], "people": people, "influences": influences})
    assert Page(empty).names() == set()
