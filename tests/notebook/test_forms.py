"""The forms without a browser: their fields follow from the tables, and what is filled in goes through the book's own checks."""

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stratsell as ss
from stratsell.choosing import QUESTIONS
from stratsell.errors import BookError
from stratsell.notebook.forms import FORMS, Asked
from stratsell.notebook.forms.card import NEW
from stratsell.notebook.forms.form import advice, answered, complaints, row_of
from stratsell.objective_view import objective_view
from stratsell.vocabulary import Mindset, Mode, Role
from tests.support.file_books import file_books
from tests.support.strategies import AS_OF, kinds, required

DAY = dt.date(2026, 11, 23)


@pytest.fixture
def demo():
    return ss.demo()


def asked(book, objective_id="northwind-1", day=DAY, **about):
    return Asked(
        book,
        objective_view(book, objective_id=objective_id, as_of=day) if objective_id else None,
        day.isoformat(),
        about,
    )


def form(book, what, objective_id="northwind-1", **about):
    return FORMS[what](asked(book, objective_id, **about))


def save(made, **answers):
    """Save a form as the page does: all fields, some of them changed; a field is named by its column."""
    text = {name: field.value for name, field in made.fields.items()}
    for column, answer in answers.items():
        (name,) = [field for field in made.fields if field.rpartition(".")[2] == column]
        text[name] = answer
    return made.save(answered(made, text))


def cell(book, table, key, column):
    return row_of(book, table, *key)[column]


# Fields.


@pytest.mark.parametrize(
    ("what", "tables"),
    [
        ("edit", ("people", "influences")),
        ("add", ("people", "influences")),
        ("log", ("touchpoints",)),
        ("relationship", ("relationships",)),
        ("account", ("accounts",)),
        ("new_account", ("accounts",)),
        ("objective", ("objectives",)),
        ("new_objective", ("objectives",)),
    ],
)
def test_every_column_has_a_field_that_says_what_it_means(demo, what, tables):
    made = form(demo, what, person_id="nw-osei")
    ids = {"account_id", "objective_id", "person_id", "touchpoint_id"}
    for table in tables:
        for column in kinds(table):
            name = f"{table}.{column}"
            if column in ids and name not in made.fields:
                continue
            assert made.fields[name].required == (column in required(table)), name
            assert made.fields[name].label, name
    assert all(field.note or field.options for field in made.fields.values())


def test_a_field_fits_its_column(demo):
    fields = form(demo, "edit", person_id="nw-osei").fields
    wanted = {"roles": "set", "mindset": "word", "support": "number", "personal_win": "long", "thanked_on": "date"}
    assert {column: fields[f"influences.{column}"].input for column in wanted} == wanted
    assert [option.value for option in fields["influences.mindset"].options] == list(Mindset)
    assert [option.note for option in fields["influences.roles"].options] == [role.definition for role in Role]
    assert "-5 to 5" in fields["influences.support"].note


def test_modes_say_which_are_two_way(demo):
    options = form(demo, "log", person_id="nw-osei").fields["touchpoints.mode"].options
    assert {option.value for option in options if "two-way" in option.note} == {"test", "consult", "co_create"}
    assert len(options) == len(Mode)


def test_a_column_that_only_this_book_has_is_a_line_of_text(demo):
    demo.update("people", "nw-osei", nickname="Ama")
    made = form(demo, "edit", person_id="nw-osei")
    assert (made.fields["people.nickname"].input, made.fields["people.nickname"].value) == ("line", "Ama")
    save(made, nickname="<b>A</b>")
    assert cell(demo, "people", ["nw-osei"], "nickname") == "<b>A</b>"


def test_where_a_card_stands_is_for_the_map_to_say(demo):
    demo.update("people", "nw-osei", map_dx=40, map_rows=1)
    made = form(demo, "edit", person_id="nw-osei")
    assert not [name for name in made.fields if "map" in name]
    save(made, title="Chief")
    assert cell(demo, "people", ["nw-osei"], "map_dx") == "40"


@given(tables=file_books(), data=st.data())
@settings(max_examples=12)
def test_a_form_that_is_saved_untouched_changes_nothing(tables, data):
    book = ss.Book(tables)
    people = book.tables["people"]
    if people.empty:
        return
    row = people.iloc[data.draw(st.integers(0, len(people) - 1))]
    objectives = book.tables["objectives"]
    own = objectives.loc[objectives["account_id"] == row["account_id"], "objective_id"]
    objective_id = own.iloc[0] if len(own) else row["account_id"]
    before = {name: frame.copy() for name, frame in book.tables.items()}
    for what in ("edit", "account", *(["objective"] if len(own) else [])):
        made = FORMS[what](asked(book, objective_id, AS_OF, person_id=row["person_id"]))
        save(made)
    assert (book.undoable, book.unsaved) == ("", False)
    assert all(frame.equals(before[name]) for name, frame in book.tables.items())


