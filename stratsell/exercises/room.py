"""What a room answered: the participants' files side by side, for whoever leads the workshop.

Every participant exports a CSV file; a folder of them is a room. Frames say which questions were hard and which wrong
answers were common, and a picture shows all at a glance. Nobody needs a name: files without one are numbered.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from stratsell.errors import BookError, Fault
from stratsell.exercises.session import COLUMNS
from stratsell.io.files.csv_file import read_csv
from stratsell.text import is_visible

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from stratsell.map.style import Theme

_QUESTION = ["exercise", "question", "kind"]
_ITEM = [*_QUESTION, "item", "label"]


@dataclass(frozen=True)
class Room:
    """The answers of a room.

    Attributes
    ----------
    answers : pandas.DataFrame
        A row per participant, question and item, in the order of files: participant (str), team (str, blank for none),
        exercise (str), question (int, from 1), kind (str), item (str), label (str), answer (str), wanted (str), right
        (bool, at the first try), tries (int), solved (bool, at the last try).
    """

    answers: pd.DataFrame

    @property
    def participants(self) -> list[str]:
        """The participants, in the order of their files."""
        return list(self.answers["participant"].unique())

    def questions(self) -> pd.DataFrame:
        """Say how hard each question was.

        Returns
        -------
        pandas.DataFrame
            A row per question, by exercise and question: exercise (str), question (int), kind (str), answered (int,
            participants), right (float, 0 to 1: the mean share of items that were right at the first try), solved
            (float, the same at the last try), tries (float, mean).
        """
        means = self.answers.groupby([*_QUESTION, "participant"], sort=True)[["right", "solved", "tries"]].mean()
        grouped = means.groupby(_QUESTION, sort=True)
        return (
            grouped.mean()
            .assign(answered=grouped.size())
            .reset_index()[[*_QUESTION, "answered", "right", "solved", "tries"]]
        )

    def teams(self) -> pd.DataFrame:
        """Say how the teams fared; who is in a team is not said.

        Returns
        -------
        pandas.DataFrame
            A row per team, by name, with those who named none as the blank team at the end: team (str), participants
            (int), answered (int, different questions), right (float, 0 to 1: the mean share of items that were right at
            the first try) and solved (float, the same at the last try).
        """
        where = ["team", "exercise", "question"]
        means = self.answers.groupby([*where, "participant"], sort=True)[["right", "solved"]].mean()
        teams = means.groupby("team", sort=True).mean()
        counted = self.answers.drop_duplicates(["team", "participant"]).groupby("team").size()
        asked = self.answers.drop_duplicates(where).groupby("team").size()
        teams.insert(0, "participants", counted)
        teams.insert(1, "answered", asked)
        teams = teams.reset_index()
        return pd.concat([teams[teams["team"] != ""], teams[teams["team"] == ""]], ignore_index=True)

    def side_by_side(self, exercise: str | None = None) -> pd.DataFrame:
        """Put everybody's first answers beside each other.

        Parameters
        ----------
        exercise : str, optional
            Only this exercise. Default: all.

        Returns
        -------
        pandas.DataFrame
            A row per item, in the order in which they were asked: exercise, question, kind, label, wanted (blank for
            none), and a column per participant with their answer: blank where they chose nothing, ``–`` where they did
            not answer.
        """
        rows = self.answers if exercise is None else self.answers[self.answers["exercise"] == exercise]
        wide = rows.pivot_table(index=_ITEM, columns="participant", values="answer", aggfunc="first", sort=False)
        wide = wide.reindex(columns=[who for who in self.participants if who in wide.columns]).fillna("–")
        wanted = rows.drop_duplicates(_ITEM).set_index(_ITEM)["wanted"]
        wide.insert(0, "wanted", wanted.reindex(wide.index))
        return wide.rename_axis(columns=None).reset_index().drop(columns="item")

    def wrong_answers(self, most: int = 20) -> pd.DataFrame:
        """List the wrong first answers that several participants gave, the most common first.

        Parameters
        ----------
        most : int, default 20
            How many to list.

        Returns
        -------
        pandas.DataFrame
            exercise, question, kind, label, answer, wanted (str) and participants (int).
        """
        wrong = self.answers[~self.answers["right"]]
        counted = wrong.groupby([*_ITEM, "answer", "wanted"], sort=True).size().rename("participants").reset_index()
        counted = counted.sort_values("participants", ascending=False, kind="stable").head(most)
        return counted.drop(columns="item").reset_index(drop=True)

    def draw(self, *, theme: Theme = "light") -> Figure:
        """Draw who had which share of each question right.

        Parameters
        ----------
        theme : {"light", "dark"}, default "light"
            The colours.

        Returns
        -------
        matplotlib.figure.Figure
            Shown by a notebook when it is the last value of a cell.
        """
        from stratsell.exercises.picture import draw

        return draw(self.questions(), self.answers, self.participants, theme)


def read_room(folder: str | os.PathLike[str]) -> Room:
    """Read a folder of participants' files.

    Parameters
    ----------
    folder : path
        A folder with the ``.csv`` files that participants exported.

    Returns
    -------
    Room
        Files without a name are ``guest 1``, ``guest 2`` …; of equal names the second gets a number.

    Raises
    ------
    FileNotFoundError
        If there is no such folder, or no file in it.
    BookError
        If a file is not a participant's, with everything that is wrong in all files.

    Examples
    --------
    >>> import tempfile
    >>> from stratsell.exercises import Session, read_exercises
    >>> session = Session(read_exercises()[:1], "Ada")
    >>> _ = session.answer(session.exercises[0].id, 0, {})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "ada.csv").write_bytes(session.csv())
    ...     read_room(folder).participants
    ['Ada']
    """
    place = Path(folder).expanduser()
    if not place.is_dir():
        raise FileNotFoundError(f"there is no folder {place} to read answers from")
    paths = sorted(place.glob("*.csv"))
    if not paths:
        raise FileNotFoundError(f"there is no .csv file in {place}; participants export one each")
    frames, faults = list[pd.DataFrame](), list[Fault]()
    for path in paths:
        frame = _read(path, faults)
        if len(frame):
            frames.append(frame)
    if faults:
        raise BookError(faults, str(place))
    _name(frames)
    return Room(pd.concat(frames, ignore_index=True) if frames else _typed(_nothing()))


def _read(path: Path, faults: list[Fault]) -> pd.DataFrame:
    """Read one file, typed; what is wrong is added to `faults`."""
    if not path.is_file():  # a pipe, say, which would be waited for forever
        faults.append(Fault(path.name, "is not a file"))
        return _nothing()
    try:
        grid = read_csv(path, path.name, COLUMNS.__contains__, lambda _: True)
    except BookError as error:
        faults += error.faults
        return _nothing()
    frame = grid.frame()
    if "team" not in frame:  # a file of an earlier version
        frame["team"] = ""
    absent = [column for column in COLUMNS if column not in frame]
    problem = "is missing: this is not a participant's file"
    if faulty := [*grid.faults, *(Fault(path.name, problem, column=column) for column in absent)]:
        faults += faulty
        return _nothing()
    frame = frame[list(COLUMNS)]
    wrong = [
        Fault(path.name, "cannot be read", row, column, value, allowed)
        for column, pattern, allowed in _PATTERNS
        for row, value in frame.loc[~frame[column].str.fullmatch(pattern), column].items()
    ]
    faults += wrong
    return _nothing() if wrong else _typed(frame)


_PATTERNS = (
    ("exercise", ".+", "the id of an exercise"),
    ("question", "[1-9][0-9]{0,5}", "a whole number from 1"),
    ("tries", "[1-9][0-9]{0,5}", "a whole number from 1"),
    ("right", "true|false", "true, false"),
    ("solved", "true|false", "true, false"),
)
"""What may stand in a column that is no plain text."""


def _nothing() -> pd.DataFrame:
    return pd.DataFrame(columns=list(COLUMNS), dtype="str")


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    flags = {column: frame[column] == "true" for column in ("right", "solved")}
    numbers = {column: frame[column].astype("int64") for column in ("question", "tries")}
    return frame.assign(**flags, **numbers).reset_index(drop=True)


def _name(frames: list[pd.DataFrame]) -> None:
    """Give every file's rows one name that no other file has."""
    seen: dict[str, int] = {}
    for number, frame in enumerate(frames, 1):
        name = next(iter(frame["participant"]), "").strip()
        name = name if is_visible(name) else f"guest {number}"
        seen[name] = seen.get(name, 0) + 1
        frame["participant"] = name if seen[name] == 1 else f"{name} ({seen[name]})"
