"""The people: their names, accounts and ids."""

from __future__ import annotations

import pandas as pd

from stratsell.book.import_report import Outcome
from stratsell.book.tables import TABLES
from stratsell.io.imports.identity import differing, fill_from_others, told_apart
from stratsell.io.imports.index import Index, domain_of
from stratsell.io.imports.link.work import OTHER_ACCOUNTS, Work, name_people
from stratsell.io.imports.names import person_key
from stratsell.io.imports.records import Records, replaced
from stratsell.io.imports.source import IS_ROLE

_MANY = (
    *("roles", "objective", "objective_ids", "stage", "closed", "close_on", "due_on", "closed_on"),
    *("met_on", "meets_on", "mode", "owner", "manager", "reports_to", *IS_ROLE.values()),
)
"""The slots of which two rows of one person may say different things."""
_INFLUENCE = TABLES["influences"].names[2:]
_OF_ACCOUNT = ("account", "account_ids", "account_id", "account_owner", "industry", "reorganized_on")
_NAMED = ("first_name", "middle_name", "last_name", "name")


def name_all(work: Work) -> None:
    """Give everybody a name; the e-mail address where there is no other."""
    people = work.of("people")
    name_people(people)
    by_email = people.blank("name") & people["email"].notna()
    people.say(by_email, Outcome.READ_AS, "has no name, so the e-mail address stands for it", "email")
    people["name"] = people["name"].fillna(people["email"])


def link_people(work: Work, users: dict[str, str]) -> None:
    """Give people their account and ids, and note by what they are found."""
    people = work.of("people")
    people.leave_out(people.blank("name"), "has no name", "name", remedy="fill in the name")
    if work.of("accounts").given:
        _keep_account_columns(people)
    take_account(work, people)
    if work.source.flat or "objective" in people.given:
        _identify_rows(work)
    else:
        base = lambda: people["account_id"] + "/" + people["name"]  # noqa: E731
        work.identify(people, "person_id", base, ["email", "title"])
    work.name_owner(people, "owner", users)
    if not work.source.flat:
        people.keep("CRM owner", people["owner"])
    note_people(work)


def note_people(work: Work) -> None:
    """Note by what people are found."""
    people = work.of("people")
    first = ~people["person_id"].duplicated()
    ids, names, emails, homes = (people[slot][first].tolist() for slot in ("person_id", "name", "email", "account_id"))
    work.index["people"] = Index(ids, names, person_key, others=emails, homes=homes)


def _keep_account_columns(people: Records) -> None:
    """Keep what people say of their account, where accounts have a file of their own."""
    for slot, name in (("account_owner", "account owner"), ("industry", "industry")):
        if people[slot].notna().any():
            header = next((people.header(file, slot) for file in people.place["file"].unique() if file), name)
            people.keep(header or name, people[slot])


def take_account(work: Work, records: Records) -> None:
    """Give records their one account: by id, by name, or by the domain of an e-mail address."""
    index = work.index["accounts"]
    if "account_ids" in records.given:
        lists = records["account_ids"]
        first = replaced(lists, lambda cell: next((id_ for id_ in cell.split("; ") if id_ in index.ids), None))
        several = records.blank("account_id") & lists.str.contains("; ", regex=False, na=False) & first.notna()
        why = "belongs to several accounts and none is called the primary one; the first is taken"
        records.say(several, Outcome.READ_AS, why, "account_ids")
        records["account_id"] = records["account_id"].fillna(first)
    _by_domain(index, records)
    work.refer(records, "account_id", "account", "accounts", records.leave_out, live=True)


def _by_domain(index: Index, records: Records) -> None:
    homeless = records.blank("account_id") & records.blank("account") & records["email"].notna()
    if not homeless.any() or not index.others:
        return
    domains = records["email"].where(homeless, None).map(domain_of, na_action="ignore")
    found = domains.map(lambda each: _at_domain(index, each) if isinstance(each, str) else [])
    one = pd.Series([each[0] if len(each) == 1 else None for each in found], index=found.index, dtype=object)
    why = "names no account, but its domain is that of one"
    records.say(one.notna(), Outcome.READ_AS, why, "email")
    records["account_id"] = records["account_id"].fillna(one)


def _at_domain(index: Index, domain: str) -> list[str]:
    """Give the accounts of a domain, or of the one above it: mail.norvik.example is norvik.example's."""
    while domain not in index.others and domain.count(".") > 1:
        domain = domain.partition(".")[2]
    return index.others.get(domain, [])


# --- Rows of which several may be one person ------------------------------------------------------


