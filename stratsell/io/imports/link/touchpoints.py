"""The conversations: activities, and the days of the last and the next contact that people's rows know."""

from __future__ import annotations

import pandas as pd

from stratsell.book.import_report import Outcome
from stratsell.book.tables import TABLES
from stratsell.io.imports.link.work import NOBODY, Work
from stratsell.io.imports.records import Records, replaced
from stratsell.io.imports.source import word_key
from stratsell.vocabulary import TouchpointStatus


def link_touchpoints(work: Work, users: dict[str, str]) -> pd.DataFrame:
    """Give the table of touchpoints."""
    talks = work.of("touchpoints")
    if not talks.given:
        return _contacts(work)
    nobody = talks.blank("person_id") & talks.blank("person")
    talks.leave_out(nobody, "names no contact, and a conversation is one with a person", "person_id")
    for start, kind in work.source.strangers.items():
        strange = talks["person_id"].str.casefold().str.startswith(start.casefold(), na=False).astype(bool)
        talks.leave_out(strange, f"is with {kind}, not with a contact", "person_id")
    work.refer(talks, "person_id", "person", "people", talks.leave_out)
    talks["on"] = talks["on"].fillna(talks["finished_on"])
    talks.leave_out(talks.blank("on"), "has no day", "on")
    work.identify(talks, "touchpoint_id", lambda: talks["person_id"] + "/" + talks["on"], ["subject"])
    _find_objectives(work, talks)
    talks["status"] = _status(work, talks)
    modes = work.source.words["mode"]
    talks["mode"] = talks["type"].map(lambda cell: modes.get(word_key(cell)), na_action="ignore")
    talks.keep("CRM type", talks["type"])
    talks.keep("CRM status", talks["state"])
    done = talks["status"] == TouchpointStatus.DONE.value
    talks["message"] = talks["message"].fillna(talks["subject"])
    talks["learned"] = talks["learned"].fillna(talks["notes"].where(done, None))
    plans = [_joined(*pair) for pair in zip(talks["message"], talks["notes"], strict=True)]
    talks["message"] = talks["message"].where(done, pd.Series(plans, index=talks.slots.index, dtype=object))
    work.name_owner(talks, "seller", users)
    talks["seller"] = talks["seller"].fillna(NOBODY)
    table = work.table(talks)
    return pd.concat([table, _contacts(work)], ignore_index=True).astype(object)[list(table.columns)]


def _find_objectives(work: Work, talks: Records) -> None:
    """Find the objective that a conversation is about; about an account, it counts for all of the person's."""
    known = set(work.of("objectives")["objective_id"])
    about = talks["about_id"] = talks["about_id"].fillna(talks["objective_id"])
    strange = about.notna() & ~about.isin(known) & ~about.isin(set(work.of("accounts")["account_id"]))
    why = "is about something that is no opportunity or account of the export; counts for all of the person's"
    talks.say(strange, Outcome.LEFT_BLANK, why, "about_id")
    index = work.index["objectives"]
    homes = talks["person_id"].map(work.index["people"].home)
    named = [
        _only(index.find(name, home)) if name is not None and each is None else None
        for name, home, each in zip(talks["objective"], homes, about, strict=True)
    ]
    by_name = pd.Series(named, index=talks.slots.index, dtype=object)
    lost = talks["objective"].notna() & about.isna() & by_name.isna()
    lost &= ~talks["objective"].map(lambda name: bool(work.index["accounts"].find(name)), na_action="ignore").fillna(
        value=False
    ).astype(bool)
    why = "is no opportunity of the person's account; counts for all of the person's"
    talks.say(lost, Outcome.LEFT_BLANK, why, "objective")
    talks["objective_id"] = about.where(about.isin(known), None).fillna(by_name)


def _only(found: list[str]) -> str | None:
    return found[0] if len(found) == 1 else None


def _status(work: Work, talks: Records) -> pd.Series:
    """Say what has taken place: what is closed; else by its state; else whatever lies before the day."""
    words = work.source.words["status"]
    known = talks["state"].map(lambda cell: words.get(word_key(cell)), na_action="ignore")
    strange = talks.blank("closed") & talks["state"].notna() & known.isna()
    why = "the mapping does not know this status, so it is taken as planned"
    talks.say(strange, Outcome.READ_AS, why, "state", remedy="add a line status,…,done to a mapping file")
    done, planned = TouchpointStatus.DONE.value, TouchpointStatus.PLANNED.value
    day = work.day.isoformat()
    status = []
    for closed, state, word, on in zip(talks["closed"], talks["state"], known, talks["on"], strict=True):
        if closed is not None:
            status.append(done if closed else planned)
        elif state is not None:
            status.append(word if isinstance(word, str) else planned)
        else:
            status.append(done if on <= day else planned)
    found = pd.Series(status, index=talks.slots.index, dtype=object)
    ahead = (found == done) & (talks["on"].fillna("") > day)
    talks.say(ahead, Outcome.READ_AS, "is done, but on a day that lies ahead; taken as it stands", "on")
    return found


def _contacts(work: Work) -> pd.DataFrame:
    """Give the conversations of which people's rows know only the day."""
    people = work.of("people")
    accounts = work.of("accounts")
    owners = dict(zip(accounts["account_id"], accounts["owner"], strict=True)) if work.source.flat else {}
    found = []
    slots = (("met_on", "last", TouchpointStatus.DONE), ("meets_on", "next", TouchpointStatus.PLANNED))
    for slot, suffix, status in slots:
        some = people[slot].notna()
        if not some.any():
            continue
        rows = pd.DataFrame({"person_id": people["person_id"], "on": people[slot]}, dtype=object)[some]
        seller = people["owner"][some]
        rows["seller"] = seller.fillna(replaced(people["account_id"][some], owners.get)).fillna(NOBODY)
        rows["status"] = status.value
        rows["mode"] = people["mode"][some] if suffix == "last" else None
        tails = pd.Series(suffix, index=rows.index, dtype=object)
        if rows["person_id"].duplicated().any():
            rows = rows.drop_duplicates(["person_id", "on"])
            days = rows["on"].sort_values(ascending=suffix == "next", kind="stable")
            latest = ~rows["person_id"][days.index].duplicated()
            tails = rows["on"].where(~latest.reindex(rows.index), suffix)
        rows["touchpoint_id"] = rows["person_id"] + "/" + tails
        found.append(rows)
    if not found:
        return pd.DataFrame(columns=TABLES["touchpoints"].names, dtype=object)
    both = pd.concat(found, ignore_index=True)
    return both.reindex(columns=TABLES["touchpoints"].names).astype(object)


def tell_modes(work: Work) -> None:
    """Say where a row has a mode and no day of a contact."""
    people = work.of("people")
    why = "is the mode of a contact, but the row has no day of the last contact"
    remedy = "fill in last_contacted_on"
    people.leave_blank(people["mode"].notna() & people["met_on"].isna(), why, "mode", remedy=remedy)


def _joined(*texts: str | None) -> str | None:
    return "\n".join(text for text in texts if text) or None
