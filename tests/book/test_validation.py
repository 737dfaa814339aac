"""What is wrong with tables is said all at once, at its place, and nothing is changed to make them fit."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given, settings

from stratsell.book.validation import validated
from stratsell.errors import SHOWN, BookError, BookWarning, Fault
from tests.support.file_books import file_books
from tests.support.strategies import Frames, books, hand

SMALL = {
    "accounts": "account_id name\na Acme\nb Bare",
    "objectives": "objective_id account_id name\no a Fast",
    "people": "person_id account_id name\np a Ada\nq a Bob",
    "influences": "objective_id person_id roles\no p economic\nb q user",
    "propositions": "objective_id version\no 1",
    "feedback": "objective_id version person_id\no 1 p",
    "actions": "action_id objective_id action person_id with_whom\n1 b meet - q",
}


def faults(tables: Frames, **options: object) -> list[str]:
    """What is wrong, a line each."""
    with pytest.raises(BookError) as caught:
        validated(tables, **options)  # type: ignore[arg-type]
    return [str(fault) for fault in caught.value.faults]


def test_a_small_book_is_valid_and_complete() -> None:
    tables = validated({name: table for name, table in hand(**SMALL).items() if len(table)})
    assert {name: len(table) for name, table in tables.items() if len(table)} == {
        "accounts": 2,
        "objectives": 1,
        "people": 2,
        "influences": 2,
        "propositions": 1,
        "feedback": 1,
        "actions": 1,
    }
    assert list(tables["touchpoints"].columns[:2]) == ["touchpoint_id", "person_id"]


@pytest.mark.filterwarnings("ignore::stratsell.errors.BookWarning")
@settings(max_examples=10)
@given(file_books())
def test_what_is_valid_is_not_changed(tables: Frames) -> None:
    once = validated(tables)
    assert all(once[name].equals(table) for name, table in tables.items())
    assert all(table.equals(once[name]) for name, table in validated(once).items())


@settings(max_examples=10)
@given(books())
def test_missing_optional_columns_and_tables_are_blank(tables: Frames) -> None:
    done = validated(tables)
    for name, table in tables.items():
        assert done[name][list(table.columns)].equals(table.reset_index(drop=True))
        assert done[name].drop(columns=table.columns).isna().all(axis=None)


def _set(table: str, row: int, column: str, value: object) -> Callable[[Frames], None]:
    def change(tables: Frames) -> None:
        tables[table][column] = tables[table][column].astype(object)
        tables[table].loc[row, column] = value

    return change


@pytest.mark.parametrize(("change", "expected"), [
    (_set("people", 1, "person_id", "p"), "people, row 1, column person_id: “p” is already the key of row 0"),
    (_set("influences", 1, "objective_id", "B"), "influences, row 1, column objective_id: “B” is not in the table objectives;"
     " did you mean “b”?"),
    (_set("influences", 1, "objective_id", "a"), "influences, row 1, column objective_id: “a” is not in the table objectives"),
    (_set("objectives", 0, "objective_id", "b"), "is also the id of an account without objectives"),
    (_set("feedback", 0, "version", 2), "feedback, row 0, column version: “2” is a version that the table propositions"),
    (_set("people", 0, "name", "\x07"), "people, row 0, column name: “\\x07” holds a control character"),
    (_set("people", 0, "name", " "), "people, row 0, column name: “ ” is blank, but must be filled in"),
    (lambda tables: tables.pop("people"), "people: is missing: a book must have this table"),
    (lambda tables: tables.update(persons=tables["people"]), "persons: is not a table of a book"),
    (lambda tables: tables.update(people=[]), "people: is a list; allowed: a pandas DataFrame"),
    (lambda tables: tables["people"].insert(0, "account_id", 1, allow_duplicates=True), "account_id: occurs more"),
    (lambda tables: tables["people"].insert(0, 7, "x"), "people, column 7: is not a name"),
    (lambda tables: tables["people"].insert(0, " ", "x"), "people, column ' ': is not a name"),
    (lambda tables: tables["people"].insert(0, "note", "\x07"), "people, row 0, column note"),
    (lambda tables: tables["people"].pop("name"), "people, column name: is missing"),
    (lambda tables: tables.update(people=tables["people"].assign(name=[1, 2])), "people, column name: “int64” the column is"),
])  # fmt: skip
def test_one_fault(change: Callable[[Frames], None], expected: str) -> None:
    tables = hand(**SMALL)
    change(tables)
    assert expected in "\n".join(faults(tables))


def test_faults_are_named_by_index_labels_and_sorted_by_place() -> None:
    tables = {name: table.set_axis(range(12, 12 + len(table))) for name, table in hand(**SMALL).items()}
    tables["influences"].loc[13, "roles"] = "users"
    tables["influences"].loc[12, "person_id"] = "nobody"
    tables["accounts"].loc[13, "name"] = None
    result = [Fault("influences", "was read wrong", 13, "roles")]
    assert faults(tables, earlier=result, source="book.xlsx") == [
        "accounts, row 13, column name: is blank, but must be filled in; allowed: text.",
        "influences, row 12, column person_id: “nobody” is not in the table people; allowed: an id of the table people.",
        "influences, row 13, column roles: was read wrong.",
    ]


def test_people_that_could_not_be_read_are_not_missed() -> None:
    tables = hand(**SMALL)
    del tables["people"]
    assert faults(tables) == ["people: is missing: a book must have this table."]


def test_a_column_that_is_nearly_known_is_kept_with_a_warning() -> None:
    tables = hand(**SMALL)
    tables["people"] = tables["people"].drop(columns="email").assign(**{"E-Mail": "x@y"})
    with pytest.warns(BookWarning, match="people: the column “E-Mail” is unknown, .* did you mean “email”"):
        assert list(validated(tables)["people"]["E-Mail"]) == ["x@y", "x@y"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        validated({**tables, "people": tables["people"].rename(columns={"E-Mail": "CRM"})})


def test_an_error_prints_its_faults_and_has_them_all() -> None:
    tables = hand(**SMALL)
    tables["influences"] = pd.concat([tables["influences"]] * 30, ignore_index=True)
    with pytest.raises(BookError) as caught:
        validated(tables, source="book.xlsx")
    error = caught.value
    assert str(error).startswith(
        "58 faults in book.xlsx:\n  influences, row 2, column objective_id, person_id: “o, p” is already the key"
    )
    assert len(str(error).splitlines()) == SHOWN + 2
    assert len(error.frame()) == len(error.faults) == 58
    assert list(error.frame().columns) == ["table", "row", "column", "value", "problem", "allowed", "meant"]
    assert error._render_traceback_() == [f"BookError: {error}"]


def test_a_fault_shows_a_value_on_one_short_line() -> None:
    fault = Fault("people", "is wrong", 2, "name", "a\n" + "x" * 100)
    assert str(fault) == f"people, row 2, column name: “a {'x' * 57}…” is wrong."
    assert str(Fault("people", "is wrong", value="\x1b[31m\u202e")) == "people: “\\x1b[31m\\x202e” is wrong."


def complaint(**wrong: object) -> str:
    """What is said of a book whose one influence has these cells."""
    tables = {
        "accounts": pd.DataFrame({"account_id": ["a"], "name": ["A"]}),
        "people": pd.DataFrame({"person_id": ["p"], "account_id": ["a"], "name": ["P"]}),
        "influences": pd.DataFrame({"objective_id": ["a"], "person_id": ["p"], **{k: [v] for k, v in wrong.items()}}),
    }
    with pytest.raises(BookError) as caught:
        validated(tables)
    return str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"mindset": "growth "}, "“growth ” is not a known word; did you mean “growth”?"),
        ({"roles": "user;user"}, "did you mean “user”?"),
        ({"roles": {"economic"}}, "holds several values; a cell holds one"),
        ({"note": ["x", "y"]}, "holds several values; a cell holds one"),
        ({"thanked_on": "2026-1-2"}, "did you mean “2026-01-02”?"),
        ({"support": "2,5"}, "did you mean “2.5”?"),
    ],
)
def test_a_message_shows_the_cell_and_what_was_meant(wrong: dict[str, object], message: str) -> None:
    assert message in complaint(**wrong)


def test_rows_of_one_label_are_told_apart_by_what_they_hold() -> None:
    people = pd.DataFrame({"person_id": ["p"], "account_id": ["a"], "name": ["P"]})
    twice = pd.concat([people, people.assign(person_id="q", note="\x01")])
    tables = {
        "accounts": pd.DataFrame({"account_id": ["a"], "name": ["A"]}),
        "people": twice,
        "influences": pd.DataFrame({"objective_id": ["a"], "person_id": ["p"]}),
    }
    with pytest.raises(BookError, match=r"people, row 0, column note: “\\x01” holds a control character"):
        validated(tables)


def test_a_day_that_is_half_said_is_not_guessed_from_today() -> None:
    from stratsell.book import cells
    from stratsell.book.tables import TABLES

    column = TABLES["people"]["in_role_since"]
    assert [cells.meant(written, column) for written in ("May", "May 2026", "3 May", "3 May 2026")] == [
        "",
        "",
        "",
        "2026-05-03",
    ]
