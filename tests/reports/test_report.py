"""The report: a workbook an account, a map an objective, and names that are never paths."""

import json
import re

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stratsell as ss
from stratsell import Book
from stratsell.cli import Exit, main
from stratsell.reports.workbooks import LONGEST, Report, file_names

DAY = "2026-11-23"
SHEETS = ["about", "coverage", "influences", "missing", "red flags", "introductions", "relationships", "momentum"]


def small(names, *, ids=None, roles="economic"):
    """A book of accounts with these names, each with one person."""
    ids = ids or [f"a{index}" for index in range(len(names))]
    people = [f"p{index}" for index in range(len(names))]
    return Book(
        {
            "accounts": pd.DataFrame({"account_id": ids, "name": names}),
            "people": pd.DataFrame({"person_id": people, "account_id": ids, "name": names}),
            "influences": pd.DataFrame({"objective_id": ids, "person_id": people, "roles": roles}),
        }
    )


def files(book, folder, **options):
    return [item for done in Report(book, as_of=DAY).export(folder, **options) for item in done]


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    return folder, files(ss.demo(), folder, maps="svg")


def test_every_account_has_a_workbook_and_every_open_objective_a_map(exported):
    folder, done = exported
    assert not [item.problem for item in done if item.problem]
    assert {item.file for item in done} == {str(path) for path in folder.iterdir()}
    books = [item.account_id for item in done if item.file.endswith(".xlsx")]
    assert books == ["", *sorted(ss.demo().tables["accounts"]["account_id"])]
    maps = [item.objective_id for item in done if item.file.endswith(".svg")]
    scores = set(ss.coverage(ss.demo(), as_of=DAY)["objective_id"])
    assert set(maps) == scores - {"solvane-1"}  # which is closed


def test_a_workbook_says_what_the_rules_say_with_names(exported):
    folder, _ = exported
    book = openpyxl.load_workbook(folder / "northwind-foods.xlsx")
    assert book.sheetnames == SHEETS
    rows = list(book["influences"].values)
    header = rows[0]
    osei = next(row for row in rows if "nw-osei" in row)
    person = dict(zip(header, osei, strict=True))
    assert person["Account"] == "Northwind Foods"
    assert person["Person"] == ss.demo().tables["people"].set_index("person_id").loc["nw-osei", "name"]
    assert (person["Level"], person["Level in words"]) == (1, "Identified")
    assert person["Red flags"] == "missing information; uncontacted; closed minded"
    coverage = dict(zip(*list(book["coverage"].values), strict=True))
    assert coverage["Coverage"] == 0.6875
    assert coverage["Status"] == "open"
    assert book["coverage"].freeze_panes == "A2"
    routes = list(book["introductions"].values)
    assert " > " in dict(zip(routes[0], routes[1], strict=True))["Route"]
    assert ("As of", DAY) in list(book["about"].values)


def test_the_portfolio_has_the_rows_of_all_accounts(exported):
    folder, _ = exported
    book = openpyxl.load_workbook(folder / "portfolio.xlsx")
    assert book["coverage"].max_row == 1 + len(ss.coverage(ss.demo(), as_of=DAY))
    assert book["red flags"].max_row == 1 + len(ss.red_flags(ss.demo(), as_of=DAY))


def test_ids_that_look_like_several_are_one_person(tmp_path):
    ids = ["a > b", "c; d"]
    book = Book(
        {
            "accounts": pd.DataFrame({"account_id": ["a1"], "name": ["Acme"]}),
            "people": pd.DataFrame({"person_id": ids, "account_id": "a1", "name": ["Ann", "Bob"]}),
            "influences": pd.DataFrame({"objective_id": "a1", "person_id": ids, "roles": ["user", "technical"]}),
            "relationships": pd.DataFrame({"source_id": ids[1:], "target_id": ids[:1], "kind": "reports_to"}),
            "touchpoints": pd.DataFrame(
                {
                    "touchpoint_id": ["t1"],
                    "person_id": ids[:1],
                    "on": pd.to_datetime([DAY]),
                    "seller": "Sue",
                    "mode": "test",
                    "status": "done",
                }
            ),
        }
    )
    sheets = Report(book, as_of=DAY).sheets
    assert sheets["introductions"]["Route"].tolist() == ["Ann > Bob"]
    assert sheets["missing"].set_index("Role").loc["economic", "Candidates"] == "Ann; Bob"


