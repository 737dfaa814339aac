"""The importer: each step by itself, and clean sheets that are dirtied in every way, alone and in pairs."""

from __future__ import annotations

import csv
import io
import itertools
import warnings
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import stratsell as ss
from stratsell.book.import_report import WORRYING
from stratsell.errors import BookError, BookWarning
from stratsell.io.imports.days import iso
from stratsell.io.imports.decode import decoded
from stratsell.io.imports.locate import locate
from stratsell.io.imports.names import full_name, header_key, loose_key, person_key
from stratsell.io.imports.names import key as name_key
from stratsell.io.imports.raw import Sheet
from stratsell.io.imports.read import number_of, plain_text, split_words
from stratsell.io.imports.source import read_source, sources
from tests.io.imports.accounting import accounted

DAY = "2026-11-27"


def read(path, reader=ss.read_sheet, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", BookWarning)
        return reader(path, **{"as_of": DAY, **options})


# --- Locate, match, read ----------------------------------------------------------------------------

TEXTS = {
    "cp932": "会社名,氏名\n株式会社北星,佐藤 花子\n",
    "gb18030": "公司,姓名\n北京星光有限公司,王伟\n",
    "big5": "公司,姓名,職稱\n臺灣電子,陳大文,經理\n",
    "cp949": "회사,이름\n한빛전자,김철수\n",
    "cp1251": "Компания,Имя\nРомашка,Иван Петров\n",
    "koi8_r": "Компания,Имя\nРомашка,Иван Петров\n",
    "cp1252": "Firma;Kontakt\nMüller & Söhne;Jörg Weiß\n",
    "cp1250": "Firma;Jméno\nŠkoda;Jiří Dvořák\n",
    "cp1253": "Account,Name\nΑθήνα,Γιώργος\n",
    "mac_roman": "Firma;Kontakt\nMüller;Jörg Weiß\n",
    "utf-16-le": "Firma;Name\nMüller;Jörg\n",
    "utf-16-be": "会社名,氏名\n北星,佐藤\n",
    "utf-16": "Firma\tName\r\nMüller\tJörg\r\n",
    "utf-8-sig": "Firma;Name\nMüller;Jörg\n",
    "iso2022_jp": "会社名,氏名\n北星,佐藤\n",
}


@pytest.mark.parametrize("encoding", TEXTS)
def test_encodings_are_found_out_from_a_few_names(encoding):
    text = TEXTS[encoding]
    assert decoded(text.encode(encoding), "a.csv", None, lambda _: False).text == text


@pytest.mark.parametrize(("cell", "day"), [
    ("2026-3-4", "2026-03-04"), ("2026/03/04", "2026-03-04"), ("20260304", "2026-03-04"), ("3.4.2026", "2026-04-03"),
    ("28.09.26", "2026-09-28"), ("2026-03-04T09:30:00Z", "2026-03-04"), ("04.03.2026 09:30", "2026-03-04"),
    ("12 Mar 2026", "2026-03-12"), ("04-Mar-26", "2026-03-04"), ("September 28, 2026", "2026-09-28"),
    ("Sept. 28th, 2026", "2026-09-28"), ("3. März 2026", "2026-03-03"), ("1er avril 2026", "2026-04-01"),
    ("3 de abril de 2026", "2026-04-03"), ("3 aprile 2026", "2026-04-03"), ("3 maart 2026", "2026-03-03"),
    ("2026年3月4日", "2026-03-04"), ("2026년 3월 4일", "2026-03-04"), ("Wed, 4 Mar 2026", "2026-03-04"),
    ("46113", "2026-04-01"), ("46113.5", "2026-04-01"), ("25/12/2025", "2025-12-25"), ("12/25/2025", "2025-12-25"),
    ("03/04/2026", None), ("Mar 2026", None), ("2026-W10", None), ("Q1 2026", None), ("2026", None), ("soon", None),
    ("2026-02-30", None), ("12", None), ("4.13.2026", None),
])  # fmt: skip
def test_days_that_have_one_reading(cell, day):
    assert iso(cell, day_first=None) == day


def test_names_are_one_name_however_they_are_spelled():
    assert name_key("Müller AG") == name_key("Mu\u0308ller\u00a0 ag\u200b")
    assert name_key("Queen’s Trust – North") == name_key("queen's  trust - north")
    assert person_key("LANE, Ada") == person_key("Ada Lane")
    assert person_key("佐藤 花子") == person_key("佐藤花子")
    assert full_name("花子", "佐藤") == "佐藤 花子"
    assert loose_key("Norvik A/S") == loose_key("NORVIK AS.") != loose_key("Norvia")
    assert header_key("Last\ncontacted on *") == header_key("last_contacted_on (date)")


def test_signs_words_and_markup():
    assert [number_of(cell) for cell in ("+3", "−2", "3,0", "(2)", "1.234,5", "4 - strong")] == [
        *("3", "-2", "3.0", "-2", "1234.5"), None
    ]  # fmt: skip
    assert split_words("Economic/user, Coach & Technical", {}) == ["Economic", "user", "Coach", "Technical"]
    assert plain_text("<p>a<br>b &lt;c&gt;</p>", rich=True) == "a\nb <c>"
    assert plain_text("R&D <lead>", rich=False) == "R&D <lead>"


def test_a_header_over_two_rows_is_put_together():
    slots = {"accountname": "account", "contactname": "name", "contactemail": "email"}
    rows = [["Account", "Contact", ""], ["Name", "Name", "Email"], ["Norvik AS", "Ada Lane", "a@n.example"]]
    sheet = Sheet("a.xlsx", "People", rows, merged=[((0, 1), (0, 2))])
    table = locate([sheet], lambda text: slots.get(header_key(text), ""))
    assert (table.header, table.header_row) == (["Account Name", "Contact Name", "Contact Email"], 2)
    assert table.numbers == [3]


def test_what_the_sources_of_other_crms_become(tmp_path):
    assert {"pipedrive", "zoho", "attio", "linkedin", "outlook", "google_contacts", "org_chart"} <= set(sources())
    files = {
        "organizations-1.csv": "Organization - ID,Organization - Name\n5,Norvik AS\n",
        "people-1.csv": "Person - ID,Person - Name,Person - Organization\n7,Ada Lane,Norvik AS\n",
        "deals-1.csv": "Deal - ID,Deal - Title,Deal - Organization,Deal - Contact person,Deal - Status\n"
        "9,Rollout,Norvik AS,Ada Lane,Won\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    book = read(tmp_path, ss.read_export)
    assert book.import_report.crm == "Pipedrive"
    assert list(book.tables["objectives"]["status"]) == ["closed"]
    assert list(book.tables["influences"]["person_id"]) == ["7"]
    accounted(book)


def test_an_address_book_is_found_out(tmp_path):
    path = tmp_path / "Connections.csv"
    path.write_text(
        'Notes:\n"When exporting your data, some e-mail addresses are missing."\n\n'
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        "Ada,Lane,https://x.example,,Norvik AS,CFO,04 Mar 2026\n",
        encoding="utf-8",
    )
    book = read(path, ss.read_export)
    assert book.tables["people"][["name", "account_id", "title"]].to_numpy().tolist() == [
        ["Ada Lane", "Norvik AS", "CFO"]
    ]


def test_the_export_of_another_crm_is_not_misread(tmp_path):
    (tmp_path / "Contact.csv").write_text("Id,AccountId,FirstName,LastName\n003A,001A,Ada,Lane\n", encoding="utf-8")
    with pytest.raises(BookError, match="looks like an export of Salesforce"):
        read(tmp_path, ss.read_hubspot)


# --- Clean sheets, dirtied --------------------------------------------------------------------------

CLEAN = [
    ["Account", "Name", "Title", "Role", "Reports to", "Last contacted on"],
    ["Norvik AS", "Ada Lane", "CFO", "economic", "", "2026-10-25"],
    ["Norvik AS", "Bo Kim", "IT lead", "technical; coach", "Ada Lane", "2026-03-04"],
    ["Queen's Trust", "Jörg Weiß", "Head", "user", "", ""],
    ["Queen's Trust", "Uwe Roth", "Buyer", "", "Jörg Weiß", "2026-04-30"],
]


def cells(rows, column, change):
    """Change the cells of a column, wherever it stands by now; rows above the header and below the table stay."""
    names = {"account": 0, "name": 1, "role": 3, "manager": 4, "day": 5}
    at = names[column]
    start = next(n for n, row in enumerate(rows) if len(row) > 5 and row[1] in ("Name", "Ansprechpartner"))
    return [
        [*row[:at], change(row[at], n - start - 1), *row[at + 1 :]] if n > start and len(row) > 5 and row[1] else row
        for n, row in enumerate(rows)
    ]


def other_day(cell):
    return ".".join(cell.split("-")[::-1]) if cell.startswith("20") else cell


def slashed(cell):
    return "/".join(cell.split("-")[::-1]) if cell.startswith("20") else cell


def header(rows, names):
    return [names if row[:2] == CLEAN[0][:2] else row for row in rows]


DIRT = {
    "title": lambda rows: [["Stakeholder register", "", "", "", "", ""], ["as of 1 Nov 2026"], [], *rows],
    "total": lambda rows: [*rows, ["Total", "", "", "", "", "4"]],
    "legend": lambda rows: [*rows, [], ["Legend"], ["E = economic"]],
    "blank rows": lambda rows: [*rows[:-1], [], rows[-1]],
    "empty columns": lambda rows: [[*row, "", ""] for row in rows],
    "german": lambda rows: header(
        rows, ["Firma", "Ansprechpartner", "Position", "Rolle", "Vorgesetzter", "Letzter Kontakt"]
    ),
    "shouted": lambda rows: header(
        rows, ["ACCOUNT *", "Name", "Job\nTitle", "Role(s)", "Reports\xa0to", "last_contact"]
    ),
    "twice": lambda rows: [*rows, next(row for row in rows if len(row) > 1 and "CFO" in row)],
    "capitals": lambda rows: cells(rows, "account", lambda cell, at: cell.upper() if at == 1 else cell),
    "invisible": lambda rows: cells(rows, "account", lambda cell, at: cell.replace(" ", "\xa0 ") + "\u200b" * at),
    "quotes": lambda rows: cells(rows, "account", lambda cell, at: cell.replace("'", "’") if at == 3 else cell),
    "last, first": lambda rows: cells(rows, "manager", lambda cell, at: ", ".join(cell.split(" ")[::-1])),
    "roles": lambda rows: cells(rows, "role", lambda cell, at: cell.replace("; ", "/").upper()),
    "champion": lambda rows: cells(rows, "role", lambda cell, at: cell.replace("coach", "Champion")),
    "points": lambda rows: cells(rows, "day", lambda cell, at: other_day(cell)),
    "slashes": lambda rows: cells(rows, "day", lambda cell, at: slashed(cell)),
    "hours": lambda rows: cells(rows, "day", lambda cell, at: cell + " 00:00" if cell.startswith("20") else cell),
    "decomposed": lambda rows: cells(rows, "manager", lambda cell, at: cell.replace("ö", "o\u0308")),
}
FORMS = [("utf-8", ","), ("utf-8-sig", ";"), ("cp1252", ";"), ("utf-16", "\t"), ("utf-8", "|")]


def facts(book):
    tables = book.tables
    names = dict(zip(tables["people"]["person_id"], tables["people"]["name"], strict=True))
    accounts = {row.account_id: name_key(row.name) for row in tables["accounts"].itertuples(index=False)}
    roles = dict(zip(tables["influences"]["person_id"], tables["influences"]["roles"], strict=True))
    ties = zip(tables["relationships"]["source_id"], tables["relationships"]["target_id"], strict=True)
    managers = {source: names[target] for source, target in ties}
    last = dict(zip(tables["touchpoints"]["person_id"], tables["touchpoints"]["on"], strict=True))
    return {
        row.name: (
            accounts[row.account_id],
            row.title,
            "" if pd.isna(roles[row.person_id]) else roles[row.person_id],
            managers.get(row.person_id, ""),
            str(last.get(row.person_id, ""))[:10],
        )
        for row in tables["people"].itertuples(index=False)
    }


def written(path, rows, encoding="utf-8", delimiter=","):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding, errors="ignore"))
    return path


