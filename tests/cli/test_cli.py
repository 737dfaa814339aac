"""The terminal: what is printed where, exit codes, and errors in one line."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

import stratsell as ss
from stratsell import cli
from stratsell.cli import Exit, main

DAY = "2026-11-23"
ROOT = Path(cli.__file__).parents[2]
ENV = {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    place = tmp_path_factory.mktemp("cli") / "demo"
    ss.demo().write(place)
    return str(place)


@pytest.fixture
def run(capsys):
    def run(*words):
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def faulty(folder):
    """A book with two faults."""
    ss.demo().write(folder)
    path = folder / "influences.csv"
    text = path.read_text(encoding="utf-8").splitlines()
    text[1] = text[1].replace(text[1].split(",")[1], "nobody-at-all", 1)
    path.write_text("\n".join([*text, "northwind-1,nw-osei,economics"]) + "\n", encoding="utf-8")
    return folder


RULES = {
    "coverage": ss.coverage,
    "missing": ss.missing_influences,
    "flags": ss.red_flags,
    "introductions": ss.introductions,
}


@pytest.mark.parametrize("command", RULES)
def test_json_is_the_rule(run, book, command):
    code, out, err = run(command, book, "--as-of", DAY, "--format", "json")
    expected = RULES[command](ss.demo(), as_of=DAY)
    assert (code, err) == (Exit.FINE, "")
    rows = json.loads(out)
    assert [row["objective_id"] for row in rows] == expected["objective_id"].tolist()
    assert list(rows[0]) == list(expected.columns)


@pytest.mark.parametrize("command", RULES)
def test_csv_has_the_same_rows(run, book, command):
    code, out, _ = run(command, book, "--as-of", DAY, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == Exit.FINE
    assert len(rows) == len(RULES[command](ss.demo(), as_of=DAY))


@pytest.mark.parametrize("command", RULES)
def test_table_is_the_default_with_a_line_a_row(run, book, command):
    code, out, _ = run(command, book, "--as-of", DAY)
    assert code == Exit.FINE
    assert len(out.splitlines()) == 1 + len(RULES[command](ss.demo(), as_of=DAY))


def test_account_and_objective_select_rows(run, book):
    _, out, _ = run("coverage", book, "--as-of", DAY, "--account", "solvane", "--format", "json")
    assert {row["account_id"] for row in json.loads(out)} == {"solvane"}
    _, out, _ = run("coverage", book, "--as-of", DAY, "--objective", "solvane-2", "--format", "json")
    assert [row["objective_id"] for row in json.loads(out)] == ["solvane-2"]


def test_the_implied_objective_has_the_account_s_id(run, book):
    code, out, _ = run("coverage", book, "--as-of", DAY, "--objective", "pickett", "--format", "csv")
    assert code == Exit.FINE
    assert out.splitlines()[1].startswith("pickett,pickett,")


def test_windows_are_passed_on(run, book):
    _, out, _ = run("flags", book, "--as-of", DAY, "--fresh-days", "3650", "--new-days", "0", "--format", "json")
    expected = ss.red_flags(ss.demo(), as_of=DAY, fresh_days=3650, new_days=0)
    assert [row["flag"] for row in json.loads(out)] == expected["flag"].tolist()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--account", "nortwind"], "no account “nortwind”; did you mean “northwind”?"),
        (["--account", "Northwind Foods"], "no account “Northwind Foods”; did you mean “northwind”?"),
        (["--objective", "zzz"], "no objective “zzz” in the book"),
        (["--as-of", "23.11.2026"], "--as-of"),
        (["--fresh-days", "-1"], "--fresh-days"),
        (["--fresh-days", "9999999999"], "--fresh-days"),
        (["--format", "xml"], "--format"),
        (["--output", "flags.xlsx"], "must end in .csv, .json, .txt or .parquet"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_wrong_usage_is_one_line(run, book, words, message):
    code, out, err = run("flags", book, *words)
    assert (code, out) == (Exit.USAGE, "")
    assert message in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("words", [["coverag", "x"], ["coverage"], ["coverage", "a", "b"]])
def test_wrong_commands_are_one_line(run, words):
    code, out, err = run(*words)
    assert (code, out, len(err.splitlines())) == (Exit.USAGE, "", 1)


def test_a_book_that_is_not_there(run, tmp_path):
    code, _, err = run("coverage", tmp_path / "nothing")
    assert code == Exit.FILES
    assert len(err.splitlines()) == 1


def test_an_address_is_refused_without_its_password(run):
    code, _, err = run("coverage", "postgresql://user:secret@host/book")
    assert code == Exit.FILES  # the driver is there, the server is not
    assert "secret" not in err


def test_a_faulty_book_is_one_line_but_for_check(run, tmp_path):
    folder = faulty(tmp_path / "bad")
    code, out, err = run("coverage", folder)
    assert (code, out, len(err.splitlines())) == (Exit.FAULTS, "", 1)
    assert "stratsell check lists them all" in err
    code, out, err = run("check", folder, "--format", "json")
    rows = json.loads(out)
    assert code == Exit.FAULTS
    assert list(rows[0]) == ["table", "row", "column", "value", "problem", "allowed", "meant"]
    assert len(rows) > 1
    assert f"{len(rows)} faults" in err


def test_check_of_a_good_book_counts(run, book):
    code, out, err = run("check", book, "--as-of", DAY)
    assert (code, err) == (Exit.FINE, "")
    assert "no faults in 13 accounts" in out
    assert len(out.splitlines()) == 1


def test_check_warns_of_conversations_in_the_future(run, book):
    code, _, err = run("check", book, "--as-of", "2020-01-01")
    assert code == Exit.FINE
    assert "touchpoints done after 2020-01-01" in err


def test_check_names_columns_that_are_not_used(run, tmp_path):
    sheet = tmp_path / "people.csv"
    sheet.write_text("Account,Name,Roles,Desk\nAcme,Ann,user,4\nAcme,Bob,economic,\n", encoding="utf-8")
    code, _, err = run("check", sheet)
    assert code == Exit.FINE
    assert "kept but not used: people.Desk" in err


def test_check_says_warnings_on_standard_error(run, tmp_path):
    sheet = tmp_path / "people.csv"
    sheet.write_text("Account,Name,Manager\nNorthwind,Amara,Li\nNorthwind,Li,Amara\n", encoding="utf-8")
    code, out, err = run("check", sheet, "--format", "csv")
    assert code == Exit.FINE
    assert out == "table,row,column,value,problem,allowed,meant\n"
    assert err.startswith("stratsell: warning: ")
    assert "Traceback" not in err


@pytest.mark.parametrize("name", ["people.xlsx", "people.csv"])
def test_a_flat_sheet_is_a_book(run, tmp_path, name):
    sheet = tmp_path / name
    frame = pd.DataFrame({"Account": ["Northwind", "Northwind"], "Name": ["Amara Osei", "007"], "Roles": ["user", ""]})
    if name.endswith("csv"):
        frame.to_csv(sheet, index=False)
    else:
        with pd.ExcelWriter(sheet, engine="xlsxwriter") as writer:
            frame.to_excel(writer, sheet_name="people", index=False)  # called as a table is, which must not mislead
    code, out, _ = run("coverage", sheet, "--as-of", DAY, "--format", "json")
    assert code == Exit.FINE
    assert json.loads(out)[0]["user"] == 1


def test_a_wrong_flat_sheet_has_the_faults_of_a_flat_sheet(run, tmp_path):
    sheet = tmp_path / "people.csv"
    sheet.write_text("Account,Name,Reports to\nNorthwind,Amara Osei,Li Wi\nNorthwind,Li Wei,\n", encoding="utf-8")
    code, out, _ = run("check", sheet, "--format", "json")
    assert code == Exit.FAULTS
    assert json.loads(out)[0]["meant"] == "Li Wei"
    assert json.loads(out)[0]["row"] == "2"


def test_one_table_of_a_book_says_so(run, book):
    code, _, err = run("coverage", Path(book) / "people.csv")
    assert code == Exit.FAULTS
    assert "read the folder" in err


def test_strict_says_that_something_was_found(run, book):
    assert run("flags", book, "--as-of", DAY, "--strict")[0] == Exit.FOUND
    assert run("missing", book, "--as-of", DAY, "--strict")[0] == Exit.FOUND
    code, out, _ = run("missing", book, "--as-of", DAY, "--strict", "--account", "kestrel")
    assert (code, out) == (Exit.FINE, "No role is missing.\n")


@pytest.mark.parametrize(("name", "start"), [("f.csv", "account_id,"), ("f.json", "[\n{"), ("f.txt", "account_id  ")])
def test_output_goes_to_a_file(run, book, tmp_path, name, start):
    code, out, _ = run("flags", book, "--as-of", DAY, "-o", tmp_path / name)
    assert (code, out) == (Exit.FINE, "")
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)


def test_output_to_a_place_that_is_not_there(run, book, tmp_path):
    code, _, err = run("flags", book, "-o", tmp_path / "no" / "f.csv")
    assert code == Exit.FILES
    assert len(err.splitlines()) == 1


def test_data_never_reaches_the_terminal_as_markup_or_codes(run, tmp_path):
    sheet = tmp_path / "people.csv"
    sheet.write_text("Account,Name\nA,Amara\n", encoding="utf-8")
    hostile = ss.read_sheet(sheet)  # whose names lose what cannot be seen, so it is put in afterwards
    hostile.update("accounts", hostile.tables["accounts"]["account_id"].item(), name="[red]\x9b2J\u202e")
    hostile.write(tmp_path / "book")
    code, out, _ = run("portfolio", tmp_path / "book", "--as-of", DAY)
    assert code == Exit.FINE
    assert "[red]\\x9b2J\\u202e" in out
    _, _, err = run("flags", tmp_path / "book", "--account", "\x9b2J")
    assert "\x9b" not in err


def test_map(run, book, tmp_path):
    image = tmp_path / "map.svg"
    code, out, _ = run("map", book, "-o", image, "--account", "northwind", "--as-of", DAY, "--format", "json")
    assert code == Exit.FINE
    assert json.loads(out) == [{"file": str(image)}]
    assert b"<svg" in image.read_bytes()


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["-o", "map.png"], Exit.USAGE, "13 accounts"),
        (["-o", "map.gif", "--account", "northwind"], Exit.USAGE, ".svg"),
        (["-o", "no/map.png", "--account", "northwind"], Exit.FILES, "no folder"),
        (["-o", "map.png", "--account", "northwind", "--select", "nw-oseii"], Exit.USAGE, "did you mean “nw-osei”?"),
        (["--account", "northwind"], Exit.USAGE, "--output"),
    ],
)
def test_map_errors(run, book, tmp_path, monkeypatch, words, code, message):
    monkeypatch.chdir(tmp_path)
    got, _, err = run("map", book, *words)
    assert got == code
    assert message in err
    assert len(err.splitlines()) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["demo", "demo.xlsx"])
def test_demo_writes_the_demo_but_over_nothing(run, tmp_path, name):
    target = tmp_path / name
    code, _, err = run("demo", target)
    assert code == Exit.FINE
    assert f"stratsell coverage {target} --as-of {DAY}" in err
    assert ss.read(target) == ss.demo()
    assert run("demo", target)[0] == Exit.USAGE
    assert run("demo", target, "--force")[0] == Exit.FINE


def test_help_and_version(run):
    assert run("--version") == (Exit.FINE, f"{ss.__version__}\n", "")
    for words in (["--help"], []):
        code, out, _ = run(*words)
        assert code == Exit.FINE
        assert "Exit codes" in out
    for command in ["check", "demo", "map", "report", *RULES]:
        code, out, _ = run(command, "--help")
        assert code == Exit.FINE
        assert "--as-of" in out
        assert "--format" in out


def test_a_mistake_of_our_own_is_one_line_too(run, book, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("what\nnow")

    monkeypatch.setattr(ss, "coverage", broken)
    code, _, err = run("coverage", book)
    assert code == Exit.BROKEN
    assert err == "stratsell: unexpected RuntimeError: what now; please report it\n"


def test_ctrl_c_stops_quietly(run, book, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(ss, "coverage", stopped)
    assert run("coverage", book) == (Exit.INTERRUPTED, "", "stratsell: stopped\n")


def test_the_module_runs_and_a_closed_pipe_is_quiet(book):
    command = [sys.executable, "-m", "stratsell", "flags", book, "--as-of", DAY, "--format", "json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == Exit.UNHEARD


def test_a_terminal_that_knows_only_ascii_gets_question_marks_and_programs_get_utf_8(tmp_path):
    sheet = tmp_path / "people.csv"
    sheet.write_text("Account,Name\n東京,田中\n", encoding="utf-8")
    ascii_only = {**ENV, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "stratsell", "coverage", str(sheet), "--as-of", DAY]
    done = subprocess.run(command, capture_output=True, env=ascii_only, check=False)
    assert (done.returncode, done.stderr) == (Exit.FINE, b"")
    assert b"??" in done.stdout
    done = subprocess.run([*command, "--format", "csv"], capture_output=True, env=ascii_only, check=False)
    assert "東京" in done.stdout.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_a_real_ctrl_c_leaves_no_traceback(book, tmp_path):
    command = [sys.executable, "-m", "stratsell", "report", book, str(tmp_path / "out"), "--as-of", DAY]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV)
    while process.poll() is None and not list(tmp_path.glob("out/*.xlsx")):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == Exit.INTERRUPTED
    assert b"Traceback" not in err
    assert not list(tmp_path.glob("out/.*"))


DATA = ROOT / "tests" / "data"


def test_import_writes_a_book_and_says_what_became_of_every_row(run, tmp_path):
    place = tmp_path / "book"
    code, out, err = run("import", "salesforce", DATA / "salesforce", place, "--as-of", DAY)
    assert code == Exit.FOUND, "not everything of the export is in the book"
    assert out.startswith("Salesforce: 58 rows in 9 files\n")
    assert "Task.csv, column Name ID, row 7 “00QKd0000010001MAA”: left out: is with a lead, not with a contact\n" in out
    assert "AccountContactRelation.csv, columns IsDirect, IsActive, Roles, StartDate: of memberships" in out
    assert "warning: Salesforce: 5 rows left out, 4 cells left blank" in err
    assert len(ss.read(place).tables["people"]) == 11
    code, _, err = run("import", "salesforce", DATA / "salesforce", place, "--as-of", DAY)
    assert code == Exit.USAGE
    assert "there is something at" in err


def test_import_into_a_book_says_what_changed(run, tmp_path):
    place = tmp_path / "book"
    run("import", "hubspot", DATA / "hubspot", place, "--as-of", DAY)
    book = ss.read(place)
    book.update("people", "contact/101", title="Typed by hand")
    book.write()
    words = ["import", "hubspot", DATA / "hubspot", "--into", place, "--as-of", DAY]
    code, out, _ = run(*words, "--since", DATA / "hubspot", "--format", "json")
    assert (code, json.loads(out)) == (Exit.FOUND, [])
    assert ss.read(place).tables["people"]["title"][0] == "Typed by hand"
    code, out, _ = run(*words, "--format", "csv")
    assert out.splitlines()[1:] == ["people,contact/101,updated,title,Typed by hand,Finance Director"]
    assert ss.read(place).tables["people"]["title"][0] == "Finance Director"


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["hubspot", "hubspot"], Exit.USAGE, "where does the book go?"),
        (["hubspot", "hubspot", "TARGET", "--since", "x"], Exit.USAGE, "name the book with --into"),
        (["hubspot", "nowhere", "TARGET"], Exit.FILES, "there is no"),
        (["hubspot", "salesforce", "TARGET"], Exit.FAULTS, "looks like an export of Salesforce"),
        (["hubspot", "hubspot", "TARGET", "--mapping", "nowhere.csv"], Exit.FILES, "a mapping is a .csv file"),
        (["hubspot", "hubspot", "TARGET", "--encoding", "klingon"], Exit.USAGE, "“klingon” is unknown"),
        (["hubspot", "hubspot", "TARGET"], Exit.FOUND, "wrote 3 accounts"),
        (["export", "hubspot", "TARGET"], Exit.FOUND, "wrote 3 accounts"),
        (["hubspot", "hubspot", "TARGET", "--strict"], Exit.FAULTS, "names a contact that is not in the export"),
        (["sugar", "hubspot", "TARGET"], Exit.USAGE, "“sugar” is not a source"),
    ],
)
def test_import_says_in_a_line_what_is_wrong(run, tmp_path, words, code, message):
    crm, folder, *rest = words
    rest = [tmp_path / "book" if word == "TARGET" else word for word in rest]
    result, _, err = run("import", crm, DATA / folder, *rest, "--as-of", DAY)
    assert result == code
    assert message in err


def test_whose_files_they_are_need_not_be_said(run, tmp_path):
    """Whoever leaves the source out means the file, and a target or a book behind it."""
    sheet = tmp_path / "people.csv"
    sheet.write_text("Account,Name,Role\nNorvik AS,Ada Lane,Champion\n", encoding="utf-8")
    code, _, err = run("import", sheet, tmp_path / "book")
    assert (code, "wrote 1 account" in err) == (Exit.FINE, True)
    sheet.write_text("Account,Name,Role\nNorvik AS,Ada Lane,Champion\nNorvik AS,Bo Kim,User\n", encoding="utf-8")
    code, out, _ = run("import", sheet, "--into", tmp_path / "book")
    assert (code, "Bo Kim" in out) == (Exit.FINE, True)
    code, _, err = run("import", "export")
    assert (code, "what shall be read?" in err) == (Exit.USAGE, True)


def test_changes_go_back_to_the_crm(run, tmp_path):
    place = tmp_path / "book"
    run("import", "hubspot", DATA / "hubspot", place, "--as-of", DAY)
    book = ss.read(place)
    book.update("people", book.tables["people"]["person_id"][0], title="Chief of everything")
    book.write()
    words = ["export-changes", place, "hubspot", tmp_path / "changes", "--since", DATA / "hubspot", "--as-of", DAY]
    code, out, err = run(*words, "--dry-run", "--format", "csv")
    assert code == Exit.FINE
    assert "Chief of everything" in out
    assert "would write Contacts-update.csv" in err
    assert not (tmp_path / "changes").exists()
    code, _, err = run(*words)
    assert (code, (tmp_path / "changes" / "Contacts-update.csv").exists()) == (Exit.FINE, True)
