// The widget: its parts, and who hears of what.

import { attend, words } from "../shared/health.ts";
import { button, freshId, html, name, remember, remembered, svg } from "./dom.js";
import { Editor } from "./editor.js";
import { exportMenu } from "./export.js";
import { Filters } from "./filters.js";
import { keys, helpFor } from "./keys.js";
import { legend } from "./legend.js";
import { Menus } from "./menus";
import { Popover } from "./popover.js";
import { around, neighbour, read, routeTo } from "./scene.js";
import { Several } from "./several";
import { themeOf, watchTheme } from "./theme.js";
import { Tip } from "./tip.js";
import { View } from "./view.js";

const LINGER = 110;
const LEGEND = "stratsell-legend";
// From how many px on a screen has room for the legend.
const HIGH = 900;
const RESTS = 250;
// How much wider or higher, as a logarithm, a frame is than what the map is arranged for, to arrange it anew.
const OTHER_SHAPE = 0.5;

const fullSign = () =>
  svg("svg", { width: 13, height: 13, viewBox: "0 0 13 13", "aria-hidden": "true" }, svg("path", { class: "sign", d: "M1 4V1H4M9 1H12V4M12 9V12H9M4 12H1V9" }));

export class MapWidget {
  constructor(model, el) {
    this.model = model;
    this.build(el);
    this.editor = null;
    this.view = new View(this.frame, {
      awake: () => this.root.contains(document.activeElement) || this.full,
      refused: () => this.say("Click the map first, or hold Ctrl, to zoom with the wheel.", { brief: true }),
      moved: () => this.tip?.place(),
      // A page takes the focus away when its background is pressed, and with it the keys and the wheel.
      released: () => this.frame.contains(document.activeElement) || this.refocus(),
      drawn: (k) => this.editor?.resize(k),
      shaped: (size) => this.shape(size),
    });
    this.tip = new Tip(this.frame, this.view);
    this.popover = new Popover(this.frame, { opened: () => this.unfocus(), closed: (from) => this.goBack(from) });
    this.filters = new Filters(this);
    this.editor = new Editor(this);
    this.several = new Several(this);
    this.menus = new Menus(this);
    this.fillTools();
    this.listen();
    this.stops = [
      watchTheme(() => this.paintTheme()),
      attend(this.model, (health) => this.paintHealth(health)),
      this.follow("scene", () => this.show()),
      this.follow("selected", () => this.paintSelected()),
      this.follow("filters", () => this.filters.read()),
      this.follow("history", () => this.editor.paintHistory()),
      this.follow("asks", () => this.editor.paintTools()),
      this.follow("height", () => this.paintHeight()),
    ];
    this.paintHeight();
    this.show();
    this.editor.paintHistory();
    this.sendSeen(true);
    // The page's colours are known once the view is in it.
    requestAnimationFrame(() => this.paintTheme());
  }

  close() {
    this.sendSeen(false);
    clearTimeout(this.shaping);
    this.stops.forEach((stop) => stop());
    this.editor.close();
    this.view.close();
  }

  // Tells Python whether anybody looks (see stratsell/map/visibility.py), unless the kernel has gone meanwhile.
  sendSeen(shown) {
    try {
      this.model.send({ view: this.heading.id, shown });
    } catch {
      return;
    }
  }

  // The map is arranged anew for a frame of quite another shape, once it rests.
  shape([w, h]) {
    clearTimeout(this.shaping);
    const [wide, high] = this.model.get("room");
    const apart = Math.abs(Math.log((w / h) * (high / wide)));
    if (h > 60 && apart > OTHER_SHAPE) this.shaping = setTimeout(() => this.choose("room", [w, h]), RESTS);
  }

  // Calls `act` on changes of a trait for as long as the view is there.
  follow(trait, act) {
    this.model.on(`change:${trait}`, act);
    return () => this.model.off(`change:${trait}`, act);
  }

  choose(trait, value) {
    this.model.set(trait, value);
    this.model.save_changes();
  }

