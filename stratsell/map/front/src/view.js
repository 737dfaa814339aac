// The picture: boxes and lines as SVG, moved and enlarged.
//
// While a gesture lasts, the finished picture is moved as a whole by a CSS transform, which costs nothing however much is in
// it; when it ends, or nears the margin of what is drawn, the picture is drawn again, crisp. Only what lies in sight is
// drawn, and the less of it in detail the more there is.

import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";
import { html, svg } from "./dom.js";
import { Drawing, arrange, change, inherit } from "./drawing.js";
import { glide } from "./glide.ts";
import { headed, straight } from "./lines.js";
import { FONTS, colour, ofShape, shape } from "./marks.js";
import { bounds } from "./scene.js";

// From which scale on a box says all, or its name, letters and dots; below, surname, initial and letters are what can be read.
const SCALES = { full: 0.72, mid: 0.46, small: 0.14 };
// How many boxes in sight are drawn with all their lines at most, and how many with words.
const FEW = 160;
const MANY = 420;
const PAD = 12;
const MARGIN = 0.4;
const SETTLED = 140;
const MOVED = 260;
const SOON = 300;

const short = (number) => Math.round(number * 10) / 10;

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export class View {
  constructor(frame, { awake, refused, moved, released, drawn, shaped }) {
    this.frame = frame;
    this.moved = moved;
    this.redrawn = drawn;
    this.shaped = shaped;
    this.transform = zoomIdentity;
    this.fitted = true;
    this.focus = null;
    this.out = new Set();
    this.hide = false;
    this.selected = "";
    this.route = null;
    this.lifted = null; // the box that somebody drags
    this.gliding = false; // whether the map moves by itself
    this.alike = {}; // the drawing of a box of each kind
    const layer = (name, attributes = {}) => svg("g", { class: name, ...attributes });
    this.layers = {
      far: layer("far", { "aria-hidden": "true" }),
      below: layer("below", { "aria-hidden": "true" }),
      edges: layer("edges", { "aria-hidden": "true" }),
      hits: layer("hits", { "aria-hidden": "true" }),
      route: layer("route", { "aria-hidden": "true" }),
      boxes: layer("boxes", { role: "listbox", "aria-multiselectable": "true", "aria-label": "People on the map" }),
      over: layer("over", { "aria-hidden": "true" }),
    };
    this.world = svg("g", {}, ...Object.values(this.layers));
    this.stage = svg("svg", { class: "stage", "font-family": FONTS }, this.world);
    frame.append(html("div", { class: "pane" }, this.stage));
    this.zoom = zoom()
      .extent(() => [[0, 0], this.size]) // known, since to ask a page makes it lay out all that is new
      .filter((event) => {
        if (event.type !== "wheel") return !event.button && !event.shiftKey;
        const wanted = event.ctrlKey || event.metaKey || awake();
        if (wanted) event.preventDefault(); // at its largest, too, or the page would begin to scroll
        else refused();
        return wanted;
      })
      // A pinch arrives as many small steps with Ctrl, a wheel's notch as one large step.
      .wheelDelta((event) => {
        const pixels = event.deltaMode === 1 ? 25 * event.deltaY : event.deltaMode ? 500 * event.deltaY : event.deltaY;
        return -pixels * (event.ctrlKey && Math.abs(pixels) < 50 ? 0.015 : 0.002);
      })
      // A wheel's last event clings to the move that a button starts right after it.
      .on("zoom", ({ transform, sourceEvent }) => this.follow(transform, Boolean(sourceEvent) && !this.gliding))
      .on("end", ({ sourceEvent }) => sourceEvent?.type === "mouseup" && released());
    this.gesture = select(frame).call(this.zoom).on("dblclick.zoom", null);
    this.size = [frame.clientWidth, frame.clientHeight];
    this.watcher = new ResizeObserver(() => {
      this.size = [frame.clientWidth, frame.clientHeight];
      this.resized();
    });
    this.watcher.observe(frame);
  }

  close() {
    this.watcher.disconnect();
    clearTimeout(this.settling);
    clearTimeout(this.touching);
  }

  // What is to be seen.

  // What was folded or moved stays under the pointer: as far as the whole map is in sight, or where somebody has zoomed.
  show(scene, { fit, anchor = null, dropped = null }) {
    const before = this.scene;
    this.scene = scene;
    const stays = Boolean(before) && !fit;
    const held = anchor && before?.byKey.get(anchor);
    const now = held && scene.byKey.get(anchor);
    const shift = !stays ? [0, 0] : now ? [now.x - held.x, now.y - held.y] : commonShift(before, scene);
    const old = this.transform;
    this.lifted = null;
    this.inherit(before, scene);
    for (const box of scene.boxes) this.prepare(box);
    arrange(this.layers.boxes, scene.boxes.map((box) => box.node));
    this.layers.below.replaceChildren(...scene.boxes.flatMap((box) => box.panel.map(shape)));
    this.layers.over.replaceChildren();
    this.limit();
    if (!stays) {
      this.fit({ at: "once" });
      return;
    }
    const { k, x, y } = old;
    const same = zoomIdentity.translate(x - k * shift[0], y - k * shift[1]).scale(k);
    this.place(this.fitted ? this.fitting(now && { box: now, at: old.apply([held.x, held.y]) }) : same);
    this.draw();
    // Where what was there is now on the screen, in px of the new scene.
    const from = ([px, py]) => this.transform.invert(old.apply([px, py]));
    if (!calm()) this.animate(before, this.fitted ? from : ([px, py]) => [px + shift[0], py + shift[1]], dropped);
  }

  // What is new takes the elements of what was there, but neither that of a card in somebody's hand, nor that which has the
  // focus, unless it is the same card: else it would become somebody else in silence.
  inherit(before, scene) {
    const focused = this.frame.getRootNode().activeElement;
    const free = (node) => !node.classList.contains("lifted") && (node !== focused || scene.byKey.has(node.box.key));
    inherit(scene.boxes, before?.boxes ?? [], free);
    inherit(scene.edges, before?.edges ?? []);
    for (const { node } of [...scene.boxes, ...scene.edges]) node?.motion?.cancel();
  }

  prepare(box) {
    const { x, y, w, h, kind, key } = box;
    box.node ??= boxNode();
    const { node } = box;
    node.box = box;
    for (const each of [...node.childNodes]) if (each !== node.hit && each !== node.drawing?.node) each.remove();
    change(node, { class: `box ${kind}`, transform: `translate(${x} ${y})`, "data-key": key });
    change(node.hit, { class: "hit", width: w, height: h, rx: kind === "seller" ? h / 2 : 9 });
  }

  look({ kind, node, looks }) {
    node.drawing ??= new Drawing(this.alike[kind]);
    this.alike[kind] = node.drawing;
    return node.drawing.show(looks[this.detail] ?? looks.small);
  }

  line(edge) {
    if (edge.node?.edge === edge) return edge.node;
    const { path, head, width, colour: ink, dash, arrow, kind } = edge;
    const line = ofShape({ style: ["", ink, width, dash], path });
    if (arrow) {
      const parts = [ofShape({ style: ["", "page", width + 3, null], path }), line, ofShape({ style: [ink, "", 1, null], path: head })];
      edge.node ??= svg("g", { class: `edge ${kind}` }, ...parts.map(() => svg("path")));
      parts.forEach((part, at) => change(edge.node.childNodes[at], part));
    } else edge.node = change(edge.node ?? svg("path", { class: `edge ${kind}` }), line);
    edge.node.edge = edge;
    return edge.node;
  }

  // Moving around.

  limit() {
    const [x0, y0, x1, y1] = this.scene.bounds;
    const [w, h] = this.size;
    const least = Math.min(w / (x1 - x0 || 1), h / (y1 - y0 || 1), 1) || 1;
    this.zoom.scaleExtent([least / 2, 4]).translateExtent([
      [x0 - w / least, y0 - h / least],
      [x1 + w / least, y1 + h / least],
    ]);
  }

  // The whole map, or what a filter leaves of it, with a box as near as can be to where it was.
  fitting(anchor = null) {
    const { boxes, edges } = this.scene;
    const left = this.hide ? boxes.filter((box) => !this.out.has(box)) : boxes;
    const among = (edge) => !this.out.has(edge.source) && !this.out.has(edge.target);
    const [x0, y0, x1, y1] = left.length < boxes.length && left.length ? bounds(left, edges.filter(among)) : this.scene.bounds;
    const [w, h] = this.size;
    const k = Math.max(0.01, Math.min((w - 2 * PAD) / (x1 - x0), (h - 2 * PAD) / (y1 - y0), 1.15));
    const put = (room, low, high, wanted) => {
      const [first, last] = [PAD - k * low, room - PAD - k * high];
      return wanted === null ? (first + last) / 2 : Math.max(Math.min(first, last), Math.min(wanted, Math.max(first, last)));
    };
    const [x, y] = anchor ? [anchor.at[0] - k * anchor.box.x, anchor.at[1] - k * anchor.box.y] : [null, null];
    return zoomIdentity.translate(put(w, x0, x1, x), put(h, y0, y1, y)).scale(k);
  }

  fit({ at = "soon" } = {}) {
    if (!this.scene || !this.size[0]) return;
    this.fitted = true;
    this.go(this.fitting(), at);
  }

  go(transform, at = "soon") {
    if (at === "once" || calm()) {
      this.place(transform);
      this.draw();
    } else {
      this.glide(transform, MOVED);
    }
  }

  glide(to, ms) {
    const from = this.transform;
    const part = (name, share) => from[name] + share * (to[name] - from[name]);
    glide(this.frame, ms, (share) => {
      this.gliding = true;
      this.zoom.transform(this.gesture, share < 1 ? zoomIdentity.translate(part("x", share), part("y", share)).scale(part("k", share)) : to);
      this.gliding = false;
    });
  }

  place(transform) {
    this.quiet = true;
    this.gesture.interrupt().call(this.zoom.transform, transform);
    this.quiet = false;
  }

  zoomBy(factor) {
    this.fitted = false;
    if (calm()) this.zoom.scaleBy(this.gesture, factor);
    else this.glide(this.scaled(factor), 160);
  }

  // The view around the same middle, as near and as far as can be.
  scaled(factor) {
    const [least, most] = this.zoom.scaleExtent();
    const k = Math.max(least, Math.min(most, this.transform.k * factor));
    const [x, y] = this.size.map((side) => side / 2);
    const [left, top] = this.transform.invert([x, y]);
    const wanted = zoomIdentity.translate(x - left * k, y - top * k).scale(k);
    return this.zoom.constrain()(wanted, [[0, 0], this.size], this.zoom.translateExtent());
  }

  panBy(dx, dy) {
    this.fitted = false;
    const { k, x, y } = this.transform;
    this.go(zoomIdentity.translate(x + dx, y + dy).scale(k));
  }

  // Brings a box into sight, and to a size at which it can be read.
  reveal(box, { centre = false } = {}) {
    const [w, h] = this.size;
    const k = Math.max(this.transform.k, centre ? 0.8 : 0);
    const [left, top] = this.transform.apply([box.x, box.y]);
    const [right, low] = this.transform.apply([box.x + box.w, box.y + box.h]);
    if (k === this.transform.k && left > 8 && top > 8 && right < w - 8 && low < h - 8) return;
    this.fitted = false;
    this.go(zoomIdentity.translate(w / 2 - k * (box.x + box.w / 2), h / 2 - k * (box.y + box.h / 2)).scale(k));
  }

  follow(transform, byHand) {
    this.transform = transform;
    if (byHand) this.fitted = false;
    this.moved();
    if (this.quiet || !this.drawn) return;
    const { k, x, y, mx, my } = this.drawn;
    const grown = transform.k / k;
    const [left, top] = [transform.x + mx - grown * (x + mx), transform.y + my - grown * (y + my)];
    this.stage.style.transform = `translate(${left}px, ${top}px) scale(${grown})`;
    const [w, h] = this.size;
    const [sw, sh] = [(w + 2 * mx) * grown, (h + 2 * my) * grown];
    const covered = left - mx <= 0 && top - my <= 0 && left - mx + sw >= w && top - my + sh >= h;
    clearTimeout(this.settling);
    if ((!covered && !this.whole) || grown > 2.5) this.draw();
    else this.settling = setTimeout(() => this.draw(), SETTLED);
  }

  resized() {
    if (!this.scene || !this.size[0]) return;
    this.shaped(this.size);
    this.limit();
    if (this.fitted) this.fit({ at: "once" });
    else this.draw();
  }

  // Painting.

  draw() {
    clearTimeout(this.settling);
    const [w, h] = this.size;
    if (!this.scene || !w) return;
    const { k, x, y } = this.transform;
    const [mx, my] = [Math.round(w * MARGIN), Math.round(h * MARGIN)];
    this.drawn = { k, x, y, mx, my };
    Object.assign(this.stage.style, { left: `${-mx}px`, top: `${-my}px`, transform: "" });
    this.stage.setAttribute("width", w + 2 * mx);
    this.stage.setAttribute("height", h + 2 * my);
    this.world.setAttribute("transform", `translate(${x + mx} ${y + my}) scale(${k})`);
    this.area = [(-mx - x) / k, (-my - y) / k, (w + mx - x) / k, (h + my - y) / k];
    this.paint();
    this.redrawn(k);
  }

  // Draws what is in the area, and shows what is to stand out.
  paint() {
    if (!this.area) return;
    const { scene, focus, out, hide } = this;
    const [x0, y0, x1, y1] = this.area;
    const small = scene.boxes.length <= FEW;
    const there = (box) => !(hide && out.has(box));
    const near = (box) => box.x < x1 && box.x + box.w > x0 && box.y < y1 && box.y + box.h > y0;
    const inside = scene.boxes.filter((box) => there(box) && (small || near(box)));
    this.whole = small;
    const full = inside.length <= FEW;
    this.detail = inside.length > MANY ? "far" : (Object.keys(SCALES).find((name) => this.drawn.k >= SCALES[name]) ?? (full ? "small" : "far"));
    this.frame.dataset.detail = this.detail;
    const shown = new Set(this.detail === "far" ? [] : inside);
    for (const box of [...(focus?.boxes ?? []), ...(this.route?.boxes ?? []), scene.byId.get(this.selected)]) {
      if (box && there(box)) shown.add(box);
    }
    for (const box of scene.boxes) {
      const { node } = box;
      node.style.display = there(box) ? "" : "none";
      if (!shown.has(box)) node.drawing?.node.remove();
      else if (this.look(box).parentNode !== node) node.prepend(this.look(box));
      node.classList.toggle("out", out.has(box));
      node.classList.toggle("lit", Boolean(focus?.boxes.has(box)));
    }
    const cross = ({ bounds: [a, b, c, d] }) => small || (a < x1 && c > x0 && b < y1 && d > y0);
    const held = new Set(this.lifted?.edges);
    const lines = scene.edges.filter((edge) => cross(edge) && there(edge.source) && there(edge.target) && !held.has(edge));
    const away = (edge) => out.has(edge.source) || out.has(edge.target);
    this.paintLines(full ? lines : lines.filter((edge) => focus?.edges.has(edge)), away);
    this.layers.far.replaceChildren(...this.crowd(this.detail === "far" ? inside : [], full ? [] : lines, away));
    this.frame.classList.toggle("focusing", Boolean(focus));
    this.paintSelection();
  }

  // Each line has an element of its own: to dash a path across the whole map anew for every tile of it takes a page long.
  paintLines(lines, away) {
    const drawn = lines.map((edge) => {
      const node = this.line(edge);
      node.classList.toggle("out", away(edge));
      node.classList.toggle("lit", Boolean(this.focus?.edges.has(edge)));
      return node;
    });
    arrange(this.layers.edges, drawn);
    this.pointable = lines.filter(({ form }) => form);
    clearTimeout(this.touching); // while somebody zooms, line after line would be drawn twice
    this.touching = setTimeout(() => this.paintHits(), SOON);
  }

  // Where a line can be pointed at. Nobody does in the first moment, so the picture need not wait for it.
  paintHits() {
    const there = this.layers.hits.childNodes;
    const hits = this.pointable.map((edge, at) => {
      const node = change(there[at] ?? svg("path"), { class: "edge hit", d: edge.path, "data-key": edge.key });
      return Object.assign(node, { edge });
    });
    arrange(this.layers.hits, hits);
  }

  // Many boxes and lines at once: one path for all that look the same from afar.
  crowd(boxes, edges, away) {
    const paths = new Map();
    const add = (key, style, path, faded, strong = 1) => {
      const name = `${key} ${faded}`;
      if (!paths.has(name)) paths.set(name, { style, faded, strong, parts: [] });
      paths.get(name).parts.push(path);
    };
    const least = 0.7 / this.drawn.k;
    for (const edge of edges) {
      const path = edge.points.map(([x, y], at) => `${at ? "L" : "M"}${x} ${y}`).join("");
      // From afar a thousand lines would hide the cards; who reports to whom is what is left to see.
      const strong = boxes.length && !edge.ranks ? 0.3 : 1;
      add(edge.kind, ["", edge.colour, Math.max(edge.width, least), null], path, away(edge), strong);
    }
    for (const box of boxes) {
      const { x, y, w, h } = box;
      const faded = this.out.has(box);
      const rectangle = (width) => `M${x} ${y}h${width}v${h}h${-width}z`;
      const body = box.looks.full.shapes[0]?.style;
      if (!body) continue;
      const ink = body[1] || (box.level ? "border" : "");
      add(`${body[0]} ${ink}`, [body[0], ink, Math.max(body[2], least), null], rectangle(w), faded);
      if (box.level) add(`stripe ${box.mindset}`, [box.mindset || "unknown", "", 1, null], rectangle(27), faded);
    }
    return [...paths.values()].map(({ style, faded, strong, parts }) => {
      const path = shape({ style, path: parts.join("") });
      if (strong < 1) path.setAttribute("stroke-opacity", strong);
      path.setAttribute("class", faded ? "many out" : "many");
      return path;
    });
  }

  // A card that is being dragged, with its lines as straight as can be.
  lift(box) {
    this.layers.boxes.append(box.node);
    box.node.classList.add("lifted");
    this.lifted = box;
    this.paint();
  }

  carry(box, x, y) {
    Object.assign(box, { x, y });
    box.node.setAttribute("transform", `translate(${x} ${y})`);
    const lines = box.edges.map(({ source, target, arrow, width, colour: ink, dash }) => {
      const points = straight(source, target);
      return shape({ style: ["", ink, width, dash], path: arrow ? headed(points, width).path : headed(points, 0).path });
    });
    this.layers.over.replaceChildren(...lines);
  }

  putBack(box, x, y) {
    this.carry(box, x, y);
    this.layers.over.replaceChildren();
    box.node.classList.remove("lifted");
    this.lifted = null;
    this.paint();
  }

  // Who is selected, and the way to them.
  paintSelection() {
    const { scene } = this;
    const box = scene.byId.get(this.selected);
    this.layers.below.querySelector(".halo")?.remove();
    for (const mark of this.layers.boxes.querySelectorAll(".mark")) mark.remove();
    this.layers.route.replaceChildren();
    if (!box || (this.hide && this.out.has(box))) return;
    const halo = scene.selection.halo.map(shape);
    this.layers.below.append(svg("g", { class: "halo", transform: `translate(${box.x} ${box.y})` }, ...halo));
    box.node.insertBefore(svg("g", { class: "mark" }, ...scene.selection.border.map(shape)), box.node.hit);
    for (const { source, target, edge } of this.route?.steps ?? []) {
      this.layers.route.append(...routeMarks(wayOf(source, target, edge), scene.lines.introduction));
    }
  }

  // What was there moves to where it is now; what is new fades in. A card that somebody drops is there at once.
  animate(before, moved, dropped) {
    if (this.detail === "far") return;
    const timing = { duration: MOVED, easing: "ease-in-out" };
    const fresh = [{ opacity: 0 }, { opacity: 1 }];
    const froms = this.scene.boxes.map((box) => {
      const old = before.byKey.get(box.key);
      return old && moved([old.x, old.y]);
    });
    const stays = ({ x, y }, from) => from && Math.hypot(from[0] - x, from[1] - y) <= 0.5;
    if (dropped && this.scene.boxes.every((box, at) => box.key === dropped || stays(box, froms[at]))) return;
    this.scene.boxes.forEach((box, at) => {
      const from = froms[at];
      if (!from) box.node.motion = box.node.animate(fresh, timing);
      else if (!stays(box, from)) {
        const frames = [from, [box.x, box.y]].map(([x, y]) => ({ transform: `translate(${x}px, ${y}px)` }));
        box.node.motion = box.node.animate(frames, timing);
      }
    });
    const lines = new Map(before.edges.map((edge) => [edge.key, edge]));
    for (const edge of this.scene.edges) {
      const old = lines.get(edge.key);
      const same = old && edge.width === old.width && String(old.points.map((point) => moved(point).map(short))) === String(edge.points.map((point) => point.map(short)));
      if (!same && edge.node?.isConnected) edge.node.motion = edge.node.animate(fresh, { ...timing, delay: MOVED / 2, fill: "backwards" });
    }
  }
}

function boxNode() {
  const hit = svg("rect");
  return Object.assign(svg("g", {}, hit), { hit });
}

function wayOf(source, target, edge) {
  if (!edge) return straight(source, target);
  return edge.source === source ? edge.points : [...edge.points].reverse();
}

function routeMarks(points, [ink, , , width]) {
  const { path, head } = headed(points, width);
  return [
    shape({ style: ["", "page", width + 3, null], path }),
    shape({ style: ["", ink, width, null], path }),
    svg("path", { d: head, fill: colour(ink) }),
  ];
}

// How far most boxes have moved: a map that has grown at its left shifts as a whole, and then nobody is to move in sight.
function commonShift(before, after) {
  const counts = new Map();
  for (const box of after.boxes) {
    const old = before.byKey.get(box.key);
    if (!old) continue;
    const shift = [Math.round((box.x - old.x) * 10) / 10, Math.round((box.y - old.y) * 10) / 10];
    const key = shift.join(" ");
    counts.set(key, { shift, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  const most = [...counts.values()].reduce((best, each) => (each.count > best.count ? each : best), { shift: [0, 0], count: 0 });
  return most.shift;
}
