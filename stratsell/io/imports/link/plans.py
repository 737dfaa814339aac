"""What is planned: actions, which tasks of a CRM are that say what is to be done, and options that were weighed.

An action is something to do for an objective, so a task without a contact or a day can be one, where a conversation
cannot. A meeting or a call that is planned, and whatever has been done with somebody, are conversations.
"""

from __future__ import annotations

import re

import pandas as pd

from stratsell.book.import_report import Outcome
from stratsell.io.imports.link.work import Work
from stratsell.io.imports.records import Mask, Records, different, replaced
from stratsell.io.imports.source import word_key
from stratsell.vocabulary import Action, ActionStatus, OptionSource, TouchpointStatus

_WORD = re.compile(r"[\w'’]+(?:-\w+)*")
_LONGEST = 3
"""Of how many words what is to be done may consist."""

_AS_THERE = (
    *("person_id", "person", "objective_id", "objective", "about_id", "state", "closed", "deleted"),
    *("subject", "notes", "owner_id", "seller", "action"),
)
_TAKEN = {"touchpoint_id": "action_id", "on": "due_on", **dict(zip(_AS_THERE, _AS_THERE, strict=True))}
"""By slot of a conversation, the slot of an action."""


def action_of(work: Work, text: str) -> str:
    """Give the one action that a text names; blank where it names none, or several."""
    if text.strip() in set(map(str, Action)):
        return text.strip()
    known, words = work.source.words["action"], _WORD.findall(text)
    if whole := known.get(word_key(text)):
        return whole
    named: set[str] = set()
    for size in range(_LONGEST, 0, -1):
        for start in range(len(words) - size + 1):
            key = word_key(" ".join(words[start : start + size]))
            if known.get(key):
                named.add(known[key])
    return named.pop() if len(named) == 1 else ""


def take_tasks(work: Work) -> None:
    """Let tasks be actions: open ones that name one, and those that are no conversation, with nobody or on no day."""
    tasks = work.of("touchpoints")
    if not len(tasks) or not tasks.given & {"state", "closed"}:
        return
    words = work.source.words["status"]
    status = replaced(tasks["state"], lambda cell: words.get(word_key(cell), ""))
    open_ = tasks["closed"].isin([False]) | (tasks.blank("closed") & (status == TouchpointStatus.PLANNED.value))
    regarding = {slot: _is_no_person(work, tasks[slot]) for slot in ("person_id", "person")}
    alone = (tasks.blank("person_id") & tasks.blank("person")) | regarding["person_id"] | regarding["person"]
    alone |= tasks["on"].fillna(tasks["finished_on"]).isna() & open_
    actions = replaced(tasks["subject"], lambda cell: action_of(work, cell) or None)
    nameless = tasks.blank("about_id") & tasks.blank("objective_id") & tasks.blank("objective")
    about = ~(nameless & tasks.blank("person_id") & tasks.blank("person"))
    types = work.source.words["type"]
    conversation = replaced(tasks["type"], lambda cell: types.get(word_key(cell))).notna() & ~alone
    taken = actions.notna() & (open_ | alone) & about & ~conversation
    if not taken.any():
        return
    for slot, other in (("person_id", "about_id"), ("person", "objective")):
        moved = regarding[slot] & taken
        tasks[other] = tasks[other].fillna(tasks[slot].where(moved, None))
        tasks[slot] = tasks[slot].mask(moved, None)
    tasks["action"] = actions
    tasks.say_words(taken, Outcome.READ_AS, "subject", lambda cell: f"is read as the action {action_of(work, cell)}")
    tasks.hand_over(taken, work.of("actions"), _TAKEN)


def _is_no_person(work: Work, cells: pd.Series) -> Mask:
    """Mark what names no person but an objective or account: what a task of some CRMs is regarding."""
    people, *others = (work.index[kind] for kind in ("people", "objectives", "accounts"))
    other = {cell for cell in different(cells) if not people.find(cell) and any(index.find(cell) for index in others)}
    return cells.isin(other)


