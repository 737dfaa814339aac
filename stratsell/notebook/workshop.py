"""The workshop in a notebook: exercises to click through, with feedback at once and a file of the results.

A `Session` keeps and marks the answers; the page shows what it says. Nothing that would give an answer away reaches the
page before the question is answered. Text of exercises and answers is text, as everywhere.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import ipywidgets

from stratsell.dates import spoken
from stratsell.exercises import Exercise, Session, read_exercises
from stratsell.exercises.kept import keep, kept_file, restore
from stratsell.exercises.question import Mark
from stratsell.map import draw_map
from stratsell.notebook.export import File
from stratsell.notebook.widgets import Course
from stratsell.text import safe_stem


def workshop(folder: str | os.PathLike[str] | None = None) -> Workshop:
    """Work through exercises in a notebook, without writing code.

    Parameters
    ----------
    folder : path, optional
        A folder of exercises. Default: those that come with Stratsell.

    Returns
    -------
    Workshop
        Shown by a notebook when it is the last value of a cell.

    Raises
    ------
    ExerciseError
        If an exercise cannot be read, with all faults, each with its file and line.
    FileNotFoundError
        If there is no such folder, or no exercise in it.

    Examples
    --------
    >>> import stratsell as ss
    >>> ss.workshop()
    <Workshop: 16 exercises, 0 of 49 questions answered>
    """
    return Workshop(read_exercises(folder), kept_file(folder))


class Workshop(ipywidgets.VBox):  # type: ignore[misc]
    """What `workshop` gives.

    Parameters
    ----------
    exercises : sequence of Exercise
        What to work through.
    kept : path, optional
        Where answers are kept, to be found again by the next kernel. Default: nowhere.

    Attributes
    ----------
    session : Session
        The answers.
    """

    def __init__(self, exercises: Sequence[Exercise], file: Path | None = None) -> None:
        self.session = Session(exercises)
        self._file = file
        if file:
            restore(self.session, file)
        self._maps = lru_cache(maxsize=None)(self._drawn)
        self._notices: dict[int, str] = {}
        self._course = Course(self._act, participant=self.session.participant, team=self.session.team)
        self._course.observe(self._name, ["participant", "team"])
        super().__init__([self._course])
        self.add_class("stratsell-workshop")
        self.choose(exercises[0].id)

    def _name(self, change: Any) -> None:
        setattr(self.session, change.name, change.new)
        self._keep()

    def _keep(self) -> None:
        if self._file:
            keep(self.session, self._file)

    def choose(self, exercise_id: str) -> None:
        """Show an exercise; KeyError if there is none of this id."""
        self._open = self.session.exercise(exercise_id)
        self._notices = {}
        self._show()

    def answer(self, number: int, answers: dict[str, list[str]]) -> None:
        """Answer a question of the open exercise, counted from 0; what is no answer is said beside the question."""
        try:
            self.session.answer(self._open.id, number, answers)
            self._notices.pop(number, None)
        except ValueError as error:
            self._notices[number] = str(error).removeprefix("answer: ")
        self._keep()
        self._show()

    def show(self, number: int) -> None:
        """Show the answer to a question of the open exercise that was answered."""
        self.session.show(self._open.id, number)
        self._keep()
        self._show()

    def again(self, number: int) -> None:
        """Open a question of the open exercise to be tried again."""
        self.session.again(self._open.id, number)
        self._show()

    def export(self) -> File:
        """Give the results as a file."""
        return File(f"workshop-{safe_stem(self.session.participant, 'answers')}.csv", "text/csv", self.session.csv())

    def _act(self, message: dict[str, Any]) -> None:
        """Do what the page asks for; a message that makes no sense counts for nothing."""
        number: Any = message.get("number")
        known = {exercise.id for exercise in self.session.exercises}
        if message.get("exercise") not in known:
            return
        if message.get("do") == "open":
            self.choose(str(message["exercise"]))
        elif message.get("do") == "export":
            name, kind, content = self.export()
            self._course.send({"ticket": message.get("ticket"), "name": name, "type": kind}, buffers=[content])
        elif message["exercise"] == self._open.id and number in range(len(self._open.questions)):
            if message.get("do") in ("again", "show"):
                getattr(self, message["do"])(number)
            elif message.get("do") == "answer" and (answers := _answers(message.get("given"))) is not None:
                self.answer(number, answers)

    def _show(self) -> None:
        exercise = self._open
        settled = self.session.settled(exercise.id)
        account = str(exercise.book.tables["accounts"]["name"].iloc[0])
        with self._course.hold_sync():
            self._course.exercises = [self._listed(exercise) for exercise in self.session.exercises]
            self._course.maps = self._maps(exercise.id) if exercise.shows_map(settled) else {}
            self._course.current = {
                "id": exercise.id,
                "title": exercise.title,
                "about": f"{account} · {exercise.difficulty.label} · about {exercise.minutes} minutes · "
                f"told as of {spoken(exercise.as_of)}",
                "account": account,
                "case": list(exercise.case),
                "facts": exercise.facts(settled),
                "questions": [self._asked(number) for number in range(len(exercise.questions))],
            }

    def _listed(self, exercise: Exercise) -> dict[str, Any]:
        listed = {"id": exercise.id, "title": exercise.title, "difficulty": exercise.difficulty.label}
        return listed | self.session.progress(exercise.id)._asdict()

    def _asked(self, number: int) -> dict[str, Any]:
        """A question for the page: its form, and once it is answered its marks."""
        question = self._open.questions[number]
        answered = self.session.answers.get((self._open.id, number))
        marks = answered.marks if answered else []
        settled = bool(answered and answered.settled)
        return question.form() | {
            "given": answered.words if answered else {},
            "marks": [_marked(mark, settled) for mark in marks],
            "tries": answered.tries if answered else 0,
            "settled": settled,
            "debrief": question.debrief if marks and settled else "",
            "notice": self._notices.get(number, ""),
        }

    def _drawn(self, exercise_id: str) -> dict[str, bytes]:
        exercise = self.session.exercise(exercise_id)
        maps = {}
        with tempfile.TemporaryDirectory() as folder:
            for theme in ("light", "dark"):
                place = Path(folder, f"{theme}.svg")
                where = {"objective_id": exercise.objective_id, "as_of": exercise.as_of}
                draw_map(exercise.book, **where, theme=theme, path=place)  # type: ignore[arg-type]
                maps[theme] = place.read_bytes()
        return maps

    def __repr__(self) -> str:
        """Say how far the participant has come; the same for the same state."""
        progress = [self.session.progress(exercise.id) for exercise in self.session.exercises]
        answered, questions = sum(part.answered for part in progress), sum(part.questions for part in progress)
        return f"<Workshop: {len(progress)} exercises, {answered} of {questions} questions answered>"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        bundle: dict[str, Any] = super()._repr_mimebundle_(**kwargs)
        bundle["text/plain"] = repr(self)
        return bundle


def _answers(value: Any) -> dict[str, list[str]] | None:
    """An answer as the page sends it; None if it is something else."""
    if not isinstance(value, dict):
        return None
    if not all(isinstance(words, list) and all(isinstance(word, str) for word in words) for words in value.values()):
        return None
    return {str(key): words for key, words in value.items()}


def _marked(mark: Mark, settled: bool) -> dict[str, Any]:  # noqa: FBT001
    """A mark for the page; of what is not settled, it says of what was chosen whether it is so, and nothing else."""
    open_ = not (settled or mark.right)
    lines = [line._asdict() for line in mark.lines if not open_ or line.tone in ("right", "wrong", "advice")]
    return {"key": mark.item.key, "label": mark.item.label, "right": mark.right, "lines": lines}
