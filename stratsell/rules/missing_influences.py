"""Whom we have not found yet: roles that nobody holds, and who is most likely to hold them (step 2 of the method).

What we know points to whom we do not know: the common manager of the people with whom we speak often gives the final
approval, whoever they listen to may screen options out, and a title says what somebody is there for. Whoever is for
us, and whom we speak with, may become a coach. Nobody is suggested without a reason.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import narwhals as nw
import polars as pl

from stratsell.book.frames import Frame
from stratsell.dates import as_day
from stratsell.rules.coverage import FRESH_DAYS
from stratsell.rules.engine import Source, Tables, engine_for, holds, open_objectives, result, tables_of
from stratsell.rules.network import DEFAULT_STRENGTH, MOST_EDGES, Network, Search, network_tables, reached, searched
from stratsell.rules.network.edges import MET
from stratsell.rules.network.paths import DECIMALS
from stratsell.rules.titles import suits
from stratsell.vocabulary import RelationshipKind, Role

MOST_CANDIDATES = 10
"""How many candidates are named for a role, at most."""

SUPPORTER = 2
"""From which support on somebody may become a coach."""

EVIDENCE: dict[Role, tuple[str, ...]] = {
    Role.ECONOMIC: ("manages", "title", "influences", "opposes", "listens to", "works for"),
    Role.USER: ("title", "works for", "listens to", "influences", "manages", "opposes"),
    Role.TECHNICAL: ("title", "influences", "opposes", "manages", "listens to", "works for"),
}
"""What points to a holder of each role, the most telling first.

