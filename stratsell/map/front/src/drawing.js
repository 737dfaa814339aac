// Elements that change what they show. A page styles and lays out whatever is new to it, so what is there is used again, and
// touched only where it differs: from card to card, and from account to account, that is little.

import { say, svg } from "./dom.js";
import { ofShape, ofWords } from "./marks.js";

// How many shapes are the body of a card.
const BODY = 3;

// Sets those attributes that differ from what was set before; null takes one off.
export function change(node, attributes) {
  const before = node.told ?? {};
  for (const name in attributes) {
    const value = attributes[name];
    if (value === (before[name] ?? null)) continue;
    if (value === null) node.removeAttribute(name);
    else node.setAttribute(name, value);
  }
  node.told = attributes;
  return node;
}

// Gives things the elements of those before them: of the same key, or else of the same kind, if they may be used again.
export function inherit(things, before, usable = () => true) {
  const left = new Map(before.filter(({ node }) => node && usable(node)).map((each) => [each.key, each]));
  for (const each of things) {
    each.node = left.get(each.key)?.node ?? null;
    left.delete(each.key);
  }
  const spare = new Map();
  for (const { kind, node } of left.values()) spare.get(kind)?.push(node) ?? spare.set(kind, [node]);
  for (const each of things) each.node ??= spare.get(each.kind)?.shift() ?? null;
}

// Makes these the children, in this order, and moves none that stands where it should.
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  for (const node of [...parent.childNodes]) if (!wanted.has(node)) node.remove();
  let at = parent.firstChild;
  for (const node of nodes) {
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
  }
}

// The marks of a box. Each takes the element of its like in what was shown before: a name that of a name, dots those of dots.
export class Drawing {
  // To copy one that looks alike is quicker than to make one from nothing.
  constructor(alike = null) {
    this.node = alike?.node.cloneNode(true) ?? svg("g", { class: "look" });
    this.parts = new Map();
    const nodes = [...this.node.childNodes];
    for (const [key, { told }] of alike?.parts ?? []) this.parts.set(key, Object.assign(nodes[this.parts.size], { told }));
  }

  show(marks) {
    if (this.marks === marks) return this.node;
    this.marks = marks;
    const before = [...this.parts.keys()];
    const parts = new Map();
    let same = true;
    const part = (name, tag, attributes) => {
      const key = parts.has(name) ? `${name} ${parts.size}` : name;
      same &&= key === before[parts.size];
      const node = change(this.parts.get(key) ?? svg(tag), attributes);
      parts.set(key, node);
      return node;
    };
    marks.shapes.forEach((mark, at) => {
      part(at < BODY ? at : `${mark.style}`, "path", ofShape(mark));
    });
    for (const mark of marks.words) say(part(`${mark.x} ${mark.y}`, "text", ofWords(mark)), mark.text);
    if (!same || parts.size < before.length) arrange(this.node, [...parts.values()]);
    this.parts = parts;
    return this.node;
  }
}
