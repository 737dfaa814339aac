"""What a red flag offers in its row: the form that mends it, filled in as far as it is known."""

import datetime as dt

import pytest

import stratsell as ss
from stratsell.notebook.forms import FORMS, Asked
from stratsell.notebook.forms.form import answered
from stratsell.notebook.tabs.red_flags import flag_sheet
from stratsell.objective_view import objective_view
from stratsell.rules.red_flags import RedFlag
from stratsell.vocabulary import Remedy

DAY = dt.date(2026, 11, 23)


@pytest.fixture
def book():
    return ss.demo()


def view(book, objective_id="northwind-1"):
    return objective_view(book, objective_id=objective_id, as_of=DAY)


def opened(book, action, objective_id="northwind-1"):
    """Open the form of a button, with what the button says of it."""
    return FORMS[action.what](Asked(book, view(book, objective_id), DAY.isoformat(), action.about))


def flags(book, person_id="nw-osei"):
    """Give what a person's flags offer, by the flag as it is called."""
    return {row.cells[1]["text"]: row.actions for row in flag_sheet(view(book)).rows if row.person_id == person_id}


def save(form, **answers):
    form.save(answered(form, {name: answers.get(field.column, field.value) for name, field in form.fields.items()}))


def test_every_flag_offers_something_and_every_offer_opens_in_every_objective(book):
    assert all(flag.remedies and set(flag.remedies) <= set(Remedy) for flag in RedFlag)
    labels = set()
    for objective_id in book.tables["objectives"]["objective_id"]:
        for row in flag_sheet(view(book, objective_id)).rows:
            for action in row.actions:
                assert opened(book, action, objective_id).title
                labels.add(action.text)
    assert {"Log a conversation", "Ask", "Edit"} <= labels


def test_what_is_missing_is_asked_for_and_nothing_else(book):
    edit, *others = flags(book)["Missing information"]
    form = opened(book, edit)
    assert [*form.fields] == ["influences.personal_win"]
    save(form, personal_win="A calm board")
    assert "Missing information" not in flags(book)
    assert book.undoable == "Edit Amara Osei"
    assert [action.text for action in others] == ["Ask", "Log a conversation"]


def test_to_ask_takes_on_what_the_plan_suggests_which_does_not_ask_again(book):
    before = ss.next_actions(book, as_of=DAY)
    form = opened(book, flags(book)["Missing information"][1])
    assert form.fields["actions.note"].value == "Missing information: personal win"
    save(form)
    taken = book.tables["actions"].iloc[-1]
    assert (taken["action"], taken["person_id"]) == ("ask", "nw-osei")
    assert taken["because"] == "red_flags: missing_information: personal_win"
    assert not before.equals(ss.next_actions(book, as_of=DAY))


def test_who_has_not_been_spoken_with_is_logged_first(book):
    form = opened(book, flags(book)["Uncontacted"][0])
    assert form.title == "Conversation with Amara Osei"
    save(form, seller="Noor Ali")
    assert "Uncontacted" not in flags(book)