Who gives the final approval stands above the stakeholders, or has a title that says so; users work for them; who
screens options out has the title for it, stands against somebody or has their ear.
"""

_BONDS: tuple[str, ...] = ("manages", "influences", "opposes", "listens to", "works for")
_AIM = ["account_id", "objective_id"]
_ORDER = (*_AIM, "order")
_COLUMNS = {**dict.fromkeys((*_AIM, "role", "candidates", "reason"), pl.String), "order": pl.Int64}
_CANDIDATE_COLUMNS = {
    **dict.fromkeys((*_AIM, "role", "person_id", "reason"), pl.String),
    "order": pl.Int64,
    "place": pl.Int64,
}


def missing_influences(
    book: Source, *, as_of: dt.date | str | None = None, fresh_days: int = FRESH_DAYS, candidates: bool = True
) -> Any:
    """List the roles that nobody holds, in each open objective, with who may hold them.

    Candidates are people of the account, whether or not they hold another role already:

    - For ``coach``, whoever is for us (support 2 or above) and whom we have spoken with lately (level 2 or above).
      Those who lead to most other people with a role come first (see `reach`), then those with most support.
    - For the other roles, whoever is tied to somebody with a role, and whoever has a title that suits the role
      (`stratsell.rules.titles`). They are put in order by all that points to them, the most telling first
      (`EVIDENCE`): by how many people with a role have such a relationship with them, then, of managers, by how near
      these stand below them (over at most 4 levels), and of others by how strong the relationships are together; then
      by the next.

    What is still equal goes by id.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts, people and influences; reads objectives, relationships and touchpoints.
    as_of : datetime.date or str, optional
        The day to look from. Default: today.
    fresh_days : int, default 90
        For how many days a conversation counts.
    candidates : bool, default True
        Whether to look for people who may hold them. Without, lazy frames stay lazy, and the last two columns are left
        out.

    Returns
    -------
    data frame
        A row per open objective and role that nobody holds, by account_id, objective_id and role (economic, user,
        technical, coach):

        =============  =====  ===================================================================
        account_id     str
        objective_id   str
        role           str    a word of `stratsell.vocabulary.Role`
        candidates     str    person ids joined by “; ”, best first, at most 10; blank if none
        reason         str    why they, in the same order, joined by “; ”; blank if there are none
        =============  =====  ===================================================================

    Raises
    ------
    ValueError
        If `as_of` is not a date.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article's step 2; a role that nobody holds is the first missing piece of information. Who may hold it is
    from practice.

    Examples
    --------
    >>> import stratsell as ss
    >>> missing = ss.missing_influences(ss.demo(), as_of="2026-11-23").set_index(["objective_id", "role"])
    >>> missing.loc[("calloway-1", "economic"), "candidates"].split("; ")[:3]
    ['ch-marchetti', 'ch-ekow', 'ch-doyle']
    """
    tables = tables_of(book)
    if candidates:
        return result(searched(tables, missing_search(tables, as_of=as_of, fresh_days=fresh_days)), book)
    return result(_unheld(tables, as_day(as_of)).sort(*_ORDER).drop("order"), book)


def missing_search(book: Source, *, as_of: dt.date | str | None = None, fresh_days: int = FRESH_DAYS) -> Search:
    """Give what `missing_influences` searches for, and in which tables."""
    tables, day = tables_of(book), as_day(as_of)
    asked = network_tables(tables, day, fresh_days, "name", "title")
    return Search(_with_candidates, {"unheld": _unheld(tables, day), **asked}, _COLUMNS, _ORDER)


def candidate_rows(book: Source, *, as_of: dt.date | str | None = None, fresh_days: int = FRESH_DAYS) -> Any:
    """Give what `missing_influences` finds with a row per candidate: account_id, objective_id, role, person_id, reason.

    A role for which there is nobody has one row, in which person_id and reason are blank.
    """
    tables = tables_of(book)
    return result(searched(tables, candidates_search(tables, as_of=as_of, fresh_days=fresh_days)), book)


def candidates_search(book: Source, *, as_of: dt.date | str | None = None, fresh_days: int = FRESH_DAYS) -> Search:
    """Give what `candidate_rows` searches for, and in which tables; candidates for a role come in order of `place`."""
    search = missing_search(book, as_of=as_of, fresh_days=fresh_days)
    return search._replace(find=_candidate_rows, columns=_CANDIDATE_COLUMNS, order=(*_ORDER, "place"))


def _unheld(tables: Tables, day: dt.date) -> Frame:
    """Give a row per open objective and role that nobody holds, with the place of the role in their order."""
    influences, aims = tables["influences"], open_objectives(tables, day)
    rows = [
        aims.join(influences.filter(holds(role)), on="objective_id", how="anti").select(
            *_AIM, nw.lit(role.value).alias("role"), nw.lit(order).alias("order")
        )
        for order, role in enumerate(Role)
    ]
    return nw.concat(rows)


def _with_candidates(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Give the roles that nobody holds, each with all of its candidates."""
    best = _candidates(tables).group_by("objective_id", "role", maintain_order=True)
    return _of_unheld(
        tables, best.agg(pl.col("person_id", "reason").str.join("; ")).rename({"person_id": "candidates"})
    )


