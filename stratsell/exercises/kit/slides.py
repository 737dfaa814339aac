"""The slides: a screen each, as a page and as a .pptx to show; what words mean comes from the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from stratsell.exercises.kit.agenda import Slot
from stratsell.exercises.kit.page import page, text
from stratsell.reports.deck.deck import Deck
from stratsell.vocabulary import Mindset, Mode, ObjectiveTest, Role
from stratsell.word import Word

_MOST = 5
"""How many questions of an exercise a slide shows."""


class Line(NamedTuple):
    """A line of a slide: a word that stands out, which may be blank, and what is said."""

    word: str
    text: str


class Screen(NamedTuple):
    """A slide.

    Attributes
    ----------
    title : str
        Its title.
    lines : tuple of Line
        What stands on it.
    about : str
        A note in small letters.
    slot : Slot or None
        The part of the agenda, of which the notes say what whoever leads does.
    """

    title: str
    lines: tuple[Line, ...]
    about: str = ""
    slot: Slot | None = None


_STYLE = """
@page { size: 320mm 180mm; margin: 0; }
body { max-width: none; padding: 0; }
.slide { box-sizing: border-box; min-height: 100vh; padding: 8vh 8vw; display: flex; flex-direction: column;
  justify-content: center; font-size: 26px; break-after: page; border-bottom: 1px solid #dfe2e8; }
.slide h1 { font-size: 1.9em; }
.slide li { margin: .35em 0; }
.slide .muted { font-size: .8em; }
@media print { .slide { height: 180mm; min-height: 0; padding: 12mm 24mm; font-size: 24px; border: 0; } }
"""

_STEPS = (
    "Set one objective: theirs",
    "See who is involved, and what each would win",
    "Spend the time where you help best",
    "Write down your current best thinking",
    "Test it, and improve it together",
    "Propose what you have worked out, with an answer for each",
    "Close, say thank you, follow up",
)
_HABITS = (
    Line("In it together.", "Their problem comes first; nobody is sold what nobody needs."),
    Line("Any source.", "The best solution may be somebody else's. Then we say so."),
    Line("Both directions.", "Conversations, not presentations."),
)


def slides(plan: Sequence[Slot]) -> str:
    """Write the slides as a page."""
    return page("Workshop: slides", map(_html, screens(plan)), _STYLE)


def slides_file(plan: Sequence[Slot]) -> bytes:
    """Write the slides as a ``.pptx``; ModuleNotFoundError if python-pptx is not installed."""
    deck = Deck()
    first, *others = screens(plan)
    deck.opening(first.title, [line.text for line in first.lines])
    for screen in others:
        notes = screen.slot.leads if screen.slot else ""
        about = [screen.about] if screen.about else []
        deck.bullets(screen.title, [(line.word, line.text) for line in screen.lines], notes, above=about)
    return deck.content("Workshop")


def screens(plan: Sequence[Slot]) -> list[Screen]:
    """Say what stands on each slide."""
    shown: dict[str, Iterable[Word]] = {
        "Who plays which part?": Role,
        "How do they see the present?": Mindset,
        "A good objective": [test for test in ObjectiveTest if test is not ObjectiveTest.SINGLE],
    }
    return [
        Screen("Helping before selling", (Line("", "Two hours, some cases, and one account of your own."),)),
        Screen(
            "Two ways to close",
            (
                Line("Selling ends with yes:", "they are persuaded."),
                Line("Helping ends with thank you:", "they feel encouraged and valued, whoever solved it."),
            ),
            "There is nothing wrong with selling. It is one way of five.",
        ),
        Screen("Three habits of a partner", _HABITS),
        Screen("Five ways to persuade", tuple(map(_meaning, reversed(Mode)))),
        Screen("Seven steps", tuple(Line(f"{number}.", step) for number, step in enumerate(_STEPS, 1))),
        *(Screen(title, tuple(map(_meaning, words))) for title, words in shown.items()),
        *(_case(slot) for slot in plan if slot.exercise),
        Screen(
            "Your own account",
            (
                Line("", "Fill in the sheet, alone. Then in pairs: the partner only asks questions."),
                Line("", "One blank that hurts is worth more than ten lines that do not."),
            ),
        ),
        Screen("This week", (Line("", "Whom will you ask, and what?"), Line("", "And whom do you thank?"))),
    ]


def _case(slot: Slot) -> Screen:
    exercise = slot.exercise
    assert exercise is not None  # noqa: S101 (only such slots are asked for)
    case = exercise.id.partition("-")[0]
    about = f"Case {case} · {exercise.minutes} minutes · talk first, click afterwards"
    asked = [Line(f"{number}.", question.ask) for number, question in enumerate(exercise.questions[:_MOST], 1)]
    more = len(exercise.questions) - _MOST
    rest = [Line("", f"… and {more} more")] if more > 0 else []
    return Screen(slot.title, (*asked, *rest), about, slot)


def _meaning(word: Word) -> Line:
    return Line(f"{word.label}:", word.definition)


def _html(screen: Screen) -> str:
    about = f'<p class="muted">{text(screen.about)}</p>' if screen.about else ""
    rows_ = (f"<b>{text(line.word)}</b> {text(line.text)}" if line.word else text(line.text) for line in screen.lines)
    body = about + "".join(f"<p>{line}</p>" for line in rows_)
    return f'<section class="slide"><h1>{text(screen.title)}</h1>{body}</section>'
