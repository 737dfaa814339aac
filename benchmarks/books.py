"""Books to measure with, generated from a seed: the same seed gives the same book, on every machine.

They look as portfolios do: a tree of managers with ties across it, one open objective in most accounts and a second one in
some, people with several roles and with none, conversations of which most are old, and blanks everywhere.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from stratsell.book import Book

DAY = "2026-11-23"
PEOPLE = 10
"""People of an account of the portfolio."""

TOUCHPOINTS = 3
"""Conversations with a person."""

PART = 100_000
"""How many accounts are made at a time, so that making a book takes little memory."""

_ROLES = ("economic", "user", "technical", "coach", "technical; coach", "user; coach", None)
_ROLE_SHARES = (0.15, 0.30, 0.20, 0.08, 0.06, 0.06, 0.15)


def portfolio(accounts: int, *, people: int = PEOPLE, seed: int = 0, first: int = 0) -> dict[str, pd.DataFrame]:
    """Make the tables of a book.

    Parameters
    ----------
    accounts : int
        How many accounts; each has `people` people, as many influences, and three times as many conversations.
    people : int, default 10
        How many people an account has.
    seed : int, default 0
        The same seed gives the same book.
    first : int, default 0
        The number of the first account, for books in parts.

    Returns
    -------
    dict of str to pandas.DataFrame
        With the types of a book.

    Examples
    --------
    >>> {name: len(frame) for name, frame in portfolio(10).items() if name != "relationships"}
    {'accounts': 10, 'objectives': 10, 'people': 100, 'influences': 100, 'touchpoints': 300}
    """
    draw = _Draw(np.random.default_rng(seed))
    count = accounts * people
    account_ids, person_ids = _ids("a", accounts, first), _ids("p", count, first * people)
    home = np.arange(count) // people
    aims = _objectives(draw, account_ids, first)
    aim = _aims(draw, aims, home, account_ids)
    return {
        "accounts": pd.DataFrame(
            {
                "account_id": account_ids,
                "name": "Account " + account_ids,
                "reorganized_on": draw.days(accounts, -50, 900, share=0.3),
            }
        ),
        "objectives": aims.drop(columns="home"),
        "people": pd.DataFrame(
            {
                "person_id": person_ids,
                "account_id": account_ids.take(home).reset_index(drop=True),
                "name": "Person " + person_ids,
                "title": draw.words(count, ["Director", "Manager", "Analyst", None]),
                "in_role_since": draw.days(count, -50, 3000, share=0.6),
            }
        ),
        "influences": _influences(draw, aim, person_ids),
        "relationships": _relationships(draw, person_ids, people),
        "touchpoints": _touchpoints(draw, aim, person_ids, first * people * TOUCHPOINTS),
    }


def company(people: int = 60, *, seed: int = 0) -> Book:
    """Make a book of one account with one open objective."""
    tables = portfolio(1, people=people, seed=seed)
    tables["objectives"] = tables["objectives"].head(1).assign(status="open")
    only = tables["objectives"]["objective_id"][0]
    tables["influences"]["objective_id"] = only
    tables["touchpoints"]["objective_id"] = tables["touchpoints"]["objective_id"].mask(lambda item: item.notna(), only)
    return Book(tables)


def companies(people: int = 60, *, count: int = 2) -> Book:
    """Make a book of several such accounts, to switch between; its objectives are open, and their order is that of the seeds."""
    books = [company(people, seed=seed).tables for seed in range(count)]
    frames: dict[str, list[pd.DataFrame]] = {}
    for index, tables in enumerate(books):
        for name, frame in tables.items():
            own = {column: f"{index}" + frame[column] for column in frame if column.endswith("_id")}
            frames.setdefault(name, []).append(frame.assign(**own))
    return Book({name: pd.concat(parts, ignore_index=True) for name, parts in frames.items()})


def save(folder: Path, accounts: int) -> None:
    """Write a portfolio as Feather files, which are quick to read."""
    folder.mkdir(parents=True)
    files: dict[str, pa.RecordBatchFileWriter] = {}
    packed = pa.ipc.IpcWriteOptions(compression="lz4")
    for first in range(0, accounts, PART):
        for name, frame in portfolio(min(PART, accounts - first), seed=first, first=first).items():
            table = pa.Table.from_pandas(frame, preserve_index=False)
            if name not in files:
                files[name] = pa.ipc.new_file(folder / f"{name}.feather", table.schema, options=packed)
            files[name].write_table(table, max_chunksize=2**16)
    for file in files.values():
        file.close()


def load(folder: Path) -> dict[str, pd.DataFrame]:
    """Read the tables that `save` wrote."""
    return {path.stem: pd.read_feather(path) for path in sorted(folder.glob("*.feather"))}


class _Draw:
    """Random columns."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng

    def words(self, count: int, words: list[str | None], shares: tuple[float, ...] | None = None) -> pd.Series:
        picked = self.rng.choice(len(words), count, p=shares)
        return pd.Series(np.array(words, dtype=object)[picked], dtype="str")

    def days(self, count: int, earliest: int, latest: int, *, share: float = 1.0) -> pd.Series:
        """Days from `latest` days before the day of the benchmark to as many after; blank in some rows."""
        back = self.rng.integers(earliest, latest, count).astype("timedelta64[D]")
        days = pd.Series((np.datetime64(DAY) - back).astype("datetime64[us]"))
        return days.where(self.rng.random(count) < share)

    def chance(self, count: int, share: float) -> np.ndarray:
        return self.rng.random(count) < share


