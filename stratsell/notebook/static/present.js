// Shows the explorer to others: full screen, in large type, without notes and without anything that edits. Whatever is looked
// at meanwhile, afterwards all is as it was; Python does its half of that (see stratsell/notebook/presenting.py).
function presentation(model, say) {
  let frame = null; // the whole explorer
  let before = null; // where the focus was
  const act = (what) => () => model.send({ do: what });
  const step = (text, what, key) => make("button", { type: "button", title: `${text} (${key})`, onclick: act(what) }, text);
  const opener = make("button", { type: "button", class: "present", title: "Show it to others: full screen, without notes (Shift+P)", onclick: begin }, "Present");
  const heading = make("p", { class: "heading", role: "status" });
  const next = step("Next ›", "next", "Page Down");
  const bar = make("div", { class: "presentation", role: "group", "aria-label": "Presentation" }, heading,
    step("‹ Previous", "previous", "Page Up"), next, make("button", { type: "button", class: "local", title: "Back to work (Esc)", onclick: end }, "Leave"));

  // A page may not be allowed full screen; the explorer fills its window then, above whatever else is in it.
  async function begin() {
    if (before || !frame) return;
    before = document.activeElement;
    frame.classList.add("presenting");
    frame.tabIndex = -1; // a press on its background leaves the keys here
    say("present");
    try {
      await frame.requestFullscreen();
    } catch {
      if (!before) return;
      frame.popover = "manual";
      frame.showPopover();
    }
    if (before) next.focus({ preventScroll: true });
  }

  function end() {
    if (!before) return;
    const back = before;
    before = null;
    if (document.fullscreenElement === frame) document.exitFullscreen();
    frame.removeAttribute("popover");
    frame.removeAttribute("tabindex");
    frame.classList.remove("presenting");
    say("leave");
    (back.isConnected && back !== document.body ? back : opener).focus({ preventScroll: true });
  }

  // A browser may take the Escape key itself.
  const turned = () => document.fullscreenElement !== frame && !frame?.matches(":popover-open") && end();

  const KEYS = { Escape: end, PageDown: act("next"), PageUp: act("previous") };
  const ASIDE = { ArrowRight: act("next"), ArrowLeft: act("previous") };

  function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const field = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select");
    const aside = !field && !event.target.closest(".box") && !event.shiftKey;
    const key = !before ? event.key === "P" && !field && begin : KEYS[event.key] ?? (aside && ASIDE[event.key]);
    if (!key) return;
    event.preventDefault();
    event.stopPropagation();
    key();
  }

  // The Tab key goes around in it.
  const left = (event) => before && event.relatedTarget && !frame.contains(event.relatedTarget) && next.focus({ preventScroll: true });

  const draw = () => {
    if (heading.textContent !== model.get("heading")) heading.replaceChildren(isolated(model.get("heading")));
  };
  draw();
  const stop = follow(model, "heading", draw);

  return {
    opener,
    bar,
    place(explorer) {
      frame = explorer;
      frame?.addEventListener("keydown", press, true);
      frame?.addEventListener("focusout", left);
      document.addEventListener("fullscreenchange", turned);
    },
    remove() {
      stop();
      end();
      frame?.removeEventListener("keydown", press, true);
      frame?.removeEventListener("focusout", left);
      document.removeEventListener("fullscreenchange", turned);
    },
  };
}
