"""An objective is read once, whoever shows it, and what is read is plain data."""

import dataclasses
import datetime as dt

import pytest

import stratsell as ss
from stratsell.map.scene import compose
from stratsell.map.shown import shown
from stratsell.objective_view import ObjectiveView, Person, objective_view
from stratsell.reports import brief
from stratsell.rules import findings
from stratsell.vocabulary import Level, Role

DAY = dt.date(2026, 11, 23)


def test_map_explorer_and_brief_ask_the_rules_that_say_how_it_stands_once(monkeypatch) -> None:
    asked = []
    whole = findings.rows_of
    monkeypatch.setattr(
        findings, "rows_of", lambda tables, *queries: asked.append(len(queries)) or whole(tables, *queries)
    )
    book = ss.demo()
    explorer = ss.explore(book, as_of=DAY, account_id="northwind")
    ss.draw_map(book, objective_id="northwind-1", as_of=DAY)
    brief(book, "northwind", as_of=DAY)
    assert asked.count(len(findings.STANDING)) == 1
    assert sum(asked) == len(findings.STANDING) + 5, "the brief asks five more rules, one by one"
    asked.clear()
    book.update("influences", ("northwind-1", "nw-osei"), support=2)
    assert asked == [len(findings.STANDING)], "an edit asks them anew, together"
    explorer.close()


def test_what_is_read_is_frozen_and_is_what_the_rules_say() -> None:
    view = objective_view(ss.demo(), objective_id="northwind-1", as_of=DAY)
    with pytest.raises(dataclasses.FrozenInstanceError):
        view.score = 1.0
    covered = ss.coverage(ss.demo(), as_of=DAY).set_index("objective_id").loc["northwind-1"]
    assert {role.value: int(level) for role, level in view.coverage.items()} == {
        r.value: covered[r.value] for r in Role
    }
    assert view == objective_view(ss.demo(), objective_id="northwind-1", as_of=DAY)


@pytest.mark.parametrize("wanted", [{"objective_id": "nowhere"}, {"account_id": "nobody"}])
def test_what_there_is_not_is_a_key_error(wanted: dict[str, str]) -> None:
    with pytest.raises(KeyError, match=r"nowhere|nobody"):
        objective_view(ss.demo(), as_of=DAY, **wanted)


def test_a_view_can_be_made_up_and_drawn_but_rules_need_a_book() -> None:
    ann = Person("ann", "Ann", level=Level.ENGAGED, roles=(Role.USER,))
    view = ObjectiveView("o", DAY, {"account_id": "a", "name": "Acme"}, people={"ann": ann})
    assert [card.name for card in compose(shown(view)).cards] == ["Ann"]
    with pytest.raises(LookupError, match="not read from a book"):
        view.rows("thanks")


def test_nobody_can_be_selected_who_is_not_there() -> None:
    with pytest.raises(KeyError, match="no person “nobody” in the account “northwind”"):
        shown(objective_view(ss.demo(), objective_id="northwind-1", as_of=DAY), "nobody")
