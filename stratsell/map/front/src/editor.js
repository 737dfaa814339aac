// Editing on the map. What people do here is asked of Python, which changes the book, sends the new scene and answers in one
// line; without a kernel the map says so and stays as it is.

import { drag } from "d3-drag";
import { select } from "d3-selection";
import { button, freshId, html, name, svg } from "./dom.js";
import { change } from "./drawing.js";
import { headed, straight } from "./lines.js";
import { colour, shape } from "./marks.js";

const PATIENCE = 3000;
// How high and wide a knob is on the screen, in px.
const KNOB = 24;
const SLACK = 4;

export class Editor {
  constructor(map) {
    this.map = map;
    this.view = map.view;
    this.model = map.model;
    this.tickets = new Map();
    this.ticket = 0;
    this.heard = (content) => this.answered(content);
    this.model.on("msg:custom", this.heard);
    this.drags();
  }

  close() {
    this.model.off("msg:custom", this.heard);
    for (const { timer } of this.tickets.values()) clearTimeout(timer);
  }

  // Whether the map is for looking only.
  get off() {
    return this.map.presented || this.map.root.matches(".away");
  }

  // Asking Python.

  ask(what, fields = {}) {
    if (this.off && (what !== "fold" || !this.map.presented)) return Promise.resolve(false);
    const ticket = (this.ticket += 1);
    this.map.root.setAttribute("aria-busy", "true");
    return new Promise((resolve) => {
      const silence = "Python does not answer. The map can be read, but not edited, until a kernel runs it.";
      const fail = () => {
        this.silent = true;
        this.map.say(silence, { failed: true });
      };
      this.tickets.set(ticket, { resolve, timer: setTimeout(fail, PATIENCE) });
      try {
        this.model.send({ do: what, ticket, ...fields });
      } catch {
        fail();
      }
    });
  }

  answered({ ticket, said, failed }) {
    const asked = this.tickets.get(ticket);
    if (!asked) return;
    this.tickets.delete(ticket);
    this.silent = false;
    clearTimeout(asked.timer);
    if (!this.tickets.size) this.map.root.removeAttribute("aria-busy");
    this.map.say(said, { failed });
    asked.resolve(!failed);
  }

  // The buttons.

  tools() {
    this.undo = button("↶", "Undo", () => this.ask("undo"), { class: "undo" });
    this.redo = button("↷", "Redo", () => this.ask("redo"), { class: "redo" });
    this.unsaved = html("span", { class: "unsaved", hidden: true }, "● unsaved");
    this.connecting = button("Connect", "Connect: draw a relationship (C)", () => this.connect(), { "aria-pressed": "false" });
    this.menuButton = button("Person", "Person: what to do with the selected one (M)", (event) => this.map.menus.about(this.person(null), event.currentTarget), {
      "aria-haspopup": "menu",
    });
    return [this.connecting, this.menuButton, button("Tidy", "Tidy: put all cards back where they belong (Shift+T)", () => this.ask("tidy")), this.undo, this.redo, this.unsaved];
  }

  paintHistory() {
    const { undo = "", redo = "", unsaved = false } = this.model.get("history") ?? {};
    const told = [
      [this.undo, "Undo", undo, "Ctrl+Z"],
      [this.redo, "Redo", redo, "Ctrl+Y"],
    ];
    for (const [node, verb, label, key] of told) {
      const text = label ? `${verb}: ${label} (${key})` : `Nothing to ${verb.toLowerCase()}`;
      node.disabled = !label;
      node.title = text;
      node.setAttribute("aria-label", text);
    }
    this.unsaved.hidden = !unsaved;
    this.unsaved.title = "Nothing is written to disk before the book is saved.";
  }

  paintTools() {
    this.menuButton.disabled = !this.person(null);
  }

  person(box) {
    const { scene, current } = this.map;
    const found = box ?? scene?.byId.get(this.model.get("selected")) ?? current;
    return found?.kind === "card" ? found : null;
  }

  offers(what) {
    return (this.model.get("asks") ?? []).includes(what);
  }

  // Drawing a relationship: by the handle of a card, or from one card to another by keys and clicks.

  handle(box) {
    this.grip?.remove();
    this.grip = null;
    if (box?.kind !== "card" || this.source || this.off) return;
    this.grip = svg("g", { class: "grips" }, knob("grip", box.w, box.h / 2, "Drag to draw a relationship", "M -5 0 L 5 0 M 1 -4 L 5 0 L 1 4"));
    if (box.reports && !box.folded) this.grip.append(knob("fold", box.w / 2, box.h, "Hide those below (O)", "M -4 0 L 4 0"));
    box.node.append(this.grip);
    this.resize(this.view.transform.k);
  }