  build(el) {
    const id = freshId();
    this.heading = html("div", { class: "title", id, role: "heading", "aria-level": "3" });
    this.subtitle = html("div", { class: "subtitle" });
    this.tools = html("div", { class: "tools", role: "toolbar", "aria-label": "Map" });
    this.frame = html("div", { class: "frame", role: "group" });
    this.route = html("div", { class: "way", hidden: true });
    this.legend = html("div", { class: "legend" });
    this.status = html("div", { class: "status", role: "status" });
    // The last three classes keep MathJax from typesetting $x$.
    this.root = html(
      "div",
      {
        class: "stratsell-map tex2jax_ignore mathjax_ignore no-mathjax",
        role: "group",
        "aria-labelledby": id,
      },
      html("div", { class: "head" }, html("div", { class: "words" }, this.heading, this.subtitle), this.tools),
      this.frame,
      this.route,
      html("div", { class: "foot" }, this.status),
      this.legend,
    );
    el.append(this.root);
    this.paintTheme();
  }

  fillTools() {
    const { view } = this;
    this.legendButton = button("Legend", "Legend: what the signs mean (G)", () => this.foldLegend(!this.legend.hidden));
    this.foldLegend(remembered(LEGEND) ? remembered(LEGEND) === "folded" : innerHeight < HIGH, { quiet: true });
    this.fullButton = button(fullSign(), "Full screen (F)", () => this.toggleFull());
    const group = (...nodes) => html("div", { class: "group" }, ...nodes);
    this.tools.append(
      group(...this.filters.tools()),
      (this.editing = html("fieldset", { class: "group" }, ...this.editor.tools())),
      group(
        button("−", "Smaller (−)", () => view.zoomBy(1 / 1.4)),
        button("Fit", "Fit the whole map (0)", () => view.fit()),
        button("+", "Larger (+)", () => view.zoomBy(1.4)),
        this.fullButton,
      ),
      group(exportMenu(this), this.legendButton, button("?", "Keys and help (?)", (event) => this.help(event.currentTarget))),
    );
  }

  // What is shown.

  paintTheme() {
    this.root.dataset.theme = themeOf(this.root.parentElement ?? this.root);
  }

  // Without Python the map can be looked at, and no control does as if; an explorer says it for all of its parts.
  paintHealth(health) {
    const away = health === "away" || health === "gone";
    this.root.classList.toggle("away", away);
    this.root.toggleAttribute("aria-busy", health === "busy");
    for (const node of [this.editing, this.filters.people]) node.disabled = away;
    if (away) this.popover.close();
    if (this.scene) this.several.paint();
    this.unfocus();
    const said = words(health);
    if (!this.root.closest(".stratsell-explorer")) this.say(health === "fine" ? "" : said.join(" ").trim(), { failed: away });
  }

  paintHeight() {
    const height = this.model.get("height");
    this.frame.style.height = height ? `${height}px` : "";
  }

  show() {
    const message = this.model.get("scene");
    if (!message?.boxes) return;
    const objective = this.model.get("objective_id");
    const focused = this.frame.contains(document.activeElement) ? document.activeElement.box?.key : null;
    this.scene = read(message);
    this.heading.replaceChildren(name(this.scene.title));
    this.subtitle.replaceChildren(name(this.scene.subtitle));
    this.subtitle.title = this.scene.subtitle;
    this.paintLegend();
    this.filters.paintPeople();
    this.frame.setAttribute("aria-label", this.scene.title);
    this.label();
    this.stops && this.unfocus();
    this.readSelected();
    this.filters.apply();
    this.view.show(this.scene, { fit: objective !== this.objective, anchor: this.editor.acted, dropped: this.editor.placed });
    this.objective = objective;
    this.editor.prepare(this.scene);
    this.tellSelected();
    this.rove(this.scene.byKey.get(focused ?? this.current?.key));
    if (focused) this.refocus();
    const under = this.pointed?.node.isConnected ? this.pointed.node.box : null;
    this.pointed = null;
    if (under) this.point(under); // the pointer has not moved, but it may be somebody else who is there now
  }

