"""Random books for reading and writing: small, with every column, and full of what files get wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import strategies as st

from stratsell.text import is_visible
from tests.support.strategies import COLUMNS, ROLES, Frames, Rows, frames, kinds, required

WILD = [
    "NA", "N/A", "None", "null", "nan", "NaN", "TRUE", "false", "1e5", "007", "1,5", "-0", "1.0",
    "=1+1", "+49 30", "-5", "@home", "'=x", "'", "''", "=", '=HYPERLINK("http://a.example","b")',
    " leading", "trailing ", "two\nlines", "dos\r\nlines", "old\rmac", "a\ttab", "\ttab", "\n",
    'say "hi"', '"', '""', "a,b;c", "a > b", "_x000D_", "_x0041_", "&amp;", "<b>&</b>", "\\n",
    "<img src=x onerror=alert(1)>", "2026-11-23", "1/2", "#N/A", "#REF!", "\ufefftext", "日本 語",
    "مرحبا", "नमस्ते", "👩‍🔬", "e\u0301", "é", "\u200b", "\u2028", "\x7f", "\x85", "\xa0",
]  # fmt: skip

# What validation refuses: C0 controls but tab and line ends, surrogates, U+FFFE and U+FFFF.
_characters = st.characters(
    exclude_categories=["Cs"],
    exclude_characters=[chr(code) for code in range(32) if chr(code) not in "\t\n\r"] + ["\ufffe", "\uffff"],
)
wild_text = st.sampled_from(WILD) | st.text(_characters, min_size=1, max_size=12)
# A required cell needs something to see: a name of spaces, or of direction marks, is no name.
wild_name = wild_text.filter(is_visible)
wild_ids = wild_name.filter(lambda text: text == text.strip() and "\n" not in text)
any_day = st.none() | st.dates(date(1970, 1, 1), date(2100, 12, 31))
UNKNOWN_COLUMNS = ["CRM ref", "=x", "NA", "Größe", "日本", "note 2", "-"]


def _some(draw: st.DrawFn, strategy: Any, most: int, by: Any = None) -> Any:
    return draw(st.lists(strategy, max_size=most, unique=by is None, unique_by=by))


def _cells(table: str, legal: Mapping[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Rows of a table: the given columns as given, the others by their kind, blanks among them."""
    by_kind = {
        "text": st.none() | wild_text,
        "date": any_day,
        "number": st.none() | st.floats(-1e9, 1e9).map(lambda number: number + 0.0),
        "flag": st.none() | st.booleans(),
        "count": st.none() | st.integers(1, 4),
    }
    return st.fixed_dictionaries(
        {
            column: legal[column] if column in legal else (wild_name if column in required(table) else by_kind[kind])
            for column, kind in kinds(table).items()
        }
    )


def _word_or_blank(*words: str) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(words)