  // Knobs keep their size on the screen, and a badge has room for a finger.
  resize(k) {
    for (const node of this.grip?.childNodes ?? []) node.setAttribute("transform", `translate(${node.place}) scale(${1 / k})`);
    const at = ["full", "mid"].indexOf(this.view.detail);
    for (const { node, badge } of this.badged ?? []) {
      const [x, y, w, h, size] = badge.at(at < 0 ? 2 : at);
      const [wide, high] = [Math.max(w, KNOB / k), Math.max(h, KNOB / k)];
      const [hit, pill, text] = [...node.badge.querySelectorAll("rect, text")];
      change(hit, { class: "hit", x: x + (w - wide) / 2, y: y + (h - high) / 2, width: wide, height: high });
      const ink = colour("selected");
      change(pill, { x, y, width: w, height: h, rx: h / 2, fill: colour("page"), stroke: ink, "stroke-width": size / 10 });
      change(text, { x: x + w / 2, y: y + h / 2 + size * 0.36, "font-size": size, "text-anchor": "middle", fill: ink });
    }
  }

  fold(box) {
    this.acted = box.key;
    return this.ask("fold", { person_id: box.id });
  }

  connect(given = null, kind = null) {
    if (this.source) {
      this.cancel();
      return;
    }
    const box = this.person(given);
    if (!box) {
      this.map.say("Select a person first: the relationship starts there.");
      return;
    }
    this.begin(box, kind);
    this.map.say(`From ${box.name} to whom? Click a card, or go there with the arrow keys and press Enter; Esc cancels.`);
    this.map.refocus();
  }

  begin(box, kind = null) {
    Object.assign(this, { source: box, kind });
    this.handle(null);
    this.connecting.setAttribute("aria-pressed", "true");
    this.map.root.classList.add("connecting");
    box.node.classList.add("source");
  }

  took(box) {
    if (!this.source) return false;
    if (box.kind !== "card" || box === this.source) this.map.say("A relationship goes from one person to another.");
    else this.relate(this.source, box);
    return true;
  }

  cancel() {
    if (!this.source) return false;
    this.source.node.classList.remove("source");
    this.source = null;
    this.rubber();
    this.connecting.setAttribute("aria-pressed", "false");
    this.map.root.classList.remove("connecting");
    this.map.say("");
    return true;
  }

  rubber(points = null) {
    const { over } = this.view.layers;
    over.replaceChildren();
    if (!points) return;
    const { path, head } = headed(points, 3);
    over.append(
      shape({ style: ["", "selected", 3, [6, 4]], path }),
      shape({ style: ["selected", "", 1, null], path: head }),
    );
  }

  relate(source, target) {
    this.rubber(straight(source, target));
    const manager = source.edges.find((edge) => edge.ranks && edge.source === source && edge.target !== target);
    const present = source.edges.filter((edge) => edge.source === source && edge.target === target && editable(edge));
    const form = this.form({ source, target, kind: this.kind, strength: present[0]?.strength ?? 0.5, manager });
    const act = () => {
      const fields = form.value();
      this.map.popover.close();
      this.ask("relate", { source_id: source.id, target_id: target.id, ...fields });
    };
    this.map.popover.open(target.node, "New relationship", form.nodes, {
      actions: [html("button", { type: "button", class: "main", onclick: act }, "Draw it")],
      onclose: () => this.cancel(),
    });
    form.enter(act);
  }

  // A line that is there: change it or remove it.
  edge(edge, from) {
    const { source, target, kind, strength } = edge;
    if (!editable(edge) || this.off) return;
    const key = { source_id: source.id, target_id: target.id };
    const form = this.form({ source, target, kind, strength });
    const act = () => {
      const fields = form.value();
      this.map.popover.close();
      this.ask("relate", { ...key, ...fields, was: kind });
    };
    const remove = () => {
      this.map.popover.close();
      this.ask("unrelate", { ...key, kind });
    };
    this.map.popover.open(from, "Relationship", form.nodes, {
      actions: [
        html("button", { type: "button", class: "bad", onclick: remove }, "Remove"),
        html("button", { type: "button", class: "main", onclick: act }, "Change"),
      ],
    });
    form.enter(act);
  }

