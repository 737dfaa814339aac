"""Steps 3 to 7 once more, slow and obvious; what to do next is in `twins_plan`."""

from datetime import date, timedelta
from typing import Any

from tests.support.twins import (
    TWO_WAY,
    Row,
    Rows,
    Tables,
    contacts,
    coverage_of,
    in_window,
    influence_rows,
    is_open,
    last_contact,
    level,
    objectives,
    open_objectives,
    roles,
    rows,
)

MODES = ["tell", "sell", "test", "consult", "co_create"]
SOURCES = ["ours", "partner", "competitor", "in_house", "do_nothing"]


def ids(objective: Row) -> Row:
    return {"account_id": objective["account_id"], "objective_id": objective["objective_id"]}


def having_roles(book: Tables, objective: Row) -> Rows:
    return [row for row in influence_rows(book, objective) if roles(row)]


def of_objective(book: Tables, table: str, objective: Row) -> Rows:
    return [row for row in rows(book, table) if row["objective_id"] == objective["objective_id"]]


# --- Strategy -----------------------------------------------------------------------------------


def priorities(book: Tables, as_of: date, fresh_days: int = 90) -> Rows:
    return [priority(book, objective, as_of, fresh_days) for objective in open_objectives(book, as_of)]


def priority(book: Tables, objective: Row, as_of: date, fresh_days: int) -> Row:
    ours, other = best_options(book, objective, as_of)
    advantage = (ours.get("fit") or 0) - other["fit"] if other else None
    people = having_roles(book, objective)
    receptive = [row for row in people if row.get("mindset") in ("growth", "trouble")]
    openness, backing = weighed_mean([float(row in receptive) for row in people], people), backing_of(people)
    score = None if advantage is None else 0.0 if advantage <= 0 else (advantage / 5 + openness + backing) / 3
    written = next((row for row in rows(book, "objectives") if row["objective_id"] == objective["objective_id"]), {})
    return {
        **ids(objective),
        "our_option": ours.get("option"),
        "our_fit": ours.get("fit"),
        "other_option": other.get("option"),
        "other_source": other.get("source"),
        "other_fit": other.get("fit"),
        "offered_on": other.get("offered"),
        "advantage": advantage,
        "influences": len(people),
        "receptive": len(receptive),
        "openness": openness,
        "backing": backing,
        "score": score,
        "coverage": coverage_of(book, objective, as_of, fresh_days)["score"],
        "value": written.get("value"),
        "due_on": written.get("due_on"),
        "advice": advice_of(ours, other, advantage, people, receptive),
    }


def best_options(book: Tables, objective: Row, as_of: date) -> tuple[Row, Row]:
    """Ours and the other one that solve it best; of others that do so equally well first one that was offered."""
    options = [dict(row) for row in of_objective(book, "options", objective) if row.get("fit") is not None]
    for row in options:
        offered_on = row.get("offered_on")
        row["offered"] = offered_on if offered_on is not None and offered_on <= as_of else None
    ours = sorted((row for row in options if row["source"] == "ours"), key=lambda row: (-row["fit"], row["option"]))
    others = [row for row in options if row["source"] != "ours"]
    others.sort(key=lambda row: (-row["fit"], row["offered"] is None, row["option"]))
    return (ours or [{}])[0], (others or [{}])[0]


def weighed_mean(numbers: list[float], people: Rows) -> float:
    weights = [{"high": 3, "medium": 2}.get(str(row.get("degree")), 1) for row in people]
    return sum(number * weight for number, weight in zip(numbers, weights, strict=True)) / (sum(weights) or 1)


def backing_of(people: Rows) -> float:
    vetoed = [row.get("decision") == "no" and "economic" in roles(row) for row in people]
    support = [-5 if no else row.get("support") or 0 for row, no in zip(people, vetoed, strict=True)]
    return (weighed_mean(support, people) + 5) / 10 if people else 0.0


