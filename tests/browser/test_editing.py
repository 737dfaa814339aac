"""Editing in the explorer as people do it: forms filled in by mouse and by keyboard, saved, opened anew, and under Voilà."""

import os
import re
import socket
import subprocess
import sys

import nbformat
import pytest
from playwright.sync_api import expect

import stratsell as ss
from tests.support.laboratory import FRAME, PATIENCE, answers, dress, keep, violations
from tests.support.paths import ROOT

CODE = """\
import stratsell as ss
book = ss.read({place!r})
ss.explore(book, as_of="2026-11-23")"""
BARE = """\
import stratsell as ss
ss.InfluenceMap(ss.demo(), objective_id="northwind-1", as_of="2026-11-23")"""
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
SHOWN = ".stratsell.panel h3"


@pytest.fixture(scope="module")
def place(lab):
    """Where the book lies that is edited: a copy of the demo."""
    ss.demo().write(lab.root / "book")
    return lab.root / "book"


@pytest.fixture(scope="module")
def seen(browser, lab, place):
    lab.write("editing", CODE.format(place=str(place)))
    yield from lab.seen(browser, "editing", SHOWN)


@pytest.fixture
def page(seen):
    """The explorer at Northwind Foods with Coverage in sight, nobody selected and nothing edited."""
    while seen.locator("[data-do=undo]:enabled").count():
        before = seen.locator("[data-do=undo]").get_attribute("title")
        seen.locator("[data-do=undo]").click()
        seen.wait_for_function("before => document.querySelector('[data-do=undo]').title !== before", arg=before)
    tab(seen, "Coverage")
    account(seen, "northwind")
    # Whoever was selected goes with the account, or is let go of here: the button may vanish at any moment.
    seen.wait_for_function("""() => {
        const close = document.querySelector(".panel .close");
        if (close && close.offsetParent) close.click();
        return document.querySelector(".panel h3").textContent.includes("Cut line stoppages");
    }""")
    seen.locator(".panel h3:has-text('Cut line stoppages'):visible").wait_for()
    return seen


def account(page, name):
    field = page.get_by_role("combobox", name="Account")
    field.fill(name)
    field.press("Enter")
    page.wait_for_selector("[role=listbox]", state="hidden")


def tab(page, name):
    page.get_by_role("tab", name=name).click()
    page.locator(f".sheets[aria-label^='{name}']:visible").wait_for()


def select(page, name):
    page.locator(".sheets tr.choice", has_text=name).first.click()
    page.locator(f".panel h3:has-text('{name}')").wait_for()


def ask(page, action):
    page.locator(".panel").get_by_role("button", name=action, exact=True).click()
    page.locator(".forms form").wait_for()
    page.wait_for_function("document.activeElement.closest('.forms')")  # else a key may come before it listens


def submit(page):
    page.locator(".forms button[type=submit]").click()


def closed(page):
    page.locator(".forms form").wait_for(state="detached")


def focus(page):
    return page.evaluate(
        "(document.activeElement.getAttribute('aria-label') || document.activeElement.textContent).trim()"
    )


def test_an_edit_is_checked_shown_at_once_undone_and_done_again(page):
    assert page.get_by_role("tab", name="Red flags · 7").count() == 1
    select(page, "Amara Osei")
    ask(page, "Edit")
    page.get_by_label("Personal win").fill("Present a plan that the board applauds")
    page.get_by_label("Support", exact=True).fill("7")
    submit(page)
    page.locator(".forms .error:has-text('out of range')").wait_for()
    field = page.get_by_label("Support", exact=True)
    assert field.evaluate("field => field === document.activeElement")
    assert field.get_attribute("aria-invalid") == "true"
    described = field.get_attribute("aria-describedby").split()
    assert "out of range" in " ".join(page.locator(f"[id='{id_}']").inner_text() for id_ in described)
    assert page.get_by_label("Personal win").input_value().startswith("Present a plan")
    keep(page, "edit-fault-light")
    field.fill("3")
    submit(page)
    closed(page)
    page.get_by_role("tab", name="Red flags · 6").wait_for()
    page.locator(".toolbar .state:has-text('Unsaved changes')").wait_for()
    assert "Present a plan" in page.locator(".panel").inner_text()
    assert focus(page) == "Edit"
    page.keyboard.press("Control+z")
    page.get_by_role("tab", name="Red flags · 7").wait_for()
    page.locator(".notice:has-text('Undone: Edit Amara Osei')").wait_for()
    assert not page.locator(".toolbar .state").inner_text()
    page.keyboard.press("Control+Shift+Z")
    page.get_by_role("tab", name="Red flags · 6").wait_for()


def test_help_suggests_and_a_person_chooses(page):
    select(page, "Mei Tanaka")
    ask(page, "Edit")
    mindset = page.get_by_role("combobox", name="Mindset")
    help_ = page.locator("[data-field='influences.mindset'] details")
    help_.locator("summary").click()
    help_.get_by_role("group", name="Do they say that something must be solved, and soon?").get_by_label("Yes").check()
    help_.get_by_text("because they see problems").wait_for()
    assert mindset.input_value() == ""
    keep(page, "help-light")
    help_.get_by_role("button", name="Choose trouble").click()
    assert mindset.input_value() == "trouble"
    page.locator(".forms").get_by_role("button", name="Cancel").click()
    closed(page)
    assert page.locator("[data-do=undo]").is_disabled()


