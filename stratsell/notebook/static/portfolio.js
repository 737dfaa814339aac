const ROW = 44; // px; every line is as high, so that where one stands is known without asking the page
const SPARE = 8; // lines drawn above and below what is in sight
const HURRY = 150; // ms between two large steps by which somebody who drags is told from somebody who turns a page
const REST = 80; // ms without such a step, after which the lines in sight are drawn
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const SVG = "http://www.w3.org/2000/svg";

const columnsOf = (roles) => [
  { name: "account", label: "Account and objective", kind: "name", width: "minmax(210px, 1fr)", way: 1 },
  { name: "priority", label: "We can help", kind: "worth", width: "78px", way: -1, optional: true },
  ...roles.map(({ name }) => ({ name, kind: "level", width: "62px", way: 1 })),
  { name: "score", label: "Score", kind: "share", width: "100px", way: 1 },
  { name: "trend", label: "Trend", kind: "trend", width: "104px", way: 1 },
  { name: "red_flags", label: "Red flags", kind: "count", width: "58px", way: -1 },
  { name: "missing", label: "Missing roles", kind: "count", width: "68px", way: -1 },
  { name: "influences", label: "Influ\u00adences", kind: "count", width: "66px", way: -1 },
  { name: "contacted", label: "Con\u00adtacted", kind: "count", width: "70px", way: 1 },
  { name: "thanked", label: "Thanked", kind: "count", width: "74px", way: 1 },
  { name: "value", label: "Value", kind: "value", width: "76px", way: -1, optional: true },
  { name: "due_on", label: "Due", kind: "day", width: "96px", way: 1, optional: true },
  { name: "owner", label: "Owner", kind: "text", width: "130px", way: 1, optional: true },
  { name: "industry", label: "Industry", kind: "text", width: "140px", way: 1, optional: true },
];

// Between which levels a row may be filtered.
function boundsOf(levels) {
  const labels = levels.map(({ label }) => label.toLowerCase());
  const most = labels.length - 1;
  const inner = labels.slice(1, most);
  return [
    ["", "any level"], ["=0", labels[0]], ...inner.slice(0, -1).map((label, at) => [`<${at + 2}`, `${label} or less`]), [`<${most}`, `not ${labels[most]} yet`],
    ...inner.map((label, at) => [`>${at}`, `${label} or better`]), [`=${most}`, labels[most]],
  ];
}

const many = (count, one, more = `${one}s`) => `${count.toLocaleString("en")} ${count === 1 ? one : more}`;

// A half goes to the even number, as in Python, so that pictures and pages say the same: 62.5 is 62 %.
function percent(share) {
  const near = Math.round(share * 100);
  return `${near - share * 100 === 0.5 && near % 2 ? near - 1 : near} %`;
}

const short = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
const points = (change) => `${change > 0 ? "+" : change < 0 ? "−" : "±"}${Math.abs(Math.round(change * 100))}`;

