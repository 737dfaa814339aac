"""Single edits of a book: what each changes, what goes along with it, and what it says."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

import stratsell as ss
from stratsell.book import Book
from stratsell.errors import BookError, BookWarning
from stratsell.map.lettering import Lettering
from tests.book.test_editing_machine import START
from tests.support.strategies import hand, rows_by_table


@pytest.fixture
def book() -> Book:
    """The book that the machine starts with."""
    return Book(hand(**START))


def cell(book: Book, table: str, column: str) -> list[Any]:
    """A column of a table, blank cells as None."""
    return [row[column] for row in rows_by_table(book.tables)[table]]


def test_whoever_holds_a_frame_still_has_it(book: Book) -> None:
    people, tables = book.tables["people"], book.tables
    remaining = people.copy(deep=True)
    book.update("people", "p", name="Eve", title="CFO")
    book.remove("people", "q")
    assert people.equals(remaining) and tables["people"] is people
    assert list(book.tables["people"]["name"]) == ["Eve", "Cy"]
    assert book.tables["accounts"] is tables["accounts"]


def test_all_that_is_wrong_is_said_at_once_and_rows_are_named_by_their_keys(book: Book) -> None:
    before = copy.copy(book)
    with pytest.raises(BookError) as caught, book.step("Everything wrong"):
        book.insert("people", person_id="z", name="", account_id="nowhere", in_role_since="May")
        book.insert("people", name="Nobody")
        book.update("influences", ("o", "p"), roles="usr", support=6)
        book.insert("influences", objective_id="o", person_id="p")
        book.remove("options", ("o", "z"))
        book.update("peple", "p", name="Eve")
        book.insert("feedback", objective_id="o", version=3, person_id="p")
    assert str(caught.value).splitlines() == [
        "11 faults in the edit:",
        "  peple: is not a table of a book; did you mean “people”? Allowed: accounts, objectives, people, influences, "
        "relationships, touchpoints, options, propositions, feedback, actions.",
        "  people, row z, column account_id: “nowhere” is not in the table accounts; allowed: an id of the table accounts.",
        "  people, row z, column name: is blank, but must be filled in; allowed: text.",
        "  people, row z, column in_role_since: “May” is not a day; allowed: a day such as 2026-11-23 or blank.",
        "  people, row new, column person_id: is blank, but must be filled in; allowed: text.",
        "  people, row new, column account_id: is blank, but must be filled in; allowed: an id of the table accounts.",
        "  influences, row (o, p), column roles: “usr” has an unknown word, or one word twice; did you mean “user”? "
        "Allowed: economic, user, technical, coach; several with semicolons between them or blank.",
        "  influences, row (o, p), column support: “6” is out of range; allowed: a number from -5 to 5 or blank.",
        "  influences, row (o, p), column objective_id, person_id: “o, p” is already the key of row 0; keys must be unique.",
        "  options, column objective_id, option: “o, z” is not in the table.",
        "  feedback, row (o, 3, p), column version: “3” is a version that the table propositions does not have for this objective.",
    ]
    assert book == before and book.revision == 0 and book.undoable == ""


def test_what_was_wrong_may_be_mended_within_the_step(book: Book) -> None:
    with book.step("In any order"):
        book.insert("influences", objective_id="o", person_id="z", roles="usr")
        book.update("influences", ("o", "z"), roles="user")
        book.insert("people", person_id="y", name="Odd")
        book.remove("people", "y")
        book.insert("people", person_id="z", account_id="a", name="Zoe")
    assert cell(book, "influences", "roles")[-1] == "user"


def test_a_row_that_is_not_there(book: Book) -> None:
    with pytest.raises(BookError, match="column person_id: “P” is not in the table; did you mean “p”?"):
        book.update("people", "P", name="Eve")
    with pytest.raises(BookError, match="“no, p” is not in the table"):
        book.remove("influences", ("no", "p"))
    with pytest.raises(ValueError, match=r"influences: “o” is not a key; give \(objective_id, person_id\)"):
        book.remove("influences", "o")
    with pytest.raises(BookError, match="persons: is not a table of a book"):
        book.insert("persons", name="Eve")


def test_a_person_goes_with_all_that_refers_to_them(book: Book) -> None:
    book.remove("people", "p")
    assert "p" not in {*cell(book, "influences", "person_id"), *cell(book, "touchpoints", "person_id")}
    assert cell(book, "relationships", "source_id") == ["r"] and cell(book, "feedback", "person_id") == ["r"]
    assert len(cell(book, "propositions", "version")) == 3
    assert book.undo() == "Remove person: Ada" and book == Book(hand(**START))


def test_nobody_names_a_person_whose_id_was_made_blank_and_who_went_with_the_account(book: Book) -> None:
    with book.step("both"):
        book.update("people", "r", person_id="")
        book.remove("accounts", "b")
    assert cell(book, "people", "person_id") == ["p", "q"]
    assert cell(book, "relationships", "source_id") == ["q", "p"]
    assert Book(book.tables) == book


def test_a_version_goes_with_its_feedback_and_an_account_with_everything(book: Book) -> None:
    book.remove("propositions", ("o", 1))
    assert cell(book, "feedback", "version") == [2, 1]
    book.remove("accounts", "b")
    assert cell(book, "feedback", "objective_id") == ["o"] and cell(book, "options", "objective_id") == ["o"]
    assert cell(book, "people", "person_id") == ["p", "q"]


def test_the_first_objective_of_an_account_takes_the_place_of_the_implied_one(book: Book) -> None:
    book.insert("objectives", objective_id="real", account_id="b", name="Real")
    for table in ("influences", "touchpoints", "options", "propositions", "feedback", "actions"):
        assert "real" in cell(book, table, "objective_id") and "b" not in cell(book, table, "objective_id")
    book.insert("objectives", objective_id="second", account_id="b", name="Second")
    assert "second" not in cell(book, "influences", "objective_id")
    book.remove("objectives", "second")
    book.remove("objectives", "real")
    assert book.account_of("b") == "b" and "r" not in cell(book, "influences", "person_id")[:2]


def test_an_implied_objective_has_influences_like_any_other(book: Book) -> None:
    book.insert("influences", objective_id="b", person_id="q", roles="user")
    assert list(book.select(account_id="b").tables["people"]["person_id"]) == ["q", "r"]
    with pytest.raises(
        BookError, match="objectives, row b, column objective_id: “b” is also the id of an account without"
    ):
        book.insert("objectives", objective_id="b", account_id="a", name="Taken")


def test_rows_follow_a_key_that_changes(book: Book) -> None:
    book.update("people", "p", person_id="ada")
    assert (
        cell(book, "relationships", "target_id") == ["ada", "q", "ada"]
        and cell(book, "feedback", "person_id")[0] == "ada"
    )
    book.update("objectives", "o", objective_id="goal")
    assert cell(book, "feedback", "objective_id") == ["goal", "goal", "b"]
    book.update("propositions", ("goal", 2), version=7)
    assert cell(book, "feedback", "version") == [1, 7, 1]
    book.update("accounts", "b", account_id="bare")
    assert book.account_of("bare") == "bare" and cell(book, "people", "account_id")[2] == "bare"
    assert Book(book.tables) == book


def test_unknown_columns_are_kept_as_in_files(book: Book) -> None:
    book.insert("people", person_id="z", account_id="a", name="Zoe", CRM="007")
    assert cell(book, "people", "CRM") == [None, None, None, "007"]
    book.update("people", "p", CRM="x", nothing=None)
    assert list(book.tables["people"])[-1] == "CRM" and cell(book, "people", "CRM")[0] == "x"
    book.update("people", "p", CRM="")
    with pytest.raises(BookError, match="people, row p, column CRM: .* holds several values"):
        book.update("people", "p", CRM=["x", "y"])
    with pytest.raises(BookError, match="column CRM: .* holds a control character"):
        book.update("people", "p", CRM="\x00")
    with pytest.warns(
        BookWarning, match="the column “titel” is unknown, so it is kept but not used; did you mean “title”?"
    ):
        book.update("people", "p", titel="CFO")
    book.update("people", "p", titel="CEO")  # nobody has misspelt it just now
    assert book.undoable == "Change person: Ada"


def test_a_warning_that_is_an_error_changes_nothing(book: Book) -> None:
    with pytest.raises(BookWarning):
        book.update("people", "p", titel="CFO")
    assert book.revision == 0 and "titel" not in book.tables["people"]


@pytest.mark.parametrize("first", [3, 2.5, True, pd.Timestamp("2026-01-01")])
@pytest.mark.parametrize("second", ["text", 4, 4.5, False, None])
def test_unknown_columns_of_any_type(book: Book, first: Any, second: Any) -> None:
    book.update("people", "p", extra=first)
    book.update("people", "q", extra=second)
    result = list(book.tables["people"]["extra"])
    assert result[0] == first and pd.isna(result[2])
    assert pd.isna(result[1]) if second is None else result[1] == second
    book.insert("people", person_id="z", account_id="a", name="Zoe", extra="more")
    assert book.tables["people"]["extra"][0] == first
    while book.undo():
        pass
    assert book == Book(hand(**START))


def test_an_edit_that_changes_nothing_is_no_step(book: Book) -> None:
    book.update("people", "p", name="Ada", title=None, email="")
    with book.step("There and back"):
        book.update("people", "p", name="Eve")
        book.update("people", "p", name="Ada")
    with book.step("Nothing"):
        pass
    assert (book.revision, book.undoable, book.unsaved) == (0, "", False)


def test_a_step_that_fails_is_taken_back_and_a_step_within_it_alone(book: Book) -> None:
    with pytest.raises(ZeroDivisionError), book.step("Fails"):
        book.remove("people", "p")
        _ = 1 / 0
    assert book.revision == 0
    with book.step("Outer"):
        book.update("people", "p", name="Eve")
        with pytest.raises(ZeroDivisionError), book.step("Inner"):
            book.remove("people", "q")
            _ = 1 / 0
        with book.step("Also inner"):
            book.update("people", "r", name="Cyd")
    assert list(book.tables["people"]["name"]) == ["Eve", "Bob", "Cyd"]
    assert book.undo() == "Outer" and book.undo() == ""


def test_a_step_is_seen_at_its_end(book: Book) -> None:
    with book.step("Add"):
        book.insert("people", person_id=book.fresh_id("people", hint="Zoé Z."), account_id="a", name="Zoé Z.")
        assert len(book.tables["people"]) == 3
        assert book.fresh_id("people", hint="Zoé Z.") == "zoé-z-2"
        for forbidden in (book.undo, book.redo, book.write):
            with pytest.raises(RuntimeError, match="a step has not ended yet"):
                forbidden()
    assert len(book.tables["people"]) == 4


def test_a_fresh_id_is_one_that_nothing_has(book: Book) -> None:
    assert book.fresh_id("people") == "person" and book.fresh_id("objectives", hint="B") == "b-2"
    assert book.fresh_id("accounts", hint="O") == "o-2" and book.fresh_id("touchpoints", hint="日本 ☎") == "日本"
    for _ in range(3):
        book.insert("people", person_id=book.fresh_id("people", hint="x"), account_id="a", name="X")
    assert cell(book, "people", "person_id")[3:] == ["x", "x-2", "x-3"]
    with pytest.raises(ValueError, match="“influences” is not a table whose rows have an id"):
        book.fresh_id("influences")


def test_labels_are_one_short_line(book: Book) -> None:
    labels: list[str] = []
    book.observe(lambda event: labels.append(event.label))
    book.insert("people", person_id="z", account_id="a", name="Zoe\n" + "x" * 200)
    book.insert("relationships", source_id="p", target_id="r", kind="influences")
    book.update("touchpoints", "1", learned="much")
    book.update("propositions", ("o", 2), positioning="best")
    book.replace_table("options", book.tables["options"].iloc[:1])
    assert labels[0].startswith("Add person: Zoe xxx") and labels[0].endswith("…") and len(labels[0]) < 80
    assert labels[1:] == [
        "Add relationship: Ada, Cy",
        "Change touchpoint: Ada",
        "Change proposition: o, 2",
        "Replace options",
    ]


def test_a_whole_table_is_replaced_and_all_is_checked(book: Book) -> None:
    people = book.tables["people"].assign(name=["Ada", "", "Cy"]).iloc[[1, 2]]
    with pytest.raises(BookError) as caught:
        book.replace_table("people", people)
    message = {(fault.table, fault.column) for fault in caught.value.faults}
    assert {("people", "name"), ("influences", "person_id"), ("relationships", "target_id")} <= message
    with book.step("Renumber"):
        book.replace_table("people", book.tables["people"].assign(person_id=["1", "2", "3"]))
        for table in ("influences", "relationships", "touchpoints", "feedback", "actions"):
            book.replace_table(table, book.tables[table].iloc[:0])
        book.update("people", "1", title="CFO")
    assert cell(book, "people", "title") == ["CFO", None, None] and Book(book.tables) == book


def test_what_is_new_cannot_be_redone_over(book: Book) -> None:
    book.update("people", "p", name="Eve")
    book.undo()
    assert book.redoable == "Change person: Ada"
    book.update("people", "q", name="Rob")
    assert book.redoable == "" and book.redo() == ""


def test_a_part_may_be_edited_though_it_lacks_accounts(book: Book) -> None:
    part = book.select(objective_id="n")
    part.insert("influences", objective_id="n", person_id="p", roles="user")
    assert len(part.tables["influences"]) == 2 and book.revision == 0 and len(book.tables["influences"]) == 4


def test_the_rules_and_the_map_see_an_edit_at_once() -> None:
    book = ss.demo()
    before = ss.draw_map(book, objective_id="northwind-1", as_of="2026-11-23")
    assert ss.coverage(book, as_of="2026-11-23").set_index("objective_id").loc["northwind-1", "economic"] == 1
    book.update("influences", ("northwind-1", "nw-osei"), thanked_on="2026-11-22")
    assert ss.coverage(book, as_of="2026-11-23").set_index("objective_id").loc["northwind-1", "economic"] == 4
    book.update("people", "nw-osei", name="Somebody Else")
    texts = _texts(ss.draw_map(book, objective_id="northwind-1", as_of="2026-11-23"))
    assert "Somebody Else" in texts and "Somebody Else" not in _texts(before)
    assert ss.explore(book, as_of="2026-11-23", account_id="northwind").review.people["nw-osei"].name == "Somebody Else"


def _texts(figure: Any) -> str:
    def every(artist: Any) -> Iterator[str]:
        if isinstance(artist, Lettering):
            yield from (mark.text for mark in artist.words)
        for child in artist.get_children():
            yield from every(child)

    return "\n".join(every(figure))
