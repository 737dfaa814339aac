"""Who is meant: from records to the tables of a book, in the order in which one thing needs another.

Users, accounts, people, objectives, who has a part in which objective, managers, and conversations. Who is meant is
found by id, else by e-mail address or domain, else by name in any spelling. What cannot be used is told, never guessed.
"""

from __future__ import annotations

from functools import partial

import pandas as pd

from stratsell.book.tables import TABLES, Table
from stratsell.io.imports.link.accounts import link_accounts
from stratsell.io.imports.link.influences import link_influences
from stratsell.io.imports.link.managers import link_managers
from stratsell.io.imports.link.objectives import link_objectives
from stratsell.io.imports.link.people import join_rows, link_memberships, link_people, name_all
from stratsell.io.imports.link.plans import link_actions, link_options, take_tasks
from stratsell.io.imports.link.touchpoints import link_touchpoints, tell_modes
from stratsell.io.imports.link.work import NOBODY, OTHER_ACCOUNTS, Work, name_people

__all__ = ["NOBODY", "Work", "link"]


def link(work: Work) -> dict[str, pd.DataFrame]:
    """Give the tables of a book.

    Parameters
    ----------
    work : Work
        Records whose values have been read; each notes what becomes of its rows.

    Returns
    -------
    dict of str to pandas.DataFrame
        Tables of text.
    """
    users = _users(work)
    name_all(work)
    link_accounts(work, users)
    link_people(work, users)
    tell_modes(work)
    link_objectives(work, users)
    people = work.of("people")
    tables = {"influences": link_influences(work)}
    take_tasks(work)
    tables["touchpoints"] = link_touchpoints(work, users)
    for kind, linked in (("actions", partial(link_actions, work, users)), ("options", partial(link_options, work))):
        if len(work.of(kind)):
            tables[kind] = linked()
    tables["relationships"] = link_managers(work)
    join_rows(work)
    link_memberships(work)
    tables["accounts"] = work.table(work.of("accounts"))
    tables["objectives"] = work.table(work.of("objectives"))
    tables["people"] = _people(work)
    if people[OTHER_ACCOUNTS].notna().any():
        tables["people"][OTHER_ACCOUNTS] = people[OTHER_ACCOUNTS]
    return {name: _as_text(tables[name], table) for name, table in TABLES.items() if name in tables}


def _people(work: Work) -> pd.DataFrame:
    """Give the table of people, one row each; what several rows say of one stands in it."""
    people = work.of("people")
    table = work.table(people)
    if work.source.flat and "owner" in people.given:
        table["seller"] = people["owner"]
    if table["person_id"].duplicated().any():
        table = table.groupby("person_id", sort=False, as_index=False).first()
    return table


def _users(work: Work) -> dict[str, str]:
    users = work.of("users")
    name_people(users)
    users.leave_out(users.blank("user_id") | users.blank("name"), "has no id or no name")
    return dict(zip(users["user_id"], users["name"], strict=True))


def _as_text(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Give a table as text, without the blank columns that a book adds by itself."""
    required = {column.name for column in table.columns if column.required}
    filled = [name for name in frame.columns if name in required or frame[name].notna().any()]
    return pd.DataFrame({name: frame[name].astype("str") for name in filled}).reset_index(drop=True)
