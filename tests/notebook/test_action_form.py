"""What is suggested is taken on, given away, done, or dropped with a reason; each in one step."""

import datetime as dt

import pytest

import stratsell as ss
from stratsell.errors import BookError
from stratsell.notebook.forms import FORMS
from stratsell.notebook.tabs import all_tabs
from stratsell.objective_view import objective_view
from tests.notebook.test_forms import asked, cell, save

DAY = dt.date(2026, 11, 23)
PLAN = next(tab for tab in all_tabs() if tab.name == "Plan")


@pytest.fixture
def demo():
    return ss.demo()


def offers(book, person_id, objective_id="northwind-1"):
    """What can be done about a person in the plan, by what the button says."""
    sheet = PLAN.blocks(objective_view(book, objective_id=objective_id, as_of=DAY))[0]
    return {offer.text: offer for row in sheet.rows if row.person_id == person_id for offer in row.actions}


def opened(book, offer, objective_id="northwind-1"):
    return FORMS[offer.what](asked(book, objective_id, **offer.about))


def plan(book, person_id):
    result = ss.next_actions(book, as_of=DAY)
    return result[result["person_id"] == person_id].iloc[0]


def test_a_suggestion_is_accepted_and_keeps_its_day(demo):
    before = plan(demo, "nw-prado")
    save(opened(demo, offers(demo, "nw-prado")["Accept …"]))
    assert demo.undoable == "Take on: Test, Inés Prado"
    after = plan(demo, "nw-prado")
    assert (after["status"], after["due_on"], after["message"]) == ("open", before["due_on"], before["message"])
    assert (
        plan(demo, "nw-prado")["due_on"]
        == ss.next_actions(demo, as_of="2026-11-30").set_index("action_id").loc[after["action_id"], "due_on"]
    )
    demo.undo()
    assert plan(demo, "nw-prado")["status"] == "suggested"


def test_it_can_be_given_to_somebody_of_theirs(demo):
    save(opened(demo, offers(demo, "nw-prado")["Accept …"]), seller="", with_whom="nw-whitfield")
    row = plan(demo, "nw-prado")
    assert ss.named(row.to_frame().T, demo)["with_whom_name"].iloc[0] == "Sam Whitfield"
    assert row.isna()["seller"]


def test_what_is_done_is_not_suggested_again(demo):
    save(opened(demo, offers(demo, "nw-menon")["Done …"]), note="He needs the data clause by December")
    assert cell(demo, "actions", ["a001"], "status") == "done"
    assert "nw-menon" not in set(ss.next_actions(demo, as_of=DAY)["person_id"])


def test_what_is_dropped_needs_a_reason(demo):
    form = opened(demo, offers(demo, "nw-prado")["Drop …"])
    with pytest.raises(BookError, match="say why it is dropped"):
        save(form, note="")
    save(form, note="She has seen it on the line")
    rows = demo.tables["actions"].iloc[-1]
    assert (rows["status"], rows["note"], rows["because"]) == (
        "dropped",
        "She has seen it on the line",
        "tested: version 2",
    )
    assert "nw-prado" not in set(ss.next_actions(demo, as_of=DAY)["person_id"])


def test_an_action_of_ones_own_is_added_changed_and_removed(demo):
    form = FORMS["action"](asked(demo, "northwind-1"))
    save(form, action="ask", person_id="nw-prado", seller="Noor Ali", due_on="2026-11-30")
    made = demo.tables["actions"].iloc[-1]["action_id"]
    assert made == "ask-nw-prado"
    save(opened(demo, offers(demo, "nw-prado")["Change …"]), due_on="2026-12-01")
    assert cell(demo, "actions", [made], "due_on") == "2026-12-01"
    opened(demo, offers(demo, "nw-prado")["Change …"]).remove()
    assert made not in set(demo.tables["actions"]["action_id"])