@pytest.mark.parametrize("pairs", [
    pytest.param([*itertools.pairwise(DIRT)], id="each with the next"),
    pytest.param([*itertools.combinations(DIRT, 2)], id="any two", marks=pytest.mark.slow),
])  # fmt: skip
def test_a_clean_sheet_dirtied_in_two_ways_comes_back_clean(tmp_path: Path, pairs: list[tuple[str, str]]):
    want = facts(read(written(tmp_path / "clean.csv", CLEAN), strict=True))
    for number, (one, other) in enumerate(pairs):
        rows = DIRT[other](DIRT[one]([list(row) for row in CLEAN]))
        encoding, delimiter = FORMS[number % len(FORMS)]
        if encoding == "cp1252" and {"invisible", "decomposed"} & {one, other}:
            encoding = "utf-8"
        book = read(written(tmp_path / "dirty.csv", rows, encoding, delimiter))
        assert facts(book) == want, (one, other, encoding, delimiter, str(book.import_report))
        assert not [line for line in book.import_report.lines if line.outcome in WORRYING], (one, other)
        accounted(book)


def test_a_workbook_with_hidden_sheets_merged_cells_and_errors(tmp_path: Path):
    want = facts(read(written(tmp_path / "clean.csv", CLEAN)))
    workbook = openpyxl.Workbook()
    lists, people = workbook.active, workbook.create_sheet("People")
    lists.title, lists.sheet_state = "Lists", "hidden"
    for row in ["Role", "Name", "Account"]:
        lists.append([row])
    for row in [["Register"], [], [*CLEAN[0], "Note"], *([*row, ""] for row in CLEAN[1:])]:
        people.append(row)
    people["G5"] = "#N/A"
    for first, last in ((4, 5), (6, 7)):
        people.cell(last, 1).value = None
        people.merge_cells(start_row=first, end_row=last, start_column=1, end_column=1)
    people.row_dimensions[5].hidden = True
    workbook.save(tmp_path / "dirty.xlsx")
    book = read(tmp_path / "dirty.xlsx")
    assert facts(book) == want
    said = str(book.import_report)
    assert "the sheet “Lists” is hidden" in said
    assert "row 5 is hidden in Excel" in said
    assert [(line.row, line.value) for line in book.import_report.lines if line.outcome == "left blank"] == [
        (5, "#N/A")
    ]
    accounted(book)


