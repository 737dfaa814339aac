"""Answers that outlive a kernel: a small file in the folder of the user's own, which only the user may read.

What cannot be kept is not, and what no longer fits its exercise is forgotten: neither stops a workshop. With
STRATSELL_JOURNAL set to ``off`` nothing is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from stratsell.exercises.session import Session
from stratsell.io.files.atomic import save_file
from stratsell.io.store.journal_file import state_folder


def kept_file(folder: str | os.PathLike[str] | None) -> Path | None:
    """Say where the answers to a folder's exercises are kept; None where nothing is to be kept."""
    if os.environ.get("STRATSELL_JOURNAL") == "off":
        return None
    where = "" if folder is None else str(Path(folder).expanduser().absolute())
    name = hashlib.blake2b(os.fsencode(where), digest_size=16).hexdigest()
    return state_folder() / "workshops" / f"{name}.json"


def keep(session: Session, path: Path) -> None:
    """Keep a session's answers."""
    answers = [
        [exercise, number, answered.first.words, answered.last.words, answered.tries, answered.shown]
        for (exercise, number), answered in session.answers.items()
    ]
    results = {"participant": session.participant, "team": session.team, "answers": answers}
    with suppress(OSError, ValueError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        save_file(path, partial(_write, json.dumps(results).encode()))
        path.chmod(0o600)


def _write(content: bytes, handle: BinaryIO) -> None:
    handle.write(content)


def restore(session: Session, path: Path) -> None:
    """Give a session the answers that were kept, marked by the exercises as they are now."""
    try:
        results = json.loads(path.read_bytes())
        session.participant, session.team = str(results["participant"]), str(results["team"])
        answers = list(results["answers"])
    except (OSError, ValueError, RecursionError, LookupError, TypeError):
        return
    for row in answers:
        with suppress(ValueError, LookupError, TypeError, AttributeError):
            _answer(session, *row)


def _answer(session: Session, exercise: str, number: int, first: Any, last: Any, tries: int, shown: bool) -> None:  # noqa: FBT001
    questions = session.exercise(exercise).questions
    if number not in range(len(questions)):
        return
    questions[number].marked(last)  # whether it is an answer still
    session.answer(exercise, number, first)
    session.answer(exercise, number, last)
    session.answers[exercise, number].tries = int(tries)
    if shown:
        session.show(exercise, number)