def test_escape_leaves_all_as_it_was_but_asks_where_something_was_typed(page):
    select(page, "Lin Zhao")
    ask(page, "Log a conversation")
    page.keyboard.press("Escape")
    closed(page)
    assert focus(page) == "Log a conversation"
    ask(page, "Log a conversation")
    page.get_by_label("What we learned").or_(page.get_by_label("Learned")).fill("Something long")
    page.keyboard.press("Escape")
    page.get_by_text("Press Escape again").wait_for()
    page.keyboard.press("Escape")
    closed(page)
    assert page.locator("[data-do=undo]").is_disabled()


def test_a_role_is_filled_from_its_row(page):
    account(page, "calloway")
    tab(page, "Missing influences")
    page.locator(".sheets [data-ask]").first.click()
    page.locator(".forms form").wait_for()
    assert page.locator(".forms select:visible").count() == 1
    keep(page, "fill-light")
    submit(page)
    closed(page)
    page.get_by_role("tab", name="Missing influences · 0").wait_for()


def test_the_map_opens_forms_and_shows_what_they_change(page):
    page.get_by_role("tab", name="Map").click()
    card = page.locator(".stratsell-map").get_by_role("option", name=re.compile("^Mei Tanaka,"))
    card.click()
    page.locator(".panel h3:has-text('Mei Tanaka')").wait_for()
    page.locator(".stratsell-map").get_by_role("button", name="Person: what to do with the selected one (M)").click()
    page.locator(".stratsell-map").get_by_role("menuitem", name="Edit…").click()
    page.locator(".forms h3:has-text('Edit Mei Tanaka')").wait_for()
    page.get_by_role("combobox", name="Mindset").select_option("growth")
    submit(page)
    closed(page)
    page.locator(".stratsell-map [role=option][aria-label^='Mei Tanaka'][aria-label*='mindset growth']").wait_for()
    assert violations(page, ".stratsell-explorer") == []
    keep(page, "map-edited-light")


def test_nothing_in_the_explorer_is_closed_to_keyboards_and_screen_readers(page):
    for name in ("Coverage", "Coaches", "Missing influences", "Red flags"):
        tab(page, name)
        assert violations(page, ".stratsell-explorer") == [], name
    tab(page, "Coverage")
    select(page, "Mei Tanaka")
    assert violations(page, ".stratsell-explorer") == []
    ask(page, "Edit")
    page.locator(".forms summary").first.click()
    assert violations(page, ".stratsell-explorer") == []
    page.locator(".forms").get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Export").click()
    assert violations(page, ".stratsell-explorer") == []
    page.keyboard.press("Escape")