def _ids(letter: str, count: int, first: int = 0) -> pd.Series:
    return pd.Series([f"{letter}{index:07}" for index in range(first, first + count)], dtype="str")


def _objectives(draw: _Draw, account_ids: pd.Series, start: int) -> pd.DataFrame:
    """An objective for most accounts (the rest have the implied one); every tenth has a second one, closed or open."""
    first = np.flatnonzero(np.arange(len(account_ids)) % 10 != 9)
    second = np.flatnonzero(np.arange(len(account_ids)) % 10 == 0)
    home = np.sort(np.concatenate([first, second]))
    ids = _ids("o", len(home), start)
    return pd.DataFrame(
        {
            "objective_id": ids,
            "account_id": account_ids.take(home).reset_index(drop=True),
            "name": "Objective " + ids,
            "status": draw.words(len(home), ["open", "closed", None], (0.6, 0.2, 0.2)),
            "closed_on": draw.days(len(home), -50, 400, share=0.1),
            "home": home,
        }
    )


def _aims(draw: _Draw, aims: pd.DataFrame, home: np.ndarray, account_ids: pd.Series) -> pd.Series:
    """The objective of each person: one of their account's, or the account itself."""
    first = aims.drop_duplicates("home").set_index("home")["objective_id"]
    last = aims.drop_duplicates("home", keep="last").set_index("home")["objective_id"]
    other = draw.chance(len(home), 0.4)
    implied = account_ids.take(home).reset_index(drop=True)
    picked = pd.Series(home).map(first).where(~other, pd.Series(home).map(last))
    return picked.fillna(implied).astype("str")


def _influences(draw: _Draw, aim: pd.Series, person_ids: pd.Series) -> pd.DataFrame:
    """One row per person, in no order."""
    count = len(person_ids)
    order = draw.rng.permutation(count)
    return pd.DataFrame(
        {
            "objective_id": aim.take(order).reset_index(drop=True),
            "person_id": person_ids.take(order).reset_index(drop=True),
            "roles": draw.words(count, list(_ROLES), _ROLE_SHARES),
            "mindset": draw.words(count, ["growth", "trouble", "even_keel", "overconfident", None]),
            "degree": draw.words(count, ["high", "medium", "low", None]),
            "support": draw.rng.integers(-5, 6, count).astype(float),
            "business_result": draw.words(count, ["lower cost", "faster delivery", None]),
            "personal_win": draw.words(count, ["be seen", None]),
            "certainty": draw.words(count, ["known", "uncertain", None], (0.5, 0.2, 0.3)),
            "thanked_on": draw.days(count, -100, 400, share=0.1),
        }
    )


def _relationships(draw: _Draw, person_ids: pd.Series, people: int) -> pd.DataFrame:
    """A tree of managers, three reports each, and half as many ties across it; hardly a cycle."""
    count = len(person_ids)
    index = np.arange(count)
    managed = index[index % people > 0]
    boss = managed // people * people + (managed % people - 1) // 3
    source = draw.rng.integers(0, count, count // 2)
    target = source // people * people + draw.rng.integers(0, people, len(source))
    kinds = np.where(draw.chance(len(source), 0.15), "opposes", "influences")
    strength = np.round(draw.rng.random(len(source)) * 0.9 + 0.1, 2)
    rows = pd.DataFrame(
        {
            "source_id": person_ids.take(np.r_[managed, source]).reset_index(drop=True),
            "target_id": person_ids.take(np.r_[boss, target]).reset_index(drop=True),
            "kind": pd.Series(np.r_[np.repeat("reports_to", len(managed)), kinds], dtype="str"),
            "strength": np.r_[np.full(len(managed), np.nan), strength],
        }
    )
    return rows.drop_duplicates(["source_id", "target_id", "kind"], ignore_index=True)


def _touchpoints(draw: _Draw, aim: pd.Series, person_ids: pd.Series, start: int) -> pd.DataFrame:
    count = len(person_ids) * TOUCHPOINTS
    whom = draw.rng.integers(0, len(person_ids), count)
    about = aim.take(whom).reset_index(drop=True)
    return pd.DataFrame(
        {
            "touchpoint_id": _ids("t", count, start),
            "person_id": person_ids.take(whom).reset_index(drop=True),
            "objective_id": about.mask(draw.chance(count, 0.3)),
            "seller": draw.words(count, ["Noor Ali", "Bea Lund", "Sam Ortiz"]),
            "on": draw.days(count, -30, 700),
            "status": draw.words(count, ["done", "planned"], (0.9, 0.1)),
            "mode": draw.words(count, ["tell", "sell", "test", "consult", "co_create", None]),
        }
    )