# --- What has two readings, and what is no table ----------------------------------------------------


def test_two_people_of_one_name_are_told_apart_and_neither_is_dropped(tmp_path: Path):
    rows = [["Account", "Name", "Title", "Email"], ["A", "Ada Lane", "CFO", ""], ["A", "Ada Lane", "IT", ""]]
    book = read(written(tmp_path / "a.csv", rows))
    assert sorted(book.tables["people"]["title"]) == ["CFO", "IT"]
    assert "give each an id in a column person_id" in book.import_report.frame()["remedy"].tolist()
    rows[2] = ["A", "ADA LANE", "", "ada@a.example"]
    book = read(written(tmp_path / "a.csv", rows))
    assert book.tables["people"][["title", "email"]].to_numpy().tolist() == [["CFO", "ada@a.example"]]


@pytest.mark.parametrize("rows", [
    [["Account", "Name", "Role"], ["Norvik AS", "", ""], ["", "Ada", "user"], ["Fjord", "", ""], ["", "Bo", "coach"]],
    [["Account", "Name", "Role"], ["Norvik AS", "Ada", "user"], ["Fjord", "Bo", "coach"]],
    [["Name", "Title", "Role"], ["Norvik AS", "", ""], ["Ada", "IT", "user"], ["Fjord", "", ""], ["Bo", "CFO", "coach"]],
])  # fmt: skip
def test_an_account_as_a_heading_holds_for_its_people(tmp_path: Path, rows):
    book = read(written(tmp_path / "a.csv", rows), strict=True)
    assert dict(zip(book.tables["people"]["name"], book.tables["people"]["account_id"], strict=True)) == {
        "Ada": "Norvik AS", "Bo": "Fjord"
    }  # fmt: skip
    accounted(book)


