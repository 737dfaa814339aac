"""Whether an objective is a good one (step 1 of the method).

The article asks for one single, specific, measurable, time-lined, outcome-focused objective that is other-focused: it
leads with the problem that we try to help them solve, or the opportunity that they can take. Numbers and days can be
checked; text can only be searched for words that give it away. The words are English. A text in which none of them
stands is never failed for its wording: where it is not English at all, the rule says that it cannot tell.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

import narwhals as nw

from stratsell.dates import as_day
from stratsell.rules.engine import (
    Frame,
    Source,
    Tables,
    after,
    days_before,
    first_of,
    is_blank,
    joined,
    known,
    on_or_before,
    open_objectives,
    result,
    tables_of,
)
from stratsell.vocabulary import ObjectiveTest

_NO_LETTER = r"[\x00-\x60\x7b-\x7f]"
"""What may stand between two English words, in lower case; a letter of another script does not."""

_BEGIN, _END = "(?:^|[^a-z])", "(?:[^a-z]|$)"

GENERAL = (
    *("improve", "improved", "improves", "improvement", "improvements", "better", "best", "more", "less", "increase"),
    *("increased", "raise", "enhance", "enhanced", "boost", "optimise", "optimize", "optimised", "optimized"),
    *("optimisation", "optimization", "maximise", "maximize", "transform", "transformation", "digital", "digitise"),
    *("digitize", "digitalisation", "digitalization", "efficiency", "efficient", "effective", "effectiveness"),
    *("productivity", "performance", "quality", "excellence", "value", "growth", "grow", "success", "successful"),
    *("satisfaction", "experience", "innovation", "innovate", "synergy", "synergies", "solution", "solutions"),
    *("process", "processes", "operations", "business", "results", "outcomes", "things", "world", "class", "leading"),
    *("strategic", "strategy", "modernise", "modernize", "modernisation", "modernization", "project", "drive"),
    *("achieve", "support", "help", "reduce", "cut", "costs", "cost", "sales", "revenue", "profit"),
    *("a", "an", "the", "of", "in", "to", "for", "and", "or", "with", "by", "on", "at", "its", "their", "our", "your"),
    *("year", "this", "next", "all", "everything", "everywhere", "overall", "significantly", "greatly", "much"),
)
"""Words that say nothing of what is to change: an objective made of nothing else is not specific."""

NO_WORDS = (
    "(?:asd|qwe|zxc|sdf|dfg|fgh|jkl|xcv|hjk)[a-z]*",
    "(?:x+|aa+)",
    "tbd",
    "todo",
    "tba",
    "foo",
    "lorem",
    "ipsum",
)
"""What somebody types who has nothing to say, as patterns; they say no more than general words do."""

_OBJECT = "(?:the|a|an|our|new|all|[0-9]+|[a-z-]+)"
_WORK = r"(?:projects?|systems?|platforms?|software|solutions?|tools?|modules?|licen[cs]es?|phases?|sensors?|rollout)"
"""What is delivered in a project; flour and parcels are not."""

ACTIVITY = (
    *("install", "implement", "deploy", "roll out", "launch", "migrate", "introduce", "buy", "set up", "go live"),
    *("pilot", "run a pilot", "complete the project", "present", "demo", "sign (?:a|an|the|up|off)"),
    *(f"{verb} (?:{_OBJECT} ){{0,4}}{_WORK}" for verb in ("deliver", "order", "purchase")),
)
"""What an outcome begins with that tells what is done, not what is better for them."""

DONE = (
    *("installed", "implemented", "deployed", "rolled out", "launched", "migrated", "(?:is|are|goes|go|went) live"),
    f"{_WORK} (?:(?:is|are|was|were|has been|have been) )?delivered",
    "(?:contracts?|deals?|agreements?|orders?) (?:(?:is|are|was|were|has been|have been) )?signed",
)
"""What such an outcome ends with."""

SELLING = ("sell", "upsell", "up-sell", "cross-sell", "resell", "pitch")
"""What an objective begins with that leads with our sale."""

_WORTH = (
    r"(?:[$€£¥]? ?[0-9][0-9.,]* ?(?:k|m|mn|bn|million|thousand|percent)?[$€£¥]?|(?:a|an|the|this|that|their|our|big)"
    r"|(?:usd|eur|gbp|dollars?|euros?|pounds?|new|large|first|next)|one|two|three|four|five|ten|more|worth|of)"
)
"""What may stand between closing and a deal: articles, sums and currencies."""

DEALS = (
    r"(?:close|win|land|sign|book|get|secure) (?:" + _WORTH + r" ){0,4}(?:deals?|sales?|purchase orders?|logos?)",
    r"(?:close|win|land|sign|book|get|secure) (?:" + _WORTH + r" ){1,4}[a-z-]+ deals?",
    r"(?:win|land) (?:(?:a|an|the|this|that|their) )?account",
    r"(?:close|win|land|sign|secure|renew|extend|capture) (?:[^ ]+ ){0,4}"
    r"(?:contracts?|tenders?|bids?|rfps?|renewals?|agreements?|spend|wallet|budgets?)",
    r"(?:buy|buys|order|orders|license|licence) (?:more )?from us",
    r"our (?:[a-z-]+ ){0,2}(?:products?|solutions?|offer|offering|platform|software|licen[cs]es?|services?|modules?)",
    r"our (?:[a-z-]+ ){0,2}(?:quota|revenue|sales|pipeline|forecast|commission|deals?|proposal|turnover|bookings)",
    r"our (?:[a-z-]+ ){0,2}(?:market share|share of (?:wallet|market|the market)|footprint|win rate)",
)
"""What, in an objective, speaks of our sale."""

_LACKS = r"(?:use|uses|using|buy|buys|bought|need|needs|adopt|adopted|have|has|without|lack|lacks|know|knows|try|tried)"
LACKING = tuple(f"{_LACKS} (?:[a-z-]+ )" + "{0,2}" + deal for deal in DEALS if deal.startswith("our "))
"""What, in a problem, speaks of our sale: that they lack what is ours. Their own products are “ours” in their words."""

FALLING = ("cut", "reduce", "lower", "shorten", "decrease", "halve", "avoid", "fewer", "less", "shrink", "drop")
RISING = ("raise", "increase", "grow", "lift", "double", "more", "boost", "extend")
"""What an objective begins with whose number is to fall, or to rise."""

BAD = (
    *(
        "stoppages?",
        "stops",
        "scrap",
        "costs?",
        "leakage",
        "complaints?",
        "errors?",
        "accidents?",
        "injuries",
        "delays?",
    ),
    *("downtime", "waste", "lost", "cancelled", "spoiled", "defects?", "breaks?", "returns", "overtime", "emissions"),
)
GOOD = ("availability", "satisfaction", "uptime", "yield", "output", "throughput", "on time", "punctuality")
"""What a metric names of which there should be less, or more, where the objective's own first word does not say it."""

