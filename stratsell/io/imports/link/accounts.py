"""The accounts: those of a file of accounts, or those that people and objectives name."""

from __future__ import annotations

import re

import pandas as pd

from stratsell.book.import_report import Line, Outcome
from stratsell.io.imports.identity import differing
from stratsell.io.imports.index import Index, domain_of
from stratsell.io.imports.link.work import Work
from stratsell.io.imports.names import key, loose_key, tidy, whole_key
from stratsell.io.imports.records import Mask, Records, different, replaced

_OF_ACCOUNT = ("account", "account_id", "industry", "account_owner", "reorganized_on")
_COUNTED = re.compile(r"\s*[(（]\s*\d+(?:\s+[^\W\d_]+)?\s*[)）]$")
_ALIKE = 500
"""How many accounts that look alike are named."""


def link_accounts(work: Work, users: dict[str, str]) -> None:
    """Give accounts their ids and names, and note by what they are found."""
    accounts = work.of("accounts")
    if accounts.given:
        by_site = accounts.blank("name") & accounts["website"].notna()
        accounts.say(by_site, Outcome.READ_AS, "has no name, so its website stands for it", "website")
        accounts["name"] = accounts["name"].fillna(accounts["website"])
        accounts.leave_out(accounts.blank("name"), "has no name", "name")
        work.identify(accounts, "account_id", lambda: _first_spelling(accounts["name"]), ["website", "industry"])
        work.name_owner(accounts, "owner", users)
        accounts.keep("website", accounts["website"])
    else:
        _from_people(work)
    sites = replaced(accounts["website"], domain_of)
    ids, names = accounts["account_id"].tolist(), accounts["name"].tolist()
    work.index["accounts"] = Index(ids, names, key, others=_each_once(sites))
    _say_alike(work, names)


def _each_once(domains: pd.Series) -> list[str | None]:
    return [each if isinstance(each, str) else None for each in domains]


def _first_spelling(names: pd.Series) -> pd.Series:
    first: dict[str, str] = {}
    return replaced(names, lambda name: first.setdefault(key(name), name))


# --- Accounts that only people name ---------------------------------------------------------------


def _from_people(work: Work) -> None:
    """Make accounts of what people and objectives say of theirs."""
    people, objectives = work.of("people"), work.of("objectives")
    _fill_down(work)
    _name_the_one(work)
    _know_ids(people)
    rows = pd.concat([_named_by(people), _named_by(objectives)], ignore_index=True)
    rows = rows[rows["name"].notna() | rows["account_id"].notna()]
    first: dict[str, str] = {}
    spelled = {name: first.setdefault(key(name), name) for name in different(rows["name"])}
    both = rows.dropna(subset=["account_id", "name"]).drop_duplicates("account_id")
    by_id = dict(zip(both["account_id"], both["name"], strict=True))
    rows["account_id"] = rows["account_id"].fillna(replaced(rows["name"], spelled.__getitem__))
    made = rows.groupby("account_id", sort=False, as_index=False).first() if len(rows) else rows
    names = [by_id.get(each) or name or each for each, name in zip(made["account_id"], made["name"], strict=True)]
    _say_spellings(people, spelled)
    people["account_id"] = _ids(people, spelled)
    objectives["account_id"] = _ids(objectives, spelled)
    _say_differing(people, by_id, made)
    facts = {slot: made[slot].tolist() for slot in ("account_id", "industry", "reorganized_on", "owner")}
    work.of("accounts").make({**facts, "name": names})


def _named_by(records: Records) -> pd.DataFrame:
    owner = "account_owner" if records.kind == "people" else ""
    columns = {"account_id": "account_id", "name": "account", "industry": "industry", "owner": owner}
    cells = {name: records[slot] for name, slot in columns.items()}
    return pd.DataFrame({**cells, "reorganized_on": records["reorganized_on"]}, dtype=object)


def _ids(records: Records, spelled: dict[str, str]) -> pd.Series:
    named = replaced(records["account"], spelled.__getitem__)
    return records["account_id"].where(records["account_id"].notna(), named)