@st.composite
def file_books(draw: st.DrawFn, *, rows: int = 3) -> Frames:
    """A valid book with wild text and unknown columns, for round trips through files.

    Parameters
    ----------
    rows
        At most so many rows in each table.
    """
    mode = _word_or_blank("tell", "sell", "test", "consult", "co_create")
    tables: dict[str, Rows] = {name: [] for name in COLUMNS}

    accounts = _some(draw, wild_ids, rows)
    # No objective takes the id of an account, which may be the id of its implied objective.
    objectives = _some(draw, wild_ids.filter(lambda text: text not in accounts), rows)
    people = _some(draw, wild_ids, rows)
    tables["accounts"] = [draw(_cells("accounts", {"account_id": st.just(account)})) for account in accounts]
    if accounts:
        some_account = st.sampled_from(accounts)
        for objective in objectives:
            legal = {"objective_id": st.just(objective), "account_id": some_account}
            row = draw(_cells("objectives", legal | {"status": _word_or_blank("open", "closed")}))
            row["closed_on"] = row["closed_on"] if row["status"] == "closed" else None
            tables["objectives"].append(row)
        tables["people"] = [
            draw(_cells("people", {"person_id": st.just(person), "account_id": some_account})) for person in people
        ]
    targets = [row["objective_id"] for row in tables["objectives"]]
    targets += sorted(set(accounts) - {row["account_id"] for row in tables["objectives"]})
    if targets:
        some_target = st.sampled_from(targets)
        options = _cells(
            "options",
            {
                "objective_id": some_target,
                "source": st.sampled_from(["ours", "partner", "competitor", "in_house", "do_nothing"]),
                "fit": st.none() | st.floats(0, 5),
            },
        )
        tables["options"] = _some(draw, options, rows, by=lambda row: (row["objective_id"], row["option"]))
        propositions = _cells("propositions", {"objective_id": some_target, "version": st.integers(1, 9)})
        tables["propositions"] = _some(draw, propositions, rows, by=lambda row: (row["objective_id"], row["version"]))
    if tables["people"]:
        some_person = st.sampled_from(people)
        relationships = _cells(
            "relationships",
            {
                "source_id": some_person,
                "target_id": some_person,
                "kind": st.sampled_from(["reports_to", "influences", "opposes"]),
                "strength": st.none() | st.floats(0, 1, exclude_min=True),
            },
        )
        tables["relationships"] = _some(
            draw,
            relationships,
            rows,
            by=lambda row: (row["source_id"], row["target_id"], row["kind"]),
        )
        touchpoints = _cells(
            "touchpoints",
            {
                "touchpoint_id": wild_ids,
                "person_id": some_person,
                "objective_id": st.sampled_from([None, *targets]),
                "on": st.dates(date(1970, 1, 1), date(2100, 12, 31)),
                "status": st.sampled_from(["planned", "done"]),
                "mode": mode,
            },
        )
        tables["touchpoints"] = _some(draw, touchpoints, rows, by=lambda row: row["touchpoint_id"])
        influences = _cells(
            "influences",
            {
                "objective_id": st.sampled_from(targets),
                "person_id": some_person,
                "roles": st.sampled_from(ROLES),
                "mindset": _word_or_blank("growth", "trouble", "even_keel", "overconfident"),
                "degree": _word_or_blank("high", "medium", "low"),
                "support": st.none() | st.integers(-5, 5),
                "certainty": _word_or_blank("known", "uncertain"),
                # Only an economic influence may say yes, only it and a technical one no.
                "decision": st.none(),
            },
        )
        tables["influences"] = _some(draw, influences, rows, by=lambda row: (row["objective_id"], row["person_id"]))
    if tables["people"] and tables["propositions"]:
        versions = [(row["objective_id"], row["version"]) for row in tables["propositions"]]
        feedback = _cells(
            "feedback",
            {
                "objective_id": st.none(),
                "version": st.sampled_from(versions),
                "person_id": st.sampled_from(people),
                "mode": mode,
            },
        ).map(lambda row: row | dict(zip(("objective_id", "version"), row["version"], strict=True)))
        tables["feedback"] = _some(
            draw,
            feedback,
            rows,
            by=lambda row: (row["objective_id"], row["version"], row["person_id"]),
        )
    if targets:
        nobody_or_somebody = st.sampled_from([None, *people])
        actions = _cells(
            "actions",
            {
                "action_id": wild_ids,
                "objective_id": st.sampled_from(targets),
                "action": st.sampled_from(["keep", "meet", "ask", "thank"]),
                "person_id": nobody_or_somebody,
                "with_whom": nobody_or_somebody,
                "status": _word_or_blank("open", "done", "dropped"),
            },
        )
        tables["actions"] = _some(draw, actions, rows, by=lambda row: row["action_id"])
    for name in _some(draw, st.sampled_from(list(COLUMNS)), 3):
        for column in _some(draw, st.sampled_from(UNKNOWN_COLUMNS), 2):
            for row in tables[name]:
                row[column] = draw(st.none() | wild_text)
    return frames(tables)
