"""The demo's files, read with nothing but ``csv``: sound as tables, and each story really in them.

The stories are what notebooks and screenshots tell, so each is computed here again in a few plain
lines that share no code with the package: if a rule and a story ever disagree, one of two
independent sources is wrong.
"""

import csv
from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from tests.support.contract import KEYS
from tests.support.paths import ROOT

DATA = ROOT / "data"
AS_OF = date(2026, 11, 23)
TWO_WAY = {"test", "consult", "co_create"}
COLUMNS = {
    "accounts": "account_id name industry owner reorganized_on",
    "objectives": "objective_id account_id name problem outcome metric baseline target due_on value status closed_on",
    "people": "person_id account_id name title email in_role_since leaves_on",
    "influences": "objective_id person_id roles mindset degree support business_result "
    "personal_win certainty answer decision thanked_on wanted_level",
    "relationships": "source_id target_id kind strength notes",
    "touchpoints": "touchpoint_id person_id objective_id seller on status mode place message learned",
    "options": "objective_id option source fit chosen offered_on",
    "propositions": "objective_id version on positioning communication framework",
    "feedback": "objective_id version person_id on mode comment change",
    "actions": "action_id objective_id action person_id seller with_whom due_on status note because",
}
REQUIRED = {
    "accounts": ["name"],
    "objectives": ["account_id", "name"],
    "people": ["account_id", "name"],
    "touchpoints": ["person_id", "seller", "on", "status"],
    "options": ["source"],
    "actions": ["objective_id", "action"],
}
WORDS = {
    "roles": {"economic", "user", "technical", "coach"},
    "mindset": {"growth", "trouble", "even_keel", "overconfident"},
    "degree": {"high", "medium", "low"},
    "certainty": {"known", "uncertain"},
    "decision": {"yes", "no"},
    "kind": {"reports_to", "influences", "opposes"},
    "mode": {"tell", "sell", *TWO_WAY},
    "source": {"ours", "partner", "competitor", "in_house", "do_nothing"},
    "chosen": {"true"},
}
NUMBERS = {"support": (-5, 5), "strength": (0.01, 1), "fit": (0, 5), "version": (1, 99), "wanted_level": (1, 4)}


