"""The explorer without a browser: that controls and attributes stay in step."""

import datetime as dt

import pandas as pd
import pytest

import stratsell as ss
from stratsell.notebook.accounts import Accounts
from tests.support.explorers import DAY, MARKUP, small

# Search.


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("north", "northwind"),
        ("HALDEN", "halden"),
        ("星野", "hoshino"),
        ("نسيم", "naseem"),
        ("terminals rotter", "rotterveld"),
        ("pick", "pickett"),
    ],
)
def test_an_account_is_found_by_name_or_id_in_any_script(demo, query, first):
    result, _ = Accounts(demo).search(query)
    assert result[0].id == first


def test_a_search_lists_a_few_of_many_and_counts_the_rest():
    count = 2_000
    book = small(
        accounts=pd.DataFrame(
            {
                "account_id": ["a", *(f"x{index}" for index in range(count))],
                "name": ["Acme", *(f"Zürich {index}" for index in range(count))],
            }
        )
    )
    result, more = Accounts(book).search("zurich")
    assert (len(result), more) == (50, 1_950)
    assert [choice.id for choice in Accounts(book).search("zurich 1999")[0]] == ["x1999"]


def test_accounts_of_one_name_are_told_apart():
    assert [choice.label for choice in Accounts(small()).search()[0]] == [f"{MARKUP} (a)", f"{MARKUP} (b)"]


# The explorer.


def test_it_begins_with_the_first_account_of_the_demo():
    explorer = ss.explore(ss.demo(), as_of=DAY)
    assert (explorer.account_id, explorer.objective_id, explorer.selected) == ("northwind", "northwind-1", "")
    assert explorer.as_of == DAY


def test_controls_follow_attributes(explorer):
    explorer.account_id = "solvane"
    explorer.as_of = "2026-05-01"
    explorer.objective_id = "solvane-3"
    assert (explorer._account.value, explorer._account.shown) == ("solvane", "Solvane Chemicals")
    assert (explorer._objective.value, explorer._day.value) == ("solvane-3", dt.date(2026, 5, 1))
    assert len(explorer._objective.options) == 3


def test_attributes_follow_controls(explorer):
    explorer._account.value = "solvane"
    assert (explorer.account_id, explorer.objective_id) == ("solvane", "solvane-2")
    assert (explorer._account.shown, explorer._objective.value) == ("Solvane Chemicals", "solvane-2")
    explorer._objective.value = "solvane-1"
    assert explorer.objective_id == "solvane-1"
    explorer._day.value = dt.date(2026, 1, 31)
    assert explorer.as_of == dt.date(2026, 1, 31)


def test_an_objective_brings_its_account_along(explorer):
    explorer.objective_id = "calloway-1"
    assert explorer.account_id == explorer._account.value == "calloway"


def test_titles_follow_the_account(explorer):
    assert explorer.titles[:5] == ("Map", "Coverage", "Coaches · 1", "Missing influences · 0", "Red flags · 7")
    explorer.account_id = "calloway"
    assert explorer.titles[3:5] == ("Missing influences · 1", "Red flags · 1")


def test_a_click_on_a_row_is_seen_everywhere(explorer):
    explorer._sheets.selected = "nw-osei"
    assert {part.selected for part in (explorer, explorer._map, explorer._panel, explorer._sheets)} == {"nw-osei"}
    assert explorer._panel.about["name"] == "Amara Osei"


def test_the_map_shows_another_objective_once_it_is_in_sight(explorer):
    assert explorer._map.objective_id == "northwind-1"
    explorer._tabs.chosen = 4
    explorer.objective_id = "calloway-1"
    assert explorer._map.objective_id == "northwind-1"
    explorer._tabs.chosen = 0
    assert explorer._map.objective_id == "calloway-1"


def test_a_click_on_the_map_is_seen_everywhere(explorer):
    explorer._map.selected = "nw-osei"
    assert {part.selected for part in (explorer, explorer._panel, explorer._sheets)} == {"nw-osei"}


def test_who_is_of_another_account_is_no_longer_selected(explorer):
    explorer.selected = "nw-osei"
    explorer.account_id = "calloway"
    assert (explorer.selected, explorer._panel.about["close"]) == ("", False)