# Help with choosing.


def test_answers_suggest_a_word_and_choose_nothing(demo):
    field = form(demo, "edit", person_id="nw-tanaka").fields["influences.mindset"]
    assert field.to_dict()["questions"] == [question.text for question in QUESTIONS[Mindset]]
    trouble = QUESTIONS[Mindset][0]
    assert advice(field, {trouble.text: True}) == [{"value": "trouble", "label": "Trouble", "why": trouble.why}]
    assert advice(field, {trouble.text: False}) == []
    assert field.value == ""


def test_several_roles_can_be_suggested(demo):
    field = form(demo, "edit", person_id="nw-tanaka").fields["influences.roles"]
    text = {question.text: True for question in QUESTIONS[Role]}
    assert [item["value"] for item in advice(field, text)] == list(Role)


def test_modes_of_a_conversation_come_with_questions(demo):
    field = form(demo, "log", person_id="nw-tanaka").fields["touchpoints.mode"]
    assert field.to_dict()["questions"] == [question.text for question in QUESTIONS[Mode]]
    ideas = next(question for question in QUESTIONS[Mode] if question.word is Mode.CONSULT)
    assert advice(field, {ideas.text: True}) == [{"value": "consult", "label": "Consult", "why": ideas.why}]


def test_other_words_come_without_questions(demo):
    field = form(demo, "edit", person_id="nw-osei").fields["influences.degree"]
    assert field.to_dict()["questions"] == []
    assert advice(field, {"?": True}) == []


# Editing.


def test_an_edit_is_one_step_and_changes_what_was_changed(demo):
    before = demo.tables
    assert save(form(demo, "edit", person_id="nw-osei"), title="Chief Executive", support="3") == {
        "selected": "nw-osei"
    }
    assert cell(demo, "people", ["nw-osei"], "title") == "Chief Executive"
    assert cell(demo, "influences", ["northwind-1", "nw-osei"], "support") == "3"
    assert demo.undo() == "Edit Amara Osei"
    assert demo.undoable == ""
    assert demo.tables["people"].equals(before["people"])


def test_a_blanked_field_blanks_the_cell(demo):
    save(form(demo, "edit", person_id="nw-osei"), mindset="", business_result="  ")
    row = row_of(demo, "influences", "northwind-1", "nw-osei")
    assert (row["mindset"], row["business_result"]) == ("", "")


def test_who_has_no_part_yet_gets_one_only_when_something_is_said_of_it(demo):
    save(form(demo, "edit", person_id="nw-menon"), title="Head of procurement")
    assert row_of(demo, "influences", "northwind-1", "nw-menon") == {}
    save(form(demo, "edit", person_id="nw-menon"), degree="low")
    assert cell(demo, "influences", ["northwind-1", "nw-menon"], "degree") == "low"


def test_faults_are_said_at_their_fields_and_nothing_changes(demo):
    made = form(demo, "edit", person_id="nw-osei")
    with pytest.raises(ss.BookError) as caught:
        save(made, name="", support="7", roles="economic; chef", in_role_since="2026-02-30")
    text = complaints(caught.value, made)
    assert set(text) == {"people.name", "people.in_role_since", "influences.roles", "influences.support"}
    assert text["influences.support"].startswith("Support: “7” is out of range; allowed: a number from -5 to 5")
    assert "must be filled" in text["people.name"]
    assert (demo.undoable, demo.unsaved) == ("", False)


def test_what_concerns_no_field_is_said_above_all_fields(demo):
    made = form(demo, "edit", person_id="nw-osei")
    demo.remove("people", "nw-osei")
    with pytest.raises(ss.BookError) as caught:
        save(made, title="Gone")
    assert list(complaints(caught.value, made)) == [""]


# Adding and removing people.


def test_a_person_is_added_with_part_and_manager_in_one_step(demo):
    shown = save(form(demo, "add"), name="Ravi Menon", roles="technical", manager="nw-haddad")
    person_id = shown["selected"]
    assert cell(demo, "influences", ["northwind-1", person_id], "roles") == "technical"
    assert row_of(demo, "relationships", person_id, "nw-haddad", "reports_to")
    assert demo.undo() == "Add Ravi Menon"
    assert not row_of(demo, "people", person_id)
    assert demo.undoable == ""


def test_a_person_without_a_name_is_said_at_the_name(demo):
    made = form(demo, "add")
    with pytest.raises(ss.BookError) as caught:
        save(made, title="Nobody")
    assert "must be filled" in complaints(caught.value, made)["people.name"]
    assert demo.undoable == ""