function day(since) {
  const date = new Date(since * 86400000);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

function drawn(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// The places of a line of shares in a box, lowest share at the bottom; a flat line stands where its share does.
function line(course, width, height) {
  const [least, most] = [Math.min(...course), Math.max(...course)];
  const room = Math.max(most - least, 0.12);
  const low = Math.max(0, Math.min(least - (room - (most - least)) / 2, 1 - room));
  return course.map((share, at) => `${(2 + (at * (width - 4)) / Math.max(1, course.length - 1)).toFixed(1)},${(height - 3 - ((share - low) / room) * (height - 6)).toFixed(1)}`);
}

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

const put = (node, text) => { if (node.textContent !== text) node.textContent = text; };

let grids = 0;

function render({ model, el }) {
  const root = rooted(el, "portfolio");
  const { roles, levels, flags } = model.get("words");
  const every = columnsOf(roles);
  const named = Object.fromEntries(roles.map((role) => [role.name, role]));
  let rows = new Rows({}, { roles, levels });
  let sent = {};
  let [order, groups, columns] = [new Int32Array(0), null, []];
  let choice = { ...model.get("choice") };
  const courses = new Map(); // of groups, which are drawn again and again while one scrolls

  // Filters.

  const anew = () => { grid.rewind(); refresh(); };
  const change = (what, after = anew) => {
    choice = { ...choice, ...what };
    choose(model, "choice", choice);
    after();
  };
  const search = make("input", { type: "search", placeholder: "Account, objective, owner or industry", "aria-label": "Search", oninput: () => change({ query: search.value }) });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && search.value) { event.stopPropagation(); search.value = ""; change({ query: "" }); }
  });

  function select(label, name, options) {
    const node = make("select", { "aria-label": label, onchange: () => change({ [name]: node.value }) }, options.map(([value, text]) => Object.assign(make("option", {}, text), { value })));
    node.show = () => { node.value = choice[name] ?? ""; node.classList.toggle("set", node.value !== ""); };
    return node;
  }

  const selects = {
    role: select("Role", "role", [["", "Any role"], ...roles.map((role) => [role.name, role.label])]),
    level: select("Level of the role", "level", boundsOf(levels)),
    flag: select("Red flag", "flag", [["", "Any flags or none"], ["red_flags", "Some red flag"], ...flags.map((flag) => [flag.name, flag.label]), ["none", "No red flag"]]),
    group: select("Group by", "group", [["", "No groups"], ...GROUPS.map((name) => [name, `By ${name}`])]),
  };
  const clear = make("button", { type: "button", class: "clear", onclick: () => { change({ query: "", role: "", level: "", flag: "" }); search.focus(); } }, "Clear");
  const found = make("span", { class: "found muted", role: "status" });
  const filters = make("div", { class: "filters", role: "group", "aria-label": "Filter and group" }, search, Object.values(selects), clear, found);

  // Summary.

  const summary = make("section", { class: "summary", "aria-label": "Summary" });
  const busy = make("p", { class: "busy muted", role: "status" });
  const empty = make("p", { class: "empty muted" });
  const legend = make("p", { class: "legend" }, levels.map((level, at) => make("span", { title: level.note }, make("span", { class: `tile level-${at}`, "aria-hidden": "true" }, String(at)), level.label.toLowerCase())));

  function stat(figure, label, note, ...more) {
    return make("div", { class: "stat", title: note }, make("span", { class: "big" }, figure), make("span", { class: "muted" }, label), more);
  }

  function covered(role, tally) {
    const counts = tally.levels[role.name];
    const held = tally.count - counts[0];
    const said = counts.map((count, level) => `${count.toLocaleString("en")} ${levels[level].label.toLowerCase()}`).join(", ");
    const parts = counts.map((count, level) => ({ count, level })).filter((each) => each.count)
      .map(({ count, level }) => make("span", { class: `part level-${level}`, style: `flex-grow: ${count}` }));
    const on = choice.role === role.name && choice.level === "=0";
    const gap = make("button", {
      type: "button", class: counts[0] || on ? "gap" : "gap none", "aria-pressed": String(on), disabled: !counts[0] && !on, "data-id": role.name,
      "aria-label": `${role.label}: ${many(counts[0], "objective")} with the role missing`, title: on ? "Show all again" : `Show only objectives where the role is missing`,
      onclick: () => change(on ? { role: "", level: "" } : { role: role.name, level: "=0" }),
    }, counts[0] ? `${counts[0].toLocaleString("en")} missing` : "none missing");
    return make("div", { class: "stat role", title: `${role.label}: ${said}` },
      make("span", { class: "top" }, make("span", { class: "badge", "aria-hidden": "true" }, role.glyph), make("span", { class: "strong" }, role.label), make("span", { class: "figure" }, tally.count ? percent(held / tally.count) : "–")),
      make("span", { class: "spread", role: "img", "aria-label": said }, parts), gap);
  }

  function chart() {
    const course = rows.course(order);
    if (course.length < 2) return make("span", { class: "muted small" }, rows.days.length > 1 && order.length ? "Trend: being worked out …" : "");
    const places = line(course, 150, 40);
    const [x, y] = places.at(-1).split(",");
    const change = course.at(-1) - course[0];
    const said = `Average score of these objectives: ${rows.days.map((when, at) => `${when} ${percent(course[at])}`).join(", ")}`;
    const picture = drawn("svg", { width: 150, height: 40, role: "img", "aria-label": said, class: "course" },
      drawn("polygon", { points: [...places, "148,40", "2,40"].join(" ") }), drawn("polyline", { points: places.join(" ") }), drawn("circle", { cx: x, cy: y, r: 3 }));
    return make("span", { class: "trend", title: said }, picture, make("span", { class: change < 0 ? "bad" : change > 0 ? "good" : "muted" }, `${points(change)} points`), make("span", { class: "muted small" }, `since ${rows.days[0]}`));
  }

  function summarize() {
    const tally = rows.tally(order);
    summary.replaceChildren(
      stat(tally.count.toLocaleString("en"), `open ${tally.count === 1 ? "objective" : "objectives"} in ${many(tally.accounts, "account")}`, "What is filtered out does not count"),
      make("div", { class: "stat score" }, make("span", { class: "big" }, tally.count ? percent(tally.score / rows.most) : "–"), make("span", { class: "muted" }, "average score"), chart()),
      stat(tally.best.toLocaleString("en"), "where we help best", `${many(tally.unweighed, "objective")} not weighed yet against what is not ours: what cannot be compared comes last`),
      ...roles.map((role) => covered(role, tally)));
  }

  // The table.

  const grid = new Grid(`stratsell-portfolio-${++grids}`, act);

  function act(line, open) {
    if (line === undefined) return;
    if (line >= 0) return model.send({ do: "visit", at: sent.at, row: line });
    const { name } = groups[~line];
    const closed = new Set(choice.closed ?? []);
    if (open === closed.has(name) || open === undefined) change({ closed: closed.has(name) ? [...closed].filter((each) => each !== name) : [...closed, name] }, list);
  }

  function heading(column, at) {
    const way = choice.sort === column.name ? choice.way : 0;
    const role = named[column.name];
    const sort = () => {
      if (!way) change({ sort: column.name, way: column.way });
      else if (way === column.way) change({ way: -way });
      else change({ sort: "", way: 1 });
      grid.head.children[at].querySelector("button").focus();
    };
    const label = role ? [make("span", { class: "badge", "aria-hidden": "true" }, role.glyph), make("span", { class: "full" }, role.label)] : [column.label];
    return make("div", { role: "columnheader", class: `cell ${column.kind}`, "aria-colindex": at + 1, "aria-sort": way ? (way > 0 ? "ascending" : "descending") : "none" },
      make("button", { type: "button", onclick: sort, title: role ? `${role.label}: ${role.note}` : "" }, label, make("span", { class: "way", "aria-hidden": "true" }, way ? (way > 0 ? "▲" : "▼") : "")));
  }

  // A line is a row, or a group where its number is negative.
  const called = (at) => (at < 0 ? groups[~at].name || `No ${choice.group}` : rows.texts.account[at]);

  function fill(node, line) {
    const group = line < 0 ? groups[~line] : null;
    const opened = group && !(choice.closed ?? []).includes(group.name);
    node.classList.toggle("group", Boolean(group));
    if (groups) node.setAttribute("aria-level", group ? 1 : 2); else node.removeAttribute("aria-level");
    if (group) node.setAttribute("aria-expanded", opened); else node.removeAttribute("aria-expanded");
    columns.forEach((column, at) => {
      const cell = node.children[at];
      const value = group ? group.tally[column.name] : column.name === "trend" ? null : rows.get(column.name, line);
      FILLS[column.kind](cell, value, { group, line, column, opened });
    });
  }

  const FILLS = {
    name(cell, _, { group, line, opened }) {
      const [turn, strong, note] = cell.children;
      put(turn, group ? (opened ? "▾" : "▸") : "");
      put(strong, called(line));
      put(note, group ? many(group.rows.length, "objective") : rows.texts.objective[line] || "No objective written down yet");
      cell.title = group ? "" : `${strong.textContent}\n${note.textContent}`;
    },
    level(cell, value, { group, column }) {
      const level = Math.round(value);
      const shown = group ? value.toFixed(1) : String(value);
      const tile = cell.firstChild;
      if (tile.className !== `tile level-${level}`) tile.className = `tile level-${level}`;
      put(tile, shown);
      cell.setAttribute("aria-label", `${named[column.name].label}: ${group ? `mean level ${shown}` : `${levels[level].label}, ${level} of 4`}`);
    },
    share(cell, value) {
      cell.firstChild.firstChild.style.width = `${(value / rows.most) * 100}%`;
      put(cell.lastChild, percent(value / rows.most));
    },
    trend(cell, _, { group, line: row }) {
      const its = group ? group.rows : [row];
      if (group && !courses.has(group)) courses.set(group, rows.course(its));
      const course = group ? courses.get(group) : rows.course(its);
      const [picture, figure] = cell.children;
      picture.firstChild.setAttribute("points", course.length > 1 ? line(course, 52, 24).join(" ") : "");
      const change = course.length > 1 ? course.at(-1) - course[0] : 0;
      put(figure, course.length > 1 ? points(change) : "");
      figure.className = change < 0 ? "figure bad" : change > 0 ? "figure good" : "figure muted";
    },
    count(cell, value, { column }) {
      put(cell.firstChild, value.toLocaleString("en"));
      cell.firstChild.className = value === 0 ? "muted" : ["red_flags", "missing"].includes(column.name) ? "bad" : "";
    },
    worth(cell, value, { group }) {
      put(cell.firstChild, group ? "" : Number.isNaN(value) ? "not weighed" : percent(value));
      cell.firstChild.className = value > 0 ? "good" : "muted";
    },
    value: (cell, value) => put(cell.firstChild, Number.isNaN(value) ? "" : short.format(value)),
    day: (cell, value) => put(cell.firstChild, Number.isNaN(value ?? NaN) ? "" : day(value)),
    text(cell, value) {
      put(cell.firstChild, value ?? "");
      cell.title = value ?? "";
    },
  };

  // From what has been sent and chosen to what is seen.

  function list() {
    const lines = [];
    (groups ?? []).forEach((group, at) => {
      lines.push(~at);
      if (!(choice.closed ?? []).includes(group.name)) for (const row of group.rows) lines.push(row);
    });
    const shown = groups ? Int32Array.from(lines) : order;
    columns = every.filter((column) => column.name !== choice.group && (!column.optional || rows.filled(column.name)));
    const focused = grid.head.contains(document.activeElement) ? [...grid.head.children].findIndex((each) => each.contains(document.activeElement)) : -1;
    grid.head.replaceChildren(...columns.map(heading));
    if (focused >= 0) grid.head.children[focused]?.querySelector("button").focus();
    grid.show({ columns, lines: shown, fill, called, heads: Boolean(groups) });
  }

  function refresh() {
    order = rows.sorted(rows.fitting(choice), choice);
    groups = rows.grouped(order, choice);
    courses.clear();
    if (groups) order = Int32Array.from(groups.flatMap((group) => group.rows));
    const filtered = ["query", "role", "level", "flag"].some((name) => choice[name]);
    Object.values(selects).forEach((each) => each.show());
    if (search.value !== (choice.query ?? "")) search.value = choice.query ?? "";
    clear.disabled = !filtered;
    put(found, rows.count ? `${order.length.toLocaleString("en")} of ${many(rows.count, "objective")}` : "");
    put(empty, rows.count ? (order.length ? "" : "No objective fits; clear the filter to see all.") : sent.at ? "No open objectives in this book yet." : "");
    grid.node.hidden = !order.length;
    [summary, filters, legend].forEach((part) => (part.hidden = !rows.count));
    redraw(summary, summarize);
    list();
    if (sent.at) model.send({ do: "shown", at: sent.at }, undefined, [order.buffer]);
  }

  // The trend is asked for a day at a time, and only while somebody looks.
  let asked = "";

  function ask() {
    const next = rows.days.findIndex((_, at) => at < rows.days.length - 1 && !rows.scores[at]);
    if (!rows.count || next < 0 || !root.offsetParent || asked === `${sent.at} ${next}`) return;
    asked = `${sent.at} ${next}`;
    model.send({ do: "score", at: sent.at, day: next });
  }

  function receive(message, buffers) {
    if (message.at !== sent.at || message.score === undefined || rows.scores[message.score]) return;
    const view = buffers[0];
    rows.scores[message.score] = new Uint8Array(view.buffer ?? view, view.byteOffset ?? 0, view.byteLength);
    if (!rows.trended) return ask();
    if (choice.sort === "trend") refresh();
    else { courses.clear(); redraw(summary, summarize); grid.paint(true); }
  }

  function take() {
    sent = model.get("rows");
    rows = new Rows(sent, { roles, levels });
    refresh();
    requestAnimationFrame(() => setTimeout(ask));
    // Names are put in the order of the reader's language while nobody waits, so that sorting by them is as quick as by numbers.
    window.requestIdleCallback?.((_, ranked = rows) => ranked.count && ranked.keys("account"));
  }

  function wait() {
    const text = model.get("busy");
    put(busy, text);
    root.setAttribute("aria-busy", Boolean(text));
  }

  function obey() {
    if (JSON.stringify(model.get("choice")) === JSON.stringify(choice)) return;
    choice = { ...model.get("choice") };
    anew();
  }

  root.append(summary, filters, busy, empty, grid.node, legend);
  const seen = new ResizeObserver(ask);
  seen.observe(root);
  wait();
  take();
  model.on("msg:custom", receive);
  const stops = [follow(model, "rows", take), follow(model, "busy", wait), follow(model, "choice", obey)];
  return () => {
    grid.close();
    seen.disconnect();
    model.off("msg:custom", receive);
    stops.forEach((stop) => stop());
  };
}

export default { render };
