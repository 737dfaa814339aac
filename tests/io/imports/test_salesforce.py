"""Salesforce: what its exports become, compared with plain loops on random ones, and that every row is accounted for."""

from __future__ import annotations

import re
import warnings
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stratsell as ss
from stratsell.errors import BookError, BookWarning
from stratsell.io.imports.ids import salesforce as record_id
from tests.support.exports import expected, exports, suffix
from tests.support.paths import ROOT
from tests.support.strategies import plain, rows_of

DATA = ROOT / "tests" / "data"
DAY = "2026-11-23"


def read(folder, **options):
    """Read an export, and what was warned of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        book = ss.read_salesforce(folder, as_of=DAY, **options)
    return book, [str(each.message) for each in caught]


def lines(book, outcome):
    """The lines of a report with one outcome: file, row, column, value."""
    return [tuple(line[:4]) for line in book.import_report.lines if line.outcome == outcome]


@pytest.fixture(scope="module")
def sample():
    return read(DATA / "salesforce")


@pytest.fixture
def folder(tmp_path):
    """A folder for small exports: give files by name, a text a file."""

    def write(**files):
        minimal = {"Account": "Id,Name\n001A,Acme", "Contact": "Id,AccountId,LastName\n003A,001A,Osei"}
        for name, text in (minimal | files).items():
            data = text.encode() if isinstance(text, str) else text
            (tmp_path / (name if "." in name else f"{name}.csv")).write_bytes(data)
        return tmp_path

    return write


# --- The sample, with every shape in it -----------------------------------------------------------


def test_the_sample_becomes_a_book(sample):
    book, _ = sample
    assert repr(book) == (
        "<Book: 3 accounts, 4 objectives, 11 people, 11 influences, 6 relationships, 8 touchpoints;"
        " 5 rows left out, 4 cells left blank: see import_report>"
    )
    people = book.tables["people"].set_index("name")
    assert people.loc["Jürgen Weiß", "title"] == "Werksleiter"
    assert people.loc["Sam Null", "title"] == 'Line Lead "Filling"'
    assert people.loc["Gareth Pell", "MailingStreet"] == "Creamery Lane 1\r\nKendal"
    assert people.loc["Gareth Pell", "account_id"] == people.loc["Noor Achterberg", "account_id"], (
        "15 and 18 characters"
    )
    assert people.loc["Iris Consultant", "other accounts"] == people.loc["Noor Achterberg", "account_id"]


def test_contact_roles_become_roles_and_others_become_red_flags(sample):
    book, _ = sample
    names = book.tables["people"].set_index("person_id")["name"]
    roles = book.tables["influences"].assign(who=book.tables["influences"]["person_id"].map(names))
    roles = roles.drop_duplicates("who").set_index("who")["roles"].map(plain)
    assert roles["Noor Achterberg"] == "economic"
    assert roles["Lucía Ibarra"] == "technical", "two rows of one person are one influence"
    assert plain(roles["Sam Null"]) is None
    assert plain(roles["Jürgen Weiß"]) is None
    blank = {line[3] for line in lines(book, "left blank") if line[2] == "Role"}
    assert blank == {"Influencer", "Other", "Project Sponsor"}
    flags = ss.red_flags(book, as_of=DAY)
    person = names[names == "Sam Null"].index[0]
    flag = flags[(flags["person_id"] == person) & (flags["flag"] == "missing_information")]
    assert "roles" in flag["detail"].iloc[0]


def test_activities_become_touchpoints(sample):
    book, _ = sample
    talks = book.tables["touchpoints"].set_index("message")
    walk = talks.loc["Walk along line 3"]
    assert (walk["seller"], walk["on"].date(), walk["status"]) == ("Bea Lund", date(2026, 11, 12), "done")
    assert walk["learned"] == "We drew the stops on the floor together."
    assert talks["mode"].isna().all(), "how a conversation persuades cannot be known from its type"
    plan = talks.loc["Ask Noor for half an hour\nGareth offers to introduce us."]
    assert (plan["status"], plain(plan["learned"])) == ("planned", None)
    assert talks.loc["Sicherheitsfragen", "status"] == "planned", "an event after the day"
    assert plain(talks.loc["Quarterly review", "objective_id"]) is None, "about an account: counts for all"


def test_closed_opportunities_are_closed_objectives(sample):
    book, _ = sample
    aims = {row["name"]: row for row in rows_of(book.tables["objectives"])}
    closed = aims["Theatre equipment ready on time"]
    assert (closed["status"], closed["closed_on"], closed["due_on"]) == ("closed", date(2026, 9, 15), None)
    still_open = aims["Fewer stops on filling lines"]
    assert (still_open["status"], still_open["closed_on"], still_open["due_on"]) == (None, None, date(2027, 1, 29))
    assert still_open["value"] is None, "what it is worth to us is not what it is worth to them"
    assert still_open["Amount"] == "120000.0"


def test_the_report_says_what_was_decided_and_what_could_not_be_used(sample):
    book, warned = sample
    assert warned == ["Salesforce: 5 rows left out, 4 cells left blank; the book's import_report says which and why"]
    assert ("Task.csv", 6, "Name ID", "") in lines(book, "left out")
    assert ("Contact.csv", 11, "ReportsToId", f"003Kd0000010099{suffix('003Kd0000010099')}") in lines(
        book, "left blank"
    )
    assert ("Task.csv", None, "", "Western (Windows-1252)") in lines(book, "read as")
    assert ("Campaign.csv", None, "", "1 rows") in lines(book, "passed over")
    footer = [line[3] for line in lines(book, "passed over") if line[0] == "Task.csv"]
    assert footer[2] == "Confidential Information - Do Not Distribute"
    assert footer[-1] == "Stratsell Example Org"
    frame = book.import_report.frame()
    assert list(frame.columns) == ["file", "row", "column", "value", "outcome", "why", "remedy"]
    assert str(frame["row"].dtype) == "Int64"
    text = str(book.import_report)
    assert re.search(r"  Contact\.csv +14 rows: 11 to people, 1 passed over, 2 left out\n", text)
    assert "Unknown columns, kept:" in text


def test_a_map_can_be_drawn_of_it(sample):
    book, _ = sample
    objective = book.tables["objectives"]["objective_id"].iloc[0]
    assert ss.coverage(book, as_of=DAY).set_index("objective_id").loc[objective, "user"] == 2
    assert not ss.introductions(book, as_of=DAY).empty


def test_own_words_come_from_a_mapping_file():
    book, warned = read(DATA / "salesforce", mapping=DATA / "own_roles.csv")
    names = book.tables["people"].set_index("person_id")["name"]
    roles = book.tables["influences"].set_index("person_id")["roles"]
    assert roles[names[names == "Jürgen Weiß"].index[0]] == "economic"
    assert "3 cells left blank" in warned[0]
    modes = book.tables["touchpoints"].set_index("message")["mode"]
    assert modes["Walk along line 3"] == "consult"


# --- Random exports ------------------------------------------------------------------------------


@settings(max_examples=7)
@given(exports())
def test_a_reader_does_what_plain_loops_do(export):
    want = expected(export)
    with TemporaryDirectory() as place:
        export.write(Path(place))
        book, _ = read(place)
    counts = {file.file[:-4]: list(file[3:]) for file in book.import_report.files}
    assert counts == want["counts"]
    for file in book.import_report.files:
        assert file.rows == sum(file[3:]) == len(export.files[file.file[:-4]])
    told = [line for line in book.import_report.lines if line.row is not None]
    for outcome, at in (("joined", 4), ("passed over", 5), ("left out", 6)):
        rows = {(line.file, line.row) for line in told if line.outcome == outcome}
        assert len(rows) == sum(file[at] for file in book.import_report.files), "every row that is not there is told"
    tables = {name: rows_of(frame) for name, frame in book.tables.items()}
    assert {row["account_id"] for row in tables["accounts"]} == want["accounts"]
    assert {row["person_id"]: row["account_id"] for row in tables["people"]} == want["people"]
    assert {row["objective_id"] for row in tables["objectives"]} == want["objectives"]
    assert {row["objective_id"] for row in tables["objectives"] if row["status"] == "closed"} == want["closed"]
    assert {(r["objective_id"], r["person_id"]): r["roles"] for r in tables["influences"]} == want["roles"]
    assert {(r["source_id"], r["target_id"]) for r in tables["relationships"]} == want["reports_to"]
    talks = {r["touchpoint_id"]: (r["person_id"], r["on"].isoformat(), r["status"]) for r in tables["touchpoints"]}
    assert talks == want["talks"]


# --- Ids -----------------------------------------------------------------------------------------


@given(st.text("abcXYZ019", min_size=15, max_size=15).filter(lambda each: each != "0" * 15))
def test_15_and_18_characters_are_one_record(short):
    whole = short + suffix(short)
    assert record_id("", short) == record_id("", whole) == (whole, "")
    assert record_id("", whole.upper())[0] == whole, "the last three say which are capitals"


def test_an_id_that_is_none_is_taken_as_it_stands_and_told(folder):
    book, _ = read(folder())
    assert book.tables["people"]["person_id"].tolist() == ["003A"]
    assert ("Contact.csv", 2, "Id", "003A") in lines(book, "read as")


# --- Shapes of files -------------------------------------------------------------------------------


def test_reports_without_ids_go_by_names(folder):
    place = folder(
        Account="Account Name,Industry\nAcme,Dairy\nAcme Two,",
        Contact="Last Name,First Name,Account Name,Reports To\nOsei,Amara,Acme,\nPell,Gareth,Acme,Amara Osei\n"
        "Osei,Amara,Acme Two,\nX,Y,Nowhere,",
    )
    book, _ = read(place)
    assert book.tables["people"]["person_id"].tolist() == ["Acme/Amara Osei", "Acme/Gareth Pell", "Acme Two/Amara Osei"]
    assert book.tables["relationships"]["target_id"].tolist() == ["Acme/Amara Osei"], "in the same account"
    assert lines(book, "left out") == [("Contact.csv", 5, "Account Name", "Nowhere")]


def test_days_are_never_guessed(folder):
    tasks = "Id,WhoId,Status,ActivityDate\n00T1,003A,Completed,{}\n00T2,003A,Completed,{}\n"
    book, _ = read(folder(Task=tasks.format("03/04/2026", "5/5/2026")))
    assert lines(book, "left blank") == [("Task.csv", 2, "ActivityDate", "03/04/2026")]
    assert book.tables["touchpoints"]["on"].dt.date.tolist() == [date(2026, 5, 5)]
    book, _ = read(folder(Task=tasks.format("03/04/2026", "13/5/2026")))
    assert book.tables["touchpoints"]["on"].dt.date.tolist() == [date(2026, 4, 3), date(2026, 5, 13)]
    book, _ = read(folder(Task=tasks.format("03/04/2026", "31.5.2026")), day_first=False)
    assert book.tables["touchpoints"]["on"].dt.date.tolist() == [date(2026, 3, 4), date(2026, 5, 31)]


def test_encodings(folder):
    text = "Id,Name\n001A,Müller & Söhne €5"
    for encoding, said in (
        ("utf-8", []),
        ("utf-8-sig", []),
        ("utf-16", ["UTF-16"]),
        ("cp1252", ["Western (Windows-1252)"]),
    ):
        book, _ = read(folder(Account=text.encode(encoding)))
        assert book.tables["accounts"]["name"].tolist() == ["Müller & Söhne €5"]
        assert [line[3] for line in lines(book, "read as") if line[0] == "Account.csv" and line[1] is None] == said
    shift = "Id,Name\n001A,星野精密".encode("shift_jis")
    book, _ = read(folder(Account=shift), encoding="shift_jis")
    assert book.tables["accounts"]["name"].tolist() == ["星野精密"]
    mixed = "Id,Name\n001A,Müller\n".encode() + "001B,Söhne\n".encode("latin-1")
    with pytest.raises(BookError, match="Account.csv: is in two encodings: line 3 is not UTF-8"):
        read(folder(Account=mixed))
    with pytest.raises(BookError, match="line 2 is not ascii"):
        read(folder(Account=text), encoding="ascii")
    with pytest.raises(ValueError, match="encoding: “klingon” is unknown"):
        read(folder(), encoding="klingon")


def test_files_are_recognised_by_their_columns_if_not_by_their_names(folder, tmp_path):
    place = folder()
    (place / "Contact.csv").rename(place / "report1763970000000.csv")
    (place / "extract (2).csv").write_text("Id,Name,Price\n01t,Valve,3")
    (place / "Lead.csv").write_text("Id,FirstName,LastName,Email,Title\n00Q,A,B,c@d.example,E")
    (place / "notes.docx").write_bytes(b"PK")
    book, _ = read(place)
    assert book.tables["people"]["name"].tolist() == ["Osei"]
    assert lines(book, "not read") == [("extract (2).csv", None, "", "1 rows"), ("notes.docx", None, "", "")]
    assert lines(book, "passed over") == [("Lead.csv", None, "", "1 rows")]


def test_workbooks_and_files_by_name_are_read_too(folder, tmp_path):
    place = folder()
    pd.DataFrame({"Id": ["006A"], "AccountId": ["001A"], "Name": ["Deal"], "CloseDate": [date(2027, 1, 2)]}).to_excel(
        place / "Opportunity.xlsx", index=False
    )
    book, _ = read([place / "Account.csv", place / "Contact.csv", place / "Opportunity.xlsx"])
    assert book.tables["objectives"]["due_on"].dt.date.tolist() == [date(2027, 1, 2)]


def test_what_is_no_export_says_what_it_needs(folder, tmp_path):
    with pytest.raises(BookError, match="has no file of people; .* such as Contact.csv"):
        place = folder()
        (place / "Contact.csv").unlink()
        read(place)
    with pytest.raises(FileNotFoundError, match="there is no .*nowhere; an export is a folder"):
        read(tmp_path / "nowhere")


def test_a_line_whose_quotes_do_not_go_together_is_read_as_it_stands(folder):
    book, _ = read(folder(Account='Id,Name\n001A,"Acme'))
    assert book.tables["accounts"]["name"].tolist() == ["Acme"]
    assert ("Account.csv", 2, "", '001A,"Acme') in lines(book, "read as")


def test_columns_and_rows_that_do_not_fit_are_told(folder):
    place = folder(
        Contact="Id,AccountId,LastName,Note,Note,\n003A,001A,Osei,x,y,z\n003B,001A\n003C,001A,Pell,\0bad,,\n"
    )
    book, _ = read(place)
    people = book.tables["people"]
    assert people[["Note", "Note 2", "column F"]].iloc[0].tolist() == ["x", "y", "z"], "nothing vanishes"
    assert lines(book, "left out") == [("Contact.csv", 3, "", "")]
    assert ("Contact.csv", 4, "Note", "bad") in lines(book, "read as")


def test_names_of_columns_that_a_book_has_itself_are_kept_apart(folder):
    place = folder(Contact="Id,AccountId,LastName,person_id,in_role_since\n003A,001A,Osei,77,2026-01-01")
    book, _ = read(place)
    assert book.tables["people"]["person_id (CRM)"].tolist() == ["77"]
    assert book.tables["people"]["in_role_since"].dt.date.tolist() == [date(2026, 1, 1)], (
        "a name that a book has itself"
    )


def test_own_columns_fill_the_book_s(folder, tmp_path):
    own = tmp_path / "own.txt"
    own.write_text(
        "what,from,to\ncolumn,OpportunityContactRole.Mindset__c,mindset\ncolumn,Contact.Hired__c,in_role_since\n"
    )
    place = folder(
        Contact="Id,AccountId,LastName,Hired__c\n003A,001A,Osei,2026-10-01",
        Opportunity="Id,AccountId,Name\n006A,001A,Deal",
        OpportunityContactRole="OpportunityId,ContactId,Role,Mindset__c\n006A,003A,Evaluator,Even Keel",
    )
    book, _ = read(place, mapping=own)
    assert book.tables["influences"]["mindset"].tolist() == ["even_keel"]
    assert book.tables["people"]["in_role_since"].dt.date.tolist() == [date(2026, 10, 1)]
    (place / "OpportunityContactRole.csv").write_text("OpportunityId,ContactId,Mindset__c\n006A,003A,Cheerful")
    book, _ = read(place, mapping=own)
    assert lines(book, "left blank") == [("OpportunityContactRole.csv", 2, "Mindset__c", "Cheerful")]


def test_a_warning_only_if_something_could_not_be_used(folder):
    assert read(folder(Account="Id,Name,Site\n001A,Acme,x"))[1] == []
    with pytest.warns(BookWarning, match="1 row left out"):
        ss.read_salesforce(folder(Account="Id,Name\n001A,Acme\n,Other"), as_of=DAY)
