// Cells that are edited in their table. What may stand in one comes from Python, as for a form: options to choose from, or a line
// to write. The choices lie in a box over the cell; Python checks what is chosen, and until it has, the box stays.

let boxes = 0;

// A list of which one option, or several, are chosen; Enter takes them.
function choices(field, held, take) {
  const several = field.input === "set";
  const chosen = new Set(several ? held.split(";").map((word) => word.trim()).filter(Boolean) : [held]);
  const options = [...(several || field.required ? [] : [{ value: "", label: "–", note: "" }]), ...field.options];
  const key = `stratsell-cell-${boxes}`;
  let active = Math.max(0, options.findIndex((option) => chosen.has(option.value)));
  const items = options.map((option, index) => make("div", {
    role: "option", id: `${key}-${index}`, onclick: () => { active = index; several ? turn() : finish(); },
  }, make("span", { class: "sign", "aria-hidden": "true" }), make("span", { class: "strong" }, option.label), make("span", { class: "note" }, option.note)));
  const list = make("div", { role: "listbox", tabindex: "0", "aria-label": field.label, "aria-multiselectable": several && "true", onkeydown: press }, items);

  function show() {
    items.forEach((item, index) => {
      item.classList.toggle("active", index === active);
      item.setAttribute("aria-selected", chosen.has(options[index].value));
      item.firstChild.textContent = chosen.has(options[index].value) ? "✓" : "";
    });
    list.setAttribute("aria-activedescendant", items[active].id);
    items[active].scrollIntoView({ block: "nearest" });
  }

  function turn() {
    const { value } = options[active];
    if (!chosen.delete(value)) chosen.add(value);
    show();
  }

  const finish = () => take(several ? read() : options[active].value);
  const read = () => options.map((option) => option.value).filter((value) => chosen.has(value)).join("; ");

  function press(event) {
    const to = { ArrowDown: active + 1, ArrowUp: active - 1, Home: 0, End: items.length - 1 }[event.key];
    const typed = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (to !== undefined) active = Math.max(0, Math.min(items.length - 1, to));
    else if (typed) active = next(event.key);
    else if (event.key === " " && several) return swallow(event, turn);
    else if (pressed(event)) return swallow(event, finish);
    else return;
    swallow(event, show);
  }

  // The next option of which a word begins with a letter.
  function next(letter) {
    const begins = (option) => option.label.toLowerCase().split(/\s+/).some((word) => word.startsWith(letter.toLowerCase()));
    const order = options.map((_, index) => (active + 1 + index) % options.length);
    return order.find((index) => begins(options[index])) ?? active;
  }

  return { node: list, show, focus: () => list.focus(), leave: () => (several ? read() : held) };
}

function line(field, held, take) {
  const input = make("input", { type: "text", autocomplete: "off", inputmode: field.input === "number" ? "decimal" : "", "aria-label": field.label,
    onkeydown: (event) => { if (event.key === "Enter" && !event.isComposing) swallow(event, () => take(input.value)); } });
  input.value = held;
  const node = make("div", { class: "line" }, input, make("span", { class: "note" }, field.note));
  return { node, show: () => input.select(), focus: () => input.focus(), leave: () => input.value };
}

function swallow(event, act) {
  event.preventDefault();
  event.stopPropagation();
  act();
}

