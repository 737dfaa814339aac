"""Questions that help somebody to choose a word: plain ones, to be answered with yes or no.

“Is she economic or technical?” is hard to say for whoever has not learned the words; “can she say yes when all others
say no?” is not. The questions follow the article that this library implements and stand in `QUESTIONS` alone: a form
asks them, `suggested` says what the answers speak for, and a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from stratsell.vocabulary import Mindset, Role, Word


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and what a yes speaks for.

    Attributes
    ----------
    text : str
        The question.
    word : Word
        What a yes speaks for.
    why : str
        Why it does, to be read behind “because”.
    """

    text: str
    word: Word
    why: str


class Suggestion(NamedTuple):
    """A word that the answers speak for, and why."""

    word: Word
    why: str


QUESTIONS: dict[type[Word], tuple[Question, ...]] = {
    Role: (
        Question(
            "Can they say yes when all others say no, or no when all others say yes?",
            Role.ECONOMIC,
            "whoever can decide against everybody else gives the final approval",
        ),
        Question(
            "Will they or their people work with the solution, and be judged by what comes of it?",
            Role.USER,
            "their success is tied to its use",
        ),
        Question(
            "Can they rule options out, by a standard, a budget, a contract or the law, but not approve one alone?",
            Role.TECHNICAL,
            "they screen options out",
        ),
        Question(
            "Do they want this to succeed with us, tell us how things are decided, and lead us to others?",
            Role.COACH,
            "they help us navigate and find other influences",
        ),
    ),
    Mindset: (
        Question(
            "Do they say that something must be solved, and soon?",
            Mindset.TROUBLE,
            "they see problems that must be solved; what must be solved comes before what could be better",
        ),
        Question(
            "Do they want things even better than they are?",
            Mindset.GROWTH,
            "they see how much better things could be",
        ),
        Question(
            "Do they say that all is going very well, where we or others see risks that they do not?",
            Mindset.OVERCONFIDENT,
            "they think all is fine although it may not be, so they are hard to influence now",
        ),
        Question(
            "Are they content with things as they are, with nothing that they would change?",
            Mindset.EVEN_KEEL,
            "they think things are fine as they are, so they are hard to influence",
        ),
    ),
}
"""The questions by the enum that they help with; where a person can be only one of its words, the first yes counts."""


def suggested(words: type[Word], answers: Mapping[str, bool], *, several: bool = False) -> list[Suggestion]:
    """Say which words the answers speak for.

    Parameters
    ----------
    words : type of Word
        The enum, such as `Role`.
    answers : mapping of str to bool
        By a question's text: yes or no. What has not been answered may be left out.
    several : bool, default False
        Whether several words may hold at once, as roles do; else only the first in the order of the questions counts.

    Returns
    -------
    list of Suggestion
        Empty where no answer speaks for any word.

    Examples
    --------
    >>> first = QUESTIONS[Role][0].text
    >>> suggested(Role, {first: True}, several=True)[0].word.label
    'Economic'
    >>> suggested(Mindset, {question.text: True for question in QUESTIONS[Mindset]})[0].word.label
    'Trouble'
    """
    found = [Suggestion(each.word, each.why) for each in QUESTIONS.get(words, ()) if answers.get(each.text)]
    return found if several else found[:1]
