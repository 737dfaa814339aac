"""An exercise: a short case, what is known in it, and questions about it.

What a case tells in tables is a book like any other, so the rules find in it what a participant shall find. Whatever an
open question asks for is kept back from the table of people and from the map until it is answered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pandas as pd

from stratsell.book import Book
from stratsell.dates import spoken
from stratsell.exercises.kinds import KINDS
from stratsell.exercises.prose import Block
from stratsell.exercises.question import Question
from stratsell.rules.findings import records
from stratsell.rules.red_flags import NEEDED
from stratsell.vocabulary import Mode, RelationshipKind, TouchpointStatus, words_of
from stratsell.word import Word


class Difficulty(Word):
    """How hard an exercise is."""

    EASY = "easy", "one thing at a time; all that is needed stands in the case"
    MEDIUM = "medium", "several things at once"
    HARD = "hard", "people and facts that contradict each other, as in life"


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """An exercise.

    Attributes
    ----------
    id : str
        What tells it apart: the name of its file without the ending.
    title : str
        What people read.
    difficulty : Difficulty
        How hard it is.
    minutes : int
        How long it takes, about.
    as_of : datetime.date
        The day on which the case is told.
    case : tuple of dict
        The text, as `stratsell.exercises.prose.blocks` gives it.
    book : Book
        What the case tells in tables.
    objective_id : str
        The objective that it is about.
    questions : tuple of Question
        In the order in which they are asked.
    """

    id: str
    title: str
    difficulty: Difficulty
    minutes: int
    as_of: dt.date
    case: tuple[Block, ...]
    book: Book
    objective_id: str
    questions: tuple[Question, ...]

    def kinds_open(self, answered: Collection[int]) -> set[str]:
        """The kinds of those questions that are not answered yet; questions are counted from 0."""
        return {question.kind for number, question in enumerate(self.questions) if number not in answered}

    def shows_map(self, answered: Collection[int]) -> bool:
        """Whether there is a map to be seen that answers no open question."""
        return bool(len(self.book.tables["influences"])) and not any(
            KINDS[kind].hides_map for kind in self.kinds_open(answered)
        )

    def facts(self, answered: Collection[int] = ()) -> dict[str, Any]:
        """Give what is known of the people, without what an open question asks for.

        Parameters
        ----------
        answered : collection of int
            The questions that are answered, counted from 0.

        Returns
        -------
        dict
            note (str; the account's latest reorganization, or blank), columns (list of str) and rows (list of list of
            str); columns in which nothing stands are left out, but for those whose blanks are asked for.
        """
        hidden = {KINDS[kind].gives_away for kind in self.kinds_open(answered)}
        asked = {question.kind for question in self.questions}
        known = [column for column in NEEDED if column not in hidden]
        table = _Facts(self.book, self.objective_id, self.as_of)
        columns = {
            "Person": table.people["name"].fillna("").tolist(),
            "Title": table.people["title"].fillna("").tolist(),
            "Reports to": table.managers(),
            "In the job since": table.days("in_role_since"),
            **{_HEADINGS[column]: table.known(column) for column in known},
            "Certainty": table.known("certainty"),
            "Conversations": table.touchpoints(),
        }
        blanks_count = {_HEADINGS[column] for column in known} | {"Conversations"} if "red_flags" in asked else set()
        people = {
            heading: [cell or ("not known" if heading in blanks_count - {"Conversations"} else "–") for cell in cells]
            for heading, cells in columns.items()
            if any(cells) or heading in blanks_count
        }
        rows = [list(row) for row in zip(*people.values(), strict=True)]
        return {"note": table.news(), "columns": list(people), "rows": rows}


_HEADINGS = {
    "roles": "Roles",
    "mindset": "Mindset",
    "degree": "Degree",
    "business_result": "Business result",
    "personal_win": "Personal win",
}


class _Facts:
    """The columns of the table of people, each a list with a text for every person."""

    def __init__(self, book: Book, objective_id: str, day: dt.date) -> None:
        tables = book.tables
        mine = tables["influences"]
        self._mine = mine[mine["objective_id"] == objective_id].set_index("person_id")
        self.people = tables["people"].set_index("person_id", drop=False)
        self._tables = tables
        self._day = pd.Timestamp(day)
        self._objective_id = objective_id

    def known(self, column: str) -> list[str]:
        """A column of influences, words as people read them."""
        cells = self._mine[column].reindex(self.people.index).fillna("")
        if column in ("business_result", "personal_win"):
            return [str(cell) for cell in cells]
        return [", ".join(word.replace("_", " ") for word in words_of(str(cell))) for cell in cells]

    def managers(self) -> list[str]:
        edges = self._tables["relationships"]
        edges = edges[edges["kind"] == RelationshipKind.REPORTS_TO.value]
        names = self.people["name"]
        above = {who: edges.loc[edges["source_id"] == who, "target_id"] for who in self.people.index}
        return [", ".join(str(names[boss]) for boss in bosses if boss in names.index) for bosses in above.values()]

    def days(self, column: str) -> list[str]:
        return [spoken(day.date()) if pd.notna(day) and day <= self._day else "" for day in self.people[column]]

    def touchpoints(self) -> list[str]:
        """Conversations that have taken place, the latest first."""
        touchpoints = self._tables["touchpoints"]
        counts = touchpoints["objective_id"].isna() | (touchpoints["objective_id"] == self._objective_id)
        done = (touchpoints["status"] == TouchpointStatus.DONE.value) & (touchpoints["on"] <= self._day)
        touchpoints = touchpoints[counts & done].sort_values(["on", "touchpoint_id"], ascending=[False, True])
        rows = records(touchpoints)
        history: dict[str, list[str]] = {who: [] for who in self.people.index}
        for row in rows:
            mode = f", {Mode(row['mode']).label.lower()}" if row["mode"] else ""
            history[row["person_id"]].append(f"{spoken(row['on'].date())}{mode} ({row['seller']})")
        return ["; ".join(texts) for texts in history.values()]

    def news(self) -> str:
        account = self._tables["accounts"].iloc[0]
        day = account["reorganized_on"]
        return f"{account['name']} reorganized on {spoken(day.date())}." if pd.notna(day) and day <= self._day else ""
