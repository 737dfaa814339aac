"""The ten tables are those of the design, and every kind of cell reads what it should and nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from stratsell.book.cells import meant, near_text, text, typed
from stratsell.book.keys import among
from stratsell.book.nearest import plain
from stratsell.book.tables import TABLES, Column, Kind
from stratsell.vocabulary import Mindset, Role
from tests.support.strategies import COLUMNS, DTYPES, kinds, required

DAY = pd.Timestamp(2026, 1, 31)
BAD = "bad"


@pytest.mark.parametrize("name", TABLES)
def test_tables_have_the_columns_of_the_design(name: str) -> None:
    table = TABLES[name]
    assert list(TABLES) == list(COLUMNS)
    assert table.names == list(kinds(name))
    assert [column.name for column in table.columns if column.required] == required(name)
    assert [column.kind.dtype for column in table.columns] == [DTYPES[kind] for kind in kinds(name).values()]
    assert set(table.key) <= set(required(name))
    assert all(column.doc and column.allowed for column in table.columns)


def test_a_column_by_name() -> None:
    assert TABLES["people"]["name"].required
    with pytest.raises(KeyError):
        TABLES["people"]["nobody"]


NUMBER = Column("n", Kind.NUMBER, "", bounds=(0, 5), above=0)
INTEGER = Column("n", Kind.INTEGER, "", bounds=(1, float("inf")))
CASES: list[tuple[Column, list[Any], list[Any]]] = [
    (
        Column("t", Kind.TEXT, ""),
        ["NA", "", None, " x ", float("nan"), 7, True],
        ["NA", None, None, " x ", None, BAD, BAD],
    ),
    (Column("t", Kind.ID, ""), ["007", "a\tb", "a\0b", "\ud800", "\uffff"], ["007", "a\tb", BAD, BAD, BAD]),
    (Column("w", Kind.WORD, "", words=Mindset), ["growth", "Growth", "", " growth"], ["growth", BAD, None, BAD]),
    (
        Column("s", Kind.SET, "", words=Role),
        ["user", "user; coach", "user;coach;", "user;user", "user, coach", ";"],
        ["user", "user; coach", "user;coach;", BAD, BAD, BAD],
    ),
    (
        Column("d", Kind.DATE, ""),
        ["2026-01-31", dt.date(2026, 1, 31), DAY, dt.datetime(2026, 1, 31), None, ""],
        [DAY, DAY, DAY, DAY, None, None],
    ),
    (
        Column("d", Kind.DATE, ""),
        ["2026-02-30", "31.1.2026", "2026-1-31", 46053, dt.datetime(2026, 1, 31, 1), "NaT", "２０２６-01-31"],
        [BAD] * 7,
    ),
    (NUMBER, ["0.5", 0.5, 5, ".5", "5e-1", " 1", "", None], [0.5, 0.5, 5.0, 0.5, 0.5, BAD, None, None]),
    (NUMBER, ["0", "5.1", "nan", "inf", "1e999", "0x1", "1_0", "0,5", True, "²"], [BAD] * 10),
    (INTEGER, ["1", 2.0, "3.0", "1e2"], [1, 2, 3, 100]),
    (INTEGER, ["0", "1.5", "1e30", "9007199254740993", ""], [BAD, BAD, BAD, BAD, None]),
    (
        Column("b", Kind.BOOLEAN, ""),
        ["true", "FALSE", True, "", None, "yes", 1],
        [True, False, True, None, None, BAD, BAD],
    ),
]


@pytest.mark.parametrize(("column", "cells", "expected"), CASES)
def test_a_cell_is_read_exactly_or_wrong(column: Column, cells: list[Any], expected: list[Any]) -> None:
    values, wrong = typed(pd.Series(cells, dtype=object), column)
    bad = pd.concat([mask for _, mask in wrong], axis=1).any(axis=1) if wrong else pd.Series(False, range(len(cells)))
    result = [BAD if bad[index] else None if pd.isna(value) else value for index, value in enumerate(values)]
    assert result == expected
    assert values.dtype == column.kind.dtype


@pytest.mark.parametrize("cells", [
    pd.Series([DAY]).astype("datetime64[s]"),
    pd.Series([DAY]).astype("datetime64[ns]"),
    pd.Series(["2026-01-31"], dtype="string"),
    pd.Series(["2026-01-31"], dtype="category"),
    pd.Series(["2026-01-31"], dtype="str"),
])  # fmt: skip
def test_days_of_any_type(cells: pd.Series) -> None:
    values, wrong = typed(cells, Column("d", Kind.DATE, ""))
    assert (list(values), values.dtype, wrong) == ([DAY], "datetime64[us]", [])


def test_days_that_no_file_can_hold_are_wrong() -> None:
    late = pd.Series(np.array(["12000-01-01"], dtype="datetime64[s]"))
    zoned = pd.Series([DAY.tz_localize("UTC")])
    for cells in (late, zoned):
        assert typed(cells, Column("d", Kind.DATE, ""))[1]


def test_a_required_cell_must_be_filled() -> None:
    column = Column("t", Kind.TEXT, "", required=True)
    _, wrong = typed(pd.Series(["x", "", None, " \n"], dtype="str"), column)
    assert [(problem, list(mask)) for problem, mask in wrong] == [
        ("is blank, but must be filled in", [False, True, True, True])
    ]


def test_text_of_an_unknown_column_is_kept_and_empty_text_is_blank() -> None:
    assert text(pd.Series(["", " ", None], dtype="str")).isna().tolist() == [True, False, True]
    assert text(pd.Series([None, "x"], dtype=object)).dtype == "str"
    assert text(pd.Series([None, None], dtype=object)).dtype == "str"
    assert text(pd.Series([1, "x"], dtype=object)).tolist() == [1, "x"]
    assert text(pd.Series([1, 2])).tolist() == [1, 2]


@pytest.mark.parametrize(("value", "column", "known", "expected"), [
    ("Economic Buyer", Column("r", Kind.SET, "", words=Role), [], "economic"),
    ("Sponsor", Column("r", Kind.SET, "", words=Role), [], ""),
    ("Economical, Users", Column("r", Kind.SET, "", words=Role), [], "economic; user"),
    ("Even Keel", Column("m", Kind.WORD, "", words=Mindset), [], "even_keel"),
    ("31.1.2026", Column("d", Kind.DATE, ""), [], "2026-01-31"),
    ("1.2.2026", Column("d", Kind.DATE, ""), [], ""),
    ("0,5", NUMBER, [], "0.5"),
    ("many", NUMBER, [], ""),
    ("yes", Column("b", Kind.BOOLEAN, ""), [], "true"),
    ("northwind foods", Column("i", Kind.ID, ""), ["Northwind-Foods", "x"], "Northwind-Foods"),
])  # fmt: skip
def test_what_was_probably_meant(value: str, column: Column, known: list[str], expected: str) -> None:
    assert meant(value, column, known) == expected


def test_names_that_are_nearly_the_same() -> None:
    assert plain("Reports_to ") == plain("reports-TO")
    assert near_text("toucpoints", TABLES) == "touchpoints"
    assert near_text("x", TABLES) == near_text("x", []) == ""


def test_among() -> None:
    values = pd.Series(["a", None, "NA"], dtype="str")
    assert list(among(values, pd.Series(["NA", "a"], dtype="str"))) == [True, False, True]
    assert not among(values, pd.Series([], dtype="str")).any()
