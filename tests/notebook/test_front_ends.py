"""How front ends come to a page: once, however many widgets there are."""

import re
import shutil
import subprocess

import ipywidgets
import pytest

import stratsell as ss
from stratsell.map.carried import FrontEnd
from stratsell.notebook import widgets
from tests.support.explorers import DAY

MOST = 4_000
"""How many bytes of script and style a widget may bring along."""


def states():
    return [widget.get_state() for widget in ipywidgets.widgets.widget._instances.values()]


@pytest.fixture(autouse=True)
def alone():
    """No widgets of another test are there."""
    ipywidgets.Widget.close_all()
    yield
    ipywidgets.Widget.close_all()


def test_two_explorers_bring_their_front_ends_once():
    book = ss.demo()
    explorers = [ss.explore(book, as_of=DAY, account_id=account) for account in ("orrin", "northwind")]
    assert len(explorers) == 2
    carried = [state for state in states() if state["_model_name"] == "WidgetModel" and "script" in state]
    assert len(carried) == len({state["digest"] for state in carried}) == 2  # the map's, and that of all others
    for state in states():
        if "_esm" in state:
            assert state["_front"].startswith("IPY_MODEL_")
            assert len(state["_esm"]) + len(state.get("_css", "")) < MOST


def test_what_was_closed_is_carried_anew():
    book = ss.demo()
    first = ss.InfluenceMap(book, account_id="orrin", as_of=DAY)._front
    ipywidgets.Widget.close_all()
    again = ss.InfluenceMap(book, account_id="orrin", as_of=DAY)._front
    assert again is not first
    assert again.digest == first.digest
    assert again.comm is not None


def test_a_page_that_never_got_a_front_end_is_sent_one_for_all_widgets():
    shown = [widgets.Notice(), widgets.Notice()]
    lost = shown[0]._front
    for widget in shown:
        widget._handle_custom_msg({"front": "lost"}, [])
    assert shown[0]._front is shown[1]._front is not lost
    assert widgets.Notice()._front is shown[0]._front


def test_all_widgets_are_in_one_module_whose_names_do_not_collide(tmp_path):
    node = shutil.which("node")
    if node is None:
        pytest.skip("where the machine has no Node, only the browser's tests show it")
    (tmp_path / "front.mjs").write_text(widgets.sources().script, encoding="utf-8")
    subprocess.run([node, "--check", tmp_path / "front.mjs"], check=True)


def test_a_widget_s_part_is_named_after_its_class():
    names = re.findall(r"^(\w+): \(\(\) => \{$", widgets.sources().script, re.MULTILINE)
    classes = {item.__name__.lower() for item in widgets.Widget.__subclasses__() if not item.__name__.startswith("_")}
    assert classes <= set(names)


def test_a_front_end_says_what_it_is_and_not_all_that_it_carries():
    assert repr(FrontEnd(widgets.sources())) == "<FrontEnd>"
