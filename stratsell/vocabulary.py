"""The words of strategic selling: each is one record of what it means, how it is drawn and how it is chosen.

Every other module takes its words from here: tables check cells against these enums, painters draw their glyphs and
colours, legends, forms and error messages print their definitions, rules ask what follows from them. So a new word is
added here and nowhere else; only red flags, which are found by a query, stand with it (`stratsell.rules.red_flags`).
Members stand in the order in which they are listed everywhere. Values are what stands in a table's cell
(``"even_keel"``); members are strings, so ``Mindset.EVEN_KEEL == "even_keel"``.

Colours are meant for people with any kind of colour vision (those of the mindsets are Okabe and Ito's), and no meaning
hangs on a colour alone.

The roles and mindsets follow Miller and Heiman's *The New Strategic Selling*, the modes Bryan Smith's persuasion scale
in *The Fifth Discipline Fieldbook*, both as adapted by the article that this library implements.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Self

from stratsell.word import Colour, Effect, Line, Question, Word

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


class Role(Word):
    """What part a person plays in a decision."""

    def __init__(self, value: str, definition: str = "", glyph: str = "", *record: Any) -> None:
        super().__init__(value, definition, glyph)
        (self.question,) = record

    ECONOMIC = (
        "economic",
        "gives final approval",
        "E",
        Question(
            "Can they say yes when all others say no, or no when all others say yes?",
            "those who can decide against everybody else give the final approval",
            1,
        ),
    )
    USER = (
        "user",
        "uses the solution; their success is tied to it",
        "U",
        Question(
            "Will they or their people work with the solution, and be judged by what comes of it?",
            "their success is tied to its use",
            2,
        ),
    )
    TECHNICAL = (
        "technical",
        "screens options out",
        "T",
        Question(
            "Can they rule options out, by a standard, a budget, a contract or the law, but not approve one alone?",
            "they screen options out",
            3,
        ),
    )
    COACH = (
        "coach",
        "helps us navigate and finds other influences",
        "C",
        Question(
            "Do they want this to succeed with us, tell us how things are decided, and lead us to others?",
            "they help us navigate and find other influences",
            4,
        ),
    )


class Mode(Word):
    """How a conversation persuades, from telling to creating together.

    Attributes
    ----------
    two_way : bool
        Whether the other person speaks as much as we do: a conversation, not a presentation.
    colour : str
        Its colour: an orange for what is one-way, a blue for what is two-way.
    """

    two_way: bool
    colour: str

    def __init__(self, value: str, definition: str = "", *record: Any) -> None:
        self.two_way, self.colour, question, *label = record
        super().__init__(value, definition, "", *label)
        self.question = question

    TELL = (
        "tell",
        "we say what is to be done",
        False,
        "#b35806",
        Question("Is it decided, and do we let them know?", "nothing that they say changes it any more", 5),
    )
    SELL = (
        "sell",
        "we say why it is good for them",
        False,
        "#f1a340",
        Question(
            "Do we know what is right for them, and give them the reasons for it?",
            "we want a yes; there is nothing wrong with that where it is right for them",
            4,
        ),
    )
    TEST = (
        "test",
        "we show a proposition and ask what they think of it",
        True,
        "#b8d4ea",
        Question(
            "Do we bring a proposition, and ask them what is wrong with it?",
            "there is something to look at, and what they say may change it",
            3,
        ),
    )
    CONSULT = (
        "consult",
        "we ask for their ideas and decide with them in mind",
        True,
        "#5a9bd4",
        Question(
            "Do we ask for their ideas before we have made up our mind?",
            "their ideas come first, and we decide with them in mind",
            2,
        ),
    )
    CO_CREATE = (
        "co_create",
        "we work the answer out together",
        True,
        "#0b559f",
        Question(
            "Do they and we work it out side by side, with no ready-made answer?",
            "nobody has the answer yet, and both write on the same sheet",
            1,
        ),
        "Co-create",
    )


TWO_WAY = tuple(mode for mode in Mode if mode.two_way)
"""The modes that are conversations, not presentations."""


class Mindset(Word):
    """How a person sees their present situation; a blank cell means that we do not know.

    Those who are most open to a change come first.

    Attributes
    ----------
    colour : Colour
        That of a card's stripe.
    receptive : bool
        Whether they want a change; whoever does not is hard to influence.
    mode : Mode
        How to speak with them.
    """

    colour: Colour
    receptive: bool
    mode: Mode

    def __init__(self, value: str, definition: str = "", glyph: str = "", *record: Any) -> None:
        super().__init__(value, definition, glyph)
        self.colour, self.receptive, self.mode, self.question = record

    GROWTH = (
        "growth",
        "wants to make things even better",
        "▲",
        Colour("#009E73"),
        True,
        Mode.CO_CREATE,
        Question("Do they want things even better than they are?", "they see how much better things could be", 2),
    )
    TROUBLE = (
        "trouble",
        "sees problems that must be solved",
        "!",
        Colour("#D55E00"),
        True,
        Mode.CONSULT,
        Question(
            "Do they say that something must be solved, and soon?",
            "they see problems that must be solved; what must be solved comes before what could be better",
            1,
        ),
    )
    EVEN_KEEL = (
        "even_keel",
        "thinks things are fine as they are; hard to influence",
        "=",
        Colour("#0072B2"),
        False,
        Mode.CONSULT,
        Question(
            "Are they content with things as they are, with nothing that they would change?",
            "they think things are fine as they are, so they are hard to influence",
            4,
        ),
    )
    OVERCONFIDENT = (
        "overconfident",
        "thinks all is fine; hard to influence now",
        "★",
        Colour("#CC79A7"),
        False,
        Mode.CONSULT,
        Question(
            "Do they say that all is going very well, where we or others see risks that they do not?",
            "they think all is fine although it may not be, so they are hard to influence now",
            3,
        ),
    )


UNKNOWN_GLYPH = "?"
"""What a map draws where the mindset is blank."""
UNKNOWN_COLOUR = Colour("#8a8f98")
"""The colour of what is not known."""


class RelationshipKind(Word):
    """How one person of an account is related to another.

    Attributes
    ----------
    passive : str
        The kind as the second person sees it: ``reports_to`` is ``Manages``.
    line : Line
        How the map draws it.
    effect : Effect
        What follows from it.
    """

    passive: str
    line: Line
    effect: Effect

    def __init__(self, value: str, definition: str = "", passive: str = "", *record: Any) -> None:
        super().__init__(value, definition)
        self.passive = passive
        self.line, self.effect = record

    REPORTS_TO = (
        "reports_to",
        "the first person works for the second",
        "Manages",
        Line(Colour("#a9b0c2", "#667085"), 1.6, layer=2),
        Effect(ranks=True, introduces=True),
    )
    INFLUENCES = (
        "influences",
        "the second person listens to the first",
        "Listens to",
        Line(Colour("#0072B2", "#56B4E9"), 1.2, arrow=True, swell=3.0, layer=4),
        Effect(introduces=True),
    )
    OPPOSES = (
        "opposes",
        "the first person works against the second",
        "Is opposed by",
        Line(Colour("#c62828", "#ff6b6b"), 1.8, dash=(7.0, 4.0), arrow=True, layer=5),
        Effect(blocks=True),
    )


class Degree(Word):
    """How much a person's word counts in this objective.

    Attributes
    ----------
    border : float
        How wide the border of their card is, in px.
    """

    border: float

    def __init__(self, value: str, definition: str = "", *record: Any) -> None:
        super().__init__(value, definition)
        (self.border,) = record

    HIGH = "high", "their word can decide it", 2.6
    MEDIUM = "medium", "their word is heard", 1.5
    LOW = "low", "their word counts little", 0.8


class Certainty(Word):
    """How sure we are of what we wrote about a person."""

    KNOWN = "known", "we have it from them or have checked it"
    UNCERTAIN = "uncertain", "we believe it but have not checked it"


class FlagSource(Word):
    """Where a red flag comes from."""

    ARTICLE = "article", "the article says to watch out for it"
    PRACTICE = "practice", "people who sell to companies watch out for it"


class Remedy(Word):
    """What can be done about a red flag at once, where it is seen."""

    LOG = "log", "log the conversation", "", "Log a conversation"
    ASK = "ask", "take on to ask them, or somebody else", "", "Ask"
    EDIT = "edit", "write down what we know", "", "Edit"
    FILL = "fill", "say who holds the role of coach", "", "Name a coach"
    ADD = "add", "add somebody else whom we know there", "", "Add a person"


class OptionSource(Word):
    """Where a possible solution comes from."""

    OURS = "ours", "our own product or service"
    PARTNER = "partner", "one of our partners"
    COMPETITOR = "competitor", "a competitor of ours"
    IN_HOUSE = "in_house", "they build or do it themselves", "", "In-house"
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
    MEASURABLE = "measurable", "it says what is measured, where that stands and where it should stand"
    TIME_LINED = "time_lined", "it says by when", "", "Time-lined"
    OUTCOME_FOCUSED = "outcome_focused", "it says what is better for them, not what is done", "", "Outcome-focused"
    OTHER_FOCUSED = (
        "other_focused",
        "it leads with their problem or opportunity, not with our sale",
        "",
        "Other-focused",
    )


class Action(Word):
    """What to do next with a person or an account."""

    SETTLE = "settle", "the day of a planned conversation has passed: note what was learned, or plan it again"
    KEEP = "keep", "keep a conversation that is planned"
    SAY_SO = "say_so", "say that another source helps them better"
    FOLLOW_UP = "follow_up", "after the close, ask how it works out"
    THANK = "thank", "thank somebody for their decision, whichever it was"
    DECIDE = "decide", "ask for the decision on what was proposed"
    PROPOSE = "propose", "propose the solution that was worked out together"
    FIND = "find", "find out who holds a role"
    REVIEW = "review", "after a reorganization, check roles and mindsets again"
    WELCOME = "welcome", "ask somebody new to the job what they want to change"
    MEET = "meet", "get introduced to somebody we have not spoken with lately"
    CONSULT = "consult", "ask somebody on an even keel once what would change their mind"
    ASK = "ask", "ask for what we do not know"
    CHECK = "check", "check what we are not sure of"
    TEST = "test", "test the proposition with somebody who has not been asked"
    ANSWER = "answer", "work out how the proposal answers their needs"
    ENGAGE = "engage", "turn telling into a two-way conversation"
    WAIT = "wait", "they are hard to influence now: come back once something has changed for them"


class ActionStatus(Word):
    """What has become of an action that somebody has taken on; a blank cell means open."""

    OPEN = "open", "it is to be done"
    DONE = "done", "it has been done"
    DROPPED = "dropped", "it is not to be done, for the reason in its note"


class Fit(Word):
    """How well the proposal answers what a person needs."""

    NEED_UNKNOWN = "need_unknown", "we know neither the business result nor the personal win they seek"
    OPEN = "open", "we know a need, but the proposal does not answer it yet"
    PARTLY_KNOWN = "partly_known", "there is an answer, but we know their needs and mindset only in part"
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
    colour : str
        Its colour; blank for none.
    """

    definition: str
    colour: str
    ink: str

    def __new__(cls, value: int, *_: str) -> Self:
        """Make a member that is its number."""
        level = int.__new__(cls, value)
        level._value_ = value
        return level

    def __init__(self, _value: int, definition: str = "", colour: str = "") -> None:
        self.definition = definition
        self.colour = colour

    MISSING = 0, "nobody is known to hold the role"
    IDENTIFIED = 1, "we know who it is", "#d5a673"
    CONTACTED = 2, "we have spoken with them lately", "#7fa8d8"
    ENGAGED = 3, "we have had a two-way conversation with them lately", "#346dac"
    THANKED = 4, "they have said thank you", "#009e73"

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
