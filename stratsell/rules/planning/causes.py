"""The cause of a suggestion in words, for people who read a plan; programs compare it as it stands in ``because``."""

import datetime as dt
import re

from stratsell.dates import spoken
from stratsell.rules.red_flags import RedFlag
from stratsell.text import clean
from stratsell.vocabulary import Mindset, Role

_STATED = (
    ("proposal_fit: open: ", "Need without an answer: “{}”"),
    ("priorities: ", "Another source helps better: “{}”"),
    ("tested and answered: ", "Tested, with every need answered: {}"),
    ("tested: ", "Not asked yet about {}"),
    ("proposed: ", "Proposed: {}"),
    ("levels: contacted: ", "Spoken to, but no two-way conversation: {}"),
    ("thanks: closed on ", "Closed on {}"),
    ("thanks: ", "Decision: {}"),
    ("announced: ", "Announced: {}"),
)
"""How a cause begins, and the words for it; within quotation marks what somebody wrote stays as it is."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def cause_in_words(cause: str) -> str:
    """Write the cause of a suggestion as people read it.

    Parameters
    ----------
    cause : str
        A cell of the column ``because`` of `stratsell.next_actions`.

    Returns
    -------
    str

    Examples
    --------
    >>> cause_in_words("red_flags: missing_information: business_result, personal_win")
    'Red flag: missing information (business result, personal win)'
    >>> cause_in_words("missing_influences: coach")
    'Missing influence: coach'
    >>> cause_in_words("levels: contacted: last contact 2026-10-05")
    'Spoken to, but no two-way conversation: last contact 5 October 2026'
    """
    kind, _, rest = clean(cause).partition(": ")
    if kind == "red_flags":
        flag, _, detail = rest.partition(": ")
        return f"Red flag: {RedFlag(flag).label.lower()}" + (f" ({_readable(detail)})" if detail else "")
    if kind == "missing_influences":
        return f"Missing influence: {Role(rest).label.lower()}"
    if kind == "mindset":
        return f"Mindset: {Mindset(rest).label.lower()}"
    for begin, words in _STATED:
        if cause.startswith(begin):
            about = clean(cause.removeprefix(begin))
            return words.format(about if "“" in words else _readable(about))
    return _readable(clean(cause)).capitalize()


def _readable(text: str) -> str:
    """Write columns without underscores, and days as people write them."""
    return _DAY.sub(lambda day: spoken(dt.date.fromisoformat(day.group())), text).replace("_", " ")
