"""Every rule once more, slow and obvious, for the property tests to compare with.

Plain loops over lists of dictionaries, written from the design alone and sharing no code with the
package. A book here is a mapping of table names to rows; a blank cell is `None`, a missing table
has no rows and a missing column is blank everywhere. Nothing is fast, nothing is clever, and
routes are found by walking all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]
Rows = list[Row]
Tables = Mapping[str, Rows]

ROLES = ["economic", "user", "technical", "coach"]
TWO_WAY = ["test", "consult", "co_create"]
FLAGS = [
    "missing_information",
    "uncertain_information",
    "uncontacted",
    "new_to_job",
    "reorganization",
]
MOST_EDGES = 4
USUAL_STRENGTH = 0.5


# --- What the rules speak of --------------------------------------------------------------------


def rows(book: Tables, table: str) -> Rows:
    return book.get(table, [])


def objectives(book: Tables) -> Rows:
    """The objectives that are written down, and the implied one of each account without any."""
    written = rows(book, "objectives")
    having = [row["account_id"] for row in written]
    implied = [
        {"objective_id": row["account_id"], "account_id": row["account_id"], "name": row["name"]}
        for row in rows(book, "accounts")
        if row["account_id"] not in having
    ]
    return sorted([*written, *implied], key=lambda row: (row["account_id"], row["objective_id"]))


def is_open(objective: Row, as_of: date) -> bool:
    if objective.get("status") != "closed":
        return True
    closed_on = objective.get("closed_on")
    return closed_on is not None and closed_on > as_of


def open_objectives(book: Tables, as_of: date) -> Rows:
    return [row for row in objectives(book) if is_open(row, as_of)]


def influence_rows(book: Tables, objective: Row) -> Rows:
    """The rows of `influences` of an objective, whether they name a role or not."""
    found = [row for row in rows(book, "influences") if row["objective_id"] == objective["objective_id"]]
    return sorted(found, key=lambda row: row["person_id"])


def roles(influence: Row) -> list[str]:
    return [word.strip() for word in (influence.get("roles") or "").split(";") if word.strip()]


def in_window(day: date | None, as_of: date, length: int) -> bool:
    return day is not None and as_of - timedelta(length) < day <= as_of


def contacts(book: Tables, influence: Row, as_of: date) -> Rows:
    """The touchpoints that took place with this person for this objective, up to as_of."""
    return [
        row
        for row in rows(book, "touchpoints")
        if row["person_id"] == influence["person_id"]
        and row.get("objective_id") in (None, influence["objective_id"])
        and row["status"] == "done"
        and row["on"] <= as_of
    ]


def last_contact(book: Tables, influence: Row, as_of: date) -> date | None:
    return max((row["on"] for row in contacts(book, influence, as_of)), default=None)


def level(book: Tables, influence: Row, as_of: date, fresh_days: int) -> int:
    thanked_on = influence.get("thanked_on")
    if thanked_on is not None and thanked_on <= as_of:
        return 4
    fresh = [row for row in contacts(book, influence, as_of) if in_window(row["on"], as_of, fresh_days)]
    if any(row.get("mode") in TWO_WAY for row in fresh):
        return 3
    return 2 if fresh else 1


# --- Table rules --------------------------------------------------------------------------------


def levels(book: Tables, as_of: date, fresh_days: int = 90) -> Rows:
    return [
        {
            "account_id": objective["account_id"],
            "objective_id": objective["objective_id"],
            "person_id": influence["person_id"],
            "level": level(book, influence, as_of, fresh_days),
            "last_contact": last_contact(book, influence, as_of),
        }
        for objective in objectives(book)
        for influence in influence_rows(book, objective)
    ]


def coverage(book: Tables, as_of: date, fresh_days: int = 90) -> Rows:
    return [coverage_of(book, objective, as_of, fresh_days) for objective in objectives(book)]


def coverage_of(book: Tables, objective: Row, as_of: date, fresh_days: int) -> Row:
    best = dict.fromkeys(ROLES, 0)
    reached = []
    for influence in influence_rows(book, objective):
        if roles(influence):
            reached.append(level(book, influence, as_of, fresh_days))
        for role in roles(influence):
            best[role] = max(best[role], reached[-1])
    return {
        "account_id": objective["account_id"],
        "objective_id": objective["objective_id"],
        **best,
        "score": sum(best.values()) / 16,
        "influences": len(reached),
        "contacted": len([number for number in reached if number >= 2]),
        "thanked": len([number for number in reached if number == 4]),
    }


def missing_influences(book: Tables, as_of: date, fresh_days: int = 90) -> Rows:
    """The rows without candidates; `allowed` holds everybody who may be named as one."""
    found = []
    for objective in open_objectives(book, as_of):
        covered = coverage_of(book, objective, as_of, fresh_days)
        holders = [row["person_id"] for row in influence_rows(book, objective) if roles(row)]
        allowed = {
            row["person_id"]
            for row in rows(book, "people")
            if row["account_id"] == objective["account_id"] and row["person_id"] not in holders
        }
        found += [
            {
                "account_id": objective["account_id"],
                "objective_id": objective["objective_id"],
                "role": role,
                "allowed": allowed,
            }
            for role in ROLES
            if covered[role] == 0
        ]
    return found


def red_flags(
    book: Tables,
    as_of: date,
    fresh_days: int = 90,
    new_days: int = 180,
    reorg_days: int = 180,
) -> Rows:
    found = []
    for objective in open_objectives(book, as_of):
        account_id, objective_id = objective["account_id"], objective["objective_id"]
        reorganized_on = next(
            row.get("reorganized_on") for row in rows(book, "accounts") if row["account_id"] == account_id
        )
        flags: list[tuple[str | None, str, str]] = []
        if in_window(reorganized_on, as_of, reorg_days):
            flags.append((None, "reorganization", f"reorganized on {reorganized_on}"))
        for influence in influence_rows(book, objective):
            flags += [
                (influence["person_id"], flag, detail)
                for flag, detail in flags_of(book, influence, as_of, fresh_days, new_days)
            ]
        flags.sort(key=lambda flag: (flag[0] is not None, flag[0] or "", FLAGS.index(flag[1])))
        found += [
            {
                "account_id": account_id,
                "objective_id": objective_id,
                "person_id": person_id,
                "flag": flag,
                "detail": detail,
            }
            for person_id, flag, detail in flags
        ]
    return found


def flags_of(book: Tables, influence: Row, as_of: date, fresh_days: int, new_days: int) -> Iterator[tuple[str, str]]:
    told = ["roles", "mindset", "degree", "business_result", "personal_win"]
    blank = [column for column in told if influence.get(column) is None]
    if blank:
        yield "missing_information", ", ".join(blank)
    if influence.get("certainty") == "uncertain":
        yield "uncertain_information", "marked as uncertain"
    if roles(influence) and level(book, influence, as_of, fresh_days) == 1:
        last = last_contact(book, influence, as_of)
        yield "uncontacted", f"last contact {last}" if last else "never contacted"
    since = next(row.get("in_role_since") for row in rows(book, "people") if row["person_id"] == influence["person_id"])
    if in_window(since, as_of, new_days):
        yield "new_to_job", f"in role since {since}"


# --- Graph rules --------------------------------------------------------------------------------

Links = dict[str, dict[str, float]]


def links(book: Tables, account_id: str) -> Links:
    """Who of the account can introduce whom: both ways, the strongest of parallel edges."""
    home = [row["person_id"] for row in rows(book, "people") if row["account_id"] == account_id]
    found: Links = {person: {} for person in home}
    for row in rows(book, "relationships"):
        source, target = row["source_id"], row["target_id"]
        if row["kind"] == "opposes" or source not in home or target not in home:
            continue
        strength = row.get("strength")
        strength = USUAL_STRENGTH if strength is None else strength
        found[source][target] = max(strength, found[source].get(target, 0))
        found[target][source] = max(strength, found[target].get(source, 0))
    return found


def routes(linked: Links, route: tuple[str, ...], strength: float = 1.0) -> Iterator[Any]:
    """Every simple route of at most four edges that goes on from this one, with its strength."""
    if len(route) > 1:
        yield route, strength
    if len(route) <= MOST_EDGES:
        for person, step in linked.get(route[-1], {}).items():
            if person not in route:
                yield from routes(linked, (*route, person), strength * step)


def reached_from(linked: Links, start: str) -> set[str]:
    return {route[-1] for route, _ in routes(linked, (start,))}


def introductions(book: Tables, as_of: date, fresh_days: int = 90) -> Rows:
    found = []
    for objective in open_objectives(book, as_of):
        influences = influence_rows(book, objective)
        linked = links(book, objective["account_id"])
        number = {row["person_id"]: level(book, row, as_of, fresh_days) for row in influences}
        known = {row["person_id"] for row in influences if number[row["person_id"]] >= 2}
        coaches = {row["person_id"] for row in influences if "coach" in roles(row)} & known
        found += [
            {
                "account_id": objective["account_id"],
                "objective_id": objective["objective_id"],
                "person_id": row["person_id"],
                **introduction(linked, coaches, known, row["person_id"]),
            }
            for row in influences
            if roles(row) and number[row["person_id"]] == 1
        ]
    return found


def introduction(linked: Links, coaches: set[str], known: set[str], target: str) -> Row:
    for starts in (coaches, known):
        ways = [
            (-round(strength, 9), len(route) - 1, route)
            for start in starts
            for route, strength in routes(linked, (start,))
            if route[-1] == target
        ]
        if ways:
            weakness, edges, route = min(ways)
            return {
                "start_id": route[0],
                "via_coach": route[0] in coaches,
                "route": " > ".join(route),
                "edges": edges,
                "strength": -weakness,
            }
    return dict.fromkeys(["start_id", "via_coach", "route", "edges", "strength"])


def reach(book: Tables, as_of: date, fresh_days: int = 90) -> Rows:
    found = []
    for objective in open_objectives(book, as_of):
        influences = influence_rows(book, objective)
        linked = links(book, objective["account_id"])
        number = {row["person_id"]: level(book, row, as_of, fresh_days) for row in influences}
        known = {person for person, reached in number.items() if reached >= 2}
        for row in influences:
            if "coach" not in roles(row):
                continue
            coach = row["person_id"]
            others = {other["person_id"] for other in influences if roles(other)} - {coach}
            waiting = {person for person in others if number[person] == 1}
            found.append(
                {
                    "account_id": objective["account_id"],
                    "objective_id": objective["objective_id"],
                    "person_id": coach,
                    "level": number[coach],
                    "reaches": len(others & reached_from(linked, coach)),
                    "only": len(
                        (waiting & reached_from_any(linked, known))
                        - reached_from_any(without(linked, coach), known - {coach})
                    ),
                }
            )
    return found


def reached_from_any(linked: Links, starts: set[str]) -> set[str]:
    return {person for start in starts for person in reached_from(linked, start)}


def without(linked: Links, gone: str) -> Links:
    """The links that are left when somebody leaves the account."""
    return {
        person: {other: step for other, step in steps.items() if other != gone}
        for person, steps in linked.items()
        if person != gone
    }
