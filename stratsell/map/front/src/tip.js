// The whole card in words, beside it.

import { freshId, html, name } from "./dom.js";

export class Tip {
  constructor(frame, view) {
    this.view = view;
    this.frame = frame;
    this.node = html("div", { class: "tip", role: "tooltip", id: freshId(), hidden: true });
    frame.append(this.node);
  }

  show(box) {
    this.box = box;
    const lines = box.tip.map((line) => html("div", { class: line.startsWith("⚑") ? "bad" : "" }, line));
    const title = box.title ? html("div", { class: "muted" }, name(box.title)) : null;
    this.node.replaceChildren(html("div", { class: "strong" }, name(box.name)), ...(title ? [title] : []), ...lines);
    this.node.hidden = false;
    this.place();
  }

  // Right of the card if there is room, else left of it, else below; within the frame as far as it goes.
  place() {
    if (!this.box) return;
    const { transform, size } = this.view;
    const [left, top] = transform.apply([this.box.x, this.box.y]);
    const [right, low] = transform.apply([this.box.x + this.box.w, this.box.y + this.box.h]);
    const [w, h] = [this.node.offsetWidth, this.node.offsetHeight];
    const gap = 12;
    let [x, y] = [right + gap, top];
    if (x + w > size[0] - 4) x = left - gap - w;
    if (x < 4) [x, y] = [Math.min(Math.max(4, left), size[0] - w - 4), low + gap];
    this.node.style.transform = `translate(${Math.round(x)}px, ${Math.round(Math.max(4, Math.min(y, size[1] - h - 4)))}px)`;
  }

  hide() {
    this.box = null;
    this.node.hidden = true;
  }
}
