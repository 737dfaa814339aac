"""The plain way to the same result: one NetworkX graph an account, and loops over its people.

This is what the rules are compared with, for speed and for their results. It is written as one would write it with pandas and
NetworkX, without waste: every table is split by account in one pass.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

import networkx as nx
import pandas as pd

ROLES = ("economic", "user", "technical", "coach")
NEEDED = ("roles", "mindset", "degree", "business_result", "personal_win")
TWO_WAY = ("test", "consult", "co_create")

Row = dict[str, Any]


def rules(tables: dict[str, pd.DataFrame], day: dt.date) -> dict[str, list[Row]]:
    """Give the rows of coverage and of red flags, an account after the other; each graph is built once for both."""
    rows: dict[str, list[Row]] = {"coverage": [], "red_flags": []}
    for account, parts in accounts(tables):
        graph = account_graph(account, parts)
        for objective in objectives(graph):
            rows["coverage"].append(covered(graph, account, objective, day))
            rows["red_flags"] += flagged(graph, account, objective, day)
    return rows


def objectives(graph: nx.MultiDiGraph) -> list[str]:
    """The objectives of an account, in order."""
    return sorted(node for node, kind in graph.nodes(data="kind") if kind == "objective")


def accounts(tables: dict[str, pd.DataFrame]) -> Iterator[tuple[str, dict[str, list[Row]]]]:
    """Give each account with its rows of every table."""
    home = tables["people"].set_index("person_id")["account_id"]
    parts = {}
    for name, frame in tables.items():
        person = "source_id" if name == "relationships" else "person_id"
        owned = frame["account_id"] if "account_id" in frame else frame[person].map(home)
        parts[name] = plain(frame).groupby(owned)
    for account in sorted(parts["accounts"].groups):
        yield account, {name: records(part, account) for name, part in parts.items()}


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """A table with dates and None, as Python knows them."""
    days = {name: frame[name].dt.date for name in frame if frame[name].dtype.kind == "M"}
    cells = frame.assign(**days).astype(object)
    return cells.where(cells.notna(), None)


def records(part: Any, account: str) -> list[Row]:
    return part.get_group(account).to_dict("records") if account in part.groups else []


def account_graph(account: str, rows: dict[str, list[Row]]) -> nx.MultiDiGraph:
    """One account: people, objectives and sellers as nodes, everything between them as edges."""
    graph = nx.MultiDiGraph(**rows["accounts"][0])
    for row in rows["people"]:
        graph.add_node(row["person_id"], kind="person", **{k: v for k, v in row.items() if k != "person_id"})
    for row in rows["objectives"] or [{"objective_id": account, "status": "open"}]:
        graph.add_node(row["objective_id"], kind="objective", **row)
    for row in rows["influences"]:
        graph.add_edge(row["person_id"], row["objective_id"], key="influence", **row)
    for row in rows["relationships"]:
        graph.add_edge(row["source_id"], row["target_id"], key=row["kind"], strength=row["strength"])
    for row in rows["touchpoints"]:
        graph.add_edge("seller " + row["seller"], row["person_id"], key=row["touchpoint_id"], **row)
    return graph


def influences(graph: nx.MultiDiGraph, objective: str) -> list[Row]:
    """The influences on an objective, by person."""
    edges = graph.in_edges(objective, keys=True, data=True)
    return sorted((data for *_, key, data in edges if key == "influence"), key=itemgetter("person_id"))


def touchpoints(graph: nx.MultiDiGraph, item: Row, day: dt.date) -> list[Row]:
    """The conversations that were done by a day and count for an influence."""
    result = [data for *_, data in graph.in_edges(item["person_id"], data=True) if data.get("status") == "done"]
    return [t for t in result if t["on"] <= day and t["objective_id"] in (None, item["objective_id"])]


def level(graph: nx.MultiDiGraph, item: Row, day: dt.date, fresh_days: int = 90) -> int:
    """How well we cover a person."""
    if item["thanked_on"] is not None and item["thanked_on"] <= day:
        return 4
    fresh = [t for t in touchpoints(graph, item, day) if t["on"] > day - dt.timedelta(days=fresh_days)]
    return 1 + bool(fresh) + any(t["mode"] in TWO_WAY for t in fresh)


def covered(graph: nx.MultiDiGraph, account: str, objective: str, day: dt.date) -> Row:
    """The row of coverage of an objective."""
    row: Row = {"account_id": account, "objective_id": objective, **dict.fromkeys(ROLES, 0)}
    row |= {"score": 0.0, "influences": 0, "contacted": 0, "thanked": 0}
    for influence in influences(graph, objective):
        if influence["roles"] is None:
            continue
        here = level(graph, influence, day)
        for role in influence["roles"].split("; "):
            row[role] = max(row[role], here)
        row["influences"] += 1
        row["contacted"] += here >= 2
        row["thanked"] += here == 4
    row["score"] = sum(row[role] for role in ROLES) / 16
    return row


def flagged(graph: nx.MultiDiGraph, account: str, objective: str, day: dt.date) -> list[Row]:
    """The red flags of an objective that the article names."""
    data = graph.nodes[objective]
    closed_on = data.get("closed_on")
    if data["status"] == "closed" and not (closed_on is not None and closed_on > day):
        return []
    result: list[tuple[str | None, str, str]] = []
    half_a_year = day - dt.timedelta(days=180)
    if (news := graph.graph["reorganized_on"]) is not None and half_a_year < news <= day:
        result.append((None, "reorganization", f"reorganized on {news}"))
    for influence in influences(graph, objective):
        person = influence["person_id"]
        if blanks := [name for name in NEEDED if influence[name] is None]:
            result.append((person, "missing_information", ", ".join(blanks)))
        if influence["certainty"] == "uncertain":
            result.append((person, "uncertain_information", "marked as uncertain"))
        if influence["roles"] is not None and level(graph, influence, day) == 1:
            last = max((t["on"] for t in touchpoints(graph, influence, day)), default=None)
            result.append((person, "uncontacted", f"last contact {last}" if last else "never contacted"))
        if (since := graph.nodes[person]["in_role_since"]) is not None and half_a_year < since <= day:
            result.append((person, "new_to_job", f"in role since {since}"))
    names = ("account_id", "objective_id", "person_id", "flag", "detail", "source")
    return [dict(zip(names, (account, objective, *flag, "article"), strict=True)) for flag in result]
