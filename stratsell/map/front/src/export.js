// What is seen, as a file: title, the part of the map in sight, and the legend, in the colours of the theme.

import { button, html, svg } from "./dom.js";
import { FONTS } from "./marks.js";

const SCALE = 2;
const MOST = 8000;
const PAD = 18;

export function exportMenu(map) {
  const save = (kind) => () => {
    map.popover.close();
    const picture = pictured(map);
    const file = `${map.model.get("objective_id")}-${map.model.get("as_of")}-view.${kind}`.replace(/[^\w.-]+/g, "_");
    if (kind === "svg") download(new Blob([serialized(picture)], { type: "image/svg+xml" }), file);
    else rastered(picture).then((blob) => download(blob, file));
  };
  const rows = () => [
    html("button", { type: "button", class: "row", onclick: save("png") }, html("span", {}, "PNG", html("small", { class: "muted" }, "a picture for slides"))),
    html("button", { type: "button", class: "row", onclick: save("svg") }, html("span", {}, "SVG", html("small", { class: "muted" }, "a drawing that can be enlarged"))),
  ];
  map.exporter = button("Export", "Export what is seen (X)", (event) => {
    map.popover.open(event.currentTarget, "Export what is seen", [html("div", { class: "menu" }, ...rows())]);
  });
  return map.exporter;
}

// The picture as one SVG element that needs nothing else.
export function pictured(map) {
  const { frame, view, root } = map;
  const [w, h] = view.size;
  view.draw();
  const style = getComputedStyle(root);
  const paint = (name) => style.getPropertyValue(`--map-${name}`).trim();
  const folded = map.legend.hidden;
  map.legend.hidden = false; // to be measured
  const legend = [...map.legend.children];
  const top = map.legend.getBoundingClientRect().top;
  const left = map.legend.getBoundingClientRect().left;
  const head = 64;
  const height = head + h + map.legend.offsetHeight + PAD;
  const text = (x, y, size, ink, words, more = {}) => svg("text", { x, y, "font-size": size, fill: paint(ink), ...more }, words);
  const { x, y, k } = view.transform;
  const world = view.world.cloneNode(true);
  world.setAttribute("transform", `translate(${x} ${y}) scale(${k})`);
  const picture = svg(
    "svg",
    { width: w, height, viewBox: `0 0 ${w} ${height}`, "font-family": FONTS },
    svg("title", {}, map.scene.title),
    svg("rect", { width: w, height, fill: paint("page") }),
    text(PAD, 28, 18, "ink", map.scene.title, { "font-weight": "bold" }),
    text(PAD, 49, 13, "muted", map.scene.subtitle),
    svg("svg", { y: head, width: w, height: h, viewBox: `0 0 ${w} ${h}` }, world),
    svg("path", { d: `M 0 ${head + h} H ${w}`, stroke: paint("rule") }),
    ...legend.flatMap((entry) => {
      const box = entry.getBoundingClientRect();
      const [ex, ey] = [box.left - left, box.top - top + head + h + box.height / 2];
      const sign = entry.querySelector("svg")?.cloneNode(true);
      sign?.setAttribute("x", ex);
      sign?.setAttribute("y", ey - 10);
      const wide = sign ? Number(sign.getAttribute("width")) + 4 : 0;
      const bold = sign ? {} : { "font-weight": "bold" };
      return [...(sign ? [sign] : []), text(ex + wide, ey + 4.5, 12.5, sign ? "muted" : "ink", entry.textContent, bold)];
    }),
  );
  map.legend.hidden = folded;
  strip(picture, paint, frame);
  return picture;
}

// Takes off what only matters on the page, and writes out the colours.
function strip(picture, paint) {
  for (const node of [...picture.querySelectorAll(".hit, .grips, .over")]) node.remove();
  for (const node of [...picture.querySelectorAll("*")]) {
    if (node.style.display === "none") {
      node.remove();
      continue;
    }
    if (node.classList.contains("out")) node.setAttribute("opacity", 0.2);
    for (const name of ["class", "style", "tabindex", "role", "data-key", "aria-hidden", "aria-label", "aria-selected"]) node.removeAttribute(name);
    for (const name of ["fill", "stroke"]) {
      const value = /^var\(--map-(.*)\)$/.exec(node.getAttribute(name) ?? "");
      if (value) node.setAttribute(name, paint(value[1]));
    }
  }
}

const serialized = (picture) => new XMLSerializer().serializeToString(picture);

async function rastered(picture) {
  const [w, h] = [Number(picture.getAttribute("width")), Number(picture.getAttribute("height"))];
  const scale = Math.min(SCALE, MOST / w, MOST / h);
  const address = URL.createObjectURL(new Blob([serialized(picture)], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = html("canvas", { width: Math.round(w * scale), height: Math.round(h * scale) });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  } finally {
    URL.revokeObjectURL(address);
  }
}

function download(blob, file) {
  const address = URL.createObjectURL(blob);
  const link = html("a", { href: address, download: file });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
