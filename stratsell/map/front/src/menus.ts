// Menus: of a card, an edge, what is folded away, the background, and of several people. Each lists what can be done now.

import { html, name } from "./dom.js";
import { routeTo } from "./scene.js";
import type { Box, Edge, MapWidget, Place } from "./types";

export interface Row {
  text: unknown;
  act: () => void;
  key?: string; // also does it without the menu
  there?: unknown; // whether it makes sense; by default it does
  local?: boolean; // whether it works without Python
  role?: "menuitemradio" | "menuitemcheckbox";
  checked?: boolean | "mixed";
  note?: string;
  more?: () => void; // a menu of its own
}

// The keys that ask for a menu.
export const asksMenu = (event: KeyboardEvent) => event.key === "ContextMenu" || (event.shiftKey && event.key === "F10");

export class Menus {
  constructor(private map: MapWidget) {
    map.frame.addEventListener("contextmenu", (event: MouseEvent) => this.pressed(event));
    map.frame.addEventListener("dblclick", (event: MouseEvent) => this.pressedTwice(event));
  }

  // Whether the book can be edited: not while the map is only shown, nor after Python has not answered.
  get editing() {
    return !this.map.editor.off && !this.map.editor.silent;
  }

  under(event: MouseEvent): { box?: Box; edge?: Edge } {
    const box = ((event.target as Element).closest(".box") as (Element & { box: Box }) | null)?.box;
    return { box: box?.kind === "heading" ? undefined : box, edge: this.map.edgeUnder(event) };
  }

  pressed(event: MouseEvent) {
    const target = event.target as Element;
    if (event.shiftKey || target.closest("input")) return; // the browser's own menu
    event.preventDefault();
    if (target.closest(".popover")) return;
    const { box, edge } = this.under(event);
    const place: Place = [event.clientX, event.clientY];
    this.map.editor.cancel();
    if (box) this.map.press(box);
    if (box && target.closest(".fold") && box.folded) this.open(place, `${box.name}: +${box.folded}`, this.stack(box));
    else if (edge) this.edge(edge, place);
    else this.about(box, place);
  }

  pressedTwice(event: MouseEvent) {
    const target = event.target as Element;
    const { box, edge } = this.under(event);
    if (this.map.popover.node || !target.closest(".pane") || target.closest(".fold")) return;
    if (!box && !edge) this.map.view.fit();
    else if (box && this.editing) this.card(box).find(({ key, there }) => key === "E" && there)?.act();
  }

  // The menu of a card, or of the map where there is none.
  about(box: Box | undefined, from?: Place) {
    const of = box && (this.map.several.has(box) ? this.map.several.title : box.name);
    const rows = box ? this.rows(box, from) : [];
    if (rows.length) this.open(from ?? box!.node, of!, rows);
    else this.open(from ?? this.map.frame, "Map", this.background());
  }

  // What can be done with a box; with all that are selected, where it is one of several.
  rows(box: Box, from?: Place): Row[] {
    if (this.map.several.has(box)) return this.map.several.rows(from ?? box.node);
    if (box.kind === "card") return this.card(box);
    return box.kind === "ghost" ? [{ key: "Enter", text: "Fill the role…", act: () => this.map.editor.fill(box) }] : [];
  }

  card(box: Box): Row[] {
    const { editor, scene, several, model } = this.map;
    const one = { person_id: box.id };
    const form = (what: string) => ({ there: editor.offers(what), act: () => editor.ask("ask", { what, ...one }) });
    const ranking = model.get("words").kinds.find((kind: unknown[]) => kind[4]);
    return [
      { key: "E", text: "Edit…", ...form("edit") },
      { key: "L", text: "Log a conversation…", ...form("log") },
      { key: "C", text: "Draw a relationship from here…", act: () => editor.connect(box) },
      { text: `${ranking?.[1]}…`, there: ranking, act: () => editor.connect(box, ranking[0]) },
      { key: "R", text: "Relationships…", there: box.edges.some(({ form }) => form), act: () => this.edges(box) },
      {
        key: "I",
        text: "Show who can introduce us",
        there: model.get("selected") !== box.id && routeTo(scene, box.id),
        act: () => this.map.choose("selected", box.id),
        local: true,
      },
      { key: "O", text: box.folded ? `Show the ${box.folded} below` : "Hide those below", there: box.reports || box.folded, act: () => editor.fold(box), local: this.map.presented },
      { key: "T", text: "Put back where it belongs", there: box.moved, act: () => editor.ask("tidy", one) },
      { key: "Shift+Space", text: several.ids.has(box.id) ? "Take out of the selection" : "Select with others", act: () => several.toggle(box) },
      { text: "Remove from the decision", there: box.level, act: () => editor.ask("leave", { person_ids: [box.id] }) },
      { key: "Delete", text: "Remove from the book", act: () => editor.ask("remove", { person_ids: [box.id] }) },
    ];
  }

