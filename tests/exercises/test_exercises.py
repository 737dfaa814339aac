"""Exercises: read from files, with lines in every fault; asked, marked, exported, and read again for a whole room."""

import csv
import io
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stratsell as ss
from stratsell.errors import BookError
from stratsell.exercises import ExerciseError, Session, read_exercises, read_room
from stratsell.exercises.kinds import KINDS
from stratsell.exercises.prose import blocks
from stratsell.exercises.reading import exercise_of
from stratsell.exercises.session import COLUMNS
from stratsell.rules.next_actions import MODE_FOR
from tests.support.paths import ROOT

SMALL = """\
---
title: A small case
difficulty: easy
minutes: 3
as_of: 2026-11-23
account: Foods
questions:
  - kind: roles
  - kind: mindsets
    people: [ann]
    why: {ann: She said so.}
  - kind: missing_influences
  - kind: red_flags
  - kind: introductions
  - kind: conversations
    answer:
      bob: consult
  - kind: choice
    ask: What now?
    options:
      - {text: Ask, right: true, why: People know.}
      - {text: Wait}
  - kind: objective
  - kind: match
    words: modes
    pairs:
      - {text: What would be better for you, answer: consult, also: {co_create: They may draw it themselves.}}
      - {text: Here is why it pays., answer: sell, why: We say why.}
---

Ann **signs**. Bob does not.

# people

| person_id | name | in_role_since |
|---|---|---|
| ann | Ann | 2026-11-01 |
| bob | Bob | |
| cyd | Cyd | |

# influences

| person_id | roles | mindset |
|---|---|---|
| ann | economic | growth |
| bob | user; coach | |

# relationships

| source_id | target_id | kind |
|---|---|---|
| bob | ann | reports_to |
| cyd | bob | influences |

# touchpoints

| person_id | on | status | mode |
|---|---|---|---|
| bob | 2026-11-20 | done | consult |
"""
EXERCISES = read_exercises()
PERFECT = [
    {"ann": ["economic"], "bob": ["user", "coach"]},
    {"ann": ["growth"]},
    {"economic": ["held"], "user": ["held"], "technical": ["missing"], "coach": ["held"]},
    {
        "ann": ["missing_information", "uncontacted", "new_to_job"],
        "bob": ["missing_information"],
    },
    {"ann": ["bob"]},
    {"bob": ["consult"], "ann": ["none"]},
    {"answer": ["0"]},
    {
        "name": ["Cut the wait at the till from 9 to 3 minutes by 30 June 2027"],
        "problem": ["Customers leave before they have paid"],
        "outcome": ["Customers are served before they lose patience"],
        "metric": ["wait, minutes"],
        "baseline": ["9"],
        "target": ["3"],
        "due_on": ["2027-06-30"],
    },
    {"0": ["consult"], "1": ["sell"]},
]


@pytest.fixture(scope="module")
def small():
    return exercise_of(SMALL, "small")


# --- The exercises that come with the package ---------------------------------------------------


def test_there_are_eight_or_more_from_easy_to_hard() -> None:
    assert len(EXERCISES) >= 8
    order = ["easy", "medium", "hard"]
    levels = [order.index(exercise.difficulty) for exercise in EXERCISES]
    assert levels[:9] == sorted(levels[:9])  # who is who; and what to do with them
    assert levels[9:] == sorted(levels[9:])
    assert set(levels) == {0, 1, 2}
    assert {question.kind for exercise in EXERCISES for question in exercise.questions} == set(KINDS)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_each_can_be_answered_perfectly_and_not_by_saying_nothing(exercise) -> None:
    demo = set(ss.demo().tables["accounts"]["name"])
    assert exercise.book.tables["accounts"]["name"].iloc[0] not in demo
    for question in exercise.questions:
        if question.kind == "objective":
            assert all(mark.right for mark in question.marked(PERFECT[7]))
            assert not all(mark.right for mark in question.marked({f["name"]: [f["value"]] for f in question.fields}))
        else:
            assert all(mark.right for mark in question.marked(question.wanted))
            assert not all(mark.right for mark in question.marked({}))
        assert "wanted" not in question.form()


