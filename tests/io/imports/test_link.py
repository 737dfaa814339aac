"""Who is meant, by itself: names and parts of names, accounts that look alike, rows that are one person."""

from __future__ import annotations

import pandas as pd
import pytest

from stratsell.io.imports.identity import told_apart
from stratsell.io.imports.index import Index, domain_of
from stratsell.io.imports.link.managers import ShortNames
from stratsell.io.imports.names import key, person_key

IDS = ["1", "2", "3", "4"]
NAMES = ["Ada Lane", "Bo Kim", "Bo Lind", "佐藤 花子"]
PEOPLE = Index(IDS, NAMES, person_key, others=["ada@n.example"], homes=["n", "n", "n", "n"])


@pytest.mark.parametrize(("written", "found"), [
    ("1", ["1"]), ("LANE, Ada", ["1"]), ("ADA@N.example", ["1"]), ("佐藤花子", ["4"]), ("Bo", []), ("Ada  Lane", ["1"]),
])  # fmt: skip
def test_people_are_found_by_id_address_or_name(written, found):
    assert PEOPLE.find(written) == found
    assert PEOPLE.find(written, "n") == found
    assert PEOPLE.find(written, "other") == []


@pytest.mark.parametrize(("written", "found"), [
    ("Lane", "1"), ("A. Lane", "1"), ("Dr. Ada Lane (CFO)", "1"), ("Ada Lane - CFO", "1"), ("Ada Lane CFO", "1"),
    ("Bo", ""), ("B. Kim", "2"), ("Ada Smith", ""), ("佐藤様", "4"), ("佐藤部長", "4"), ("", ""),
])  # fmt: skip
def test_a_part_of_a_name_finds_the_only_one_whom_it_fits(written, found):
    assert ShortNames(PEOPLE, {"1": "CFO", "4": "部長"}).find(written, "n") == found


def test_domains_of_companies_and_those_that_say_nothing():
    sites = ["https://www.norvik.example/en", "ada@norvik.example", "ada@gmail.com", "Norvik AS", None]
    assert [domain_of(site) for site in sites] == ["norvik.example", "norvik.example", None, None, None]


def test_rows_that_contradict_are_two_and_rows_that_add_are_one():
    base = pd.Series(["n/Ada"] * 4, dtype=object)
    columns = pd.DataFrame({"title": ["CFO", None, "IT", "CFO"], "phone": [None, "1", "2", "1"]}, dtype=object)
    assert told_apart(base, columns, [columns["title"]]).tolist() == ["n/Ada", "n/Ada", "n/Ada (IT)", "n/Ada"]


def test_companies_are_one_in_whatever_case_and_space():
    index = Index(["a", "b"], ["Queen’s Trust", "Norvik A/S"], key)
    assert index.find("queen's  TRUST") == ["a"]
    assert index.find("Norvik AS") == []
