"""Whom we have not found yet: roles that nobody holds, and who is most likely to hold them (step 2 of the method).

The relationships that we know point to those whom we do not know: the common manager of the people we talk to often
gives the final approval, whoever they listen to may screen options out. Candidates are people of the account who have
no role in the objective, ranked by such evidence; nobody is suggested without any.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa

from stratsell.dates import as_day
from stratsell.steps.coverage import has_role, influence_roles
from stratsell.steps.frames import Frame, Source, coded, finished, in_order, objectives
from stratsell.steps.searches import Question, Tables, searched
from stratsell.steps.ties import DEFAULT_STRENGTH, MOST_EDGES, tied
from stratsell.vocabulary import RelationshipKind, Role

MOST_CANDIDATES = 10
"""How many candidates are named for a role, at most."""

EVIDENCE: dict[Role, tuple[str, ...]] = {
    Role.ECONOMIC: ("manages", "influences", "opposes", "listens to", "works for"),
    Role.USER: ("works for", "listens to", "influences", "manages", "opposes"),
    Role.TECHNICAL: ("influences", "opposes", "manages", "listens to", "works for"),
    Role.COACH: ("influences", "listens to", "works for", "manages", "opposes"),
}
"""What points to a holder of each role, the most telling first.

Who gives the final approval stands above the known influences; users work for them; who screens options out stands
against somebody or has their ear; a coach has ties to many.
"""

_ROLES = [role.value for role in Role]
_ROW = ["objective_id", "role"]
_CANDIDATE = [*_ROW, "candidate"]
_FOUND = pa.schema([(name, pa.string()) for name in ("account_id", *_ROW, "candidates", "reason")])


def missing_influences(book: Source, *, as_of: dt.date | str | None = None, candidates: bool = True) -> Any:
    """List the roles that nobody holds, in each open objective, with who may hold them.

    Candidates are people of the account with no role in the objective who are tied to somebody with one, the most
    likely first: by the evidence that tells most for the role (`EVIDENCE`; for ``economic``, of how many known
    influences they are the manager over at most 4 levels, the nearest first), then by the next, then by id.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts, people and influences; reads objectives and relationships.
    as_of : datetime.date or str, optional
        The day to look from: it decides which objectives are open. Default: today.
    candidates : bool, default True
        Whether to look for people who may hold them. Without, nobody's ties are looked at, lazy frames stay lazy, and
        the last two columns are left out.

    Returns
    -------
    data frame
        A row per open objective and role that nobody holds, by account_id, objective_id and role (economic, user,
        technical, coach):

        =============  =====  ===================================================================
        account_id     str
        objective_id   str
        role           str    a word of `stratsell.vocabulary.Role`
        candidates     str    person ids joined by ``; ``, best first, at most 10; blank if none
        reason         str    why they, in the same order, joined by ``; ``; blank if there are none
        =============  =====  ===================================================================

    Raises
    ------
    ValueError
        If `as_of` is no date.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article's step 2; a role that nobody holds is the first missing piece of information.

    Examples
    --------
    >>> import stratsell as ss
    >>> missing = ss.missing_influences(ss.demo(), as_of="2026-11-23")
    >>> missing.loc[missing["objective_id"] == "calloway-1", ["role", "candidates"]].values.tolist()
    [['economic', 'ch-marchetti; ch-ekow; ch-doyle; ch-teo']]
    """
    return searched(missing_asked(book, as_of=as_of)) if candidates else _unheld(book, as_day(as_of))


def missing_asked(book: Source, *, as_of: dt.date | str | None = None) -> Question:
    """Give what `missing_influences` searches for, and in which tables."""
    day = as_day(as_of)
    tables = {"unheld": nw.from_native(_unheld(book, day)), "holders": _holders(book, day), **tied(book, "name")}
    return Question(_with_candidates, tables, _FOUND, _ordered)


def _with_candidates(tables: Tables) -> pd.DataFrame:
    rows, known, people = tables["unheld"], tables["holders"], tables["people"]
    known = known[["objective_id", "person_id"]].drop_duplicates()
    best = _best(_evidence(rows, known, people, _bonds(tables["relationships"], people)), known, people)
    found: pd.DataFrame = rows.merge(best, how="left", on=_ROW)[_FOUND.names].astype("str")
    return found


def _holders(book: Source, day: dt.date) -> Frame:
    """The people with a role."""
    people = influence_roles(book).filter(has_role()).select("objective_id", "person_id")
    return people.join(objectives(book, day).select("account_id", "objective_id"), on="objective_id", how="inner")


def _unheld(book: Source, day: dt.date) -> Any:
    """A row per open objective and role that nobody holds, in order."""
    source = coded(book)
    rows = objectives(source, day).filter(nw.col("open")).select("account_id", "objective_id")
    holds = (nw.col(role).cast(nw.Int64) for role in _ROLES)
    held = influence_roles(source).select("objective_id", *holds).group_by("objective_id")
    held = held.agg(*(nw.col(role).max() for role in _ROLES))
    rows = rows.join(held, on="objective_id", how="left").with_columns(nw.col(*_ROLES).fill_null(0))
    unheld = [
        rows.filter(nw.col(role) == 0).select("account_id", "objective_id", nw.lit(role).alias("role"))
        for role in _ROLES
    ]
    return finished(_ordered(nw.concat(unheld, how="vertical")), source)


def _ordered(rows: Frame) -> Frame:
    at = nw.col("role").replace_strict(_ROLES, list(range(len(_ROLES))), default=None, return_dtype=nw.Int64)
    return in_order(rows.with_columns(at.alias("at")), "account_id", "objective_id", "at").drop("at")


def _bonds(ties: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """What ties each person to another of their account: person, other, evidence, distance, strength."""
    ties = ties[ties["source_id"] != ties["target_id"]].drop_duplicates(["source_id", "target_id", "kind"])
    account = people.set_index("person_id")["account_id"]
    ties = ties[ties["source_id"].map(account) == ties["target_id"].map(account)]
    ties = ties.assign(strength=ties["strength"].fillna(DEFAULT_STRENGTH), distance=1)
    forth = ties.rename(columns={"source_id": "person", "target_id": "other"})
    back = ties.rename(columns={"source_id": "other", "target_id": "person"})
    says = {
        RelationshipKind.REPORTS_TO: (forth, "works for"),
        RelationshipKind.INFLUENCES: (forth, "influences"),
        RelationshipKind.OPPOSES: (forth, "opposes"),
    }
    parts = [frame[frame["kind"] == kind.value].assign(evidence=words) for kind, (frame, words) in says.items()]
    parts.append(back[back["kind"] == RelationshipKind.INFLUENCES.value].assign(evidence="listens to"))
    parts.append(_above(back[back["kind"] == RelationshipKind.REPORTS_TO.value]))
    return pd.concat(parts, ignore_index=True)[["person", "other", "evidence", "distance", "strength"]]


def _above(manages: pd.DataFrame) -> pd.DataFrame:
    """Whom each person manages over up to four levels, each once and at the least distance."""
    direct = manages[["person", "other"]]
    reached, level = [direct.assign(distance=1)], direct
    for distance in range(2, MOST_EDGES + 1):
        level = level.merge(direct.rename(columns={"person": "other", "other": "below"}), on="other")
        level = level[["person", "below"]].rename(columns={"below": "other"}).drop_duplicates()
        reached.append(level.assign(distance=distance))
    every = pd.concat(reached, ignore_index=True).drop_duplicates(["person", "other"])
    return every[every["person"] != every["other"]].assign(evidence="manages", strength=0.0)


def _evidence(rows: pd.DataFrame, known: pd.DataFrame, people: pd.DataFrame, bonds: pd.DataFrame) -> pd.DataFrame:
    """For each unheld role, candidate and kind of evidence: how many known influences it ties them to."""
    asked = rows.merge(known, on="objective_id").rename(columns={"person_id": "other"})
    found = asked.merge(bonds, on="other").rename(columns={"person": "candidate"})
    found = found.merge(people.rename(columns={"person_id": "candidate", "account_id": "home"}), on="candidate")
    found = found[found["home"] == found["account_id"]]
    has_one = pd.MultiIndex.from_frame(known)
    found = found[~pd.MultiIndex.from_frame(found[["objective_id", "candidate"]]).isin(has_one)]
    found = found.sort_values([*_CANDIDATE, "evidence", "other"])
    grouped = found.groupby([*_CANDIDATE, "evidence"], sort=True)
    return grouped.agg(
        people=("other", "size"),
        distance=("distance", "sum"),
        strength=("strength", "sum"),
        first=("other", "first"),
        name=("name", "first"),
    ).reset_index()


def _best(found: pd.DataFrame, known: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """The best candidates of each unheld role and the reasons for them, joined in one cell each."""
    order = {(role.value, words): at for role, kinds in EVIDENCE.items() for at, words in enumerate(kinds)}
    weight = [order[pair] for pair in zip(found["role"], found["evidence"], strict=True)]
    found = found.assign(weight=np.array(weight, dtype=np.int64))
    top = found.sort_values([*_CANDIDATE, "weight"]).drop_duplicates(_CANDIDATE)
    top = top.sort_values(
        [*_ROW, "weight", "people", "distance", "strength", "candidate"],
        ascending=[True, True, True, False, True, False, True],
    )
    top = top[top.groupby(_ROW).cumcount() < MOST_CANDIDATES]
    names = people.set_index("person_id")["name"]
    total = top["objective_id"].map(known["objective_id"].value_counts()).astype(str)
    one = names.reindex(top["first"]).to_numpy()
    whom = np.where(top["people"] > 1, top["people"].astype(str) + " of " + total + " known influences", one)
    top = top.assign(reason=top["name"] + " " + top["evidence"] + " " + whom)
    joined = top.groupby(_ROW, sort=False).agg(candidates=("candidate", "; ".join), reason=("reason", "; ".join))
    return joined.reset_index().astype({"candidates": "str", "reason": "str"})
