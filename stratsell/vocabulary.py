"""The words of strategic selling, each with its definition and its glyph.

Every other module takes its words from here: tables check cells against these enums, the map draws their glyphs,
legends, forms and error messages print their definitions. A new word is added here and nowhere else. Values are what
stands in a table's cell (``"even_keel"``); members are strings, so ``Mindset.EVEN_KEEL == "even_keel"``.

The roles and mindsets follow Miller and Heiman's *The New Strategic Selling*, the modes Bryan Smith's persuasion scale
in *The Fifth Discipline Fieldbook*, both as adapted by the article that this library implements.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Any, Self

SEPARATOR = ";"
"""What stands between the words of a set in one cell: ``economic; coach``."""


def __getattr__(name: str) -> Any:
    if name == "RedFlag":
        from importlib import import_module
        from warnings import warn

        moved = "stratsell.vocabulary.RedFlag now stands beside the queries that find red flags: import it from "
        warn(moved + "stratsell.rules.red_flags", DeprecationWarning, stacklevel=2)
        return import_module("stratsell.rules.red_flags").RedFlag
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class Word(StrEnum):
    """A word that a cell may hold, with what it means and how it is drawn.

    Attributes
    ----------
    definition : str
        One line in plain English, shown in legends, forms and error messages.
    glyph : str
        The letter or sign that stands for the word on a map; empty if it has none.
    """

    definition: str
    glyph: str

    def __new__(cls, value: str, *_: Any) -> Self:
        """Make a member that is its value; what it carries, `__init__` says."""
        word = str.__new__(cls, value)
        word._value_ = value
        return word

    def __init__(self, value: str, definition: str = "", glyph: str = "") -> None:  # noqa: ARG002
        self.definition = definition
        self.glyph = glyph

    @property
    def label(self) -> str:
        """The word as a person reads it: ``even_keel`` is ``Even keel``."""
        return _HYPHENED.get(self.value, self.value.replace("_", " ")).capitalize()


_HYPHENED = {"co_create": "co-create", "in_house": "in-house"}


class Role(Word):
    """What part a person plays in a decision."""

    ECONOMIC = "economic", "gives final approval", "E"
    USER = "user", "uses the solution; their success is tied to it", "U"
    TECHNICAL = "technical", "screens options out", "T"
    COACH = "coach", "helps us navigate and finds other influences", "C"


class Mindset(Word):
    """How a person sees their present situation; a blank cell means that we do not know."""

    GROWTH = "growth", "wants to make things even better", "▲"
    TROUBLE = "trouble", "sees problems that must be solved", "!"
    EVEN_KEEL = "even_keel", "thinks things are fine as they are; hard to influence", "="
    OVERCONFIDENT = "overconfident", "thinks all is fine; hard to influence now", "★"


UNKNOWN_GLYPH = "?"
"""What a map draws where the mindset is blank."""


class Mode(Word):
    """How a conversation persuades, from telling to creating together."""

    TELL = "tell", "we say what is to be done"
    SELL = "sell", "we say why it is good for them"
    TEST = "test", "we show a proposition and ask what they think of it"
    CONSULT = "consult", "we ask for their ideas and decide with them in mind"
    CO_CREATE = "co_create", "we work the answer out together"

    @property
    def two_way(self) -> bool:
        """Whether the other person speaks as much as we do."""
        return self in TWO_WAY


TWO_WAY = (Mode.TEST, Mode.CONSULT, Mode.CO_CREATE)
"""The modes that are conversations, not presentations."""


class RelationshipKind(Word):
    """How one person of an account is tied to another."""

    REPORTS_TO = "reports_to", "the first person works for the second"
    INFLUENCES = "influences", "the second person listens to the first"
    OPPOSES = "opposes", "the first person works against the second"

    @property
    def passive(self) -> str:
        """The kind as the second person sees it: ``reports_to`` is ``Manages``."""
        return {"reports_to": "Manages", "influences": "Listens to", "opposes": "Is opposed by"}[self.value]


class Degree(Word):
    """How much a person's word counts in this objective."""

    HIGH = "high", "their word can decide it"
    MEDIUM = "medium", "their word is heard"
    LOW = "low", "their word counts little"


class Certainty(Word):
    """How sure we are of what we wrote about a person."""

    KNOWN = "known", "we have it from them or have checked it"
    UNCERTAIN = "uncertain", "we believe it but have not checked it"


class OptionSource(Word):
    """Where a possible solution comes from."""

    OURS = "ours", "our own product or service"
    PARTNER = "partner", "one of our partners"
    COMPETITOR = "competitor", "a competitor of ours"
    IN_HOUSE = "in_house", "they build or do it themselves"
    DO_NOTHING = "do_nothing", "they leave things as they are"


