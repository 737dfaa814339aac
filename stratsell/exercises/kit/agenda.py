"""The agenda: two hours, minute by minute, with what whoever leads the workshop says and does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from stratsell.exercises.exercise import Exercise
from stratsell.exercises.kit.page import listed, page, table, text

MINUTES = 120
"""How long the workshop takes."""


class Slot(NamedTuple):
    """A part of the agenda.

    Attributes
    ----------
    minutes : int
        How long it takes.
    title : str
        What it is.
    leads : str
        What whoever leads does.
    exercise : Exercise or None
        What the room works on.
    """

    minutes: int
    title: str
    leads: str
    exercise: Exercise | None = None


_WELCOME = Slot(8, "Welcome", "Show the slides up to the seven steps. Ask who was helped by somebody who sold nothing.")
_PAUSE = Slot(5, "Pause", "Form teams of three or four; each team takes a colour and writes it into “Team”.")
_OWN = Slot(
    14,
    "Your own account",
    "Hand out the sheet. First alone, then in pairs: the partner only asks questions. One blank that hurts is enough.",
)
_CLOSE = Slot(
    8,
    "Thanks",
    "Collect the files “My results (.csv)”; show how the teams fared, without names. Each says whom they will ask what "
    "this week, and to whom in this room they say thank you.",
)
_DISCUSSION = 2
"""Minutes to talk about an exercise after it."""

_CHOSEN = ("10-across-the-street", "02-queue", "11-what-each-would-win", "16-seven-steps")
"""The exercises of two hours, of those that come with Stratsell; the others are for after it."""


def slots(exercises: Sequence[Exercise]) -> list[Slot]:
    """Plan two hours with some exercises: the chosen ones if they are there, else the first for which there is time."""
    frame = (_WELCOME, _PAUSE, _OWN, _CLOSE)
    left = MINUTES - sum(slot.minutes for slot in frame)
    known = {exercise.id: exercise for exercise in exercises}
    wanted = [known[name] for name in _CHOSEN] if set(_CHOSEN) <= set(known) else exercises
    taken: list[Slot] = []
    for exercise in wanted:
        minutes = exercise.minutes + _DISCUSSION
        if minutes <= left:
            taken.append(Slot(minutes, exercise.title, _leads(exercise), exercise))
            left -= minutes
    before, after = taken[: (len(taken) + 1) // 2 + 1], taken[(len(taken) + 1) // 2 + 1 :]
    conversation = (
        [Slot(left, "Talk", "What surprised you? Which answer would you defend that counted as wrong?")] if left else []
    )
    return [_WELCOME, *before, _PAUSE, *after, *conversation, _OWN, _CLOSE]


def _leads(exercise: Exercise) -> str:
    count = len(exercise.questions)
    return (
        f"{exercise.minutes} minutes for {count} question{'s' * (count != 1)}; talk first, click afterwards. "
        "Then ask who answered differently, and why."
    )


def agenda(plan: Sequence[Slot]) -> str:
    """Write the agenda as a page."""
    return page("Workshop: agenda", _parts(plan))


def _parts(plan: Sequence[Slot]) -> Iterator[str]:
    yield "<h1>Helping before selling: two hours</h1>"
    yield "<p class='muted'>For the workshop leader. Four to twenty people; a notebook for each, or for each team.</p>"
    yield "<h2>Before</h2>"
    yield listed(
        (
            "Open the workshop once yourself: <code>ss.workshop()</code>, or the notebook <code>workshop.ipynb</code>.",
            "Print the cases for each team, the sheet “Your own account” for each person, the answers for yourself.",
            "Where there are no notebooks, everything works on paper: the cases have boxes to tick.",
            "Say at the start that no names are needed, and that several answers can be right.",
        )
    )
    yield "<h2>Minute by minute</h2>"
    yield table(("From", "To", "What", "Case", "You"), _rows(plan))
    yield "<h2>After</h2>"
    yield listed(
        (
            "Put the files of the participants into one folder; <code>ss.read_room(folder)</code> has "
            "<code>questions()</code>, <code>teams()</code> and <code>wrong_answers()</code>.",
            "Begin the next meeting with the question that most people got wrong.",
            "Your accounts can be shown under other names: <code>stratsell pseudonymize book shown --seed 1</code>.",
        )
    )


def _rows(plan: Sequence[Slot]) -> Iterator[tuple[str, ...]]:
    minute = 0
    for slot in plan:
        case = text(slot.exercise.id.partition("-")[0]) if slot.exercise else ""
        yield _clock(minute), _clock(minute + slot.minutes), f"<b>{text(slot.title)}</b>", case, text(slot.leads)
        minute += slot.minutes


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"
