"""The map in JupyterLab with names of any kind, and with many of them."""

import pytest

from tests.support.laboratory import keep
from tests.support.map_page import DRAWN, card

HOSTILE = r"""
import pandas as pd
import stratsell as ss
markup, formula = "<img src=x onerror=alert(1)>", r"$\alpha$"
book = ss.Book({
    "accounts": pd.DataFrame({"account_id": ["a"], "name": [f"{markup} {formula}"], "owner": [markup]}),
    "people": pd.DataFrame({
        "person_id": ["p", "q", "\"'><script>alert(2)</script>"], "account_id": "a",
        "name": [markup, formula, "</text></svg><script>alert(3)</script>"], "title": [formula, markup, "a" * 400],
    }),
    "influences": pd.DataFrame({
        "objective_id": "a", "person_id": ["p", "q"], "roles": ["user", "coach"], "personal_win": [formula, markup],
    }),
    "relationships": pd.DataFrame({"source_id": ["p"], "target_id": ["q"], "kind": ["reports_to"]}),
    "touchpoints": pd.DataFrame({
        "touchpoint_id": ["1"], "person_id": ["q"], "seller": [markup], "on": ["2026-11-01"], "status": ["done"],
    }),
})
ss.InfluenceMap(book, as_of="2026-11-23")"""

THOUSAND = """
import pandas as pd
import stratsell as ss
ids = [f"p{at}" for at in range(1000)]
book = ss.Book({
    "accounts": pd.DataFrame({"account_id": ["a"], "name": ["Large"]}),
    "people": pd.DataFrame({"person_id": ids, "account_id": "a", "name": [f"Person {each}" for each in ids]}),
    "influences": pd.DataFrame({"objective_id": "a", "person_id": ids, "roles": "user"}),
    "relationships": pd.DataFrame({
        "source_id": ids[1:], "target_id": [f"p{(at - 1) // 6}" for at in range(1, 1000)], "kind": "reports_to",
    }),
})
ss.InfluenceMap(book, as_of="2026-11-23", people="all")"""

OFFICES = """
import ipywidgets
import stratsell as ss
from tests.map.test_readable import office
maps = [ss.InfluenceMap(office(count), as_of="2026-11-23", height=520) for count in (40, 60, 200)]
for each in maps:
    each.layout.width = "900px"
ipywidgets.VBox(maps)"""

MARKUP, FORMULA = "<img src=x onerror=alert(1)>", r"$\alpha$"


@pytest.fixture(scope="module")
def hostile(browser, lab):
    lab.write("hostile-map", HOSTILE)
    yield from lab.seen(browser, "hostile-map", DRAWN)


@pytest.fixture(scope="module")
def thousand(browser, lab):
    lab.write("thousand", THOUSAND)
    yield from lab.seen(browser, "thousand", ".stratsell-map .far path")


def test_names_are_text_everywhere(hostile, tmp_path):
    page = hostile
    texts = page.locator(".stratsell-map .stage text").all_text_contents()
    assert FORMULA in texts
    assert MARKUP[:12] in " ".join(texts)
    assert page.locator(".stratsell-map .title").inner_text() == f"{MARKUP} {FORMULA}"
    for key, name in (("p", MARKUP), ("q", FORMULA)):
        card(page, key).hover()
        page.wait_for_function(
            "name => document.querySelector('.stratsell-map .tip .strong')?.textContent === name", arg=name
        )
        assert name in card(page, key).get_attribute("aria-label")
        card(page, key).click()
        page.keyboard.press("m")
        assert page.locator(".stratsell-map .popover .strong").first.inner_text() == name
        page.keyboard.press("Escape")
    page.keyboard.press("x")
    with page.expect_download() as saving:
        page.get_by_role("dialog").get_by_role("button", name="SVG").click()
    saving.value.save_as(tmp_path / "map.svg")
    assert "<script" not in (tmp_path / "map.svg").read_text(encoding="utf-8")
    assert page.locator("img[src=x], .stratsell-map script, .stratsell-map mjx-container").count() == 0
    keep(page, "map-widget-hostile")


READ = """() => [...document.querySelectorAll(".stratsell-map")].map((map) => {
    const cards = [...map.querySelectorAll(".box.card")];
    const words = (card) => [...card.querySelectorAll(".look text:not([text-anchor])")].filter((node) => node.textContent);
    const heights = cards.flatMap(words).map((node) => node.getBoundingClientRect().height);
    const boxes = [...map.querySelectorAll(".box > .hit")].map((node) => node.getBoundingClientRect());
    const frame = map.querySelector(".frame").getBoundingClientRect();
    const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    return {
        least: Math.min(...heights),
        alike: cards.length - new Set(cards.map((card) => words(card).map((node) => node.textContent).join("|"))).size,
        over: boxes.flatMap((a, at) => boxes.slice(at + 1).filter((b) => meet(a, b))).length,
        outside: boxes.filter((a) => a.left < frame.left || a.right > frame.right || a.top < frame.top || a.bottom > frame.bottom).length,
        wide: frame.width,
    };
})"""


def test_names_can_be_read_at_the_first_look(browser, lab):
    """In frames of 900 by 520 px; stratsell/tests/map/test_readable.py computes the same for more sizes."""
    lab.write("readable", OFFICES)
    page, wrong = lab.open(browser, "readable", DRAWN)
    page.wait_for_function("document.querySelectorAll('.stratsell-map .box .look').length > 150")
    for result, least in zip(page.evaluate(READ), (11, 10, 9), strict=True):
        assert result["least"] >= least
        assert (result["alike"], result["over"], result["outside"], round(result["wide"])) == (0, 0, 0, 900)
    keep(page, "map-widget-readable")
    badge = page.locator(".stratsell-map").nth(2).locator(".fold").first
    box = badge.locator(".hit").bounding_box()
    assert min(box["width"], box["height"]) >= 23.9
    before = page.locator(".stratsell-map").nth(2).locator(".box.card").count()
    badge.locator("text").click()
    page.wait_for_function(
        f"document.querySelectorAll('.stratsell-map')[2].querySelectorAll('.box.card').length > {before}"
    )
    assert not wrong


def test_a_thousand_people_are_drawn_as_far_as_they_can_be_seen(thousand):
    page = thousand
    frame = page.locator(".stratsell-map .frame")
    assert frame.get_attribute("data-detail") == "far"
    assert page.locator(".stratsell-map .stage *").count() < 3_000
    keep(page, "map-widget-thousand")
    page.get_by_role("searchbox", name="Find a person").fill("p777")
    page.keyboard.press("Enter")
    page.wait_for_selector(".stratsell-map .frame[data-detail=full]")
    assert card(page, "p777").locator("text", has_text="Person p777").is_visible()
    assert page.locator(".stratsell-map .look").count() < 200
    assert page.locator(".stratsell-map .stage *").count() < 12_000
