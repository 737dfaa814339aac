function render({ model, el }) {
  const root = rooted(el, "panel");
  root.setAttribute("role", "region");
  root.setAttribute("aria-label", "Details");

  function section(each) {
    return make("section", { class: each.tone },
      each.label ? make("h4", {}, each.label) : null, each.lines.map((line) => make("p", {}, line.map((each) => spanned(model, each)))));
  }

  function chip(each) {
    return make("span", { class: `chip ${each.tone}`, ...(each.colour ? { style: `--tint: ${each.colour}` } : {}) }, make("b", {}, each.text), each.note ? make("span", { class: "meaning" }, `: ${each.note}`) : null);
  }

  function draw() {
    const about = model.get("about");
    if (!about.name) return root.replaceChildren();
    const close = make("button", {
      type: "button", class: "close", title: "Back to the objective", "aria-label": "Back to the objective",
      onclick: () => choose(model, "selected", ""),
    }, "×");
    const bars = about.bars.map((each) => make("tr", { title: each.note },
      make("th", { scope: "row" }, each.text), make("td", {}, bar(each.value, each.level)), make("td", { class: each.tone || "muted" }, each.level)));
    root.replaceChildren(
      make("div", { class: "head" }, make("h3", {}, isolated(about.name)), about.close ? close : ""),
      make("p", { class: "subtitle" }, about.subtitle.map((each) => spanned(model, each))),
      make("p", { class: "chips" }, about.chips.map(chip)),
      make("p", { class: "actions" }, about.actions.map((each) => asking(model, each))),
      ...about.sections.map(section),
      bars.length ? make("section", {}, make("h4", {}, "Coverage of this objective"), make("table", { class: "bars" }, make("tbody", {}, bars))) : "",
    );
  }

  draw();
  return follow(model, "about", () => {
    redraw(root, draw);
    root.dispatchEvent(new CustomEvent("stratsell-person", { bubbles: true, detail: { chosen: model.get("about").close } }));
  });
}

export default { render };