def test_conversations_are_in_the_mode_that_the_plan_has_for_the_mindset() -> None:
    for exercise in EXERCISES:
        mindsets = exercise.book.tables["influences"].set_index("person_id")["mindset"]
        for question in exercise.questions:
            if question.kind == "conversations":
                chosen = {who: modes[0] for who, modes in question.wanted.items() if modes != ("none",)}
                assert chosen == {who: MODE_FOR[mindsets[who]] for who in chosen}


# --- What is asked and how it is marked ---------------------------------------------------------


def test_every_kind_is_marked_by_the_rules(small) -> None:
    assert [question.kind for question in small.questions] == list(KINDS_IN_ORDER)
    for question, answer in zip(small.questions, PERFECT, strict=True):
        assert [mark for mark in question.marked(answer) if not mark.right] == []


KINDS_IN_ORDER = [
    *(
        "roles",
        "mindsets",
        "missing_influences",
        "red_flags",
        "introductions",
        "conversations",
        "choice",
        "objective",
        "match",
    ),
]


def test_feedback_says_what_was_right_wrong_and_missed_in_the_words_of_the_vocabulary(small) -> None:
    bob = small.questions[0].marked({"bob": ["user", "technical"]})[1]
    assert not bob.right
    assert bob.answer == ("User", "Technical")
    assert bob.wanted == ("User", "Coach")
    assert list(bob.lines) == [
        ("right", "User: uses the solution; their success is tied to it"),
        ("wrong", "Technical: screens options out"),
        ("missed", "Coach: helps us navigate and finds other influences"),
    ]
    assert small.questions[1].marked({"ann": ["trouble"]})[0].lines[-1] == ("why", "She said so.")
    technical = small.questions[2].marked({})[2]
    assert technical.lines[-1] == ("why", "Look first here: Cyd influences Bob; Ann manages Bob; Bob works for Ann.")
    ann = small.questions[3].marked({})[1]
    assert ("why", "New to job: in role since 2026-11-01.") in ann.lines
    assert small.questions[4].marked({})[0].lines[-1] == ("why", "Bob → Ann, our coach first.")
    assert list(small.questions[6].marked({"answer": ["1"]})[0].lines) == [
        ("missed", "People know."),
        ("wrong", "Wait"),
    ]


def test_an_objective_is_marked_by_its_rule_and_faults_are_said(small) -> None:
    question = small.questions[7]
    marks = {mark.item.key: mark.right for mark in question.marked({**PERFECT[7], "metric": [""], "due_on": [""]})}
    assert marks == {
        "specific": True, "measurable": False, "time_lined": False, "outcome_focused": True, "other_focused": True,
    }  # fmt: skip
    with pytest.raises(ValueError, match="Due on: “soon”"):
        question.marked({**PERFECT[7], "due_on": ["soon"]})
    assert not any(mark.right for mark in question.marked({}))


@pytest.mark.parametrize(
    ("number", "value", "text"),
    [
        (0, {"zoe": ["user"]}, "no item “zoe”"),
        (0, {"ann": ["boss"]}, "“boss”"),
        (1, {"ann": ["growth", "trouble"]}, "one word"),
        (5, {"ann": ["tell"], "bob": ["test"]}, "at most 1"),
    ],
)
def test_what_is_no_answer_is_refused(small, number, value, text) -> None:
    with pytest.raises(ValueError, match=text):
        small.questions[number].marked(value)


def test_facts_and_map_keep_back_what_is_asked(small) -> None:
    assert "Roles" not in small.facts()["columns"]
    assert "Mindset" not in small.facts({0})["columns"]
    shown = small.facts({0, 1})
    assert shown["columns"][-2:] == ["Personal win", "Conversations"]
    assert shown["rows"][1][shown["columns"].index("Roles")] == "user, coach"
    assert not small.shows_map({0, 1, 2})
    assert small.shows_map({0, 1, 2, 3})


def test_a_case_is_plain_words() -> None:
    text = "# A\n\n<script>alert(1)</script> [x](http://y.example) ![z](w)\n\n- *one*\n- two\n\n> said\n\n$\\alpha$"
    result = blocks(text)
    assert [block["kind"] for block in result] == ["h", "p", "li", "li", "quote", "p"]
    assert "".join(span["text"] for span in result[1]["spans"]) == "<script>alert(1)</script> x z"


# --- Faults -------------------------------------------------------------------------------------


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