def test_a_click_on_somebody_who_has_just_gone_counts_for_nothing(explorer):
    explorer.account_id = "calloway"
    explorer._sheets.selected = "nw-osei"
    assert (explorer.selected, explorer._sheets.selected, explorer._notice.text) == ("", "", "")


def test_who_is_of_the_same_account_stays_selected(explorer):
    explorer.objective_id = "solvane-2"
    explorer.selected = "sv-claes"
    explorer.objective_id = "solvane-3"
    assert explorer.selected == "sv-claes"


def test_typing_searches(explorer):
    explorer._account.query = "steel"
    assert [match["text"] for match in explorer._account.matches] == ["Halden Steel"]


@pytest.mark.parametrize("day", [None, dt.date(202, 11, 23)])
def test_a_day_that_is_none_is_said_and_the_last_one_stays(explorer, day):
    explorer._day.value = day
    assert explorer.as_of == DAY
    assert "2026-11-23" in explorer._notice.text
    explorer._day.value = dt.date(2026, 11, 22)
    assert (explorer.as_of, explorer._notice.text) == (dt.date(2026, 11, 22), "")


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("account_id", "northwnd", KeyError),
        ("objective_id", "x", KeyError),
        ("selected", "x", KeyError),
        ("as_of", "2026-13-01", ValueError),
    ],
)
def test_from_python_a_wrong_value_is_an_error_and_changes_nothing(explorer, name, value, error):
    before = getattr(explorer, name)
    with pytest.raises(error, match=value):
        setattr(explorer, name, value)
    assert getattr(explorer, name) == before


def test_wrong_arguments_are_errors(demo):
    with pytest.raises(KeyError, match="nobody"):
        ss.explore(demo, as_of=DAY, account_id="nobody")
    with pytest.raises(ValueError, match="is not a date"):
        ss.explore(demo, as_of="soon")


def test_a_failing_drawing_is_said_in_one_line(explorer, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("no font\nat all")

    monkeypatch.setattr("stratsell.map.widget.compose", fail)
    explorer.account_id = "kestrel"
    assert explorer._notice.text == "This cannot be shown: no font at all"
    assert explorer._panel.about["name"].startswith("Raise fleet availability")


def test_the_first_and_the_last_day_there_are(explorer):
    for day in (dt.date(1900, 1, 1), dt.date(9999, 12, 31)):
        explorer._day.value = day
        assert (explorer.as_of, explorer._notice.text) == (day, "")


def test_an_empty_book_says_that_it_is_empty():
    nothing = {
        "accounts": pd.DataFrame({"account_id": [], "name": []}, dtype="str"),
        "people": pd.DataFrame({"person_id": [], "account_id": [], "name": []}, dtype="str"),
        "influences": pd.DataFrame({"objective_id": [], "person_id": []}, dtype="str"),
    }
    explorer = ss.explore(ss.Book(nothing), as_of=DAY)
    assert explorer._panel.about["actions"][0]["ask"] == {"what": "new_account"}
    assert repr(explorer) == "<Explorer: no accounts>"
    assert explorer.export("png") is None
    explorer.as_of = "2026-11-22"
    assert "image/png" not in explorer._repr_mimebundle_()


def test_hostile_names_are_shown_without_a_complaint():
    explorer = ss.explore(small(), as_of=DAY)
    explorer.selected = "p; q"
    assert (explorer._notice.text, explorer._panel.about["name"]) == ("", MARKUP)


def test_the_slider_goes_over_the_days_on_which_something_happened() -> None:
    explorer = ss.explore(ss.demo(), as_of="2026-11-23", account_id="solvane")
    days = [day["value"] for day in explorer._timeline.days]
    assert days == sorted(set(days))
    assert {"2026-11-23", "2026-06-18"} & set(days)
    assert explorer._timeline.value == "2026-11-23"
    explorer._timeline.value = days[0]
    assert str(explorer.as_of) == days[0]
    assert str(explorer._day.value) == days[0]
    explorer.as_of = "2026-08-08"
    assert explorer._timeline.value == "2026-08-08"
    assert "2026-08-08" in [day["value"] for day in explorer._timeline.days]


def test_everybody_is_on_the_map_where_that_is_asked_for(demo):
    some, everybody = (ss.explore(demo, as_of=DAY, account_id="orrin", people=who) for who in ("involved", "all"))
    assert [len(shown._map._people) for shown in (some, everybody)] == [20, 35]
