"""Random Salesforce exports, written as its tools write them, and what has to become of them.

`exports` draws records with the flaws that real ones have. `expected` says with plain loops, and without any code of
the package, what a reader has to make of them.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import strategies as st

Rows = list[dict[str, str]]

LABELS = {
    "Account": {"Id": "Account ID", "Name": "Account Name", "IsDeleted": "Deleted", "Industry": "Industry"},
    "Contact": {
        "Id": "Contact ID",
        "AccountId": "Account ID",
        "FirstName": "First Name",
        "LastName": "Last Name",
        "ReportsToId": "Reports To ID",
        "IsDeleted": "Deleted",
    },
    "Opportunity": {
        "Id": "Opportunity ID",
        "AccountId": "Account ID",
        "Name": "Opportunity Name",
        "StageName": "Stage",
        "CloseDate": "Close Date",
        "IsDeleted": "Deleted",
    },
    "OpportunityContactRole": {
        "OpportunityId": "Opportunity ID",
        "ContactId": "Contact ID",
        "Role": "Contact Role",
        "IsDeleted": "Deleted",
    },
    "Task": {
        "Id": "Activity ID",
        "WhoId": "Name ID",
        "WhatId": "Related To ID",
        "ActivityDate": "Due Date Only",
        "Status": "Status",
        "IsDeleted": "Deleted",
    },
}
ROLES = {
    "Economic Buyer": ["economic"],
    "Economic Decision Maker": ["economic"],
    "Executive Sponsor": ["economic"],
    "Decision Maker": ["economic"],
    "Business User": ["user"],
    "Technical Buyer": ["technical"],
    "Evaluator": ["technical"],
    "Influencer": [],
    "Other": [],
    "Something of our own": [],
    "": [],
}
ORDER = ["economic", "user", "technical", "coach"]
NONE = "000000000000000AAA"


def suffix(short: str) -> str:
    """The three characters that Salesforce adds to an id, from its documentation of them."""
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
    result = ""
    for start in (0, 5, 10):
        bits = "".join("1" if sign.isascii() and sign.isupper() else "0" for sign in reversed(short[start : start + 5]))
        result += signs[int(bits, 2)]
    return result


def long_id(written: str) -> str:
    """An id as books have it; blank for none."""
    if written in ("", NONE):
        return ""
    return written if len(written) == 18 else written + suffix(written)


def _ids(prefix: str, count: int) -> list[str]:
    # Two ids may differ in nothing but the case of a letter.
    return [f"{prefix}Kd0000000{'aA'[n % 2]}{n // 2:02d}"[:15].ljust(15, "x") for n in range(count)]


@dataclass
class Export:
    """The rows of each file, and how the files are written."""

    files: dict[str, Rows]
    style: dict[str, tuple[bool, bool, bool, str]] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        for name, rows in self.files.items():
            labels, turned, quoted, encoding = self.style[name]
            columns = list(rows[0] if rows else LABELS[name])
            columns = columns[::-1] if turned else columns
            text = io.StringIO(newline="")
            writer = csv.writer(text, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
            writer.writerow([LABELS[name].get(column, column) if labels else column for column in columns])
            writer.writerows([row[column] for column in columns] for row in rows)
            (folder / f"{name}.csv").write_bytes(text.getvalue().encode(encoding))


@st.composite
def exports(draw: st.DrawFn) -> Export:
    """A small export with deleted, repeated, homeless and unknown records."""
    either = st.booleans()
    accounts, contacts, opportunities = _ids("001", 4), _ids("003", 6), _ids("006", 4)

    def form(short: str) -> str:
        return short + suffix(short) if draw(either) else short

    def one_of(ids: list[str], *more: str) -> str:
        return draw(st.sampled_from([form(draw(st.sampled_from(ids))), *more]))

    text = st.sampled_from(
        ["Ünal", "Osei", "two\nlines", 'say "hi"', "a,b", " ", "Null", "007", "=1+1", "Bo", "Cy", "Di"]
    )
    deleted = st.sampled_from(["0"] * 9 + ["false"] * 9 + ["1", "true"])

    def rows(least: int, most: int, make) -> Rows:
        return [make() for _ in range(draw(st.integers(least, most)))]

    def account(written: str) -> dict[str, str]:
        return {"Id": written, "Name": draw(text), "IsDeleted": draw(deleted), "Industry": ""}

    def contact(written: str) -> dict[str, str]:
        return {
            "Id": written,
            "AccountId": one_of(accounts, *[NONE, ""] * draw(st.booleans())),
            "FirstName": draw(text),
            "LastName": draw(text),
            "ReportsToId": one_of(contacts, ""),
            "IsDeleted": draw(deleted),
        }

    def opportunity(written: str) -> dict[str, str]:
        return {
            "Id": written,
            "AccountId": one_of(accounts),
            "Name": draw(text),
            "StageName": draw(st.sampled_from(["Closed Won", "Closed Lost", "Prospecting", "Ours"])),
            "CloseDate": draw(st.sampled_from(["2026-10-01", "2027-02-03", ""])),
            "IsDeleted": draw(deleted),
        }

    # Most records are there once; some a second time, the same or another, and some without an id.
    files = {
        "Account": [account(form(item)) for item in accounts],
        "Contact": [contact(form(item)) for item in contacts],
        "Opportunity": [opportunity(form(item)) for item in opportunities],
        "OpportunityContactRole": rows(
            4,
            10,
            lambda: {
                "OpportunityId": one_of(opportunities),
                "ContactId": one_of(contacts),
                "Role": draw(st.sampled_from(list(ROLES))),
                "IsDeleted": draw(deleted),
            },
        ),
        "Task": rows(
            3,
            7,
            lambda: {
                "Id": draw(st.sampled_from(_ids("00T", 9))),
                "WhoId": one_of(contacts, *["", "00QKd0000000001"] * draw(st.booleans())),
                "WhatId": one_of(opportunities, form(accounts[0]), "500Kd0000000001", ""),
                "ActivityDate": draw(
                    st.sampled_from(["2026-11-01", "2026-11-24", "2026-12-24T10:00:00.000Z", "soon", ""])
                ),
                "Status": draw(st.sampled_from(["Completed", "Not Started", "Our own", ""])),
                "IsDeleted": draw(deleted),
            },
        ),
    }
    for name, make in (("Account", account), ("Contact", contact), ("Opportunity", opportunity)):
        again = draw(st.lists(st.sampled_from(files[name]), max_size=2))
        files[name] += [dict(row) if draw(either) else make(row["Id"]) for row in again]
        files[name] += [make("")] * draw(st.booleans())
    style = {
        name: (draw(either), draw(either), draw(either), draw(st.sampled_from(["utf-8", "utf-8-sig", "latin-1"])))
        for name in files
    }
    return Export(files, style)


def expected(export: Export) -> dict[str, object]:  # noqa: C901 (one plain story)
    """What has to become of an export, with plain loops."""
    counts: dict[str, list[int]] = {}
    remaining: dict[str, dict[str, dict[str, str]]] = {}

    def count(name: str, rows: Rows, use) -> None:
        """Imported, joined, passed over, left out."""
        done = counts[name] = [0, 0, 0, 0]
        for row in rows:
            done[2 if row["IsDeleted"] in ("1", "true") else use(row)] += 1

    def records(name: str, ok) -> None:
        result = remaining[name] = {}
        seen: list[dict[str, str]] = []

        def use(row: dict[str, str]) -> int:
            key = long_id(row["Id"])
            if not ok(row) or not key:
                return 3
            same = {c: long_id(cell) if c.endswith("Id") else cell.strip() and cell for c, cell in row.items()}
            same["IsDeleted"] = ""
            if key in result:
                return 1 if same in seen else 3
            seen.append(same)
            result[key] = row
            return 0

        count(name, export.files[name], use)

    records("Account", lambda row: row["Name"].strip())
    home = remaining["Account"]
    named = [lambda row: (row["FirstName"] + row["LastName"]).strip(), lambda row: row["Name"].strip()]
    records("Contact", lambda row: named[0](row) and long_id(row["AccountId"]) in home)
    records("Opportunity", lambda row: named[1](row) and long_id(row["AccountId"]) in home)

    roles: dict[tuple[str, str], set[str]] = {}

    def influence(row: dict[str, str]) -> int:
        pair = long_id(row["OpportunityId"]), long_id(row["ContactId"])
        if pair[0] not in remaining["Opportunity"] or pair[1] not in remaining["Contact"]:
            return 3
        known = pair in roles
        roles.setdefault(pair, set()).update(ROLES[row["Role"]])
        return 1 if known else 0

    count("OpportunityContactRole", export.files["OpportunityContactRole"], influence)

    touchpoints: dict[str, tuple[str, str, str]] = {}
    raw: dict[str, dict[str, str]] = {}

    def touchpoint(row: dict[str, str]) -> int:
        person, day, key = long_id(row["WhoId"]), row["ActivityDate"][:10], long_id(row["Id"])
        if person not in remaining["Contact"] or not day.startswith("20"):
            return 3
        if key in touchpoints:
            same = all(long_id(row[c]) == long_id(raw[key][c]) for c in ("WhoId", "WhatId"))
            return 1 if same and day == touchpoints[key][1] and row["Status"] == raw[key]["Status"] else 3
        if row["Status"]:
            status = "done" if row["Status"] == "Completed" else "planned"
        else:
            status = "done" if day <= "2026-11-23" else "planned"
        touchpoints[key], raw[key] = (person, day, status), row
        return 0

    count("Task", export.files["Task"], touchpoint)
    edges = {
        (key, long_id(row["ReportsToId"]))
        for key, row in remaining["Contact"].items()
        if long_id(row["ReportsToId"]) in remaining["Contact"] and long_id(row["ReportsToId"]) != key
    }
    return {
        "counts": counts,
        "accounts": set(remaining["Account"]),
        "people": {key: long_id(row["AccountId"]) for key, row in remaining["Contact"].items()},
        "closed": {key for key, row in remaining["Opportunity"].items() if row["StageName"].startswith("Closed")},
        "objectives": set(remaining["Opportunity"]),
        "roles": {pair: "; ".join(r for r in ORDER if r in has) or None for pair, has in roles.items()},
        "reports_to": edges,
        "talks": touchpoints,
    }