def advice_of(ours: Row, other: Row, advantage: float | None, people: Rows, receptive: Rows) -> str:
    source = str(other.get("source")).replace("_", " ").replace("in house", "in-house")
    named, best = f"{other.get('option')} ({source})", -9 if advantage is None else advantage
    beaten = advantage is not None and best <= -1
    text = {
        "Weigh some options from any source: how well does each solve it?": not ours and not other,
        "Weigh an option that is not ours, doing nothing included: until then nobody knows whether we help best.": not other,
        f"We told them on {other.get('offered')} what helps them better: {named}. Help them with it where we can.": (
            beaten and other["offered"]
        ),
        f"Doing nothing helps them best: say so. They call it “{other.get('option')}”.": (
            beaten and other["source"] == "do_nothing"
        ),
        f"Another source helps them better: say so, and help them with it where we can. It is {named}.": beaten,
        f"We have nothing to offer yet; the best known is {named}.": not ours,
        f"Too close to call: find out together whether ours or {named} serves them better.": best < 1,
        "Find out who decides: nobody with a role is known.": not people,
        "Nobody is known to want a change: ask before you propose.": not receptive,
        f"We can help best: spend time here, with {ours.get('option')}.": True,
    }
    return next(text for text, holds in text.items() if holds)


def counted(touchpoints: Rows) -> Row:
    result = {mode: len([row for row in touchpoints if row.get("mode") == mode]) for mode in MODES}
    known, two_way = sum(result.values()), sum(result[mode] for mode in TWO_WAY)
    return {
        "conversations": len(touchpoints),
        **result,
        "unknown": len(touchpoints) - known,
        "two_way": two_way / known if known else None,
    }


def done(book: Tables, as_of: date) -> Rows:
    return [row for row in rows(book, "touchpoints") if row["status"] == "done" and row["on"] <= as_of]


def modes_by_objective(book: Tables, as_of: date) -> Rows:
    result = []
    for objective in objectives(book):
        known = [row["person_id"] for row in influence_rows(book, objective)]
        home = [row["person_id"] for row in rows(book, "people") if row["account_id"] == objective["account_id"]]
        touchpoints = [
            row
            for row in done(book, as_of)
            if (row.get("objective_id") == objective["objective_id"] and row["person_id"] in [*home, *known])
            or (row.get("objective_id") is None and row["person_id"] in known)
        ]
        result.append({**ids(objective), **counted(touchpoints)})
    return result


def modes_by_seller(book: Tables, as_of: date) -> Rows:
    touchpoints = done(book, as_of)
    return [
        {"seller": seller, **counted([row for row in touchpoints if row["seller"] == seller])}
        for seller in sorted({row["seller"] for row in touchpoints})
    ]


def relationship_matrix(book: Tables, as_of: date, fresh_days: int = 90) -> Rows:
    touchpoints, result = done(book, as_of), []
    account_of = {row["person_id"]: row["account_id"] for row in rows(book, "people")}
    owner_of = {row["account_id"]: row.get("owner") for row in rows(book, "accounts")}
    for person in sorted(account_of, key=lambda item: (account_of[item], item)):
        theirs = [row for row in touchpoints if row["person_id"] == person]
        parts = [
            (level(book, row, as_of, fresh_days), row.get("wanted_level"))
            for objective in open_objectives(book, as_of)
            for row in influence_rows(book, objective)
            if row["person_id"] == person
        ]
        shared = {
            "account_id": account_of[person],
            "person_id": person,
            "level": max((reached for reached, _ in parts), default=None),
            "wanted_level": max((wanted for _, wanted in parts if wanted is not None), default=None),
        }
        by_seller = {seller: [row for row in theirs if row["seller"] == seller] for seller in sellers_of(theirs)}
        owner = min(by_seller, key=lambda item: ownership(item, by_seller[item]), default=None)
        result += [
            shared | {"seller": item, "owns": item == owner} | warmth_of(by_seller[item], as_of, fresh_days)
            for item in sorted(by_seller)
        ]
        if parts and not theirs:
            result.append(shared | {"seller": owner_of[account_of[person]], "owns": True} | warmth_of([], as_of, 0))
    return result


def sellers_of(touchpoints: Rows) -> set[str]:
    return {row["seller"] for row in touchpoints}


def ownership(seller: str, touchpoints: Rows) -> Any:
    """Most conversations first, then the latest, then the first by name."""
    return -len(touchpoints), -max(row["on"] for row in touchpoints).toordinal(), seller


def warmth_of(touchpoints: Rows, as_of: date, fresh_days: int) -> Row:
    fresh = [row for row in touchpoints if in_window(row["on"], as_of, fresh_days)]
    last = max((row["on"] for row in touchpoints), default=None)
    modes = [row["mode"] for row in touchpoints if row["on"] == last and row.get("mode")]
    return {
        "contacts": len(fresh),
        "last_on": last,
        "last_mode": max(modes, key=MODES.index, default=None),
        "warmth": 3 if any(row.get("mode") in TWO_WAY for row in fresh) else 2 if fresh else 1,
    }


