"""What whoever leads a workshop takes along, as pages to print or to show: agenda, slides, cases, answers, own account.

Each is one page of HTML that needs no other file and runs nothing; a browser prints it or saves it as PDF.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

from stratsell.exercises.kit.agenda import agenda, slots
from stratsell.exercises.kit.cases import answers, cases
from stratsell.exercises.kit.own_account import own_account
from stratsell.exercises.kit.slides import slides, slides_file
from stratsell.exercises.reading import read_exercises
from stratsell.io.files.atomic import save_file

__all__ = ["workshop_kit"]


def workshop_kit(
    folder: str | os.PathLike[str], *, exercises: str | os.PathLike[str] | None = None
) -> tuple[Path, ...]:
    """Write all that a workshop of two hours needs, as pages to print or to show.

    Parameters
    ----------
    folder : path
        Where the pages go; it is created if it does not exist, and pages of these names are replaced.
    exercises : path, optional
        A folder of exercises. Default: those that come with Stratsell.

    Returns
    -------
    tuple of pathlib.Path
        The pages: agenda, slides, cases, answers, and a sheet for everybody's own account; last the slides as a
        ``.pptx``, where python-pptx is installed (``pip install "stratsell[slides]"``).

    Raises
    ------
    ExerciseError
        If an exercise cannot be read, with all faults, each with its file and line.
    FileNotFoundError
        If there is no folder of exercises, or no exercise in it.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [page.name for page in workshop_kit(folder)][:5]
    ['1-agenda.html', '2-slides.html', '3-cases.html', '4-answers.html', '5-own-account.html']
    """
    read = read_exercises(exercises)
    plan = slots(read)
    pages = {
        "1-agenda.html": agenda(plan).encode(),
        "2-slides.html": slides(plan).encode(),
        "3-cases.html": cases(read).encode(),
        "4-answers.html": answers(read).encode(),
        "5-own-account.html": own_account().encode(),
    }
    with suppress(ModuleNotFoundError):
        pages["2-slides.pptx"] = slides_file(plan)
    place = Path(folder).expanduser()
    place.mkdir(parents=True, exist_ok=True)
    for name, page in pages.items():
        save_file(place / name, partial(_write, page))
    return tuple(place / name for name in pages)


def _write(page: bytes, handle: BinaryIO) -> None:
    handle.write(page)