MOST_DAYS = 5 * 365 + 1
"""What is due later than in so many days is no time line."""

ENGLISH = (
    *("the", "of", "and", "to", "from", "by", "for", "with", "their", "they", "every", "each", "without", "than"),
    *("cut", "raise", "reduce", "increase", "shorten", "save", "find", "more", "less", "are", "when", "that", "who"),
    *("not", "is", "has", "have"),
)
"""Common words by which a text shows that it is English."""


def check_objectives(book: Source, *, as_of: dt.date | str | None = None) -> Any:
    """Test whether each open objective is single, specific, measurable, time-lined, outcome- and other-focused.

    - ``single``: the account has no other open objective.
    - ``specific``: its name holds more than general words (`GENERAL`, `NO_WORDS`).
    - ``measurable``: metric, baseline and target are filled in, and the target lies on the side of the baseline that
      the name's first word (`FALLING`, `RISING`) or else the metric (`BAD`, `GOOD`) asks for.
    - ``time_lined``: due_on is filled in, not before `as_of`, and within five years (`MOST_DAYS`).
    - ``outcome_focused``: outcome is filled in, and does not begin or end with words for something that we or they do
      (`ACTIVITY`, `DONE`).
    - ``other_focused``: problem is filled in, the name does not begin with a word for selling (`SELLING`),
      and neither of them speaks of our sale (`DEALS`, `LACKING`).

    An account without an objective row has one open objective that is single and fails all other tests.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts; reads objectives.
    as_of : datetime.date or str, optional
        The day to look from. Default: today.

    Returns
    -------
    data frame
        A row per open objective and test, by account_id, objective_id and test (in the order above):

        =============  =====  ===================================================================
        account_id     str
        objective_id   str
        test           str    a word of `stratsell.vocabulary.ObjectiveTest`
        passed         bool
        reason         str    why; begins with ``cannot tell`` where the words are not English
        advice         str    how to improve it, or what to check yourself; blank if there is none
        =============  =====  ===================================================================

    Raises
    ------
    ValueError
        If `as_of` is not a date.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article's step 1. The text tests see words, not meaning: they do not see whose sale it is when the name
    begins with “Sell”, nor a sale that is put in other words. Whoever passes them should still read the sentence aloud
    as the customer would.

    Examples
    --------
    >>> import stratsell as ss
    >>> tests = ss.check_objectives(ss.demo(), as_of="2026-11-23")
    >>> tests.loc[(tests["objective_id"] == "fennimore-1") & ~tests["passed"], ["test", "reason"]].values.tolist()
    [['measurable', 'the baseline is blank']]
    """
    tables, day = tables_of(book), as_day(as_of)
    rows = _with_texts(tables, day)
    tests = {
        ObjectiveTest.SINGLE: _single(),
        ObjectiveTest.SPECIFIC: _specific(),
        ObjectiveTest.MEASURABLE: _measurable(),
        ObjectiveTest.TIME_LINED: _time_lined(day),
        ObjectiveTest.OUTCOME_FOCUSED: _outcome_focused(),
        ObjectiveTest.OTHER_FOCUSED: _other_focused(),
    }
    answers = []
    for order, (test, cases) in enumerate(tests.items()):
        detail = _DETAILS.get(test, nw.lit("")).alias("detail")
        case = first_of(*((case.when, index) for index, case in enumerate(cases))).cast(nw.Int64).alias("case")
        answers.append(rows.select("account_id", "objective_id", nw.lit(order).alias("order"), case, detail))
    rows = nw.concat(answers).join(_texts(tables, tests), on=["order", "case"], how="left")
    rows = rows.with_columns(joined(nw.col("reason"), nw.col("detail")).alias("reason"))
    columns = ("account_id", "objective_id", "test", "passed", "reason", "advice")
    return result(rows.sort("account_id", "objective_id", "order").select(*columns), book)


