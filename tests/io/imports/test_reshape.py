"""Tables that are no list of people, one a row, by themselves."""

from __future__ import annotations

import pytest

from stratsell.io.imports.locate import Located
from stratsell.io.imports.reshape import account_above, listed
from stratsell.io.imports.source import shared_source

SHEET = shared_source("sheet")
[FILE] = SHEET.files.values()


def table(header, *rows):
    columns = [list(column) for column in zip(*rows, strict=True)]
    return Located("a.csv", "", 1, list(header), columns, list(range(2, len(rows) + 2)), list(range(len(header))))


def rows(found):
    return found.header, list(zip(found.numbers, *found.columns, strict=True))


def as_list(header, *lines, said=None):
    return listed(table(header, *lines), FILE, SHEET.words, said or {})


def test_a_deal_a_row_gives_a_row_a_person_with_all_of_their_roles():
    header, found = rows(
        as_list(["Deal", "Account", "Economic buyer", "Champion(s)"], ["Rollout", "N", "Ada (CFO)", "Bo Kim, Ada"])
    )
    assert header == ["Deal", "Account", "Name", "Title", "Role"]
    assert found == [(2, "Rollout", "N", "Ada", "CFO", "economic"), (2, "Rollout", "N", "Bo Kim, Ada", "", "coach")]
    _, found = rows(as_list(["Deal", "Entscheider:in", "Coach"], ["Rollout", "Ada", "Bo; Ada"]))
    assert found == [(2, "Rollout", "Ada", "", "economic; coach"), (2, "Rollout", "Bo", "", "coach")]


def test_a_deal_that_names_nobody_keeps_its_row():
    _, found = rows(as_list(["Deal", "Champion"], ["A", "Ada"], ["B", ""]))
    assert [row[:3] for row in found] == [(2, "A", "Ada"), (3, "B", "")]


@pytest.mark.parametrize("header", [
    ["Name", "Champion", "Deal"], ["Phone", "Champion", "City"], ["Deal", "Due", "Stage"],
])  # fmt: skip
def test_what_has_names_already_or_no_deal_or_no_role_stays_as_it_is(header):
    as_it_is = table(header, ["a", "b", "c"])
    assert listed(as_it_is, FILE, SHEET.words, {}) is as_it_is


def test_a_column_of_yes_and_no_and_one_that_the_user_has_named_hold_no_names():
    as_it_is = table(["Deal", "Champion"], ["A", "yes"], ["B", "no"])
    assert listed(as_it_is, FILE, SHEET.words, {}) is as_it_is
    named = table(["Deal", "Champion"], ["A", "Ada"])
    assert listed(named, FILE, SHEET.words, {"Champion": "owner"}) is named


def test_levels_give_everybody_and_whom_they_report_to():
    header, found = rows(
        as_list(["L1", "L2", "L3", "Title"], ["Ada", "", "", "CEO"], ["", "Bo", "Cy", "Dev"], ["", "Di", "", ""])
    )
    assert header == ["Title", "Name", "Reports to"]
    assert found == [(2, "CEO", "Ada", ""), (3, "", "Bo", "Ada"), (3, "Dev", "Cy", "Bo"), (4, "", "Di", "Ada")]


@pytest.mark.parametrize(("above", "account"), [
    ([["Kunde: Müller AG"]], "Müller AG"), ([["Stakeholders"], ["会社名：", "北星"]], "北星"),
    ([["Account:", "Name"]], ""), ([["Account", "A", "B"]], ""), ([["Project:", "Rollout"]], ""), ([[]], ""),
])  # fmt: skip
def test_the_account_above_a_table(above, account):
    assert account_above(above, FILE) == account
