// A small box with a question or a list, beside what it is about. Escape or a click elsewhere closes it.

import { button, freshId, html } from "./dom.js";

export class Popover {
  constructor(frame, { opened, closed }) {
    this.frame = frame;
    this.opened = opened;
    this.closed = closed;
  }

  // `from` is an element or a point in the page; `actions` are the buttons below; `menu` hears the keys of a menu of items.
  open(from, title, content, { actions = [], onclose = null, menu = null } = {}) {
    this.close({ quiet: true });
    this.opened();
    const id = freshId();
    const named = (role) => ({ role, "aria-labelledby": id });
    const shut = menu ? null : button("×", "Close (Esc)", () => this.close());
    this.from = from;
    this.onclose = onclose;
    this.node = html(
      "div",
      { class: "popover", tabindex: -1, ...(menu ? {} : named("dialog")) },
      html("div", { class: "bar" }, html("div", { class: "strong", id }, ...[title].flat()), shut),
      html("div", { class: "content", ...(menu && { class: "menu", onkeydown: menu, ...named("menu") }) }, ...content),
      ...(actions.length ? [html("div", { class: "actions" }, ...actions)] : []),
    );
    this.node.addEventListener("keydown", (event) => this.key(event));
    for (const type of ["pointerdown", "mousedown", "touchstart", "dblclick", "wheel", "click"]) {
      this.node.addEventListener(type, (event) => event.stopPropagation());
    }
    this.frame.append(this.node);
    this.place(from);
    this.away = (event) => this.node?.contains(event.target) || this.close({ quiet: true });
    setTimeout(() => this.node && document.addEventListener("pointerdown", this.away, true));
    (this.node.querySelector("[autofocus]") ?? this.node.querySelector("input, button:not(.bar button)") ?? this.node).focus();
  }

  place(from) {
    const frame = this.frame.getBoundingClientRect();
    const box = from?.getBoundingClientRect ? from.getBoundingClientRect() : { left: from[0], right: from[0], top: from[1], bottom: from[1] };
    const [w, h] = [this.node.offsetWidth, this.node.offsetHeight];
    const within = (at, size, room) => Math.max(6, Math.min(at, room - size - 6));
    const x = within(box.left - frame.left, w, frame.width);
    const below = box.bottom - frame.top + 8;
    const y = below + h > frame.height && box.top - frame.top > h ? box.top - frame.top - h - 8 : below;
    Object.assign(this.node.style, { left: `${x}px`, top: `${within(y, h, frame.height)}px` });
  }

  key(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
    } else if (event.key === "Tab") {
      const all = [...this.node.querySelectorAll("button, input, select, [tabindex='0']")].filter((each) => !each.disabled);
      const [first, last] = [all[0], all.at(-1)];
      const leaving = event.shiftKey ? document.activeElement === first : document.activeElement === last;
      if (!leaving && this.node.contains(document.activeElement)) return;
      event.preventDefault();
      (event.shiftKey ? last : first)?.focus();
    }
  }

  close({ quiet = false } = {}) {
    if (!this.node) return;
    document.removeEventListener("pointerdown", this.away, true);
    this.node.remove();
    this.node = null;
    this.onclose?.();
    if (!quiet) this.closed(this.from);
  }
}