class Case(NamedTuple):
    """What is said of an objective for which a condition holds and no earlier one of its test does."""

    when: nw.Expr
    passed: bool
    reason: str
    advice: str | None


def _passes(when: nw.Expr, reason: str, advice: str | None = None) -> Case:
    return Case(when, passed=True, reason=reason, advice=advice)


def _fails(when: nw.Expr, reason: str, advice: str) -> Case:
    return Case(when, passed=False, reason=reason, advice=advice)


_ALWAYS = nw.lit(value=True)
_MANY = joined(nw.col("many").cast(nw.String), " open objectives")
_DETAILS = {
    ObjectiveTest.SINGLE: first_of((nw.col("many") > 1, _MANY), otherwise=""),
    ObjectiveTest.TIME_LINED: nw.col("due_on").dt.to_string("%Y-%m-%d").fill_null(""),
}
"""What the reasons of some tests end with."""


def _with_texts(tables: Tables, day: dt.date) -> Frame:
    """Give the open objectives with what the tests look at: texts in lower case, and how many their account has."""
    rows = open_objectives(tables, day)
    many = rows.group_by("account_id").agg(nw.len().alias("many"))
    texts = ("name", "problem", "outcome", "metric")
    written = tables["objectives"].select("objective_id", *texts, "baseline", "target", "due_on")
    rows = rows.join(many, on="account_id", how="left").join(written, on="objective_id", how="left")
    rows = rows.with_columns(nw.col(*texts).str.strip_chars().str.to_lowercase())
    return rows.with_columns(nw.when(nw.col(text) != "").then(nw.col(text)).alias(text) for text in texts)


def _texts(tables: Tables, tests: dict[ObjectiveTest, list[Case]]) -> Frame:
    """Give what each case of each test says."""
    rows = [
        (order, index, test.value, *case[1:])
        for order, (test, cases) in enumerate(tests.items())
        for index, case in enumerate(cases)
    ]
    names = ("order", "case", "test", "passed", "reason", "advice")
    return known(tables, **dict(zip(names, zip(*rows, strict=True), strict=True)))


def _words(words: tuple[str, ...]) -> str:
    return "(?:" + "|".join(words) + ")"


def _has(column: str, pattern: str) -> nw.Expr:
    return nw.col(column).str.contains(pattern).fill_null(value=False)


def _english(column: str) -> nw.Expr:
    return _has(column, _BEGIN + _words(ENGLISH) + _END)


def _single() -> list[Case]:
    return [
        _passes(nw.col("many") == 1, "the account's only open objective"),
        _fails(_ALWAYS, "one of ", "Take the one that helps them most; close the others or put them off."),
    ]


