"""The tabs of the method's other steps: they say what the rules say, and each form changes the book in one step."""

import datetime as dt

import pytest

import stratsell as ss
from stratsell.notebook.blocks import Sheet
from stratsell.notebook.tabs import all_tabs
from stratsell.objective_view import objective_view
from tests.notebook.test_forms import asked, cell, save

DAY = dt.date(2026, 11, 23)
TABS = {tab.name: tab for tab in all_tabs()}
MAKERS = {what: form for tab in all_tabs() for what, form in tab.forms.items()}


@pytest.fixture
def demo():
    return ss.demo()


def form(book, what, objective_id="northwind-1", **about):
    return MAKERS[what](asked(book, objective_id, **about))


def shown(book, name, objective_id="northwind-1"):
    return TABS[name].blocks(objective_view(book, objective_id=objective_id, as_of=DAY))


def texts(sheet: Sheet, index: int) -> list[str]:
    return [row.cells[index]["text"] for row in sheet.rows]


def test_every_objective_of_the_demo_is_shown_in_every_tab(demo):
    for objective_id in [*demo.tables["objectives"]["objective_id"], "pickett"]:
        review = objective_view(demo, objective_id=objective_id, as_of=DAY)
        for name in ("Objective", "Relationships", "Plan", "Proposition", "Thanks"):
            assert TABS[name].shown(review)["blocks"]


def test_the_objective_tab_tests_it_and_weighs_all_sources(demo):
    tests, options, _ = shown(demo, "Objective", "fennimore-1")
    assert dict(zip(texts(tests, 0), texts(tests, 1), strict=True))["Measurable"] == "✗ not yet"
    assert "the baseline is blank" in texts(tests, 2)
    assert texts(options, 0)[0] == "Camera system (Webvision)"
    single = shown(demo, "Objective", "solvane-2")[0]
    assert texts(single, 2)[0] == "one of 2 open objectives"


def test_the_objective_tab_says_how_well_we_can_help(demo):
    *_, weighed = shown(demo, "Objective", "northwind-1")
    assert texts(weighed, 0) == ["Advantage", "Openness", "Backing", "Score", "Coverage"]
    assert texts(weighed, 1) == ["+1", "50%", "65%", "45%", "69%"]
    better = "Line monitor with cause codes, Lyon first fits 4 of 5, New labelling heads for line 3 (Etiqua) 3"
    assert texts(weighed, 2)[:2] == [better, "3 of 6 want a change"]
    *_, unknown = shown(demo, "Objective", "pickett")
    assert not unknown.rows
    _, options, _ = shown(demo, "Objective", "meridian-1")
    assert texts(options, 3)[0] == "we told them on 23 October 2026"


def test_an_objective_is_built_from_its_parts(demo):
    made = form(demo, "build", "pickett")
    answers = {
        "problem": "Ovens stand cold until six",
        "outcome": "Bread is there when they open",
        "metric": "late days",
    }
    save(made, **answers, baseline="9", target="1", due_on="2027-03-01")
    assert cell(demo, "objectives", ["pickett"], "name") == "Late days: from 9 to 1 by 2027-03-01"
    assert ss.check_objectives(demo, as_of=DAY).query("objective_id == 'pickett'")["passed"].all()
    assert demo.undo() == "Build the objective of Pickett's Bakery"
    assert "pickett" not in set(demo.tables["objectives"]["objective_id"])


def test_building_keeps_what_is_there(demo):
    before = dict(demo.tables)
    save(form(demo, "build"))
    assert demo.undoable == ""
    save(form(demo, "build"), target="2")
    assert cell(demo, "objectives", ["northwind-1"], "target") == "2"
    assert cell(demo, "objectives", ["northwind-1"], "name") == before["objectives"]["name"].iloc[0]


def test_a_solution_from_another_source_is_added_edited_and_removed(demo):
    save(form(demo, "option"), option="Their sister plant's scheme", source="in_house", fit="5")
    advice = ss.priorities(demo, as_of=DAY).set_index("objective_id").loc["northwind-1", "advice"]
    assert advice.startswith("Another source helps them better: say so")
    save(form(demo, "option", option="Their sister plant's scheme"), fit="1")
    assert cell(demo, "options", ["northwind-1", "Their sister plant's scheme"], "fit") == "1"
    form(demo, "option", option="Their sister plant's scheme").remove()
    assert "Their sister plant's scheme" not in set(demo.tables["options"]["option"])


def test_the_plan_is_that_of_the_rule(demo):
    plan, *pictures = shown(demo, "Plan")
    for picture in pictures:
        assert {theme: content[:5] for theme, content in picture.content.items()} == dict.fromkeys(
            ("light", "dark"), b"<svg "
        )
        assert picture.content["light"] != picture.content["dark"]
    expected = ss.next_actions(demo, as_of=DAY).query("objective_id == 'northwind-1'")
    assert texts(plan, 4) == list(expected["message"])
    assert [row.person_id for row in plan.rows] == list(expected["person_id"].fillna(""))
    assert all(row.actions[-1].what == "log" for row in plan.rows if row.person_id)
    offered = [[action.text for action in row.actions] for row in plan.rows]
    statuses = {"planned": ["Log …"], "open": ["Change …", "Done …", "Drop …", "Log …"]}
    statuses["suggested"] = ["Accept …", *statuses["open"][1:]]
    assert offered == [statuses[status] for status in expected["status"]]
    assert plan.rows[0].cells[5]["note"] == "⚑ overdue"