def _candidate_rows(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Give the roles that nobody holds, once for each candidate."""
    return _of_unheld(tables, _candidates(tables).with_columns(place=pl.int_range(pl.len())))


def _of_unheld(tables: dict[str, pl.DataFrame], best: pl.LazyFrame) -> pl.DataFrame:
    rows = tables["unheld"].lazy().join(best, on=["objective_id", "role"], how="left")
    return rows.collect(engine=engine_for(len(tables["people"])))


def _candidates(tables: dict[str, pl.DataFrame]) -> pl.LazyFrame:
    """Give the candidates for the roles that nobody holds, best first: objective_id, role, person_id, reason."""
    unheld, missing = tables["unheld"].lazy(), set(tables["unheld"]["role"])
    asked = [role for role in EVIDENCE if role in missing]
    frames = [pl.LazyFrame(schema=dict.fromkeys(("objective_id", "role", "person_id", "reason"), pl.String))]
    if asked:
        pointed = _pointed(tables, asked)
        frames += [
            _in_order(pointed.join(_lacking(unheld, role), on="objective_id", how="semi"), role) for role in asked
        ]
    if Role.COACH in missing:
        frames.append(_coaches(tables, tables["unheld"].filter(pl.col("role") == Role.COACH.value)))
    return pl.concat(frames).group_by("objective_id", "role", maintain_order=True).head(MOST_CANDIDATES)


def _lacking(unheld: pl.LazyFrame, role: Role) -> pl.LazyFrame:
    """Give the objectives in which nobody holds a role."""
    return unheld.filter(pl.col("role") == role.value).select(*_AIM)


def _pointed(tables: dict[str, pl.DataFrame], roles: list[Role]) -> pl.LazyFrame:
    """Give, for each objective and person of its account, what points to the person.

    For each kind of bond the number of people with a role (as the bond is called), how far they stand below, how strong
    the bonds are, and the name of one; for each role whether the title suits; `others`, how many others have a role.
    """
    influences, people = tables["influences"].lazy(), tables["people"].lazy()
    known = influences.filter("has_role").select(*_AIM, other="person_id")
    bonds = _bonds(tables["relationships"], tables["people"]).lazy()
    linked = known.join(bonds, on="other").join(people.select(other="person_id", known="name"), on="other")
    columns = []
    for bond in _BONDS:
        own = pl.col("bond") == bond
        columns += [
            own.sum().alias(bond),
            pl.col("distance").filter(own).sum().alias(f"{bond}: distance"),
            pl.col("strength").filter(own).sum().round(DECIMALS).alias(f"{bond}: strength"),
            pl.col("known").filter(own).first().alias(f"{bond}: one"),
        ]
    linked = linked.group_by("objective_id", "person_id").agg(columns)
    holders = influences.filter("has_role").select("objective_id", "person_id", pl.lit(1).alias("own"))
    total = holders.group_by("objective_id").agg(pl.len().cast(pl.Int64).alias("others"))
    rows = tables["unheld"].lazy().select(*_AIM).unique().join(people, on="account_id")
    rows = rows.with_columns(suits(role).alias(f"{role}: title") for role in roles)
    rows = rows.join(linked, on=["objective_id", "person_id"], how="left")
    rows = rows.join(holders, on=["objective_id", "person_id"], how="left").join(total, on="objective_id", how="left")
    none = [name for bond in _BONDS for name in (bond, f"{bond}: distance", f"{bond}: strength")]
    return rows.with_columns(pl.col("others") - pl.col("own").fill_null(0), pl.col(none).fill_null(0))


def _in_order(rows: pl.LazyFrame, role: Role) -> pl.LazyFrame:
    """Give the candidates for a role, best first, with the reason."""
    title = pl.col(f"{role}: title")
    order: list[pl.Expr] = []
    for kind in EVIDENCE[role]:
        if kind == "title":
            order.append(~title)
        else:
            order += [-pl.col(kind).cast(pl.Int64), pl.col(f"{kind}: distance"), -pl.col(f"{kind}: strength")]
    bond_text = pl.coalesce(
        pl.when(pl.col(bond) > 0).then(pl.concat_str(pl.lit(f" {bond} "), _whom(bond)))
        for bond in EVIDENCE[role]
        if bond != "title"
    )
    also = pl.when(bond_text.is_null()).then(pl.lit(" is ")).otherwise(pl.lit(", and is "))
    reason = pl.concat_str(
        "name", bond_text.fill_null(""), pl.when(title).then(pl.concat_str(also, "title")).otherwise(pl.lit(""))
    )
    rows = rows.filter(title | bond_text.is_not_null()).sort("objective_id", *order, "person_id")
    return rows.select("objective_id", pl.lit(role.value).alias("role"), "person_id", reason=reason)


def _whom(bond: str) -> pl.Expr:
    """Whom a bond joins somebody to, in words."""
    everybody = pl.concat_str(pl.lit("all "), pl.col("others"), pl.lit(" stakeholders"))
    many = pl.concat_str(pl.col(bond), pl.lit(" of "), pl.col("others"), pl.lit(" stakeholders"))
    many = pl.when(pl.col(bond) == pl.col("others")).then(everybody).otherwise(many)
    return pl.when(pl.col(bond) > 1).then(many).otherwise(f"{bond}: one")


def _bonds(relationships: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Give what joins each person to another of their account: person_id, other, bond, distance, strength."""
    home, engine = people.lazy().select("account_id", "person_id"), engine_for(len(people))
    rows = relationships.lazy().filter(pl.col("source_id") != pl.col("target_id"))
    rows = rows.unique(["source_id", "target_id", "kind"], keep="any")
    rows = rows.join(home, left_on="source_id", right_on="person_id")
    rows = rows.join(home, left_on=["target_id", "account_id"], right_on=["person_id", "account_id"])
    rows = rows.collect(engine=engine).lazy()
    forth, back = ("source_id", "target_id"), ("target_id", "source_id")
    strength = pl.col("strength").fill_null(DEFAULT_STRENGTH)
    bonds = [
        rows.filter(pl.col("kind") == kind.value).select(
            pl.col(person).alias("person_id"),
            pl.col(other).alias("other"),
            bond=pl.lit(bond),
            distance=1,
            strength=strength,
        )
        for kind, (person, other), bond in (
            (RelationshipKind.REPORTS_TO, forth, "works for"),
            (RelationshipKind.INFLUENCES, forth, "influences"),
            (RelationshipKind.INFLUENCES, back, "listens to"),
            (RelationshipKind.OPPOSES, forth, "opposes"),
        )
    ]
    reports = rows.filter(pl.col("kind") == RelationshipKind.REPORTS_TO)
    bonds.append(_managers(reports.select(person_id="target_id", other="source_id")))
    return pl.concat(bonds).collect(engine=engine)


def _managers(reports: pl.LazyFrame) -> pl.LazyFrame:
    """Give whom each person manages over up to four levels, each once and at the least distance."""
    level = reports
    levels = [level.with_columns(distance=1)]
    for distance in range(2, MOST_EDGES + 1):
        level = level.join(reports.rename({"person_id": "other", "other": "below"}), on="other")
        level = level.select("person_id", other="below").unique()
        levels.append(level.with_columns(distance=distance))
    rows = pl.concat(levels).filter(pl.col("person_id") != pl.col("other"))
    nearest = rows.group_by("person_id", "other").agg(pl.col("distance").min())
    return nearest.select("person_id", "other", bond=pl.lit("manages"), distance="distance", strength=pl.lit(0.0))


def _coaches(tables: dict[str, pl.DataFrame], aims: pl.DataFrame) -> pl.LazyFrame:
    """Give those who may become a coach of some objectives, best first, with the reason."""
    influences = tables["influences"].join(aims, on=_AIM, how="semi")
    network = Network(tables | {"influences": influences})
    able = MET & (pl.col("support") >= SUPPORTER)
    places = network.places(able)
    leads = reached(network, places, network.marked(pl.col("against")), network.marked(pl.col("has_role")))
    total = influences.group_by("objective_id").agg(pl.col("has_role").sum().cast(pl.Int64).alias("others"))
    rows = network.influences.join(pl.DataFrame({"place": places, "leads": leads}), on="place")
    rows = rows.join(total, on="objective_id").join(tables["people"].select("person_id", "name"), on="person_id")
    others = pl.col("others") - pl.col("has_role").cast(pl.Int64)
    support = pl.col("support").cast(pl.String).str.strip_suffix(".0")
    everybody = pl.when(others == 1).then(pl.lit("the")).otherwise(pl.concat_str(pl.lit("all "), others))
    some = pl.concat_str("leads", pl.lit(" of the "), others)
    whom = pl.when(pl.col("leads") == others).then(everybody).otherwise(some)
    plural = pl.when(others == 1).then(pl.lit("")).otherwise(pl.lit("s"))
    leading = pl.concat_str(pl.lit(" and can lead us to "), whom, pl.lit(" other stakeholder"), plural)
    reason = pl.concat_str(
        "name",
        pl.lit(" is for us (+"),
        support,
        pl.lit(")"),
        pl.when(pl.col("leads") > 0).then(leading).otherwise(pl.lit("")),
    )
    rows = rows.sort("objective_id", -pl.col("leads"), -pl.col("support"), "person_id")
    return rows.lazy().select("objective_id", pl.lit(Role.COACH.value).alias("role"), "person_id", reason=reason)
