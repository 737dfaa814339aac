"""A whole column is read as one would read it cell by cell."""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratsell.book.cells import typed
from stratsell.book.tables import TABLES, Column, Kind
from stratsell.text import is_visible

COLUMNS = [column for table in TABLES.values() for column in (*table.columns, *table.extras)]
DAY = dt.date(2026, 1, 2)
TEXTS = [
    *["", " ", "\u3000", "\u200b", "a", "nobody", "user", "user; coach", "users", "Growth", "economic;economic"],
    *["x\x07", "\x1f", "x\ufffe", "\ufffd", "é", "日本", "tab\tx", "a\nb", "x" * 250, "true", "TRUE", "False", "yes"],
    *["2026-01-02", "2026-1-2", "2026-02-30", "2026-01-02 ", "9999-12-31", "0001-01-01", "0000-01-01", "20260102"],
    *[
        "5",
        "-5",
        "+5",
        "2,5",
        ".5",
        "5.",
        "1e5",
        "1e400",
        "nan",
        "inf",
        "1_0",
        "٣",
        "9007199254740993",
        "2.5",
        "0" * 1001,
    ],
]
NUMBERS = [1, 0, -7, 2.5, math.inf, 10**400, 2**60, Decimal("2.5"), np.int64(3), np.float64(2.5)]
DAYS = [DAY, dt.datetime(2026, 1, 2), dt.datetime(2026, 1, 2, 3), pd.Timestamp(DAY), pd.Timestamp(DAY, tz="UTC")]
BLANK = [None, math.nan, pd.NA, pd.NaT]
OTHERS = [True, False, ["x"], (1,), b"bytes", "\ud800"]
MIXES = [TEXTS, [*TEXTS, *BLANK], NUMBERS[:4], [*NUMBERS, None], DAYS[:1], DAYS, [True, False, None]]


def blank(cell: Any) -> bool:
    return cell == "" if isinstance(cell, str) else pd.api.types.is_scalar(cell) and bool(pd.isna(cell))


def day(cell: Any) -> Any:
    """The day that a cell holds; an error if it holds none."""
    if isinstance(cell, dt.datetime):
        assert cell.time() == dt.time()
        assert cell.tzinfo is None
        return cell.date()
    return cell if isinstance(cell, dt.date) else dt.datetime.strptime(re.fullmatch(r"\d{4}-\d\d-\d\d", cell)[0], "%Y-%m-%d").date()  # type: ignore[index] # fmt: skip


def number(cell: Any, column: Column) -> float:
    """The number that a cell holds; an error if it holds none, or one that is out of range."""
    assert not isinstance(cell, bool)
    assert not isinstance(cell, str) or (len(cell) <= 1000 and re.fullmatch(r"[-+.0-9eE]+", cell))
    value = float(cell)
    assert math.isfinite(value)
    least, most = column.bounds or (-math.inf, math.inf)
    assert least <= value <= most
    assert column.above is None or value > column.above
    assert column.kind is Kind.NUMBER or (value.is_integer() and abs(value) < 2**53)
    return value


def text(cell: Any, column: Column) -> str:
    """The text that a cell holds; an error if it holds something else, or something that the column may not hold."""
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", cell)
    if column.words:
        words = [word.strip() for word in cell.split(";")] if column.kind is Kind.SET else [cell]
        assert set(words) <= {*map(str, column.words)}
        assert len(words) == len(set(words))
    assert is_visible(cell) or not column.required
    return str(cell)


def one(cell: Any, column: Column) -> Any:
    """What a cell is read as; "wrong" if it is wrong."""
    if blank(cell):
        return "wrong" if column.required else None
    try:
        match column.kind:
            case Kind.DATE:
                return day(cell)
            case Kind.NUMBER | Kind.INTEGER:
                return number(cell, column)
            case Kind.BOOLEAN:
                return {"true": True, "false": False}[str(cell).lower()]
            case _:
                return text(cell, column)
    except (AssertionError, TypeError, ValueError, KeyError, OverflowError):
        return "wrong"


@given(
    column=st.sampled_from(COLUMNS), cells=st.sampled_from(MIXES).flatmap(lambda some: st.lists(st.sampled_from(some)))
)
def test_a_column_is_read_as_its_cells_are(column: Column, cells: list[Any]) -> None:
    values, wrong = typed(pd.Series(cells, dtype=object), column)
    assert values.dtype == column.kind.dtype
    bad = [any(mask.iloc[index] for _, mask in wrong) for index in range(len(cells))]
    known = [None if pd.isna(value) else value.date() if column.kind is Kind.DATE else value for value in values]
    read = ["wrong" if is_bad else value for is_bad, value in zip(bad, known, strict=True)]
    assert read == [one(cell, column) for cell in cells]


@pytest.mark.parametrize("dtype", ["str", "string", "category", "string[pyarrow]"])
@given(column=st.sampled_from(COLUMNS), cells=st.lists(st.sampled_from([*TEXTS, None])))
def test_text_of_any_type_is_read_alike(dtype: str, column: Column, cells: list[str | None]) -> None:
    plain = pd.Series(cells, dtype=object)
    values, wrong = typed(plain, column)
    others, also = typed(plain.astype(dtype), column)
    pd.testing.assert_series_equal(values, others)
    assert [(problem, list(mask)) for problem, mask in wrong] == [(problem, list(mask)) for problem, mask in also]


@pytest.mark.parametrize("cell", [np.float64(2.5), np.float32(2.5), np.int64(2), Decimal("2.5")])
def test_numbers_of_numpy_are_numbers_among_other_things(cell: object) -> None:
    values, wrong = typed(pd.Series([cell, "x", pd.NA], dtype=object), TABLES["influences"]["support"])
    assert values[0] == float(cell)  # type: ignore[arg-type]
    assert [list(mask) for _, mask in wrong] == [[False, True, False]]


def test_blanks_of_pandas_are_blank_among_what_is_no_text() -> None:
    _, wrong = typed(pd.Series([pd.NA, 1], dtype=object), TABLES["people"]["title"])
    assert [list(mask) for _, mask in wrong] == [[False, True]]