def _fill_down(work: Work) -> None:
    """Let an account that stands once above its people hold for all of them."""
    people = work.of("people")
    accounts = people["account"]
    if accounts.isna().all():
        return
    alone = accounts.notna() & people.blank("name")
    for slot in people.slots.columns:
        if slot not in _OF_ACCOUNT and alone.any():
            alone &= people[slot].isna()
    blank = accounts.isna() & people.blank("account_id") & people["name"].notna()
    if not (blank.any() or alone.any()):
        return
    filled = replaced(accounts.dropna(), key)
    repeated = bool((filled == filled.shift()).any())
    above = pd.Series(accounts.index, index=accounts.index).where(accounts.notna()).ffill()
    under_heading = above.map(alone, na_action="ignore").fillna(value=False).astype(bool)
    reached = blank & above.notna() & (under_heading if repeated else True)
    people["account"] = accounts.where(~reached, above.map(accounts, na_action="ignore"))
    people.say_words(reached, Outcome.READ_AS, "account", lambda _: "stands once above its people, and is filled down")
    heading = alone & alone.index.isin(set(above[reached]))
    people["account"] = _headed(work, people["account"], heading, above)
    _fill_objectives(people, reached)
    people.pass_over(heading, "is a heading above its people, and holds for the rows below", "account")
    why = "names an account and nobody of it"
    people.leave_out(alone & ~heading, why, "account", remedy="fill in the name of a person")


def _headed(work: Work, accounts: pd.Series, heading: Mask, above: pd.Series) -> pd.Series:
    """Give accounts without the label and the count that reports write into headings: “Account: Norvik AS (3)”."""
    if not heading.any():
        return accounts
    bare = {name: _bare_heading(work, name) for name in accounts[heading].unique()}
    under = heading | above.isin(set(heading.index[heading]))
    return accounts.where(~under, accounts.map(lambda name: bare.get(name, name), na_action="ignore"))


def _bare_heading(work: Work, text: str) -> str:
    label, colon, rest = text.partition(":")
    columns = [file.columns for file in work.source.files.values() if file.kind == "people"]
    is_label = colon and any(each.get(whole_key(label), ("", 0))[0] == "account" for each in columns)
    return _COUNTED.sub("", tidy(rest) if is_label and rest.strip() else text)


def _fill_objectives(people: Records, reached: Mask) -> None:
    """Let an objective that stands once beside an account that is filled down hold for the same rows."""
    if "objective" not in people.given:
        return
    objectives = people["objective"]
    blank = reached & objectives.isna()
    people["objective"] = objectives.where(~blank, objectives.ffill())
    people.say_words(blank, Outcome.READ_AS, "objective", lambda _: "stands once above its people, and is filled down")


def _name_the_one(work: Work) -> None:
    """Give everybody one account where no column names any."""
    people = work.of("people")
    if people.given & {"account", "account_id", "account_ids"} or not len(people):
        return
    if _under_headings(work):
        return
    people["account"] = [tidy(work.account)] * len(people)
    first = pd.Series(people.slots.index == people.slots.index[0], index=people.slots.index)
    why = f"no column names an account, so all are of one, “{work.account}”"
    people.say(first, Outcome.READ_AS, why, "", remedy="name it with account=")


def _under_headings(work: Work) -> bool:
    """Take rows that hold a name and nothing else for the accounts of the rows below, where the first row is one."""
    people = work.of("people")
    cells = pd.concat([people.slots.drop(columns="name"), people.extra], axis=1)
    alone = cells.isna().all(axis=1)
    in_a_row = (alone & alone.shift(-1, fill_value=True)).any()
    if len(cells.columns) < 2 or alone.sum() < 2 or not alone.iloc[0] or in_a_row:
        return False
    people["account"] = (
        people["name"].where(alone).map(lambda name: _bare_heading(work, name), na_action="ignore").ffill()
    )
    people.say_words(~alone, Outcome.READ_AS, "account", lambda _: "stands alone above its people, as their account")
    people.pass_over(alone, "is a heading above its people: their account", "name")
    return True


