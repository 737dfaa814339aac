"""Questions that help somebody to choose a word: plain ones, to be answered with yes or no.

“Is she economic or technical?” is hard to say for whoever has not learned the words; “can she say yes when all others
say no?” is not. Each question stands in the record of its word (`stratsell.vocabulary`): a form asks them, `suggested`
says what the answers speak for, and a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from stratsell.vocabulary import Mindset, Mode, Role
from stratsell.word import Word


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


def _questions(words: type[Word]) -> tuple[Question, ...]:
    """Give the questions that help to choose one of some words, in their order."""
    asked = sorted((word.question.turn, word.value, word.question) for word in words if word.question)
    return tuple(Question(question.text, words(value), question.because) for _, value, question in asked)


QUESTIONS: dict[type[Word], tuple[Question, ...]] = {words: _questions(words) for words in (Role, Mindset, Mode)}
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
    suggestions = [
        Suggestion(question.word, question.why) for question in QUESTIONS.get(words, ()) if answers.get(question.text)
    ]
    return suggestions if several else suggestions[:1]