# --- Proposition and discussion -----------------------------------------------------------------


def seen(result: Rows, as_of: date) -> Rows:
    return [row for row in result if row.get("on") is None or row["on"] <= as_of]


def tested(book: Tables, as_of: date, *, all_versions: bool = False) -> Rows:
    result = []
    for objective in open_objectives(book, as_of):
        versions = sorted(row["version"] for row in seen(of_objective(book, "propositions", objective), as_of))
        feedback = seen(of_objective(book, "feedback", objective), as_of)
        for version in versions if all_versions else versions[-1:]:
            text = {row["person_id"]: row for row in feedback if row["version"] == version}
            people = {row["person_id"] for row in having_roles(book, objective)} | set(text)
            for person in sorted(people):
                row = text.get(person, {})
                result.append(
                    {
                        **ids(objective),
                        "version": version,
                        "person_id": person,
                        "asked": person in text,
                        "two_way": row.get("mode") in TWO_WAY,
                        **{column: row.get(column) for column in ("on", "mode", "comment", "change")},
                    }
                )
    return result


def proposition_changes(book: Tables, as_of: date, old: int | None = None, new: int | None = None) -> Rows:
    result = []
    for objective in objectives(book):
        texts = {row["version"]: row for row in seen(of_objective(book, "propositions", objective), as_of)}
        later = new if new is not None else max(texts, default=None)
        if later not in texts:
            continue
        earlier = old if old is not None else max((text for text in texts if text < later), default=None)
        if earlier not in texts or earlier >= later:
            continue
        text = [
            row
            for row in seen(of_objective(book, "feedback", objective), as_of)
            if earlier <= row["version"] < later and row.get("change")
        ]
        text.sort(key=lambda row: (row["version"], row.get("on") or date.min, row["person_id"]))
        for field in ("positioning", "communication", "framework"):
            before, after = (texts[item].get(field) or None for item in (earlier, later))
            changed = before != after
            result.append(
                {
                    **ids(objective),
                    "old": earlier,
                    "new": later,
                    "field": field,
                    "before": before,
                    "after": after,
                    "changed": changed,
                    "caused_by": "; ".join(row["person_id"] for row in text) or None if changed else None,
                    "changes": "; ".join(row["change"] for row in text) or None if changed else None,
                }
            )
    return result


def momentum(book: Tables, as_of: date) -> Rows:
    result = []
    for objective in objectives(book):
        versions = sorted(seen(of_objective(book, "propositions", objective), as_of), key=lambda row: row["version"])
        feedback = seen(of_objective(book, "feedback", objective), as_of)
        said_yes = [
            row["person_id"]
            for row in influence_rows(book, objective)
            if row.get("decision") == "yes" and "economic" in roles(row)
        ]
        before: Row = {}
        for version in versions:
            text = [row for row in feedback if row["version"] == version["version"]]
            later = {row["person_id"] for row in feedback if row["version"] > version["version"]}
            drew = {
                "asked": len(text),
                "two_way": len([row for row in text if row.get("mode") in TWO_WAY]),
                "comments": len([row for row in text if row.get("comment")]),
                "changes": len([row for row in text if row.get("change")]),
                "yeses": len([row for row in text if row["person_id"] in said_yes and row["person_id"] not in later]),
            }
            more = {f"{name}_change": drew[name] - before[name] if before else None for name in ("comments", "yeses")}
            result.append({**ids(objective), "version": version["version"], "on": version.get("on"), **drew, **more})
            before = drew
    return result


# --- Proposal -----------------------------------------------------------------------------------

FITS = ["need_unknown", "open", "partly_known", "answered"]
DEGREES = ["high", "medium", "low", None]


def proposal_fit(book: Tables, as_of: date) -> Rows:
    result = []
    for objective in open_objectives(book, as_of):
        people = [{**ids(objective), **fit_of(row)} for row in having_roles(book, objective)]
        result += sorted(
            people, key=lambda row: (FITS.index(row["status"]), DEGREES.index(row["degree"]), row["person_id"])
        )
    return result


def fit_of(influence: Row) -> Row:
    known = {name: influence.get(name) for name in ("mindset", "business_result", "personal_win", "answer")}
    blanks = [name for name, value in known.items() if value is None]
    if known["business_result"] is None and known["personal_win"] is None:
        status = "need_unknown"
    elif known["answer"] is None:
        status = "open"
    else:
        status = "partly_known" if blanks else "answered"
    message = {name: influence.get(name) for name in ("person_id", "roles", "degree")}
    return {**message, **known, "status": status, "missing": ", ".join(blanks) or None}


