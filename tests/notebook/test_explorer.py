"""The explorer without a browser: what its parts say, and that controls and attributes stay in step."""

import datetime as dt
import io
import sys
import zipfile

import openpyxl
import pandas as pd
import pptx
import pytest

import stratsell as ss
from stratsell.notebook.accounts import Accounts
from stratsell.notebook.export import exported, file_name
from stratsell.notebook.panel import panel
from stratsell.notebook.tabs import all_tabs
from stratsell.objective_view import objective_view
from stratsell.rules.red_flags import RedFlag
from stratsell.vocabulary import Level, Role

DAY = dt.date(2026, 11, 23)
MARKUP = "<img src=x onerror=alert(1)>"
FORMULA = r"$\alpha$"


@pytest.fixture(scope="module")
def demo():
    return ss.demo()


@pytest.fixture
def explorer(demo):
    return ss.explore(demo, as_of=DAY, account_id="northwind")


def review(book, objective_id, day=DAY):
    return objective_view(book, objective_id=objective_id, as_of=day)


def small(**more):
    """A book of two accounts with one name, and people with names that are no names."""
    tables = {
        "accounts": pd.DataFrame({"account_id": ["a", "b"], "name": [MARKUP, MARKUP]}),
        "people": pd.DataFrame(
            {"person_id": ["p; q", "p > q", "r"], "account_id": ["a", "a", "a"], "name": [MARKUP, FORMULA, "=1+1; or"]}
        ),
        "influences": pd.DataFrame(
            {"objective_id": ["a", "a"], "person_id": ["p; q", "p > q"], "roles": ["user", "coach"]}
        ),
        "relationships": pd.DataFrame(
            {"source_id": ["p; q", "r"], "target_id": ["p > q", "p > q"], "kind": ["reports_to", "influences"]}
        ),
        "touchpoints": pd.DataFrame(
            {
                "touchpoint_id": ["1"],
                "person_id": ["p > q"],
                "seller": ["@us"],
                "on": ["2026-11-01"],
                "status": ["done"],
            }
        ),
    }
    return ss.Book({**tables, **more})


def tab(name):
    return next(item for item in all_tabs() if item.name == name)


def texts(value):
    """Every text in plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from texts(item)


def lines(about):
    """The lines of a panel's sections."""
    return ["".join(span["text"] for span in line) for part in about["sections"] for line in part["lines"]]


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
    assert "Nobody is known in this account yet." in set(texts(panel(shown)))


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
    from stratsell.notebook import widgets

    for name in ("Picker", "TabBar", "Sheets", "Panel", "Notice", "Switch", "Toolbar", "Forms"):
        source = getattr(widgets, name)._esm
        assert not [
            word
            for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
            if word in source
        ]


# Search.


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("north", "northwind"),
        ("HALDEN", "halden"),
        ("星野", "hoshino"),
        ("نسيم", "naseem"),
        ("terminals rotter", "rotterveld"),
        ("pick", "pickett"),
    ],
)
def test_an_account_is_found_by_name_or_id_in_any_script(demo, query, first):
    result, _ = Accounts(demo).search(query)
    assert result[0].id == first


def test_a_search_lists_a_few_of_many_and_counts_the_rest():
    count = 2_000
    book = small(
        accounts=pd.DataFrame(
            {
                "account_id": ["a", *(f"x{index}" for index in range(count))],
                "name": ["Acme", *(f"Zürich {index}" for index in range(count))],
            }
        )
    )
    result, more = Accounts(book).search("zurich")
    assert (len(result), more) == (50, 1_950)
    assert [choice.id for choice in Accounts(book).search("zurich 1999")[0]] == ["x1999"]


def test_accounts_of_one_name_are_told_apart():
    assert [choice.label for choice in Accounts(small()).search()[0]] == [f"{MARKUP} (a)", f"{MARKUP} (b)"]


# The explorer.


def test_it_begins_with_the_first_account_of_the_demo():
    explorer = ss.explore(ss.demo(), as_of=DAY)
    assert (explorer.account_id, explorer.objective_id, explorer.selected) == ("northwind", "northwind-1", "")
    assert explorer.as_of == DAY


