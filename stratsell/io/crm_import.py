"""From the records of a CRM's export to the tables of a book, in the order in which one thing needs another.

First the values of all records, then users, accounts, people, objectives, who influences which objective, and
conversations. What cannot be used is told, never guessed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from stratsell.circles import circles
from stratsell.import_report import FileCount, ImportReport, Line, Outcome
from stratsell.io.crm_values import RecordId, read_values
from stratsell.io.export_file import ExportFile
from stratsell.io.mapping import SLOTS
from stratsell.io.mapping import Mapping as CrmMapping
from stratsell.io.records import Mask, Records, recognised
from stratsell.io.sheet import NOBODY
from stratsell.nearest import plain
from stratsell.tables import TABLES
from stratsell.vocabulary import ObjectiveStatus, RelationshipKind, Role, TouchpointStatus, words_of

Rows = list[dict[Any, Any]]

OTHER_ACCOUNTS = "other accounts"
"""The column of people in which further accounts of theirs stand, by id."""

CRM_ROLE = "CRM role"
"""The column of influences in which the CRM's own word for the role stands."""


def _as_it_stands(kind: str, written: str) -> tuple[str, str]:  # noqa: ARG001 (the shape of all of them)
    return written, ""


@dataclass(frozen=True)
class Crm:
    """What is special about one CRM.

    Attributes
    ----------
    name : str
        What people call it.
    mapping : str
        The name of its mapping.
    record_id : callable
        From a kind of record and an id as it is written, the id here (blank if it means none) and what was decided
        about it, if that is worth a line.
    arrange : callable or None
        What to do with the records of connections before they are taken for influences.
    strangers : mapping of str to str
        By how ids of other kinds of record begin, what these are, such as leads.
    """

    name: str
    mapping: str
    record_id: RecordId = _as_it_stands
    arrange: Callable[[Records, Import], None] | None = None
    strangers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Import:
    """An import under way: the records of each kind, and the tables that they become."""

    crm: Crm
    mapping: CrmMapping
    day: dt.date
    day_first: bool | None
    lines: list[Line] = field(default_factory=list)
    unread: list[FileCount] = field(default_factory=list)
    records: dict[str, Records] = field(default_factory=lambda: {kind: Records(kind) for kind in SLOTS})
    names: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """By kind, the ids of the records that have a name."""

    def of(self, kind: str) -> Records:
        """Give the records of a kind."""
        return self.records[kind]

    def add(self, file: ExportFile) -> None:
        """Add a file to the records of its kind, if it is recognised."""
        found = recognised(file, self.mapping)
        if len(found) == 1 and self.mapping.kinds[found[0]]:
            self.of(self.mapping.kinds[found[0]]).add(file, found[0], self.mapping)
            return
        outcome, why = Outcome.NOT_READ, "is not recognised by its name, and not by its columns"
        if len(found) == 1:
            outcome, why = Outcome.PASSED_OVER, "such files are of no use here"
        elif found:
            why = f"could be {' or '.join(found)}; rename it to one of them"
        rows = len(file.rows) + file.left_out + file.passed_over
        self.lines += [*file.lines, Line(file.name, None, "", f"{rows} rows", outcome, why)]
        passed = rows if outcome is Outcome.PASSED_OVER else file.passed_over
        self.unread.append(FileCount(file.name, "", rows, 0, 0, passed, rows - passed))

    def report(self) -> ImportReport:
        """Say what became of everything."""
        files = [count for records in self.records.values() for count in records.counts()] + self.unread
        order = {count.file: at for at, count in enumerate(files)}
        lines = [*self.lines, *(line for records in self.records.values() for line in records.lines)]
        lines.sort(key=lambda line: (order.get(line.file, len(order)), line.row or 0))
        return ImportReport(self.crm.name, lines, files)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables of the book; call it once."""
        read_values(self.records, self.crm.record_id, day_first=self.day_first)
        users = self._users()
        tables = {"accounts": self._accounts(users)}
        tables["people"] = self._people(users)
        tables["objectives"] = self._objectives(users)
        tables["influences"] = self._influences()
        tables["relationships"] = self._relationships()
        tables["touchpoints"] = self._touchpoints(users)
        self._memberships()
        tables["people"][OTHER_ACCOUNTS] = self.of("people")[OTHER_ACCOUNTS]
        if tables["people"][OTHER_ACCOUNTS].isna().all():
            del tables["people"][OTHER_ACCOUNTS]
        return {name: _as_text(frame) for name, frame in tables.items()}

    # One kind after the other

    def _users(self) -> dict[str, str]:
        users = self.of("users")
        users["name"] = users["name"].fillna(_full_name(users))
        users.leave_out(users.blank("user_id") | users.blank("name"), "has no id or no name")
        return dict(zip(users["user_id"], users["name"], strict=True))

    def _accounts(self, users: dict[str, str]) -> pd.DataFrame:
        accounts = self.of("accounts")
        accounts.leave_out(accounts.blank("name"), "has no name")
        self._identify(accounts, "account_id", lambda: accounts["name"])
        self._name_owner(accounts, "owner", users)
        return self._table(accounts)

    def _people(self, users: dict[str, str]) -> pd.DataFrame:
        people = self.of("people")
        people["name"] = people["name"].fillna(_full_name(people))
        by_email = people.blank("name") & people["email"].notna()
        people.say(by_email, Outcome.READ_AS, "has no name, so the e-mail address stands for it", "email")
        people["name"] = people["name"].fillna(people["email"])
        people.leave_out(people.blank("name"), "has no name")
        self._take_account(people)
        self._identify(people, "person_id", lambda: people["account_id"] + "/" + people["name"])
        self._name_owner(people, "owner", users)
        people.keep("CRM owner", people["owner"])
        return self._table(people)

    def _objectives(self, users: dict[str, str]) -> pd.DataFrame:
        objectives = self.of("objectives")
        objectives.leave_out(objectives.blank("name"), "has no name")
        self._take_account(objectives)
        self._name_owner(objectives, "owner", users)
        objectives.keep("CRM owner", objectives["owner"])
        self._identify(objectives, "objective_id", lambda: objectives["account_id"] + "/" + objectives["name"])
        taken = objectives["objective_id"].isin(set(self.of("accounts")["account_id"]))
        objectives.leave_out(taken, "has the id of an account", "objective_id")
        closed = self._closed(objectives)
        objectives["status"] = [ObjectiveStatus.CLOSED.value if each else None for each in closed]
        for slot, mask in (("closed_on", closed), ("due_on", ~closed)):
            objectives[slot] = objectives[slot].fillna(objectives["close_on"].where(mask, None))
        early = ~closed & objectives["closed_on"].notna()
        objectives.leave_blank(early, "has a day on which it was closed, but is open", "closed_on")
        return self._table(objectives)

    def _closed(self, objectives: Records) -> Mask:
        """Mark the objectives that are closed, by what says so or else by their stage."""
        stages, stage = self.mapping.words["stage"], objectives["stage"]
        known = stage.map(lambda cell: stages.get(plain(cell)), na_action="ignore")
        unclear = objectives.blank("closed") & stage.notna() & known.isna()
        objectives.say(
            unclear, Outcome.READ_AS, "the mapping does not know this stage, so it is taken as open", "stage"
        )
        objectives.keep("CRM stage", stage)
        by_stage = known == ObjectiveStatus.CLOSED.value
        return (objectives["closed"] == True) | (objectives.blank("closed") & by_stage)  # noqa: E712

    def _influences(self) -> pd.DataFrame:
        influences = self.of("influences")
        if self.crm.arrange:
            self.crm.arrange(influences, self)
        self._refer(influences, "objective_id", "objective", "objectives", influences.leave_out)
        self._refer(influences, "person_id", "person", "people", influences.leave_out)
        self._note_guests(influences)
        influences["roles"] = self._roles(influences, "role")
        influences.keep(CRM_ROLE, influences["role"])
        pair = pd.MultiIndex.from_arrays([influences["objective_id"], influences["person_id"]])
        again = pd.Series(pair.duplicated(), index=influences.slots.index)
        table = self._table(influences)
        influences.join(again, "one row a person and objective; the roles of all their rows stand in it", "role")
        return _merged([*table.to_dict("records"), *self._taking_part()], list(table.columns))

    def _note_guests(self, influences: Records) -> None:
        people, objectives = self.of("people"), self.of("objectives")
        home = dict(zip(people["person_id"], people["account_id"], strict=True))
        aim = dict(zip(objectives["objective_id"], objectives["account_id"], strict=True))
        guest = influences["person_id"].map(home) != influences["objective_id"].map(aim)
        why = "is a person of another account than the objective's; kept as an influence on it"
        influences.say(guest, Outcome.READ_AS, why, "person_id")

    def _taking_part(self) -> Rows:
        """Give the influences that people and objectives name themselves, with the people's roles."""
        people, objectives = self.of("people"), self.of("objectives")
        people["roles"] = self._roles(people, "roles", raw := people["roles"].copy())
        roles = dict(zip(people["person_id"], zip(people["roles"], raw, strict=True), strict=True))
        known = set(objectives["objective_id"])
        pairs = self._pairs(people, "objective_ids", "person_id", known, "some objective")
        other = self._pairs(objectives, "person_ids", "objective_id", set(roles), "some person")
        pairs = [*pairs, *((person, objective) for objective, person in other)]
        pairs += self._with_account_only(people, raw, {person for person, _ in pairs})
        return [
            {"objective_id": objective, "person_id": person, "roles": roles[person][0], CRM_ROLE: roles[person][1]}
            for person, objective in dict.fromkeys(pairs)
        ]

    def _pairs(self, records: Records, slot: str, own: str, known: set[str], noun: str) -> list[tuple[str, str]]:
        """Give each record's id with each id of its list, and say which of these are not there."""
        lists = records[slot].map(lambda cell: cell.split("; ") if isinstance(cell, str) else [])
        lost = lists.map(lambda ids: not known.issuperset(ids)).astype(bool)
        records.say(lost, Outcome.LEFT_BLANK, f"{noun} of these is not in the export, or was left out", slot)
        found = zip(records[own], lists, strict=True)
        return [(me, each) for me, ids in found for each in ids if each in known]

    def _with_account_only(self, people: Records, raw: pd.Series, placed: set[str]) -> list[tuple[str, str]]:
        """People with a role and no objective take part in their account's implied one, if there is no other."""
        having = set(self.of("objectives")["account_id"])
        alone = raw.notna() & ~people["person_id"].isin(placed)
        implied = alone & ~people["account_id"].isin(having)
        people.say(alone & ~implied, Outcome.LEFT_BLANK, "has a role, but in none of the account's objectives", "roles")
        return list(zip(people["person_id"][implied], people["account_id"][implied], strict=True))

    def _roles(self, records: Records, slot: str, raw: pd.Series | None = None) -> pd.Series:
        """Give the roles of the vocabulary for the CRM's, and say which have none."""
        known = self.mapping.words["role"]
        raw = records[slot] if raw is None else raw
        said = raw.map(lambda cell: [cell] if plain(cell) in known else words_of(cell), na_action="ignore")
        said = said.map(lambda each: each if isinstance(each, list) else [])
        strange = said.map(lambda each: any(plain(word) not in known for word in each)).astype(bool)
        why = "the mapping does not know this role; add a line role,…,… to a mapping file"
        records.say(strange, Outcome.LEFT_BLANK, why, slot)
        nothing = said.map(lambda each: any(known.get(plain(word)) == "" for word in each)).astype(bool)
        records.say(nothing, Outcome.LEFT_BLANK, "this says none of the four roles: a red flag, not a guess", slot)
        return said.map(lambda each: _set(word for one in each for word in words_of(known.get(plain(one), ""))))

    def _relationships(self) -> pd.DataFrame:
        people = self.of("people")
        self._refer(people, "reports_to", "manager", "people", people.leave_blank, within=people["account_id"])
        own = people["reports_to"] == people["person_id"]
        people.leave_blank(own, "is the person's own id, and nobody reports to themselves", "reports_to")
        ties = people.slots[people["reports_to"].notna()]
        table = pd.DataFrame(
            {
                "source_id": ties["person_id"],
                "target_id": ties["reports_to"] if len(ties) else [],
                "kind": RelationshipKind.REPORTS_TO.value,
            }
        )
        for circle in circles(table):
            why = f"is in a circle of {len(circle)} people who report to one another; taken as it stands"
            people.say(people["person_id"].isin(circle), Outcome.READ_AS, why, "reports_to")
        return table

    def _touchpoints(self, users: dict[str, str]) -> pd.DataFrame:
        talks = self.of("touchpoints")
        talks.leave_out(talks.blank("person_id"), "names no contact, and a conversation is one with a person")
        for start, kind in self.crm.strangers.items():
            strange = talks["person_id"].str.startswith(start, na=False).astype(bool)
            talks.leave_out(strange, f"is with {kind}, not with a contact", "person_id")
        self._refer(talks, "person_id", "", "people", talks.leave_out)
        talks["on"] = talks["on"].fillna(talks["finished_on"])
        talks.leave_out(talks.blank("on"), "has no day")
        self._identify(talks, "touchpoint_id", lambda: talks["person_id"] + "/" + talks["on"])
        known = set(self.of("objectives")["objective_id"])
        about = talks["about_id"]
        strange = about.notna() & ~about.isin(known) & ~about.isin(set(self.of("accounts")["account_id"]))
        why = "is about something that is no opportunity or account of the export; counts for all of the person's"
        talks.say(strange, Outcome.LEFT_BLANK, why, "about_id")
        talks["objective_id"] = about.where(about.isin(known), None)
        talks["status"] = self._status(talks)
        talks["mode"] = talks["type"].map(lambda cell: self.mapping.words["mode"].get(plain(cell)), na_action="ignore")
        talks.keep("CRM type", talks["type"])
        talks.keep("CRM status", talks["state"])
        done = talks["status"] == TouchpointStatus.DONE.value
        talks["message"] = talks["message"].fillna(talks["subject"])
        talks["learned"] = talks["learned"].fillna(talks["notes"].where(done, None))
        plans = [_joined(*pair) for pair in zip(talks["message"], talks["notes"], strict=True)]
        talks["message"] = talks["message"].where(done, pd.Series(plans, index=talks.slots.index, dtype=object))
        self._name_owner(talks, "seller", users)
        talks["seller"] = talks["seller"].fillna(NOBODY)
        table = self._table(talks)
        rows = [*table.to_dict("records"), *self._contacts()]
        return pd.DataFrame(rows, columns=list(table.columns), dtype=object)

    def _status(self, talks: Records) -> pd.Series:
        """Say what has taken place: what is closed; else by its state; else whatever lies before the day."""
        known = talks["state"].map(lambda cell: self.mapping.words["status"].get(plain(cell)), na_action="ignore")
        strange = talks.blank("closed") & talks["state"].notna() & known.isna()
        talks.say(strange, Outcome.READ_AS, "the mapping does not know this status, so it is taken as planned", "state")
        done, planned = TouchpointStatus.DONE.value, TouchpointStatus.PLANNED.value
        day = self.day.isoformat()
        status = []
        for closed, state, word, on in zip(talks["closed"], talks["state"], known, talks["on"], strict=True):
            if closed is not None:
                status.append(done if closed else planned)
            elif state is not None:
                status.append(word if isinstance(word, str) else planned)
            else:
                status.append(done if on <= day else planned)
        return pd.Series(status, index=talks.slots.index, dtype=object)

    def _contacts(self) -> Rows:
        """Give the conversations of which people's records know only the day."""
        people, rows = self.of("people"), []
        days = (("met_on", "last", TouchpointStatus.DONE), ("meets_on", "next", TouchpointStatus.PLANNED))
        for slot, suffix, status in days:
            for person, on, owner in zip(people["person_id"], people[slot], people["owner"], strict=True):
                if on is not None:
                    rows.append(
                        {
                            "touchpoint_id": f"{person}/{suffix}",
                            "person_id": person,
                            "seller": owner or NOBODY,
                            "on": on,
                            "status": status.value,
                        }
                    )
        return rows

    def _memberships(self) -> None:
        """Note the further accounts of people; a person of a book belongs to one."""
        members, people = self.of("memberships"), self.of("people")
        self._refer(members, "person_id", "", "people", members.leave_out)
        self._refer(members, "account_id", "", "accounts", members.leave_out)
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

    # What several kinds need

    def _identify(self, records: Records, slot: str, named: Callable[[], pd.Series]) -> None:
        """Give records their ids; files that have no ids at all get them from names. An id stands once."""
        if slot not in records.given:
            records[slot] = named()
        records.leave_out(records.blank(slot), "has no id", slot)
        again = records[slot].duplicated()
        if again.any():
            whole = pd.concat([records.slots, records.extra], axis=1).astype("str").fillna("")
            same = whole.duplicated() & again
            records.join(same, "is the same record as one above", slot)
            records.leave_out(again & ~same, "has the id of a record above, but says something else", slot)
        if "name" in records.slots.columns:
            names: dict[str, list[str]] = {}
            for name, each in zip(records["name"], records[slot], strict=True):
                names.setdefault(name.strip(), []).append(each)
            self.names[records.kind] = names

    def _take_account(self, records: Records) -> None:
        """Give records their one account."""
        known = set(self.of("accounts")["account_id"])
        lists = records["account_ids"].map(lambda cell: cell.split("; ") if isinstance(cell, str) else [])
        first = pd.Series(
            [next((e for e in ids if e in known), None) for ids in lists], index=lists.index, dtype=object
        )
        several = records.blank("account_id") & (lists.map(len) > 1) & first.notna()
        why = "belongs to several accounts and none is called the primary one; the first is taken"
        records.say(several, Outcome.READ_AS, why, "account_ids")
        records["account_id"] = records["account_id"].fillna(first)
        self._refer(records, "account_id", "account", "accounts", records.leave_out)

    def _refer(
        self,
        records: Records,
        slot: str,
        name_slot: str,
        kind: str,
        act: Callable[[Mask, str, str], None],
        within: pd.Series | None = None,
    ) -> None:
        """Find whom a slot means, by id or else by name, and do something about those that are not found."""
        noun = {"accounts": "account", "people": "contact", "objectives": "opportunity"}[kind]
        own = {"accounts": "account_id", "people": "person_id", "objectives": "objective_id"}[kind]
        required = act == records.leave_out
        known, names = set(self.of(kind)[own]), self.names.get(kind, {})
        ids, named = records[slot], records[name_slot].str.strip() if len(records.slots) else records[name_slot]
        lost = ids.notna() & ~ids.isin(known)
        by_name = ids.isna() & named.notna()
        found = named.where(by_name, None).map(lambda name: names.get(name, []), na_action="ignore")
        if within is not None:
            home = dict(zip(self.of("people")["person_id"], self.of("people")["account_id"], strict=True))
            pairs = zip(found, within, strict=True)
            found = pd.Series(
                [[e for e in ids if home[e] == here] if isinstance(ids, list) else None for ids, here in pairs],
                index=ids.index,
                dtype=object,
            )
        count = found.map(lambda each: len(each) if isinstance(each, list) else -1).astype(int)
        one = found.map(lambda each: each[0] if isinstance(each, list) and each else None)
        nothing = ids.isna() & named.isna()
        act(lost, f"the {noun} is not in the export, or was left out", slot)
        act(count == 0, f"no {noun} of this name is in the export", name_slot)
        act(count > 1, f"several have this name: export the id of the {noun}, too", name_slot)
        if required:
            act(nothing, f"names no {noun}", slot)
        there = records.slots.index
        records[slot] = records[slot].fillna(one.where(count == 1, None).reindex(there))

    def _name_owner(self, records: Records, slot: str, users: dict[str, str]) -> None:
        """Give the name of who of us it is; the id where the export has no name for it."""
        ids = records["owner_id"]
        nameless = records.blank(slot) & ids.notna() & ~ids.isin(users)
        first = nameless & ~records.place["file"].where(nameless).duplicated()
        why = "owners have ids here; export the users, too, to see their names"
        records.say(first, Outcome.READ_AS, why, "owner_id")
        records[slot] = records[slot].fillna(ids.map(lambda each: users.get(each, each), na_action="ignore"))

    def _table(self, records: Records) -> pd.DataFrame:
        """Give the columns of the book's table, then the unknown ones, each under a name that is free."""
        table = TABLES[records.kind]
        known = {name: records[name] for name in table.names}
        extra = {}
        for header in records.extra.columns:
            name = header if header not in table.names and header != OTHER_ACCOUNTS else f"{header} (CRM)"
            while name in extra:
                name += "’"
            if records.extra[header].notna().any():
                extra[name] = records.extra[header]
        return pd.DataFrame({**known, **extra}, index=records.slots.index)


