"""The objectives: opportunities and deals, or those that the rows of people name."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from stratsell.book.import_report import Outcome
from stratsell.book.tables import TABLES
from stratsell.io.imports.index import Index
from stratsell.io.imports.link.people import take_account
from stratsell.io.imports.link.work import Work
from stratsell.io.imports.names import key
from stratsell.io.imports.records import Mask, Records
from stratsell.io.imports.source import word_key
from stratsell.vocabulary import ObjectiveStatus

_INFLUENCE = TABLES["influences"].names[2:]
_OF_OBJECTIVE = ("stage", "closed", "close_on", "due_on", "closed_on")


def link_objectives(work: Work, users: dict[str, str]) -> None:
    """Give objectives their account, ids and status, and note by what they are found."""
    objectives = work.of("objectives")
    objectives.leave_out(objectives.blank("name"), "has no name", "name", live=True)
    _from_people(work)
    if objectives.given:
        take_account(work, objectives)
    work.name_owner(objectives, "owner", users)
    if not work.source.flat:
        objectives.keep("CRM owner", objectives["owner"])
    closed = _closed(work, objectives)
    objectives["status"] = [ObjectiveStatus.CLOSED.value if each else None for each in closed]
    for slot, mask in (("closed_on", closed), ("due_on", ~closed)):
        objectives[slot] = objectives[slot].fillna(objectives["close_on"].where(mask, None))
    base = lambda: objectives["account_id"] + "/" + objectives["name"]  # noqa: E731
    if objectives.given:
        work.identify(objectives, "objective_id", base, ["closed_on", "due_on", "status"])
        taken = objectives["objective_id"].isin(set(work.of("accounts")["account_id"]))
        why = "has the id of an account"
        objectives.leave_out(taken, why, "objective_id", remedy="give it another name or id", live=True)
    open_ones = objectives.blank("status")
    early = open_ones & objectives["closed_on"].notna()
    objectives.leave_blank(early, "has a day on which it was closed, but is open", "closed_on")
    work.index["objectives"] = Index(
        objectives["objective_id"].tolist(), objectives["name"].tolist(), key, homes=objectives["account_id"].tolist()
    )


def _closed(work: Work, objectives: Records) -> Mask:
    """Mark the objectives that are closed: by what says so, else by their stage, else by the day they were closed."""
    stages, stage = work.source.words["stage"], objectives["stage"]
    known = stage.map(lambda cell: _stage(stages, cell), na_action="ignore")
    unclear = objectives.blank("closed") & stage.notna() & known.isna()
    why = "the mapping does not know this stage, so it is taken as open"
    objectives.say(unclear, Outcome.READ_AS, why, "stage", remedy="add a line stage,…,closed to a mapping file")
    if not work.source.flat:
        objectives.keep("CRM stage", stage)
    by_stage = known == ObjectiveStatus.CLOSED.value
    by_day = (
        stage.isna() & objectives["closed_on"].notna() & (objectives["closed_on"].fillna("") <= work.day.isoformat())
    )
    nothing = objectives.blank("closed")
    return (objectives["closed"] == True) | (nothing & by_stage) | (nothing & by_day)  # noqa: E712


def _stage(stages: Mapping[str, str], cell: str) -> str | None:
    """Give what a stage means, without the pipeline that may stand in brackets behind it."""
    return stages.get(word_key(cell)) or stages.get(word_key(re.sub(r"\s*\([^()?]*\)\s*$", "", cell)))


# --- Objectives that only people name -------------------------------------------------------------


def _from_people(work: Work) -> None:
    """Find or make the objectives that the rows of people name, and give each row the id of its own."""
    people, objectives = work.of("people"), work.of("objectives")
    if "objective" not in people.given:
        if work.source.flat:
            people["objective_id"] = people["account_id"]
        return
    stages = work.source.words["stage"]
    people.say_words(
        people["stage"].notna(), Outcome.READ_AS, "stage", lambda cell: f"is read as {_stage(stages, cell) or 'open'}"
    )
    named = people["objective"].notna()
    having = set(people["account_id"][named])
    silent = ~named & people["account_id"].isin(having)
    _tell_silent(work, silent)
    spelled: dict[tuple[str, str], str] = {}
    found = [
        f"{account}/{spelled.setdefault((account, key(name)), name)}" if name is not None else account
        for account, name in zip(people["account_id"], people["objective"], strict=True)
    ]
    ids = pd.Series(found, index=people.slots.index, dtype=object).where(~silent, None)
    ids = _without_taken(people, ids, named)
    people["objective_id"] = ids
    named = people["objective"].notna() & ids.notna()
    cells = {slot: people[slot] for slot in ("account_id", "objective", *_OF_OBJECTIVE)}
    made = pd.DataFrame({"objective_id": ids, **cells}, dtype=object)[named]
    made = made.groupby("objective_id", sort=False, as_index=False).first() if len(made) else made
    made["objective"] = [
        spelled[account, key(name)] for account, name in zip(made["account_id"], made["objective"], strict=True)
    ]
    made = made.rename(columns={"objective": "name"})
    objectives.make({name: made[name].tolist() for name in made.columns})


def _tell_silent(work: Work, silent: Mask) -> None:
    """Say of which rows it is not clear which objective of their account they are about."""
    people = work.of("people")
    for slot in [slot for slot in _INFLUENCE if slot in people.slots.columns]:
        why = "is said of no objective, but other rows of this account name one"
        lost = silent & people[slot].notna()
        people.leave_blank(lost, why, slot, remedy="fill in the objective", live=slot == "roles")


def _without_taken(people: Records, ids: pd.Series, named: Mask) -> pd.Series:
    """Give other ids to objectives that would have the id of an account."""
    accounts = set(people["account_id"])
    taken = {each for each in ids[named].unique() if each in accounts}
    others: dict[str, str] = {}
    for each in taken:
        number = 2
        while f"{each} ({number})" in accounts:
            number += 1
        others[each] = f"{each} ({number})"
    return ids.where(~(named & ids.isin(taken)), ids.map(others, na_action="ignore"))
