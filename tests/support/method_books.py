"""Random small books for the rules of steps 1 and 3 to 7: the books of `strategies`, told further.

To each comes what these rules read: objectives with texts, numbers and days, options from every source, versions of a
proposition with feedback, answers, decisions and thanks, and conversations by several of us at several places.
"""

from datetime import date, timedelta
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from tests.support.strategies import AS_OF, Frames, _thinned, books, frame, frames, known_by, rows_by_table

NAMES = [
    "Cut line stoppages from 9 h to 3 h a week",
    "Improve quality and efficiency",
    "Improve everything in 2027!",
    "Improve 品質",
    "Sell 40 licences to Northwind",
    "  sell",
    "Selling days on the floor",
    "Close the deal before summer",
    "Close the gap in the night shift",
    "Bring our new platform to Lyon",
    "Ausschuss von 9 auf 3 senken",
    "スクラップを減らす",
    "é sell",
    "Cut",
]
PROBLEMS = [
    "The lines stop nine hours a week",
    "They do not use our cloud software yet",
    "Les lignes s'arrêtent",
    "日本",
    " ",
    None,
]
OUTCOMES = [
    "Shifts end on plan, without Saturday work",
    "Install 900 sensors",
    "Roll out to all plants",
    "The system is live.",
    "Lively shifts for the crew",
    "Installation",
    "予定どおり",
    None,
]
METRICS = ["stoppages, hours a week", "%", "", None, "minutes"]
OFFSETS = [-400, -91, -90, -31, -30, -29, -1, 0, 1, 2, 30, 31, 300]

some_day = st.sampled_from([AS_OF + timedelta(offset) for offset in OFFSETS])
maybe = st.sampled_from([None]) | some_day
number = st.sampled_from([None, 0.0, 9.0, 9.0, 3.0, 2.5])
some_text = st.sampled_from([None, "fewer stops", "a quiet night", "x; y"])
mode = st.sampled_from(["tell", "sell", "test", "consult", "co_create", None])
source = st.sampled_from(["ours", "ours", "partner", "competitor", "in_house", "do_nothing"])


def _cells(draw: st.DrawFn, row: dict[str, Any], **columns: st.SearchStrategy[Any]) -> None:
    row.update({name: draw(values) for name, values in columns.items()})


@st.composite
def method_books(draw: st.DrawFn, *, accounts: int = 2, people: int = 4) -> Frames:
    """A small book for the rules of the other steps."""
    tables = rows_by_table(draw(books(accounts=accounts, people=people, links=8)))
    tables.setdefault("objectives", [])
    for row in tables["accounts"]:
        _cells(draw, row, owner=st.sampled_from(["Bea Lund", "Noor Ali", None]))
    for row in tables["objectives"]:
        _cells(draw, row, name=st.sampled_from(NAMES), problem=st.sampled_from(PROBLEMS))
        _cells(draw, row, outcome=st.sampled_from(OUTCOMES), metric=st.sampled_from(METRICS))
        _cells(draw, row, baseline=number, target=number, due_on=maybe, value=number)
    for row in tables["influences"]:
        _cells(draw, row, answer=some_text, decision=st.sampled_from(["yes", "no", None, None]))
        _cells(draw, row, wanted_level=st.sampled_from([None, 1, 2, 3, 4]))
    for row in tables.get("touchpoints", []):
        _cells(draw, row, seller=st.sampled_from(["Bea Lund", "Noor Ali", "007"]))
        _cells(draw, row, place=st.sampled_from(["Lyon", "phone", None]), message=some_text)
        if row["status"] == "planned":
            _cells(draw, row, on=some_day)
    having = {row["account_id"] for row in tables["objectives"]}
    aims = [row["objective_id"] for row in tables["objectives"]]
    aims += [row["account_id"] for row in tables["accounts"] if row["account_id"] not in having]
    everybody = [row["person_id"] for row in tables["people"]]
    tables["options"], tables["propositions"], tables["feedback"] = [], [], []
    for aim in aims:
        tables["options"] += _options(draw, aim)
        versions = draw(st.lists(st.integers(1, 4), unique=True, max_size=3))
        tables["propositions"] += [_proposition(draw, aim, version) for version in versions]
        pairs = [(version, person) for version in versions for person in everybody]
        if pairs:
            chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=4))
            tables["feedback"] += [_feedback(draw, aim, *pair) for pair in chosen]
    many = draw(st.sampled_from([0, 2, 5])) if aims else 0
    tables["actions"] = [a_row_of_actions(draw, f"a{number}", aims, everybody) for number in range(many)]
    return draw(_thinned(frames(tables)))


def _options(draw: st.DrawFn, aim: str) -> list[dict[str, Any]]:
    names = draw(st.lists(st.sampled_from(["Ask", "ask", "Buy", "日本", "x; y"]), unique=True, max_size=4))
    fit = st.sampled_from([None, 0.0, 2.5, 3.0, 3.0, 4.5])
    rows = [{"objective_id": aim, "option": name} for name in names]
    for row in rows:
        _cells(draw, row, source=source, fit=fit, chosen=st.sampled_from([None, None, False, True]))
        _cells(draw, row, offered_on=st.none() | maybe)
    return rows


def _proposition(draw: st.DrawFn, aim: str, version: int) -> dict[str, Any]:
    row: dict[str, Any] = {"objective_id": aim, "version": version}
    words = st.sampled_from([None, "", "one page", "two pages"])
    _cells(draw, row, on=maybe, positioning=words, communication=words, framework=words)
    return row


def _feedback(draw: st.DrawFn, aim: str, version: int, person: str) -> dict[str, Any]:
    row: dict[str, Any] = {"objective_id": aim, "version": version, "person_id": person}
    _cells(draw, row, on=maybe, mode=mode, comment=some_text, change=some_text)
    return row


CAUSES = [
    "mindset: even_keel",
    "tested: version 3",
    "red_flags: uncontacted: never contacted",
    "missing_influences: user",
]


def a_row_of_actions(draw: st.DrawFn, id_: str, aims: list[str], everybody: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = {"action_id": id_}
    somebody = st.sampled_from([None, *everybody, *everybody])
    _cells(
        draw,
        row,
        objective_id=st.sampled_from(aims),
        person_id=somebody,
        with_whom=st.sampled_from([None, None, *everybody]),
    )
    _cells(
        draw,
        row,
        action=st.sampled_from(["meet", "ask", "find", "consult", "test", "propose", "propose", "thank", "wait"]),
    )
    _cells(draw, row, seller=st.sampled_from(["Bea Lund", "Cal Orr", None]), due_on=maybe, note=some_text)
    _cells(draw, row, status=st.sampled_from(["open", "done", "done", "dropped", None]))
    _cells(draw, row, because=st.sampled_from([None, *CAUSES]))
    return row


def known_then(tables: Frames, as_of: date) -> Frames:
    """The book as it stood on a day; what was planned for later is a plan, and stays."""
    day = pd.Timestamp(as_of)
    past = known_by(tables, as_of)
    if (touchpoints := tables.get("touchpoints")) is not None:
        past["touchpoints"] = touchpoints[(touchpoints["on"] <= day) | (touchpoints["status"] == "planned")]
    for name in ("propositions", "feedback"):
        if "on" in past.get(name, ()):
            past[name] = past[name][~(past[name]["on"] > day)]
    return past


__all__ = ["frame", "known_then", "method_books"]