  // From account to account the legend is mostly the same.
  paintLegend() {
    const said = JSON.stringify(this.scene.legend);
    if (said !== this.legendSaid) this.legend.replaceChildren(...legend(this.scene));
    this.legendSaid = said;
  }

  // The legend folds away, which this browser remembers; on a low screen it is folded until somebody asks for it.
  foldLegend(hidden, { quiet = false } = {}) {
    this.legend.hidden = hidden;
    this.legendButton.setAttribute("aria-pressed", !hidden);
    if (!quiet) remember(LEGEND, hidden ? "folded" : "open");
  }

  label() {
    const labels = (kind) => Object.fromEntries(this.model.get("words")[kind].map(([value, label]) => [value, label.toLowerCase()]));
    const [roles, mindsets, levels, flags] = ["roles", "mindsets", "levels", "flags"].map(labels);
    for (const box of this.scene.boxes) {
      const parts = [box.name];
      if (box.kind === "card") {
        parts.push(box.title, ...box.roles.map((role) => `${roles[role]} influence`));
        parts.push(box.level ? `mindset ${mindsets[box.mindset]}` : "", levels[box.level]);
        const count = box.flags.length;
        parts.push(count ? `${count} red flag${count > 1 ? "s" : ""}: ${box.flags.map((flag) => flags[flag]).join(", ")}` : "");
      } else if (box.kind === "ghost") parts.push("missing influence, not identified yet");
      else if (box.kind === "seller") parts.push(...box.tip);
      box.label = parts.filter(Boolean).join(", ");
    }
  }

  // One box is in the order of the Tab key; the arrows go from there to the others.
  rove(wanted) {
    const boxes = this.order;
    this.current = wanted && boxes.includes(wanted) ? wanted : (this.scene.byId.get(this.view.selected) ?? boxes[0]);
    for (const box of this.scene.boxes) {
      if (box.kind === "heading") box.node.setAttribute("role", "presentation");
      else {
        box.node.setAttribute("role", "option");
        box.node.setAttribute("aria-label", box.label);
        box.node.setAttribute("tabindex", box === this.current ? 0 : -1);
      }
    }
  }

  get order() {
    const { hide, out } = this.view;
    return this.scene.boxes.filter((box) => box.kind !== "heading" && !(hide && out.has(box)));
  }

  goTo(box, options = {}) {
    this.current?.node.setAttribute("tabindex", -1);
    this.current = box;
    box.node.setAttribute("tabindex", 0);
    this.view.reveal(box, options);
    box.node.focus({ preventScroll: true });
  }

  refocus() {
    this.current?.node.focus({ preventScroll: true });
  }

  // Once a popover has closed.
  goBack(from) {
    if (from.matches?.(".several button")) from.focus();
    else this.refocus();
  }

  select(box) {
    if (box.kind === "card") this.choose("selected", box.id === this.model.get("selected") ? "" : box.id);
    else if (box.kind === "ghost") this.editor.fill(box);
  }

  readSelected() {
    this.view.selected = this.model.get("selected");
    this.view.route = routeTo(this.scene, this.view.selected);
  }

  paintSelected() {
    if (!this.scene) return;
    this.readSelected();
    this.view.paint();
    this.tellSelected();
  }

  // Says who is selected, and the way to them, around what has been painted.
  tellSelected() {
    const { view, scene } = this;
    for (const { kind, id, node } of scene.boxes) {
      const several = this.several.ids;
      if (kind !== "heading") node.setAttribute("aria-selected", kind === "card" && (several.size ? several.has(id) : id === view.selected));
    }
    this.several.paint();
    const way = view.route;
    this.route.hidden = !way;
    if (way) {
      const names = way.boxes.map((box) => box.name);
      this.route.replaceChildren(
        html("span", { class: "strong" }, "Best introduction "),
        ...names.flatMap((each, at) => [at ? " → " : "", name(each, { class: at === names.length - 1 ? "strong" : "" })]),
        html("span", { class: "muted" }, ` · strength ${way.strength.toFixed(2)}`),
      );
    }
    this.editor.paintTools();
  }

  // Pointing at a card shows all of it, and dims what it is not tied to.

