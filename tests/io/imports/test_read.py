"""From cells to values, by itself: records with a few slots, read in place."""

from __future__ import annotations

import datetime as dt

import pytest

from stratsell.io.imports.days import iso
from stratsell.io.imports.ids import IDS
from stratsell.io.imports.locate import Located
from stratsell.io.imports.match import ColumnMatch
from stratsell.io.imports.read import Reading, split_words
from stratsell.io.imports.records import Place, Records
from stratsell.io.imports.source import meaning, shared_source

WORDS = shared_source("sheet").words


def read(day_first=None, day=dt.date(2026, 11, 27), **slots):
    records = Records("people")
    cells = [list(column) for column in slots.values()]
    table = Located("a.csv", "", 1, list(slots), cells, list(range(2, len(cells[0]) + 2)))
    records.add(Place(table, "Sheet", [ColumnMatch(at, slot, slot, slot, "known") for at, slot in enumerate(slots)]))
    Reading(WORDS, IDS[""], day, day_first=day_first, markup=False).read({"people": records})
    return records


def said(records):
    return [(line.row, str(line.outcome), line.value) for line in records.lines]


def test_a_last_contact_lies_ahead_of_the_day_that_is_looked_from_and_of_no_other():
    records = read(met_on=["2026-11-28"])
    assert records["met_on"].tolist() == [None]
    assert [line.remedy for line in records.lines] == ["correct the day; the import looks from 2026-11-27 (as_of=)"]
    assert read(met_on=["2026-11-28"], day=dt.date(2026, 11, 28))["met_on"].tolist() == ["2026-11-28"]


def test_another_day_of_the_column_shows_whether_days_begin_with_the_day():
    assert read(met_on=["03/04/2026", "25/12/2025"])["met_on"].tolist() == ["2026-04-03", "2025-12-25"]
    assert read(met_on=["03/04/2026"])["met_on"].tolist() == [None]
    assert read(day_first=False, met_on=["03/04/2026"])["met_on"].tolist() == ["2026-03-04"]


def test_a_number_out_of_its_bounds_is_said_as_it_stands_there():
    records = read(support=["+3", "−2", "+7", "good"])
    assert [cell and float(cell) for cell in records["support"]] == [3, -2, None, None]
    assert sorted(said(records)) == [(4, "left blank", "+7"), (5, "left blank", "good")]


def test_an_address_beside_a_name_becomes_the_email():
    records = read(name=["Ada Lane <ada@n.example>", "Bo Kim"])
    assert records["name"].tolist() == ["Ada Lane", "Bo Kim"]
    assert records["email"].tolist() == ["ada@n.example", None]


def test_managers_one_below_the_other_stay_apart():
    assert read(manager=["Ada Lane\n• Bo Kim"])["manager"].tolist() == ["Ada Lane; Bo Kim"]


@pytest.mark.parametrize(("cell", "words"), [
    ("Anwender:in / Coach", ["Anwender", "Coach"]), ("• Technical\n• Coach", ["Technical", "Coach"]),
    ("E & U", ["E", "U"]), ("Usuario/a", ["Usuario"]),
])  # fmt: skip
def test_words_of_a_cell(cell, words):
    assert split_words(cell, {}) == words


@pytest.mark.parametrize(("word", "role"), [
    ("E – Economic Buyer", "economic"), ("Technical Buyer (TB)", "technical"), ("Economic buyer - primary", "economic"),
    ("1 - Coach", "coach"), ("Main user", "user"), ("Decisor(a)", "economic"), ("Coach (former)", None),
    ("Economic - user", None), ("Champion (?)", None), ("Sponsor", None), ("Blocker", ""),
])  # fmt: skip
def test_what_roles_mean_and_what_is_asked(word, role):
    assert meaning(WORDS["role"], word) == role


@pytest.mark.parametrize(("cell", "day"), [
    ("令和8年10月1日", "2026-10-01"), ("R8.10.1", "2026-10-01"), ("平成元年1月8日", "1989-01-08"),
    ("1790848800000", "2026-10-01"), ("2026年10月6日（火）", "2026-10-06"),
])  # fmt: skip
def test_days_as_programs_and_the_japanese_count_them(cell, day):
    assert iso(cell, day_first=None) == day