  form({ source, target, kind = null, strength, manager = null }) {
    const group = freshId();
    const words = this.model.get("words").kinds;
    const first = kind ?? words.find(([, , , , ranks]) => !ranks)[0];
    const ranking = new Set(words.filter(([, , , , ranks]) => ranks).map(([value]) => value));
    const kinds = words.map(([value, label, , definition]) => {
      const input = html("input", { type: "radio", name: group, value, onchange: () => painted() });
      input.checked = value === first;
      return { input, node: html("label", { class: "kind" }, input, html("span", {}, label, html("small", { class: "muted" }, definition))) };
    });
    const slider = html("input", { type: "range", min: 0.05, max: 1, step: 0.05, value: strength, oninput: () => painted(), "aria-label": "Strength" });
    const shown = html("output", {});
    const instead = html("input", { type: "checkbox" });
    instead.checked = true;
    const replaced = manager ? html("label", {}, instead, "instead of ", name(manager.target.name)) : null;
    const chosen = () => kinds.find(({ input }) => input.checked).input.value;
    const painted = () => {
      shown.replaceChildren(Number(slider.value).toFixed(2));
      if (replaced) replaced.hidden = !ranking.has(chosen());
    };
    painted();
    const sentence = html("p", {}, name(source.name, { class: "strong" }), " → ", name(target.name, { class: "strong" }));
    const row = html("label", { class: "strength" }, "Strength", slider, shown);
    const nodes = [sentence, ...kinds.map(({ node }) => node), row, ...(replaced ? [replaced] : [])];
    kinds.find(({ input }) => input.checked)?.input.setAttribute("autofocus", "");
    return {
      nodes,
      value: () => ({
        kind: chosen(),
        strength: Number(slider.value),
        instead_of: replaced && ranking.has(chosen()) && instead.checked ? manager.target.id : "",
      }),
      enter: (act) => nodes.forEach((node) => node.addEventListener("keydown", (event) => event.key === "Enter" && act())),
    };
  }

  // A missing role: who may hold it.
  fill(ghost) {
    if (this.off) return;
    const { popover, scene } = this.map;
    const act = (candidate) => () => {
      popover.close();
      this.ask("fill", { role: ghost.role, person_id: candidate });
    };
    const rows = ghost.candidates.map(([id, reason]) => {
      const person = scene.byId.get(id);
      const title = person?.title ? html("small", { class: "muted" }, name(person.title)) : null;
      return html(
        "button",
        { type: "button", class: "row tall", onclick: act(id) },
        html("span", {}, name(person?.name ?? id, { class: "strong" }), ...(title ? [title] : []), html("small", {}, reason)),
      );
    });
    if (this.offers("fill")) {
      const other = () => {
        popover.close();
        this.ask("ask", { what: "fill", role: ghost.role });
      };
      rows.push(html("button", { type: "button", class: "row", onclick: other }, "Somebody else…"));
    }
    const none = html("p", { class: "muted" }, "Nobody found: ask a coach who holds this role.");
    popover.open(ghost.node, `Who holds the role “${ghost.name}”?`, rows.length ? [html("div", { class: "menu" }, ...rows)] : [none]);
  }

  // Dragging a card, or a line out of its handle.

  drags() {
    const { frame } = this.view;
    const behaviour = drag()
      .container(frame)
      .filter((event) => !this.off && !event.button && !event.ctrlKey && !event.shiftKey && Boolean(event.target.closest?.(".card")) && !event.target.closest(".fold"))
      .clickDistance(SLACK)
      .subject((event) => {
        const at = event.sourceEvent.target.closest(".card");
        return { x: event.x, y: event.y, box: at?.box, grip: Boolean(event.sourceEvent.target.closest(".grip")) };
      })
      .on("start", (event) => {
        const { box, grip } = event.subject;
        this.held = { box, grip, from: [event.x, event.y], home: [box.x, box.y], moved: false };
      })
      .on("drag", (event) => this.dragged(event))
      .on("end", (event) => this.dropped(event));
    select(this.view.layers.boxes).call(behaviour).style("touch-action", "none");
  }

  get busy() {
    return Boolean(this.held?.moved);
  }

  dragged(event) {
    const { held, view } = this;
    const { k } = view.transform;
    if (!held.moved) {
      if (Math.hypot(event.x - held.from[0], event.y - held.from[1]) < SLACK) return;
      held.moved = true;
      this.map.unfocus();
      if (held.grip) this.begin(held.box);
      else view.lift(held.box);
    }
    if (held.grip) {
      const tip = view.transform.invert([event.x, event.y]);
      const under = this.under(event);
      held.target = under?.kind === "card" && under !== held.box ? under : null;
      const goal = held.target ?? { x: tip[0], y: tip[1], w: 0, h: 0 };
      this.rubber(straight(held.box, goal));
    } else {
      const [dx, dy] = [(event.x - held.from[0]) / k, (event.y - held.from[1]) / k];
      view.carry(held.box, held.home[0] + dx, held.home[1] + dy);
    }
  }