def _specific() -> list[Case]:
    word = _words((*GENERAL, *NO_WORDS))
    general = f"^{_NO_LETTER}*(?:{word}{_NO_LETTER}+)*{word}?{_NO_LETTER}*$"
    return [
        _fails(
            is_blank("name"),
            "no objective is written down",
            "Ask what they want solved, or could gain, and write it down in one line.",
        ),
        _fails(
            _has("name", general),
            "the name consists of general words only",
            "Say what exactly is to change: which line, which ward, which delivery.",
        ),
        _passes(_english("name"), "the name says what is to change"),
        _passes(_ALWAYS, CANNOT_TELL, "Read it: does it say what exactly is to change?"),
    ]


CANNOT_TELL = "cannot tell: this test knows English words only"
"""The reason where a rule has nothing to go by."""


def _measurable() -> list[Case]:
    no_baseline, no_target = nw.col("baseline").is_null(), nw.col("target").is_null()
    return [
        _fails(
            is_blank("metric"),
            "the metric is blank",
            "Say what is measured, in which unit: “line stoppages, hours a week”.",
        ),
        _fails(
            no_baseline & no_target,
            "baseline and target are blank",
            "Ask where it stands today and where they want it to stand.",
        ),
        _fails(
            no_baseline, "the baseline is blank", "Ask where it stands today; else nobody can tell what has changed."
        ),
        _fails(no_target, "the target is blank", "Ask where they want it to stand."),
        _fails(
            nw.col("baseline") == nw.col("target"),
            "baseline and target are the same",
            "Agree on a target that is worth the trouble.",
        ),
        _fails(
            _wrong_way(),
            "the target is on the wrong side of the baseline",
            "Ask whether it should rise or fall, and swap the two numbers or correct one.",
        ),
        _passes(_ALWAYS, "metric, baseline and target are filled in"),
    ]


def _wrong_way() -> nw.Expr:
    """Whether the number is to rise where it should fall, or the other way round."""
    falls, rises = (_has("name", f"^{_NO_LETTER}*{_words(words)}{_END}") for words in (FALLING, RISING))
    bad, good = (_has("metric", _BEGIN + _words(words) + _END) for words in (BAD, GOOD))
    unsaid = ~falls & ~rises
    more, fewer = nw.col("target") > nw.col("baseline"), nw.col("target") < nw.col("baseline")
    return (more & (falls | (unsaid & bad & ~good))) | (fewer & (rises | (unsaid & good & ~bad)))


def _time_lined(day: dt.date) -> list[Case]:
    return [
        _fails(nw.col("due_on").is_null(), "the due date is blank", "Agree on a day with them."),
        _fails(
            after("due_on", days_before(day, -MOST_DAYS)),
            "more than five years away: ",
            "Agree on a first step that they will see sooner.",
        ),
        _passes(~on_or_before("due_on", days_before(day, 1)), "due on "),
        _fails(_ALWAYS, "was due on ", "Agree on a new day with them, or close the objective."),
    ]


def _outcome_focused() -> list[Case]:
    begins = f"^{_NO_LETTER}*{_words(ACTIVITY)}{_END}"
    ends = f"{_BEGIN}{_words(DONE)}{_NO_LETTER}*$"
    return [
        _fails(
            is_blank("outcome"),
            "the outcome is blank",
            "Ask what will be better for them once it is reached, and for whom.",
        ),
        _fails(
            _has("outcome", begins) | _has("outcome", ends),
            "the outcome says what is done, not what is better for them",
            "Ask “and then?” until the answer is something that they would celebrate.",
        ),
        _passes(_english("outcome"), "the outcome says what is better for them"),
        _passes(_ALWAYS, CANNOT_TELL, "Read it: is it something that is better for them?"),
    ]


def _other_focused() -> list[Case]:
    deals, lacking = (_BEGIN + _words(phrases) + _END for phrases in (DEALS, (*DEALS[:5], *LACKING)))
    leads = _has("name", f"^{_NO_LETTER}*{_words(SELLING)}{_END}") | _has("name", deals)
    return [
        _fails(
            leads,
            "it leads with our sale, not with their problem or opportunity",
            "Begin with what they want solved or could gain; our offer is one answer among several.",
        ),
        _fails(
            _has("problem", lacking),
            "the problem speaks of our offer; that they lack it is our problem, not theirs",
            "Ask what goes wrong for them today, or what they miss, and write that.",
        ),
        _fails(
            is_blank("problem"),
            "their problem or opportunity is blank",
            "Ask what has to be solved or what they could gain, and write it in their words.",
        ),
        _passes(
            _english("name") | _english("problem"),
            "it names their problem or opportunity, and nothing in it leads with our sale",
        ),
        _passes(_ALWAYS, CANNOT_TELL, "Read it as they would: is it about them?"),
    ]