def link_actions(work: Work, users: dict[str, str]) -> pd.DataFrame:
    """Give the table of actions."""
    actions = work.of("actions")
    actions["action"] = actions["action"].fillna(replaced(actions["subject"], lambda cell: action_of(work, cell)))
    actions["action"] = replaced(actions["action"], lambda cell: cell or None)
    allowed = ", ".join(Action)
    remedy = f"allowed: {allowed}; or say what it means in a mapping, with a line action,…,…"
    actions.leave_out(actions.blank("action"), "names none of the actions", "subject", remedy=remedy, live=True)
    work.refer(actions, "person_id", "person", "people", actions.leave_blank)
    work.refer(actions, "with_whom", "partner", "people", actions.leave_blank)
    _find_objectives(work, actions)
    base = lambda: actions["objective_id"] + "/" + actions["action"]  # noqa: E731
    work.identify(actions, "action_id", base, ["person_id", "due_on", "subject"])
    actions["status"] = _status(work, actions)
    own = set(map(str, Action))
    note = actions["subject"].where(~actions["subject"].isin(own), None)
    texts = zip(actions["note"], note, actions["notes"], strict=True)
    actions["note"] = ["\n".join(dict.fromkeys(filter(None, parts))) or None for parts in texts]
    work.name_owner(actions, "seller", users)
    return work.table(actions)


def _status(work: Work, actions: Records) -> list[str | None]:
    """Say what has become of actions: what is closed is done; else what their status says."""
    words = work.source.words["status"]
    status: list[str | None] = []
    for closed, state, own in zip(actions["closed"], actions["state"], actions["status"], strict=True):
        word = own or words.get(word_key(state or ""))
        if word_key(state or "") == ActionStatus.DROPPED.value:
            status.append(ActionStatus.DROPPED.value)
        elif closed is True or (closed is None and word == TouchpointStatus.DONE.value):
            status.append(ActionStatus.DONE.value)
        else:
            status.append(ActionStatus.OPEN.value if closed is False or word else None)
    return status


def link_options(work: Work) -> pd.DataFrame:
    """Give the table of options."""
    options = work.of("options")
    options.leave_out(options.blank("option"), "has no name", "option", live=True)
    _find_objectives(work, options)
    why = f"says nothing of where it comes from, so it is taken for one of a {OptionSource.COMPETITOR}"
    options.say(options.blank("source"), Outcome.READ_AS, why, "option")
    options["source"] = options["source"].fillna(OptionSource.COMPETITOR.value)
    pairs = pd.MultiIndex.from_arrays([options["objective_id"], options["option"]])
    again = pd.Series(pairs.duplicated(), index=options.slots.index)
    options.leave_out(again, "names an option of the same objective again", "option", remedy="leave one of them out")
    return work.table(options)


def _find_objectives(work: Work, records: Records) -> None:
    """Find what records are about: by id or name, else what the account, or the person, has in hand."""
    objectives, people = work.of("objectives"), work.index["people"]
    having = set(objectives["account_id"])
    accounts = set(work.of("accounts")["account_id"])
    running: dict[str, list[str]] = {}
    rows = zip(objectives["objective_id"], objectives["account_id"], objectives["status"], strict=True)
    for objective, account, status in rows:
        if status is None:
            running.setdefault(account, []).append(objective)

    def in_hand(account: str | None) -> str | None:
        if account is None or account not in accounts:
            return None
        mine = running.get(account, [] if account in having else [account])
        return mine[0] if len(mine) == 1 else None

    records["objective_id"] = records["objective_id"].fillna(records["about_id"])
    known, names = work.index["objectives"], work.index["accounts"]
    ids: list[str | None] = []
    cells = (records[slot] for slot in ("objective_id", "objective", "account", "person_id"))
    for id_, name, account, person in zip(*cells, strict=True):
        home = people.home.get(person)
        written = id_ or name
        ways = (known.find(written, home) or known.find(written)) if written else []
        if not ways:
            ways = [objective for place in names.find(written or account or "") if (objective := in_hand(place))]
        if not ways and written is None and (objective := in_hand(home)):
            ways = [objective]
        ids.append(ways[0] if len(ways) == 1 else None)
    linked = pd.Series(ids, index=records.slots.index, dtype=object)
    slot = "objective" if "objective" in records.given else "about_id"
    why = "is about no objective of the export, or it is not clear which"
    remedy = "name the opportunity, and export it, too"
    records.leave_out(linked.isna(), why, slot, remedy=remedy, live=True)
    records["objective_id"] = linked