def test_controls_follow_attributes(explorer):
    explorer.account_id = "solvane"
    explorer.as_of = "2026-05-01"
    explorer.objective_id = "solvane-3"
    assert (explorer._account.value, explorer._account.shown) == ("solvane", "Solvane Chemicals")
    assert (explorer._objective.value, explorer._day.value) == ("solvane-3", dt.date(2026, 5, 1))
    assert len(explorer._objective.options) == 3


def test_attributes_follow_controls(explorer):
    explorer._account.value = "solvane"
    assert (explorer.account_id, explorer.objective_id) == ("solvane", "solvane-2")
    assert (explorer._account.shown, explorer._objective.value) == ("Solvane Chemicals", "solvane-2")
    explorer._objective.value = "solvane-1"
    assert explorer.objective_id == "solvane-1"
    explorer._day.value = dt.date(2026, 1, 31)
    assert explorer.as_of == dt.date(2026, 1, 31)


def test_an_objective_brings_its_account_along(explorer):
    explorer.objective_id = "calloway-1"
    assert explorer.account_id == explorer._account.value == "calloway"


def test_titles_follow_the_account(explorer):
    assert explorer.titles[:5] == ("Map", "Coverage", "Coaches · 1", "Missing influences · 0", "Red flags · 7")
    explorer.account_id = "calloway"
    assert explorer.titles[3:5] == ("Missing influences · 1", "Red flags · 1")


def test_a_click_on_a_row_is_seen_everywhere(explorer):
    explorer._sheets.selected = "nw-osei"
    assert {part.selected for part in (explorer, explorer._map, explorer._panel, explorer._sheets)} == {"nw-osei"}
    assert explorer._panel.about["name"] == "Amara Osei"


def test_the_map_shows_another_objective_once_it_is_in_sight(explorer):
    assert explorer._map.objective_id == "northwind-1"
    explorer._tabs.chosen = 4
    explorer.objective_id = "calloway-1"
    assert explorer._map.objective_id == "northwind-1"
    explorer._tabs.chosen = 0
    assert explorer._map.objective_id == "calloway-1"


def test_a_click_on_the_map_is_seen_everywhere(explorer):
    explorer._map.selected = "nw-osei"
    assert {part.selected for part in (explorer, explorer._panel, explorer._sheets)} == {"nw-osei"}


def test_who_is_of_another_account_is_no_longer_selected(explorer):
    explorer.selected = "nw-osei"
    explorer.account_id = "calloway"
    assert (explorer.selected, explorer._panel.about["close"]) == ("", False)


def test_a_click_on_somebody_who_has_just_gone_counts_for_nothing(explorer):
    explorer.account_id = "calloway"
    explorer._sheets.selected = "nw-osei"
    assert (explorer.selected, explorer._sheets.selected, explorer._notice.text) == ("", "", "")


def test_who_is_of_the_same_account_stays_selected(explorer):
    explorer.objective_id = "solvane-2"
    explorer.selected = "sv-claes"
    explorer.objective_id = "solvane-3"
    assert explorer.selected == "sv-claes"


def test_typing_searches(explorer):
    explorer._account.query = "steel"
    assert [match["text"] for match in explorer._account.matches] == ["Halden Steel"]


@pytest.mark.parametrize("day", [None, dt.date(202, 11, 23)])
def test_a_day_that_is_none_is_said_and_the_last_one_stays(explorer, day):
    explorer._day.value = day
    assert explorer.as_of == DAY
    assert "2026-11-23" in explorer._notice.text
    explorer._day.value = dt.date(2026, 11, 22)
    assert (explorer.as_of, explorer._notice.text) == (dt.date(2026, 11, 22), "")


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("account_id", "northwnd", KeyError),
        ("objective_id", "x", KeyError),
        ("selected", "x", KeyError),
        ("as_of", "2026-13-01", ValueError),
    ],
)
def test_from_python_a_wrong_value_is_an_error_and_changes_nothing(explorer, name, value, error):
    before = getattr(explorer, name)
    with pytest.raises(error, match=value):
        setattr(explorer, name, value)
    assert getattr(explorer, name) == before


