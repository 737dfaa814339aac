// What the signs mean, below the map.

import { html, svg } from "./dom.js";
import { FONTS, marked } from "./marks.js";

export function legend(scene) {
  return scene.legend.map((entry) => {
    if (!entry.marks.shapes.length && !entry.marks.words.length) return html("span", { class: "group" }, entry.text);
    const sign = svg("svg", { "aria-hidden": "true", "font-family": FONTS, height: 20 }, ...marked(entry.marks));
    const width = signWidth(entry.marks);
    sign.setAttribute("width", width);
    sign.setAttribute("viewBox", `-1 -10 ${width} 20`);
    return html("span", { class: "entry", title: entry.definition }, sign, entry.text);
  });
}

// How far to the right the marks of a sign reach, in px.
function signWidth({ shapes, words }) {
  const ends = shapes.flatMap(({ path }) => path.match(/-?[\d.]+/g).filter((_, at) => at % 2 === 0).map(Number));
  return Math.ceil(Math.max(...ends, ...words.map(({ x }) => x)) + 3);
}
