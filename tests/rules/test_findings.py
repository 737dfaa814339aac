"""What the rules find is found once for a book and a day, and forgotten with the book."""

import datetime as dt
import gc

import pytest

import stratsell as ss
import stratsell.rules.findings as module
from stratsell.rules.findings import findings

DAY = dt.date(2026, 11, 23)
RULES = ("coverage", "introductions", "levels", "missing_influences", "next_actions", "red_flags", "thanks")


def test_the_same_book_and_day_give_the_same_findings() -> None:
    book = ss.demo()
    assert findings(book, DAY) is findings(book, DAY)
    assert findings(book, DAY) is not findings(book, DAY - dt.timedelta(days=1))
    assert findings(book, DAY) is not findings(ss.demo(), DAY)


@pytest.mark.parametrize("small", [0, 5_000])
def test_rows_are_those_of_the_rule_whether_it_runs_over_all_or_over_one(monkeypatch, small: int) -> None:
    monkeypatch.setattr(module, "SMALL", small)
    book = ss.demo()
    result = findings(book, DAY).rows("red_flags", "orrin-1")
    flags = ss.red_flags(book, as_of=DAY)
    assert [row["detail"] for row in result] == flags.loc[flags["objective_id"] == "orrin-1", "detail"].tolist()


def test_a_book_that_is_gone_is_forgotten() -> None:
    book = ss.demo()
    result = findings(book, DAY)
    result.rows("coverage", "orrin-1")
    key = id(book)
    del book
    gc.collect()
    assert key not in module._by_book
    with pytest.raises(ReferenceError, match="no longer exists"):
        _ = result.book


@pytest.mark.parametrize("small", [0, 5_000])
def test_what_was_found_is_forgotten_when_the_book_changes(monkeypatch, small: int) -> None:
    monkeypatch.setattr(module, "SMALL", small)
    book = ss.demo()
    result = findings(book, DAY)
    levels = {row["person_id"]: row["level"] for row in result.rows("levels", "northwind-1")}
    assert levels["nw-osei"] == 1 and "northwind-1" in result.open_ids
    with book.step("Thanked, and closed"):
        book.update("influences", ("northwind-1", "nw-osei"), thanked_on=DAY)
        book.update("objectives", "northwind-1", status="closed")
    assert findings(book, DAY) is result
    levels = {row["person_id"]: row["level"] for row in result.rows("levels", "northwind-1")}
    assert levels["nw-osei"] == 4 and "northwind-1" not in result.open_ids
    assert list(result.part("northwind-1").tables["objectives"]["status"]) == ["closed"]
    book.undo()
    assert "northwind-1" in result.open_ids


def test_what_is_found_after_an_edit_is_what_the_rules_find_anew() -> None:
    book = ss.demo()
    result = findings(book, DAY)
    edits = (
        lambda: book.update("people", "ch-ekow", name="Ama Ekow", title="Head of Care"),
        lambda: book.update("influences", ("northwind-1", "nw-osei"), mindset="growth", roles="user", support=3),
        lambda: book.insert(
            "touchpoints", touchpoint_id="new", person_id="nw-osei", seller="Kim", on=DAY, status="done"
        ),
        lambda: book.remove("people", "nw-zhao"),
        book.undo,
    )
    for edit in edits:
        edit()
        for rule in RULES:
            rows = [row for id_ in ss.coverage(book, as_of=DAY)["objective_id"] for row in result.rows(rule, id_)]
            anew = module.records(getattr(ss, rule)(book, as_of=DAY))
            assert sorted(map(repr, rows)) == sorted(map(repr, anew)), rule


def test_nothing_is_asked_anew_where_only_cards_have_moved(monkeypatch) -> None:
    book = ss.demo()
    result = findings(book, DAY)
    before = result.rows("red_flags", "orrin-1")
    asked, query = [], module.Findings._query
    monkeypatch.setattr(
        module.Findings, "_query", lambda self, rule, tables: asked.append(rule) or query(self, rule, tables)
    )
    book.update("people", "nw-osei", map_dx=40, map_rows=1)
    assert result.rows("red_flags", "orrin-1") is before
    assert list(result.part("northwind-1").tables["people"].set_index("person_id")["map_dx"].dropna()) == [40]
    book.undo()
    assert result.rows("red_flags", "orrin-1") is before and not asked
    book.update("people", "nw-osei", map_dx=40, title="Head")
    result.rows("red_flags", "orrin-1")
    assert asked == list(module.STANDING)
