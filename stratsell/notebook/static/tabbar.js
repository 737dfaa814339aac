function render({ model, el }) {
  const root = rooted(el, "tabbar");
  const list = make("div", { role: "tablist", "aria-label": "Views" });
  root.append(list);

  function draw() {
    const titles = model.get("titles");
    root.setAttribute("aria-busy", model.get("chosen") !== model.get("shown"));
    while (list.children.length > titles.length) list.lastChild.remove();
    while (list.children.length < titles.length) {
      const at = list.children.length;
      list.append(make("button", {
        type: "button", role: "tab", onclick: () => choose(model, "chosen", at),
        onkeydown: (event) => {
          roving([...list.children], event);
          if (event.defaultPrevented) document.activeElement.click();
        },
      }));
    }
    titles.forEach((title, at) => {
      const [tab, chosen] = [list.children[at], model.get("chosen") === at];
      if (tab.textContent !== title) tab.textContent = title;
      tab.setAttribute("aria-selected", chosen);
      tab.tabIndex = chosen ? 0 : -1;
    });
  }

  draw();
  const stop = follow(model, "titles chosen shown", draw);
  const left = seen(model);
  return () => {
    stop();
    left();
  };
}

export default { render };