FAULTS = [
    ("title: A small case", "titel: A small case", "titel", "did you mean “title”"),
    ("difficulty: easy", "difficulty: esy", "difficulty: esy", "did you mean “easy”"),
    ("minutes: 3", "minutes: three", "minutes", "from 1 to 600"),
    ("as_of: 2026-11-23", "as_of: 23.11.2026", "as_of", "2026-11-23"),
    ("kind: mindsets", "kind: mindset", "kind: mindset", "did you mean “mindsets”"),
    ("people: [ann]", "people: [anne]", "people", "did you mean “ann”"),
    ("{ann: She said so.}", "{dan: She said so.}", "why:", "allowed: ann, bob"),
    ("bob: consult", "bob: consulting", "bob: consulting", "did you mean “consult”"),
    ("right: true", "right: yes", "right: yes", "true, false"),
    ("right: true, ", "", "      - {text: Ask", "mark it with “right: true”"),
    ("| ann | economic | growth |", "| ann | economics | growth |", "| ann | economics", "did you mean “economic”"),
    ("| ann | economic | growth |", "| dan | economic | growth |", "| dan |", "person_id"),
    ("| bob | Bob | |", "| bob | Bob |", "| bob | Bob |", "2 cells, but the header has 3"),
    ("| cyd | Cyd | |\n", "| cyd | Cyd | |\nBy the way.\n", "By the way", "not a row of the table"),
    ("|---|---|---|---|", "| | | | |", "| | | | |", "line of dashes"),
    ("title: A small case", "title: A small: case", "title: A small", "cannot be read as YAML"),
    ("minutes: 3", "minutes: 3\nminutes: 4", "minutes: 4", "twice"),
    ("account: Foods", "account:", "account:", "name the company"),
    ("# relationships", "# people", "# people\n\n| source", "twice"),
    ("kind: objective", "kind: objective\n    options: []", "options: []", "kind choice"),
    ("words: modes", "words: moods", "words: moods", "did you mean “modes”"),
    ("words: modes", "words: {sell: our part}", "words: {sell", "fewer than two"),
    ("answer: consult, ", "answer: consulting, ", "answer: consulting", "did you mean “consult”"),
    ("{co_create: They", "{cocreate: They", "{cocreate", "did you mean “co_create”"),
    ("kind: roles", "kind: roles\n    also: {bob: {techncal: x}}", "also:", "did you mean “technical”"),
    ("kind: roles", "kind: roles\n    also: {rob: {technical: x}}", "also:", "allowed: ann, bob"),
    ("kind: objective", "kind: objective\n    also: {bob: {a: x}}", "also:", "has no use"),
    (SMALL[SMALL.index("# people") :], "", "kind: roles", "fill in the table influences"),
    ("| person_id | name | in_role_since |", "| person_id | name | name |", "| person_id | name", "twice"),
    ("| person_id | name | in_role_since |", "| person_id | name | |", "| person_id | name", "without a name"),
]


@pytest.mark.parametrize(("old", "new", "near", "message"), FAULTS, ids=[new[:20] for _, new, _, _ in FAULTS])
def test_a_fault_names_its_line_and_what_is_allowed(old, new, near, message) -> None:
    text = SMALL.replace(old, new, 1)
    assert text != SMALL
    with pytest.raises(ExerciseError) as caught:
        exercise_of(text, "small")
    lines = str(caught.value).splitlines()[1:]
    assert any(message in line and f"small.md, line {line_of(text, near)}" in line for line in lines), lines


def test_all_faults_of_all_files_are_said_at_once(tmp_path) -> None:
    one = SMALL.replace("difficulty: easy", "difficulty: x").replace("| economic |", "| boss |")
    (tmp_path / "one.md").write_text(one, encoding="utf-8")
    (tmp_path / "two.md").write_text("# Hello\n", encoding="utf-8")
    (tmp_path / "three.md").write_bytes(b"---\ntitle: \xff\n---\n")
    (tmp_path / "README.md").write_text("not an exercise", encoding="utf-8")
    with pytest.raises(ExerciseError) as caught:
        read_exercises(tmp_path)
    text = str(caught.value)
    assert text.splitlines()[0].startswith("4 faults in")
    for part in (f"one.md, line {line_of(one, 'y: x')}", f"one.md, line {line_of(one, '| boss |')}"):
        assert part in text
    assert "three.md, line 2" in text
    assert "two.md, line 1" in text
    assert caught.value._render_traceback_()[0].startswith("ExerciseError")


