"""An answer is called answer=; given=, as it was called, still works, and says so."""

import pytest

from stratsell.exercises import read_exercises
from stratsell.exercises.session import Session


def test_an_answer_under_its_former_name_is_taken_and_warns() -> None:
    session = Session(read_exercises()[:1])
    exercise = session.exercises[0]
    answer = {item.key: ["user"] for item in exercise.questions[0].items}
    with pytest.warns(DeprecationWarning, match="given= is now called answer="):
        marks = session.answer(exercise.id, 0, given=answer)
    assert marks == session.answer(exercise.id, 0, answer=answer)
    with pytest.raises(TypeError, match="needs the answer"):
        session.answer(exercise.id, 0)
