// The whole card in words, beside it.

import { freshId, html, name } from "./dom.js";

const GAP = 12;
const EDGE = 4;

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
    lines.push(...box.notes.map((line) => html("div", { class: "private" }, line)));
    const title = box.title ? html("div", { class: "muted" }, name(box.title)) : null;
    this.node.replaceChildren(html("div", { class: "strong" }, name(box.name)), ...(title ? [title] : []), ...lines);
    this.node.hidden = false;
    this.place();
  }

  // Beside the card, where it covers least of the other boxes; within the frame as far as it goes.
  place() {
    if (!this.box) return;
    const { transform, size, scene } = this.view;
    const within = (least, x, most) => Math.max(least, Math.min(x, most));
    const seen = ({ x, y, w, h }) => [...transform.apply([x, y]), w * transform.k, h * transform.k];
    const [left, top, width, height] = seen(this.box);
    const [w, h] = [this.node.offsetWidth, this.node.offsetHeight];
    const [farX, farY] = [size[0] - w - EDGE, size[1] - h - EDGE];
    const [x, y] = [within(EDGE, left, farX), within(EDGE, top, farY)];
    const places = [
      [left + width + GAP, y],
      [left - GAP - w, y],
      [x, top + height + GAP],
      [x, top - GAP - h],
      // A corner of the frame, where there is no room beside the card.
      [left > size[0] / 2 ? EDGE : farX, top > size[1] / 2 ? EDGE : farY],
    ];
    const over = (a, least, b) => Math.max(0, Math.min(a + least, b[0] + b[1]) - Math.max(a, b[0]));
    const others = scene.boxes.filter((box) => box.kind !== "heading").map(seen);
    const covered = ([px, py]) => others.reduce((sum, [bx, by, bw, bh]) => sum + over(px, w, [bx, bw]) * over(py, h, [by, bh]), 0);
    const inside = places.filter(([px, py], at) => at === 4 || (px >= EDGE && py >= EDGE && px <= farX && py <= farY));
    const costs = inside.map(covered);
    const [bestX, bestY] = inside[costs.indexOf(Math.min(...costs))];
    this.node.style.transform = `translate(${Math.round(bestX)}px, ${Math.round(Math.max(EDGE, bestY))}px)`;
  }

  hide() {
    this.box = null;
    this.node.hidden = true;
  }
}
