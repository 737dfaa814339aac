"""Rows that are copied for a spreadsheet and pasted from one, without a browser."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

import stratsell as ss
from stratsell.errors import BookError
from stratsell.notebook import blocks
from stratsell.notebook.blocks import Column, Row, Sheet
from stratsell.notebook.copying import copied
from stratsell.notebook.forms.form import Asked, complaints, row_of
from stratsell.notebook.forms.pasting import MOST_FAULTS, paste_form, pasted_cells, write_rows
from stratsell.notebook.tabs.coverage import people_sheet
from stratsell.objective_view import objective_view

DAY = "2026-11-23"


@pytest.fixture
def book():
    return ss.demo()


def asked(book, **about):
    return Asked(book, objective_view(book, objective_id="northwind-1", as_of=DAY), DAY, about)


def paste(book, *rows):
    return write_rows(asked(book), "\r\n".join(row.replace(" | ", "\t") for row in rows))


def faults(book, *rows):
    """Give what is wrong with rows, which must not have changed the book."""
    before = dict(book.tables)
    with pytest.raises(BookError) as caught:
        paste(book, *rows)
    assert all(book.tables[name] is frame for name, frame in before.items())
    assert book.undoable == ""
    return [*map(str, caught.value.faults)]


def text(sheet):
    lines = copied(sheet)
    return "\r\n".join([lines["head"], *lines["rows"]])


# Copying.


def test_rows_are_copied_as_they_are_seen_with_ids_days_and_plain_words(book):
    head, first, *_ = text(people_sheet(asked(book).view)).split("\r\n")
    assert head.split("\t") == [
        *("Person", "Person (id)", "Roles", "Level", "Last conversation", "Mindset", "Influence", "Support")
    ]
    assert first.split("\t") == [
        *("Amara Osei", "nw-osei", "Economic", "Identified", "2026-07-08", "Even keel", "High", "0")
    ]


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "x;=1+1", "＝1", " =1"])
def test_no_text_becomes_a_formula(name):
    sheet = Sheet("Names", [Column("Who")], [Row((blocks.text(name),))])
    line = copied(sheet)["rows"][0]
    assert next(csv.reader(io.StringIO(line), delimiter="\t"))[0].startswith("'") or ";'=" in line
    assert pasted_cells(f"Who\r\n{line}")[1] == [name.strip()]


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"])).map(str.strip), min_size=1)
)
def test_what_is_copied_is_pasted_as_it_was(names):
    sheet = Sheet(
        "Names", [Column("Who"), Column("Again")], [Row((blocks.text(n), blocks.text("\t" + n))) for n in names]
    )
    cells = pasted_cells(text(sheet))[1:]
    padded = cells + [["", ""]] * (len(names) - len(cells))
    assert [row[0] if row else "" for row in padded] == names


def test_a_table_copied_and_pasted_changes_nothing(book):
    assert paste(book, *text(people_sheet(asked(book).view)).split("\r\n")) == "Pasted people: nothing changed."
    assert book.undoable == ""


# Pasting.


def test_people_are_added_and_changed_in_one_step(book):
    done = paste(
        book,
        "Person | Title | Roles | Mindset | Influence | Support | In role since",
        "Amara Osei |  |  | Growth |  | +3 | ",
        "Noor Haddad | Buyer | user, Technical | ! trouble | high | 2 | 23.11.2026",
    )
    assert done == "Pasted people: 1 added and 1 changed."
    assert book.undoable == "Paste 2 rows: people"
    osei = row_of(book, "influences", "northwind-1", "nw-osei")
    assert (osei["mindset"], osei["support"], osei["roles"]) == ("growth", "3", "economic")
    assert row_of(book, "people", "nw-osei")["title"] == "Chief Financial Officer"  # a blank cell takes nothing away
    new = row_of(book, "people", "noor-haddad")
    assert (new["account_id"], new["title"], new["in_role_since"]) == ("northwind", "Buyer", "2026-11-23")
    part = row_of(book, "influences", "northwind-1", "noor-haddad")
    assert (part["roles"], part["mindset"], part["degree"]) == ("user; technical", "trouble", "high")
    book.undo()
    assert not row_of(book, "people", "noor-haddad")
    assert book.undoable == ""


def test_relationships_name_people_as_they_are_called(book):
    done = paste(
        book,
        "From | Kind | To | Strength",
        "mei tanaka | Influences | Amara Osei | 0,7",
        "nw-zhao | opposes | Joe Haddad | ",
    )
    assert done == "Pasted relationships: 2 added."
    assert row_of(book, "relationships", "nw-tanaka", "nw-osei", "influences")["strength"] == "0.7"
    assert paste(book, "From | To | Kind | Strength", "Mei Tanaka | Amara Osei | influences | 0.4").endswith(
        "1 changed."
    )
    assert row_of(book, "relationships", "nw-tanaka", "nw-osei", "influences")["strength"] == "0.4"


def test_conversations_are_of_the_objective_in_view(book):
    count = len(book.tables["touchpoints"])
    done = paste(
        book,
        "Who | Seller | Day | How | Learned",
        "Amara Osei | Noor Ali | 2026-11-20 | Consult | =1+1",
        "Amara Osei | Noor Ali | 2026-12-20 |  | ",
    )
    assert done == "Pasted conversations: 2 added."
    rows = book.tables["touchpoints"].iloc[count:]
    assert rows["status"].tolist() == ["done", "planned"]
    assert rows["objective_id"].tolist() == ["northwind-1"] * 2
    assert rows["learned"].iloc[0] == "=1+1"  # text stays text


# What is wrong.


def test_all_faults_are_named_by_row_and_column_as_they_were_pasted(book):
    wrong = faults(
        book,
        "Person | Mindset | Support | In role since",
        "Amara Osei | grwth | 7 | 03/04/2026",
        "Lin Zhao | Happy |  | soon",
    )
    assert wrong == [
        "Row 2, column In role since: “03/04/2026” may be day/month or month/day; write it as 2026-11-23; allowed: a day "
        "such as 2026-11-23 or blank.",
        "Row 3, column In role since: “soon” is not a day; allowed: a day such as 2026-11-23 or blank.",
        "Row 2, column Mindset: “grwth” is not a known word; allowed: Growth, Trouble, Even keel, Overconfident.",
        "Row 3, column Mindset: “Happy” is not a known word; allowed: Growth, Trouble, Even keel, Overconfident.",
        "Row 2, column Support: “7” is out of range; allowed: a number from -5 to 5 or blank.",
    ]


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        (["Ann | Bob"], "Row 1: “Ann | Bob” names no column; the first row must name the columns; allowed: Person, "),
        (["Person | Mindst", "A | growth"], "Row 1: “Mindst” is no column of people; rename it or leave it out; did you"),
        (["Person | Who", "A | B"], "Row 1: “Who” stands there twice; leave one of the two out."),
        (["Person | Title"], "What was pasted: has no row below its header"),
        (["From | To", "Lin Zhao | Amara Osei"], "Row 1: lacks the column Kind."),
        (["Title", "CEO"], "Row 1: lacks the column Person."),
        (["From | To | Kind", "Lin Zao | Amara Osei | opposes"], "“Lin Zao” is nobody of this account; add them first; did"),
        (["From | To | Kind", "Lin Zhao | Lin Zhao | opposes"], "Row 2, column To: “Lin Zhao” is the same person"),
        (["From | To | Kind", *["Mei Tanaka | Amara Osei | opposes"] * 2], "Row 3, column Kind: “opposes” stands in row 2"),
        (["Who | Seller | Day", "Lin Zhao |  | 2026-11-20"], "Row 2, column Seller: is blank"),
        (["Person", "Amara Osei", "amara osei"], "Row 3, column Person: “amara osei” stands in row 2 already."),
        (["Person | Person (id)", "Amara | nw-ose"], "“nw-ose” is no id of this account; leave it blank to add somebody; did"),
        (["Person | Title", " | CEO"], "Row 2, column Person: is blank; write a name."),
    ],
)  # fmt: skip
def test_a_fault_has_its_place_and_a_remedy(book, rows, wrong):
    assert any(wrong in fault for fault in faults(book, *rows)), faults(book, *rows)


def test_two_of_one_name_are_told_apart_by_their_ids(book):
    book.insert("people", person_id="zhao-2", account_id="northwind", name="Lin Zhao")
    before = book.undoable
    with pytest.raises(BookError, match="may be nw-zhao or zhao-2; give the id instead of the name"):
        paste(book, "From | Kind | To", "Lin Zhao | opposes | Amara Osei")
    assert book.undoable == before
    assert paste(book, "From | Kind | To", "zhao-2 | opposes | Amara Osei") == "Pasted relationships: 1 added."


def test_a_thousand_faults_are_not_listed(book):
    wrong = faults(book, "Person | Support", *(f"P{number} | 9" for number in range(100)))
    assert len(wrong) == MOST_FAULTS + 1
    assert wrong[-1] == "What was pasted: has 80 more faults; correct these first."


def test_the_form_says_all_that_is_wrong_and_keeps_what_was_pasted(book):
    form = paste_form(asked(book, rows="Person\tSupport\nAmara Osei\t9"))
    with pytest.raises(BookError) as caught:
        form.save({"paste.rows": form.fields["paste.rows"].value})
    assert complaints(caught.value, form) == {
        "": "Row 2, column Support: “9” is out of range; allowed: a number from -5 to 5 or blank."
    }
