"""The questions that help to choose a word."""

import pytest

from stratsell.choosing import QUESTIONS, suggested
from stratsell.vocabulary import Mindset, Mode, Role


@pytest.mark.parametrize("words", [Role, Mindset, Mode])
def test_each_word_has_a_question_and_each_question_its_word(words):
    asked = QUESTIONS[words]
    assert 2 <= len(asked) <= 5
    assert {item.word for item in asked} == set(words)
    assert all(item.text.endswith("?") and item.why and not item.why.endswith(".") for item in asked)
    assert len({item.text for item in asked}) == len(asked)


@pytest.mark.parametrize("words", [Role, Mindset, Mode])
def test_a_single_yes_suggests_its_word_and_says_why(words):
    for question in QUESTIONS[words]:
        answers = {other.text: other is question for other in QUESTIONS[words]}
        assert suggested(words, answers) == [(question.word, question.why)]


def test_whoever_decides_alone_is_economic():
    (result,) = suggested(
        Role, {"Can they say yes when all others say no, or no when all others say yes?": True}, several=True
    )
    assert result.word is Role.ECONOMIC


def test_several_roles_may_hold_but_one_mindset():
    yes = {question.text: True for words in (Role, Mindset) for question in QUESTIONS[words]}
    assert [result.word for result in suggested(Role, yes, several=True)] == list(Role)
    assert [result.word for result in suggested(Mindset, yes)] == [Mindset.TROUBLE]


def test_of_modes_the_one_counts_in_which_they_say_most():
    yes = {question.text: True for question in QUESTIONS[Mode]}
    assert suggested(Mode, yes)[0].word is Mode.CO_CREATE
    assert [question.word for question in QUESTIONS[Mode]] == list(reversed(Mode))


def test_no_answer_suggests_nothing():
    assert suggested(Role, {}, several=True) == []
    assert suggested(Mindset, {question.text: False for question in QUESTIONS[Mindset]}) == []
    assert suggested(Mode, {"anything?": True}) == []
