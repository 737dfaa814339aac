"""What a plan says: to each person what is known of them, so that nothing is said twice.

Every sentence names whom it is about and, where we know it, what they want, what they said, or what we said last.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import polars as pl

from stratsell.rules.planning.known import Known
from stratsell.rules.red_flags import NEEDED
from stratsell.vocabulary import Action, ActionStatus, Decision, Degree, Mindset, Role

_ASKED = {
    "roles": "what part they play in it",
    "mindset": "how they see things as they are",
    "degree": "whose word counts",
    "business_result": "what result they need",
    "personal_win": "what they would gain themselves",
}
"""How to ask for a column of influences."""

_ASKED_OF = {
    Role.ECONOMIC: {"business_result": "which result they answer for", "personal_win": "what they would gain by it"},
    Role.TECHNICAL: {"business_result": "what must not suffer", "personal_win": "what would make their work easier"},
}
"""How to ask those who approve and those who screen out, where it differs."""

_ASKED_AT_ONCE = 3
"""For how many of them one asks at once."""

_SOUGHT = {
    Role.ECONOMIC: "who gives the final approval",
    Role.USER: "who will work with it",
    Role.TECHNICAL: "who may rule a solution out",
    Role.COACH: "who could show us the way",
}
"""How to ask for the holder of a role."""

_WORTH = {
    Role.ECONOMIC: "Nobody whom we know of can say yes to it.",
    Role.USER: "Whoever will work with it knows best what has to be better.",
    Role.TECHNICAL: "Whoever may rule a solution out is better asked early than late.",
    Role.COACH: "Nobody there helps us yet to find our way.",
}
"""Why the holder of a role matters."""

_PART = ["objective_id", "person_id"]

_WRITTEN = (
    "business_result",
    "personal_win",
    "answer",
    "problem",
    "outcome",
    "positioning",
    "comment",
    "change",
    "learned",
    "was",
)
"""What is quoted."""

_N, _AIM, _VERSION = pl.col("name"), pl.col("aim"), pl.col("named version")

Cell = str | pl.Expr
Texts = Mapping[Action, pl.Expr]


def with_facts(rows: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Add to each row of a plan what is known of its objective and its person."""
    of_part = known.parts.drop("account_id", "open")
    people = known.people.select("person_id", pl.col("name").alias("person"), "title", "in_role_since")
    spoken = known.done.group_by("person_id").agg(pl.col("on").max().alias("spoken_on"))
    rows = rows.join(known.aims.drop("account_id", "open"), on="objective_id", how="left")
    rows = (
        rows.join(spoken, on="person_id", how="left")
        .join(of_part, on=_PART, how="left")
        .join(people, on="person_id", how="left")
    )
    rows = rows.join(known.better.drop("offered"), on="objective_id", how="left")
    facts, more = _facts()
    return rows.with_columns(facts).with_columns(more)


@cache
def _facts() -> tuple[list[pl.Expr], list[pl.Expr]]:
    """What sentences are made of, and what is made of that."""
    quotations = [_quotation(column).alias(f"“{column}”") for column in _WRITTEN]
    name, aim = _told_apart("person", "person_id").alias("name"), _told_apart("objective", "objective_id").alias("aim")
    version = _text("version ", pl.col("version")).alias("named version")
    titled = _first(_text(_N, ", ", pl.col("title"), ","), _N).alias("titled")
    wish = _first(_quoted("business_result"), _quoted("personal_win")).alias("wish")
    return [*quotations, name, aim, version], [titled, wish]


def with_messages(rows: pl.DataFrame) -> pl.DataFrame:
    """Add what to say or ask (`message`), and the same in short, for an agenda (`short`)."""
    return rows.with_columns(_texts())


@cache
def _texts() -> list[pl.Expr]:
    meaning = pl.col("action").replace_strict({action.value: action.definition for action in Action})
    otherwise = _first(_text(_N, ": ", meaning, "."), _text("“", _AIM, "”: ", meaning, "."))
    message = pl.coalesce("message", _by_action(_messages()), otherwise)
    return [message.alias("message"), pl.coalesce(_by_action(_in_short()), meaning).alias("short")]


def agenda() -> pl.Expr:
    """Put what else there is to ask one person into one sentence."""
    return _text("Also with ", _N.first(), ": ", pl.col("short").str.join("; "), ".")