  under(event) {
    const { clientX, clientY } = event.sourceEvent.changedTouches?.[0] ?? event.sourceEvent;
    const root = this.map.root.getRootNode();
    return root.elementsFromPoint(clientX, clientY).map((node) => node.closest?.(".box")?.box).find(Boolean);
  }

  async dropped() {
    const { held } = this;
    this.held = null;
    if (!held?.moved) return;
    if (held.grip) {
      if (held.target) this.relate(held.box, held.target);
      else this.cancel();
      return;
    }
    const { box, home } = held;
    const scene = this.view.scene;
    const rest = () => this.view.scene === scene && this.view.putBack(box, ...home);
    const timer = setTimeout(rest, PATIENCE);
    this.acted = this.placed = box.key;
    await this.ask("move", { person_id: box.id, x: box.x, y: box.y });
    clearTimeout(timer);
    rest();
  }

  // By keys: a little to the side, or to the next row, or to a new row beyond the last.
  nudge(box, right, down) {
    const rows = [...this.map.scene.byId.values()].map(({ y }) => y).filter((y) => down * (y - box.y) > 1);
    const next = rows.reduce((near, y) => (Math.abs(y - box.y) < Math.abs(near - box.y) ? y : near), box.y + down * 1e6);
    const y = rows.length ? next : box.y + 2 * box.h * down;
    return this.ask("move", { person_id: box.id, x: box.x + 40 * right, y });
  }

  // Keys.

  key(event, within) {
    const held = event.ctrlKey || event.metaKey;
    const letter = event.key.toLowerCase();
    if (this.off && letter !== "o" && letter !== "m") return false;
    if (held && (letter === "z" || letter === "y") && !event.target.closest("input")) {
      this.ask(letter === "y" || event.shiftKey ? "redo" : "undo");
      return true;
    }
    if (within || held) return false;
    const box = this.map.current;
    if (this.source && event.key === "Enter") return this.took(box);
    if (event.shiftKey && letter === "t") return Boolean(this.ask("tidy"));
    if (letter === "a" && this.offers("add")) return Boolean(this.ask("ask", { what: "add" }));
    if (letter === "m") {
      this.map.menus.about(box);
      return true;
    }
    if (box?.kind !== "card") return false;
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.altKey && step) return Boolean(this.nudge(box, ...step));
    const wanted = event.key === "Backspace" ? "delete" : letter;
    const row = this.map.menus.rows(box).find(({ key, there = true }) => there && key?.toLowerCase() === wanted);
    row?.act();
    return Boolean(row);
  }

  helps() {
    return [
      ["C", "Connect: draw a relationship from this card to another"],
      ["R", "The relationships of this card, to change or remove"],
      ["M, Shift+F10", "All that can be done with this person; on a button, with the map"],
      ["I", "Show who can introduce us"],
      ["Shift+Space", "Select this person with others; then Space does"],
      ["Ctrl+A", "Select all"],
      ["O", "Hide or show those below a manager"],
      ["Alt + arrows", "Move the card"],
      ["T, Shift+T", "Put this card, or all, back where they belong"],
      ["Delete", "Remove the person (it can be undone)"],
      ["Ctrl+Z, Ctrl+Y", "Undo, redo"],
      ...(this.offers("edit") ? [["E, L, A", "Edit the person, log a conversation, add a person"]] : []),
    ];
  }

  prepare(scene) {
    this.grip = null;
    this.badged = [];
    for (const box of scene.byId.values()) {
      if (!box.folded) continue;
      const title = svg("title", {}, `Show the ${box.folded} below (O)`);
      box.node.badge = svg("g", { class: "fold" }, title, svg("rect"), svg("rect"), svg("text", {}, `+${box.folded}`));
      box.node.append(box.node.badge);
      this.badged.push(box);
    }
    this.acted = this.placed = null;
    this.resize(this.view.transform.k);
    this.paintTools();
    if (this.source) this.cancel();
  }
}

// A small button on the border of a card.
function knob(name, x, y, title, sign) {
  const ink = colour("selected");
  const node = svg(
    "g",
    { class: name, transform: `translate(${x} ${y})` },
    svg("title", {}, title),
    svg("rect", { x: -KNOB / 2, y: -KNOB / 2, width: KNOB, height: KNOB, rx: KNOB / 2, fill: colour("page"), stroke: ink, "stroke-width": 1.6 }),
    svg("path", { d: sign, fill: "none", stroke: ink, "stroke-width": 2 }),
  );
  return Object.assign(node, { place: `${x} ${y}` });
}

const editable = ({ form }) => form !== "";
