"""Books in which there is much to plan: open objectives where we help best, people on ways to each other, versions to be tested.

Those of `method_books` are odder, and in most of them nothing is tested, proposed or decided.
"""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from tests.support.method_books import a_row_of_actions, some_text
from tests.support.strategies import AS_OF, Frames, frames

OURS = ["Bea Lund", "Noor Ali"]
ROLES = ["economic", "technical", "user", "user", "user; coach", None]
MINDSETS = ["growth", "growth", "trouble", "trouble", "trouble", "even_keel", "overconfident"]


@st.composite
def plan_books(draw: st.DrawFn) -> Frames:
    """One account, in which few have been met and everybody is joined to somebody."""
    ripe = draw(st.booleans())  # everybody has been asked, and everything is answered
    people = [f"p{index}" for index in range(draw(st.integers(3, 7)))]
    aims = draw(st.sampled_from([["o1"], ["o1"], ["o1", "o2"]]))
    tables: dict[str, list[dict[str, Any]]] = {
        "accounts": [{"account_id": "F", "name": "Foods", "owner": "Bea Lund"}],
        "people": [{"person_id": person, "account_id": "F", "name": person.upper()} for person in people],
        "objectives": [{"objective_id": aim, "account_id": "F", "name": aim, "status": "open"} for aim in aims],
        "influences": [_influence(draw, aim, person, ripe=ripe) for aim in aims for person in people],
        "relationships": [_edge(draw, people, index) for index in range(1, len(people))],
        "touchpoints": [_touchpoint(draw, index, people) for index in range(draw(st.integers(1, 3)))],
        "options": [
            {"objective_id": aim, "option": source, "source": source, "fit": fit}
            for aim in aims
            for source, fit in (("ours", 4.0), ("partner", draw(st.sampled_from([1.0, 2.5, 3.5]))))
        ],
        "propositions": [{"objective_id": aim, "version": 1, "on": AS_OF - timedelta(40)} for aim in aims],
    }
    pairs = [(aim, person) for aim in aims for person in people]
    known = pairs if ripe else draw(st.lists(st.sampled_from(pairs), unique=True))
    tables["feedback"] = [
        {"objective_id": aim, "version": 1, "person_id": person, "on": AS_OF - timedelta(9), "mode": "test"}
        for aim, person in known
    ]
    tables["actions"] = [a_row_of_actions(draw, f"a{index}", aims, people) for index in range(draw(st.integers(0, 2)))]
    if draw(st.booleans()):  # the first of the people is asked for the decision, once there is nothing else to do
        done = {"action": "propose", "person_id": people[0], "status": "done"}
        tables["actions"].append({"action_id": "proposed", "objective_id": aims[0], **done})
    return frames(tables)


def _influence(draw: st.DrawFn, aim: str, person: str, *, ripe: bool) -> dict[str, Any]:
    first = person == "p0"  # approves, and most often wants a change
    blank = [] if ripe or draw(st.integers(0, 3)) else [None]  # of most people all is known
    return {
        "objective_id": aim,
        "person_id": person,
        "roles": "economic" if first else draw(st.sampled_from(ROLES)),
        "mindset": draw(st.sampled_from([*MINDSETS, *blank])),
        "degree": draw(st.sampled_from(["high", "medium", "low", *blank])),
        "support": draw(st.sampled_from([3.0, 2.0, 1.0, 0.0, -1.0, None])),
        "business_result": draw(st.sampled_from(["uptime", "margin", "fewer stops", *blank])),
        "personal_win": draw(st.sampled_from(["sleep", "a quiet night", *blank])),
        "certainty": draw(st.sampled_from(["known", "known", "known", "uncertain"])),
        "answer": "by June" if ripe else draw(st.sampled_from(["by June", "by June", None])),
        "decision": draw(st.sampled_from([None, None, None, "yes"])) if first else None,
    }


def _edge(draw: st.DrawFn, people: list[str], index: int) -> dict[str, Any]:
    """Joins each person to one who stands before them."""
    kind = st.sampled_from(["reports_to", "reports_to", "influences"])
    other = draw(st.integers(0, index - 1))
    strength = draw(st.sampled_from([0.9, 0.5, None]))
    return {"source_id": people[index], "target_id": people[other], "kind": draw(kind), "strength": strength}


def _touchpoint(draw: st.DrawFn, index: int, people: list[str]) -> dict[str, Any]:
    offset = draw(st.sampled_from([-200, -60, -5, -5, -1, 3, 10]))
    return {
        "touchpoint_id": f"t{index}",
        "person_id": draw(st.sampled_from(people)),
        "seller": draw(st.sampled_from(OURS)),
        "on": AS_OF + timedelta(offset),
        "status": "done" if offset < 0 else "planned",
        "mode": draw(st.sampled_from(["tell", "test", "consult", "co_create"])),
        "place": draw(st.sampled_from(["Lyon", None])),
        "learned": draw(some_text),
    }