def test_wrong_arguments_are_errors(demo):
    with pytest.raises(KeyError, match="nobody"):
        ss.explore(demo, as_of=DAY, account_id="nobody")
    with pytest.raises(ValueError, match="is not a date"):
        ss.explore(demo, as_of="soon")


def test_a_failing_drawing_is_said_in_one_line(explorer, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("no font\nat all")

    monkeypatch.setattr("stratsell.map.widget.compose", fail)
    explorer.account_id = "kestrel"
    assert explorer._notice.text == "This cannot be shown: no font at all"
    assert explorer._panel.about["name"].startswith("Raise fleet availability")


def test_the_first_and_the_last_day_there_are(explorer):
    for day in (dt.date(1900, 1, 1), dt.date(9999, 12, 31)):
        explorer._day.value = day
        assert (explorer.as_of, explorer._notice.text) == (day, "")


def test_an_empty_book_says_that_it_is_empty():
    nothing = {
        "accounts": pd.DataFrame({"account_id": [], "name": []}, dtype="str"),
        "people": pd.DataFrame({"person_id": [], "account_id": [], "name": []}, dtype="str"),
        "influences": pd.DataFrame({"objective_id": [], "person_id": []}, dtype="str"),
    }
    explorer = ss.explore(ss.Book(nothing), as_of=DAY)
    assert explorer._panel.about["actions"][0]["ask"] == {"what": "new_account"}
    assert repr(explorer) == "<Explorer: no accounts>"
    assert explorer.export("png") is None
    explorer.as_of = "2026-11-22"
    assert "image/png" not in explorer._repr_mimebundle_()


def test_hostile_names_are_shown_without_a_complaint():
    explorer = ss.explore(small(), as_of=DAY)
    explorer.selected = "p; q"
    assert (explorer._notice.text, explorer._panel.about["name"]) == ("", MARKUP)


# What is saved.


def test_a_saved_notebook_holds_a_picture_and_the_same_text_each_time(demo):
    bundles = [ss.explore(demo, as_of=DAY)._repr_mimebundle_() for _ in range(2)]
    assert bundles[0]["text/plain"] == bundles[1]["text/plain"] == "<Explorer: Northwind Foods, 23 November 2026>"
    assert bundles[0]["image/png"].startswith(b"\x89PNG")
    assert "application/vnd.jupyter.widget-view+json" in bundles[0]


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("png", b"\x89PNG"),
        ("svg", b"<?xml"),
        ("pdf", b"%PDF"),
        ("xlsx", b"PK"),
        ("ics", b"BEGIN:VCALENDAR"),
        ("html", b"<!DOCTYPE html>"),
    ],
)
def test_exports_are_files_of_their_kind(explorer, kind, start):
    file = explorer.export(kind)
    assert file.name == f"northwind-1-2026-11-23.{kind}"
    assert file.content.startswith(start)


def test_slides_are_exported_of_an_objective_and_of_the_portfolio_that_is_shown():
    pages = ss.explore(ss.demo(), account_id="northwind", as_of="2026-11-23")
    file = pages.export("pptx")
    assert file.name == "northwind-1-2026-11-23.pptx"
    assert "Influence map: Northwind Foods" in [
        slide.shapes.title.text for slide in pptx.Presentation(io.BytesIO(file.content)).slides
    ]
    pages.view = "portfolio"
    file = pages.export("pptx")
    assert file.name == "portfolio-2026-11-23.pptx"
    assert pptx.Presentation(io.BytesIO(file.content)).slides[0].shapes.title.text == "Portfolio"


def test_without_python_pptx_the_explorer_names_the_extra(monkeypatch):
    pages = ss.explore(ss.demo(), account_id="northwind", as_of="2026-11-23")
    monkeypatch.setitem(sys.modules, "pptx", None)
    assert pages.export("pptx") is None
    assert "stratsell[slides]" in pages._notice.text


def test_an_unknown_kind_of_export_is_said(explorer):
    assert explorer.export("exe") is None
    assert "exe" in explorer._notice.text


