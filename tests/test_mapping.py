"""Mappings: that the shipped ones are right, and that a user's own says what is wrong with it, line by line."""

from __future__ import annotations

import pytest

from stratsell.errors import BookError
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
