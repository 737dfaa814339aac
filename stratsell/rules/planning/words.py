"""What the sentences of a plan are filled in with: what is known of each row's objective, person and cause."""

from __future__ import annotations

import polars as pl

from stratsell.rules.planning.known import Known
from stratsell.rules.planning.sentences import SPEECHES, by_role, first
from stratsell.vocabulary import Action, ActionStatus, Role

_ASKED = {
    "roles": "what part they play in it",
    "mindset": "how they see things as they are",
    "degree": "whose word counts",
    "business_result": "what result they need",
    "personal_win": "what they would gain themselves",
}
"""How to ask for a column of influences."""

_ASKED_OF = {
    Role.ECONOMIC: {
        "business_result": "which result they are responsible for",
        "personal_win": "what they would gain by it",
    },
    Role.TECHNICAL: {"business_result": "what must not suffer", "personal_win": "what would make their work easier"},
}
"""How to ask those who approve and those who screen out, where it differs."""

_ASKED_AT_ONCE = 3
"""For how many of them one asks at once."""

_SOUGHT = {
    Role.ECONOMIC: "who gives the final approval",
    Role.USER: "who will work with it",
    Role.TECHNICAL: "who may rule a solution out",
    Role.COACH: "who could be our guide",
}
"""How to ask for the holder of a role."""

_WORTH = {
    Role.ECONOMIC: "Nobody we know of can say yes to it.",
    Role.USER: "Those who will work with it know best what has to improve.",
    Role.TECHNICAL: "Those who may rule a solution out are better asked early than late.",
    Role.COACH: "Nobody there helps us find our way yet.",
}
"""Why the holder of a role matters."""

_PART = ["objective_id", "person_id"]

_AS_WRITTEN = ("account", "option", "other_option", "decision", "detail", "title", "version")
_QUOTED = (
    *("business_result", "personal_win", "answer", "problem", "outcome"),
    *("positioning", "comment", "change", "learned", "was"),
)
_DAYS = ("on", "spoken_on", "last_on", "learned_on", "closed_on", "reorganized_on", "in_role_since")
_MEANING = pl.col("action").replace_strict({action.value: action.definition for action in Action})


def with_facts(rows: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Add to each row of a plan what is known of its objective and its person, also as the facts of sentences."""
    people = known.people.select("person_id", pl.col("name").alias("person"), "title", "in_role_since")
    spoken = known.done.group_by("person_id").agg(pl.col("on").max().alias("spoken_on"))
    rows = rows.join(known.aims.drop("account_id", "open"), on="objective_id", how="left")
    rows = rows.join(spoken, on="person_id", how="left")
    rows = rows.join(known.parts.drop("account_id", "open"), on=_PART, how="left")
    rows = rows.join(people, on="person_id", how="left")
    rows = rows.join(known.better.drop("offered"), on="objective_id", how="left")
    cause = pl.col("because").str.splitn(": ", 3).struct.rename_fields(["cause", "cause about", "cause detail"])
    rows = rows.with_columns(cause.struct.unnest())
    rows = _with(
        rows,
        name=_told_apart("person", "person_id"),
        aim=_told_apart("objective", "objective_id"),
        sought=_of_role(_SOUGHT),
        worth=_of_role(_WORTH),
        asked=_asked(),
        blanks=pl.col("cause detail").str.replace_all("_", " "),
        **{column: pl.col(column).cast(pl.String) for column in _AS_WRITTEN},
        **{column: _quotation(column) for column in _QUOTED},
        **{column: _day(column) for column in _DAYS},
    )
    return _with(rows, titled=first("{name}, {title},", "{name}"), wish=first("{business_result}", "{personal_win}"))


def with_messages(rows: pl.DataFrame) -> pl.DataFrame:
    """Add what to say or ask (`message`), and the same in short, for an agenda (`short`)."""
    rows = _with(rows, meaning=_MEANING)
    messages = {action: speech.message for action, speech in SPEECHES.items()}
    short = {action: speech.short for action, speech in SPEECHES.items() if speech.short is not None}
    return rows.with_columns(
        first(pl.col("message"), _by_action(messages), "{name}: {meaning}.", "“{aim}”: {meaning}.").alias("message"),
        first(_by_action(short), "{meaning}").alias("short"),
    )


def agenda() -> pl.Expr:
    """Put what else there is to ask one person into one sentence."""
    return pl.format("Also with {}: {}.", pl.col("{name}").first(), pl.col("short").str.join("; "))


def with_reasons(rows: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Add why it is in the plan (`reason`)."""
    via = known.people.select(pl.col("person_id").alias("via_id"), pl.col("name").alias("{via}"))
    theirs = known.people.select(pl.col("person_id").alias("with_whom"), pl.col("name").alias("helper"))
    rows = rows.join(via, on="via_id", how="left").join(theirs, on="with_whom", how="left")
    rows = _with(rows, who=first(pl.col("seller"), pl.col("helper"), "Somebody"), due_on=_day("due_on"))
    taken = pl.when(pl.col("status") == ActionStatus.OPEN.value)
    taken_on = taken.then(first("{who} has taken it on for {due_on}.", "{who} has taken it on."))
    reasons = {action: speech.reason for action, speech in SPEECHES.items()}
    return rows.with_columns(first(taken_on, _by_action(reasons), pl.col("because")).alias("reason"))


def _with(rows: pl.DataFrame, **facts: pl.Expr) -> pl.DataFrame:
    """Add facts, each under the name that it has in sentences."""
    return rows.with_columns(value.alias(f"{{{name}}}") for name, value in facts.items())


def _by_action(texts: dict[Action, pl.Expr]) -> pl.Expr:
    """Give the text of each row's action."""
    return pl.coalesce(*(pl.when(pl.col("action") == action.value).then(text) for action, text in texts.items()))


def _told_apart(name: str, key: str) -> pl.Expr:
    """Give a name, with its id where somebody or something else of the account is called the same."""
    alike = pl.col(key).n_unique().over("account_id", name) > 1
    return pl.when(alike & pl.col(name).is_not_null()).then(pl.format("{} ({})", name, key)).otherwise(pl.col(name))


def _quotation(column: str) -> pl.Expr:
    """Give what somebody wrote as it is quoted within a sentence: quotations in it get single marks."""
    inner = pl.col(column).str.replace_all(r'"([^"]*)"', "‘${1}’").str.replace(r"^‘([^’]*)’$", "${1}")
    return inner.str.strip_chars(" .\n")


def _day(column: str) -> pl.Expr:
    """Give a day as people write it."""
    return pl.col(column).dt.to_string("%-d %B %Y")


def _of_role(texts: dict[Role, str]) -> pl.Expr:
    """Give the text for the role that the cause of `find` names."""
    words = {role.value: text for role, text in texts.items()}
    return pl.col("cause about").replace_strict(words, default=None, return_dtype=pl.String)


def _asked() -> pl.Expr:
    """Say what to ask for, of the columns that the cause of `ask` names."""
    parts = pl.col("cause detail").str.splitn(", ", _ASKED_AT_ONCE + 1)
    one, two, three = (_asked_for(parts.struct.field(f"field_{place}")) for place in range(_ASKED_AT_ONCE))
    return first(pl.format("{}, {} and {}", one, two, three), pl.format("{} and {}", one, two), one)


def _asked_for(column: pl.Expr) -> pl.Expr:
    """Say how to ask for a column of influences whoever has a role."""
    words = (_ASKED | _ASKED_OF.get(role, {}) for role in (Role.ECONOMIC, Role.TECHNICAL, Role.USER))
    return by_role(*(column.replace_strict(word, default=None, return_dtype=pl.String) for word in words))
