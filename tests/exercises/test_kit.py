"""The kit of whoever leads a workshop: two hours, a case for each slot, nothing given away on what is handed out."""

import re
import sys
from html.parser import HTMLParser

import pptx
import pytest

from stratsell.cli import Exit, main
from stratsell.exercises import read_exercises, workshop_kit
from stratsell.exercises.kit.agenda import MINUTES, slots
from stratsell.exercises.reading import exercise_of
from stratsell.vocabulary import Mindset, Mode, Role
from tests.exercises.test_exercises import SMALL

EXERCISES = read_exercises()
HOSTILE = SMALL.replace("A small case", "<script>x</script> & co").replace("Ann **signs**", "<img src=x> **signs**")


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    return {
        page.name: page.read_text(encoding="utf-8")
        for page in workshop_kit(tmp_path_factory.mktemp("kit") / "new")
        if page.suffix == ".html"
    }


def seen(html):
    words = []
    parser = HTMLParser()
    parser.handle_data = words.append
    parser.feed(html)
    return " ".join(" ".join(words).split())


def test_two_hours_are_two_hours_and_each_case_has_its_time():
    for exercises in (EXERCISES, EXERCISES[:1], EXERCISES[5:9]):
        plan = slots(exercises)
        assert sum(slot.minutes for slot in plan) == MINUTES
        assert all(slot.minutes >= slot.exercise.minutes for slot in plan if slot.exercise)
        assert any(slot.exercise for slot in plan)


def test_the_seven_steps_are_in_the_two_hours(kit):
    assert "16-seven-steps" in {slot.exercise.id for slot in slots(EXERCISES) if slot.exercise}
    assert "2:00" in seen(kit["1-agenda.html"])


def test_slides_say_the_words_of_the_vocabulary(kit):
    text = seen(kit["2-slides.html"])
    assert all(word.definition in text for words in (Role, Mindset, Mode) for word in words)


def test_the_slides_are_a_file_for_powerpoint_too(tmp_path, kit):
    made = pptx.Presentation(workshop_kit(tmp_path)[-1])
    titles = [slide.shapes.title.text for slide in made.slides]
    assert len(titles) == len(set(titles)) == kit["2-slides.html"].count('class="slide"')
    text = seen(kit["2-slides.html"])
    for slide in made.slides:
        for shape in slide.shapes:
            assert shape.top + shape.height <= made.slide_height
            for line in shape.text_frame.paragraphs if shape.name != "Slide Number Placeholder 4" else ():
                assert " ".join(line.text.split()) in text or not line.text.strip("0123456789")
    case = next(slide for slide in made.slides if slide.shapes.title.text == "Across the street")
    assert "talk first, click afterwards" in case.notes_slide.notes_text_frame.text


def test_without_python_pptx_the_kit_has_its_pages(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pptx", None)
    assert {page.suffix for page in workshop_kit(tmp_path)} == {".html"}


def test_cases_give_nothing_away_that_the_answers_tell(kit):
    handed_out, key = seen(kit["3-cases.html"]), seen(kit["4-answers.html"])
    for exercise in EXERCISES:
        assert exercise.title in handed_out
        for question in exercise.questions:
            assert " ".join(question.ask.split()) in handed_out
            reasons = [why for whys in question.why.values() for why in whys if len(why) > 40]
            for text in filter(None, (question.debrief, *reasons)):
                assert " ".join(text.split()) not in handed_out
            assert " ".join(question.debrief.split()) in key
    assert "Can be defended, too" in key


def test_text_is_text_and_pages_run_nothing(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "one.md").write_text(HOSTILE, encoding="utf-8")
    assert exercise_of(HOSTILE, "one")
    for page in workshop_kit(tmp_path / "kit", exercises=tmp_path / "mine"):
        if page.suffix == ".pptx":
            assert "<script>x</script> & co" in [slide.shapes.title.text for slide in pptx.Presentation(page).slides]
            continue
        html = page.read_text(encoding="utf-8")
        assert "<script" not in html
        assert "<img" not in html
        assert "default-src 'none'" in html
        assert not re.search(r"https?://", html)


def test_the_terminal_writes_the_kit(tmp_path, capsys):
    assert main(["workshop-kit", str(tmp_path / "kit")]) == Exit.FINE
    assert len(list((tmp_path / "kit").iterdir())) == 6
    assert "begin with 1-agenda.html" in capsys.readouterr().err
    assert main(["workshop-kit", str(tmp_path / "kit"), "--exercises", str(tmp_path / "nowhere")]) == Exit.USAGE
