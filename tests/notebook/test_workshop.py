"""The workshop's widget: what it shows, what it keeps back, and what it makes of messages that make no sense."""

import json

import pytest

import stratsell as ss
from stratsell.exercises.reading import exercise_of
from stratsell.notebook import Workshop
from tests.exercises.test_exercises import PERFECT, SMALL


@pytest.fixture(scope="module")
def exercises():
    return [exercise_of(SMALL, "small"), exercise_of(SMALL.replace("A small case", "Another"), "other")]


@pytest.fixture
def shop(exercises):
    return Workshop(exercises)


def send(shop, **message):
    shop._course._handle_custom_msg(message, [])


def test_an_answer_is_marked_and_progress_shown(shop) -> None:
    send(shop, do="answer", exercise="small", number=0, given=PERFECT[0])
    question = shop._course.current["questions"][0]
    assert [mark["right"] for mark in question["marks"]] == [True, True]
    assert shop._course.exercises[0]["answered"] == 1
    assert repr(shop) == "<Workshop: 2 exercises, 1 of 18 questions answered>"


def test_nothing_is_given_away_before_it_is_answered(shop) -> None:
    text = json.dumps(shop._course.current)
    assert "wanted" not in text
    assert "She said so." not in text
    assert "People know." not in text
    assert "Cyd influences" not in text
    assert shop._course.maps == {}


def test_the_map_comes_when_it_answers_nothing_any_more(shop) -> None:
    for number in range(4):
        send(shop, do="answer", exercise="small", number=number, given=PERFECT[number])
    assert set(shop._course.maps) == {"light", "dark"}
    assert all(b"<svg" in svg for svg in shop._course.maps.values())


def test_what_is_no_answer_is_said_beside_the_question(shop) -> None:
    send(shop, do="answer", exercise="small", number=7, given={**PERFECT[7], "baseline": ["many"]})
    assert "“many”" in shop._course.current["questions"][7]["notice"]
    send(shop, do="answer", exercise="small", number=7, given=PERFECT[7])
    assert shop._course.current["questions"][7]["notice"] == ""


def test_an_answer_is_checked_before_the_right_one_is_shown(shop) -> None:
    send(shop, do="answer", exercise="small", number=0, given={"bob": ["user", "technical"]})
    bob = shop._course.current["questions"][0]["marks"][1]
    assert [(line["tone"], line["text"].partition(":")[0]) for line in bob["lines"]] == [
        ("right", "User"),
        ("wrong", "Technical"),
    ]
    assert "Roles" not in shop._course.current["facts"]["columns"]
    send(shop, do="show", exercise="small", number=0)
    bob = shop._course.current["questions"][0]["marks"][1]
    assert [line["tone"] for line in bob["lines"]] == ["right", "wrong", "missed"]
    assert "Roles" in shop._course.current["facts"]["columns"]


def test_a_team_is_a_column_of_the_results(shop) -> None:
    shop._course.team = "North"
    send(shop, do="answer", exercise="small", number=0, given=PERFECT[0])
    assert b",North,small,1," in shop.export().content


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"do": "open", "exercise": "nowhere"},
        {"do": "answer", "exercise": "other", "number": 0, "given": {}},
        {"do": "answer", "exercise": "small", "number": 99, "given": {}},
        {"do": "answer", "exercise": "small", "number": "0", "given": {}},
        {"do": "answer", "exercise": "small", "number": 0, "given": ["user"]},
        {"do": "answer", "exercise": "small", "number": 0, "given": {"ann": [1]}},
        {"do": "dance", "exercise": "small", "number": 0},
    ],
)
def test_a_message_that_makes_no_sense_counts_for_nothing(shop, message) -> None:
    send(shop, **message)
    assert shop.session.answers == {}
    assert shop._course.current["id"] == "small"


def test_results_are_exported_under_a_safe_name(shop) -> None:
    shop._course.participant = "../Zoë"
    send(shop, do="answer", exercise="small", number=0, given=PERFECT[0])
    file = shop.export()
    assert file.name == "workshop-Zoe.csv"
    assert b"../Zo" in file.content


def test_the_exercises_of_a_folder_are_shown(tmp_path) -> None:
    (tmp_path / "mine.md").write_text(SMALL, encoding="utf-8")
    assert [exercise["id"] for exercise in ss.workshop(tmp_path)._course.exercises] == ["mine"]


@pytest.mark.parametrize("what", ["whole", "damaged", "other"])
def test_answers_outlive_a_kernel(exercises, tmp_path, what) -> None:
    place = tmp_path / "state" / "kept.json"
    shop = Workshop(exercises, place)
    shop._course.team = "North"
    send(shop, do="answer", exercise="small", number=0, given={"ann": ["user"]})
    send(shop, do="answer", exercise="small", number=0, given=PERFECT[0])
    send(shop, do="answer", exercise="small", number=1, given={})
    send(shop, do="show", exercise="small", number=1)
    if what == "damaged":
        place.write_text(place.read_text(encoding="utf-8")[:-9], encoding="utf-8")
    again = Workshop(exercises[1:] if what == "other" else exercises, place)
    if what == "whole":
        assert again.session.csv() == shop.session.csv()
        assert again.session.settled("small") == {0, 1}
        assert again._course.team == "North"
        assert place.stat().st_mode & 0o077 == 0
    else:
        assert again.session.answers == {}
