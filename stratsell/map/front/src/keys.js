// Every action has a key. The list below is also the help that people read.

import { html } from "./dom.js";
import { asksMenu } from "./menus";

const KEYS = [
  ["Arrow keys", "Go to the next card; up and down, to the nearest row", ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Home", "End"], (each, event) => each.step(event.key)],
  ["Enter", "Select a person, or fill a missing role", ["Enter", " "], (each) => each.select(each.current)],
  ["/", "Find a person", ["/"], (each) => each.filters.field.focus()],
  ["V", "Filter by role, mindset, coverage and red flag", ["v"], (each) => each.filters.open(each.filters.button)],
  ["P", "Everybody, or only those with a part in the objective", ["p"], (each) => each.filters.switchPeople()],
  ["+ −", "Larger, smaller", ["+", "=", "-", "_"], (each, event) => each.view.zoomBy("+=".includes(event.key) ? 1.4 : 1 / 1.4)],
  ["0", "The whole map", ["0"], (each) => each.view.fit()],
  ["F", "Full screen", ["f"], (each) => each.toggleFull()],
  ["G", "The legend, or not", ["g"], (each) => each.foldLegend(!each.legend.hidden)],
  ["X", "Export what is seen", ["x"], (each) => each.exporter.click()],
];

const OF_A_BUTTON = new Set(["Enter", " ", "Tab", "Home", "End", "ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"]);
const PANS = { ArrowLeft: [90, 0], ArrowRight: [-90, 0], ArrowUp: [0, 90], ArrowDown: [0, -90] };

export function keys(each, event) {
  const held = event.ctrlKey || event.metaKey;
  // JupyterLab would take plain keys for its own: a letter would add a cell below, an arrow leave the map.
  if (!held && !(event.shiftKey && event.key === "Enter")) event.stopPropagation();
  const within = event.target.closest("input, select, .popover, button");
  // A button has keys of its own; the others look at the map as they do from a card.
  const pressing = event.target.closest(".tools button") && !OF_A_BUTTON.has(event.key);
  if (event.key === "Escape" && (!within || pressing)) {
    if (!each.editor.cancel() && !each.several.clear() && each.model.get("selected")) each.choose("selected", "");
  } else if (asksMenu(event) && (!within || pressing)) {
    each.menus.about(...(pressing ? [undefined, event.target] : [each.current]));
  } else if (((!within || pressing) && each.several.key(event)) || each.editor.key(event, Boolean(within))) {
    // done
  } else if ((within && !pressing) || held) {
    return;
  } else if (event.shiftKey && PANS[event.key]) {
    each.view.panBy(...PANS[event.key]);
  } else if (event.key === "?") {
    each.help(each.tools.lastChild.lastChild);
  } else {
    const found = !event.altKey && KEYS.find(([, , names]) => names.includes(event.key) || names.includes(event.key.toLowerCase()));
    if (!found) return;
    found[3](each, event);
  }
  event.preventDefault();
  event.stopPropagation();
}

export function helpFor(each) {
  const rows = [
    ...KEYS.map(([sign, text]) => [sign, text]),
    ["Shift + arrows", "Move the picture"],
    ...each.editor.helps(),
    ["Esc", "Close, cancel, select nobody"],
  ];
  return [
    html("p", { class: "muted" }, "Drag the background to move around; the wheel zooms once the map has been clicked. A right click opens a menu, a double click edits. Shift+click selects several people, and so does a box drawn with Shift."),
    html("dl", { class: "keys" }, ...rows.flatMap(([sign, text]) => [html("dt", {}, sign), html("dd", {}, text)])),
  ];
}
