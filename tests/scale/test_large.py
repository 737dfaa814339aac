"""Rules over folders larger than memory, from the terminal: the same as of a book, all is checked, nothing half written."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import stratsell as ss
from benchmarks.books import portfolio
from stratsell.cli import main
from stratsell.scale import engines, large_book, staging
from tests.support.paths import ROOT

DEMO = ROOT / "data" / "demo"
AS_OF = ["--as-of", "2026-11-23"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The demo in many forms: people in parts, of CSV and Parquet; touchpoints in Parquet; the rest as CSV files."""
    place = tmp_path / "demo"
    shutil.copytree(DEMO, place)
    people = pd.read_csv(place / "people.csv", dtype="str", keep_default_na=False)
    (place / "people").mkdir()
    people.head(30).to_parquet(place / "people" / "part-1.parquet")
    people.iloc[30:].to_csv(place / "people" / "part-2.csv", index=False)
    (place / "people.csv").unlink()
    touchpoints = pd.read_csv(place / "touchpoints.csv", dtype="str", parse_dates=["on"])
    touchpoints.to_parquet(place / "touchpoints.parquet")
    (place / "touchpoints.csv").unlink()
    return place


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts and shares so small that there are many."""
    monkeypatch.setattr(staging, "PART", 100)
    monkeypatch.setattr(large_book, "PEOPLE", 15)


def printed(tmp_path: Path, *words: str) -> str:
    place = tmp_path / "found.csv"
    assert main([*words, *AS_OF, "--output", str(place)]) == 0
    return place.read_text()


ASKED = {"pandas": ["flags"], "polars": ["coverage", "introductions"], "duckdb": ["flags", "missing"]}


@pytest.mark.parametrize("engine", ASKED)
def test_an_engine_says_what_a_book_says(tmp_path: Path, folder: Path, small: None, engine: str) -> None:
    for rule in ASKED[engine]:
        assert printed(tmp_path, rule, str(folder), "--engine", engine) == printed(tmp_path, rule, str(DEMO)), rule


def test_a_parquet_file_has_the_same_rows(tmp_path: Path, folder: Path, small: None) -> None:
    place = tmp_path / "found.parquet"
    words = ["introductions", str(folder), *AS_OF, "--account", "northwind", "--engine", "duckdb", "--memory", "1GB"]
    assert main([*words, "--output", str(place)]) == 0
    expected = ss.introductions(ss.demo(), as_of=AS_OF[1])
    expected = expected[expected["account_id"] == "northwind"].reset_index(drop=True)
    pd.testing.assert_frame_equal(pd.read_parquet(place), expected)


WRONG = {
    "a word": (
        ("influences", "mindset", 3, "growht"),
        "influences, row 5, column mindset: “growht” is not a known word; did you mean “growth”?",
    ),
    "a day": (("touchpoints", "on", 0, "2026-13-01"), "touchpoints, row 2, column on: “2026-13-01” is not a day"),
    "a key": (
        ("accounts", "account_id", 1, "northwind"),
        "accounts, row 3, column account_id: “northwind” is already the key",
    ),
    "a reference": (
        ("influences", "person_id", 2, "0078"),
        "influences, row 4, column person_id: “0078” is not in the table people",
    ),
    "a required cell": (("people", "name", 4, ""), "people, row 6, column name: is blank, but must be filled in"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_said_as_of_a_book(
    tmp_path: Path, small: None, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    (table, column, row, cell), message = WRONG[what]
    place, result = tmp_path / "demo", tmp_path / "found.csv"
    shutil.copytree(DEMO, place)
    rows = pd.read_csv(place / f"{table}.csv", dtype="str", keep_default_na=False)
    if what == "a key":
        row = rows.index[rows["account_id"] != "northwind"][0]
        message = message.replace("row 3", f"row {max(row, rows.index[rows['account_id'] == 'northwind'][0]) + 2}")
    rows.loc[row, column] = cell
    rows.to_csv(place / f"{table}.csv", index=False)
    words = ["coverage", str(place), *AS_OF, "--output", str(result)]
    assert main([*words, "--engine", "duckdb"]) == 1
    assert message in capsys.readouterr().err
    assert main(words) == 1
    assert message in capsys.readouterr().err
    assert not result.exists()


def test_ids_stay_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in {
        "accounts": "account_id,name\n007,NA\nnull,Null\n",
        "people": "person_id,account_id,name\n1e5,007,None\n",
        "influences": "objective_id,person_id,roles\n007,1e5,user\n",
    }.items():
        (tmp_path / f"{name}.csv").write_text(text)
    assert main(["coverage", str(tmp_path), *AS_OF, "--engine", "polars", "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["007,007,0,1,0,0,0.0625,1,0,0", "null,null,0,0,0,0,0,0,0,0"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--engine", "polars", "--memory", "1GB"], "polars works in streams, but cannot keep within a limit"),
        (["--memory", "1GB"], "give it with --engine"),
        (
            ["--engine", "duckdb", "--memory", "300MB"],
            "300MB is too little: duckdb and Python alone take most",
        ),
        (["--engine", "spark", "--memory", "0.3 GB"], "307MB is too little"),
        (["--engine", "duckdb", "--memory", "lots"], "“lots” is not an amount of memory; write 500MB or 2GB"),
        (["--engine", "duckdb", "--account", "nobody"], "no account “nobody” in the book"),
    ],
)
def test_wrong_usage_is_said(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coverage", str(DEMO), *AS_OF, *words]) == 2
    assert message in capsys.readouterr().err


def test_a_folder_that_holds_no_book(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "peple.csv").write_text("person_id\n")
    assert main(["coverage", str(tmp_path), "--engine", "duckdb"]) == 1
    assert "accounts: is not there" in capsys.readouterr().err


PEAK = """
import sys
from pathlib import Path
from stratsell.cli import main
status = main(sys.argv[1:])
print(next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")).split()[1])
sys.exit(status)
"""


@pytest.fixture(scope="module")
def thousands(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of 10,000 accounts, 100,000 people and 300,000 conversations."""
    place = tmp_path_factory.mktemp("thousands")
    for name, rows in portfolio(10_000).items():
        remaining = rows[rows["source_id"] != rows["target_id"]] if name == "relationships" else rows
        remaining.to_parquet(place / f"{name}.parquet")
    return place


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says how much memory a process had at most")
def test_the_whole_process_keeps_within_its_memory(tmp_path: Path, thousands: Path) -> None:
    words = ["flags", str(thousands), *AS_OF, "--engine", "duckdb", "--memory", "500MB"]
    command = [sys.executable, "-c", PEAK, *words, "--output", str(tmp_path / "found.parquet")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout.splitlines()[-1]) * 1024 < 500 * engines.MEGABYTE
    assert len(pd.read_parquet(tmp_path / "found.parquet")) > 10_000


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere what a process holds is guessed")
def test_duckdb_gets_what_the_process_does_not_hold(tmp_path: Path) -> None:
    pd.DataFrame({"account_id": ["northwind"]}).to_parquet(tmp_path / "accounts.parquet")

    def limit() -> float:
        with engines.opened("duckdb", tmp_path, tmp_path, 4 * 1024 * engines.MEGABYTE) as engine:
            text = "select current_setting('memory_limit')"
            size, unit = engine.tables["accounts"].query("accounts", text).fetchall()[0][0].split()
        return float(size) * {"MiB": 1, "GiB": 1024}[unit]

    before = limit()
    held = np.ones(engines.MEGABYTE // 8 * 600)
    assert 400 < before - limit() < 700
    assert held.all()


def test_a_bound_that_is_too_small_for_the_tables_is_said(
    tmp_path: Path, thousands: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(engines, "_FLOOR", 20 * engines.MEGABYTE)
    monkeypatch.setattr(engines, "_SPARE", 500 * engines.MEGABYTE)
    words = ["flags", str(thousands), *AS_OF, "--engine", "duckdb", "--memory", "500MB"]
    assert main([*words, "--output", str(tmp_path / "found.parquet")]) == 2
    problem = "--memory: 500MB is too little for these tables: DuckDB had 20MB; give more, such as 1000MB"
    assert problem in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