# --- Close and follow up ------------------------------------------------------------------------


def has_thanked(influence: Row, as_of: date) -> bool:
    return influence.get("thanked_on") is not None and influence["thanked_on"] <= as_of


def is_success(book: Tables, objective: Row, as_of: date) -> bool:
    thanked = [row for row in influence_rows(book, objective) if has_thanked(row, as_of)]
    return bool(thanked) and not is_open(objective, as_of)


def planned(book: Tables, influence: Row) -> Rows:
    return [
        row
        for row in rows(book, "touchpoints")
        if row["status"] == "planned"
        and row["person_id"] == influence["person_id"]
        and row.get("objective_id") in (None, influence["objective_id"])
    ]


def chosen(book: Tables, objective: Row) -> Rows:
    result = [row for row in of_objective(book, "options", objective) if row.get("chosen")]
    return sorted(result, key=lambda row: row["option"])


def thanks(book: Tables, as_of: date, follow_days: int = 30) -> Rows:
    return [
        thanks_of(book, objective, row, as_of, follow_days)
        for objective in objectives(book)
        for row in influence_rows(book, objective)
    ]


def thanks_of(book: Tables, objective: Row, influence: Row, as_of: date, follow_days: int) -> Row:
    closed_on, open_now = objective.get("closed_on"), is_open(objective, as_of)
    allowed = {"economic": ["yes", "no"], "technical": ["no"]}
    may = [word for word in ("yes", "no") if any(word in allowed.get(role, []) for role in roles(influence))]
    decision = influence.get("decision")
    days: list[Any] = [row["on"] for row in planned(book, influence)]
    last = last_contact(book, influence, as_of)
    spoken = last is not None and closed_on is not None and last >= closed_on
    owed = not open_now and not has_thanked(influence, as_of) and not spoken
    if owed and closed_on is not None:
        days.append(closed_on + timedelta(follow_days))
    by_when = min(days, default=None)
    options = chosen(book, objective)
    more = f" and {len(options) - 1} more" if len(options) > 1 else ""
    return {
        **ids(objective),
        "person_id": influence["person_id"],
        "open": open_now,
        "roles": influence.get("roles"),
        "may_decide": "; ".join(may) or None,
        "decision": decision,
        "valid": decision is None or decision in may,
        "thanked_on": influence["thanked_on"] if has_thanked(influence, as_of) else None,
        "chosen": options[0]["option"] + more if options else None,
        "source": "; ".join(source for source in SOURCES if source in [row["source"] for row in options]) or None,
        "success": is_success(book, objective, as_of),
        "follow_up": "overdue" if by_when is not None and by_when < as_of else "due" if by_when or owed else None,
        "follow_up_on": by_when,
    }


def rate(objectives_met: Rows, book: Tables, as_of: date, people: list[Rows]) -> Row:
    everybody = [row for part in people for row in part]
    thanked = [row for row in everybody if has_thanked(row, as_of)]
    return {
        "objectives": len(objectives_met),
        "influences": len(everybody),
        "thanked": len(thanked),
        "rate": len(thanked) / len(everybody) if everybody else None,
        "successes": len([row for row in objectives_met if is_success(book, row, as_of)]),
    }


def rates_by_account(book: Tables, as_of: date) -> Rows:
    result = []
    for account in sorted(row["account_id"] for row in rows(book, "accounts")):
        mine = [row for row in objectives(book) if row["account_id"] == account]
        result.append({"account_id": account, **rate(mine, book, as_of, [influence_rows(book, row) for row in mine])})
    return result


def rates_by_source(book: Tables, as_of: date) -> Rows:
    result = []
    for source in sorted(SOURCES):
        mine = [row for row in objectives(book) if source in [option["source"] for option in chosen(book, row)]]
        if mine:
            result.append({"source": source, **rate(mine, book, as_of, [influence_rows(book, row) for row in mine])})
    return result


def rates_by_seller(book: Tables, as_of: date) -> Rows:
    result = []
    for seller in sorted({row["seller"] for row in done(book, as_of)}):
        met, people = [], []
        for objective in objectives(book):
            theirs = [
                row
                for row in influence_rows(book, objective)
                if seller in [touchpoint["seller"] for touchpoint in contacts(book, row, as_of)]
            ]
            if theirs:
                met.append(objective)
                people.append(theirs)
        if met:
            result.append({"seller": seller, **rate(met, book, as_of, people)})
    return result