def _know_ids(people: Records) -> None:
    """Give a row without an id of its account the one that other rows of the same name have."""
    if "account_id" not in people.given or "account" not in people.slots.columns:
        return
    both = people["account_id"].notna() & people["account"].notna()
    known: dict[str, set[str]] = {}
    for name, each in zip(people["account"][both], people["account_id"][both], strict=True):
        known.setdefault(key(name), set()).add(each)
    blank = people["account_id"].isna() & people["account"].notna()
    found = (
        people["account"]
        .where(blank, None)
        .map(
            lambda name: next(iter(known[key(name)])) if len(known.get(key(name), ())) == 1 else None,
            na_action="ignore",
        )
    )
    people.say_words(found.notna(), Outcome.READ_AS, "account", lambda _: "has the id that other rows of its name have")
    people["account_id"] = people["account_id"].fillna(found)


def _say_spellings(people: Records, spelled: dict[str, str]) -> None:
    names = people["account"]
    other = names.isin({name for name, first in spelled.items() if name != first})
    people.say_words(other, Outcome.READ_AS, "account", lambda name: f"is the account “{spelled[name]}”")


def _say_differing(people: Records, by_id: dict[str, str], made: pd.DataFrame) -> None:
    """Say where rows of one account do not agree on it; several owners are whom each person is known by."""
    if "account_id" in people.given:
        names = pd.Series([by_id.get(each) for each in people["account_id"]], index=people.slots.index, dtype=object)
        other = people["account"].notna() & names.notna() & (replaced(people["account"], key) != replaced(names, key))
        why = "differs from the first row of the same account_id, whose name counts"
        people.say(other, Outcome.LEFT_BLANK, why, "account", remedy="give each account an id of its own")
    for slot in ("industry", "reorganized_on"):
        differing(people, "account_id", slot, "account")
    owners = people["account_owner"]
    if owners.notna().any():
        told = owners.notna()
        pairs = pd.DataFrame({"account": people["account_id"][told], "owner": owners[told]}).drop_duplicates()
        shared = set(pairs["account"][pairs["account"].duplicated()])
        several = told & people["account_id"].isin(shared)
        if several.any() and people["owner"].isna().all():
            people["owner"] = owners
            made.loc[made["account_id"].isin(shared), "owner"] = None
            why = "the rows of one account name several owners, so each is who knows that person, not the account's"
            first = several & ~several.duplicated()
            people.say(first, Outcome.READ_AS, why, "account_owner", remedy="call the column seller, or name one owner")
        elif several.any():
            differing(people, "account_id", "account_owner", "account")


def _say_alike(work: Work, names: list[str]) -> None:
    """Say which accounts look alike and stay apart."""
    accounts, people = work.of("accounts"), work.of("people")
    groups: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        groups.setdefault(loose_key(name), []).append(name)
    alike = [group for like, group in groups.items() if like and len(group) > 1]
    twice = [name for name, count in pd.Series(names, dtype=object).value_counts().items() if count > 1]
    records, slot = (accounts, "name") if accounts.given else (people, "account")
    file = next((each for each in records.place["file"] if each), "")
    for group in alike[:_ALIKE]:
        shown = ", ".join(f"“{name}”" for name in group)
        why = f"{shown} look alike and are taken for {len(group)} accounts"
        remedy = "write the name in one way if they are one"
        records.lines.append(_line(file, records.header(file, slot), group[-1], why, remedy))
    for name in map(str, twice[:_ALIKE]):
        why = f"“{name}” is the name of several accounts, told apart by their ids"
        records.lines.append(_line(file, records.header(file, slot), str(name), why, ""))


def _line(file: str, column: str, value: str, why: str, remedy: str) -> Line:
    return Line(file, None, column, value, Outcome.READ_AS, why, remedy)
