"""What a plan says of each action: to the person, in an agenda, and why.

A sentence names in braces what is known; of several the first whose facts are all known is said, so that each speaks of
whom it is about and, where we know it, of what they want, what they said, or what we said last.
"""

from __future__ import annotations

from string import Formatter
from typing import NamedTuple

import polars as pl

from stratsell.rules.red_flags import NEEDED, RedFlag
from stratsell.vocabulary import Action, Decision, Degree, Mindset, Role

Sentence = str | pl.Expr
"""A sentence with facts in braces, or what has been made of such."""

ANNOUNCED = "announced"
"""The cause of what is to happen soon."""


class Speech(NamedTuple):
    """What is said of an action: `message` to the person, `short` in an agenda, and `reason`; blank for its meaning."""

    message: pl.Expr
    reason: pl.Expr
    short: pl.Expr | None = None


def sentence(text: Sentence) -> pl.Expr:
    """Put the facts of each row into a sentence; blank where one of them is."""
    if isinstance(text, pl.Expr):
        return text
    parts = [(pl.lit(words), field) for words, field, *_ in Formatter().parse(text)]
    return pl.concat_str(part for words, field in parts for part in (words, *([fact(field)] if field else [])))


def fact(name: str) -> pl.Expr:
    """Give what stands for a fact in the sentences of each row."""
    return pl.col(f"{{{name}}}")


def first(*texts: Sentence) -> pl.Expr:
    """Give the first sentence whose facts are all known."""
    return pl.coalesce(*map(sentence, texts))


def _where(condition: pl.Expr, text: Sentence) -> pl.Expr:
    return pl.when(condition).then(sentence(text))


def by_role(economic: Sentence, technical: Sentence, others: Sentence) -> pl.Expr:
    """Give the sentence for who approves, for who screens out, and for everybody else."""
    roles = pl.col("roles").fill_null("")
    approves, screens = (roles.str.contains(role.value, literal=True) for role in (Role.ECONOMIC, Role.TECHNICAL))
    otherwise = pl.when(screens).then(sentence(technical)).otherwise(sentence(others))
    return pl.when(approves).then(sentence(economic)).otherwise(otherwise)


_announced = pl.col("cause") == ANNOUNCED
_moved = pl.col("cause about") == RedFlag.NEW_TO_JOB.value
_first_conversation = pl.col("turn") == 0

