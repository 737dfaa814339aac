let tickets = 0;
const PAGE = "html"; // what is printed

function render({ model, el }) {
  const root = rooted(el, "toolbar");
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "Book");
  const waiting = new Map(); // what was asked for, by ticket: only the view that asked saves the file

  const act = (what) => model.send({ do: what });
  const button = (text, what) => make("button", { type: "button", "data-do": what, onclick: () => act(what) }, text);
  const undo = button("↶", "undo");
  const redo = button("↷", "redo");
  const state = make("span", { class: "state", role: "status" });
  const save = button("Save", "save");
  const menu = make("div", { role: "menu", class: "menu", "aria-label": "Export", hidden: true });
  const opener = make("button", {
    type: "button", "aria-haspopup": "menu", "aria-expanded": "false", onclick: () => open(menu.hidden),
    onkeydown: (event) => { if (event.key === "ArrowDown") { event.preventDefault(); event.stopPropagation(); open(true); } },
  }, "Export ", make("span", { "aria-hidden": "true" }, "▾"));
  const holder = make("span", { class: "holder", onfocusout: (event) => { if (!holder.contains(event.relatedTarget)) open(false, false); } }, opener, menu);
  const { opener: present, bar, place, remove } = presentation(model, act);
  root.append(undo, redo, state, save, holder, present, bar);

  // Export.

  function ask(kind, take = download) {
    const ticket = `${Date.now()}-${++tickets}`;
    waiting.set(ticket, take);
    opener.setAttribute("aria-busy", "true");
    model.send({ kind, ticket });
  }

  function receive(message, buffers) {
    const take = waiting.get(message.ticket);
    if (!waiting.delete(message.ticket)) return;
    if (!waiting.size) opener.removeAttribute("aria-busy");
    if (message.name) take(message, buffers[0]);
  }

  // Prints a page that nothing in it can run in; it stays until the next one, since browsers say differently when they are done.
  function print(_, content) {
    root.querySelector("iframe")?.remove();
    const page = make("iframe", {
      class: "unseen", title: "Page to print", "aria-hidden": "true", tabindex: "-1", sandbox: "allow-same-origin allow-modals",
      srcdoc: new TextDecoder().decode(content), onload: () => page.contentWindow.print(),
    });
    root.append(page);
  }

  function open(yes, back = true) {
    if (menu.hidden !== yes) return;
    menu.hidden = !yes;
    opener.setAttribute("aria-expanded", yes);
    if (yes) menu.firstElementChild?.focus();
    else if (back) opener.focus();
  }

  function item(text, note, choice) {
    return make("button", {
      type: "button", role: "menuitem", tabindex: "-1", title: note,
      onclick: () => { open(false); choice(); },
      onkeydown: (event) => {
        if (event.key !== "Escape") return roving([...menu.children], event);
        event.stopPropagation();
        open(false);
      },
    }, text);
  }

  const fill = () => menu.replaceChildren(
    ...model.get("kinds").map((each) => item(each.text, each.note, () => ask(each.kind))),
    ...model.get("kinds").filter((each) => each.kind === PAGE).map(() => item("Print …", "Print this objective on one page: map, coverage, plan and proposal", () => ask(PAGE, print))),
    item("Save the book as …", "Save the whole book to another file or folder", () => act("save_as")),
  );

  // Undo, redo, save.

  function offer(node, verb, label, keys) {
    node.disabled = !label;
    node.title = label ? `${verb}: ${label} (${keys})` : `Nothing to ${verb.toLowerCase()}`;
    node.setAttribute("aria-label", label ? `${verb}: ${label}` : verb);
  }

  function draw() {
    offer(undo, "Undo", model.get("undo"), "Ctrl+Z");
    offer(redo, "Redo", model.get("redo"), "Ctrl+Shift+Z");
    const [unsaved, place] = [model.get("unsaved"), model.get("place")];
    state.textContent = !unsaved ? "" : place ? "● Unsaved changes" : "● Not saved yet";
    save.textContent = place ? (unsaved ? "Save" : "Saved ✓") : unsaved ? "Save as …" : "Save";
    save.title = `${place ? `Save to ${place}` : "Choose where to save"} (Ctrl+S)`;
    root.classList.toggle("unsaved", unsaved);
  }

  // The keys hold in all of the explorer, but in a field Ctrl+Z and Ctrl+Y undo what was typed there.
  let frame = null;

  function press(event) {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || event.altKey || !["s", "z", "y"].includes(key)) return;
    const typing = "input:not([type=checkbox], [type=radio]), textarea, [contenteditable=true], .presenting";
    if (key !== "s" && event.target.closest(typing)) return;
    event.preventDefault();
    event.stopPropagation();
    if (key === "s") return act(event.shiftKey ? "save_as" : "save");
    act(key === "y" || event.shiftKey ? "redo" : "undo");
  }

  const waitingFrame = requestAnimationFrame(() => {
    frame = root.closest(".stratsell-explorer");
    frame?.addEventListener("keydown", press);
    place(frame);
  });

  fill();
  draw();
  model.on("msg:custom", receive);
  const stops = [follow(model, "kinds", fill), follow(model, "undo redo unsaved place", draw)];
  return () => {
    cancelAnimationFrame(waitingFrame);
    frame?.removeEventListener("keydown", press);
    remove();
    model.off("msg:custom", receive);
    stops.forEach((stop) => stop());
  };
}

export default { render };