def test_a_whole_edit_without_a_mouse(page, place):
    """From picking an account to a saved edit; Tab goes on until what is wanted has the focus."""

    def go(*wanted, back=False):
        for _ in range(60):
            page.keyboard.press("Shift+Tab" if back else "Tab")
            page.evaluate(FRAME)
            if focus(page) in wanted or page.evaluate("document.activeElement.id") in wanted:
                return
        pytest.fail(f"no way to {wanted}; at {focus(page)}")

    field = page.get_by_role("combobox", name="Account")
    page.locator(".panel h3:has-text('Cut line stoppages')").wait_for()
    field.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("kestrel")
    page.wait_for_function("document.querySelectorAll('.picker [role=option]').length === 1")
    page.keyboard.press("Enter")
    page.locator(".panel h3:has-text('Raise fleet')").wait_for()
    go("Coverage")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.locator(".sheets[aria-label=Coverage]:visible").wait_for()
    go("Person")
    for _ in range(20):
        if page.evaluate("document.activeElement.matches('tr.choice')"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(".panel .close:visible").wait_for()
    name = page.locator(".panel h3").inner_text()
    go("Edit")
    page.keyboard.press("Enter")
    page.locator(".forms form").wait_for()
    page.wait_for_function("document.activeElement.closest('.forms')")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("Chief of Keys")
    page.keyboard.press("Enter")
    closed(page)
    page.locator(".panel .subtitle:has-text('Chief of Keys')").wait_for()
    assert focus(page) == "Edit"
    assert page.locator(".panel h3").inner_text() == name
    go("Save", back=True)
    page.keyboard.press("Enter")
    page.locator(".notice:has-text('Saved to')").wait_for()
    expect(page.locator("[data-do=save]")).to_have_text("Saved ✓")

    # What was saved is there for another process.
    titles = list(ss.read(place).tables["people"]["title"])
    assert titles.count("Chief of Keys") == 1


def test_a_dark_page_has_dark_forms(page):
    dress(page, "Dark")
    select(page, "Amara Osei")
    assert violations(page, ".stratsell-explorer") == []
    ask(page, "Edit")
    page.locator(".forms summary").first.click()
    assert violations(page, ".stratsell-explorer") == []
    keep(page, "edit-dark")
    page.get_by_label("Support", exact=True).fill("7")
    submit(page)
    expect(page.locator(".forms .error:has-text('out of range')")).to_be_in_viewport(ratio=1)
    assert violations(page, ".stratsell-explorer") == []
    keep(page, "edit-fault-dark")
    page.locator(".forms").get_by_role("button", name="Cancel").click()
    closed(page)


MARKUP, FORMULA = "<img src=x onerror=alert(1)>", r"$\alpha$"
HOSTILE = r"""
import pandas as pd
import stratsell as ss
bad = "<img src=x onerror=alert(1)> $\\alpha$"
book = ss.Book({
    "accounts": pd.DataFrame({"account_id": ["a"], "name": [bad], "owner": [bad], bad: [bad]}),
    "objectives": pd.DataFrame({"objective_id": ["1"], "account_id": ["a"], "name": [bad]}),
    "people": pd.DataFrame({"person_id": ["p", "q"], "account_id": ["a", "a"], "name": [bad, "Ann"], "title": [bad, None], bad: [bad, None]}),
    "influences": pd.DataFrame({"objective_id": ["1"], "person_id": ["p"], "roles": ["user"], "personal_win": [bad]}),
    "relationships": pd.DataFrame({"source_id": ["p"], "target_id": ["q"], "kind": ["influences"], bad: [bad]}),
    "touchpoints": pd.DataFrame({"touchpoint_id": ["1"], "person_id": ["p"], "seller": [bad], "on": ["2026-11-01"], "status": ["done"], "learned": [bad]}),
})
explorer = ss.explore(book, as_of="2026-11-23")
explorer"""


def test_hostile_text_is_text_in_every_form(browser, lab):
    lab.write("hostile-forms", HOSTILE)
    for page in lab.seen(browser, "hostile-forms", SHOWN):
        tab(page, "Coverage")
        for action in ("Edit the objective", "Edit the account"):
            ask(page, action)
            assert FORMULA in page.locator(".forms h3").inner_text() + page.locator(".forms input").first.input_value()
            page.keyboard.press("Escape")
            closed(page)
        page.locator(".sheets tr.choice").first.click()
        page.locator(".panel .close").wait_for()
        for action in ("Edit", "Log a conversation", "Add a relationship to somebody else", "Remove"):
            ask(page, action)
            if action in ("Edit", "Remove", "Log a conversation"):
                assert page.locator(".forms h3").inner_text().endswith(f"{MARKUP} {FORMULA}"), action
            page.keyboard.press("Escape")
            closed(page)
        ask(page, "Edit")
        page.get_by_label("Name").fill(f"{MARKUP} again {FORMULA}")
        submit(page)
        closed(page)
        page.locator(".panel h3:has-text('again')").wait_for()
        assert page.locator(".panel h3").inner_text() == f"{MARKUP} again {FORMULA}"
        assert MARKUP in page.locator("[data-do=undo]").get_attribute("title")
        assert page.locator(".stratsell-explorer").locator("mjx-container, .MathJax").count() == 0
        assert page.locator("img[src=x]").count() == 0
        keep(page, "hostile-forms")


@pytest.fixture(scope="module")
def voila(browser, place, tmp_path_factory):
    """A page of its own, as Voilà serves it, with the explorer and the map alone."""
    home = tmp_path_factory.mktemp("voila")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    cells = [nbformat.v4.new_code_cell(code) for code in (CODE.format(place=str(place)), BARE)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL}), home / "both.ipynb")
    command = [sys.executable, "-m", "voila", str(home), "--no-browser", f"--port={port}"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (home / "log.txt").open("wb") as log:
        server = subprocess.Popen(command, env=environment, cwd=home, stdout=log, stderr=log)
    try:
        answers(f"http://127.0.0.1:{port}/static/", server, home / "log.txt")
        page = browser.new_page(viewport={"width": 1500, "height": 1000})
        page.set_default_timeout(PATIENCE)
        wrong = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"http://127.0.0.1:{port}/voila/render/both.ipynb")
        yield page
        assert not wrong
        page.close()
    finally:
        server.terminate()
        server.wait(20)


def test_the_explorer_is_a_page_of_its_own_under_voila(voila):
    voila.locator(SHOWN).wait_for()
    tab(voila, "Coverage")
    select(voila, "Amara Osei")
    ask(voila, "Edit")
    voila.get_by_label("Title").fill("Chief of Voilà")
    submit(voila)
    closed(voila)
    voila.locator(".panel .subtitle:has-text('Chief of Voilà')").wait_for()
    assert violations(voila, ".stratsell-explorer") == []
    voila.get_by_role("tab", name="Map").click()
    keep(voila, "voila")


def test_the_map_alone_is_shown_under_voila(voila):
    alone = ".stratsell-map:not(.stratsell-explorer *)"
    voila.locator(f"{alone} [data-key='card:nw-osei']").click()
    voila.locator(f"{alone} .way:has-text('Best introduction')").wait_for()
    assert violations(voila, alone) == []
    keep(voila, "voila-map")
