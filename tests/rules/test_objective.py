"""Objectives: worked examples, the words that give a sale away, and the slow twin on random books."""

import pandas as pd
import pytest
from hypothesis import given

import stratsell as ss
from stratsell.vocabulary import ObjectiveTest
from tests.support import twins_objective
from tests.support.method_books import method_books
from tests.support.paths import ROOT
from tests.support.sentences import BLIND, LEARNED, Sentence
from tests.support.strategies import AS_OF, Frames, rows_by_table, rows_of

COLUMNS = ["account_id", "objective_id", "test", "passed", "reason", "advice"]


def judged(**columns: object) -> pd.DataFrame:
    """The tests of one objective, by test."""
    good = {
        "name": "Cut line stoppages from 9 h to 3 h a week",
        "problem": "The lines stop nine hours a week",
        "outcome": "Shifts end on plan, without Saturday work",
        "metric": "stoppages, hours a week",
        "baseline": 9,
        "target": 3,
        "due_on": "2027-06-30",
    }
    book = {
        "accounts": pd.DataFrame({"account_id": ["a"], "name": ["A"]}),
        "objectives": pd.DataFrame([{"objective_id": "o", "account_id": "a", **good, **columns}]),
    }
    return ss.check_objectives(book, as_of=AS_OF).set_index("test")


@given(method_books())
def test_objectives_agree_with_the_twin(book: Frames) -> None:
    result = ss.check_objectives(book, as_of=AS_OF)
    expected = twins_objective.check_objectives(rows_by_table(book), AS_OF)
    tell = result["reason"].str.startswith("cannot tell")
    assert rows_of(result[COLUMNS[:4]].assign(cannot_tell=tell)) == expected
    assert list(result.columns) == COLUMNS
    assert [str(dtype) for dtype in result.dtypes] == ["str", "str", "str", "bool", "str", "str"]
    assert result["reason"].notna().all()
    assert result.loc[~result["passed"], "advice"].notna().all()


def test_a_good_objective_passes() -> None:
    result = judged()
    assert list(result.index) == list(ObjectiveTest)
    assert result["passed"].all()
    assert result["advice"].isna().all()
    assert result.loc["time_lined", "reason"] == "due on 2027-06-30"


@pytest.mark.parametrize(
    "name",
    [
        "Sell 40 licences to Northwind",
        "Upsell the second plant",
        "Pitch: the new monitor",
        "Close the deal by June",
        "Win this account",
        "Land their purchase order",
        "Get our solution into Lyon",
        "Bring our new cloud platform to Lyon",
        "Reach our quota with them",
        "Make sure that they buy from us",
        "SELL more",
        "Close $2M deal",
        "Close a $2.5 million deal by June",
        "Land the first 500k euro deal",
        "Win two new deals worth €1M",
        "Close the $40k oven deal",
        "Grow our market share in Lyon",
        "Raise our share of wallet from 10 % to 30 %",
    ],
)
def test_what_leads_with_our_sale_is_told_so(name: str) -> None:
    result = judged(name=name).loc["other_focused"]
    assert not result["passed"]
    assert result["reason"] == "it leads with our sale, not with their problem or opportunity"


@pytest.mark.parametrize(
    "name",
    [
        "Close the books in three days instead of nine",
        "Close the gap in the night shift",
        "Win back patients who went elsewhere",
        "Sign every permit within a minute",
        "Cut the selling days that are lost to stock-outs",
        "Raise order accuracy from 91 % to 99 %",
        "Keep their own sales force",
        "Win back market share in the north",
        "Close 2 of 14 depots without losing sales",
        "Get 30 stores to their sales plan",
    ],
)
def test_what_only_sounds_like_it_is_not(name: str) -> None:
    assert judged(name=name).loc["other_focused", "passed"]


def test_a_problem_that_is_ours_is_told_so() -> None:
    result = judged(problem="They do not use our software yet").loc["other_focused"]
    assert (result["passed"], result["reason"][:24]) == (False, "the problem speaks of ou")


@pytest.mark.parametrize(
    "name", ["Improve efficiency", "Digital transformation 2027", "Better quality!", "The best", " "]
)
def test_general_words_are_not_specific(name: str) -> None:
    assert not judged(name=name).loc["specific", "passed"]


@pytest.mark.parametrize("outcome", ["Install 900 sensors", "Roll out", "All plants are live!", "Contract signed", ""])
def test_what_is_done_is_no_outcome(outcome: str) -> None:
    assert not judged(outcome=outcome).loc["outcome_focused", "passed"]


