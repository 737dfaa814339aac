"""What the explorer's tabs and its panel say, and that text stays text."""

import datetime as dt

import pandas as pd

import stratsell as ss
from stratsell.notebook import widgets
from stratsell.notebook.panel import panel
from stratsell.notebook.tabs import all_tabs
from stratsell.rules.red_flags import RedFlag
from stratsell.vocabulary import Level, Role
from tests.support.explorers import DAY, FORMULA, MARKUP, lines, review, small, tab, texts

# What the tabs say.


def test_titles_count_what_the_rules_find(demo):
    rules = {"Coaches": ss.reach, "Missing influences": ss.missing_influences, "Red flags": ss.red_flags}
    result = {name: rule(demo, as_of=DAY) for name, rule in rules.items()}
    result["Coaches"] = result["Coaches"][result["Coaches"]["coach"]]
    for objective_id in demo.tables["objectives"]["objective_id"]:
        shown = review(demo, objective_id)
        for name, frame in result.items():
            count = int((frame["objective_id"] == objective_id).sum())
            assert tab(name).title(shown) == f"{name} · {count}"


def test_the_coverage_tab_says_what_the_rule_says(demo):
    frame = ss.coverage(demo, as_of=DAY).set_index("objective_id")
    for objective_id, row in frame.iterrows():
        shown = review(demo, objective_id)
        roles, people = tab("Coverage").blocks(shown)
        assert [row.cells[1]["value"] for row in roles.rows] == [row[role] for role in Role]
        assert f"{row['score']:.0%} covered" in roles.note
        assert sum(person.roles != () for person in shown.people.values()) == row["influences"]
        assert len(people.rows) == int((demo.tables["influences"]["objective_id"] == objective_id).sum())


def test_people_are_named_where_the_rules_give_ids(demo):
    coaches, introductions = tab("Coaches").blocks(review(demo, "northwind-1"))
    assert [[cell["text"] for cell in row.cells[:2]] for row in coaches.rows] == [
        ["Sam Whitfield", "✓ coach"],
        ["Lin Zhao", "our only door"],
    ]
    assert [row.cells[1]["text"] for row in introductions.rows if row.person_id == "nw-osei"] == [
        "Lin Zhao → Amara Osei"
    ]
    (missing,) = tab("Missing influences").blocks(review(demo, "calloway-1"))
    names = dict(zip(demo.tables["people"]["person_id"], demo.tables["people"]["name"], strict=True))
    assert [row.cells[1]["text"] for row in missing.rows] == [names[row.person_id] for row in missing.rows]
    assert all(row.cells[2]["text"].startswith(row.cells[1]["text"]) for row in missing.rows)


def test_a_flag_comes_with_its_definition(demo):
    (flags,) = tab("Red flags").blocks(review(demo, "northwind-1"))
    cell = next(row.cells[1] for row in flags.rows if row.cells[1]["text"] == RedFlag.UNCONTACTED.label)
    assert cell["note"] == RedFlag.UNCONTACTED.definition


def test_a_flag_of_the_whole_account_selects_nobody(demo):
    (flags,) = tab("Red flags").blocks(review(demo, "meridian-1"))
    whole = [row for row in flags.rows if row.cells[0]["text"] == "Whole account"]
    assert [row.person_id for row in whole] == [""]


def test_a_closed_objective_is_shown_and_says_so(demo):
    shown = review(demo, "solvane-1")
    assert shown.score > 0
    names = ("Coaches", "Missing influences", "Red flags")
    assert all("closed" in sheet.empty for name in names for sheet in tab(name).blocks(shown))
    assert "This objective is closed. It ended on 29 May 2026." in lines(panel(shown))


def test_an_objective_was_open_before_it_was_closed(demo):
    assert review(demo, "solvane-1", dt.date(2026, 5, 28)).is_open


