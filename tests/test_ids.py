"""Ids as numbers: in the order of text, whatever the text, and looked up anew where a column has changed."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratsell.steps import ids as module
from stratsell.steps.ids import BLANK, UNKNOWN, Ids

texts = (
    st.none() | st.text(max_size=20) | st.sampled_from(["", "a", "a\0", "\0", "abcdefgh", "abcdefghi", "é", "x" * 70])
)
columns = st.lists(texts, max_size=30).map(lambda cells: pd.Series(cells, dtype="str"))


def twin(names: list[pd.Series], column: pd.Series) -> list[int]:
    known = sorted({cell for each in names for cell in each.dropna() if cell})
    blank = [pd.isna(cell) or not cell for cell in column]
    return [
        BLANK if empty else known.index(cell) if cell in known else UNKNOWN
        for cell, empty in zip(column, blank, strict=True)
    ]


@given(columns, columns, columns)
def test_numbers_are_positions_among_the_sorted_texts(one: pd.Series, two: pd.Series, other: pd.Series) -> None:
    found = Ids(one, two)
    for column in (one, two, other, one[::2], other.astype(object), other.astype("category")):
        assert found.codes(column).tolist() == twin([one, two], column)
    codes = found.codes(one)
    assert list(pd.Series(found.names(codes)).dropna()) == [name for name in one.dropna() if name]


@pytest.mark.parametrize("key", [0, 1])
def test_texts_whose_keys_are_equal_are_told_apart(monkeypatch: pytest.MonkeyPatch, key: int) -> None:
    monkeypatch.setattr(module, "_FACTOR", np.uint64(key))  # all keys are 0, or nearly the text itself
    column = pd.Series(["b", "a", None, "a", "long enough for two", "long enough for 2"], dtype="str")
    found = Ids(column)
    assert found.codes(column).tolist() == twin([column], column)
    assert found.codes(pd.Series(["c", "b"], dtype="str")).tolist() == [UNKNOWN, 1 if key else found.codes(column)[0]]


def test_a_changed_column_is_looked_up_anew() -> None:
    column = pd.Series(["a", "b"], dtype="str")
    assert Ids(column).codes(column).tolist() == [0, 1]
    column[0] = "c"
    assert Ids(column).codes(column).tolist() == [1, 0]


def test_what_was_found_goes_with_its_column() -> None:
    column = pd.Series(["p", "q"], dtype="str")
    before = len(module._found)
    Ids(column).codes(column)
    assert len(module._found) > before
    del column
    assert len(module._found) == before
