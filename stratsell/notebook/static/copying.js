// Rows that are marked to be copied for a spreadsheet, and rows that are pasted from one. What is copied of each row, Python says.

// Marks rows (`click`, `press`), gives the button that copies, and follows copying and pasting in all of the tables.
function rowMarks({ model, root, mark }) {
  const marked = new Map(); // rows by the title of their table
  let from = null; // the row from which Shift marks
  let asked = null; // the table whose button has been pressed

  const title = (row) => row.closest("section").dataset.sheet;
  const rowsOf = (sheet) => [...root.querySelectorAll(`section[data-sheet="${CSS.escape(sheet)}"] tbody tr`)];
  const marksOf = (sheet) => marked.get(sheet) ?? new Set();
  const has = (row) => marksOf(title(row)).has(row.dataset.row);

  function set(sheet, rows) {
    marked.set(sheet, new Set(rows.map((row) => row.dataset.row)));
    mark();
  }

  function range(row) {
    const rows = rowsOf(title(row)).filter((other) => other.matches(".choice"));
    if (!rows.includes(from)) from = row;
    const [first, last] = [rows.indexOf(from), rows.indexOf(row)].sort((a, b) => a - b);
    set(title(row), rows.slice(first, last + 1));
  }

  function click(event, row) {
    if (event.shiftKey) range(row);
    else if (event.ctrlKey || event.metaKey) {
      const rows = marksOf(title(row));
      if (!rows.delete(row.dataset.row)) rows.add(row.dataset.row);
      marked.set(title(row), rows);
      from = row;
      mark();
    } else {
      from = row;
      clear();
      return false;
    }
    row.focus();
    return true;
  }

  function press(event, rows) {
    const row = event.currentTarget;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const all = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a";
    if (event.target === row && event.shiftKey && step) {
      const to = rows[rows.indexOf(row) + step];
      swallow(event, () => { if (!rows.includes(from)) from = row; if (to) { range(to); to.focus(); } });
    } else if (all) swallow(event, () => set(title(row), rows));
    else if (event.target === row && event.key === "Escape" && marksOf(title(row)).size) swallow(event, clear);
    else {
      if (step) from = null;
      return false;
    }
    return true;
  }

  function clear() {
    const before = [...marked.values()].some((rows) => rows.size);
    marked.clear();
    if (before) mark();
  }

  function button(sheet) {
    return [make("button", {
      type: "button", class: "copy", title: "Copy the marked rows, or all, for a spreadsheet. Shift and Ctrl mark rows; Ctrl+C copies them.",
      "aria-label": `Copy rows of ${sheet.title}`, onclick: () => { asked = sheet.title; document.execCommand("copy"); asked = null; },
    }, "Copy"), make("span", { class: "note", role: "status" })];
  }

  function copy(event) {
    const row = document.activeElement.closest("tr[data-row]");
    const sheet = asked ?? row?.closest("section").dataset.sheet;
    const lines = model.get("shown").blocks?.find((block) => block.copied && block.title === sheet)?.copied;
    if (!lines || (!asked && !marksOf(sheet).size && !getSelection().isCollapsed)) return;
    const rows = rowsOf(sheet).filter((node) => (marksOf(sheet).size ? has(node) : asked || node === row));
    event.clipboardData.setData("text/plain", [lines.head, ...rows.map((node) => lines.rows[node.dataset.row])].join("\r\n"));
    event.preventDefault();
    const status = root.querySelector(`section[data-sheet="${CSS.escape(sheet)}"] .title [role=status]`);
    status.textContent = `Copied ${rows.length} row${rows.length === 1 ? "" : "s"}`;
  }

  function paste(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!root.contains(document.activeElement) || document.activeElement.matches("input, textarea") || !text.trim()) return;
    event.preventDefault();
    model.send({ pasted: text });
  }

  // A button's copy comes from the page's body where nothing is marked as text.
  const copied = (event) => { if (asked || root.contains(event.target)) copy(event); };
  document.addEventListener("copy", copied, true);
  root.addEventListener("paste", paste);
  root.addEventListener("mousedown", (event) => { if (event.shiftKey && event.target.closest("tr.choice")) event.preventDefault(); });
  return { click, press, has, clear, button, stop: () => document.removeEventListener("copy", copied, true) };
}
