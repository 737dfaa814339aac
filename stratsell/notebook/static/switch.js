function render({ model, el }) {
  const root = rooted(el, "switch");
  root.setAttribute("role", "radiogroup");

  function draw() {
    root.setAttribute("aria-label", model.get("label"));
    const value = model.get("value");
    const options = model.get("options");
    if (root.children.length !== options.length) {
      root.replaceChildren(...options.map((each) => make("button", {
        type: "button", role: "radio", "data-value": each.value, onclick: () => choose(model, "value", each.value),
        onkeydown: (event) => {
          roving([...root.children], event);
          if (event.defaultPrevented) document.activeElement.click();
        },
      }, each.text)));
    }
    [...root.children].forEach((each) => {
      each.setAttribute("aria-checked", each.dataset.value === value);
      each.tabIndex = each.dataset.value === value ? 0 : -1;
    });
  }

  draw();
  return follow(model, "label options value", draw);
}

export default { render };
