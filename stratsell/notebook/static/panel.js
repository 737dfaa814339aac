function render({ model, el }) {
  const root = rooted(el, "panel");
  root.setAttribute("role", "region");
  root.setAttribute("aria-label", "Details");

  function span(each) {
    if (!each.id) return isolated(each.text, { class: each.tone });
    return make("button", { type: "button", class: `name ${each.tone}`, onclick: () => choose(model, "selected", each.id) }, isolated(each.text));
  }

  function section(each) {
    return make("section", { class: each.tone },
      each.label ? make("h4", {}, each.label) : null, each.lines.map((line) => make("p", {}, line.map(span))));
  }

  function chip(each) {
    return make("span", { class: `chip ${each.tone}` }, make("b", {}, each.text), each.note ? make("span", { class: "meaning" }, `: ${each.note}`) : null);
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
      make("header", {}, make("h3", {}, isolated(about.name)), about.close ? close : ""),
      make("p", { class: "subtitle" }, about.subtitle.map(span)),
      make("p", { class: "chips" }, about.chips.map(chip)),
      ...about.sections.map(section),
      make("section", {}, make("h4", {}, "Coverage of this objective"), make("table", { class: "bars" }, make("tbody", {}, bars))),
    );
  }

  draw();
  return follow(model, "about", draw);
}

export default { render };