def test_a_report_of_opportunities_and_their_contacts_is_read_as_both(tmp_path: Path):
    header = ["Opportunity Name", "Account Name", "Stage", "Close Date", "First Name", "Last Name", "Role"]
    rows = [
        ["Rollout", "Norvik AS", "Qualification", "12/31/2026", "Ada", "Lane", "Economic Buyer"],
        ["Pilot", "Norvik AS", "Closed Won", "3/31/2026", "Bo", "Kim", "Evaluator"],
    ]
    book = read(written(tmp_path / "report.csv", [header, *rows]), ss.read_salesforce)
    objectives = book.tables["objectives"].set_index("name")
    assert [str(objectives.loc["Rollout", "due_on"])[:10], objectives.loc["Pilot", "status"]] == [
        "2026-12-31",
        "closed",
    ]
    assert list(book.tables["influences"]["roles"]) == ["economic", "technical"]
    accounted(book)


def test_days_that_could_be_two_are_asked(tmp_path: Path):
    rows = [["Account", "Name", "Last contact"], ["A", "Ada", "03/04/2026"], ["A", "Bo", "05/06/2026"]]
    path = written(tmp_path / "a.csv", rows)
    assert not len(read(path).tables["touchpoints"])
    assert len(read(path, day_first=True).tables["touchpoints"]) == 2