def _identify_rows(work: Work) -> None:
    """Give rows the id of their person, where several rows may be about one."""
    people = work.of("people")
    _know_ids(people)
    base = people["account_id"] + "/" + _first_spelling(people)
    blank = people.blank("person_id")
    if blank.any():
        several = people["objective"].notna().any()
        left = {"person_id", *_NAMED, *_OF_ACCOUNT, *_MANY, *_INFLUENCE}
        columns = people.slots[[slot for slot in people.slots.columns if slot not in left]]
        if not several:
            columns = pd.concat([columns, people.extra], axis=1)
        labels = [people["email"][blank], people["title"][blank]]
        made = told_apart(base[blank], columns[blank], labels, people["account_id"][blank], sure="email")
        apart = (made != base[blank]).reindex(people.slots.index, fill_value=False)
        why = "is the name of another row of this account, too, that says something else; taken for two people"
        people.say(apart, Outcome.READ_AS, why, "name", remedy="give each an id in a column person_id")
        people["person_id"] = people["person_id"].fillna(made)
    if not people["person_id"].duplicated().any():
        return
    other = people["account_id"] != people["account_id"].groupby(people["person_id"], sort=False).transform("first")
    why = "has the person_id of somebody of another account"
    people.leave_out(other, why, "account", remedy="give each person an id of their own", live=True)
    for slot in [
        slot for slot in people.slots.columns if slot in ("name", "title", "email", "in_role_since", "leaves_on")
    ]:
        differing(people, "person_id", slot, "person")
    for name in list(people.extra.columns):
        differing(people, "person_id", name, "person", extra=True)


def _first_spelling(people: Records) -> pd.Series:
    """Give the name as the first row of the account spells it."""
    first: dict[tuple[str, str], str] = {}
    names = [
        first.setdefault((account, person_key(name)), name)
        for account, name in zip(people["account_id"], people["name"], strict=True)
    ]
    if len(first) == len(names):
        return people["name"]
    spelled = pd.Series(names, index=people.slots.index, dtype=object)
    other = spelled != people["name"]
    known = dict(zip(people["name"][other], spelled[other], strict=True))
    people.say_words(other, Outcome.READ_AS, "name", lambda name: f"is “{known[name]}”, spelled otherwise")
    people["name"] = spelled
    return spelled


def _know_ids(people: Records) -> None:
    """Give a row without an id of its person the one that other rows of the same account and name have."""
    given = people["person_id"].notna()
    if not given.any() or given.all():
        return
    known: dict[tuple[str, str], set[str]] = {}
    keys = list(zip(people["account_id"], people["name"].map(person_key), strict=True))
    for each, row in zip(people["person_id"], keys, strict=True):
        if each is not None:
            known.setdefault(row, set()).add(each)
    found = [next(iter(known[row])) if len(known.get(row, ())) == 1 else None for row in keys]
    ids = pd.Series(found, index=people.slots.index, dtype=object).where(~given, None)
    people.say_words(ids.notna(), Outcome.READ_AS, "name", lambda _: "has the id that other rows of the name have")
    people["person_id"] = people["person_id"].fillna(ids)


def join_rows(work: Work) -> None:
    """Keep one row per person for the table of people; the others are joined, or stand in the table of influences."""
    people = work.of("people")
    if not people["person_id"].duplicated().any():
        return
    pairs = pd.MultiIndex.from_arrays([people["person_id"], people["objective_id"]])
    again = pd.Series(pairs.duplicated(), index=people.slots.index)
    fill_from_others(people, "person_id")
    people.join(again, "is the same person as in a row above; what both say stands in one row", "name")


# --- Further accounts -----------------------------------------------------------------------------


def link_memberships(work: Work) -> None:
    """Note the further accounts of people; a person of a book belongs to one."""
    members, people = work.of("memberships"), work.of("people")
    if not len(members):
        return
    work.refer(members, "person_id", "", "people", members.leave_out)
    work.refer(members, "account_id", "", "accounts", members.leave_out)
    home = dict(zip(people["person_id"], people["account_id"], strict=True))
    others: dict[str, list[str]] = {}
    for person, account in zip(members["person_id"], members["account_id"], strict=True):
        if home[person] != account:
            others.setdefault(person, []).append(account)
    mine = members["person_id"].map(home) == members["account_id"]
    members.join(mine, "is the person's own account", "account_id")
    why = f"a person of a book belongs to one account; the others stand in people, column {OTHER_ACCOUNTS}"
    members.join(~mine, why, "account_id")
    found = [others.get(person) for person in people["person_id"]]
    people[OTHER_ACCOUNTS] = ["; ".join(dict.fromkeys(each)) if each else None for each in found]