@settings(max_examples=12)
@given(st.data())
def test_whatever_stands_in_a_file_gives_an_exercise_or_faults_with_lines(data) -> None:
    """Lines are dropped, doubled and swapped, and signs that YAML and tables care for put in."""
    lines = SMALL.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        index = data.draw(st.integers(0, len(lines) - 1))
        way = data.draw(st.sampled_from(["drop", "double", "put", "swap"]))
        if way == "drop" and len(lines) > 1:
            del lines[index]
        elif way == "double":
            lines.insert(index, lines[index])
        elif way == "put":
            lines[index] += data.draw(
                st.sampled_from(["|", ": x", " &a", " *a", "!!python/object:os.system", "\t", "]", "'"])
            )
        else:
            lines[index], lines[-1] = lines[-1], lines[index]
    try:
        exercise_of("\n".join(lines), "small")
    except ExerciseError as error:
        assert error.faults
        assert all(fault.row is None or 1 <= fault.row <= len(lines) + 1 for fault in error.faults)


@pytest.mark.parametrize("what", ["nowhere", "empty"])
def test_a_folder_without_exercises_is_said(tmp_path, what) -> None:
    place = tmp_path / what
    if what == "empty":
        place.mkdir()
    with pytest.raises(FileNotFoundError, match="exercise"):
        read_exercises(place)


def test_the_documentation_shows_an_exercise_that_can_be_read() -> None:
    text = (ROOT / "docs" / "exercises.md").read_text(encoding="utf-8")
    shown = re.findall(r"^````markdown\n(.*?)^````", text, re.DOTALL | re.MULTILINE)
    assert len(shown) == 1
    exercise_of(shown[0], "shown")
    assert all(f"`{kind}`" in text for kind in KINDS)


# --- Answers, and a room of them ----------------------------------------------------------------


def session_of(small, who: str, answers) -> Session:
    session = Session([small], who)
    for number, answer in enumerate(answers):
        session.answer("small", number, answer)
    return session


def test_the_first_answer_counts_and_tries_are_counted(small) -> None:
    session = session_of(small, "", [{"ann": ["user"]}])
    session.again("small", 0)
    assert session.answers["small", 0].marks == []
    assert session.settled("small") == set()
    session.answer("small", 0, PERFECT[0])
    rows = {row["item"]: row for row in session.rows()}
    assert (rows["ann"]["answer"], rows["ann"]["right"], rows["ann"]["solved"]) == ("User", "false", "true")
    assert rows["ann"]["tries"] == "2"
    assert session.progress("small") == (1, 9, 0, 2)
    assert session.settled("small") == {0}


def test_what_is_tried_after_the_answer_was_shown_counts_for_nothing(small) -> None:
    session = session_of(small, "", [{"ann": ["user"]}])
    session.show("small", 0)
    session.again("small", 0)
    session.answer("small", 0, PERFECT[0])
    assert session.settled("small") == {0}
    assert [row["solved"] for row in session.rows()] == ["false", "false"]


ALSO = """
    also:
      bob: {technical: He tests what comes in.}
"""


def test_several_answers_can_be_defended_each_with_a_word_on_it(small) -> None:
    pairs = small.questions[8]
    mark = pairs.marked({"0": ["co_create"], "1": ["co_create"]})
    assert [item.right for item in mark] == [True, False]
    assert list(mark[0].lines) == [
        ("also", "Consult: we ask for their ideas and decide with them in mind"),
        ("also", "Co-create: They may draw it themselves."),
    ]
    roles = exercise_of(SMALL.replace("  - kind: roles\n", "  - kind: roles" + ALSO), "small").questions[0]
    for words, right in ((["user", "coach"], True), (["user", "coach", "technical"], True), (["technical"], False)):
        assert roles.marked({"bob": words})[1].right is right
    options = SMALL.replace("{text: Wait}", "{text: Wait, defensible: true, why: She asked for time.}")
    choice = exercise_of(options, "small").questions[6]
    assert choice.marked({"answer": ["1"]})[0].right
    assert ("also", "She asked for time.") in choice.marked({"answer": ["0"]})[0].lines


