"""Random small books for Hypothesis, and small books by hand.

Two kinds of random book come from here. `books` aims at the rules: it is small, dense and full of
edges (cycles, self references, ties, window ends, blank cells, missing columns), so that a rule and
its twin disagree quickly if they disagree at all. `file_books` aims at reading and writing: it is
a valid book full of text that files like to spoil. `hand` reads a book from little tables of
words, so that worked examples stay readable. The columns are written down here a second time, from
the design and not from the package, because a check that asks the checked for its facts is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from tests.support import twins

AS_OF = date(2026, 11, 23)
FRESH_DAYS = 90
NEW_DAYS = 180

Frames = dict[str, pd.DataFrame]
Rows = list[dict[str, Any]]

# A column's name, with * where each row must fill it, and its kind where that is not text.
COLUMNS: dict[str, str] = {
    "accounts": "account_id* name* industry owner reorganized_on:date",
    "objectives": "objective_id* account_id* name* problem outcome metric baseline:number "
    "target:number due_on:date value:number status closed_on:date",
    "people": "person_id* account_id* name* title email in_role_since:date leaves_on:date",
    "influences": "objective_id* person_id* roles mindset degree support:number business_result "
    "personal_win certainty answer decision thanked_on:date wanted_level:count",
    "relationships": "source_id* target_id* kind* strength:number notes",
    "touchpoints": "touchpoint_id* person_id* objective_id seller* on*:date status* mode place message learned",
    "options": "objective_id* option* source* fit:number chosen:flag offered_on:date",
    "propositions": "objective_id* version*:count on:date positioning communication framework",
    "feedback": "objective_id* version*:count person_id* on:date mode comment change",
    "actions": "action_id* objective_id* action* person_id seller with_whom due_on:date status note because",
}
DTYPES = {
    "text": "str",
    "date": "datetime64[us]",
    "number": "float64",
    "count": "Int64",
    "flag": "boolean",
}
KEPT_TABLES = ("accounts", "people", "influences")


def kinds(table: str) -> dict[str, str]:
    """Each column of a table with its kind, in the order of the design."""
    words = [word.replace("*", "").partition(":") for word in COLUMNS[table].split()]
    return {name: kind or "text" for name, _, kind in words}


def required(table: str) -> list[str]:
    """The columns of a table that each row must fill."""
    return [word.partition("*")[0] for word in COLUMNS[table].split() if "*" in word]


# --- From rows to frames and back ---------------------------------------------------------------


def frame(table: str, rows: Rows) -> pd.DataFrame:
    """Rows as a frame in the types of a book; columns unknown to the design come last, as text."""
    known = kinds(table)
    names = [*known, *(name for row in rows for name in row if name not in known)]
    return pd.DataFrame(
        {
            name: pd.Series([row.get(name) for row in rows], dtype=DTYPES[known.get(name, "text")])
            for name in dict.fromkeys(names)
        }
    )


def frames(tables: Mapping[str, Rows]) -> Frames:
    """All ten tables as frames; those not given are empty."""
    return {table: frame(table, tables.get(table, [])) for table in COLUMNS}


def plain(value: Any) -> Any:
    """A cell as plain Python: `None` for missing, days as dates."""
    if value is None or pd.isna(value):
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str | bool | date):
        return value
    return value.item() if hasattr(value, "item") else value


def rows_of(table: Any) -> Rows:
    """The rows of a pandas or Polars frame as dictionaries of plain Python."""
    columns = {name: [plain(value) for value in table[name]] for name in table.columns}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def rows_by_table(tables: Mapping[str, Any]) -> dict[str, Rows]:
    """All tables as rows: the form that the twins read."""
    return {name: rows_of(table) for name, table in tables.items()}


def iso_text(tables: Frames) -> Frames:
    """The same book with its days as ISO text, as a file holds them."""
    return {
        name: table.assign(
            **{
                column: table[column].dt.strftime("%Y-%m-%d").astype("str")
                for column, kind in kinds(name).items()
                if kind == "date" and column in table
            }
        )
        for name, table in tables.items()
    }


def known_by(tables: Frames, as_of: date) -> Frames:
    """The same book as it stood on that day: without everything dated after it."""
    day = pd.Timestamp(as_of)
    past = {name: table.copy() for name, table in tables.items()}
    if "touchpoints" in past:
        past["touchpoints"] = past["touchpoints"][past["touchpoints"]["on"] <= day]
    for name, column in [
        ("accounts", "reorganized_on"),
        ("people", "in_role_since"),
        ("influences", "thanked_on"),
    ]:
        if column in past[name]:
            past[name][column] = past[name][column].where(past[name][column] <= day)
    if {"status", "closed_on"} <= set(past.get("objectives", ())):
        still_open = past["objectives"]["closed_on"] > day
        for column in ("status", "closed_on"):
            past["objectives"][column] = past["objectives"][column].mask(still_open)
    return past


def hand(**tables: str) -> Frames:
    """A book from little tables of words: a line a row, the first names columns, - is blank."""
    read: dict[str, Rows] = {}
    for table, text in tables.items():
        head, *lines = [line.split() for line in text.splitlines() if line.strip()]
        known = kinds(table)
        read[table] = [
            {name: _word(word, known[name]) for name, word in zip(head, line, strict=True)} for line in lines
        ]
    return frames(read)


def _word(word: str, kind: str) -> Any:
    if word == "-":
        return None
    if kind == "date":
        return date.fromisoformat(word)
    return word if kind == "text" else float(word)


# --- Books for the rules ------------------------------------------------------------------------

ODD_IDS = ["007", "NA", "null", "a > b", "日本", "7", "None", "TRUE", "1e5", "É", "b", "nan"]
ROLES = [
    "economic",
    "user",
    "technical",
    "coach",
    "economic;coach",
    " user ; technical ",
    "coach; user",
    "technical;economic; user ;coach",
    None,
    None,
]
STRENGTHS = (0.5, 0.25, 0.8, 0.4, 1.0, None)
MODES = ["tell", "sell", "test", "consult", "co_create", None]
KINDS = ["reports_to", "reports_to", "influences", "influences", "opposes"]

# Around each end of each window, and well away from them.
_OFFSETS = sorted({-days + shift for days in (0, FRESH_DAYS, NEW_DAYS) for shift in (-1, 0, 1)} | {-400, -30, 30})
days = st.sampled_from([AS_OF + timedelta(offset) for offset in _OFFSETS])
maybe_day = st.sampled_from([None]) | days
# Contacts are mostly fresh, thanks mostly still to come: else all levels would be 1 or 4.
contact_days = st.sampled_from([AS_OF - timedelta(ago) for ago in (0, 1, 30, 89)]) | days
thanked_days = st.sampled_from([None] * 5 + [AS_OF + timedelta(shift) for shift in (-400, 0, 1)])
maybe_text = st.sampled_from(["fewer stops", "a quiet night", None])


def _lists(elements: st.SearchStrategy[Any], most: int, *, by: Any = None) -> st.SearchStrategy[list[Any]]:
    """Lists that are full more often than Hypothesis makes them; small books find little."""
    unique: dict[str, Any] = {"unique": True} if by is None else {"unique_by": by}
    return st.sampled_from([0, most // 2, most, most, most]).flatmap(
        lambda least: st.lists(elements, min_size=least, max_size=most, **unique)
    )


@st.composite
def _objectives(draw: st.DrawFn, accounts: Sequence[str]) -> tuple[Rows, dict[str, str]]:
    """The rows, and the account of each objective, the implied ones among them."""
    rows: Rows = []
    account_of: dict[str, str] = {}
    for index, account in enumerate(accounts):
        count = draw(st.sampled_from([0, 1, 1, 2]))
        if not count:
            account_of[account] = account
        for number in range(count):
            # An id of their own, so that none is the id of an account without objectives.
            objective = f"{draw(st.sampled_from(ODD_IDS))}-{index}{number}"
            status = draw(st.sampled_from([None, "open", "closed"]))
            closed_on = draw(maybe_day) if status == "closed" else None
            rows.append(
                {
                    "objective_id": objective,
                    "account_id": account,
                    "name": "Objective",
                    "status": status,
                    "closed_on": closed_on,
                }
            )
            account_of[objective] = account
    return draw(st.permutations(rows)), account_of


def _influence(objective: str, person: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "objective_id": st.just(objective),
            "person_id": st.just(person),
            "roles": st.sampled_from(ROLES),
            "mindset": st.sampled_from(["growth", "trouble", "even_keel", "overconfident", None]),
            "degree": st.sampled_from(["high", "medium", "low", None]),
            "business_result": maybe_text,
            "personal_win": maybe_text,
            "certainty": st.sampled_from(["known", "uncertain", None]),
            "support": st.sampled_from([None, None, 0.0, 3.0, -2.5, -3.0, -5.0]),
            "decision": st.sampled_from([None, None, "no", "yes"]),
            "thanked_on": thanked_days,
        }
    )


def _relationship(pairs: Sequence[tuple[str, str]], strengths: Sequence[float | None]) -> Any:
    return st.builds(
        lambda pair, kind, strength: {
            "source_id": pair[0],
            "target_id": pair[1],
            "kind": kind,
            "strength": strength,
            "notes": f"of {pair[0]}" if strength else None,
        },
        st.sampled_from(pairs),
        st.sampled_from(KINDS),
        st.sampled_from(strengths),
    )


def _touchpoint(people: Sequence[str], objectives: Sequence[str | None]) -> Any:
    return st.fixed_dictionaries(
        {
            "person_id": st.sampled_from(people),
            "objective_id": st.sampled_from(objectives),
            "seller": st.just("Bea Lund"),
            "on": contact_days,
            "status": st.sampled_from(["done", "done", "done", "planned"]),
            "mode": st.sampled_from(MODES),
        }
    )


@st.composite
def books(
    draw: st.DrawFn,
    *,
    accounts: int = 3,
    people: int = 5,
    links: int = 12,
    strengths: Sequence[float | None] = STRENGTHS,
) -> Frames:
    """A small book for the rules: keys and references hold, everything else is as odd as allowed.

    Parameters
    ----------
    accounts, people, links
        At most so many accounts, people per account, and relationships in all.
    strengths
        The strengths to draw from; few of them, so that routes tie.
    """
    account_ids = draw(_lists(st.sampled_from(ODD_IDS), accounts))
    account_rows = [
        {"account_id": account, "name": "Acme", "reorganized_on": draw(maybe_day)} for account in account_ids
    ]
    objective_rows, account_of = draw(_objectives(account_ids))
    most = min(people * len(account_ids), len(ODD_IDS))
    person_ids = draw(_lists(st.sampled_from(ODD_IDS), most))
    person_rows = [
        {
            "person_id": person,
            "account_id": draw(st.sampled_from(account_ids)),
            "name": "Ada",
            "title": draw(st.sampled_from([None, None, *twins.TITLES])),
            "in_role_since": draw(maybe_day),
            "leaves_on": draw(st.none() | maybe_day),
        }
        for person in person_ids
    ]

    influence_rows: Rows = []
    for objective, account in account_of.items():
        at_home = [row["person_id"] for row in person_rows if row["account_id"] == account]
        # Mostly the account's own people, now and then somebody of another account.
        pool = at_home * 3 + person_ids
        many = draw(st.sampled_from([0, 2, 6, 6])) if pool else 0
        chosen = dict.fromkeys(draw(st.sampled_from(pool)) for _ in range(many))
        influence_rows += [draw(_influence(objective, person)) for person in chosen]

    relationship_rows: Rows = []
    touchpoint_rows: Rows = []
    if person_ids:
        home = {row["person_id"]: row["account_id"] for row in person_rows}
        pairs = [(a, b) for a in person_ids for b in person_ids]
        pairs += 9 * [(a, b) for a, b in pairs if a != b and home[a] == home[b]]
        relationship_rows = draw(
            _lists(
                _relationship(pairs, strengths),
                min(links, len(pairs)),
                by=lambda row: (row["source_id"], row["target_id"], row["kind"]),
            )
        )
        objectives = [None, None, None, *account_of]
        many = draw(st.sampled_from([0, 4, 8]))
        touchpoint_rows = [draw(_touchpoint(person_ids, objectives)) for _ in range(many)]
    for index, row in enumerate(touchpoint_rows):
        row["touchpoint_id"] = f"0{index}"

    tables = frames(
        {
            "accounts": account_rows,
            "objectives": objective_rows,
            "people": person_rows,
            "influences": draw(st.permutations(influence_rows)),
            "relationships": relationship_rows,
            "touchpoints": touchpoint_rows,
        }
    )
    return draw(_thinned(tables))


@st.composite
def _thinned(draw: st.DrawFn, tables: Frames) -> Frames:
    """The book without some optional columns and some optional tables, as a user may leave them."""
    optional = [(table, column) for table in COLUMNS for column in kinds(table) if column not in required(table)]
    most = draw(st.sampled_from([0, 0, 3, 9]))
    for table, column in draw(st.lists(st.sampled_from(optional), max_size=most, unique=True)):
        tables[table] = tables[table].drop(columns=column)
    for table in COLUMNS:
        if table not in KEPT_TABLES and tables[table].empty and draw(st.booleans()):
            del tables[table]
    return tables


@st.composite
def shuffled(draw: st.DrawFn, tables: Frames) -> Frames:
    """The same book with the rows of each table in another order."""
    return {
        name: table.iloc[draw(st.permutations(range(len(table))))].reset_index(drop=True)
        for name, table in tables.items()
    }