def test_the_workbook_holds_the_tables_with_ids_and_text_as_text():
    file = exported(review(small(), "a"), "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    assert book.sheetnames[:6] == [
        "Coverage by role",
        "People",
        "Coaches",
        "Introductions",
        "Missing influences",
        "Red flags",
    ]
    missing = list(book["Missing influences"].values)
    assert missing[0] == ("Role", "Who it may be", "Who it may be (id)", "Why")
    assert ("=1+1; or", "r") in [row[1:3] for row in missing]
    with zipfile.ZipFile(io.BytesIO(file.content)) as parts:
        assert not [name for name in parts.namelist() if b"<f>" in parts.read(name)]
    assert exported(review(small(), "a"), "xlsx").content == file.content


@pytest.mark.parametrize("id_", ["", "..", "/etc/passwd", "a\\b\0c", "CON", "x" * 500, "🙂"])
def test_a_file_name_is_only_a_name(id_):
    name = file_name(id_, DAY, "png")
    assert name.endswith("-2026-11-23.png")
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.")
    assert len(name) < 90
    assert not name.startswith((".", "-"))


def test_a_button_gets_the_file_it_asked_for(explorer, monkeypatch):
    sent = []
    monkeypatch.setattr(explorer._toolbar, "send", lambda content, buffers=None: sent.append((content, buffers)))
    explorer._toolbar._handle_custom_msg({"kind": "xlsx", "ticket": "7"}, [])
    ((content, buffers),) = sent
    assert (content["ticket"], content["name"]) == ("7", "northwind-1-2026-11-23.xlsx")
    assert buffers[0].startswith(b"PK")


def test_the_slider_goes_over_the_days_on_which_something_happened() -> None:
    explorer = ss.explore(ss.demo(), as_of="2026-11-23", account_id="solvane")
    days = [day["value"] for day in explorer._timeline.days]
    assert days == sorted(set(days))
    assert {"2026-11-23", "2026-06-18"} & set(days)
    assert explorer._timeline.value == "2026-11-23"
    explorer._timeline.value = days[0]
    assert str(explorer.as_of) == days[0]
    assert str(explorer._day.value) == days[0]
    explorer.as_of = "2026-08-08"
    assert explorer._timeline.value == "2026-08-08"
    assert "2026-08-08" in [day["value"] for day in explorer._timeline.days]


# Editing, here and in Python.


@pytest.fixture
def book():
    return ss.demo()


@pytest.fixture
def editor(book):
    return ss.explore(book, as_of=DAY, account_id="northwind")


def on_map(explorer):
    """The names on the cards that the page was sent."""
    scene = explorer._map.scene
    return [scene["texts"][box["name"]] for box in scene["boxes"] if box["kind"] == "card"]


def answer(explorer, do="save", **answers):
    """Answer the open form as the page does."""
    forms = explorer._forms
    text = {name: field.value for name, field in forms._open.fields.items()} | answers
    forms._handle_custom_msg({"do": do, "at": forms.form["at"], "answers": text}, [])


def test_the_explorer_edits_the_book_that_it_was_given(book, editor):
    assert editor.book is book
    editor.ask("edit", person_id="nw-osei")
    assert editor.selected == "nw-osei"
    answer(editor, **{"influences.personal_win": "A calm board meeting"})
    assert editor._forms.form == {}
    assert "A calm board meeting" in set(book.tables["influences"]["personal_win"])
    assert editor.titles[4] == "Red flags · 6"
    assert (editor._toolbar.undo, editor._toolbar.unsaved) == ("Edit Amara Osei", True)


def test_an_edit_in_python_shows_in_every_explorer_of_the_book(book, editor):
    other = ss.explore(book, as_of=DAY, account_id="northwind")
    for item in (editor, other):
        item.selected = "nw-osei"
        item._tabs.chosen = 1
    book.update("people", "nw-osei", title="Chief of All")
    book.update("influences", ("northwind-1", "nw-osei"), roles="user")
    for item in (editor, other):
        assert "Chief of All" in item._panel.about["subtitle"][0]["text"]
        assert "Chief of All" in str(item._sheets.shown)
        assert item.titles[3] == "Missing influences · 1"
        assert "Amara Osei" in on_map(item)
    editor._toolbar._handle_custom_msg({"do": "undo"}, [])
    assert other.titles[3] == "Missing influences · 0"


