"""HubSpot: what its exports become, associations and several buying roles a contact."""

from __future__ import annotations

import warnings
from datetime import date

import pytest

import stratsell as ss
from tests.support.paths import ROOT
from tests.support.strategies import rows_of

DATA = ROOT / "tests" / "data" / "hubspot"
DAY = "2026-11-23"
ROLES = {
    "BUDGET_HOLDER": "economic",
    "DECISION_MAKER": "economic",
    "EXECUTIVE_SPONSOR": "economic",
    "CHAMPION": "coach",
    "END_USER": "user",
    "LEGAL_AND_COMPLIANCE": "technical",
    "BLOCKER": None,
    "INFLUENCER": None,
    "OTHER": None,
}


def read(source):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ss.read_hubspot(source, as_of=DAY)


def lines(book, outcome):
    return [tuple(line[:4]) for line in book.import_report.lines if line.outcome == outcome]


@pytest.fixture(scope="module")
def book():
    return read(DATA)


def test_the_sample_becomes_a_book(book):
    assert repr(book) == (
        "<Book: 3 accounts, 3 objectives, 6 people, 5 influences, 5 touchpoints;"
        " 1 row left out, 2 cells left blank: see import_report>"
    )
    assert rows_of(book.tables["accounts"])[0]["owner"] == "Bea Lund"
    assert [row["account_id"] for row in rows_of(book.tables["people"])][-1] == "company/9003"


def test_buying_roles_hold_in_all_deals_of_a_contact(book):
    roles = {
        (r["objective_id"], r["person_id"]): (r["roles"], r["CRM role"]) for r in rows_of(book.tables["influences"])
    }
    assert roles == {
        ("deal/7001", "contact/101"): ("economic", "Budget Holder;Executive Sponsor"),
        ("deal/7001", "contact/102"): ("user", "END_USER"),
        ("deal/7001", "contact/103"): ("technical", "Legal & Compliance"),
        ("deal/7002", "contact/301"): ("economic", "DECISION_MAKER;BLOCKER"),
        ("company/9002", "contact/201"): ("user; coach", "CHAMPION;END_USER"),
    }, "without a deal, the account's implied objective"


def test_days_of_contact_become_conversations(book):
    talks = {
        r["touchpoint_id"]: (r["on"], r["status"], r["seller"], r["mode"]) for r in rows_of(book.tables["touchpoints"])
    }
    assert talks["contact/102/last"] == (date(2026, 11, 18), "done", "Bea Lund", None)
    assert talks["contact/102/next"] == (date(2026, 12, 1), "planned", "Bea Lund", None)


def test_deals_may_have_internal_names_of_stages(book):
    aims = {row["name"]: row for row in rows_of(book.tables["objectives"])}
    assert aims["Bottling line care"]["status"] == "closed"
    assert aims["Bottling line care"]["closed_on"] == date(2026, 6, 30)
    assert aims["Turnaround in forty minutes"]["status"] is None


def test_what_could_not_be_used_is_told(book):
    contacts = "hubspot-crm-exports-all-contacts-2026-11-23.csv"
    assert lines(book, "left out") == [(contacts, 8, "Associated Company", "")]
    assert lines(book, "left blank") == [
        (contacts, 7, "Buying Role", "DECISION_MAKER;BLOCKER"),
        ("deals.csv", 3, "Associated Contact IDs", "contact/301; contact/999"),
    ]
    assert [line for line in lines(book, "read as") if line[1]] == [
        (contacts, 6, "Email", "info@cobalt.example"),
        (contacts, 7, "Associated Company IDs", "company/9003; company/9001"),
    ]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("label", [False, True])
def test_every_buying_role_by_label_and_internal_name(tmp_path, role, label):
    written = role.replace("_", " ").capitalize() if label else role
    (tmp_path / "companies.csv").write_text("hs_object_id,name\n1,Acme")
    (tmp_path / "contacts.csv").write_text(
        f"hs_object_id,lastname,associatedcompanyid,hs_buying_role\n1,Osei,1,{written}"
    )
    (tmp_path / "deals.csv").write_text("hs_object_id,dealname,dealstage,Associated Company IDs\n1,Deal,contractsent,1")
    (tmp_path / "contacts.csv").write_text(
        f"hs_object_id,lastname,associatedcompanyid,hs_buying_role,Associated Deal IDs\n1,Osei,1,{written},1"
    )
    found = rows_of(
        read([tmp_path / f"{name}.csv" for name in ("companies", "contacts", "deals")]).tables["influences"]
    )
    assert [(row["objective_id"], row["person_id"], row["roles"]) for row in found] == [
        ("deal/1", "contact/1", ROLES[role])
    ]
