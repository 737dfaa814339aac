"""Amounts as people write them, in forms and cells; and what a form begins with: whoever and whatever was chosen last."""

import datetime as dt

import pytest

import stratsell as ss
from stratsell.notebook.cells import edit_cell
from stratsell.notebook.forms import FORMS, Asked
from stratsell.notebook.forms.form import answered, complaints, row_of
from stratsell.notebook.forms.saving import proposed
from stratsell.objective_view import objective_view

DAY = dt.date(2026, 11, 23)


@pytest.fixture
def book():
    return ss.demo()


def asked(book, **about):
    return Asked(book, objective_view(book, objective_id="northwind-1", as_of=DAY), DAY.isoformat(), about)


def save_value(book, text):
    form = FORMS["objective"](asked(book))
    before = {name: field.value for name, field in form.fields.items()}
    try:
        form.save(answered(form, {**before, "objectives.value": text}))
    except ss.BookError as error:
        return complaints(error, form)["objectives.value"]
    return row_of(book, "objectives", "northwind-1")["value"]


@pytest.mark.parametrize(
    "text",
    ["1,200,000", "1.200.000", "1 200 000", "1’200’000", "1'200'000", "1\u202f200\u202f000", "1.200.000,00", "1,200,000.00"],
)  # fmt: skip
def test_thousands_separators_are_understood(book, text):
    assert save_value(book, text) == "1200000"


@pytest.mark.parametrize(("text", "value"), [("1,200", "1200"), ("1.200", "1.2"), ("1,2", "1.2"), ("-1,200", "-1200")])
def test_what_could_be_either_is_read_as_the_importer_reads_it(book, text, value):
    assert save_value(book, text) == value


@pytest.mark.parametrize(("text", "meant"), [("€ 1,200,000", "1200000"), ("1.200.000 EUR", "1200000"), ("60%", "60")])
def test_what_has_something_beside_it_is_answered_with_the_right_spelling(book, text, meant):
    assert (
        save_value(book, text)
        == f"Value: “{text}” is not a number; did you mean “{meant}”? Allowed: a number or blank."
    )


def test_what_is_no_number_says_what_is_allowed_and_thousands_are_not_guessed(book):
    assert save_value(book, "12,5 k") == "Value: “12,5 k” is not a number; allowed: a number or blank."
    assert save_value(book, "a lot") == "Value: “a lot” is not a number; allowed: a number or blank."


def test_a_cell_reads_numbers_alike(book):
    assert edit_cell(asked(book, person_id="nw-osei"), "influences.support", "−1,5") == ""
    assert row_of(book, "influences", "northwind-1", "nw-osei")["support"] == "-1.5"


# What was chosen last.


@pytest.fixture
def explorer(book):
    return ss.explore(book, as_of=DAY)


def fill(explorer, **answers):
    """Fill in the form that is open and save it, as the page does."""
    form = explorer._forms._open
    values = {name: answers.get(field.column, field.value) for name, field in form.fields.items()}
    explorer._forms._answer(None, {"do": "save", "at": explorer._forms.form["at"], "answers": values}, [])
    assert explorer._forms.form == {}, explorer._forms.errors


def begins(explorer, column):
    return next(field.value for field in explorer._forms._open.fields.values() if field.column == column)


def test_seller_and_kind_begin_as_they_were_chosen_last_in_this_explorer(explorer, book):
    explorer.ask("log", person_id="nw-osei")
    assert begins(explorer, "seller") == ""
    fill(explorer, seller="Noor Ali")
    explorer.ask("log", person_id="nw-zhao")
    assert begins(explorer, "seller") == "Noor Ali"
    explorer.ask("action")
    assert begins(explorer, "seller") == "Noor Ali"
    explorer.ask("relationship", person_id="nw-osei")
    fill(explorer, kind="opposes", target_id="nw-tanaka")
    explorer.ask("relationship", person_id="nw-zhao")
    assert begins(explorer, "kind") == "opposes"
    assert ss.explore(book, as_of=DAY)._forms.latest == {}


# A name for the file.


def test_a_book_without_a_file_is_offered_a_name(book):
    today = dt.date.today().isoformat()
    assert proposed(book.select(account_id="northwind")) == f"northwind_{today}.xlsx"
    assert proposed(book) == f"accounts_{today}.xlsx"


def test_saving_a_book_without_a_file_opens_the_form_with_that_name(explorer):
    explorer._do("save")
    field = explorer._forms._open.fields["save.place"]
    assert field.value == proposed(explorer.book)