def read(table: str) -> list[dict[str, str]]:
    """One table as the text of its cells."""
    with (DATA / "demo" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


BOOK = {table: read(table) for table in COLUMNS}
ACCOUNT_OF = {row["person_id"]: row["account_id"] for row in BOOK["people"]}
NAME_OF = {row["person_id"]: row["name"] for row in BOOK["people"]}
OBJECTIVES = {row["objective_id"]: row["account_id"] for row in BOOK["objectives"]}
# An account without an objective row has one open objective, named by the account's own id.
OBJECTIVES |= {
    row["account_id"]: row["account_id"] for row in BOOK["accounts"] if row["account_id"] not in OBJECTIVES.values()
}


def influences(objective: str, role: str = "") -> dict[str, dict[str, str]]:
    """The people with a role in an objective (or with this role), by id."""
    return {
        row["person_id"]: row
        for row in BOOK["influences"]
        if row["objective_id"] == objective and row["roles"] and role in row["roles"]
    }


def level(objective: str, person: str) -> int:
    """The level of a person in an objective, as the rule says it."""
    row = influences(objective)[person]
    if row["thanked_on"] and date.fromisoformat(row["thanked_on"]) <= AS_OF:
        return 4
    modes = {
        touch["mode"]
        for touch in BOOK["touchpoints"]
        if touch["person_id"] == person
        and touch["objective_id"] in ("", objective)
        and touch["status"] == "done"
        and AS_OF - timedelta(days=90) < date.fromisoformat(touch["on"]) <= AS_OF
    }
    return 3 if modes & TWO_WAY else 2 if modes else 1


def levels(objective: str) -> dict[str, int]:
    """The level of everybody with a role in an objective."""
    return {person: level(objective, person) for person in influences(objective)}


def flags(objective: str) -> dict[str, int]:
    """How many red flags each person with a role carries (the account's own flag left out)."""
    since = {row["person_id"]: row["in_role_since"] for row in BOOK["people"]}
    needed = ("roles", "mindset", "degree", "business_result", "personal_win")
    return {
        person: sum(
            [
                not all(row[column] for column in needed),
                row["certainty"] == "uncertain",
                level(objective, person) == 1,
                str(AS_OF - timedelta(days=180)) < since[person] <= str(AS_OF),
            ]
        )
        for person, row in influences(objective).items()
    }


def edges_of(account: str) -> dict[tuple[str, str], float]:
    """The strongest tie of each two people of an account, in both directions."""
    result: dict[tuple[str, str], float] = {}
    for row in BOOK["relationships"]:
        if row["kind"] != "opposes" and ACCOUNT_OF[row["source_id"]] == account:
            strength = float(row["strength"] or 0.5)
            for pair in [
                (row["source_id"], row["target_id"]),
                (row["target_id"], row["source_id"]),
            ]:
                result[pair] = max(strength, result.get(pair, 0))
    return result


def routes(account: str, start: str, end: str) -> list[tuple[float, list[str]]]:
    """Every route of at most four ties, strongest first."""
    edges, result, open_routes = edges_of(account), [], [(1.0, [start])]
    while open_routes:
        strength, route = open_routes.pop()
        if route[-1] == end:
            result.append((strength, route))
        elif len(route) < 5:
            open_routes += [
                (strength * edges[a, b], [*route, b]) for a, b in edges if a == route[-1] and b not in route
            ]
    return sorted(result, reverse=True)


def managers(person: str) -> list[str]:
    """Whom a person reports to."""
    return [
        row["target_id"] for row in BOOK["relationships"] if row["source_id"] == person and row["kind"] == "reports_to"
    ]


def best_source(objective: str) -> str:
    """Whose option solves the customer's problem best."""
    mine = [row for row in BOOK["options"] if row["objective_id"] == objective]
    return max(mine, key=lambda row: float(row["fit"]))["source"]


@pytest.mark.parametrize("table", COLUMNS)
def test_table_has_its_columns_and_unique_keys(table: str) -> None:
    text = (DATA / "demo" / f"{table}.csv").read_bytes()
    assert b"\r" not in text
    assert text.decode().splitlines()[0].split(",") == COLUMNS[table].split()
    keys = [tuple(row[column] for column in KEYS[table]) for row in BOOK[table]]
    assert len(set(keys)) == len(keys)
    assert all(all(key) for key in keys)
    assert all(row[column] for row in BOOK[table] for column in REQUIRED.get(table, []))
    # A short or long line would leave None as a value or as a column.
    assert not any(None in row or None in row.values() for row in BOOK[table])


def test_references_hold() -> None:
    accounts = {row["account_id"] for row in BOOK["accounts"]}
    versions = {(row["objective_id"], row["version"]) for row in BOOK["propositions"]}
    assert set(OBJECTIVES.values()) | set(ACCOUNT_OF.values()) == accounts
    for rows in BOOK.values():
        for row in rows:
            objective, person = row.get("objective_id"), row.get("person_id")
            assert not objective or objective in OBJECTIVES
            assert not person or person in ACCOUNT_OF
            if objective and person:
                assert ACCOUNT_OF[person] == OBJECTIVES[objective]
    for row in BOOK["relationships"]:
        assert ACCOUNT_OF[row["source_id"]] == ACCOUNT_OF[row["target_id"]]
        assert row["source_id"] != row["target_id"]
    assert all((row["objective_id"], row["version"]) in versions for row in BOOK["feedback"])


def test_values_are_legal() -> None:
    statuses = {"objectives": {"open", "closed"}, "actions": {"open", "done", "dropped"}}
    for table, rows in BOOK.items():
        allowed = WORDS | {"status": statuses.get(table, {"planned", "done"})}
        for row in rows:
            for column, value in row.items():
                if value and column in allowed:
                    assert set(value.split("; ")) <= allowed[column], row
                if value and column in NUMBERS:
                    low, high = NUMBERS[column]
                    assert low <= float(value) <= high, row
                if (value and column.endswith(("_on", "_since"))) or column == "on":
                    assert date.fromisoformat(value).isoformat() == value
                if value and column in ("baseline", "target", "value"):
                    assert float(value) > 0, row
    assert all(row["email"].endswith(("example.com", "example.org")) for row in BOOK["people"] if row["email"])


def test_nobody_decides_who_cannot() -> None:
    """Only an economic influence says yes, only it and a technical one no; all can say thank you."""
    may = {"yes": {"economic"}, "no": {"economic", "technical"}}
    decided = [row for row in BOOK["influences"] if row["decision"]]
    assert len(decided) == 4
    assert all(may[row["decision"]] & set(row["roles"].split("; ")) for row in decided)


def test_what_helps_them_better_has_been_offered_but_once() -> None:
    """At Solvane's injuries nobody has said so yet, which is what the plan advises."""
    offered = {row["objective_id"]: row for row in BOOK["options"] if row["offered_on"]}
    assert set(offered) == {"solvane-1", "meridian-1", "rotterveld-1"}
    for objective, row in offered.items():
        assert row["source"] == best_source(objective)
        assert date.fromisoformat(row["offered_on"]) <= AS_OF


def test_a_coach_who_is_our_only_door_is_leaving() -> None:
    leaving = {row["person_id"]: row["leaves_on"] for row in BOOK["people"] if row["leaves_on"]}
    assert set(leaving) == {"bw-pryce", "ml-green"}
    assert all(date.fromisoformat(day) > AS_OF for day in leaving.values())
    assert all("coach" in influences(objective)[person]["roles"] for objective, person in
               (("brightwater-1", "bw-pryce"), ("meridian-1", "ml-green")))  # fmt: skip


def test_somebody_of_ours_has_left() -> None:
    """Rolf Danner has spoken with nobody for half a year, and owns no account."""
    last = {row["seller"]: row["on"] for row in BOOK["touchpoints"]}
    gone = {seller for seller, day in last.items() if date.fromisoformat(day) < AS_OF - timedelta(days=180)}
    assert gone == {"Rolf Danner"}
    assert not gone & {row["owner"] for row in BOOK["accounts"]}


def test_actions_show_all_that_may_become_of_them() -> None:
    actions = BOOK["actions"]
    by = {status: [row for row in actions if row["status"] == status] for status in ("open", "done", "dropped")}
    assert [row["person_id"] for row in by["open"] if row["due_on"] < str(AS_OF)] == ["nw-menon"]  # overdue
    assert [row["with_whom"] for row in by["open"] if not row["seller"]] == ["nw-zhao"]  # theirs
    assert [row["with_whom"] for row in by["open"] if row["seller"] and row["with_whom"]] == ["kr-lowe"]  # of both
    assert [row["person_id"] for row in by["dropped"]] == ["hs-vik"]
    assert all(row["note"] for row in by["dropped"])
    assert {row["action"] for row in by["done"]} == {"ask", "propose"}


def test_how_far_we_want_to_come_is_said_where_we_know() -> None:
    wanted = [row for row in BOOK["influences"] if row["wanted_level"]]
    assert len({row["objective_id"] for row in wanted}) == 6
    assert all(row["roles"] for row in wanted)


def test_size() -> None:
    assert len(BOOK["accounts"]) == 13
    assert 120 <= len(BOOK["people"]) <= 160
    assert max(list(ACCOUNT_OF.values()).count(account) for account in ACCOUNT_OF.values()) == 35


def test_reporting_has_no_cycle() -> None:
    for person in ACCOUNT_OF:
        above = managers(person)
        for _ in ACCOUNT_OF:
            assert person not in above
            above = [boss for one in above for boss in managers(one)]
        assert not above


def test_open_objectives_are_measured_and_not_over() -> None:
    rows = [row for row in BOOK["objectives"] if row["status"] == "open"]
    assert len(rows) == 13
    for row in rows:
        assert all(row[c] for c in ("problem", "outcome", "metric", "target", "due_on", "value"))
        assert date.fromisoformat(row["due_on"]) > AS_OF
    # Nobody at Fennimore has been asked yet, so nobody knows where they start from.
    assert [row["account_id"] for row in rows if not row["baseline"]] == ["fennimore"]


def test_feedback_was_given_in_a_conversation_about_that_version() -> None:
    touchpoints = {
        (row["objective_id"], row["person_id"], row["on"], row["mode"])
        for row in BOOK["touchpoints"]
        if row["status"] == "done"
    }
    written = {(row["objective_id"], row["version"]): row["on"] for row in BOOK["propositions"]}
    for row in BOOK["feedback"]:
        assert (row["objective_id"], row["person_id"], row["on"], row["mode"]) in touchpoints
        assert row["on"] >= written[row["objective_id"], row["version"]]


def test_some_rows_lie_after_the_demo_date() -> None:
    touches = BOOK["touchpoints"]
    assert all((row["status"] == "planned") == (row["on"] > str(AS_OF)) for row in touches)
    assert any(row["reorganized_on"] > str(AS_OF) for row in BOOK["accounts"])
    assert any(row["in_role_since"] > str(AS_OF) for row in BOOK["people"])


def test_northwind_is_the_picture_of_the_explorer() -> None:
    assert levels("northwind-1") == {
        "nw-osei": 1,
        "nw-zhao": 3,
        "nw-haddad": 2,
        "nw-prado": 4,
        "nw-whitfield": 3,
        "nw-tanaka": 1,
    }
    carried = {person: count for person, count in flags("northwind-1").items() if count}
    assert carried == {"nw-osei": 2, "nw-haddad": 1, "nw-tanaka": 3}
    strength, route = routes("northwind", "nw-whitfield", "nw-osei")[0]
    assert round(strength, 2) == 0.46
    assert route == ["nw-whitfield", "nw-prado", "nw-zhao", "nw-osei"]
    assert "nw-menon" in ACCOUNT_OF
    assert "nw-menon" not in influences("northwind-1")


def test_kestrel_is_well_covered() -> None:
    reached = levels("kestrel-1")
    assert min(reached.values()) == 3
    for role in WORDS["roles"]:
        assert influences("kestrel-1", role)
    assert not any(flags("kestrel-1").values())


def test_brightwater_hangs_on_one_contact() -> None:
    reached = levels("brightwater-1")
    assert [person for person, value in reached.items() if value >= 2] == ["bw-pryce"]
    assert list(influences("brightwater-1", "coach")) == ["bw-pryce"]
    assert len(reached) == 7


def test_calloway_has_no_economic_influence_but_common_managers() -> None:
    assert not influences("calloway-1", "economic")
    above = [boss for person in influences("calloway-1") for boss in managers(person)]
    common = {boss for boss in above if above.count(boss) > 1}
    assert {"ch-ekow", "ch-doyle"} <= common - set(influences("calloway-1"))
    assert managers("ch-ekow") == managers("ch-doyle") == ["ch-marchetti"]


def test_the_coach_at_orrin_sits_four_edges_from_the_decision() -> None:
    assert list(influences("orrin-1", "coach")) == ["or-reid"]
    assert level("orrin-1", "or-reid") == 3
    assert level("orrin-1", "or-vogel") == 1
    result = routes("orrin", "or-reid", "or-vogel")
    assert {len(route) - 1 for _, route in result} == {4}
    assert result[0][1] == ["or-reid", "or-stone", "or-abara", "or-dubois", "or-vogel"]


def test_the_decider_at_halden_is_overconfident() -> None:
    row = influences("halden-1", "economic")["hs-halvorsen"]
    assert (row["mindset"], row["decision"], int(row["support"])) == ("overconfident", "no", -3)
    assert len(managers("hs-moe")) == 2


def test_meridian_was_reorganized_and_has_new_people() -> None:
    start = str(AS_OF - timedelta(days=180))
    moved = {row["account_id"]: row["reorganized_on"] for row in BOOK["accounts"]}
    recent = [account for account, day in moved.items() if start < day <= str(AS_OF)]
    assert recent == ["meridian"]
    since = {row["person_id"]: row["in_role_since"] for row in BOOK["people"]}
    new = [p for p in influences("meridian-1") if start < since[p] <= str(AS_OF)]
    assert new == ["ml-roy", "ml-baptiste", "ml-santoro", "ml-green"]


def test_fennimore_is_wholly_uncontacted() -> None:
    assert set(levels("fennimore-1").values()) == {1}
    assert len(levels("fennimore-1")) == 6
    assert not influences("fennimore-1", "coach")


def test_solvane_has_two_objectives_a_person_in_two_roles_and_a_thank_you() -> None:
    rows = {r["objective_id"]: r for r in BOOK["objectives"] if r["account_id"] == "solvane"}
    assert [row["status"] for row in rows.values()] == ["closed", "open", "open"]
    assert influences("solvane-2")["sv-brandt"]["roles"] == "economic"
    assert influences("solvane-3")["sv-brandt"]["roles"] == "user"
    chosen = [row for row in BOOK["options"] if row["chosen"]]
    assert [(row["objective_id"], row["source"]) for row in chosen] == [("solvane-1", "competitor")]
    assert level("solvane-1", "sv-brandt") == 4
    # A touchpoint without an objective counts for each of hers.
    hers = [row for row in BOOK["touchpoints"] if row["person_id"] == "sv-brandt"]
    assert not all(row["objective_id"] for row in hers)


@pytest.mark.parametrize(
    ("account", "first", "last"),
    [
        ("hoshino", "一", "鿿"),
        ("hoshino", "가", "힣"),
        ("naseem", "ؠ", "ي"),
        ("naseem", "ऄ", "ह"),
    ],
)
def test_names_in_other_scripts(account: str, first: str, last: str) -> None:
    names = [NAME_OF[person] for person, owner in ACCOUNT_OF.items() if owner == account]
    assert sum(any(first <= letter <= last for letter in name) for name in names) >= 3


def test_rotterveld_has_two_camps() -> None:
    opposed = {
        (row["source_id"], row["target_id"])
        for row in BOOK["relationships"]
        if row["kind"] == "opposes" and ACCOUNT_OF[row["source_id"]] == "rotterveld"
    }
    assert ("rt-kuipers", "rt-elamrani") in opposed
    assert len(opposed) == 3
    support = {person: int(row["support"]) for person, row in influences("rotterveld-1").items()}
    assert min(support.values()) <= -4
    assert max(support.values()) >= 4


def test_pickett_is_a_simple_account() -> None:
    assert OBJECTIVES["pickett"] == "pickett"
    assert not [row for row in BOOK["objectives"] if row["account_id"] == "pickett"]
    assert levels("pickett") == {"pb-pickett": 3, "pb-pickett-jr": 1}


def test_another_source_is_the_better_one_in_places() -> None:
    best = {row["objective_id"]: best_source(row["objective_id"]) for row in BOOK["options"]}
    assert {objective: source for objective, source in best.items() if source != "ours"} == {
        "fennimore-1": "competitor",
        "meridian-1": "partner",
        "rotterveld-1": "in_house",
        "solvane-1": "competitor",
        "solvane-3": "partner",
    }


def test_awkward_names_are_there() -> None:
    assert NAME_OF["019"] == "Null"
    assert "007" in NAME_OF
    assert NAME_OF["kr-obrien"] == "Siobhán O'Brien"
    assert len(NAME_OF["sv-vasconcelos"]) > 60
    titles = [row["title"] for row in BOOK["people"]]
    assert max(len(title) for title in titles) > 120
    assert any("☀" in title for title in titles)


def test_the_flat_sheet_is_one_a_beginner_would_have() -> None:
    sheet = pd.read_excel(DATA / "people.xlsx", engine="calamine")
    assert list(sheet.columns) == [
        "Account",
        "Name",
        "Title",
        "Roles",
        "Mindset",
        "Reports to",
        "Last contacted on",
        "Owner",
    ]
    assert len(sheet) == 14
    assert sheet["Account"].nunique() == 2
    assert not set(sheet["Name"]) & set(NAME_OF.values())
    for (account, boss), _ in sheet.groupby(["Account", "Reports to"]):
        assert boss in set(sheet.loc[sheet["Account"] == account, "Name"])
    roles = {role for cell in sheet["Roles"].dropna() for role in cell.split("; ")}
    assert roles == WORDS["roles"]
    assert set(sheet["Mindset"].dropna()) == WORDS["mindset"]
    days = sheet["Last contacted on"].dropna()
    assert all(isinstance(day, datetime) and day.date() <= AS_OF for day in days)
    assert sheet["Last contacted on"].isna().any()
