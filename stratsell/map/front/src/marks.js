// Marks as SVG elements: shapes and words as Python described them, in the colours of the theme.

import { svg } from "./dom.js";

export const FONTS = "'DejaVu Sans', Verdana, 'Noto Sans', system-ui, sans-serif";
export const colour = (name) => (name ? `var(--map-${name.replaceAll("_", "-")})` : "none");

export function shape({ style: [fill, stroke, width, dash], path }) {
  const attributes = { d: path, fill: colour(fill) };
  if (stroke) Object.assign(attributes, { stroke: colour(stroke), "stroke-width": width });
  if (dash) attributes["stroke-dasharray"] = dash.join(" ");
  return svg("path", attributes);
}

const measure = document.createElement("canvas").getContext("2d");
let font = ""; // what the canvas measures with; to set it takes longer than to measure

export function textWidth(text, size, bold) {
  const wanted = `${bold ? "bold " : ""}${size}px ${FONTS}`;
  if (wanted !== font) measure.font = font = wanted;
  return measure.measureText(text).width;
}

// Python cut the text to fit in its own font; where the page's font is wider, it is set as narrow as it was meant.
export function words({ x, y, text, width, font: [size, ink, bold, anchor] }) {
  const attributes = { x, y, fill: colour(ink), "font-size": size };
  if (bold) attributes["font-weight"] = "bold";
  if (anchor !== "start") attributes["text-anchor"] = anchor;
  if (textWidth(text, size, bold) > width + 1.5) {
    Object.assign(attributes, { textLength: width, lengthAdjust: "spacingAndGlyphs" });
  }
  return svg("text", attributes, text);
}

// Cards have most shapes in common, and to copy one is quicker than to make it.
const copied = (mark) => (mark.node ??= shape(mark)).cloneNode();

export const marked = ({ shapes, words: lines }) => [...shapes.map(copied), ...lines.map(words)];
