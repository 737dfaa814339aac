// Elements are made by name and filled with text. Nothing is ever parsed as markup, so that a name from a CRM shows as it
// is written.

const SVG = "http://www.w3.org/2000/svg";

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

export const svg = (tag, attributes = {}, ...children) => filled(document.createElementNS(SVG, tag), attributes, children);
export const html = (tag, attributes = {}, ...children) => filled(document.createElement(tag), attributes, children);

// A button that shows a sign and says what it does.
export const button = (sign, label, onclick, attributes = {}) =>
  html("button", { type: "button", title: label, "aria-label": label, onclick, ...attributes }, sign);

// Sets the text of an element that holds nothing else, where it is another one: what is new must be laid out.
export function say(node, text) {
  const { firstChild } = node;
  if (!firstChild) node.append(text);
  else if (firstChild.data !== text) firstChild.data = text;
}

// A name keeps its own direction and does not turn the words around it.
export const name = (text, attributes = {}) => html("bdi", attributes, text);

// Text for comparing what people type: no capitals, accents or widths.
export const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

// What this browser remembers of how somebody likes a map; a page may be forbidden to.
export function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    return;
  }
}

export function remembered(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

let count = 0;
export const freshId = () => `stratsell-map-${(count += 1)}-${Math.random().toString(36).slice(2, 8)}`;
