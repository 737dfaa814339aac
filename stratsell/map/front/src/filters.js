// Search and filters: who is meant stands out, the others are dimmed or hidden.

import { button, folded, freshId, html, say } from "./dom.js";

const GROUPS = [
  ["roles", "Role", (box) => box.roles],
  ["mindsets", "Mindset", (box) => (box.level ? [box.mindset] : [])],
  ["levels", "Coverage", (box) => [box.level]],
  ["flags", "Red flag", (box) => box.flags],
];

export class Filters {
  constructor(map) {
    this.map = map;
    this.field = html("input", {
      type: "search",
      class: "search",
      placeholder: "Find a person…",
      "aria-label": "Find a person (/)",
      oninput: () => this.set({ text: this.field.value }),
      onkeydown: (event) => this.key(event),
    });
    this.found = html("span", { class: "found muted", role: "status" });
    this.people = button("Everybody", "Everybody: also those without a part in the objective (P)", () => this.switchPeople(), { hidden: true });
    this.button = button("Filter", "Filter (V)", (event) => this.open(event.currentTarget), { "aria-haspopup": "dialog" });
  }

  tools() {
    return [this.field, this.found, this.button, this.people];
  }

  get value() {
    return this.map.model.get("filters") ?? {};
  }

  set(change) {
    const value = { ...this.value, ...change };
    this.map.choose("filters", Object.fromEntries(Object.entries(value).filter(([, each]) => each?.length || each === true)));
  }

  read() {
    if (document.activeElement !== this.field) this.field.value = this.value.text ?? "";
    const { view } = this.map;
    const hid = view.hide;
    this.apply();
    view.paint();
    if (view.fitted && (hid || view.hide)) view.fit();
    this.map.rove(this.map.current);
    this.map.tellSelected(); // who is hidden is selected no longer
  }

  // Where there are many people, all of them or those with a part in the objective.
  paintPeople() {
    const all = this.map.model.get("people") === "all";
    this.people.hidden = !this.map.scene.large;
    this.people.setAttribute("aria-pressed", all);
  }

  switchPeople() {
    if (this.map.scene.large) this.map.choose("people", this.map.model.get("people") === "all" ? "involved" : "all");
  }

  matches(box) {
    const { text = "", ...value } = this.value;
    if (box.kind !== "card") return box.kind === "heading";
    const wanted = folded(text).split(/\s+/);
    return (
      wanted.every((word) => box.search.includes(word)) &&
      GROUPS.every(([group, , of]) => !value[group]?.length || value[group].some((each) => of(box).includes(each)))
    );
  }

  apply() {
    const { map, value } = this;
    const chosen = GROUPS.reduce((sum, [group]) => sum + (value[group]?.length ?? 0), 0);
    const active = Boolean(chosen || (value.text ?? "").trim());
    const cards = [...map.scene.byId.values()];
    this.hits = active ? cards.filter((box) => this.matches(box)) : [];
    map.view.out = new Set(active ? map.scene.boxes.filter((box) => !this.matches(box)) : []);
    map.view.hide = Boolean(active && value.hide);
    say(this.found, active ? `${this.hits.length} of ${cards.length}` : "");
    say(this.button, chosen ? `Filter · ${chosen}` : "Filter");
    this.button.classList.toggle("on", chosen > 0);
  }

  key(event) {
    if (event.key === "Enter" && this.hits.length) {
      const at = this.hits.indexOf(this.map.current);
      this.map.goTo(this.hits[(at + 1) % this.hits.length], { centre: true });
      event.preventDefault();
    } else if (event.key === "Escape") {
      this.field.value = "";
      this.set({ text: "" });
      this.map.refocus();
    } else return;
    event.stopPropagation();
  }

  open(from) {
    const groups = GROUPS.map(([group, title]) => {
      const choices = this.map.model.get("words")[group].map(([value, label, glyph, definition]) => {
        const box = html("input", {
          type: "checkbox",
          onchange: () => {
            const now = this.value[group] ?? [];
            this.set({ [group]: box.checked ? [...now, value] : now.filter((each) => each !== value) });
          },
        });
        box.checked = (this.value[group] ?? []).includes(value);
        return html("label", { title: definition }, box, glyph ? `${glyph} ${label}` : label);
      });
      return html("fieldset", {}, html("legend", {}, title), ...choices);
    });
    const hide = html("input", { type: "checkbox", id: freshId(), onchange: () => this.set({ hide: hide.checked }) });
    hide.checked = Boolean(this.value.hide);
    const clear = button("Clear", "Clear: show everybody", () => {
      this.map.choose("filters", {});
      this.open(from);
    });
    this.map.popover.open(from, "Show only", [html("div", { class: "choices" }, ...groups)], {
      actions: [html("label", {}, hide, "Hide the others"), clear],
    });
  }
}
