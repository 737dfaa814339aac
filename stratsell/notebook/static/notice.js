function render({ model, el }) {
  const root = rooted(el, "notice");
  const line = make("p", { class: "say", role: "status" });
  const wellbeing = make("p", { class: "wellbeing", role: "alert", tabindex: "-1", hidden: true });
  root.append(wellbeing, line);

  const draw = () => {
    line.textContent = model.get("text");
    line.classList.toggle("wrong", model.get("wrong"));
    line.hidden = !line.textContent;
  };

  // Without Python no control does as if; what was typed can be read and copied still. The map sees to its own.
  const CONTROLS = ":is(button, input, select, textarea):not(.local, .stratsell-map *)";
  let off = []; // those that were switched on before

  function care(state) {
    const away = state === "away" || state === "gone";
    const [strong, rest] = health.words(state);
    wellbeing.hidden = state === "fine";
    wellbeing.classList.toggle("wrong", away);
    wellbeing.replaceChildren(make("b", {}, strong), ` ${state === "fine" ? "" : rest}`);
    const had = document.activeElement;
    const explorer = root.closest(".stratsell-explorer");
    for (const node of off) node.disabled = node.readOnly = false;
    off = away && explorer ? [...explorer.querySelectorAll(CONTROLS)].filter((node) => !node.disabled && !node.readOnly) : [];
    for (const node of off) {
      if (node.matches("textarea, input[type=text], input:not([type])")) node.readOnly = true;
      else node.disabled = true;
    }
    if (off.includes(had) && had.disabled) wellbeing.focus({ preventScroll: true }); // the next key is not to be the notebook's
  }

  draw();
  const stops = [follow(model, "text wrong", draw), health.attend(model, care)];
  return () => stops.forEach((stop) => stop());
}

export default { render };
