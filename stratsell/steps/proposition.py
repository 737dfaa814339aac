"""Who has tested the proposition, and what that changed (steps 4 and 5 of the method).

A proposition is our current best thinking: positioning, communication and the framework of a solution. It is there to
be discussed, so each version is tested with influences and decision-makers, and what they say makes the next one.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import narwhals as nw
import pandas as pd

from stratsell.book import Book
from stratsell.dates import as_day
from stratsell.steps.coverage import has_role, influence_roles
from stratsell.steps.frames import Frame, Source, after, finished, in_memory, objectives, table
from stratsell.vocabulary import TWO_WAY

FIELDS = ("positioning", "communication", "framework")
"""What a proposition consists of."""

_VERSION = ["objective_id", "version"]
_SAID = [*_VERSION, "person_id"]


def tested(book: Source, *, as_of: dt.date | str | None = None, all_versions: bool = False) -> Any:  # noqa: PT028
    """Say who has been asked about the current version of each proposition, how, and what that changed.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts and influences; reads objectives, propositions and feedback.
    as_of : datetime.date or str, optional
        The day to look from; versions and feedback after it are not seen, undated ones are. Default: today.
    all_versions : bool, default False
        Look at all versions, not only at the current one, which has the highest number.

    Returns
    -------
    data frame
        A row per open objective, version and person with a role in it (or with something to say of the version), by
        account_id, objective_id, version and person_id; nothing for an objective without a proposition:

        =============  ========  =================================================================
        account_id     str
        objective_id   str
        version        int
        person_id      str
        asked          bool      whether there is feedback of theirs on the version
        two_way        bool      whether they were asked in a two-way mode, not told or sold to
        on             datetime  when
        mode           str       how
        comment        str       what they said
        change         str       what it changed in the proposition
        =============  ========  =================================================================

        The last four are blank for whoever has not been asked.

    Raises
    ------
    ValueError
        If `as_of` is no date.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article's step 5, "Test and consult with influencers and decision-makers to improve the proposition
    together".

    Examples
    --------
    >>> import stratsell as ss
    >>> asked = ss.tested(ss.demo(), as_of="2026-11-23")
    >>> northwind = asked[asked["objective_id"] == "northwind-1"]
    >>> northwind.loc[northwind["asked"], "person_id"].tolist(), int((~northwind["asked"]).sum())
    (['nw-whitfield'], 5)
    """
    day = as_day(as_of)
    opened = objectives(book, day).filter(nw.col("open")).select("account_id", "objective_id")
    versions = _versions(book, day).join(opened, on="objective_id", how="inner")
    if not all_versions:
        current = versions.group_by("objective_id").agg(nw.col("version").max().alias("current"))
        versions = versions.join(current, on="objective_id", how="inner").filter(nw.col("version") == nw.col("current"))
    versions = versions.select("account_id", *_VERSION)
    said = _feedback(book, day, "on", "mode", "comment", "change").with_columns(nw.lit(value=True).alias("asked"))
    people = influence_roles(book).filter(has_role()).select("objective_id", "person_id")
    rows = nw.concat(
        [
            versions.join(people, on="objective_id", how="inner").select("account_id", *_SAID),
            versions.join(said, on=_VERSION, how="inner").select("account_id", *_SAID),
        ],
        how="vertical",
    ).unique()
    rows = rows.join(said, on=_SAID, how="left")
    two_way = nw.col("mode").is_in([mode.value for mode in TWO_WAY]).fill_null(value=False)
    return finished(
        rows.select(
            "account_id",
            "objective_id",
            nw.col("version").cast(nw.Int64),
            "person_id",
            (~nw.col("asked").is_null()).alias("asked"),
            two_way.alias("two_way"),
            nw.col("on").dt.truncate("1d"),
            "mode",
            "comment",
            "change",
        ).sort("account_id", *_SAID)
    )


def proposition_changes(
    book: Source, *, old: int | None = None, new: int | None = None, as_of: dt.date | str | None = None
) -> pd.DataFrame:
    """Put two versions of each proposition side by side, with whose feedback lies between them.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts; reads objectives, propositions and feedback.
    old : int, optional
        The earlier version. Default: the one before `new`.
    new : int, optional
        The later version. Default: the current one.
    as_of : datetime.date or str, optional
        The day to look from; versions and feedback after it are not seen, undated ones are. Default: today.

    Returns
    -------
    pandas.DataFrame
        A row per objective that has both versions and field (positioning, communication, framework), by account_id,
        objective_id and field:

        =============  ====  ====================================================================
        account_id     str
        objective_id   str
        old            int   the earlier version
        new            int   the later one
        field          str
        before         str   what it said
        after          str   what it says
        changed        bool
        caused_by      str   ids of those whose feedback on the versions from `old` to before `new`
                             says that it changed something, joined by ``; ``; blank if the field
                             did not change or nobody did
        changes        str   what it changed, in the same order, joined by ``; ``
        =============  ====  ====================================================================

        A book says what a comment changed, not in which field, so all changed fields name the same people.

    Raises
    ------
    ValueError
        If `as_of` is no date, or `old` is not before `new`.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article's last section: "iterating together to build momentum".

    Examples
    --------
    >>> import stratsell as ss
    >>> sides = ss.proposition_changes(ss.demo(), as_of="2026-11-23").set_index(["objective_id", "field"])
    >>> sides.loc[("meridian-1", "framework"), "caused_by"]
    'ml-fischer'
    """
    if old is not None and new is not None and old >= new:
        raise ValueError(f"old: version {old} is not before version {new}")
    day = as_day(as_of)
    versions = in_memory(_versions(book, day, *FIELDS)).astype({"version": "int64"})
    versions = versions.replace(dict.fromkeys(FIELDS, ""), None)  # not every source writes a blank as null
    pairs = _pairs(versions[_VERSION], old, new)
    pairs = pairs.merge(in_memory(objectives(book, day).select("account_id", "objective_id")), on="objective_id")
    sides = []
    for number in ("old", "new"):
        named = pairs.merge(versions.rename(columns={"version": number}), on=["objective_id", number])
        sides.append(named.melt(["account_id", "objective_id", "old", "new"], list(FIELDS), "field", number + "_text"))
    rows = sides[0].merge(sides[1], on=["account_id", "objective_id", "old", "new", "field"])
    rows["changed"] = rows["old_text"].fillna("") != rows["new_text"].fillna("")
    rows = rows.merge(_causes(book, day, pairs), on="objective_id", how="left")
    rows[["caused_by", "changes"]] = rows[["caused_by", "changes"]].where(rows["changed"])
    rows["at"] = rows["field"].map({field: at for at, field in enumerate(FIELDS)})
    rows = rows.rename(columns={"old_text": "before", "new_text": "after"})
    rows = rows.sort_values(["account_id", "objective_id", "at"], ignore_index=True)
    columns = [
        "account_id",
        "objective_id",
        "old",
        "new",
        "field",
        "before",
        "after",
        "changed",
        "caused_by",
        "changes",
    ]
    text = [name for name in columns if name not in ("old", "new", "changed")]
    return rows[columns].astype(dict.fromkeys(text, "str") | {"old": "int64", "new": "int64", "changed": "bool"})


def _versions(book: Source, day: dt.date, *columns: str) -> Frame:
    """The versions that were written by a day, and those that say no day."""
    rows = _numbered_table(book, "propositions", *_VERSION, "on", *columns)
    return rows.filter(~after("on", day)).select(*_VERSION, *columns)


def _feedback(book: Source, day: dt.date, *columns: str) -> Frame:
    """What was said by a day, and what says no day."""
    rows = _numbered_table(book, "feedback", *_SAID, *dict.fromkeys(["on", *columns]))
    return rows.filter(~after("on", day)).select(*_SAID, *columns)


def _numbered_table(book: Source, name: str, *columns: str) -> Frame:
    """A table with version numbers; one that is not there gets a column of numbers, which pandas makes of no blank."""
    if not isinstance(book, Book) and (book.get(name) is None or not nw.from_native(book[name]).collect_schema()):
        ids = nw.from_native(book["accounts"]).head(0).select(nw.col("account_id").alias("objective_id"))
        keys = (nw.col("objective_id").alias("person_id"), nw.lit(1).cast(nw.Int64).alias("version"))
        book = {**book, name: ids.with_columns(*keys).to_native()}
    return table(book, name, *columns)


def _pairs(versions: pd.DataFrame, old: int | None, new: int | None) -> pd.DataFrame:
    """The two versions to compare, for each objective that has them: objective_id, old, new."""
    later = versions if new is None else versions[versions["version"] <= new]
    last = later.groupby("objective_id", as_index=False)[["version"]].max().rename(columns={"version": "new"})
    if new is not None:
        last = last[last["new"] == new]
    rows = versions.merge(last, on="objective_id").rename(columns={"version": "old"})
    rows = rows[rows["old"] < rows["new"]]
    if old is not None:
        rows = rows[rows["old"] == old]
    return rows.groupby(["objective_id", "new"], as_index=False)[["old"]].max()


def _causes(book: Source, day: dt.date, pairs: pd.DataFrame) -> pd.DataFrame:
    """Whose feedback lies between the two versions of each objective, and what it changed."""
    said = in_memory(_feedback(book, day, "on", "change")).merge(pairs, on="objective_id")
    between = (said["version"] >= said["old"]) & (said["version"] < said["new"])
    said = said[between & (said["change"].fillna("") != "")]
    said = said.sort_values(["objective_id", "version", "on", "person_id"], na_position="first")
    joined = said.groupby("objective_id", as_index=False).agg(
        caused_by=("person_id", "; ".join), changes=("change", "; ".join)
    )
    return joined.astype("str")
