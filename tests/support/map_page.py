"""What browser tests of the map share: its cards, and what Python says of it in a text field of the page."""

import json

MAP = ".stratsell-map"
DRAWN = f"{MAP} .box .look"


def card(page, person_id):
    return page.locator(f"{MAP} .box[data-key='card:{person_id}']")


def state(page):
    """What Python says, as the page's text field shows it."""
    return json.loads(page.locator(".widget-textarea textarea").input_value())


def wait(page, condition, arg=None):
    """Wait until something holds of what Python says."""
    page.wait_for_function(
        f"""arg => {{
            const state = JSON.parse(document.querySelector(".widget-textarea textarea").value || "{{}}");
            return ({condition})(state);
        }}""",
        arg=arg,
    )


def on_laptop(browser, lab, name, code):
    """Give an explorer on a laptop's screen with the legend open, in which nothing glides."""
    lab.write(name, code)
    for page in lab.seen(browser, name, DRAWN):
        page.set_viewport_size({"width": 1366, "height": 768})
        page.emulate_media(reduced_motion="reduce")
        page.get_by_role("button", name="Legend: what the signs mean (G)").click()  # as it begins on such a screen
        yield page
        page.evaluate("localStorage.removeItem('stratsell-legend')")


def cleared(page):
    """Undo all that was done, with no form or menu open and nobody selected."""
    if page.locator(".forms form").count():
        page.locator(".forms").get_by_role("button", name="Cancel").click()
        page.locator(".forms form").wait_for(state="detached")
    if page.locator(f"{MAP} .popover").count():
        page.keyboard.press("Escape")
    card(page, "nw-osei").focus()
    for _ in range(3):
        page.keyboard.press("Escape")
    while label := state(page)["undo"]:
        page.keyboard.press("Control+z")
        wait(page, "state => state.undo !== arg", label)
