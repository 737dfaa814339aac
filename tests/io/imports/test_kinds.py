"""Files as people have them, of every kind: what a careful person reads in them is read, and nothing vanishes."""

from __future__ import annotations

import csv
import io
import tomllib
import warnings

import openpyxl
import pandas as pd
import pytest

import stratsell as ss
from stratsell.errors import BookWarning
from tests.io.imports.accounting import accounted, vanished
from tests.support.paths import ROOT

KINDS = tomllib.loads((ROOT / "tests" / "data" / "imports" / "kinds.toml").read_text(encoding="utf-8"))
DAY = "2026-11-27"


def written(folder, kind):
    """Write the files of a case."""
    paths = []
    for name, text in kind["files"].items():
        path = folder / name
        paths.append(path)
        if path.suffix == ".xlsx":
            workbook = openpyxl.Workbook()
            for row in csv.reader(io.StringIO(text)):
                workbook.active.append([cell or None for cell in row])
            workbook.save(path)
        else:
            path.write_bytes(text.encode(kind.get("encoding", "utf-8")))
    return paths


def expected(text):
    """What is said of people, a line each: ``name|slot=value|…``."""
    lines = [line.split("|") for line in text.splitlines()]
    return {name: dict(each.split("=", 1) for each in said) for name, *said in lines}


def facts(book):
    """What a book says of each person, as `expected` writes it."""
    tables = book.tables
    people, influences, ties, talks = (tables[n] for n in ("people", "influences", "relationships", "touchpoints"))
    names = dict(zip(people["person_id"], people["name"], strict=True))
    accounts = dict(zip(tables["accounts"]["account_id"], tables["accounts"]["name"], strict=True))
    found = {}
    for row in people.itertuples():
        mine = influences[influences["person_id"] == row.person_id]
        managers = ties[(ties["kind"] == "reports_to") & (ties["source_id"] == row.person_id)]["target_id"]
        last = talks[talks["person_id"] == row.person_id]["on"].max()
        found[row.name] = {
            "account": accounts[row.account_id],
            "title": text(row.title),
            "email": text(row.email),
            "roles": "; ".join(sorted({word for cell in mine["roles"].dropna() for word in cell.split("; ")})),
            "manager": "; ".join(sorted(names[each] for each in managers)),
            "last": text(last)[:10],
            "support": next((f"{each:g}" for each in mine["support"].dropna()), "None"),
            **{name: next(map(str, mine[name].dropna()), "") for name in ("mindset", "degree", "certainty")},
        }
    return found


def text(cell):
    return "" if pd.isna(cell) else str(cell)


@pytest.mark.parametrize("name", KINDS)
def test_what_a_careful_person_reads_is_read(tmp_path, name):
    kind = KINDS[name]
    paths = written(tmp_path, kind)
    reader = kind.get("reader", "sheet")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", BookWarning)
        book = getattr(ss, f"read_{reader}")(paths[0] if len(paths) == 1 else tmp_path, as_of=DAY)
    found, want = facts(book), expected(kind["people"])
    assert {name: {slot: found.get(name, {}).get(slot) for slot in said} for name, said in want.items()} == want
    assert not kind.get("only", True) or set(found) == set(want)
    said = book.import_report.frame().to_csv() + str(book.import_report)
    assert not [each for each in kind.get("says", ()) if each.casefold() not in said.casefold()]
    check_objectives(book, kind.get("objectives", {}))
    assert len(book.tables["accounts"]) == kind.get("count_accounts", len(book.tables["accounts"]))
    assert set(book.tables["accounts"]["name"]) == set(kind.get("accounts", book.tables["accounts"]["name"]))
    assert len(book.tables["people"]) == kind.get("count_people", len(book.tables["people"]))
    accounted(book)
    assert list(vanished(paths, book)) == []


def check_objectives(book, wanted):
    objectives = book.tables["objectives"].set_index("name")
    for name, want in wanted.items():
        row = objectives.loc[name]
        found = {
            "status": "closed" if row["status"] == "closed" else "open",
            "due": text(row["due_on"])[:10],
            "closed": text(row["closed_on"])[:10],
            "influences": int((book.tables["influences"]["objective_id"] == row["objective_id"]).sum()),
        }
        assert {slot: found[slot] for slot in want} == want
