let tickets = 0;

function render({ model, el }) {
  const root = rooted(el, "export");
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "Export");
  const waiting = new Map(); // the buttons by ticket: only the view that asked saves the file

  function ask(kind, button) {
    const ticket = `${Date.now()}-${++tickets}`;
    waiting.set(ticket, button);
    button.setAttribute("aria-busy", "true");
    model.send({ kind, ticket });
  }

  function save(message, buffers) {
    const button = waiting.get(message.ticket);
    if (!button) return;
    waiting.delete(message.ticket);
    button.removeAttribute("aria-busy");
    if (!message.name) return;
    const address = URL.createObjectURL(new Blob([buffers[0]], { type: message.type }));
    const link = make("a", { href: address, download: message.name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }

  const draw = () => root.replaceChildren(make("span", { class: "label" }, "Export"), ...model.get("kinds").map((each) => {
    const button = make("button", { type: "button", title: each.note, onclick: () => ask(each.kind, button) }, each.text);
    return button;
  }));
  draw();
  model.on("msg:custom", save);
  const stop = follow(model, "kinds", draw);
  return () => { stop(); model.off("msg:custom", save); };
}

export default { render };
