"""What is said, by itself: its order, the columns, and faults for whoever wants nothing else."""

from __future__ import annotations

import pytest

from stratsell.book.import_report import FileCount, Line, Outcome
from stratsell.errors import BookError
from stratsell.io.imports.match import ColumnMatch
from stratsell.io.imports.report import of_columns, refuse_faults, report_of

LINES = [
    Line("b.csv", 9, "Role", "Boss", Outcome.LEFT_BLANK, "is not a known word", "allowed: user"),
    Line("a.csv", 3, "", "", Outcome.PASSED_OVER, "is a total, no record"),
    Line("a.csv", 7, "Day", "soon", Outcome.LEFT_BLANK, "is not a day", "write it as 2026-11-23"),
    Line("a.csv", 5, "Account", "", Outcome.LEFT_OUT, "names no account", "fill it in", live=True),
    Line("a.csv", 2, "Role", "EB", Outcome.READ_AS, "is read as economic"),
]
FILES = [FileCount("a.csv", "people", 3, 1, 0, 1, 1), FileCount("b.csv", "people", 1, 1, 0, 0, 0)]


def test_live_records_come_first_then_what_is_lost_then_what_was_decided():
    report = report_of("Flat sheet", LINES, FILES)
    assert [(line.file, line.row) for line in report.lines] == [
        *(("a.csv", 5), ("a.csv", 7), ("b.csv", 9), ("a.csv", 2), ("a.csv", 3))
    ]  # fmt: skip
    assert len(report.frame()) == len(LINES)


def test_what_became_of_columns():
    matches = [
        ColumnMatch(0, "Name", "name", "Name", "known"),
        ColumnMatch(1, "Job titel", "title", "Job titel", "almost", "jobtitle"),
        ColumnMatch(2, "Phone", "", "Phone", "unknown"),
        ColumnMatch(3, "Email", "", "Email 2", "again", "Email"),
        ColumnMatch(4, "Notes", "", "", "ignored"),
        ColumnMatch(5, "Blank", "", "Blank", "unknown"),
    ]
    lines = of_columns("a.csv", "people", matches, {0, 1, 2, 3, 4}, kept=True)
    assert [(line.column, str(line.outcome)) for line in lines] == [
        *(("Job titel", "read as"), ("Phone", "kept"), ("Email", "kept"), ("Notes", "passed over"))
    ]  # fmt: skip


def test_faults_are_refused_together_in_the_order_of_rows():
    with pytest.raises(BookError) as caught:
        refuse_faults(report_of("Flat sheet", LINES, FILES), "a.csv")
    assert [(fault.table, fault.row) for fault in caught.value.faults] == [("a.csv", 5), ("a.csv", 7), ("b.csv", 9)]
    refuse_faults(report_of("Flat sheet", LINES[4:], FILES), "a.csv")
