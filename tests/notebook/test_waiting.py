"""What somebody waits for: counted, not timed (``python -m benchmarks.browser --only latencies`` times it)."""

import json
from collections import Counter

import ipywidgets
import pytest

import stratsell as ss
from stratsell.notebook.tabs import all_tabs
from stratsell.rules import findings
from tests.support.explorers import DAY


@pytest.fixture
def asked(monkeypatch):
    """How often each rule is asked."""
    counts, query = Counter(), findings.Findings._query

    def counted(self, rule, tables):
        counts[rule] += 1
        return query(self, rule, tables)

    monkeypatch.setattr(findings.Findings, "_query", counted)
    return counts


@pytest.fixture
def explorer(asked):
    made = ss.explore(ss.demo(), as_of=DAY, account_id="orrin")
    asked.clear()
    return made


@pytest.fixture
def sent(monkeypatch):
    """What is sent to the page, by widget."""
    counts, send = Counter(), ipywidgets.Widget._send

    def counted(self, message, buffers=None):
        counts[type(self).__name__] += len(json.dumps(message, default=str))
        return send(self, message, buffers)

    monkeypatch.setattr(ipywidgets.Widget, "_send", counted)
    return counts


def test_another_account_asks_no_rule(explorer, asked):
    explorer.account_id = "northwind"
    explorer.account_id = "orrin"
    assert not asked


def test_an_edit_asks_each_rule_once(explorer, asked):
    explorer.book.update("people", next(iter(explorer.review.people)), title="Head of everything")
    assert asked == dict.fromkeys(findings.STANDING, 1)


def test_a_card_that_is_dragged_asks_no_rule(explorer, asked):
    before = explorer._map.scene
    explorer.book.update("people", next(iter(explorer.review.people)), map_dx=90, map_rows=1)
    assert explorer._map.scene != before
    assert not asked


def test_a_tab_is_made_once_until_the_book_changes(explorer, asked):
    for index in range(len(all_tabs()), -1, -1):
        explorer._tabs.chosen = index
    seen = asked.total()
    for index in range(len(all_tabs()), -1, -1):
        explorer._tabs.chosen = index
    assert asked.total() == seen
    plan = explorer._sheets_shown(6, explorer.objective_id, explorer.as_of)
    assert plan is explorer._sheets_shown(6, explorer.objective_id, explorer.as_of)
    explorer.book.update("people", next(iter(explorer.review.people)), title="Head of everything")
    assert plan is not explorer._sheets_shown(6, explorer.objective_id, explorer.as_of)


def test_a_form_is_closed_before_what_follows_is_shown(explorer):
    seen = []
    explorer._map.observe(lambda _: seen.append(bool(explorer._forms.form)), "scene")
    explorer._panel.observe(lambda _: seen.append(bool(explorer._forms.form)), "about")
    person_id = next(iter(explorer.review.people))
    explorer.ask("edit", person_id=person_id)
    assert explorer._forms.form
    seen.clear()
    answers = {field["name"]: field["value"] for group in explorer._forms.form["groups"] for field in group["fields"]}
    answers["people.title"] = "Head of everything"
    explorer._forms._answer(None, {"do": "save", "at": explorer._forms.form["at"], "answers": answers}, [])
    assert explorer.book.tables["people"].set_index("person_id")["title"][person_id] == "Head of everything"
    assert seen and not any(seen)


def test_what_is_sent_for_another_account_is_small(explorer, sent):
    explorer.account_id = "northwind"
    explorer.account_id = "orrin"
    assert 10_000 < sum(sent.values()) < 120_000
    sent.clear()
    explorer._tabs.chosen = 1
    explorer._tabs.chosen = 0
    assert sent["InfluenceMap"] < 1_000  # it stays what it is while a tab lies over it