def test_the_same_book_and_day_give_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        files(ss.demo(), tmp_path / name, account="solvane")
    one, two = sorted((tmp_path / "one").iterdir()), sorted((tmp_path / "two").iterdir())
    assert len(one) == 3
    assert [path.name for path in one] == [path.name for path in two]
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(one, two, strict=True))


def test_text_stays_text(tmp_path):
    name = '=HYPERLINK("http://x","y")'
    files(small([name]), tmp_path)
    cell = openpyxl.load_workbook(tmp_path / "hyperlink-http-x-y.xlsx")["coverage"]["B2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)


def test_names_are_never_paths(tmp_path):
    names = ["../../etc/passwd", "CON", "Portfolio", "東京", "", "a" * 300, "Acme", "ACME!", "Müller"]
    names[4] = "…"
    done = files(small(names, ids=[f"/{index}" for index in range(len(names))]), tmp_path / "out")
    assert not [item.problem for item in done if item.problem]
    result = {path.name for path in (tmp_path / "out").iterdir()}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    stems = {item.account_id: item.file for item in done if item.file.endswith("xlsx")}
    assert stems["/0"].endswith("/out/etc-passwd.xlsx")
    assert stems["/1"].endswith("/con-2.xlsx")
    assert stems["/2"].endswith("/portfolio-2.xlsx")
    assert stems["/3"].endswith("/3.xlsx")
    assert {"acme.xlsx", "acme-2.xlsx", "muller.xlsx", "acme-2.png"} <= result
    assert max(map(len, result)) <= LONGEST + len(".xlsx")


TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1)


@given(st.dictionaries(TEXT, st.tuples(TEXT, st.lists(TEXT, unique=True, max_size=3)), min_size=1))
def test_no_two_files_share_a_name(accounts):
    names = file_names([(item, name, aims) for item, (name, aims) in accounts.items()])
    stems = [stem for stem, _ in names.values()]
    images = [image for _, maps in names.values() for image in maps.values()]
    assert len(set(stems)) == len(accounts)
    assert len(set(images)) == sum(len(aims) for _, aims in accounts.values())
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in stems + images)
    assert not {"con", "portfolio"} & {*stems, *images}


def test_an_account_without_anything_in_a_script_of_its_own(tmp_path):
    done = files(small(["東京"], ids=["ア"]), tmp_path)
    assert [item.file.rpartition("/")[2] for item in done] == ["portfolio.xlsx", "account-001.xlsx", "account-001.png"]


def test_a_map_that_fails_does_not_cost_the_others_theirs(tmp_path, monkeypatch, capsys):
    from stratsell.map import shown

    whole = shown.shown

    def broken(view):
        if view.objective_id == "a1":
            raise RuntimeError("no room")
        return whole(view)

    monkeypatch.setattr(shown, "shown", broken)
    small(["Acme", "Borea", "Cima"]).write(tmp_path / "book")
    words = ["report", str(tmp_path / "book"), str(tmp_path / "out"), "--as-of", DAY, "--format", "json"]
    assert main(words) == Exit.FILES
    out, err = capsys.readouterr()
    assert [row["problem"] for row in json.loads(out) if row["problem"]] == ["no room"]
    assert "1 of 7 files could not be written" in err
    assert sorted(path.name for path in (tmp_path / "out").glob("*.png")) == ["acme.png", "cima.png"]


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path, capsys):
    small(["Acme"]).write(tmp_path / "book")
    (tmp_path / "file").touch()
    assert main(["report", str(tmp_path / "book"), str(tmp_path / "file")]) == Exit.FILES
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_only_one_account(tmp_path, capsys):
    small(["Acme", "Borea"]).write(tmp_path / "book")
    main(["report", str(tmp_path / "book"), str(tmp_path / "out"), "--account", "a1", "--maps", "pdf"])
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["borea.pdf", "borea.xlsx"]
    assert "borea.pdf" in capsys.readouterr().out
