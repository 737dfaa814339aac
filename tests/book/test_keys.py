"""Keys and references are right where a look at every row finds them right; what is wrong is named row by row."""

from __future__ import annotations

from unittest import mock

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratsell.book import nearest
from stratsell.book.tables import REFERENCES, TABLES
from stratsell.book.validation import validated
from stratsell.errors import SHOWN, BookError
from tests.support.strategies import Frames, books, hand, required, rows_by_table


def wrong(tables: Frames) -> set[tuple[str, int, str]]:
    """The table, row and column of all that is wrong with keys and references, row by row."""
    rows = rows_by_table(tables)
    keys = {name: [tuple(row[part] for part in table.key) for row in rows[name]] for name, table in TABLES.items()}
    having = {row["account_id"] for row in rows["objectives"]}
    bare = {key for key in keys["accounts"] if key[0] not in having}
    result = set()
    for name, table in TABLES.items():
        result |= {
            (name, index, ", ".join(table.key)) for index, key in enumerate(keys[name]) if key in keys[name][:index]
        }
    for reference in REFERENCES:
        there = {*keys[reference.target], *(bare if reference.target == "objectives" else ())}
        named = [tuple(row.get(part) for part in reference.columns) for row in rows[reference.table]]
        lost = [index for index, key in enumerate(named) if None not in key and key not in there]
        result |= {(reference.table, index, reference.columns[-1]) for index in lost}
    result |= {("objectives", index, "objective_id") for index, key in enumerate(keys["objectives"]) if key in bare}
    return result


@st.composite
def shaken(draw: st.DrawFn) -> Frames:
    """A book of which rows stand twice and are gone, and cells are those of other rows."""
    tables = {name: table.astype(object) for name, table in draw(books()).items()}
    for name in draw(st.lists(st.sampled_from([name for name in tables if len(tables[name])] or [""]), max_size=5)):
        if not name:
            continue
        table = tables[name]
        index = draw(st.integers(0, len(table) - 1))
        match draw(st.sampled_from(["twice", "gone", "cell"])):
            case "twice":
                tables[name] = pd.concat([table, table.iloc[[index]]], ignore_index=True)
            case "gone" if len(table) > 1:
                tables[name] = table.drop(index=index).reset_index(drop=True)
            case _:
                column = draw(st.sampled_from([item for item in required(name) if item in table]))
                other = draw(st.sampled_from([table for table in tables if len(tables[table])]))
                cell = tables[other].iloc[0, 0]
                if TABLES[name][column].kind.dtype == "str" and not TABLES[name][column].words:
                    table.loc[index, column] = cell
    return tables


@given(shaken())
def test_what_is_wrong_is_found_and_nothing_else(tables: Frames) -> None:
    try:
        validated(tables)
    except BookError as error:
        result = {(fault.table, fault.row, fault.column) for fault in error.faults}
    else:
        result = set()
    whole = {name: tables.get(name, pd.DataFrame(columns=table.names)) for name, table in TABLES.items()}
    assert result == wrong(whole)


def test_near_misses_are_looked_for_only_for_faults_that_are_shown() -> None:
    count = 3_000
    people = pd.DataFrame({"person_id": [f"p{index}" for index in range(count)], "account_id": "a", "name": "N"})
    edges = pd.DataFrame(
        {"source_id": people["person_id"], "target_id": people["person_id"] + "x", "kind": "reports_to"}
    )
    tables = hand(accounts="account_id name\na A") | {"people": people, "relationships": edges}
    with mock.patch.object(nearest.Nearest, "to", autospec=True, side_effect=nearest.Nearest.to) as looked:
        with pytest.raises(BookError) as caught:
            validated(tables)
        assert len(caught.value.faults) == count
        assert looked.call_count == 0
        assert "“p0x” is not in the table people; did you mean “p0”?" in str(caught.value)
        assert looked.call_count == SHOWN
