// Several people at once: selected by Shift-click, by a box drawn around them or by keys, and edited in one step.

import { html } from "./dom.js";
import type { Row } from "./menus";
import type { Box, MapWidget, Place } from "./types";

// How far a press must be drawn, in px, to be a box.
const SLACK = 4;

interface Settable {
  column: string;
  label: string;
  set: boolean;
  words: [string, string, string, string][];
}

export class Several {
  ids = new Set<string>();
  private count = html("span", { class: "strong" });
  private bar: HTMLElement = html("div", { class: "tools several", role: "toolbar", "aria-label": "Selected people", hidden: true }, this.count);

  constructor(private map: MapWidget) {
    map.status.before(this.bar);
    map.frame.addEventListener("mousedown", (event: MouseEvent) => this.begin(event));
  }

  get title() {
    return this.ids.size === 1 ? "1 person selected" : `${this.ids.size} people selected`;
  }

  // Whether what is done to a card is done to it with others.
  has(box: Box) {
    return this.ids.size > 1 && this.ids.has(box.id);
  }

  // Those that stand out: who is filtered away is not meant.
  get cards(): Box[] {
    const { order, view } = this.map;
    return order.filter((box: Box) => box.kind === "card" && !view.out.has(box));
  }

  choose(ids: Iterable<string>, text?: string) {
    this.ids = new Set(ids);
    this.map.tellSelected();
    this.map.say(text ?? this.title, { brief: true });
  }

  // A first one joins whoever was selected alone.
  toggle(box: Box) {
    const alone = this.map.model.get("selected");
    const ids = new Set(this.ids.size || !alone ? this.ids : [alone]);
    const taken = ids.delete(box.id);
    if (!taken) ids.add(box.id);
    this.choose(ids, `${box.name} ${taken ? "no longer selected" : "selected"}: ${ids.size} in all`);
  }

  all() {
    this.choose(this.cards.map(({ id }) => id));
  }

  clear() {
    if (!this.ids.size) return false;
    const inside = this.bar.contains(document.activeElement);
    this.choose([], "Selection cleared");
    if (inside) this.map.refocus();
    return true;
  }

  // Whether a click on a card was about several; the second of a double click selects nobody anew.
  took(event: PointerEvent, box: Box) {
    const held = event.shiftKey || event.ctrlKey || event.metaKey || (event.pointerType === "touch" && this.ids.size);
    if (held && box.kind === "card" && !this.map.editor.off) this.toggle(box);
    else if (event.detail < 2) {
      this.clear();
      return false;
    }
    return true;
  }

  key(event: KeyboardEvent) {
    const box: Box | undefined = this.map.current;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a") this.all();
    else if (event.key === " " && box?.kind === "card" && (event.shiftKey || this.ids.size)) this.toggle(box);
    else return false;
    return true;
  }

