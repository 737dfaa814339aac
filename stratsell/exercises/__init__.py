"""The workshop: exercises to learn the method with, a participant's way through them, and what a room answered.

Exercises are files of text (`docs/exercises.md` describes them), so that whoever leads a workshop writes new ones
without code. Here they are read, asked and marked; `stratsell.notebook.workshop` shows them.
"""

from __future__ import annotations

from stratsell.exercises.exercise import Exercise
from stratsell.exercises.kit import workshop_kit
from stratsell.exercises.reading import ExerciseError, read_exercises
from stratsell.exercises.room import Room, read_room
from stratsell.exercises.session import Session

__all__ = ["Exercise", "ExerciseError", "Room", "Session", "read_exercises", "read_room", "workshop_kit"]