def test_what_is_exported_is_read_again(small, tmp_path) -> None:
    for name, who, answers in (("b.csv", "=1+1", PERFECT), ("a.csv", "", PERFECT[:3]), ("c.csv", "", [{}])):
        (tmp_path / name).write_bytes(session_of(small, who, answers).csv())
    room = read_room(tmp_path)
    assert room.participants == ["guest 1", "=1+1", "guest 3"]
    written = session_of(small, "=1+1", PERFECT).rows()
    result = room.answers[room.answers["participant"] == "=1+1"].astype(str).map(lambda cell: cell.lower())
    expected = pd.DataFrame(written, columns=list(COLUMNS)).map(lambda cell: cell.lower())
    assert result.to_numpy().tolist() == expected.to_numpy().tolist()


def test_a_file_is_safe_in_a_spreadsheet(small) -> None:
    session = session_of(small, "@me", [])
    session.answer("small", 7, {**PERFECT[7], "name": ['=HYPERLINK("http://a.example")']})
    rows = list(csv.reader(io.StringIO(session.csv().decode())))
    assert rows[0] == list(COLUMNS)
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_a_room_says_what_was_hard_and_which_wrong_answers_were_common(small, tmp_path) -> None:
    wrong = {"ann": ["user"], "bob": ["user", "coach"]}
    for index, answers in enumerate([[wrong], [wrong, PERFECT[1]], PERFECT]):
        (tmp_path / f"{index}.csv").write_bytes(session_of(small, f"p{index}", answers).csv())
    room = read_room(tmp_path)
    hard = room.questions().set_index("question")
    assert hard.loc[1, ["answered", "right"]].tolist() == [3, pytest.approx((0.5 + 0.5 + 1) / 3)]
    assert hard.loc[2, "answered"] == 2
    common = room.wrong_answers().iloc[0]
    assert common[["label", "answer", "wanted", "participants"]].tolist() == ["Ann", "User", "Economic", 2]
    side = room.side_by_side("small")
    ann = side[(side["question"] == 1) & (side["label"] == "Ann")].iloc[0]
    assert ann[["wanted", "p0", "p1", "p2"]].tolist() == ["Economic", "User", "User", "Economic"]
    assert side[side["question"] == 2].iloc[0]["p0"] == "–"
    assert room.teams().to_numpy().tolist() == [["", 3, 9, *room.teams().iloc[0, 3:]]]
    figure = room.draw(theme="dark")
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert "p2" in texts
    assert "small · 1 roles" in texts


def test_a_room_says_how_teams_fared_and_not_who_was_in_them(small, tmp_path) -> None:
    for index, (team, answer) in enumerate([("B", {}), ("A", PERFECT[0]), ("", {}), ("A", {"ann": ["economic"]})]):
        session = Session([small], f"p{index}", team)
        session.answer("small", 0, answer)
        (tmp_path / f"{index}.csv").write_bytes(session.csv())
    teams = read_room(tmp_path).teams()
    assert teams["team"].tolist() == ["A", "B", ""]
    assert teams[["participants", "answered", "right"]].to_numpy().tolist() == [[2, 1, 0.75], [1, 1, 0.0], [1, 1, 0.0]]
    assert not teams.astype(str).map(lambda cell: cell.startswith("p")).to_numpy().any()


def test_a_file_without_teams_is_read_as_before(small, tmp_path) -> None:
    rows = pd.read_csv(io.BytesIO(session_of(small, "Ada", PERFECT).csv()), dtype=str).drop(columns="team")
    rows.to_csv(tmp_path / "a.csv", index=False)
    assert read_room(tmp_path).teams()["team"].tolist() == [""]


def test_files_that_are_no_results_are_all_said(tmp_path) -> None:
    (tmp_path / "a.csv").write_text("name,score\nAda,3\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text(",".join(COLUMNS) + "\nAda,,x,zero,k,i,l,a,w,perhaps,1,true\n", encoding="utf-8")
    with pytest.raises(BookError) as caught:
        read_room(tmp_path)
    text = str(caught.value)
    assert "a.csv, column participant" in text
    assert "b.csv, row 2, column question: “zero”" in text
    assert "b.csv, row 2, column right: “perhaps”" in text
    with pytest.raises(FileNotFoundError):
        read_room(tmp_path / "nowhere")


def test_results_that_are_empty_are_a_room_without_answers(small, tmp_path) -> None:
    (tmp_path / "a.csv").write_bytes(Session([small]).csv())
    room = read_room(tmp_path)
    assert room.participants == []
    assert len(room.questions()) == len(room.side_by_side()) == len(room.wrong_answers()) == 0
    room.draw()
