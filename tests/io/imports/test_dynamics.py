"""Dynamics 365: records that name each other, and connections from either side."""

from __future__ import annotations

import warnings
from datetime import date

import pytest

import stratsell as ss
from tests.support.paths import ROOT
from tests.support.strategies import rows_of

DATA = ROOT / "tests" / "data" / "dynamics"


@pytest.fixture(scope="module")
def book():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ss.read_dynamics(DATA, as_of="2026-11-23")


def lines(book, outcome):
    return [tuple(line[:4]) for line in book.import_report.lines if line.outcome == outcome]


def test_the_sample_becomes_a_book(book):
    assert repr(book).startswith("<Book: 2 accounts, 2 objectives, 3 people, 3 influences, 1 relationship; ")
    assert book.tables["accounts"]["account_id"][0] == "7ad2f5b2-0b3c-4c5e-9f5b-000000000001"


def test_connections_of_either_side_are_one_influence(book):
    names = book.tables["people"].set_index("person_id")["name"]
    roles = {names[row["person_id"]]: (row["roles"], row["CRM role"]) for row in rows_of(book.tables["influences"])}
    assert roles == {
        "Owen Clarke": ("economic", "Economic Buyer"),
        "Priya Raman": ("user; coach", "End User; Champion"),
        "Jana Vogt": (None, "Stakeholder"),
    }
    assert ("Connections.csv", 7, "Connected To", "Priya Raman") in lines(book, "left out"), (
        "two people, no opportunity"
    )


def test_names_stand_for_ids(book):
    [tie] = rows_of(book.tables["relationships"])
    names = book.tables["people"].set_index("person_id")["name"]
    assert (names[tie["source_id"]], names[tie["target_id"]]) == ("Priya Raman", "Owen Clarke")
    assert ("Active Contacts.csv", 4, "Manager", "Nobody Known") in lines(book, "left blank")
    assert ("Active Contacts.csv", 5, "Company Name", "Freed Brokers") in lines(book, "left out")


def test_won_opportunities_are_closed(book):
    aims = {row["name"]: row for row in rows_of(book.tables["objectives"])}
    assert (aims["Claims in a day"]["status"], aims["Claims in a day"]["closed_on"]) == ("closed", date(2026, 9, 4))
    assert (aims["Buses out on time"]["status"], aims["Buses out on time"]["due_on"]) == (None, date(2027, 1, 29))
