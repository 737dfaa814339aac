"""Mappings: that the shipped ones are right, and that a user's own says what is wrong with it, line by line."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from stratsell.errors import BookError
from stratsell.io import mapping as mapping_module
from stratsell.io.mapping import NEEDED, SLOTS, read_mapping, slots_of

CRMS = ["salesforce", "hubspot", "dynamics"]


@pytest.fixture
def own(tmp_path):
    def write(*lines):
        path = tmp_path / "own.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("crm", CRMS)
def test_the_shipped_mappings_can_fill_what_is_needed(crm):
    mapping = read_mapping(crm)
    for name, kind in mapping.kinds.items():
        if kind:
            slots = set(mapping.columns[name].values())
            assert all(slots & set(group) for group in NEEDED[kind]), name
            assert slots <= set(slots_of(kind))


def test_a_user_s_own_lines_win_and_leave_the_shipped_ones_alone(own):
    path = own(
        "WHAT,From,To,Labels",
        "role,Influencer,coach,",
        'role,Board,"economic; coach",Vorstand; Beirat',
        "",
        "mode,Demo,sell,",
    )
    mapping = read_mapping("salesforce", path)
    assert mapping.words["role"]["influencer"] == "coach"
    assert mapping.words["role"]["vorstand"] == mapping.words["role"]["beirat"] == "economic; coach"
    assert mapping.words["mode"] == {"demo": "sell"}
    assert read_mapping("salesforce").words["role"]["influencer"] == ""


def test_all_faults_are_told_with_line_and_column(own):
    path = own(
        "what,from,to",
        "role,Sponsor,economical",
        "rolle,Sponsor,economic",
        "role,,economic",
        "column,Contact.Level__c,degre",
        "column,Kontakt.Level__c,degree",
        "file,Kontakt,persons",
        "mode,Demo,show",
        "column,OpportunityContactRole.Level__c,degre",
    )
    with pytest.raises(BookError) as caught:
        read_mapping("salesforce", path)
    assert [(f.row, f.column, f.value, f.meant) for f in caught.value.faults] == [
        (2, "to", "economical", "economic"),
        (3, "what", "rolle", "role"),
        (4, "from", "", ""),
        (5, "to", "degre", ""),
        (6, "from", "Kontakt.Level__c", ""),
        (7, "to", "persons", ""),
        (8, "to", "show", ""),
        (9, "to", "degre", "degree"),
    ]
    assert "own.csv, row 2, column to: “economical” is not a known word; did you mean “economic”?" in str(caught.value)


def test_a_mapping_needs_its_columns(own, tmp_path):
    with pytest.raises(BookError, match="column to: is missing"):
        read_mapping("hubspot", own("what,from", "role,x"))
    with pytest.raises(FileNotFoundError, match="there is no file .*missing.csv; a mapping is a .csv file"):
        read_mapping("hubspot", tmp_path / "missing.csv")


def test_the_words_of_a_mapping_are_documented():
    assert all(doc for slots in SLOTS.values() for doc in slots.values())


# --- The documentation, whose tables are made of the mappings; `python -m tests.test_mapping` makes them anew -----

DOCS = Path(__file__).parent.parent / "docs" / "crm.md"
TITLES = {"salesforce": "Salesforce", "hubspot": "HubSpot", "dynamics": "Dynamics 365"}
HEADS = {
    "file": ("file", "becomes"),
    "column": ("column", "becomes"),
    "role": ("role in the CRM", "role here"),
    "stage": ("stage", "objective"),
    "status": ("status of a task", "touchpoint"),
}
MARK = "say so and how to make them anew. -->\n"


def documented() -> str:
    """The mappings as tables of Markdown."""
    parts = []
    for crm, title in TITLES.items():
        path = Path(mapping_module.__file__).parent / "mappings" / f"{crm}.csv"
        lines = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        parts.append(f"\n## What becomes what: {title}\n")
        for what, (left, right) in HEADS.items():
            rows = [line for line in lines if line["what"] == what and (line["to"] or what == "role")]
            if rows:
                parts += [f"\n| {left} | or | {right} |\n|---|---|---|\n"]
                parts += [f"| {r['from']} | {r['labels']} | {r['to'] or '(none: a red flag)'} |\n" for r in rows]
    return "".join(parts)


def test_the_tables_of_the_documentation_are_those_of_the_mappings():
    assert DOCS.read_text(encoding="utf-8").partition(MARK)[2] == documented()


def test_the_mapping_in_the_documentation_is_one(own):
    text = DOCS.read_text(encoding="utf-8").partition("```csv\n")[2].partition("```")[0]
    mapping = read_mapping("salesforce", own(*text.splitlines()))
    assert mapping.words["role"]["projectsponsor"] == "economic"
    assert mapping.columns["OpportunityContactRole"]["mindsetc"] == "mindset"


if __name__ == "__main__":
    DOCS.write_text("".join(DOCS.read_text(encoding="utf-8").partition(MARK)[:2]) + documented(), encoding="utf-8")