  // A box that is drawn with Shift, from wherever; a press that is not drawn is a click.
  begin(event: MouseEvent) {
    const { frame, view } = this.map;
    if (!event.shiftKey || event.button || this.map.editor.off || !(event.target as Element).closest(".pane")) return;
    event.preventDefault(); // the page would select text, and JupyterLab cells
    event.stopPropagation();
    const { left, top } = frame.getBoundingClientRect();
    const [x, y] = [event.clientX - left, event.clientY - top];
    const before = [...this.ids];
    let drawn: HTMLElement | null = null;
    const move = (now: MouseEvent) => {
      const [a, b] = [now.clientX - left, now.clientY - top];
      if (!drawn && Math.hypot(a - x, b - y) < SLACK) return;
      if (!drawn) frame.append((drawn = html("div", { class: "lasso" })));
      const [x0, x1, y0, y1] = [Math.min(a, x), Math.max(a, x), Math.min(b, y), Math.max(b, y)];
      Object.assign(drawn!.style, { left: `${x0}px`, top: `${y0}px`, width: `${x1 - x0}px`, height: `${y1 - y0}px` });
      const { k } = view.transform;
      const inside = this.cards.filter((box) => {
        const [l, t] = view.transform.apply([box.x, box.y]);
        return l < x1 && l + k * box.w > x0 && t < y1 && t + k * box.h > y0;
      });
      this.ids = new Set([...before, ...inside.map(({ id }) => id)]);
      this.map.tellSelected();
    };
    const end = () => {
      removeEventListener("mousemove", move);
      if (!drawn) return;
      drawn.remove();
      const swallow = (click: Event) => click.stopPropagation();
      addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => removeEventListener("click", swallow, true));
      this.map.refocus();
      this.choose(this.ids);
    };
    this.map.unfocus();
    addEventListener("mousemove", move);
    addEventListener("mouseup", end, { once: true });
  }

  // What can be done with all of them.
  rows(from: Place): Row[] {
    const { editor } = this.map;
    const person_ids = [...this.ids];
    return [
      ...this.settable.map((about) => ({ text: `Set ${about.label.toLowerCase()}…`, act: () => this.set(about, from) })),
      { key: "L", text: "Log one conversation for all…", there: editor.offers("log"), act: () => editor.ask("ask", { what: "log", person_ids }) },
      { text: "Remove from the decision", act: () => editor.ask("leave", { person_ids }) },
      { key: "Delete", text: "Remove from the book", act: () => editor.ask("remove", { person_ids }) },
      { key: "Esc", text: "Clear the selection", act: () => this.clear(), local: true },
    ];
  }

  private get settable(): Settable[] {
    return this.map.model.get("words").settable;
  }

  // What a column can be set to. Of several words that can hold at once, what not all have is given to all.
  private set({ column, label, set, words }: Settable, from: Place) {
    const boxes: Box[] = [...this.ids].map((id) => this.map.scene.byId.get(id)!);
    const rows = words.map(([value, text, glyph, note]): Row => {
      const count = boxes.filter((box) => [box[column] ?? ""].flat().includes(value)).length;
      const all = count === boxes.length;
      const asked = { person_ids: [...this.ids], column, value, ...(set && all && { without: true }) };
      return {
        text: `${glyph} ${text}`,
        note,
        role: set ? "menuitemcheckbox" : "menuitemradio",
        checked: all || (set && count ? "mixed" : false),
        act: () => this.map.editor.ask("set", asked),
      };
    });
    this.map.menus.open(from, `${label} of ${this.title.replace(" selected", "")}`, rows);
  }

  // Marks who is selected, as far as they are there, and says what can be done with them.
  paint() {
    const { scene, view, menus, editor } = this.map;
    for (const id of this.ids) {
      const box = scene.byId.get(id);
      if (!box || (view.hide && view.out.has(box))) this.ids.delete(id);
    }
    for (const { id, node } of scene.byId.values()) node.classList.toggle("picked", this.ids.has(id));
    this.bar.hidden = !this.ids.size;
    if (!this.ids.size) return;
    if (!this.bar.children[1]) this.fill();
    this.count.textContent = this.title;
    for (const node of this.bar.querySelectorAll<HTMLElement>("[data-edit]")) node.hidden = !menus.editing || (node.dataset.edit === "log" && !editor.offers("log"));
  }

  private fill() {
    const add = (text: string, edit: string, act: (from: Element) => void) => {
      const menu = edit === "set" && "menu";
      this.bar.append(html("button", { type: "button", "data-edit": edit || false, "aria-haspopup": menu, onclick: (event: MouseEvent) => act(event.currentTarget as Element) }, text));
    };
    for (const about of this.settable) add(`Set ${about.label.toLowerCase()}`, "set", (from) => this.set(about, from));
    add("Log one conversation", "log", () => this.map.editor.ask("ask", { what: "log", person_ids: [...this.ids] }));
    add("Clear", "", () => this.clear());
  }
}