def _full_name(records: Records) -> pd.Series:
    """Put first and last names together."""
    pairs = zip(records["first_name"], records["last_name"], strict=True)
    names = [" ".join(part.strip() for part in pair if part) or None for pair in pairs]
    return pd.Series(names, index=records.slots.index, dtype=object)


def _joined(*texts: str | None) -> str | None:
    return "\n".join(text for text in texts if text) or None


def _set(words: Iterable[str]) -> str | None:
    """Write roles as a set, in the order of the vocabulary."""
    known = set(words)
    return "; ".join(str(role) for role in Role if role in known) or None


def _merged(rows: Rows, columns: list[str]) -> pd.DataFrame:
    """Make one row of all rows of a person and objective: their roles together, else what the first of them says."""
    found: dict[tuple[Any, Any], dict[Any, Any]] = {}
    for row in rows:
        key = row["objective_id"], row["person_id"]
        if key not in found:
            found[key] = dict(row)
            continue
        first = found[key]
        roles = (word for each in (first["roles"], row["roles"]) if isinstance(each, str) for word in words_of(each))
        both = _set(roles)
        for name, cell in row.items():
            if first.get(name) is None or first[name] != first[name]:
                first[name] = cell
            elif name not in TABLES["influences"].names and isinstance(cell, str):
                said = str(first[name]).split("; ")
                first[name] = "; ".join(dict.fromkeys([*said, cell]))
        first["roles"] = both
    names = list(dict.fromkeys([*columns, *(name for row in found.values() for name in row)]))
    frame = pd.DataFrame(list(found.values()), columns=names, dtype=object)
    return frame if CRM_ROLE not in frame or frame[CRM_ROLE].notna().any() else frame.drop(columns=CRM_ROLE)


def _as_text(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.reset_index(drop=True).astype("str")