@pytest.mark.parametrize(
    "text", ["Ausschuss senken", "スクラップを減らす", "خفض التوقفات", "Réduire les arrêts", "कम रुकावटें", "☀"]
)
def test_other_languages_are_not_failed_for_words(text: str) -> None:
    result = judged(name=text, problem=text, outcome=text)
    assert result["passed"].all()
    for test in ("specific", "outcome_focused", "other_focused"):
        assert result.loc[test, "reason"].startswith("cannot tell")
        assert result.loc[test, "advice"].startswith("Read it")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"metric": None}, "the metric is blank"),
        ({"baseline": None}, "the baseline is blank"),
        ({"target": None}, "the target is blank"),
        ({"baseline": None, "target": None}, "baseline and target are blank"),
        ({"baseline": 3}, "baseline and target are the same"),
    ],
)
def test_what_cannot_be_measured_says_why(change: dict[str, object], reason: str) -> None:
    result = judged(**change).loc["measurable"]
    assert (result["passed"], result["reason"]) == (False, reason)


@pytest.mark.parametrize(
    ("due_on", "passed"), [("2026-11-22", False), ("2026-11-23", True), ("2026-11-24", True), (None, False)]
)
def test_a_day_that_has_passed_is_no_time_line(due_on: str | None, passed: bool) -> None:
    assert judged(due_on=due_on).loc["time_lined", "passed"] == passed


def test_solvane_has_two_open_objectives_and_pickett_none_written_down() -> None:
    result = ss.check_objectives(ss.demo(), as_of="2026-11-23").set_index(["objective_id", "test"])
    assert result.loc[("solvane-2", "single"), "reason"] == "one of 2 open objectives"
    failed = result.loc["pickett"].query("~passed").index
    assert list(failed) == list(ObjectiveTest)[1:]


# --- Sentences as people write them ---------------------------------------------------------------


def passes(sentence: Sentence) -> bool:
    """Whether an objective that is good but for this sentence passes the tests of its words."""
    column, text, _ = sentence
    return bool(judged(**{column: text}).loc[["specific", "outcome_focused", "other_focused"], "passed"].all())


@pytest.mark.parametrize("sentence", LEARNED, ids=lambda item: item[1])
def test_a_sentence_passes_or_not_as_it_should(sentence: Sentence) -> None:
    assert passes(sentence) == sentence[2]


def test_the_share_that_the_checks_get_right_is_what_the_docs_say() -> None:
    """Of sentences for which no word was chosen; whoever chooses words for them writes new ones first."""
    right = [sentence for sentence in BLIND if passes(sentence) == sentence[2]]
    refused = [sentence for sentence in BLIND if sentence[2] and not passes(sentence)]
    good = [sentence for sentence in BLIND if sentence[2]]
    text = f"{len(right)} of {len(BLIND)}; {len(good) - len(refused)} of the {len(good)} good ones passed"
    assert (len(LEARNED), len(BLIND)) == (50, 50)
    assert text in " ".join((ROOT / "docs" / "method.md").read_text(encoding="utf-8").split())


@pytest.mark.parametrize(
    "name",
    ["Ausschuss von 9 auf 3 senken", "Réduire les rebuts", "Reducir las quejas", "スクラップを減らす", "لا تأخير"],
)
def test_another_language_is_not_refused(name: str) -> None:
    result = judged(name=name, problem=name, outcome=name)
    assert result.loc[["specific", "outcome_focused", "other_focused"], "passed"].all()
    assert result.loc["specific", "reason"].startswith("cannot tell")


@pytest.mark.parametrize(
    ("name", "metric", "baseline", "target", "passed"),
    [
        ("Cut stops", "hours", 3, 9, False),
        ("Raise availability", "% of trains", 94, 87, False),
        ("Fewer stops", "hours", 9, 3, True),
        ("A calm plant", "stoppages, hours a week", 3, 9, False),
        ("A calm plant", "availability, %", 94, 87, False),
        ("A calm plant", "lost availability, %", 3, 9, True),  # it says both, so nobody can tell
        ("A calm plant", "minutes", 3, 9, True),
    ],
)
def test_the_target_lies_on_the_side_that_name_or_metric_ask_for(
    name: str, metric: str, baseline: float, target: float, passed: bool
) -> None:
    result = judged(name=name, metric=metric, baseline=baseline, target=target)
    assert result.loc["measurable", "passed"] == passed


@pytest.mark.parametrize(("due_on", "passed"), [("2031-11-23", True), ("2031-11-24", False)])
def test_what_is_due_in_more_than_five_years_has_no_time_line(due_on: str, passed: bool) -> None:
    assert judged(due_on=due_on).loc["time_lined", "passed"] == passed
