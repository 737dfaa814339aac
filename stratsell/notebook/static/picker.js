let count = 0;

function render({ model, el }) {
  const root = rooted(el, "picker");
  const list = `stratsell-list-${++count}`;
  const listbox = make("ul", { id: list, role: "listbox", class: "listbox", hidden: true });
  const field = make("input", {
    id: `${list}-field`, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false",
    "aria-expanded": "false", "aria-controls": list, "aria-autocomplete": "list", dir: "auto",
  });
  const label = make("label", { for: `${list}-field` });
  root.append(label, make("span", { class: "field" }, field, listbox));
  let active = -1;
  let timer = 0;
  let typed = false; // the list is to show what fits the field, not all there is
  let entered = false; // Enter was pressed before the answer came

  const options = () => [...listbox.querySelectorAll("[role=option]")];

  function mark(at) {
    const all = options();
    active = all.length ? Math.min(all.length - 1, Math.max(0, at)) : -1;
    all.forEach((option, index) => option.setAttribute("aria-selected", index === active));
    if (active < 0) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", all[active].id);
      all[active].scrollIntoView({ block: "nearest" });
    }
  }

  function fill() {
    const matches = model.get("matches");
    listbox.replaceChildren(...matches.map((match, at) => make("li", {
      id: `${list}-${at}`, role: "option", "data-id": match.id, title: match.id,
      class: match.id === model.get("value") ? "current" : "",
      onmousedown: (event) => { event.preventDefault(); take(match.id); },
    }, isolated(match.text))));
    const more = model.get("more");
    if (!matches.length) listbox.append(make("li", { class: "hint", role: "presentation" }, "no account found"));
    if (more) listbox.append(make("li", { class: "hint", role: "presentation" }, `and ${more.toLocaleString()} more: type to find them`));
    mark(model.get("answered") ? 0 : matches.findIndex((match) => match.id === model.get("value")));
    if (entered && model.get("answered") === field.value) enter();
  }

  function open(yes) {
    listbox.hidden = !yes;
    typed &&= yes;
    field.setAttribute("aria-expanded", yes);
  }

  function ask(query) {
    clearTimeout(timer);
    choose(model, "query", query);
  }

  function take(id) {
    open(false);
    choose(model, "value", id);
    rest();
  }

  function enter() {
    entered = false;
    const option = options()[active];
    if (option) take(option.dataset.id);
  }

  function rest() {
    clearTimeout(timer);
    entered = false;
    open(false);
    field.value = model.get("shown");
  }

  field.addEventListener("focus", () => field.select());
  field.addEventListener("click", () => { if (listbox.hidden) { ask(""); fill(); open(true); } });
  field.addEventListener("input", () => {
    typed = true;
    open(true);
    entered = false;
    clearTimeout(timer);
    timer = setTimeout(() => ask(field.value), 80);
  });
  field.addEventListener("blur", rest);
  field.addEventListener("keydown", (event) => {
    if (["ArrowDown", "ArrowUp", "Enter", "Escape"].includes(event.key)) event.stopPropagation();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (listbox.hidden) { ask(""); fill(); open(true); }
      else mark(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      if (listbox.hidden) return;
      if (!typed || model.get("answered") === field.value) return enter();
      entered = true;
      ask(field.value);
    } else if (event.key === "Escape") {
      rest();
      field.select();
    }
  });

  const name = () => {
    label.textContent = model.get("label");
    field.value = model.get("shown");
    field.title = model.get("shown");
  };
  name();
  fill();
  const stops = [follow(model, "label shown", name), follow(model, "answered matches more value", fill)];
  return () => { clearTimeout(timer); stops.forEach((stop) => stop()); };
}

export default { render };
