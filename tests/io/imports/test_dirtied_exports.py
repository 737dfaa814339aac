"""Exports of CRMs as they come, dirtied as they get dirtied on the way: what is read stays the same."""

from __future__ import annotations

import csv
import io
import itertools
import warnings

import pytest

import stratsell as ss
from stratsell.errors import BookWarning
from tests.io.imports.accounting import accounted
from tests.io.imports.test_kinds import facts
from tests.io.test_crm_changes import EXPORTS

DAY = "2026-11-27"


def each_row(change):
    return lambda rows: [rows[0], *([change(cell) for cell in row] for row in rows[1:])]


DIRT = {
    "sep=": lambda rows: [["sep=,"], *rows],
    "title": lambda rows: [["Export of 27 Nov 2026"], [], *rows],
    "footer": lambda rows: [*rows, [], ["Copyright (c) 2026 Example, Inc."], ["Confidential Information"]],
    "blank rows": lambda rows: [rows[0], *itertools.chain.from_iterable((row, []) for row in rows[1:])],
    "empty columns": lambda rows: [[*row, "", ""] for row in rows],
    "twice": lambda rows: [*rows, rows[-1]],
    "shouted headers": lambda rows: [[cell.upper() for cell in rows[0]], *rows[1:]],
    "spaces": each_row(lambda cell: f" {cell}\u00a0" if cell.isalpha() else cell),
    "reversed": lambda rows: [row[::-1] for row in rows],
    "unknown column": lambda rows: [[*rows[0], "Shoe size"], *([*row, "42"] for row in rows[1:])],
    "days": each_row(lambda cell: ".".join(cell.split("-")[::-1]) if cell.startswith("2026-") else cell),
    "hours": each_row(lambda cell: f"{cell}T00:00:00Z" if cell.startswith("2026-") else cell),
    "entities": each_row(lambda cell: cell.replace("&", "&amp;")),
    "null": each_row(lambda cell: cell or "#N/A"),
}
FORMS = [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1252", ";")]


def written(folder, crm, ways, form):
    encoding, delimiter = form
    for name, text in EXPORTS[crm].items():
        rows = list(csv.reader(io.StringIO(text)))
        for way in ways:
            rows = DIRT[way](rows)
        out = io.StringIO(newline="")
        csv.writer(out, delimiter="," if "sep=" in ways else delimiter).writerows(rows)
        (folder / name).write_bytes(out.getvalue().encode(encoding, errors="ignore"))


def read(folder, crm):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", BookWarning)
        return ss.read_export(folder, crm=crm, as_of=DAY)


def said(book):
    objectives = book.tables["objectives"]
    columns = [objectives["name"], objectives["status"].fillna("open"), objectives["due_on"].astype(str)]
    return facts(book), sorted(zip(*columns, strict=True))


def check(folder, crm, ways, form):
    (folder / "clean").mkdir()
    (folder / "dirty").mkdir()
    written(folder / "clean", crm, [], FORMS[0])
    written(folder / "dirty", crm, ways, form)
    book = read(folder / "dirty", crm)
    assert said(book) == said(read(folder / "clean", crm)), str(book.import_report)
    accounted(book)


@pytest.mark.parametrize("crm", EXPORTS)
@pytest.mark.parametrize("way", DIRT)
def test_an_export_dirtied_in_one_way_says_the_same(tmp_path, crm, way):
    check(tmp_path, crm, [way], FORMS[len(way) % len(FORMS)])


CELLS = ["spaces", "days", "hours", "entities", "null"]
PAIRS = [(one, other) for one in CELLS for other in DIRT if other not in (one, "reversed")]
PAIRS.remove(("hours", "days"))  # no day is left to be written otherwise
"""Cells are dirtied where they are kept, and tables where they are written."""


@pytest.mark.slow
@pytest.mark.parametrize("crm", EXPORTS)
@pytest.mark.parametrize("ways", PAIRS, ids="+".join)
def test_an_export_dirtied_in_two_ways_says_the_same(tmp_path, crm, ways):
    forms = FORMS[:3] if "spaces" in ways else FORMS
    check(tmp_path, crm, list(ways), forms[len("".join(ways)) % len(forms)])
