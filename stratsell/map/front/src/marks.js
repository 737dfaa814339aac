// Marks as SVG elements: shapes and words as Python described them, in the colours of the theme.

import { svg } from "./dom.js";

export const FONTS = "'DejaVu Sans', Verdana, 'Noto Sans', system-ui, sans-serif";

const colours = new Map([["", "none"]]);

export function colour(name) {
  if (!colours.has(name)) colours.set(name, `var(--map-${name.replaceAll("_", "-")})`);
  return colours.get(name);
}

// The attributes of a mark's element; null is one that it has not.

export const ofShape = ({ style: [fill, stroke, width, dash], path }) => ({
  d: path,
  fill: colour(fill),
  stroke: stroke ? colour(stroke) : null,
  "stroke-width": stroke ? width : null,
  "stroke-dasharray": dash ? dash.join(" ") : null,
});

export const shape = (mark) => svg("path", ofShape(mark));

// One canvas for each weight, since to tell a canvas its font takes longer than to measure; widths grow as the size does.
const [plain, heavy] = ["", "bold "].map((weight) => {
  const measure = document.createElement("canvas").getContext("2d");
  measure.font = `${weight}100px ${FONTS}`;
  return measure;
});

export const textWidth = (text, size, bold) => ((bold ? heavy : plain).measureText(text).width * size) / 100;

// Python cut the text to fit in its own font; where the page's font is wider, it is set as narrow as it was meant.
export function ofWords({ x, y, text, width, font: [size, ink, bold, anchor] }) {
  const wide = textWidth(text, size, bold) > width + 1.5;
  return {
    x,
    y,
    fill: colour(ink),
    "font-size": size,
    "font-weight": bold ? "bold" : null,
    "text-anchor": anchor === "start" ? null : anchor,
    textLength: wide ? width : null,
    lengthAdjust: wide ? "spacingAndGlyphs" : null,
  };
}

export const marked = ({ shapes, words }) => [...shapes.map(shape), ...words.map((line) => svg("text", ofWords(line), line.text))];