SPEECHES = {
    Action.SETTLE: Speech(
        message=first(
            "Note what came of “{was}”, which we were to ask {name}, or plan it again.",
            "Note what came of the conversation with {name}, or plan it again.",
        ),
        reason=sentence("It was planned with {name} for {on}, and nothing says what came of it."),
    ),
    Action.KEEP: Speech(
        message=sentence("Ask {name} what has changed since we last spoke."),
        reason=first(
            "It is planned for {on}; we last spoke with {name} on {spoken_on}.",
            _where(_first_conversation, "It is planned for {on}, and is our first conversation with {name}."),
            "It is planned for {on}.",
        ),
    ),
    Action.SAY_SO: Speech(
        message=first(
            "Tell {name} that “{other_option}” helps them better than what we have,"
            " and offer to bring the two together.",
            "Say that “{other_option}” helps them better than what we have, and offer to bring the two together.",
        ),
        reason=sentence("It solves “{aim}” better, and nobody has told them."),
        short=sentence("that “{other_option}” helps them better than what we have"),
    ),
    Action.FOLLOW_UP: Speech(
        message=first(
            "Ask {name} how “{option}” is working out, and what has become of “{wish}”.",
            "Ask {name} how it is working out, and what has become of “{wish}”.",
            "Ask {name} how it is working out, and what is still missing.",
        ),
        reason=sentence("“{aim}” was closed on {closed_on}, and nobody has spoken with {name} since."),
        short=first("how “{option}” is working out", "how it is working out"),
    ),
    Action.THANK: Speech(
        message=sentence("Thank {name} for the {decision}, and ask what helped to decide."),
        reason=sentence("{name} has said {decision}."),
        short=sentence("thanks for the {decision}"),
    ),
    Action.DECIDE: Speech(
        message=sentence("Ask {name} what they have decided about version {version}; a no is an answer, too."),
        reason=sentence("Version {version} was proposed to {name}, who has not decided yet."),
        short=sentence("their decision on version {version}"),
    ),
    Action.PROPOSE: Speech(
        message=first(
            "Propose version {version} to {name}, beginning with “{wish}”: “{answer}”.",
            "Propose version {version} to {name}, beginning with what it does for them.",
        ),
        reason=sentence("Those who decide have been asked about version {version}, and no need of theirs is open."),
        short=sentence("version {version} as our proposal"),
    ),
    Action.FIND: Speech(
        message=first(
            _where(pl.col("asked_self"), "Ask {name} whether they would help us find our way at {account}."),
            "Ask {name} {sought} for “{aim}”.",
            "Find out {sought} for “{aim}”.",
        ),
        reason=first("Nobody knows {sought}. {detail}.", "{worth}"),
        short=first(_where(pl.col("asked_self"), "whether they would help us find our way"), "{sought}"),
    ),
    Action.REVIEW: Speech(
        message=first(
            "Ask {name} who decides now about “{aim}”, and what has changed for whom.",
            "Find out who decides now about “{aim}”, and what has changed for whom.",
        ),
        reason=first(
            _where(_announced, "{account} is to reorganize on {reorganized_on}."),
            "{account} reorganized on {reorganized_on}.",
        ),
        short=sentence("who decides now, and what has changed for whom"),
    ),
    Action.WELCOME: Speech(
        message=first(
            _where(_announced, "Ask {name}, {title} from {in_role_since} on, what they want to change first."),
            "Ask {name}, {title} since {in_role_since}, what they want to change first.",
            "Ask {name} what they want to change first.",
        ),
        reason=first(
            _where(_announced, "{name} begins on {in_role_since}."),
            "{name} is new in the job, and we have never spoken.",
        ),
    ),
    Action.MEET: Speech(
        message=by_role(
            economic=first(
                "Ask {name} what a solution would have to show before they approve it: they want “{wish}”.",
                _where(
                    pl.col("degree") == Degree.HIGH.value,
                    "Ask {titled} what it would be worth to them: “{outcome}”.",
                ),
                "Ask {titled} what they need to see before they approve anything.",
            ),
            technical=first(
                "Ask {name} what a solution must comply with; for them “{wish}” comes first.",
                "Ask {titled} what a solution must comply with.",
            ),
            others=first(
                "Ask {name} what stands in the way of “{wish}”.",
                "Ask {titled} how this looks from their side: “{problem}”.",
                "Ask {titled} what they would like to see better.",
            ),
        ),
        reason=first(
            "The latest conversation with {name} was on {last_on}.",
            by_role(
                economic="{name} gives the final approval, and {via} can introduce us.",
                technical="{name} may rule a solution out, and {via} can introduce us.",
                others="{name} has a say in it, and {via} can introduce us.",
            ),
            by_role(
                economic="{name} has to approve it, and none of us has spoken with them.",
                technical="{name} may rule a solution out, and none of us has spoken with them.",
                others="{name} has a say in it, and none of us has spoken with them.",
            ),
        ),
        short=by_role(
            economic="what a solution would have to show before they approve it",
            technical="what a solution must comply with",
            others=first("“{wish}”, and what stands in the way", "what they need, and what stands in the way"),
        ),
    ),
    Action.CONSULT: Speech(
        message=by_role(
            economic=first(
                "Ask {name} what would put “{wish}” at risk.",
                "Ask {titled} what would make them spend money on this after all.",
            ),
            technical=first(
                "Ask {name} under which conditions they would look at a change; they insist on “{wish}”.",
                "Ask {titled} under which conditions they would look at a change.",
            ),
            others=first(
                "Ask {name} what would have to happen before “{wish}” is no longer enough.",
                "Ask {titled} what would have to happen before they would look at a change.",
            ),
        ),
        reason=first(
            by_role(
                economic="{name} gives the final approval and sees nothing to change; {via} can introduce us.",
                technical="{name} may rule a solution out and sees nothing to change; {via} can introduce us.",
                others="{name} is content with things as they are; {via} can introduce us.",
            ),
            "On {learned_on} we noted about {name}: “{learned}”. What would change that?",
            "{name} thinks that things are fine as they are, and nobody has asked what would change that.",
        ),
        short=sentence("what would have to happen before they would look at a change"),
    ),
    Action.ASK: Speech(
        message=first("{name} wants “{wish}”: ask {asked}.", "Ask {titled} {asked}."),
        reason=first(
            _where(pl.col("cause detail") == ", ".join(NEEDED), "All we know about {name} is the title."),
            "Not known about {name}: {blanks}.",
        ),
        short=sentence("{asked}"),
    ),
    Action.CHECK: Speech(
        message=first(
            _where(_moved, "Ask {titled} what the change of job means for them."),
            "Ask {name} whether we have understood them: “{business_result}”, and personally “{personal_win}”.",
            "Ask {name} whether it is really “{wish}” that matters to them.",
            "Ask {titled} whether we see their part in it correctly.",
        ),
        reason=first(
            _where(_moved, "{name} has been in a new job since {in_role_since}."),
            "What we wrote about {name} is marked as uncertain.",
        ),
        short=first(
            _where(_moved, "what the change of job means for them"),
            "whether we have understood them",
        ),
    ),
    Action.TEST: Speech(
        message=first(
            "Show {name} version {version}: they said “{comment}”, and now it says “{change}”.",
            "Show {name} version {version}, and what became of “{comment}”.",
            by_role(
                economic="Ask {name} what version {version} still lacks for them to approve it, with “{wish}” in mind.",
                technical="Ask {name} what in version {version} would rule it out, with “{wish}” in mind.",
                others=first(
                    _where(
                        pl.col("mindset") == Mindset.TROUBLE.value,
                        "Ask {name} whether version {version} would get them “{wish}”, and what it lacks.",
                    ),
                    "Ask {name} what they would change in version {version} to get “{wish}”.",
                ),
            ),
            "Ask {titled} what they would change in version {version}, “{positioning}”.",
            "Ask {titled} what they would change in version {version}.",
        ),
        reason=first(
            _where(
                pl.col("last_on") < pl.col("version_on"),
                "Our latest conversation with {name}, on {last_on}, was before version {version}.",
            ),
            _where(
                pl.col("last_on") >= pl.col("version_on"),
                "On {last_on} we spoke with {name}, but noted nothing about version  {version}.",
            ),
            "{name} has not been asked about version {version}.",
        ),
        short=sentence("what they would change in version {version}"),
    ),
    Action.ANSWER: Speech(
        message=sentence("Work out with {name} how the proposal can give them “{wish}”."),
        reason=sentence("The proposal does not yet say how {name} gets “{wish}”."),
        short=first("how the proposal can give them “{wish}”", "how the proposal can give them what they need"),
    ),
    Action.ENGAGE: Speech(
        message=first(
            "Pick up what we noted about {name} on {learned_on}: “{learned}”.",
            "Ask {titled} how this looks from their side: “{problem}”.",
            "Ask {titled} how they see it, and listen.",
        ),
        reason=first(
            "In the latest conversation with {name}, on {last_on}, we did the talking.",
            "So far, we have done the talking with {name}.",
        ),
        short=sentence("how they see it"),
    ),
    Action.WAIT: Speech(
        message=first(
            "Wait, and bear in mind what we noted about {name} on {learned_on}: “{learned}”.",
            "Leave {name} alone for now; ask later what has changed.",
        ),
        reason=first(
            _where(
                pl.col("decision") == Decision.NO.value,
                "{name} has said no, and should not be talked out of it now.",
            ),
            "{name} thinks that all is fine, and is hard to influence now.",
        ),
        short=sentence("what has changed for them"),
    ),
}
"""What is said of each action."""