def test_removing_says_what_goes_along_and_undo_brings_it_back(demo):
    made = form(demo, "remove", person_id="nw-osei")
    note = {option.value: option.note for option in made.fields["where"].options}["book"]
    edges = demo.tables["relationships"]
    count = int(((edges["source_id"] == "nw-osei") | (edges["target_id"] == "nw-osei")).sum())
    assert f"{count} relationships" in note
    before = dict(demo.tables)
    save(made, where="book")
    assert not row_of(demo, "people", "nw-osei")
    demo.undo()
    assert all(frame.equals(before[name]) for name, frame in demo.tables.items())


def test_a_person_can_leave_only_the_objective(demo):
    save(form(demo, "remove", person_id="nw-osei"), where="objective")
    assert not row_of(demo, "influences", "northwind-1", "nw-osei")
    assert row_of(demo, "people", "nw-osei")


# A role that nobody holds.


def test_a_role_is_filled_with_the_best_candidate_first(demo):
    made = form(demo, "fill", "calloway-1", role="economic")
    who = made.fields["people.person_id"]
    missing = ss.missing_influences(demo, as_of=DAY)
    best = missing.loc[missing["objective_id"] == "calloway-1", "candidates"].item().split("; ")
    assert [option.value for option in who.options][: len(best)] == best
    assert who.value == best[0]
    save(made)
    assert cell(demo, "influences", ["calloway-1", best[0]], "roles") == "economic"


def test_a_role_is_added_to_those_somebody_has(demo):
    save(form(demo, "fill", role="economic"), person_id="nw-whitfield")
    assert cell(demo, "influences", ["northwind-1", "nw-whitfield"], "roles") == "economic; technical; coach"


def test_a_role_is_filled_with_somebody_new(demo):
    made = form(demo, "fill", "calloway-1", role="economic")
    shown = save(made, person_id=NEW, name="Ann Other")
    assert cell(demo, "influences", ["calloway-1", shown["selected"]], "roles") == "economic"


# Conversations.


def test_a_conversation_is_logged_for_this_objective_on_the_day(demo):
    made = form(demo, "log", person_id="nw-osei")
    assert (made.fields["touchpoints.on"].value, made.fields["touchpoints.status"].value) == ("2026-11-23", "done")
    assert {"Noor Ali", "Bea Lund"} <= set(made.fields["touchpoints.seller"].suggestions[:4])
    save(made, seller="Noor Ali", mode="consult", learned="An hour costs €9,000.")
    levels = ss.levels(demo, as_of=DAY).set_index(["objective_id", "person_id"])["level"]
    assert levels["northwind-1", "nw-osei"] == 3
    touchpoint = demo.tables["touchpoints"].iloc[-1]
    assert (touchpoint["objective_id"], touchpoint["learned"]) == ("northwind-1", "An hour costs €9,000.")


def test_a_conversation_can_count_for_all_objectives(demo):
    save(form(demo, "log", person_id="nw-osei"), seller="Noor Ali", objective_id="")
    assert pd.isna(demo.tables["touchpoints"].iloc[-1]["objective_id"])


def test_one_conversation_is_logged_for_several_people_in_one_step(demo):
    before = len(demo.tables["touchpoints"])
    about = asked(demo, "northwind-1")
    made = FORMS["log"](replace(about, person_ids=("nw-osei", "nw-zhao", "nw-menon")))
    assert made.title == "Conversation with 3 people"
    assert "Amara Osei, Lin Zhao, Ravi Menon" in made.note
    with pytest.raises(BookError) as refused:
        save(made, seller="Noor Ali", on="2026-13-01")
    assert len(complaints(refused.value, made)["touchpoints.on"].splitlines()) == 1, "it is the same for all of them"
    assert len(demo.tables["touchpoints"]) == before
    save(made, seller="Noor Ali", learned="An hour costs €9,000.")
    new = demo.tables["touchpoints"].iloc[before:]
    assert list(new["person_id"]) == ["nw-osei", "nw-zhao", "nw-menon"]
    assert set(new["learned"]) == {"An hour costs €9,000."}
    assert demo.undo() == "Log a conversation with 3 people"
    assert len(demo.tables["touchpoints"]) == before
    with pytest.raises(LookupError, match="no person “nobody”"):
        FORMS["log"](replace(about, person_ids=("nw-osei", "nobody")))


