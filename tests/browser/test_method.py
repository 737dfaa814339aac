"""The method's tabs in a browser: each form is opened, filled in and saved by hand, and undone."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_editing import SHOWN, closed, submit, tab
from tests.support import laboratory

CODE = """
import stratsell as ss
ss.explore(ss.demo(), as_of="2026-11-23", account_id="northwind")
"""


@pytest.fixture(scope="module")
def page(browser, lab):
    lab.write("method", CODE)
    yield from lab.seen(browser, "method", SHOWN)


def undo(page, label):
    page.locator("[data-do=undo]").click()
    page.locator(f".notice:has-text('Undone: {label}')").wait_for()


def save(page):
    submit(page)
    closed(page)


def test_an_objective_is_built(page):
    tab(page, "Objective")
    laboratory.keep(page, "method-objective")
    page.get_by_role("button", name="Build the objective").click()
    page.get_by_label("Where do they want it to stand?").fill("2")
    laboratory.keep(page, "method-build")
    save(page)
    undo(page, "Build the objective of Northwind Foods")


def test_a_solution_is_added(page):
    tab(page, "Objective")
    page.get_by_role("button", name="Add a solution").click()
    page.locator(".forms").get_by_label("Option").first.fill("<b>Hire two fitters</b>")
    page.locator(".forms").get_by_label("Where it comes from").select_option("in_house")
    save(page)
    page.locator("td", has_text="<b>Hire two fitters</b>").wait_for()
    undo(page, "Add the option")


def test_the_plan_is_shown_and_a_conversation_logged(page):
    tab(page, "Plan")
    page.locator("td", has_text="What does one lost hour cost your plan?").wait_for()
    expect(page.locator(".sheets img.in-light:visible")).to_have_count(2)
    expect(page.locator(".sheets img.in-dark:visible")).to_have_count(0)
    laboratory.keep(page, "method-plan")
    page.get_by_role("button", name="Log a conversation with Amara Osei").first.click()
    page.locator(".forms form").wait_for()
    page.locator(".forms").get_by_role("button", name="Cancel").click()


def test_a_suggestion_is_accepted_given_away_and_dropped(page):
    tab(page, "Plan")
    page.get_by_role("button", name="Accept: Test, Inés Prado").click()
    page.locator(".forms form").wait_for()
    page.locator(".forms").get_by_label("Somebody of theirs").select_option("nw-whitfield")
    laboratory.keep(page, "method-action")
    save(page)
    page.get_by_role("button", name="Change: Test, Inés Prado").wait_for()
    page.locator("td", has_text="theirs: Sam Whitfield").wait_for()
    undo(page, "Take on: Test, Inés Prado")
    page.get_by_role("button", name="Drop: Test, Inés Prado").click()
    page.locator(".forms").get_by_label("Note").fill("She has seen it on the line")
    save(page)
    page.get_by_role("button", name="Accept: Test, Inés Prado").wait_for(state="detached")
    undo(page, "Drop: Test, Inés Prado")


def test_what_is_overdue_is_noted_as_done(page):
    tab(page, "Plan")
    page.locator("tr", has_text="Ravi Menon").get_by_text("⚑ overdue").wait_for()
    page.get_by_role("button", name="Done: Meet, Ravi Menon").click()
    page.locator(".forms").get_by_role("textbox", name="Note").fill("He needs the clause by December")
    laboratory.keep(page, "method-action-done")
    save(page)
    page.get_by_role("button", name="Done: Meet, Ravi Menon", exact=True).wait_for(state="detached")
    undo(page, "Note as done: Meet, Ravi Menon")


def test_nothing_is_dropped_without_a_reason(page):
    tab(page, "Plan")
    page.get_by_role("button", name="Drop: Test, Lin Zhao").click()
    expect(page.locator(".forms").get_by_label("Note")).to_have_value("")
    submit(page)
    page.locator(".forms").get_by_text("say why it is dropped").wait_for()
    page.locator(".forms").get_by_role("button", name="Cancel").click()


def test_an_action_of_ones_own_is_given_to_one_of_theirs(page):
    tab(page, "Plan")
    page.get_by_role("button", name="Add an action").click()
    form = page.locator(".forms")
    form.get_by_role("combobox", name="Action").select_option("check")
    form.get_by_role("combobox", name="Person").select_option("nw-zhao")
    form.get_by_role("combobox", name="Somebody of theirs").select_option("nw-prado")
    form.get_by_label("Due on").fill("2026-11-27")
    form.get_by_role("textbox", name="Note").fill("Inés shows Lin the shift screen")
    save(page)
    page.locator("tr", has_text="Inés shows Lin the shift screen").get_by_text("theirs: Inés Prado").wait_for()
    undo(page, "Take on: a new one")


def test_a_conversation_has_an_agenda(page):
    tab(page, "Plan")
    page.locator("tr", has_text="What does one lost hour cost your plan?").get_by_text(
        "Also with Amara Osei"
    ).wait_for()


def test_buttons_of_a_narrow_card_do_not_touch(page):
    tab(page, "Plan")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.locator(".sheets table.cards:visible").wait_for()
    boxes = [
        page.get_by_role("button", name=f"{doing}: Meet, Ravi Menon", exact=True).bounding_box()
        for doing in ("Change", "Done")
    ]
    assert boxes[0]["x"] + boxes[0]["width"] + 4 <= boxes[1]["x"]
    page.set_viewport_size(laboratory.VIEWPORT)


def test_priorities_matrix_and_momentum_are_shown(page):
    tab(page, "Objective")
    page.locator("tr", has_text="Advantage").get_by_text("+1", exact=True).wait_for()
    tab(page, "Relationships")
    page.locator("tr", has_text="Amara Osei").get_by_text("2 more to go").wait_for()
    expect(page.locator(".sheets img.in-light:visible")).to_have_count(1)
    laboratory.keep(page, "method-relationships")
    tab(page, "Proposition")
    page.locator("td", has_text="1 comment fewer").wait_for()
    expect(page.locator(".sheets img.in-light:visible")).to_have_count(1)


def test_versions_feedback_and_answers(page):
    tab(page, "Proposition")
    laboratory.keep(page, "method-proposition")
    page.get_by_role("button", name="What Amara Osei says of version 2").click()
    page.locator(".forms").get_by_label("Comment").fill("Too dear")
    save(page)
    page.locator("td", has_text="Too dear").wait_for()
    undo(page, "Note what Amara Osei says")
    page.get_by_role("button", name="Write the next version").click()
    page.locator(".forms").get_by_label("Positioning").fill("Start where it hurts")
    save(page)
    page.locator("td", has_text="Start where it hurts").first.wait_for()
    undo(page, "Write version 3")
    page.get_by_role("button", name="How the proposal answers Joe Haddad").click()
    page.locator(".forms").get_by_label("Answer", exact=True).fill("It reads his dashboard")
    save(page)
    page.locator("td", has_text="It reads his dashboard").wait_for()
    undo(page, "Answer what Joe Haddad needs")


def test_thanks_and_closing(page):
    tab(page, "Thanks")
    laboratory.keep(page, "method-thanks")
    page.get_by_role("button", name="Note the decision and the thank-you of Amara Osei").click()
    page.locator(".forms").get_by_label("Thanked on").fill("2026-11-20")
    save(page)
    undo(page, "Note the thank-you of Amara Osei")
    page.get_by_role("button", name="Close the objective").click()
    page.locator(".forms").get_by_label("What they chose").select_option("Dashboard by Joe Haddad's team")
    save(page)
    page.get_by_text("A success").wait_for()
    laboratory.keep(page, "method-success")
    undo(page, "Close the objective")
