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
    "opposed",
    "single_threaded",
    "no_coach",
    "closed_minded",
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
    result = [row for row in rows(book, "influences") if row["objective_id"] == objective["objective_id"]]
    return sorted(result, key=lambda row: row["person_id"])


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


def red_flags(
    book: Tables,
    as_of: date,
    fresh_days: int = 90,
    new_days: int = 180,
    reorg_days: int = 180,
) -> Rows:
    result = []
    for objective in open_objectives(book, as_of):
        account_id, objective_id = objective["account_id"], objective["objective_id"]
        reorganized_on = next(
            row.get("reorganized_on") for row in rows(book, "accounts") if row["account_id"] == account_id
        )
        flags: list[tuple[str | None, str, str]] = []
        if in_window(reorganized_on, as_of, reorg_days):
            flags.append((None, "reorganization", f"reorganized on {reorganized_on}"))
        part = Part(book, objective, as_of, fresh_days)
        if not part.coaches & part.met:
            flags.append((None, "no_coach", "nobody we have spoken with lately is a coach"))
        for influence in influence_rows(book, objective):
            flags += [
                (influence["person_id"], flag, detail)
                for flag, detail in flags_of(book, influence, as_of, fresh_days, new_days)
            ]
            flags += [
                (influence["person_id"], flag, detail)
                for flag, detail in flags_from_practice(book, part, influence, as_of, new_days)
            ]
        flags.sort(key=lambda flag: (flag[0] is not None, flag[0] or "", FLAGS.index(flag[1])))
        result += [
            {
                "account_id": account_id,
                "objective_id": objective_id,
                "person_id": person_id,
                "flag": flag,
                "detail": detail,
                "source": "article" if FLAGS.index(flag) < 5 else "practice",
            }
            for person_id, flag, detail in flags
        ]
    return result


def flags_of(book: Tables, influence: Row, as_of: date, fresh_days: int, new_days: int) -> Iterator[tuple[str, str]]:
    message = ["roles", "mindset", "degree", "business_result", "personal_win"]
    blank = [column for column in message if influence.get(column) is None]
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


def flags_from_practice(
    book: Tables, part: Part, influence: Row, as_of: date, new_days: int
) -> Iterator[tuple[str, str]]:
    person, held = influence["person_id"], roles(influence)
    against, said_no = (influence.get("support") or 0) <= -3, influence.get("decision") == "no"
    if influence.get("degree") in ("high", "medium") and (against or said_no):
        yield "opposed", ", and ".join(["strongly against it"] * against + ["said no"] * said_no)
    hangs = ["nobody else has been spoken with lately"] if part.met == {person} else []
    row = person_row(book, person)
    since, leaves = row.get("in_role_since"), row.get("leaves_on")
    frail = [f"in role since {since}"] if in_window(since, as_of, new_days) else []
    frail += [f"leaving on {leaves}"] if leaves else []
    frail += ["marked as uncertain"] if influence.get("certainty") == "uncertain" else []
    only = len(only_through(part, person)) if "coach" in held and frail else 0
    if only:
        whom = "one person" if only == 1 else f"{only} people"
        hangs.append(f"our only door to {whom}, and {', '.join(frail)}")
    if hangs:
        yield "single_threaded", "; ".join(hangs)
    if "economic" in held and influence.get("mindset") in ("even_keel", "overconfident"):
        yield "closed_minded", "on an even keel" if influence["mindset"] == "even_keel" else "overconfident"


# --- Graph rules --------------------------------------------------------------------------------

Links = dict[str, dict[str, float]]


def home(book: Tables, account_id: str) -> list[str]:
    return sorted(row["person_id"] for row in rows(book, "people") if row["account_id"] == account_id)


def strength(relationship: Row) -> float:
    message = relationship.get("strength")
    return USUAL_STRENGTH if message is None else message


def links(book: Tables, account_id: str) -> Links:
    """Who of the account can introduce whom: both ways, the strongest of parallel edges, never opponents."""
    people = home(book, account_id)
    result: Links = {person: {} for person in people}
    between = [row for row in rows(book, "relationships") if row["source_id"] in people and row["target_id"] in people]
    opponents = [{row["source_id"], row["target_id"]} for row in between if row["kind"] == "opposes"]
    for row in between:
        source, target = row["source_id"], row["target_id"]
        if row["kind"] in ("reports_to", "influences") and {source, target} not in opponents:
            result[source][target] = max(strength(row), result[source].get(target, 0))
            result[target][source] = max(strength(row), result[target].get(source, 0))
    return result


