"""Frames in the terminal: exact for programs, harmless and in line for people."""

import io
import json
import re

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from stratsell.cli.printing import as_text, show, shown
from stratsell.io.files.csv_file import read_csv

FRAME = pd.DataFrame(
    {
        "name": pd.Series(["=cmd()", "[bold]Li[/bold] \x9b31m\u202eevil", "田中 真理", None], dtype="str"),
        "level": [1, 2, 3, 4],
        "score": [0.123456789, None, 1.0, 0.5],
        "coach": pd.Series([True, False, pd.NA, True], dtype="boolean"),
        "on": pd.to_datetime(["2026-11-23", None, "2026-01-01", "1850-01-01"]).astype("datetime64[us]"),
    }
)


class Terminal(io.StringIO):
    isatty = staticmethod(lambda: True)


def test_json_holds_the_values_with_null_for_blanks():
    rows = json.loads(as_text(FRAME, "json"))
    assert rows[0] == {"name": "=cmd()", "level": 1, "score": 0.123456789, "coach": True, "on": "2026-11-23"}
    assert rows[1]["name"] == FRAME["name"][1]
    assert [rows[1]["score"], rows[2]["coach"], rows[1]["on"], rows[3]["name"]] == [None] * 4


def test_json_keeps_scripts_readable_and_codes_what_terminals_obey():
    text = as_text(FRAME, "json")
    assert "田中 真理" in text
    assert "\x9b" not in text
    assert "\u202e" not in text


def test_json_of_nothing_is_a_list():
    assert json.loads(as_text(FRAME.head(0), "json")) == []


def test_csv_is_guarded_and_exact():
    lines = as_text(FRAME, "csv").splitlines()
    assert lines[0] == "name,level,score,coach,on"
    assert lines[1] == "'=cmd(),1,0.123456789,true,2026-11-23"
    assert lines[4] == ",4,0.5,true,1850-01-01"


def test_a_negative_number_is_no_formula():
    assert as_text(pd.DataFrame({"support": [-3.0]}), "csv") == "support\n-3\n"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1))
def test_csv_reads_back(tmp_path_factory, names):
    path = tmp_path_factory.mktemp("csv") / "names.csv"
    frame = pd.DataFrame({"key": "x", "name": pd.Series(names, dtype="str")})
    path.write_bytes(as_text(frame, "csv").encode())
    grid = read_csv(path, "names", lambda _: True, lambda _: True)
    assert list(grid.columns[1]) == names


def test_table_is_in_line_with_wide_signs():
    lines = as_text(FRAME[["name", "level"]], "table").splitlines()
    assert lines[3].startswith("田中 真理  ")
    assert len(lines) == 5
    assert not any(line != line.rstrip() for line in lines)


def test_table_shows_what_a_terminal_would_obey():
    text = as_text(FRAME, "table")
    assert "[bold]Li[/bold] \\x9b31m\\u202eevil" in text


@given(st.text())
def test_shown_is_one_line_and_encodable(text):
    line = shown(text)
    assert len(line.splitlines()) <= 1
    assert line.encode().decode() == line


def test_a_terminal_gets_a_title_and_its_width(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("NO_COLOR", "1")
    show(FRAME.assign(long="word " * 40), "table", title="People [red]of[/red] ours")
    lines = re.sub(r"\x1b\[[0-9;]*m", "", terminal.getvalue()).splitlines()
    assert "People [red]of[/red] ours" in lines[0]
    assert max(map(cell_len, lines)) <= 60
    assert any("2026-11-23" in line for line in lines)
    assert "[bold]" in terminal.getvalue()
    assert "\x9b" not in terminal.getvalue()


def test_csv_on_a_terminal_is_harmless(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    show(FRAME, "csv")
    assert "\\x9b31m" in terminal.getvalue()
    assert len(terminal.getvalue().splitlines()) == 5