class Decision(Word):
    """What a person decided; everybody can say thank you as well."""

    YES = "yes", "approved; only an economic influence can say so"
    NO = "no", "turned down; an economic or a technical influence can say so"


class ObjectiveStatus(Word):
    """Whether we still work on an objective; a blank cell means open."""

    OPEN = "open", "we work on it"
    CLOSED = "closed", "it has ended, with whatever solution"


class TouchpointStatus(Word):
    """Whether a conversation has taken place."""

    PLANNED = "planned", "it is to take place"
    DONE = "done", "it has taken place"


class ObjectiveTest(Word):
    """What makes an objective of strategic selling a good one."""

    SINGLE = "single", "the account has one open objective at a time"
    SPECIFIC = "specific", "it says what is to change"
    MEASURABLE = "measurable", "it says what is measured, where that stands and where it shall stand"
    TIME_LINED = "time_lined", "it says by when"
    OUTCOME_FOCUSED = "outcome_focused", "it says what is better for them, not what is done"
    OTHER_FOCUSED = "other_focused", "it leads with their problem or opportunity, not with our sale"


class Action(Word):
    """What to do next with a person or an account."""

    SETTLE = "settle", "a planned conversation has passed: note what was learned, or plan it anew"
    KEEP = "keep", "keep a conversation that is planned"
    SAY_SO = "say_so", "say that another source helps them better"
    FOLLOW_UP = "follow_up", "after the close, ask how it works out"
    THANK = "thank", "thank somebody for their decision, whichever it was"
    DECIDE = "decide", "ask for the decision on what was proposed"
    PROPOSE = "propose", "propose the solution that was worked out together"
    FIND = "find", "find out who holds a role"
    REVIEW = "review", "after a reorganization, check roles and mindsets anew"
    WELCOME = "welcome", "ask somebody new to the job what they want to change"
    MEET = "meet", "get introduced to somebody we have not spoken with lately"
    CONSULT = "consult", "hear once what would change the mind of somebody on an even keel"
    ASK = "ask", "ask for what we do not know"
    CHECK = "check", "check what we are not sure of"
    TEST = "test", "test the proposition with somebody who has not been asked"
    ANSWER = "answer", "work out how the proposal answers their needs"
    ENGAGE = "engage", "turn telling into a two-way conversation"
    WAIT = "wait", "they are hard to influence now: come back when what would change that has happened"


class ActionStatus(Word):
    """What has become of an action that somebody has taken on; a blank cell means open."""

    OPEN = "open", "it is to be done"
    DONE = "done", "it has been done"
    DROPPED = "dropped", "it is not to be done, for the reason in its note"


class Fit(Word):
    """How well the proposal answers what a person needs."""

    NEED_UNKNOWN = "need_unknown", "we know neither the business result nor the personal win they seek"
    OPEN = "open", "we know a need, and the proposal does not answer it yet"
    PARTLY_KNOWN = "partly_known", "there is an answer, but to a need or a mindset that we know only in part"
    ANSWERED = "answered", "needs and mindset are known, and the proposal answers them"


class FollowUp(Word):
    """Whether we still owe somebody a conversation."""

    OVERDUE = "overdue", "it should have taken place"
    DUE = "due", "it is to take place"


class Level(IntEnum):
    """How well we cover a person or a role, from 0 to 4.

    Attributes
    ----------
    definition : str
        One line in plain English.
    """

    definition: str

    def __new__(cls, value: int, definition: str = "") -> Self:
        """Make a member that is its number and carries its definition."""
        level = int.__new__(cls, value)
        level._value_ = value
        level.definition = definition
        return level

    MISSING = 0, "nobody is known to hold the role"
    IDENTIFIED = 1, "we know who it is"
    CONTACTED = 2, "we have spoken with them lately"
    ENGAGED = 3, "we have had a two-way conversation with them lately"
    THANKED = 4, "they have said thank you"

    @property
    def label(self) -> str:
        """The level as a person reads it: ``Engaged``."""
        return self.name.capitalize()


def words_of(cell: str) -> list[str]:
    """Split a cell that holds a set into its words, in order.

    Parameters
    ----------
    cell : str
        Words with semicolons between them; spaces around a word do not count.

    Returns
    -------
    list of str
        The words as they stand in the cell, known or not.

    Examples
    --------
    >>> words_of("economic; coach")
    ['economic', 'coach']
    """
    return [word for part in cell.split(SEPARATOR) if (word := part.strip())]