def test_choices_of_a_user_win(tmp_path: Path):
    rows = [["Kopf"], ["Wer", "Wo", "Was"], ["Ada", "A", "Chefin"], ["Bo", "A", "Boss"]]
    path = written(tmp_path / "a.csv", rows)
    columns = {"Wer": "name", "Wo": "account", "Was": "roles"}
    book = read(path, columns=columns, words={"role": {"Chefin": "economic"}}, cells={(4, "Was"): "user"})
    assert list(book.tables["influences"]["roles"]) == ["economic", "user"]
    assert read(path, mapping=book.import_report.mapping).tables["people"]["name"].tolist() == ["Ada", "Bo"]
    with pytest.raises(ValueError, match="has no column “Wem”"):
        read(path, columns={"Wem": "name"})
    with pytest.raises(ValueError, match="“rolle” is nothing that a column may be"):
        read(path, columns={"Wer": "rolle"})


def test_what_is_no_table_of_people_says_so(tmp_path: Path):
    for content, said in [
        (b"", "is empty"),
        (b"just a line of text\n", "no column with the names of people"),
        (bytes(range(256)) * 4, "text"),
        (b"PK\x03\x04....", "is no CSV file but a workbook"),
    ]:
        path = tmp_path / "a.csv"
        path.write_bytes(content)
        with pytest.raises(BookError, match=said):
            read(path)


def test_every_word_of_the_vocabulary_is_known_by_itself():
    words = read_source("sheet").words
    assert words["role"]["economic"] == "economic"
    assert words["mindset"]["evenkeel"] == "even_keel"
    assert words["mode"]["cocreate"] == "co_create"


def test_two_tables_side_by_side_are_not_mixed(tmp_path: Path):
    rows = [["Account", "Name", "Role", "", "Account", "Name", "Role"], ["A", "Ada", "user", "", "B", "Bo", "coach"]]
    book = read(written(tmp_path / "a.csv", rows))
    assert book.tables["people"]["name"].tolist() == ["Ada"]
    [line] = [line for line in book.import_report.lines if "beside the first" in line.why]
    assert (line.row, line.value, line.live) == (2, "B | Bo | coach", True)
    accounted(book)


@pytest.mark.parametrize(("text", "said"), [
    ("Count of Name,Column Labels,\nRow Labels,economic,user\nA,1,2\n", "is a pivot table, .* its grand total"),
    ("Anzahl von Name,\nZeilenbeschriftungen,Anzahl\nA,1\n", "is a pivot table"),
    ("<html><table><tr><td>Name</td></tr></table></html>", r"is no CSV but a web page \(HTML\); open it"),
    ('{"people": [{"name": "Ada"}]}', "is no CSV but JSON"),
    ('<?xml version="1.0"?><a/>', "is no CSV but XML"),
])  # fmt: skip
def test_what_is_no_list_of_people_says_what_it_is_and_what_to_do(tmp_path: Path, text, said):
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(BookError, match=said):
        read(tmp_path / "a.csv")


def test_text_in_two_encodings_names_the_line(tmp_path: Path):
    (tmp_path / "a.csv").write_bytes("Account,Name\nMüller,Jörg\n".encode() + "Weiß,Käthe\n".encode("cp1252"))
    with pytest.raises(BookError, match="is in two encodings: line 3 is not UTF-8"):
        read(tmp_path / "a.csv")