def routes(linked: Links, against: set[str], route: tuple[str, ...], so_far: float = 1.0) -> Iterator[Any]:
    """Every simple route of at most four edges that goes on from this one, with its strength."""
    if len(route) > 1:
        yield route, so_far
    if len(route) <= MOST_EDGES and route[-1] not in against:
        for person, step in linked.get(route[-1], {}).items():
            if person not in route:
                yield from routes(linked, against, (*route, person), so_far * step)


class Part:
    """What the graph rules know of an objective: its influences, who is met, who is against it, who leads to whom."""

    def __init__(self, book: Tables, objective: Row, as_of: date, fresh_days: int) -> None:
        self.key = {name: objective[name] for name in ("account_id", "objective_id")}
        self.influences = influence_rows(book, objective)
        self.level = {row["person_id"]: level(book, row, as_of, fresh_days) for row in self.influences}
        self.roles = {row["person_id"]: roles(row) for row in self.influences}
        self.support = {row["person_id"]: row.get("support") or 0 for row in self.influences}
        self.having = {person for person, held in self.roles.items() if held}
        self.met = {person for person, reached in self.level.items() if reached >= 2}
        self.unmet = sorted(self.having - self.met)
        self.coaches = {person for person, held in self.roles.items() if "coach" in held}
        self.against = {person for person, number in self.support.items() if number < 0}
        self.linked = links(book, objective["account_id"])

    def from_(self, start: str) -> Iterator[Any]:
        return routes(self.linked, self.against, (start,)) if start in self.linked else iter(())

    def reached(self, starts: set[str], without: str | None = None) -> set[str]:
        return {
            route[-1] for start in starts for route, _ in self.from_(start) if without is None or without not in route
        }


def introductions(book: Tables, as_of: date, fresh_days: int = 90) -> Rows:
    result = []
    for objective in open_objectives(book, as_of):
        part = Part(book, objective, as_of, fresh_days)
        result += [{**part.key, "person_id": person, **introduction(part, person)} for person in part.unmet]
    return result


def introduction(part: Part, target: str) -> Row:
    best, coached = best_ways(part, target)
    return {
        "start_id": best and best[3][0],
        "via_coach": best and not best[1],
        "route": best and " > ".join(best[3]),
        "edges": best and best[2],
        "strength": best and -best[0],
        "coach_route": coached and " > ".join(coached[3]),
        "coach_strength": coached and -coached[0],
    }


def counted(many: int, others: int, other: str = "") -> str:
    """So many of the others, in words."""
    if others == 1:
        return f"the{other} stakeholder"
    who = f"all {others}" if many == others else f"{many} of {'the ' if other else ''}{others}"
    return f"{who}{other} stakeholders"


def best_ways(part: Part, target: str) -> Any:
    """The best way to a person, and the best that a coach begins: strength, no coach, edges and ids of each."""
    ways = [
        (-max(round(whole, 9), 1e-9), start not in part.coaches, len(route) - 1, route)
        for start in part.met
        for route, whole in part.from_(start)
        if route[-1] == target
    ]
    return min(ways, default=None), min((way for way in ways if not way[1]), default=None)


def reach(book: Tables, as_of: date, fresh_days: int = 90) -> Rows:
    result = []
    for objective in open_objectives(book, as_of):
        part = Part(book, objective, as_of, fresh_days)
        for person in sorted(part.coaches | part.met):
            only = only_through(part, person)
            row = {
                "person_id": person,
                "level": part.level[person],
                "reaches": len(part.reached({person}) & part.having - {person}),
                "only": len(only),
                "only_to": "; ".join(only) or None,
                "coach": person in part.coaches,
            }
            if only or person in part.coaches:
                result.append(part.key | row)
    return result


def only_through(part: Part, person: str) -> list[str]:
    """Whom we could still reach, and could not any more if this person left the account."""
    now = part.reached(part.met)
    then = part.reached(part.met - {person}, without=person)
    return sorted((now - then) & set(part.unmet) - {person})


# --- Whom we have not found yet ------------------------------------------------------------------

POINTING = {
    "economic": ["manages", "title", "influences", "opposes", "listens to", "works for"],
    "user": ["title", "works for", "listens to", "influences", "manages", "opposes"],
    "technical": ["title", "influences", "opposes", "manages", "listens to", "works for"],
}


