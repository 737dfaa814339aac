"""Whose export a file is: that of a source only where it says what nobody else's lists say."""

from pathlib import Path

import pytest

import stratsell as ss


@pytest.mark.parametrize(
    ("name", "header", "row", "whose"),
    [
        (
            "contacts.csv",
            "First name,Last name,Company name,Email",
            "Ada,Lane,Norvik AS,ada@norvik.example",
            "Flat sheet",
        ),
        ("team.csv", "Company,Name,Job title,Buying role,Reports to", "Norvik AS,Ada Lane,CFO,User,", "Flat sheet"),
        (
            "Connections.csv",
            "First Name,Last Name,URL,Email Address,Company,Position,Connected On",
            "Ada,Lane,,,Norvik AS,CFO,2 Nov 2026",
            "LinkedIn",
        ),
        (
            "contacts.csv",
            "Record ID,First Name,Last Name,Associated Company,Email",
            "101,Ada,Lane,Norvik AS,ada@norvik.example",
            "HubSpot",
        ),
    ],
)
def test_a_list_that_anybody_could_have_made_is_a_flat_sheet(
    tmp_path: Path, name: str, header: str, row: str, whose: str
) -> None:
    path = tmp_path / name
    path.write_text(f"{header}\n{row}\n", encoding="utf-8")
    report = ss.read_export(path).import_report
    assert report is not None
    assert str(report).startswith(f"{whose}: 1 row in 1 file")
