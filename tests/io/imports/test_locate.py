"""Where in a file the table is, by itself: sheets as rows of text, and headers that are known by a small dictionary."""

from __future__ import annotations

import pytest

from stratsell.errors import BookError
from stratsell.io.imports.locate import locate
from stratsell.io.imports.raw import Sheet

SLOTS = {"Account": "account", "Name": "name", "Role": "roles", "Title": "title"}
HEADER = ["Account", "Name", "Role"]


def slot_of(text):
    return SLOTS.get(text.strip(), "")


def located(*rows, **options):
    return locate([Sheet("a.csv", "", [list(row) for row in rows])], slot_of, **options)


def outcomes(table):
    return [(line.row, str(line.outcome), line.why) for line in table.lines]


def test_rows_above_the_header_are_passed_over_and_kept_for_whoever_looks_for_the_account():
    table = located(["Account:", "Norvik AS"], [], HEADER, ["A", "Ada", "user"])
    assert (table.header_row, table.numbers, table.passed_over) == (3, [4], 1)
    assert table.above == [["Account:", "Norvik AS"]]
    assert outcomes(table) == [(1, "passed over", "stands above the table")]


def test_headings_above_a_repeated_header_become_rows():
    table = located(["Norvik"], ["Name", "Role"], ["Ada", "user"], [], ["Fjord"], ["Name", "Role"], ["Bo", "coach"])
    assert table.numbers == [1, 3, 5, 7]
    assert table.columns[0] == ["Norvik", "Ada", "Fjord", "Bo"]
    assert table.rows() == 5
    assert outcomes(table) == [(6, "passed over", "repeats the header")]


def test_a_total_and_what_stands_below_the_table_are_no_records():
    table = located(HEADER, ["A", "Ada", "user"], ["Total", "", "1"], [], ["Legend"], ["E = economic"])
    assert table.numbers == [2]
    assert [row for row, _, _ in outcomes(table)] == [3, 5, 6]


@pytest.mark.parametrize("gap", [[], [""]])
def test_a_second_table_beside_the_first_is_said_row_by_row(gap):
    table = located([*HEADER, *gap, *HEADER], ["A", "Ada", "user", *gap, "B", "Bo", "coach"])
    assert (table.header, table.columns[1]) == (HEADER, ["Ada"])
    [line] = table.lines
    assert (line.row, line.value, line.live) == (2, "B | Bo | coach", True)


def test_the_visible_sheet_whose_header_is_known_best_is_read():
    sheets = [
        Sheet("a.xlsx", "Lists", [["Role"], ["user"]]),
        Sheet("a.xlsx", "Old", [HEADER, ["A", "Al", "user"]], visible=False),
        Sheet("a.xlsx", "People", [HEADER, ["A", "Ada", "user"]]),
    ]
    table = locate(sheets, slot_of)
    assert (table.sheet, table.columns[1]) == ("People", ["Ada"])
    assert [line.value for line in table.lines] == ["People", "Lists", "Old"]
    assert locate(sheets, slot_of, sheet="Old").columns[1] == ["Al"]
    with pytest.raises(BookError, match="has no sheet “New”"):
        locate(sheets, slot_of, sheet="New")


def test_cells_that_show_an_error_are_blank_and_said():
    table = located(HEADER, ["A", "Ada", "#N/A"])
    assert table.columns[2] == [""]
    assert [(line.row, line.column, line.value) for line in table.lines] == [(2, "Role", "#N/A")]


def test_rows_with_more_cells_than_the_header_are_left_out_alive():
    table = located(HEADER, *[["A", f"P{at}", "user"] for at in range(4)], ["A", "Lane", " Ada", "user"])
    [line] = table.lines
    assert (table.left_out, line.row, line.live) == (1, 6, True)
