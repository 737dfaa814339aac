// The table of the portfolio, which knows nothing of what its lines say.

const ROW = 44; // px; every line is as high, so that where one stands is known without asking the page
const SPARE = 8; // lines drawn above and below what is in sight
const HURRY = 150; // ms between two large steps by which somebody who drags is told from somebody who turns a page
const REST = 80; // ms without such a step, after which the lines in sight are drawn

// The table: only the lines in sight are on the page, each a row of cells that is filled anew when it comes to stand for another.
class Grid {
  constructor(id, act) {
    this.id = id;
    this.act = act;
    this.lines = new Int32Array(0);
    this.pool = [];
    this.first = 0;
    this.active = -1;
    this.top = 0;
    this.waiting = null;
    this.hurried = -Infinity;
    this.flight = make("div", { class: "flight", "aria-hidden": "true", hidden: true });
    this.head = make("div", { role: "row", class: "line head", "aria-rowindex": 1 });
    this.body = make("div", { role: "rowgroup", class: "body" });
    this.node = make("div", { role: "grid", class: "grid", tabindex: 0, "aria-label": "Open objectives", onkeydown: (event) => this.press(event),
      onscroll: () => { if (this.node.clientHeight) { this.top = this.node.scrollTop; this.later(); } } },
    make("div", { role: "rowgroup", class: "heads" }, this.head), this.body, this.flight);
    this.body.addEventListener("click", (event) => {
      const at = event.target.closest(".line")?.at;
      if (at !== undefined) { this.activate(at); this.open(at); }
    });
    this.sized = new ResizeObserver(() => {
      if (this.node.clientHeight && this.node.scrollTop !== this.top) this.node.scrollTop = this.top; // it was hidden
      this.paint(true);
    });
    this.sized.observe(this.node);
  }

  close() {
    this.sized.disconnect();
    cancelAnimationFrame(this.waiting);
    clearTimeout(this.resting);
  }

  later() {
    this.waiting ??= requestAnimationFrame(() => { this.waiting = null; this.paint(); });
  }

  show({ columns, lines, fill, called, heads }) {
    Object.assign(this, { columns, lines, fill, called });
    this.node.setAttribute("role", heads ? "treegrid" : "grid");
    this.node.setAttribute("aria-rowcount", lines.length + 1);
    this.node.setAttribute("aria-colcount", columns.length);
    this.node.style.setProperty("--columns", columns.map((each) => each.width).join(" "));
    this.body.style.height = `${lines.length * ROW}px`;
    this.active = Math.min(this.active, lines.length - 1);
    this.paint(true);
  }

  // What comes in another order is read from its beginning.
  rewind() {
    this.active = -1;
    this.top = this.node.scrollTop = 0;
  }

  paint(anew = false) {
    if (!this.columns || !this.node.clientHeight) return;
    const size = Math.min(this.lines.length, Math.ceil(this.node.clientHeight / ROW) + 2 * SPARE);
    const first = Math.max(0, Math.min(Math.floor(this.node.scrollTop / ROW) - SPARE, this.lines.length - size));
    if (this.pool.length !== size || this.pool[0]?.children.length !== this.columns.length) {
      this.pool = Array.from({ length: size }, () => this.row());
      this.body.replaceChildren(...this.pool);
      anew = true;
    }
    const step = first - this.first;
    if (!anew && this.hurries(step, size)) return this.fly(first, size);
    this.flight.hidden = true;
    this.first = first;
    if (anew || Math.abs(step) >= size) this.pool.forEach((row, at) => this.set(row, first + at));
    else if (step > 0) {
      const moved = this.pool.splice(0, step);
      moved.forEach((row, at) => this.set(row, first + size - step + at));
      this.body.append(...moved);
      this.pool.push(...moved);
    } else if (step < 0) {
      const moved = this.pool.splice(size + step);
      moved.forEach((row, at) => this.set(row, first + at));
      this.body.prepend(...moved);
      this.pool.unshift(...moved);
    }
    this.mark();
  }

  hurries(step, size) {
    if (4 * Math.abs(step) < size) return false;
    const [before, now] = [this.hurried, performance.now()];
    this.hurried = now;
    return now - before < HURRY;
  }

  // Who drags through thousands of lines sees names fly by, in one text; the lines themselves follow when they rest.
  fly(first, size) {
    this.flight.textContent = Array.from(this.lines.subarray(first, first + size), this.called).join("\n");
    this.flight.style.transform = `translateY(${first * ROW}px)`;
    this.flight.hidden = false;
    clearTimeout(this.resting);
    this.resting = setTimeout(() => requestAnimationFrame(() => { if (this.waiting === null) this.paint(true); }), REST);
  }

  row() {
    const cells = this.columns.map((column, at) => {
      const cell = make("div", { role: at ? "gridcell" : "rowheader", class: `cell ${column.kind}`, "aria-colindex": at + 1 });
      cell.append(...PARTS[column.kind]());
      return cell;
    });
    return make("div", { role: "row", class: "line" }, cells);
  }

  set(row, at) {
    row.at = at;
    row.id = `${this.id}-${at}`;
    row.setAttribute("aria-rowindex", at + 2);
    row.style.transform = `translateY(${at * ROW}px)`;
    row.classList.toggle("odd", at % 2 === 1);
    this.fill(row, this.lines[at]);
  }

  mark() {
    for (const row of this.pool) row.classList.toggle("active", row.at === this.active);
    const seen = this.active >= this.first && this.active < this.first + this.pool.length;
    if (seen) this.node.setAttribute("aria-activedescendant", `${this.id}-${this.active}`);
    else this.node.removeAttribute("aria-activedescendant");
  }

  activate(at) {
    if (!this.lines.length) return;
    this.active = Math.max(0, Math.min(at, this.lines.length - 1));
    const [top, room] = [this.active * ROW, this.node.clientHeight - this.head.offsetHeight];
    if (top < this.node.scrollTop) this.node.scrollTop = top;
    else if (top + ROW > this.node.scrollTop + room) this.node.scrollTop = top + ROW - room;
    this.top = this.node.scrollTop;
    this.paint();
  }

  open(at) {
    this.act(this.lines[at]);
  }

  press(event) {
    if (event.target !== this.node || event.altKey || event.metaKey) return;
    const page = Math.max(1, Math.floor((this.node.clientHeight - this.head.offsetHeight) / ROW) - 1);
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity }[event.key];
    const here = this.lines[this.active];
    if (step !== undefined) this.activate(this.active < 0 && Number.isFinite(step) ? 0 : this.active + step);
    else if (pressed(event) && here !== undefined) this.open(this.active);
    else if (here < 0 && ["ArrowLeft", "ArrowRight"].includes(event.key)) this.act(here, event.key === "ArrowRight");
    else if (event.key === "ArrowLeft" && this.node.getAttribute("role") === "treegrid" && here >= 0) this.activate(this.lines.findLastIndex((each, at) => at < this.active && each < 0));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

// What a cell of each kind is made of; the rows that come to stand in it only change these parts.
const PARTS = {
  name: () => [make("span", { class: "turn", "aria-hidden": "true" }), isolated("", { class: "strong" }), isolated("", { class: "note" })],
  level: () => [make("span", { class: "tile" })],
  share: () => [make("span", { class: "meter", "aria-hidden": "true" }, make("span")), make("span", { class: "figure" })],
  trend: () => [drawn("svg", { width: 52, height: 24, "aria-hidden": "true" }, drawn("polyline", {})), make("span", { class: "figure" })],
  count: () => [make("span")],
  worth: () => [make("span")],
  value: () => [make("span")],
  day: () => [make("span")],
  text: () => [isolated("")],
};
