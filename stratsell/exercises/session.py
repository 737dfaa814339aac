"""One participant's way through the exercises: answers, marks, progress, and the file for whoever leads the workshop.

The first answer to a question counts, because it shows what was hard; trying again is for learning, and is counted.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import NamedTuple

from stratsell.exercises.exercise import Exercise
from stratsell.exercises.question import Answers, Mark
from stratsell.io.files.csv_file import csv_writer

COLUMNS = (
    *(
        "participant",
        "team",
        "exercise",
        "question",
        "kind",
        "item",
        "label",
        "answer",
        "wanted",
        "right",
        "tries",
        "solved",
    ),
)
"""The columns of the file: text; question and tries are whole numbers from 1, right and solved true or false."""


Answer = dict[str, list[str]]
"""The chosen words of each item."""


class Try(NamedTuple):
    """One answer to a question, and its marks."""

    words: Answer
    marks: list[Mark]


@dataclass
class Answered:
    """What became of one question.

    Attributes
    ----------
    words : dict of str to list of str
        The last answer.
    marks : list of Mark
        Its marks; empty while it is being tried again.
    first, last : Try
        The first answer, and the last one before the answer was shown.
    tries : int
        How many answers there were.
    shown : bool
        Whether the answer was shown; what is tried after it counts for nothing.
    settled : bool
        Whether all was correct once, or the answer was shown; until then nothing is given away.
    """

    words: Answer
    marks: list[Mark]
    first: Try
    last: Try
    tries: int = 1
    shown: bool = False
    settled: bool = False


class Progress(NamedTuple):
    """How far somebody has come in an exercise: answered of questions, and right of items at the first answer."""

    answered: int
    questions: int
    right: int
    items: int


@dataclass
class Session:
    """A participant's answers to some exercises.

    Parameters
    ----------
    exercises : sequence of Exercise
        The exercises.
    participant : str, default ""
        A nickname, or blank: no names are needed.
    team : str, default ""
        With whom they work, or blank.

    Examples
    --------
    >>> from stratsell.exercises import read_exercises
    >>> session = Session(read_exercises()[:1])
    >>> exercise = session.exercises[0]
    >>> marks = session.answer(exercise.id, 0, {item.key: ["user"] for item in exercise.questions[0].items})
    >>> session.progress(exercise.id).answered
    1
    """

    exercises: Sequence[Exercise]
    participant: str = ""
    team: str = ""
    answers: dict[tuple[str, int], Answered] = field(default_factory=dict)

    def exercise(self, exercise_id: str) -> Exercise:
        """Give an exercise by its id; KeyError if there is none."""
        for exercise in self.exercises:
            if exercise.id == exercise_id:
                return exercise
        raise KeyError(f"no exercise “{exercise_id}”")

    def answer(self, exercise_id: str, number: int, answer: Answers | None = None, **renamed: Answers) -> list[Mark]:
        """Take an answer and mark it.

        Parameters
        ----------
        exercise_id : str
            The exercise.
        number : int
            The question, counted from 0.
        answer : mapping of str to sequence of str
            The answer, by item.

        Returns
        -------
        list of Mark

        Raises
        ------
        KeyError
            If there is no such exercise.
        ValueError
            If it is no answer to the question; nothing is taken then.
        """
        if renamed.keys() == {"given"} and answer is None:
            warnings.warn("answer: given= is now called answer=", DeprecationWarning, stacklevel=2)
            answer = renamed.pop("given")
        if answer is None or renamed:
            raise TypeError("answer: needs the answer, answer=, and nothing else")
        marks = self.exercise(exercise_id).questions[number].marked(answer)
        plain = {key: list(words) for key, words in answer.items()}
        now = Try(plain, marks)
        if before := self.answers.get((exercise_id, number)):
            before.words, before.marks, before.tries = plain, marks, before.tries + 1
            before.last = before.last if before.shown else now
        else:
            self.answers[exercise_id, number] = Answered(plain, marks, now, now)
        self.answers[exercise_id, number].settled |= all(mark.right for mark in marks)
        return marks

    def show(self, exercise_id: str, number: int) -> None:
        """Show the answer to a question that was answered; whatever is tried after that counts for nothing."""
        if answered := self.answers.get((exercise_id, number)):
            answered.shown = answered.settled = True
            answered.words, answered.marks = answered.last

    def again(self, exercise_id: str, number: int) -> None:
        """Open a question to be tried again; what was answered first stays."""
        if answered := self.answers.get((exercise_id, number)):
            answered.marks = []

    def answered(self, exercise_id: str) -> set[int]:
        """The questions of an exercise that have been answered, counted from 0."""
        return {number for where, number in self.answers if where == exercise_id}

    def settled(self, exercise_id: str) -> set[int]:
        """The questions of an exercise of which nothing is kept back any more, counted from 0."""
        return {
            number for (where, number), answered in self.answers.items() if where == exercise_id and answered.settled
        }

    def progress(self, exercise_id: str) -> Progress:
        """Say how far the participant has come in an exercise."""
        answers = [answered for (where, _), answered in self.answers.items() if where == exercise_id]
        first = [mark for answered in answers for mark in answered.first.marks]
        questions = len(self.exercise(exercise_id).questions)
        return Progress(len(self.answered(exercise_id)), questions, sum(mark.right for mark in first), len(first))

    def rows(self) -> list[dict[str, str]]:
        """Give a row for every item of every answered question, by `COLUMNS`, in the order of the exercises."""
        return [
            dict(zip(COLUMNS, cells, strict=True))
            for exercise in self.exercises
            for number, question in enumerate(exercise.questions)
            if (answered := self.answers.get((exercise.id, number)))
            for cells in self._cells(exercise.id, number, question.kind, answered)
        ]

    def _cells(self, exercise_id: str, number: int, kind: str, answered: Answered) -> list[list[str]]:
        return [
            [
                *(
                    self.participant.strip(),
                    self.team.strip(),
                    exercise_id,
                    str(number + 1),
                    kind,
                    mark.item.key,
                    mark.item.label,
                ),
                *("; ".join(mark.answer), "; ".join(mark.wanted), _flag(mark.right), str(answered.tries)),
                _flag(now.right),
            ]
            for mark, now in zip(answered.first.marks, answered.last.marks, strict=True)
        ]

    def csv(self) -> bytes:
        """Give the rows as a CSV file in UTF-8; text that a spreadsheet would run begins with an apostrophe."""
        rows = self.rows()
        content = BytesIO()
        columns = {column: [row[column] for row in rows] for column in COLUMNS}
        csv_writer(columns, lambda _: True)(content)
        return content.getvalue()


def _flag(value: bool) -> str:  # noqa: FBT001
    return str(value).lower()