  listen() {
    const boxOf = (event) => event.target.closest?.(".box")?.box;
    this.frame.addEventListener("pointerover", (event) => {
      const box = boxOf(event);
      if (event.pointerType !== "touch" && box !== this.pointed) this.point(box);
    });
    this.frame.addEventListener("pointerleave", () => {
      this.pointed = null;
      clearTimeout(this.lingering);
      this.unfocus();
    });
    this.frame.addEventListener("focusin", (event) => {
      const box = event.target.box;
      if (!box) return;
      if (box !== this.clicked) this.clicked = null;
      this.current?.node.setAttribute("tabindex", -1);
      this.current = box;
      box.node.setAttribute("tabindex", 0);
      if (box.node.matches(":focus-visible")) this.look(box);
    });
    // A press on a card takes the focus from another; the knobs under the pointer must stay for the click.
    this.frame.addEventListener("focusout", () => this.pointed || this.unfocus());
    this.frame.addEventListener("click", (event) => {
      const box = boxOf(event);
      if (box && box.kind !== "heading") {
        this.press(box);
        if (event.target.closest(".fold")) this.editor.fold(box);
        else if (!this.editor.took(box) && !this.several.took(event, box)) this.select(box);
      } else if (this.edgeUnder(event)) {
        this.editor.edge(this.edgeUnder(event), [event.clientX, event.clientY]);
      } else if (event.target.closest?.(".pane")) {
        this.refocus();
        if (!event.shiftKey) this.several.clear();
        if (this.model.get("selected")) this.choose("selected", "");
      }
    });
    this.root.addEventListener("keydown", (event) => keys(this, event));
    document.addEventListener("fullscreenchange", (this.fullChange = () => this.view.resized()));
  }

  // The edge that is pointed at, as it is now: where it can be pointed at is drawn a little later than the edge itself.
  edgeUnder(event) {
    const key = event.target.closest?.(".edge.hit")?.edge.key;
    return key && this.scene.edges.find((edge) => edge.key === key);
  }

  point(box) {
    if (this.editor.busy || this.popover.node) return;
    clearTimeout(this.lingering);
    this.pointed = box;
    if (box) this.clicked = null;
    const act = () => (box && box.kind !== "heading" ? this.look(box) : this.unfocus());
    this.lingering = setTimeout(act, LINGER);
  }

  press(box) {
    this.goHere(box);
    this.clicked = box;
    this.tip.hide();
  }

  goHere(box) {
    this.current?.node.setAttribute("tabindex", -1);
    this.current = box;
    box.node.setAttribute("tabindex", 0);
    box.node.focus({ preventScroll: true });
  }

  look(box) {
    this.view.focus = around(box);
    if (box.id === this.view.selected) this.view.route?.boxes.forEach((each) => this.view.focus.boxes.add(each));
    this.view.paint();
    if (box !== this.clicked) this.tip.show(box); // who has clicked has read it, and goes on to a neighbour
    this.editor.handle(box);
  }

  unfocus() {
    clearTimeout(this.lingering);
    if (!this.view.focus) return;
    this.view.focus = null;
    this.view.paint();
    this.tip.hide();
    this.editor.handle(null);
  }

  step(key) {
    this.goTo(neighbour(this.order, this.current, key));
  }

  // One line for what happened or what went wrong.
  say(text, { failed = false, brief = false } = {}) {
    clearTimeout(this.saying);
    this.status.replaceChildren(text);
    this.status.classList.toggle("failed", failed);
    if (brief) this.saying = setTimeout(() => this.status.replaceChildren(), 2600);
  }

  get full() {
    return document.fullscreenElement === this.root;
  }

  // Whether an explorer around it shows it to others, which fills the screen already.
  get presented() {
    return Boolean(this.root.closest(".presenting"));
  }

  toggleFull() {
    if (this.presented) return;
    if (this.full) document.exitFullscreen();
    else this.root.requestFullscreen?.().catch(() => this.say("This page does not allow full screen.", { failed: true }));
  }

  help(from) {
    this.popover.open(from, "Keys and help", helpFor(this));
  }
}
