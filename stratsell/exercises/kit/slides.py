"""The slides: a screen each, to be shown in a browser or saved as PDF; what words mean comes from the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stratsell.exercises.kit.agenda import Slot
from stratsell.exercises.kit.page import listed, page, text
from stratsell.vocabulary import Mindset, Mode, ObjectiveTest, Role
from stratsell.word import Word

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
    "<b>In it together.</b> Their problem comes first; nobody is sold what nobody needs.",
    "<b>Any source.</b> The best solution may be somebody else's. Then we say so.",
    "<b>Both directions.</b> Conversations, not presentations.",
)


def slides(plan: Sequence[Slot]) -> str:
    """Write the slides as a page."""
    return page("Workshop: slides", _all(plan), _STYLE)


def _all(plan: Sequence[Slot]) -> Iterator[str]:
    yield _slide("Helping before selling", "<p>Two hours, some cases, and one account of your own.</p>")
    yield _slide("Two ways to close", "<p>Selling ends with <b>yes</b>: they are persuaded.</p>"
                 "<p>Helping ends with <b>thank you</b>: they feel encouraged and valued, whoever solved it.</p>"
                 '<p class="muted">There is nothing wrong with selling. It is one way of five.</p>')  # fmt: skip
    yield _slide("Three habits of a partner", listed(_HABITS))
    yield _slide("Five ways to persuade", listed(_meaning(word) for word in reversed(Mode)))
    yield _slide("Seven steps", f"<ol>{''.join(f'<li>{step}</li>' for step in _STEPS)}</ol>")
    shown = {Role: "Who plays which part?", Mindset: "How do they see the present?"}
    for words, title in shown.items():
        yield _slide(title, listed(_meaning(word) for word in words))
    tests = [test for test in ObjectiveTest if test is not ObjectiveTest.SINGLE]
    yield _slide("A good objective", listed(_meaning(word) for word in tests))
    for slot in plan:
        if slot.exercise:
            case = slot.exercise.id.partition("-")[0]
            about = f"Case {case} · {slot.exercise.minutes} minutes · talk first, click afterwards"
            asked = "".join(f"<li>{text(question.ask)}</li>" for question in slot.exercise.questions[:5])
            more = len(slot.exercise.questions) - 5
            rest = f'<p class="muted">… and {more} more</p>' if more > 0 else ""
            yield _slide(slot.title, f'<p class="muted">{text(about)}</p><ol>{asked}</ol>{rest}')
    yield _slide("Your own account", "<p>Fill in the sheet, alone. Then in pairs: the other only asks questions.</p>"
                 "<p>One blank that hurts is worth more than ten lines that do not.</p>")  # fmt: skip
    yield _slide("This week", "<p>Whom will you ask, and what?</p><p>And whom do you thank?</p>")


def _slide(title: str, body: str) -> str:
    return f'<section class="slide"><h1>{text(title)}</h1>{body}</section>'


def _meaning(word: Word) -> str:
    return f"<b>{text(word.label)}</b>: {text(word.definition)}"
