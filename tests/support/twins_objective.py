"""Step 1 once more, slow and obvious: an objective's words are looked at one by one."""

import re
from datetime import date, timedelta

from tests.support.twins import Row, Rows, Tables, open_objectives


def words(text: str) -> list[str]:
    """Runs of English letters; whatever else stands between them."""
    return re.findall("[a-z]+", text)


GENERAL = set(
    words(
        """improve improved improves improvement improvements better best more less increase increased raise enhance
        enhanced boost optimise optimize optimised optimized optimisation optimization maximise maximize transform
        transformation digital digitise digitize digitalisation digitalization efficiency efficient effective
        effectiveness productivity performance quality excellence value growth grow success successful satisfaction
        experience innovation innovate synergy synergies solution solutions process processes operations business
        results outcomes things world class leading strategic strategy modernise modernize modernisation modernization
        project drive achieve support help reduce cut costs cost sales revenue profit a an the of in to for and or with
        by on at its their our your year this next all everything everywhere overall significantly greatly much"""
    )
)
ENGLISH = set(
    words(
        """the of and to from by for with their they every each without than cut raise reduce increase shorten save find
        more less are when that who not is has have"""
    )
)
BEGINS = [
    *(words(item) for item in ("install", "implement", "deploy", "roll out", "launch", "migrate")),
    *(words(item) for item in ("introduce", "buy", "pilot", "run a pilot", "set up")),
    *(words(item) for item in ("complete the project", "go live", "present", "demo")),
]
ENDS = [
    *(words(item) for item in ("installed", "implemented", "deployed", "rolled out", "launched")),
    *(words(item) for item in ("migrated", "is live", "are live")),
]


def leading(text: str) -> str:
    """The text from its first sign that is no ASCII space, digit or mark."""
    return re.sub(r"^[\x00-\x60{-\x7f]+", "", text)


def tests_of(row: Row, many: int, as_of: date) -> Rows:
    name, problem, outcome, metric = (
        (row.get(column) or "").strip().lower() if "written" in row else ""
        for column in ("name", "problem", "outcome", "metric")
    )
    due_on, baseline, target = (row.get(column) for column in ("due_on", "baseline", "target"))
    result = {"single": many == 1}
    letters_left = re.sub(r"[\x00-\x7f]", "", name)
    result["specific"] = bool(name) and (bool(letters_left) or not set(words(name)) <= GENERAL)
    result["measurable"] = bool(metric) and None not in (baseline, target) and baseline != target
    if result["measurable"] and target > baseline:
        result["measurable"] = not falls(name, metric)
    result["time_lined"] = due_on is not None and as_of <= due_on <= as_of + timedelta(5 * 365 + 1)
    says_done = begins(outcome, BEGINS) or any(words(trailing(outcome))[-len(end) :] == end for end in ENDS)
    result["outcome_focused"] = bool(outcome) and not says_done
    result["other_focused"] = bool(problem) and not (sells(name) or speaks_of_us(name) or speaks_of_us(problem))
    english = {
        "specific": bool(set(words(name)) & ENGLISH),
        "outcome_focused": bool(set(words(outcome)) & ENGLISH),
        "other_focused": bool(set(words(name) + words(problem)) & ENGLISH),
    }
    return [
        {"test": test, "passed": passed, "cannot_tell": passed and not english.get(test, True)}
        for test, passed in result.items()
    ]


def falls(name: str, metric: str) -> bool:
    """Whether the number is to fall: of the words that stand in the texts of `method_books`."""
    return words(name)[:1] == ["cut"] or "stoppages" in words(metric)


def begins(text: str, phrases: list[list[str]]) -> bool:
    start = leading(text)
    return any(re.match(r"[a-z]+(?: [a-z]+)*", start) and words(start)[: len(phrase)] == phrase for phrase in phrases)


def trailing(text: str) -> str:
    """The text, unless a letter of another script ends it."""
    return "" if re.search(r"[^\x00-\x7f][\x00-\x60{-\x7f]*$", text) else text


def sells(name: str) -> bool:
    return begins(name, [["sell"], ["upsell"], ["resell"], ["pitch"], ["up", "sell"], ["cross", "sell"]])


def speaks_of_us(text: str) -> bool:
    """Of all the phrases, those that stand in the texts of `method_books`."""
    message = " ".join(words(text))
    return any(
        phrase in f" {message} " for phrase in (" close the deal ", " our new platform ", " our cloud software ")
    )


def check_objectives(book: Tables, as_of: date) -> Rows:
    written = [row["objective_id"] for row in book.get("objectives", [])]
    opened = open_objectives(book, as_of)
    result = []
    for row in opened:
        many = len([other for other in opened if other["account_id"] == row["account_id"]])
        about = {**row, "written": True} if row["objective_id"] in written else row
        ids = {"account_id": row["account_id"], "objective_id": row["objective_id"]}
        result += [{**ids, **test} for test in tests_of(about, many, as_of)]
    return result