def test_faults_keep_the_form_and_name_the_field(editor, book):
    editor.ask("edit", person_id="nw-osei")
    answer(editor, **{"influences.support": "7"})
    assert "out of bounds" in editor._forms.errors["said"]["influences.support"]
    assert editor._forms.form["title"] == "Edit Amara Osei"
    assert not book.unsaved
    answer(editor, "cancel")
    assert editor._forms.form == {}


def test_who_was_selected_and_is_removed_is_no_longer_selected(editor, book):
    editor.selected = "nw-osei"
    book.remove("people", "nw-osei")
    assert (editor.selected, editor._map.selected, editor._panel.about["close"]) == ("", "", False)
    assert editor._notice.text == ""


def test_an_account_that_goes_gives_way_to_the_first(editor, book, recwarn):
    book.remove("accounts", "northwind")
    first = book.tables["accounts"]["account_id"].iloc[0]
    assert editor.account_id == editor._account.value == first
    assert editor._map.objective_id == editor.objective_id
    book.undo()
    editor.account_id = "northwind"
    assert editor._map.objective_id == "northwind-1"
    assert not [item for item in recwarn if "observ" in str(item.message)]


def test_a_book_is_emptied_and_begun_anew(editor, book, recwarn):
    with book.step("Empty it"):
        for account_id in book.tables["accounts"]["account_id"]:
            book.remove("accounts", account_id)
    assert (editor.account_id, editor.objective_id, editor._panel.about["name"]) == ("", "", "An empty book")
    editor.ask("new_account")
    answer(editor, **{"accounts.name": "Acme"})
    assert editor._account.shown == "Acme"
    editor.ask("add")
    answer(editor, **{"people.name": "Ann", "influences.roles": "economic"})
    assert editor._panel.about["name"] == "Ann"
    assert on_map(editor) == ["Ann"]
    assert editor._notice.text == ""
    assert not [item for item in recwarn if "observ" in str(item.message)]


def test_a_new_objective_is_shown(editor):
    editor.ask("new_objective")
    answer(editor, **{"objectives.name": "Cut waste"})
    assert editor._objective.label == "Cut waste"
    editor._toolbar._handle_custom_msg({"do": "undo"}, [])
    assert editor.objective_id == "northwind-1"
    assert "Undone: Add the objective Cut waste." in editor._notice.text


def test_a_form_in_which_something_was_typed_is_not_lost(editor):
    editor.ask("edit", person_id="nw-osei")
    editor._forms.touched = True
    editor.ask("add")
    assert editor._forms.form["title"] == "Edit Amara Osei"
    assert "first" in editor._notice.text
    editor.selected = "nw-zhao"
    editor.account_id = "calloway"
    assert editor._forms.form["title"] == "Edit Amara Osei"
    answer(editor, **{"people.title": "CFO"})
    assert editor.account_id == "calloway"
    assert "CFO" in set(editor.book.tables["people"]["title"])


def test_an_untouched_form_gives_way_to_another_person(editor):
    editor.ask("edit", person_id="nw-osei")
    editor.selected = "nw-zhao"
    assert editor._forms.form == {}


def test_the_map_opens_forms(editor):
    editor._map._handle_custom_msg({"do": "ask", "what": "log", "person_id": "nw-zhao", "ticket": 1}, [])
    assert editor._forms.form["title"] == "Conversation with Lin Zhao"
    editor._map._handle_custom_msg({"do": "ask", "what": "log", "person_ids": ["nw-zhao", "nw-osei"], "ticket": 2}, [])
    assert editor._forms.form["title"] == "Conversation with 2 people"


def test_a_form_about_nobody_is_said_in_one_line(editor):
    editor._panel._handle_custom_msg({"ask": {"what": "edit", "person_id": "x"}}, [])
    assert "no person “x”" in editor._notice.text
    with pytest.raises(KeyError, match="no form"):
        editor.ask("nonsense")


