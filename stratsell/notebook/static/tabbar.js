function render({ model, el }) {
  const root = rooted(el, "tabbar");
  const list = make("div", { role: "tablist", "aria-label": "Views" });
  const side = make("button", { type: "button", class: "side local", title: "Show or hide the details beside the map", onclick: () => fold(!folded()) }, "Details");
  root.append(list, side);

  // The panel beside the map folds away, and that is remembered in this browser. Where it would lie over the map it is folded
  // until somebody asks for it.
  const PLACE = "stratsell-panel";
  const explorer = () => root.closest(".stratsell-explorer");
  const folded = () => Boolean(explorer()?.classList.contains("panel-folded"));

  function show(hidden) {
    explorer()?.classList.toggle("panel-folded", hidden);
    side.setAttribute("aria-expanded", !hidden);
  }

  function fold(hidden) {
    show(hidden);
    remember(PLACE, hidden ? "folded" : "open");
  }

  let narrow = null;
  const watcher = new ResizeObserver(([{ contentRect }]) => {
    if (!contentRect.width || contentRect.width <= 1000 === narrow || explorer()?.matches(".presenting")) return;
    narrow = contentRect.width <= 1000;
    show(narrow || remembered(PLACE) === "folded");
  });
  const placed = requestAnimationFrame(() => {
    if (!explorer()) return;
    watcher.observe(explorer());
    explorer().addEventListener("stratsell-person", choosing);
  });

  // Over the map, the panel comes and goes with the person who is chosen.
  function choosing({ detail }) {
    if (narrow && remembered(PLACE) !== "folded") show(!detail.chosen);
  }

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
    cancelAnimationFrame(placed);
    watcher.disconnect();
    explorer()?.removeEventListener("stratsell-person", choosing);
    stop();
    left();
  };
}

export default { render };
