"""An explorer and a map whose Python is at work, or has gone: it is said, with what to do, and no control does as if."""

import os
import re
import signal
import urllib.request

import pytest

from tests.support.laboratory import keep, violations

CODE = """\
import os
import stratsell as ss
from IPython.display import display
_ = open({pid!r}, "w").write(str(os.getpid()))
book = ss.demo()
display(ss.explore(book, as_of="2026-11-23", account_id="northwind"))
display(ss.InfluenceMap(book, objective_id="northwind-1", as_of="2026-11-23"))"""
ALONE = ":not(.stratsell-explorer *)"
DRAWN = f".stratsell-map{ALONE} [role=option]"
LAPTOP = {"width": 1366, "height": 768}


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_python_that_works_or_has_gone_is_said(browser, lab, tmp_path):
    """While it is at work what was chosen waits; once it has gone, the map can be looked at. This ends the kernel."""
    lab.write("health", CODE.format(pid=str(tmp_path / "pid")))
    page, wrong = lab.open(browser, "health", DRAWN)
    page.set_viewport_size(LAPTOP)
    explorer = page.locator(".stratsell-explorer")
    alone = page.locator(f".stratsell-map{ALONE}")
    explorer.get_by_role("button", name="Add a person").click()
    name = explorer.locator(".forms form").get_by_label("Name").first
    name.fill("Half a na")
    bar = explorer.locator(".wellbeing")
    kernel = int((tmp_path / "pid").read_text())
    os.kill(kernel, signal.SIGSTOP)  # it answers nothing, as if at work on something else
    try:
        explorer.get_by_role("tab", name="Coverage").click()
        bar.and_(page.locator(":has-text('Python is still at work')")).wait_for()
        alone.locator(".status:has-text('Python is still at work')").wait_for()
        keep(page, "explorer-busy")
    finally:
        os.kill(kernel, signal.SIGCONT)
    bar.wait_for(state="hidden")
    explorer.locator(".sheets[aria-label^='Coverage']:visible").wait_for()
    explorer.get_by_role("tab", name="Map").click()
    explorer.locator(".stratsell-map:visible").wait_for()

    gone = urllib.request.Request(lab.address(f"api/kernels/{lab.kernel()}"), method="DELETE")
    urllib.request.urlopen(gone, timeout=60).close()
    bar.and_(
        page.locator(":has-text('Python has stopped. Nothing can be changed here any more: run the cell again')")
    ).wait_for()
    keep(page, "explorer-gone")
    working = explorer.locator(":is(button, input, select, textarea):enabled:not([readonly])")
    outside = working.evaluate_all(
        "nodes => nodes.filter((node) => !node.closest('.stratsell-map') && node.checkVisibility()).map((node) => node.textContent)"
    )
    assert outside == ["Details"]
    assert name.input_value() == "Half a na"
    assert not name.is_editable()
    assert [item for item in violations(page, ".stratsell-explorer") if item[0] != "scrollable-region-focusable"] == []

    map_is_there_to_look_at(page, alone)
    page.close()
    assert wrong == []


def map_is_there_to_look_at(page, alone):
    """It says why it cannot be edited, and can be pointed at, enlarged and searched."""
    alone.locator(".status:has-text('Python has stopped')").wait_for()
    for label in ("Connect", "Tidy"):
        assert alone.get_by_role("button", name=label).is_disabled(), label
    card = alone.locator(".box.card").and_(page.get_by_role("option", name=re.compile("^Lin Zhao,")))
    card.hover()
    alone.locator(".tip:visible").wait_for()
    assert alone.locator(".grip").count() == 0
    card.focus()
    for key in ("Delete", "e", "c", "m", "Control+z"):
        page.keyboard.press(key)
    assert page.locator(".popover:visible").count() == 0
    alone.locator(".status:has-text('Python has stopped')").wait_for()
    width = "node => node.getBoundingClientRect().width"
    before = card.evaluate(width)
    page.keyboard.press("+")
    page.wait_for_function(f"before => ({width})(document.activeElement) > 1.2 * before", arg=before)
    alone.get_by_role("searchbox").fill("mei")
    alone.locator(".found:has-text('1')").wait_for()
    keep(page, "map-gone")