def test_nothing_to_say_is_said(demo):
    (missing,) = tab("Missing influences").blocks(review(demo, "northwind-1"))
    assert (list(missing.rows), missing.empty) == ([], "None: somebody is known in every role.")
    empty = ss.Book(
        {
            "accounts": pd.DataFrame({"account_id": ["a"], "name": ["Acme"]}),
            "people": pd.DataFrame({"person_id": [], "account_id": [], "name": []}, dtype="str"),
            "influences": pd.DataFrame({"objective_id": [], "person_id": []}, dtype="str"),
        }
    )
    shown = review(empty, "a")
    titles = ["Coverage", "Coaches · 0", "Missing influences · 4", "Red flags · 1"]
    assert [item.title(shown) for item in all_tabs()][:4] == titles
    assert "Nobody in this account is known yet." in set(texts(panel(shown)))


# What the panel says.


def test_the_panel_names_what_is_not_known(demo):
    text = lines(panel(review(demo, "northwind-1"), "nw-osei"))
    assert "Personal win not known yet" in text
    assert "strength 0.72 · ask Lin Zhao first" in text


def test_the_panel_says_whom_a_person_reports_to_and_selects_them(demo):
    about = panel(review(demo, "northwind-1"), "nw-zhao")
    assert "".join(span["text"] for span in about["subtitle"]) == "VP Operations · reports to Amara Osei"
    assert about["subtitle"][-1]["id"] == "nw-osei"


def test_the_panel_sees_nothing_after_the_day(demo):
    before = review(demo, "northwind-1", dt.date(2020, 1, 1))
    assert not any(person.touchpoints for person in before.people.values())
    assert {person.level for person in before.influences} == {Level.IDENTIFIED}


def test_the_panel_lists_the_latest_conversations_first(demo):
    touchpoints = review(demo, "kestrel-1").people["kr-nowak"].touchpoints
    assert [touchpoint.on for touchpoint in touchpoints] == sorted(
        (touchpoint.on for touchpoint in touchpoints), reverse=True
    )


def test_where_nobody_can_introduce_us_it_is_said(demo):
    shown = review(demo, "fennimore-1")
    person_id = next(id_ for id_, result in shown.introductions.items() if not result.steps)
    assert "nobody can introduce us yet" in set(texts(panel(shown, person_id)))


def test_every_person_of_the_demo_has_a_panel(demo):
    for objective_id in demo.tables["objectives"]["objective_id"]:
        shown = review(demo, objective_id)
        for person_id, person in shown.people.items():
            about = panel(shown, person_id)
            assert (about["name"], len(about["bars"])) == (person.name, 4)


# Untrusted text.


def test_ids_and_names_may_hold_what_joins_them():
    shown = review(small(), "a")
    assert shown.introductions["p; q"].steps == ("p > q", "p; q")
    named = [("p > q", f"{FORMULA} manages {MARKUP}"), ("r", f"=1+1; or influences {FORMULA}")]
    named.append(("p; q", f"{MARKUP} works for {FORMULA}"))
    assert [gap.candidates for gap in shown.gaps] == [tuple(named), (named[1], named[0], named[2])]


def test_text_stays_as_it_is_and_plain_data():
    shown = review(small(), "a")
    assert {MARKUP, FORMULA} <= set(texts([item.shown(shown) for item in all_tabs()]))
    assert panel(shown, "p; q")["name"] == MARKUP


def test_no_part_that_reads_markup_is_used(demo):
    import ipywidgets

    def inside(widget):
        yield widget
        for child in getattr(widget, "children", ()):
            yield from inside(child)

    result = list(inside(ss.explore(demo, as_of=DAY)))
    assert not [item for item in result if isinstance(item, (ipywidgets.HTML, ipywidgets.HTMLMath, ipywidgets.Label))]
    described = {
        item.description for item in result if isinstance(item, ipywidgets.DOMWidget) and item.has_trait("description")
    }
    assert described == {"Objective", "As of"}


def test_the_front_ends_put_text_on_the_page_as_text():
    script = widgets.sources().script
    for name in ("picker", "tabbar", "sheets", "panel", "notice", "switch", "toolbar", "forms", "portfolio", "course"):
        assert f"\n{name}: " in script
    words = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
    assert not [word for word in words if word in script]
