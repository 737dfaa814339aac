"""Sources and mappings: that the shipped ones are right, and that a user's own says what is wrong with it, line by line."""

from __future__ import annotations

import pytest

import stratsell as ss
from stratsell.errors import BookError
from stratsell.io.imports.mapping import WORDS, Mapping, lay_over
from stratsell.io.imports.source import NEEDED, SLOTS, read_source, slots_of, sources
from stratsell.vocabulary import words_of
from tests.support.paths import ROOT

DOCS = ROOT / "docs" / "crm.md"


@pytest.fixture
def own(tmp_path):
    def write(*lines):
        path = tmp_path / "own.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write


def laid(name, own):
    source = read_source(name)
    lay_over(source, own)
    return source


@pytest.mark.parametrize("name", sources())
def test_the_shipped_sources_can_fill_what_is_needed(name):
    source = read_source(name)
    for file in source.files.values():
        if file.kind:
            slots = {slot for slot, _ in file.columns.values()}
            assert all(slots & set(group) for group in NEEDED[file.kind]), file.name
            assert slots <= set(slots_of(file.kind)), file.name
    for what, words in WORDS.items():
        assert {word for each in source.words[what].values() for word in words_of(each)} <= set(map(str, words))


def test_a_source_is_one_s_own_to_change():
    read_source("salesforce").words["role"]["sponsor"] = "coach"
    assert "sponsor" not in read_source("salesforce").words["role"]


def test_a_user_s_own_lines_win(own):
    path = own(
        "WHAT,From,To,Labels",
        "role,Influencer,coach,",
        'role,Board,"economic; coach",Vorstand; Beirat',
        "",
        "mode,Demo,sell,",
    )
    words = laid("salesforce", path).words
    assert words["role"]["influencer"] == "coach"
    assert words["role"]["vorstand"] == words["role"]["beirat"] == "economic; coach"
    assert words["mode"]["demo"] == "sell"
    assert read_source("salesforce").words["role"]["influencer"] == ""


def test_all_faults_are_told_with_line_and_column(own):
    path = own(
        "what,from,to",
        "role,Sponsor,economical",
        "rolle,Sponsor,economic",
        "role,,economic",
        "column,Contact.Level__c,degre",
        "column,Konto.Level__c,degree",
        "file,Kontakt,persons",
        "mode,Demo,show",
        "column,OpportunityContactRole.Level__c,degre",
        "setting,acount,Acme",
    )
    with pytest.raises(BookError) as caught:
        laid("salesforce", path)
    assert [(f.row, f.column, f.value, f.meant) for f in caught.value.faults] == [
        (2, "to", "economical", "economic"),
        (3, "what", "rolle", "role"),
        (4, "from", "", ""),
        (5, "to", "degre", "degree"),
        (6, "from", "Konto.Level__c", ""),
        (7, "to", "persons", ""),
        (8, "to", "show", ""),
        (9, "to", "degre", "degree"),
        (10, "from", "acount", "account"),
    ]
    assert "own.csv, row 2, column to: “economical” is not a known word; did you mean “economic”?" in str(caught.value)


def test_a_mapping_needs_its_columns(own, tmp_path):
    with pytest.raises(BookError, match="column to: is missing"):
        laid("hubspot", own("what,from", "role,x"))
    with pytest.raises(FileNotFoundError, match="there is no file .*missing.csv; a mapping is a .csv file"):
        laid("hubspot", tmp_path / "missing.csv")


def test_the_words_of_a_mapping_are_documented():
    assert all(doc for slots in SLOTS.values() for doc in slots.values())


def test_the_mapping_in_the_documentation_is_one(own):
    text = DOCS.read_text(encoding="utf-8").partition("```csv\n")[2].partition("```")[0]
    source = laid("salesforce", own(*text.splitlines()))
    assert source.words["role"]["projectsponsor"] == "economic"
    assert source.files["OpportunityContactRole"].find("Mindset__c")[0] == "mindset"


def test_the_tables_of_the_documentation_are_those_of_the_sources():
    from tests.support import imports_docs

    assert imports_docs.DOCS.read_text(encoding="utf-8").partition(imports_docs.MARK)[2] == imports_docs.documented()


# --- Kept decisions -------------------------------------------------------------------------------


def test_what_was_decided_reads_next_month_s_file_in_one_line(tmp_path):
    october, november, kept = (tmp_path / name for name in ("october.csv", "november.csv", "our sheet.csv"))
    header = "Who,Employer,Part they play,Desk\n"
    october.write_text(header + "Ada Lane,Norvik AS,Sponsor,4\nBo Kim,Norvik AS,Gate,5\n", encoding="utf-8")
    book = ss.read_sheet(
        october,
        columns={"Part they play": "roles"},
        words={"role": {"Sponsor": "economic", "Gate": "technical"}},
    )
    assert list(book.tables["influences"]["roles"]) == ["economic", "technical"]
    book.import_report.mapping.write(kept)
    november.write_text(header + "Cy Oduya,Norvik AS,Gate,6\nAda Lane,Norvik AS,Sponsor,4\n", encoding="utf-8")
    newer = ss.read_sheet(november, mapping=kept)
    assert list(newer.tables["influences"]["roles"]) == ["technical", "economic"]
    changes = book.merge(newer, since=ss.read_sheet(october, mapping=kept))
    assert set(changes["key"][changes["change"] == "added"]) >= {"Norvik AS/Cy Oduya"}
    assert ss.read_sheet(november, mapping=newer.import_report.mapping) == newer


def test_a_mapping_keeps_the_account_that_no_column_names(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("Name,Title\nAda Lane,CFO\n", encoding="utf-8")
    book = ss.read_sheet(path, account="Norvik AS")
    assert ("setting", "account", "Norvik AS", "") in book.import_report.mapping.lines
    assert ss.read_sheet(path, mapping=book.import_report.mapping) == book
    assert Mapping([("role", "=1+1", "", "")]).lines[0][1] in str(Mapping([("role", "=1+1", "", "")]))