def test_a_conversation_is_corrected_or_taken_out(demo):
    touchpoint_id = (
        demo.tables["touchpoints"].loc[demo.tables["touchpoints"]["person_id"] == "nw-osei", "touchpoint_id"].iloc[0]
    )
    save(form(demo, "log", touchpoint_id=touchpoint_id), learned="Nothing.")
    assert cell(demo, "touchpoints", [touchpoint_id], "learned") == "Nothing."
    form(demo, "log", touchpoint_id=touchpoint_id).remove()
    assert not row_of(demo, "touchpoints", touchpoint_id)
    with pytest.raises(LookupError, match="any more"):
        form(demo, "log", touchpoint_id=touchpoint_id)


# Relationships.


def test_a_relationship_is_added_edited_and_taken_out(demo):
    save(form(demo, "relationship", person_id="nw-menon"), kind="influences", target_id="nw-osei", strength="0.9")
    key = {"source_id": "nw-menon", "target_id": "nw-osei", "kind": "influences"}
    save(form(demo, "relationship", **key), strength="0.4")
    assert cell(demo, "relationships", key.values(), "strength") == "0.4"
    assert form(demo, "relationship", **key).remove() == {"selected": "nw-menon"}
    assert not row_of(demo, "relationships", *key.values())


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"kind": "influences", "target_id": "nw-menon"}, "target_id"),
        ({"kind": "influences"}, "target_id"),
        ({"target_id": "nw-osei"}, "kind"),
        ({"kind": "influences", "target_id": "nw-osei", "strength": "2"}, "strength"),
    ],
)
def test_half_a_relationship_is_said_where_the_rest_is_missing(demo, answers, field):
    made = form(demo, "relationship", person_id="nw-menon")
    with pytest.raises(ss.BookError) as caught:
        save(made, **answers)
    assert list(complaints(caught.value, made)) == [f"relationships.{field}"]


# Accounts and objectives.


def nothing():
    tables = {"accounts": ["account_id", "name"], "people": ["person_id", "account_id", "name"]}
    tables["influences"] = ["objective_id", "person_id"]
    return ss.Book({name: pd.DataFrame(columns=columns, dtype="str") for name, columns in tables.items()})


def test_an_empty_book_gets_an_account_an_objective_and_a_person():
    book = nothing()
    account_id = save(form(book, "new_account", ""), name="Acme")["account_id"]
    save(form(book, "objective", account_id), name="Cut scrap", due_on="2027-06-30")
    assert cell(book, "objectives", [account_id], "name") == "Cut scrap"
    person_id = save(form(book, "add", account_id), name="Ann", roles="user")["selected"]
    assert list(ss.coverage(book, as_of=DAY)["user"]) == [1]
    second = save(form(book, "new_objective", account_id), name="Cut waste")["objective_id"]
    assert set(book.tables["objectives"]["objective_id"]) == {account_id, second}
    assert cell(book, "influences", [account_id, person_id], "roles") == "user"


def test_accounts_and_objectives_are_edited(demo):
    save(form(demo, "account"), industry="Snacks", reorganized_on="2026-11-01")
    save(form(demo, "objective"), target="2", status="closed", closed_on="2026-11-20")
    assert cell(demo, "accounts", ["northwind"], "industry") == "Snacks"
    assert cell(demo, "objectives", ["northwind-1"], "target") == "2"
    assert not objective_view(demo, objective_id="northwind-1", as_of=DAY).is_open


# Saving.


def test_a_book_is_saved_where_it_is_told(demo, tmp_path):
    made = form(demo, "save")
    demo.update("people", "nw-osei", title="Chief")
    save(made, place=str(tmp_path / "my book.xlsx"))
    assert (demo.unsaved, ss.read(tmp_path / "my book.xlsx") == demo) == (False, True)


def test_saving_over_something_else_must_be_meant(demo, tmp_path):
    taken = tmp_path / "taken.xlsx"
    taken.write_text("mine")
    made = form(demo, "save")
    with pytest.raises(ss.BookError) as caught:
        save(made, place=str(taken))
    assert "is there already" in complaints(caught.value, made)["save.replace"]
    assert taken.read_text() == "mine"
    save(made, place=str(taken), replace="yes")
    assert ss.read(taken) == demo


@pytest.mark.parametrize("place", ["", "book.csv", "{tmp}/no folder/book.xlsx"])
def test_where_it_cannot_be_saved_it_is_said_and_nothing_is_lost(demo, tmp_path, place):
    demo.update("people", "nw-osei", title="Chief")
    made = form(demo, "save")
    with pytest.raises((ValueError, OSError)) as caught:
        save(made, place=place.replace("{tmp}", str(tmp_path)))
    (text,) = complaints(caught.value, made).values()
    assert text
    assert "\n" not in text
    assert (demo.unsaved, cell(demo, "people", ["nw-osei"], "title")) == (True, "Chief")
