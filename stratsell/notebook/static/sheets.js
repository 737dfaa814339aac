const COLUMN = 100; // px that a column of a table needs at least; where there is less, its rows are cards

function render({ model, el }) {
  const root = rooted(el, "sheets");
  root.setAttribute("role", "tabpanel");
  const addresses = []; // of the images, to be given back
  const sorted = new Map(); // by a sheet's title: the column and the direction that its reader chose

  const redrawn = () => redraw(root, draw);
  const editor = cellEditor({ model, el, root, redrawn });
  const marks = rowMarks({ model, root, mark });
  const select = (id) => choose(model, "selected", model.get("selected") === id ? "" : id);

  function person(who, route) {
    const open = (event) => { event.stopPropagation(); choose(model, "selected", who.id); };
    return make("button", { class: "name", type: "button", title: who.note, tabindex: route ? "-1" : "", onclick: open, onkeydown: (e) => e.stopPropagation() },
      isolated(who.text), route ? null : dots(who.value, who.level));
  }

  function content(cell, kind) {
    if (kind === "people" && cell.people?.length) {
      const names = cell.people.map((who) => person(who, cell.route));
      return cell.route ? names.flatMap((name, at) => (at ? [make("span", { class: "arrow" }, "→"), name] : [name])) : names;
    }
    if (kind === "level") return [bar(cell.value, cell.text), make("span", { class: `word level-${cell.value}`, title: cell.note }, cell.text)];
    if (kind === "roles") return cell.roles.map((role) => make("span", { class: "badge", title: role.text, role: "img", "aria-label": role.text }, role.glyph));
    const text = kind === "flag" ? ["⚑ ", cell.text] : [isolated(cell.text)];
    return [make("span", { class: kind === "person" && cell.id ? "strong" : "" }, text), cell.note ? make("span", { class: "note" }, isolated(cell.note)) : null];
  }

  function said(cell, { kind, label, field }, row) {
    const inside = make("div", { class: "said" }, content(cell, kind));
    const kinds = [kind, ...(inside.textContent ? [] : ["blank"]), ...(field ? ["editable"] : [])];
    const node = make("td", { class: kinds.join(" "), "data-label": label, ...(field ? { "data-cell": `${row.id} ${field.name}`, tabindex: "-1" } : {}) }, inside);
    node.edit = field && (() => editor.open(node, field, cell.held, row.cells[0].text));
    if (field) node.addEventListener("dblclick", node.edit);
    return node;
  }

  const key = (cell) => cell.value ?? cell.sort ?? cell.text;

  function compare(one, other) {
    if (typeof one === "number" && typeof other === "number") return one - other;
    return String(one).localeCompare(String(other), undefined, { numeric: true });
  }

  function ordered(sheet) {
    const order = sorted.get(sheet.title);
    if (!order) return sheet.rows;
    const blank = (row) => [null, undefined, ""].includes(key(row.cells[order.at]));
    return [...sheet.rows].sort((one, other) => blank(one) - blank(other)
      || order.way * compare(key(one.cells[order.at]), key(other.cells[order.at])));
  }

  function heading(sheet, column, at) {
    const order = sorted.get(sheet.title);
    const way = order?.at === at ? order.way : 0;
    const sort = () => {
      if (way < 0) sorted.delete(sheet.title);
      else sorted.set(sheet.title, { at, way: way ? -1 : 1 });
      draw();
      root.querySelector(`[data-sheet="${CSS.escape(sheet.title)}"] thead th:nth-child(${at + 1}) button`)?.focus();
    };
    const sign = make("span", { class: "way", "aria-hidden": "true" }, way ? (way > 0 ? "▲" : "▼") : "");
    const label = column.kind === "people" ? column.label : make("button", { type: "button", onclick: sort }, column.kind === "number" ? [sign, column.label] : [column.label, sign]);
    return make("th", { scope: "col", class: column.kind, "aria-sort": way ? (way > 0 ? "ascending" : "descending") : "none" }, label);
  }

  function table(sheet) {
    const title = make("h3", {}, sheet.title);
    if (!sheet.rows.length) return make("section", {}, title, make("p", { class: "empty" }, sheet.empty));
    const acting = sheet.rows.some((row) => row.actions.length);
    const head = make("div", { class: "title" }, title, marks.button(sheet));
    const rows = ordered(sheet).map((row) => make("tr", { "data-id": row.id, "data-row": String(sheet.rows.indexOf(row)), class: row.id ? "choice" : "" },
      row.cells.map((cell, at) => said(cell, sheet.columns[at], row)),
      acting ? make("td", { class: row.actions.length ? "actions" : "actions blank" }, make("div", { class: "said" }, row.actions.map((each) => asking(model, each)))) : null));
    const choices = rows.filter((row) => row.dataset.id);
    choices.forEach((row, at) => {
      row.tabIndex = at ? -1 : 0;
      row.addEventListener("click", (event) => {
        if (marks.click(event, row)) return;
        const cell = event.target.closest(".editable"); // which a second click opens, so the first must not let go of the person
        cell?.focus();
        if (!cell || model.get("selected") !== row.dataset.id) select(row.dataset.id);
      });
      row.addEventListener("focusin", () => choices.forEach((other) => (other.tabIndex = other === row ? 0 : -1)));
      row.addEventListener("keydown", (event) => {
        if (marks.press(event, choices)) return;
        if (pressCell(event, choices, (cell) => cell.edit())) return;
        if (pressed(event)) { event.preventDefault(); event.stopPropagation(); select(row.dataset.id); }
        else roving(choices, event);
      });
    });
    const titles = make("tr", {}, sheet.columns.map((column, at) => heading(sheet, column, at)),
      acting ? make("th", { scope: "col" }, make("span", { class: "unseen" }, "What to do")) : null);
    const grid = make("table", { role: choices.length ? "grid" : "table", "aria-multiselectable": choices.length ? "true" : "", "data-room": titles.children.length * COLUMN, "aria-label": sheet.title }, make("thead", {}, titles), make("tbody", {}, rows));
    return make("section", { "data-sheet": sheet.title }, head, sheet.note ? make("p", { class: "about" }, sheet.note) : null, make("div", { class: "scroll" }, grid));
  }

  function mark() {
    const selected = model.get("selected");
    root.querySelectorAll("tr.choice").forEach((row) => row.setAttribute("aria-selected", row.dataset.id === selected || marks.has(row)));
    root.querySelectorAll(`tr.choice[data-id="${CSS.escape(selected)}"]`).forEach((row) => {
      row.parentNode.querySelectorAll("tr.choice").forEach((other) => (other.tabIndex = other === row ? 0 : -1));
    });
  }

  function fit() {
    const tables = [...root.querySelectorAll("table")];
    tables.forEach((each) => each.classList.remove("cards"));
    const tight = tables.map(({ parentNode: { clientWidth, scrollWidth }, dataset }) => clientWidth < Math.max(scrollWidth, dataset.room));
    tables.forEach((each, at) => each.classList.toggle("cards", tight[at]));
  }

  function passage(block) {
    return make("section", {}, make("h3", {}, block.title), block.lines.map((line) => make("p", { class: "line" }, line.map((each) => spanned(model, each)))));
  }

  function image(block) {
    const shown = themed(block.content, block.title, addresses);
    shown.forEach((each) => (each.style.width = `min(100%, ${Math.round(block.width)}px)`));
    return make("section", {}, shown);
  }

  const forget = () => addresses.splice(0).forEach((address) => URL.revokeObjectURL(address));

  function draw() {
    forget();
    const { blocks = [], actions = [] } = model.get("shown");
    const kinds = { sheet: table, passage, image };
    root.setAttribute("aria-label", model.get("label"));
    root.replaceChildren(
      ...(actions.length ? [make("p", { class: "actions" }, actions.map((each) => asking(model, each)))] : []),
      ...blocks.map((block) => kinds[block.block](block)));
    mark();
    fit();
  }

  draw();
  const sized = new ResizeObserver(fit);
  sized.observe(root);
  const stops = [follow(model, "shown", () => { marks.clear(); if (!editor.holds(model.get("shown"))) redrawn(); }), follow(model, "selected", mark)];
  return () => { sized.disconnect(); forget(); editor.stop(); marks.stop(); stops.forEach((stop) => stop()); };
}

export default { render };