def test_the_proposition_shows_versions_changes_and_who_was_not_asked(demo):
    versions, _, _, changes, tested, fit = shown(demo, "Proposition", "meridian-1")
    assert texts(versions, 0) == ["2", "1"]
    assert texts(changes, 3) == ["changed", "changed", "changed"]
    assert {item["id"] for row in changes.rows for item in row.cells[4]["people"]} == {"ml-fischer"}
    asked_at = texts(tested, 1)
    assert asked_at[0] == "not yet"
    assert asked_at[-1] == "10 November 2026"
    expected = ss.proposal_fit(demo, as_of=DAY).query("objective_id == 'meridian-1'")
    assert [row.person_id for row in fit.rows] == list(expected["person_id"])


def test_what_somebody_says_makes_the_next_version(demo):
    save(
        form(demo, "heard", person_id="nw-osei", version="2"), mode="test", comment="Too dear", change="Two lines only"
    )
    assert cell(demo, "feedback", ["northwind-1", "2", "nw-osei"], "on") == "2026-11-23"
    made = form(demo, "version")
    assert made.fields["propositions.framework"].value.startswith("Line 3 first")
    save(made, framework="Two lines only")
    changes = ss.proposition_changes(demo, as_of=DAY).query("objective_id == 'northwind-1' and changed")
    assert list(changes["field"]) == ["framework"]
    assert "nw-osei" in changes["caused_by"].item()
    save(form(demo, "version", version="3"), positioning="Start where it hurts")
    assert cell(demo, "propositions", ["northwind-1", "3"], "positioning") == "Start where it hurts"


def test_the_first_version_is_version_1(demo):
    save(form(demo, "version", "pickett"), positioning="Warm ovens")
    assert cell(demo, "propositions", ["pickett", "1"], "positioning") == "Warm ovens"


def test_an_answer_closes_a_gap(demo):
    save(form(demo, "answer", person_id="nw-haddad"), answer="Reads his dashboard's data")
    fit = ss.proposal_fit(demo, as_of=DAY).set_index(["objective_id", "person_id"])
    assert fit.loc[("northwind-1", "nw-haddad"), "status"] == "answered"


def test_a_closed_objective_that_another_source_solved_is_shown_as_a_success(demo):
    how, people = shown(demo, "Thanks", "solvane-1")
    text = " ".join(span["text"] for line in how.lines for span in line)
    assert "A success" in text
    assert "Another source solved it" in text
    assert "Permata permit system" in text
    assert "yes" in texts(people, 2)


def test_a_thank_you_is_noted_and_an_objective_closed(demo):
    save(form(demo, "thank", person_id="nw-osei"), decision="yes", thanked_on="2026-11-20")
    assert cell(demo, "influences", ["northwind-1", "nw-osei"], "thanked_on") == "2026-11-20"
    save(form(demo, "close"), chosen="New labelling heads for line 3 (Etiqua)")
    result = ss.thanks(demo, as_of=DAY).query("objective_id == 'northwind-1'").iloc[0]
    assert (result["source"], bool(result["success"])) == ("partner", True)
    assert demo.undo().startswith("Close the objective")
    assert cell(demo, "objectives", ["northwind-1"], "status") == "open"


def test_an_overdue_follow_up_comes_first_and_can_be_logged(demo):
    demo.update("touchpoints", "t0118", on="2026-11-20")
    people = shown(demo, "Thanks")[1]
    assert people.rows[0].person_id == "nw-osei"
    assert texts(people, 4)[0] == "⚑ Overdue"
    assert [action.what for action in people.rows[0].actions] == ["thank", "log"]


def test_relationships_stand_with_those_first_who_are_furthest_from_where_we_want_to_be(demo):
    picture, sheet, edges = shown(demo, "Relationships")
    assert {*texts(edges, 4)} == {"", "built the Lyon plant together", "wants every supplier audited first"}
    assert picture.title == "Our people by theirs"
    assert texts(sheet, 0)[0] == "Amara Osei"
    assert sheet.rows[0].cells[7] == {"text": "Engaged", "note": "2 more to go"} | sheet.rows[0].cells[7]
    demo.update("influences", ("northwind-1", "nw-osei"), wanted_level=None)
    assert texts(shown(demo, "Relationships")[1], 0)[0] != "Amara Osei"


def test_momentum_says_what_each_version_drew_more_or_less(demo):
    sheets = {block.title: block for block in shown(demo, "Proposition", "kestrel-1")}
    assert texts(sheets["Momentum"], 6) == [
        "2 comments fewer, 1 yes fewer",
        "2 comments more, 1 yes more",
        "the first one",
    ]
    assert "Versions through time, and who was asked" in sheets
    assert "Versions through time, and who was asked" not in {
        block.title for block in shown(demo, "Proposition", "pickett")
    }