// Gives what opens a cell (`open`), says whether one that is open is still among what is shown (`holds`), and closes it.
function cellEditor({ model, el, root, redrawn }) {
  let now = null; // the cell that is open: its key, its field, what it held, its box

  const cell = () => root.querySelector(`[data-cell="${CSS.escape(now.key)}"]`);

  function open(node, field, held, who) {
    close();
    boxes += 1;
    const control = CHOOSES.includes(field.input) ? choices(field, held, take) : line(field, held, take);
    const wrong = make("p", { class: "error", role: "alert", hidden: true });
    const box = rooted(el, "cell-editor");
    for (const [name, value] of Object.entries({ popover: "manual", role: "dialog", "aria-label": `${field.label} of ${who}` })) box.setAttribute(name, value);
    box.append(control.node, wrong);
    now = { key: node.dataset.cell, id: node.parentNode.dataset.id, field, held, box, control, wrong };
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape" || event.key === "F2") swallow(event, () => close(true));
      else if (event.key === "Tab") swallow(event, () => take(control.leave()));
    });
    box.addEventListener("focusout", (event) => {
      if (now?.box === box && document.hasFocus() && !box.contains(event.relatedTarget)) take(control.leave(), false);
    });
    box.showPopover?.();
    place();
    window.addEventListener("scroll", place, true);
    control.show();
    control.focus();
  }

  // Below the cell, or above it where there is no room below.
  function place() {
    const node = now && cell();
    if (!node) return;
    const [over, box] = [node.getBoundingClientRect(), now.box.getBoundingClientRect()];
    const above = over.bottom + box.height > window.innerHeight && over.top > box.height;
    now.box.style.left = `${Math.max(0, Math.min(over.left, window.innerWidth - box.width))}px`;
    now.box.style.top = `${above ? over.top - box.height : Math.min(over.bottom, Math.max(0, window.innerHeight - box.height))}px`;
  }

  function take(value, back = true) {
    if (!now || now.ticket) return;
    if (value === now.held) return close(back);
    now.ticket = `${Date.now()} ${Math.random()}`;
    now.back = back;
    now.box.setAttribute("aria-busy", "true");
    model.send({ field: now.field.name, id: now.id, value, ticket: now.ticket });
  }

  function receive(message) {
    if (!now?.ticket || message.ticket !== now.ticket) return;
    if (!message.wrong) return close(now.back);
    now.ticket = "";
    now.box.removeAttribute("aria-busy");
    now.wrong.hidden = false;
    now.wrong.textContent = message.wrong;
    place();
    now.control.focus();
  }

  function close(back = false) {
    if (!now) return;
    const { box, pending, key } = now;
    window.removeEventListener("scroll", place, true);
    now = null;
    box.remove();
    if (pending) redrawn();
    if (back) root.querySelector(`[data-cell="${CSS.escape(key)}"]`)?.focus();
  }

  // While a cell is open its table stays as it is, unless the cell has gone.
  function holds({ blocks = [] }) {
    if (!now) return false;
    const there = blocks.some((block) => block.rows?.some((row) => row.id === now.id) && block.columns.some((column) => column.field?.name === now.field.name));
    if (there) now.pending = true;
    else close();
    return there;
  }

  model.on("msg:custom", receive);
  return { open, close, holds, stop: () => { model.off("msg:custom", receive); close(); } };
}

const CHOOSES = ["word", "set"];

// The keys on a row and its cells that can be edited: → goes in, ← out, ↑ and ↓ to the next row, Enter and F2 edit.
function pressCell(event, rows, edit) {
  const row = event.currentTarget;
  const cells = [...row.querySelectorAll(".editable")];
  const here = cells.indexOf(event.target);
  if (!cells.length || event.ctrlKey || event.metaKey || event.altKey || (event.target !== row && here < 0)) return false;
  const below = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const to = here < 0 ? (event.key === "ArrowRight" ? cells[0] : null)
    : below ? rows[rows.indexOf(row) + below]?.querySelectorAll(".editable")[here]
    : { ArrowRight: cells[here + 1], ArrowLeft: cells[here - 1] ?? row, Home: cells[0], End: cells.at(-1), Escape: row }[event.key];
  const edits = here >= 0 && ["Enter", "F2"].includes(event.key);
  if (here < 0 && !to && event.key !== "ArrowLeft") return false;
  if (here >= 0 && !to && !edits && !event.key.startsWith("Arrow")) return false;
  swallow(event, () => { if (edits) edit(event.target); else to?.focus(); });
  return true;
}
