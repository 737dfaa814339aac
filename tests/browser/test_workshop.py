"""The workshop as participants see it: a whole exercise in a browser, by mouse and by keyboard, light and dark."""

import pytest

from tests.support.laboratory import dress, keep, violations

SHOWN = ".stratsell.course .question"
HOSTILE = r'''
import pathlib, tempfile
import stratsell as ss
folder = pathlib.Path(tempfile.mkdtemp())
text = """---
title: '<img src=x onerror=alert(1)> $\\alpha$'
difficulty: easy
as_of: 2026-11-23
account: "<b>A</b>"
questions:
  - kind: roles
    ask: "<script>alert(2)</script>"
    why: {p: "<img src=x onerror=alert(3)>"}
---

<img src=x onerror=alert(4)> [x](javascript:alert(5)) $\\beta$

# people
| person_id | name | title |
|---|---|---|
| p | <svg onload=alert(6)> | $\\gamma$ |

# influences
| person_id | roles |
|---|---|
| p | user |
"""
(folder / "hostile.md").write_text(text, encoding="utf-8")
ss.workshop(folder)'''


@pytest.fixture(scope="module")
def page(browser, lab):
    off = 'import os\nos.environ["STRATSELL_JOURNAL"] = "off"'  # else other tests would find the answers of these
    lab.write("workshop", f"{off}\nimport stratsell as ss\nss.workshop()")
    yield from lab.seen(browser, "workshop", SHOWN)


def question(page, number):
    return page.locator(f".course form[data-number='{number}']")


def choose(page, number, label):
    question(page, number).get_by_label(label, exact=True).check()


def test_a_whole_exercise_is_done_by_mouse(page, tmp_path) -> None:
    """Three of four roles right, then all; the map comes, and the first answer stays in the file."""
    assert page.locator(".course .map img").count() == 0
    for label in ("Tunde Achebe: User", "Greta Lund: Technical", "Carla Moss: Economic", "Enzo Ferro: User"):
        choose(page, 0, label)
    page.get_by_label("Nickname (may stay blank)").fill("=Ada")
    page.get_by_label("Team (may stay blank)").fill("Yellow")
    question(page, 0).get_by_role("button", name="Check").click()
    question(page, 0).locator("h5:has-text('3 of 4 right')").wait_for()
    text = question(page, 0).locator(".feedback").inner_text()
    assert "Missed" not in text
    assert "Incorrect: User" in text
    assert page.evaluate("document.activeElement.tagName") == "H5"
    assert page.locator(".course .map img").count() == 0
    keep(page, "workshop-light")
    question(page, 0).get_by_role("button", name="Try again").click()
    question(page, 0).get_by_label("Enzo Ferro: User").uncheck()
    choose(page, 0, "Enzo Ferro: Coach")
    question(page, 0).get_by_role("button", name="Check").click()
    question(page, 0).locator("h5:has-text('4 of 4 right')").wait_for()
    page.locator(".course .map img.in-light").wait_for()
    assert page.locator("nav li.done").count() == 1
    with page.expect_download() as saving:
        page.get_by_role("button", name="My results (.csv)").click()
    assert saving.value.suggested_filename == "workshop-Ada.csv"
    saving.value.save_as(tmp_path / "ada.csv")
    lines = (tmp_path / "ada.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 5
    assert lines[4].startswith("'=Ada,Yellow,01-milk,1,roles,ferro,Enzo Ferro,User,Coach,false,2,true")


def test_an_exercise_is_done_by_keyboard_alone(page) -> None:
    entry = page.locator("nav .pick[data-exercise='02-queue']")
    entry.focus()
    page.keyboard.press("Enter")
    page.locator(".exercise > h3:has-text('Four views of one queue')").wait_for()
    assert page.evaluate("document.activeElement.tagName") == "H3"
    question(page, 0).locator("input").first.focus()
    page.keyboard.press("ArrowRight")
    assert question(page, 0).get_by_label("Jonas Vogel: Trouble").is_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert question(page, 0).get_by_label("Amaka Oduya: Growth").is_checked()
    choose(page, 1, "With Dr Celia Marsh, because she decides, by showing her that her figures are wrong.")
    question(page, 0).get_by_role("button", name="Check").focus()
    page.keyboard.press("Enter")
    question(page, 0).locator("h5:has-text('2 of 5 right')").wait_for()
    assert question(page, 1).locator("input:checked").count() == 1  # what is not checked yet stays chosen
    assert "Missed" not in question(page, 0).locator(".feedback").inner_text()
    question(page, 0).get_by_role("button", name="Show the answer").focus()
    page.keyboard.press("Enter")
    question(page, 0).locator(".feedback .missed").first.wait_for()


def test_an_objective_is_rewritten(page) -> None:
    page.locator("nav .pick[data-exercise='04-forty-sensors']").click()
    form = question(page, 1)
    form.get_by_label("Name", exact=True).fill(
        "Cut unplanned standstill of the rolling mill from 11 to 3 hours a month"
    )
    form.get_by_label("Problem", exact=True).fill("Bearings fail without warning and orders are late")
    form.get_by_label("Outcome", exact=True).fill("The mill delivers on the day it promised")
    form.get_by_label("Baseline", exact=True).fill("eleven")
    form.get_by_role("button", name="Check").click()
    form.locator(".notice:has-text('“eleven”')").wait_for()
    form.get_by_label("Baseline", exact=True).fill("11")
    form.get_by_label("Target", exact=True).fill("3")
    form.get_by_label("Metric", exact=True).fill("standstill, hours a month")
    form.get_by_role("button", name="Check").click()
    form.locator("h5:has-text('5 of 5 right')").wait_for()
    keep(page, "workshop-objective")


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_keyboards_and_screen_readers_find_everything(page, theme) -> None:
    page.locator("nav .pick[data-exercise='08-two-camps']").click()
    page.locator(".exercise > h3:has-text('Two camps')").wait_for()
    dress(page, theme)
    button = question(page, 2).get_by_role("button", name="Check")
    if button.count():
        button.click()
    question(page, 2).locator(".feedback h5").wait_for()
    keep(page, f"workshop-{theme.lower()}-hard")
    assert violations(page, ".stratsell-workshop") == []


def test_text_of_an_exercise_is_text(browser, lab) -> None:
    lab.write("hostile-workshop", HOSTILE)
    page, wrong = lab.open(browser, "hostile-workshop", SHOWN)
    text = page.locator(".course").inner_text()
    for part in (
        "<img src=x onerror=alert(1)> $\\alpha$",
        "<script>alert(2)</script>",
        "<svg onload=alert(6)>",
        "$\\beta$",
    ):
        assert part in text
    question(page, 0).get_by_role("button", name="Check").click()
    question(page, 0).get_by_role("button", name="Show the answer").click()
    question(page, 0).locator(".feedback:has-text('<img src=x onerror=alert(3)>')").wait_for()
    assert page.locator("img[src=x]").count() == 0
    assert page.locator(".course mjx-container").count() == 0
    assert wrong == []