def test_saving_asks_where_once_and_then_writes(editor, book, tmp_path):
    book.update("people", "nw-osei", title="CFO")
    editor._toolbar._handle_custom_msg({"do": "save"}, [])
    answer(editor, **{"save.place": str(tmp_path / "book.xlsx")})
    assert editor._toolbar.unsaved is False
    assert "book.xlsx" in editor._notice.text
    book.update("people", "nw-osei", title="Chief")
    editor._toolbar._handle_custom_msg({"do": "save"}, [])
    assert ss.read(tmp_path / "book.xlsx") == book
    (tmp_path / "book.xlsx").unlink()
    (tmp_path / "book.xlsx").mkdir()
    (tmp_path / "book.xlsx" / "mine.txt").write_text("mine")
    book.update("people", "nw-osei", title="Boss")
    editor._toolbar._handle_custom_msg({"do": "save"}, [])
    assert editor._toolbar.unsaved == (editor._notice.text.startswith("This cannot be saved"))


def test_a_book_from_a_flat_sheet_asks_for_a_place_of_its_own(tmp_path):
    sheet = tmp_path / "people.csv"
    sheet.write_text("account,name,roles\nAcme,Ann,user\n", encoding="utf-8")
    explorer = ss.explore(ss.read_sheet(sheet), as_of=DAY)
    explorer._toolbar._handle_custom_msg({"do": "save"}, [])
    assert "people.csv is a flat sheet" in explorer._forms.form["note"]
    answer(explorer)
    assert list(ss.read(tmp_path / "people book.xlsx").tables["people"]["name"]) == ["Ann"]
    assert not explorer.book.unsaved
    explorer.book.update("people", explorer.book.tables["people"]["person_id"].iloc[0], title="CFO")
    explorer._toolbar._handle_custom_msg({"do": "save"}, [])  # from now on it has a place
    assert not explorer.book.unsaved


def test_a_closed_explorer_follows_the_book_no_longer(book):
    explorer = ss.explore(book, as_of=DAY, account_id="northwind")
    explorer.selected = "nw-osei"
    assert len(book._observers._all) == 2  # the explorer and its map
    explorer.close()
    assert book._observers._all == []
    book.update("people", "nw-osei", title="Chief of All")
    assert "Chief of All" not in str(explorer._panel.about)


def test_an_explorer_whose_cell_ran_again_waits_until_it_is_shown(book):
    explorer = ss.explore(book, as_of=DAY, account_id="northwind")
    explorer.selected = "nw-osei"

    def view(name, shown):
        sent = {"method": "custom", "content": {"view": name, "shown": shown}}
        explorer._tabs._handle_msg({"content": {"data": sent}, "buffers": []})

    view("first", True)
    view("first", False)
    book.update("people", "nw-osei", title="Chief of All")
    assert "Chief of All" not in str(explorer._panel.about)
    view("second", True)
    assert "Chief of All" in str(explorer._panel.about)


def test_a_map_in_another_tab_waits_until_its_tab_is_chosen(book, monkeypatch):
    explorer = ss.explore(book, as_of=DAY, account_id="northwind")
    explorer._tabs.chosen = 1
    shown = []
    monkeypatch.setattr(type(explorer._map), "_compute", lambda self: shown.append(self.objective_id))
    book.update("people", "nw-osei", title="Chief of All")
    explorer.objective_id = "calloway-1"
    assert shown == []
    explorer._tabs.chosen = 0
    assert shown == ["calloway-1"]


def test_a_saved_day_is_a_day_in_the_workbook(demo):
    file = exported(review(demo, "northwind-1"), "xlsx")
    people = openpyxl.load_workbook(io.BytesIO(file.content))["People"]
    index = [cell.value for cell in people[1]].index("Last conversation")
    assert people[2][index].value == dt.datetime(2026, 7, 8)


def test_a_tab_is_a_file_and_nothing_else_names_it(monkeypatch):
    assert [item.place for item in all_tabs()] == sorted(item.place for item in all_tabs())
    assert len({item.name for item in all_tabs()}) == len(all_tabs())