  stack(box: Box): Row[] {
    const { editor, filters, model, scene } = this.map;
    return [
      { key: "O", text: `Show the ${box.folded} below`, act: () => editor.fold(box), local: this.map.presented },
      { key: "P", text: "Show everybody", there: scene.large && model.get("people") !== "all", act: () => filters.switchPeople() },
    ];
  }

  edge(edge: Edge, from: Place) {
    const { editor } = this.map;
    const key = { source_id: edge.source.id, target_id: edge.target.id, kind: edge.kind };
    this.open(from, this.called(edge), [
      { key: "Enter", text: "Edit…", there: edge.form, act: () => editor.edge(edge, from) },
      { text: "Reverse the direction", there: edge.form && (edge.arrow || edge.ranks), act: () => editor.ask("reverse", key) },
      { key: "Delete", text: "Remove", there: edge.form, act: () => editor.ask("unrelate", key) },
    ]);
  }

  // All edges of a card, for those who do not point at them.
  edges(box: Box) {
    const rows = box.edges.filter(({ form }) => form).map((edge) => ({
      text: this.called(edge),
      key: edge.strength.toFixed(2),
      act: () => this.map.editor.edge(edge, box.node),
      more: () => this.edge(edge, box.node),
    }));
    this.open(box.node, ["Relationships of ", name(box.name)], rows);
  }

  called({ kind, source, target }: Edge) {
    const [, verb] = this.map.model.get("words").kinds.find(([value]: string[]) => value === kind);
    return [name(source.name), ` ${verb.toLowerCase()} `, name(target.name)];
  }

  background(): Row[] {
    const { editor, view, several, exporter, model } = this.map;
    const { undo, redo } = model.get("history") ?? {};
    return [
      { key: "0", text: "Fit the whole map", act: () => view.fit(), local: true },
      { key: "Shift+T", text: "Tidy: all cards where they belong", act: () => editor.ask("tidy") },
      { key: "A", text: "Add a person…", there: editor.offers("add"), act: () => editor.ask("ask", { what: "add" }) },
      { key: "Ctrl+A", text: "Select all", act: () => several.all() },
      { key: "Ctrl+Z", text: `Undo: ${undo}`, there: undo, act: () => editor.ask("undo") },
      { key: "Ctrl+Y", text: `Redo: ${redo}`, there: redo, act: () => editor.ask("redo") },
      { key: "X", text: "Export…", act: () => exporter.click(), local: true },
    ];
  }

  // A menu: arrows, Home and End move, Enter or an item's own key does it, Escape and Tab close.
  open(from: Place, title: unknown, rows: Row[]) {
    const { popover } = this.map;
    const listed = rows.filter(({ there = true, local }) => there && (local || this.editing));
    if (!listed.length) return;
    const items: HTMLElement[] = listed.map((row) => {
      const act = () => {
        popover.close();
        row.act();
      };
      const { role = "menuitem", checked, more } = row;
      return html(
        "button",
        { type: "button", class: "row", role, "aria-checked": checked?.toString(), onclick: act, oncontextmenu: more },
        html("span", {}, ...[row.text].flat(), row.note && html("small", { class: "muted" }, row.note)),
        html("kbd", { "aria-hidden": "true" }, row.key),
      );
    });
    const keys = (event: KeyboardEvent) => {
      const index = items.indexOf(document.activeElement as HTMLElement);
      const step = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: -1 }[event.key];
      const own = listed.findIndex(({ key }) => key?.toLowerCase() === event.key.toLowerCase() && key !== "Enter");
      if (step !== undefined) items.at(step % items.length)!.focus();
      else if (asksMenu(event)) listed[index]?.more?.();
      else if (event.key === "Tab") popover.close();
      else if (own >= 0 && !event.ctrlKey && !event.metaKey && !event.altKey) items[own]!.click();
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    popover.open(from, title, items, { menu: keys });
  }
}