def missing_influences(book: Tables, as_of: date, fresh_days: int = 90) -> Rows:
    result = []
    for objective in open_objectives(book, as_of):
        part = Part(book, objective, as_of, fresh_days)
        for role in ROLES:
            if not any(role in held for held in part.roles.values()):
                named = (coaches(book, part) if role == "coach" else candidates(book, part, role))[:10]
                row = {
                    "role": role,
                    "candidates": "; ".join(person for person, _ in named) or None,
                    "reason": "; ".join(reason for _, reason in named) or None,
                }
                result.append(part.key | row)
    return result


def person_row(book: Tables, person: str) -> Row:
    return next(row for row in rows(book, "people") if row["person_id"] == person)


def coaches(book: Tables, part: Part) -> list[tuple[str, str]]:
    """Who is for us, is of the account, and has been met: who leads to most first, then who is for us most."""
    able = [person for person in part.met if part.support[person] >= 2 and person in part.linked]
    leads = {person: len(part.reached({person}) & part.having - {person}) for person in able}
    named = []
    for person in sorted(able, key=lambda item: (-leads[item], -part.support[item], item)):
        reason = f"{person_row(book, person)['name']} is for us ({part.support[person]:+g})"
        if leads[person]:
            reason += f" and can lead us to {counted(leads[person], len(part.having - {person}), ' other')}"
        named.append((person, reason))
    return named


def candidates(book: Tables, part: Part, role: str) -> list[tuple[str, str]]:
    """Everybody of the account to whom something points, by all that does."""
    named = []
    for person in home(book, part.key["account_id"]):
        bonds = {bond: bonds_of(book, person, bond, part.having - {person}) for bond in BONDS}
        title = role in TITLES.get(person_row(book, person).get("title"), [])
        if title or any(bonds.values()):
            order = [[not title] if kind == "title" else strongest_first(bonds[kind]) for kind in POINTING[role]]
            named.append((order, person, reason_for(book, part, role, person, bonds, title)))
    return [(person, reason) for _, person, reason in sorted(named)]


def strongest_first(bonds: dict[str, tuple[int, float]]) -> list[float]:
    """Most people first, then the nearest, then the strongest."""
    distances = sum(distance for distance, _ in bonds.values())
    return [-len(bonds), distances, -round(sum(strong for _, strong in bonds.values()), 9)]


def reason_for(book: Tables, part: Part, role: str, person: str, bonds: Any, title: bool) -> str:
    row = person_row(book, person)
    first = next((kind for kind in POINTING[role] if kind != "title" and bonds[kind]), None)
    if first is None:
        return f"{row['name']} is {row['title']}"
    whom = counted(len(bonds[first]), len(part.having - {person}))
    if len(bonds[first]) == 1:
        whom = person_row(book, next(iter(bonds[first])))["name"]
    return f"{row['name']} {first} {whom}" + (f", and is {row['title']}" if title else "")


TITLES = {
    "Chief Financial Officer": ["economic"],
    "Werksleiterin": ["user"],
    "Einkauf und Recht": ["technical"],
    "Owner": ["economic"],
    "Assistant to the CFO": [],
}
"""The titles of random books, and the roles that they suit."""

BONDS = {
    "works for": ("reports_to", "source_id", "target_id"),
    "influences": ("influences", "source_id", "target_id"),
    "listens to": ("influences", "target_id", "source_id"),
    "opposes": ("opposes", "source_id", "target_id"),
    "manages": ("reports_to", "target_id", "source_id"),
}


def bonds_of(book: Tables, person: str, bond: str, others: set[str]) -> dict[str, tuple[int, float]]:
    """To whom of the others a kind of bond ties a person, over how many levels and how strongly."""
    kind, here, there = BONDS[bond]
    people = home(book, person_row(book, person)["account_id"])

    def linked(one: str) -> Rows:
        return [
            row
            for row in rows(book, "relationships")
            if row["kind"] == kind and row[here] == one and row[there] in people
        ]

    if bond != "manages":
        return {row[there]: (1, strength(row)) for row in linked(person) if row[there] in others}
    result: dict[str, tuple[int, float]] = {}
    level = {person}
    for distance in range(1, MOST_EDGES + 1):
        level = {row[there] for one in level for row in linked(one)}
        for other in level & others - set(result):
            result[other] = (distance, 0.0)
    return result