def with_reasons(rows: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Add why it is in the plan (`reason`)."""
    via = known.people.select(pl.col("person_id").alias("via_id"), pl.col("name").alias("via"))
    theirs = known.people.select(pl.col("person_id").alias("with_whom"), pl.col("name").alias("helper"))
    rows = rows.join(via, on="via_id", how="left").join(theirs, on="with_whom", how="left")
    return rows.with_columns(_reason())


@cache
def _reason() -> pl.Expr:
    who = _first(pl.col("seller"), pl.col("helper"), "Somebody")
    on = _text(who, " has taken it on", _first(_text(" for ", _on("due_on")), ""), ".")
    taken = pl.when(pl.col("status") == ActionStatus.OPEN.value).then(on)
    return _first(taken, _by_action(_reasons()), pl.col("because")).alias("reason")


def _told_apart(name: str, key: str) -> pl.Expr:
    """A name, with its id where somebody or something else of the account is called the same."""
    alike = pl.col(key).n_unique().over("account_id", name) > 1
    named = pl.when(alike & pl.col(name).is_not_null()).then(_text(pl.col(name), " (", pl.col(key), ")"))
    return named.otherwise(pl.col(name))


def _text(*parts: Cell) -> pl.Expr:
    """Put parts one behind the other; blank where one of them is."""
    return pl.concat_str(*(pl.lit(part) if isinstance(part, str) else part for part in parts))


def _first(*texts: Cell) -> pl.Expr:
    """The first that is not blank."""
    return pl.coalesce(*(pl.lit(text) if isinstance(text, str) else text for text in texts))


def _quotation(column: str) -> pl.Expr:
    """What somebody wrote, as a quotation within a sentence; quotations in it get single marks."""
    inner = pl.col(column).str.replace_all(r'"([^"]*)"', "‘${1}’").str.replace(r"^‘([^’]*)’$", "${1}")
    return _text("“", inner.str.strip_chars(" .\n"), "”")


def _quoted(column: str) -> pl.Expr:
    return pl.col(f"“{column}”")


def _on(column: str) -> pl.Expr:
    """A day as people write it."""
    return pl.col(column).dt.to_string("%-d %B %Y")


def _by_action(texts: Texts) -> pl.Expr:
    """The text of each row's action."""
    return pl.coalesce(*(pl.when(pl.col("action") == action.value).then(text) for action, text in texts.items()))


def _by_role(economic: pl.Expr, technical: pl.Expr, others: pl.Expr) -> pl.Expr:
    """The text for who approves, for who screens out, and for everybody else."""
    roles = pl.col("roles").fill_null("")
    approves, screens = (roles.str.contains(role.value, literal=True) for role in (Role.ECONOMIC, Role.TECHNICAL))
    return pl.when(approves).then(economic).when(screens).then(technical).otherwise(others)


def _moved() -> pl.Expr:
    """Whether a person whom we know has another job."""
    return pl.col("because").str.contains("new_to_job", literal=True)


def _announced() -> pl.Expr:
    return pl.col("because").str.starts_with("announced: ")


def _sought() -> pl.Expr:
    """Whom the cause of `find` looks for."""
    return _first(*(pl.when(pl.col("because").str.ends_with(role.value)).then(pl.lit(_SOUGHT[role])) for role in Role))


def _worth() -> pl.Expr:
    """Why whoever the cause of `find` looks for matters."""
    return _first(*(pl.when(pl.col("because").str.ends_with(role.value)).then(pl.lit(_WORTH[role])) for role in Role))


def _asked() -> pl.Expr:
    """What to ask for, of the columns that the cause of `ask` names."""
    names = pl.col("because").cast(pl.String).str.strip_prefix("red_flags: missing_information: ")
    parts = names.str.splitn(", ", _ASKED_AT_ONCE + 1)
    first, second, third = (_asked_for(parts.struct.field(f"field_{place}")) for place in range(_ASKED_AT_ONCE))
    return (
        pl.when(third.is_not_null())
        .then(_text(first, ", ", second, " and ", third))
        .when(second.is_not_null())
        .then(_text(first, " and ", second))
        .otherwise(first)
    )


def _asked_for(column: pl.Expr) -> pl.Expr:
    """How to ask for a column of influences whoever has a role."""
    words = (_ASKED | _ASKED_OF.get(role, {}) for role in (Role.ECONOMIC, Role.TECHNICAL, Role.USER))
    return _by_role(*(column.replace_strict(word, default=None, return_dtype=pl.String) for word in words))


def _messages() -> dict[Action, pl.Expr]:
    """What to say or ask."""
    return {**_to_settle(), **_to_close(), **_to_find(), **_to_open(), **_to_know(), **_to_improve()}


def _to_settle() -> dict[Action, pl.Expr]:
    """Of what is planned."""
    return {
        Action.SETTLE: _first(
            _text("Note what came of ", _quoted("was"), ", which ", _N, " was to be asked, or plan it anew."),
            _text("Note what came of the conversation with ", _N, ", or plan it anew."),
        ),
        Action.KEEP: _text("Hear from ", _N, " what has changed since we last spoke."),
    }  # fmt: skip


def _to_close() -> dict[Action, pl.Expr]:
    """In steps 6 and 7, and where another source helps better."""
    wish, better = pl.col("wish"), _text("“", pl.col("other_option"), "”")
    return {
        Action.SAY_SO: _text(
            _first(_text("Tell ", _N), "Say"), " that ", better,
            " helps them better than what we have, and offer to bring the two together.",
        ),
        Action.FOLLOW_UP: _first(
            _text("Ask ", _N, " how “", pl.col("option"), "” works out, and what has become of ", wish, "."),
            _text("Ask ", _N, " how it works out, and what has become of ", wish, "."),
            _text("Ask ", _N, " how it works out, and what is still missing."),
        ),
        Action.THANK: _text("Thank ", _N, " for the ", pl.col("decision"), ", and ask what helped to decide."),
        Action.DECIDE: _text("Ask ", _N, " what they have decided on ", _VERSION, "; a no is an answer, too."),
        Action.PROPOSE: _first(
            _text("Propose ", _VERSION, " to ", _N, ", beginning with ", wish, ": ", _quoted("answer"), "."),
            _text("Propose ", _VERSION, " to ", _N, ", beginning with what it does for them."),
        ),
    }  # fmt: skip


def _to_find() -> dict[Action, pl.Expr]:
    """Of who holds a role, or decides now."""
    whom = _first(_text("Ask ", _N, " "), "Find out ")
    find = _text(whom, _sought(), " for “", _AIM, "”.")
    return {
        Action.FIND: pl.when(pl.col("asked_self")).then(
            _text("Ask ", _N, " whether they would help us find our way at ", pl.col("account"), ".")
        ).otherwise(find),
        Action.REVIEW: _text(whom, "who decides now about “", _AIM, "”, and what has changed for whom."),
    }  # fmt: skip


def _to_open() -> dict[Action, pl.Expr]:
    """To begin with."""
    wish, titled = pl.col("wish"), pl.col("titled")
    return {
        Action.WELCOME: _text("Ask ", _first(
            pl.when(_announced()).then(_text(_N, ", ", pl.col("title"), " from ", _on("in_role_since"), " on,")),
            _text(_N, ", ", pl.col("title"), " since ", _on("in_role_since"), ","), _N,
        ), " what they want to change first."),
        Action.MEET: _by_role(
            _first(
                _text("Ask ", _N, " what a solution would have to show before they approve it: they want ", wish, "."),
                pl.when(pl.col("degree") == Degree.HIGH.value).then(
                    _text("Ask ", titled, " what it would be worth to them: ", _quoted("outcome"), ".")
                ),
                _text("Ask ", titled, " what they need to see before they approve anything."),
            ),
            _first(
                _text("Ask ", _N, " what a solution has to respect; for them ", wish, " comes first."),
                _text("Ask ", titled, " what a solution has to respect."),
            ),
            _first(
                _text("Ask ", _N, " what stands in the way of ", wish, "."),
                _text("Ask ", titled, " how it looks from where they are: ", _quoted("problem"), "."),
                _text("Ask ", titled, " what they would like to see better."),
            ),
        ),
        Action.CONSULT: _by_role(
            _first(
                _text("Ask ", _N, " what would put ", wish, " at risk."),
                _text("Ask ", titled, " what would make them spend money on this after all."),
            ),
            _first(
                _text("Ask ", _N, " under which conditions they would look at a change; they hold on to ", wish, "."),
                _text("Ask ", titled, " under which conditions they would look at a change."),
            ),
            _first(
                _text("Ask ", _N, " what would have to happen before ", wish, " is no longer enough."),
                _text("Ask ", titled, " what would have to happen before they would look at a change."),
            ),
        ),
    }  # fmt: skip


def _to_know() -> dict[Action, pl.Expr]:
    """Of what we do not know."""
    result, win = _quoted("business_result"), _quoted("personal_win")
    wish, titled = pl.col("wish"), pl.col("titled")
    return {
        Action.ASK: _first(
            _text(_N, " wants ", wish, ": ask ", _asked(), "."), _text("Ask ", titled, " ", _asked(), ".")
        ),
        Action.CHECK: _first(
            pl.when(_moved()).then(_text("Ask ", titled, " what the change of job means for them.")),
            _text("Ask ", _N, " whether we have understood them: ", result, ", and personally ", win, "."),
            _text("Ask ", _N, " whether it is really ", wish, " that matters to them."),
            _text("Ask ", titled, " whether we see their part in it rightly."),
        ),
    }  # fmt: skip


def _to_improve() -> dict[Action, pl.Expr]:
    """To improve the proposition together."""
    wish, titled, show = pl.col("wish"), pl.col("titled"), _text("Show ", _N, " ", _VERSION)
    noted = _text(_N, " on ", _on("learned_on"), ": ", _quoted("learned"))
    return {
        Action.TEST: _first(
            _text(show, ": they said ", _quoted("comment"), ", and now it says ", _quoted("change"), "."),
            _text(show, ", and what became of ", _quoted("comment"), "."),
            _by_role(
                _text("Ask ", _N, " what ", _VERSION, " lacks before they can approve it, with ", wish, " in mind."),
                _text("Ask ", _N, " what in ", _VERSION, " would rule it out, with ", wish, " in mind."),
                pl.when(pl.col("mindset") == Mindset.TROUBLE.value)
                .then(_text("Ask ", _N, " whether ", _VERSION, " would get them ", wish, ", and what it lacks."))
                .otherwise(_text("Ask ", _N, " what they would change in ", _VERSION, " to get ", wish, ".")),
            ),
            _text("Ask ", titled, " what they would change in ", _VERSION, ", ", _quoted("positioning"), "."),
            _text("Ask ", titled, " what they would change in ", _VERSION, "."),
        ),
        Action.ANSWER: _text("Work out with ", _N, " how the proposal can give them ", wish, "."),
        Action.ENGAGE: _first(
            _text("Go on from what we noted of ", noted, "."),
            _text("Ask ", titled, " how it looks from where they are: ", _quoted("problem"), "."),
            _text("Ask ", titled, " how they see it, and listen."),
        ),
        Action.WAIT: _first(
            _text("Wait, and bear in mind what we noted of ", noted, "."),
            _text("Leave ", _N, " alone for now, and then ask what has changed."),
        ),
    }  # fmt: skip


def _in_short() -> dict[Action, pl.Expr]:
    """What to say or ask, as a point of an agenda."""
    wish = _first(pl.col("wish"), "what they need")
    better = _text("“", pl.col("other_option"), "”")
    return {
        Action.SAY_SO: _text("that ", better, " helps them better than what we have"),
        Action.FOLLOW_UP: _first(_text("how “", pl.col("option"), "” works out"), "how it works out"),
        Action.THANK: _text("thanks for the ", pl.col("decision")),
        Action.DECIDE: _text("their decision on ", _VERSION),
        Action.PROPOSE: _text(_VERSION, " as our proposal"),
        Action.FIND: pl.when(pl.col("asked_self"))
        .then(pl.lit("whether they would help us find our way"))
        .otherwise(_sought()),
        Action.REVIEW: pl.lit("who decides now, and what has changed for whom"),
        Action.MEET: _by_role(
            pl.lit("what a solution would have to show before they approve it"),
            pl.lit("what a solution has to respect"),
            _text(wish, ", and what stands in the way"),
        ),
        Action.CONSULT: pl.lit("what would have to happen before they would look at a change"),
        Action.ASK: _asked(),
        Action.CHECK: pl.when(_moved())
        .then(pl.lit("what the change of job means for them"))
        .otherwise(pl.lit("whether we have understood them")),
        Action.TEST: _text("what they would change in ", _VERSION),
        Action.ANSWER: _text("how the proposal can give them ", wish),
        Action.ENGAGE: pl.lit("how they see it"),
        Action.WAIT: pl.lit("what has changed for them"),
    }


def _reasons() -> dict[Action, pl.Expr]:
    """Why it is in the plan."""
    return {**_why_close(), **_why_open(), **_why_improve()}


def _why_close() -> dict[Action, pl.Expr]:
    """Of what is planned, steps 6 and 7, and who decides."""
    return {
        Action.SETTLE: _text("It was planned with ", _N, " for ", _on("on"), ", and nothing says what came of it."),
        Action.KEEP: _first(
            _text("It is planned for ", _on("on"), "; we last spoke with ", _N, " on ", _on("spoken_on"), "."),
            pl.when(pl.col("turn") == 0).then(
                _text("It is planned for ", _on("on"), ", and is our first conversation with ", _N, ".")
            ),
            _text("It is planned for ", _on("on"), "."),
        ),
        Action.SAY_SO: _text("It solves “", _AIM, "” better, and nobody has told them."),
        Action.FOLLOW_UP: _text(
            "“", _AIM, "” was closed on ", _on("closed_on"), ", and nobody has spoken with ", _N, " since."
        ),
        Action.THANK: _text(_N, " has said ", pl.col("decision"), "."),
        Action.DECIDE: _text("V", _VERSION.str.slice(1), " was proposed to ", _N, ", who has not decided yet."),
        Action.PROPOSE: _text("Those who decide have been asked about ", _VERSION, ", and no need of theirs is open."),
        Action.FIND: _first(_text("Nobody knows ", _sought(), ". ", pl.col("detail"), "."), _worth()),
        Action.REVIEW: pl.when(_announced())
        .then(_text(pl.col("account"), " is to reorganize on ", _on("reorganized_on"), "."))
        .otherwise(_text(pl.col("account"), " reorganized on ", _on("reorganized_on"), ".")),
    }  # fmt: skip


def _why_open() -> dict[Action, pl.Expr]:
    """To begin with."""
    introduced = _text(pl.col("via"), " can introduce us")
    return {
        Action.WELCOME: pl.when(_announced())
        .then(_text(_N, " begins on ", _on("in_role_since"), "."))
        .otherwise(_text(_N, " is new in the job, and we have never spoken.")),
        Action.MEET: _first(
            _text("The latest conversation with ", _N, " was on ", _on("last_on"), "."),
            _by_role(
                _text(_N, " gives the final approval, and ", introduced, "."),
                _text(_N, " may rule a solution out, and ", introduced, "."),
                _text(_N, " has a say in it, and ", introduced, "."),
            ),
            _by_role(
                _text(_N, " has to approve it, and nobody of us has spoken with them."),
                _text(_N, " may rule a solution out, and nobody of us has spoken with them."),
                _text(_N, " has a say in it, and nobody of us has spoken with them."),
            ),
        ),
        Action.CONSULT: _first(
            _by_role(
                _text(_N, " gives the final approval and sees nothing to change; ", introduced, "."),
                _text(_N, " may rule a solution out and sees nothing to change; ", introduced, "."),
                _text(_N, " is content with things as they are; ", introduced, "."),
            ),
            _text("On ", _on("learned_on"), " we noted of ", _N, ": ", _quoted("learned"), ". What would change that?"),
            _text(_N, " thinks that things are fine as they are, and nobody has asked what would change that."),
        ),
    }


def _why_improve() -> dict[Action, pl.Expr]:
    """Of what we do not know, and to improve the proposition together."""
    blanks = pl.col("because").str.strip_prefix("red_flags: missing_information: ").str.replace_all("_", " ")
    return {
        Action.ASK: _first(
            pl.when(blanks == ", ".join(NEEDED).replace("_", " ")).then(
                _text("We know no more of ", _N, " than the title.")
            ),
            _text("Not known of ", _N, ": ", blanks, "."),
        ),
        Action.CHECK: pl.when(_moved())
        .then(_text(_N, " has had another job since ", _on("in_role_since"), "."))
        .otherwise(_text("What we wrote of ", _N, " is marked as uncertain.")),
        Action.TEST: _first(
            pl.when(pl.col("last_on") < pl.col("version_on")).then(
                _text("Our latest conversation with ", _N, ", on ", _on("last_on"), ", was before ", _VERSION, ".")
            ),
            pl.when(pl.col("last_on") >= pl.col("version_on")).then(
                _text("On ", _on("last_on"), " we spoke with ", _N, ", and noted nothing on ", _VERSION, ".")
            ),
            _text(_N, " has not been asked about ", _VERSION, "."),
        ),
        Action.ANSWER: _text("The proposal does not say yet how ", _N, " gets ", pl.col("wish"), "."),
        Action.ENGAGE: _first(
            _text("In the latest conversation with ", _N, ", on ", _on("last_on"), ", we did the talking."),
            _text("With ", _N, " we have done the talking."),
        ),
        Action.WAIT: pl.when(pl.col("decision") == Decision.NO.value)
        .then(_text(_N, " has said no, and is not to be talked out of it now."))
        .otherwise(_text(_N, " thinks that all is fine, and is hard to influence now.")),
    }
