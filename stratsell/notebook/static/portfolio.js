const columnsOf = (roles) => [
  { name: "account", label: "Account and objective", kind: "name", width: "minmax(210px, 1fr)", way: 1 },
  { name: "priority", label: "We can help", kind: "worth", width: "78px", way: -1, optional: true },
  ...roles.map(({ name }) => ({ name, kind: "level", width: "62px", way: 1 })),
  { name: "score", label: "Coverage", kind: "share", width: "100px", way: 1 },
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
    const places = sparkline(course, 150, 40);
    const [x, y] = places.at(-1).split(",");
    const change = course.at(-1) - course[0];
    const said = `Average coverage of these objectives: ${rows.days.map((when, at) => `${when} ${percent(course[at])}`).join(", ")}`;
    const picture = drawn("svg", { width: 150, height: 40, role: "img", "aria-label": said, class: "course" },
      drawn("polygon", { points: [...places, "148,40", "2,40"].join(" ") }), drawn("polyline", { points: places.join(" ") }), drawn("circle", { cx: x, cy: y, r: 3 }));
    return make("span", { class: "trend", title: said }, picture, make("span", { class: change < 0 ? "bad" : change > 0 ? "good" : "muted" }, `${points(change)} points`), make("span", { class: "muted small" }, `since ${rows.days[0]}`));
  }

  function summarize() {
    const tally = rows.tally(order);
    summary.replaceChildren(
      stat(tally.count.toLocaleString("en"), `open ${tally.count === 1 ? "objective" : "objectives"} in ${many(tally.accounts, "account")}`, "What is filtered out does not count"),
      make("div", { class: "stat score" }, make("span", { class: "big" }, tally.count ? percent(tally.score / rows.most) : "–"), make("span", { class: "muted" }, "average coverage"), chart()),
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
      picture.firstChild.setAttribute("points", course.length > 1 ? sparkline(course, 52, 24).join(" ") : "");
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
