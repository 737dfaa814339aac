let formCount = 0;

const CONTROLS = { line: ["input", "text"], number: ["input", "text"], date: ["input", "date"], long: ["textarea"] };

function render({ model, el }) {
  const root = rooted(el, "forms");
  let fields = new Map(); // by name: what holds a field, and how it is read and written
  let origin = null; // where the focus was before the form came
  let warned = false; // that what was typed would be lost

  const at = () => model.get("form").at;

  function touch() {
    warned = false;
    if (!model.get("touched")) choose(model, "touched", true);
  }

  // Fields.

  function built(field, key) {
    const [label, note, error] = ["label", "note", "error"].map((part) => `${key}-${part}`);
    const described = { "aria-describedby": `${note} ${error}`, "aria-required": field.required && "true" };
    const made = field.input === "set" ? set(field, key, label, described)
      : field.input === "word" ? word(field, key, described)
      : field.input === "shown" ? shown(field, key)
      : line(field, key, described);
    const must = field.required ? make("span", { class: "must" }, " required") : null;
    const tag = field.input === "set" || field.input === "shown" ? "span" : "label";
    const first = made.read(); // what was not touched is given back as it came, not as a page would write it
    made.answer = () => (made.read() === first ? field.value : made.read());
    const name = make(tag, { id: label, class: "label", for: tag === "label" ? key : "" }, isolated(field.label), must);
    const hint = make("p", { id: note, class: "note" }, isolated(made.note?.() ?? field.note));
    const wrong = make("p", { id: error, class: "error", role: "alert", hidden: true });
    made.hint = () => { if (made.note) hint.textContent = made.note() ?? field.note; };
    made.say = (text) => {
      wrong.textContent = text;
      wrong.hidden = !text;
      for (const each of made.controls) {
        if (text) each.setAttribute("aria-invalid", "true");
        else each.removeAttribute("aria-invalid");
      }
    };
    const help = field.questions.length ? questions(field, made) : null;
    made.node = make("div", { class: `field ${field.input}`, "data-field": field.name }, name, made.body, wrong, hint, help);
    fields.set(field.name, made);
    return made.node;
  }

  function line(field, key, described) {
    const [tag, type] = CONTROLS[field.input];
    const list = field.suggestions.length ? `${key}-list` : "";
    const control = make(tag, {
      id: key, type, rows: tag === "textarea" ? "2" : "", list, dir: type === "date" ? "" : "auto", autocomplete: "off",
      inputmode: field.input === "number" ? "decimal" : "", max: type === "date" ? "9999-12-31" : "", ...described,
    });
    control.value = field.value;
    const options = list ? make("datalist", { id: list }, field.suggestions.map((each) => make("option", { value: each }))) : null;
    return { body: [control, options], controls: [control], read: () => control.value, write: (value) => { control.value = value; } };
  }

  function word(field, key, described) {
    const blank = field.required && field.value ? null : new Option(field.required ? "choose …" : "–", "");
    const options = field.options.map((each) => make("option", { value: each.value }, each.note ? `${each.label}: ${each.note}` : each.label));
    const control = make("select", { id: key, onchange: () => { update(); }, ...described }, blank, options);
    control.value = field.value;
    const note = () => field.options.find((each) => each.value === control.value)?.note || field.note;
    return { body: [control], controls: [control], note, read: () => control.value, write: (value) => { control.value = value; update(); } };
  }

  function set(field, key, label, described) {
    const chosen = new Set(field.value.split(";").map((each) => each.trim()));
    const boxes = field.options.map((each, index) => {
      const box = make("input", { type: "checkbox", id: `${key}-${index}`, value: each.value, "aria-describedby": `${key}-${index}-note` });
      box.checked = chosen.has(each.value);
      return box;
    });
    const rows = field.options.map((each, index) => make("div", { class: "option" }, boxes[index],
      make("label", { for: `${key}-${index}` }, each.label), make("span", { class: "note", id: `${key}-${index}-note` }, each.note)));
    delete described["aria-required"];
    const group = make("div", { role: "group", "aria-labelledby": label, ...described }, rows);
    const read = () => boxes.filter((box) => box.checked).map((box) => box.value).join("; ");
    return { body: [group], controls: boxes, read, write: (value) => boxes.forEach((box) => { box.checked ||= box.value === value; }) };
  }

  function shown(field, key) {
    return { body: [make("p", { id: key, class: "shown" }, isolated(field.value))], controls: [], read: () => field.value, write: () => {} };
  }

  // Questions that help to choose; what they suggest is taken by a click, never by itself.

  function questions(field, made) {
    const said = {};
    made.advice = make("div", { class: "advice", role: "status" });
    const rows = field.questions.map((text, index) => {
      const group = `${fields.size}-${at()}-${formCount}-${index}`;
      const answer = (label, value) => make("label", {}, make("input", {
        type: "radio", name: `q-${group}`, onchange: () => { said[text] = value; model.send({ do: "advise", at: at(), field: field.name, said }); },
      }), label);
      return make("fieldset", {}, make("legend", {}, text), answer("Yes", true), answer("No", false));
    });
    made.advised = (advice) => made.advice.replaceChildren(...(advice.length ? advice : [null]).map((each) => {
      if (!each) return make("p", { class: "note" }, "Your answers suggest nothing yet; ask them.");
      const take = make("button", { type: "button", onclick: () => { made.write(each.value); touch(); } }, `Choose ${each.label.toLowerCase()}`);
      return make("p", {}, make("b", {}, each.label), `, because ${each.why}. `, take);
    }));
    return make("details", { class: "help" }, make("summary", {}, "Help me choose"), rows, made.advice);
  }

  // The form.

  function update() {
    for (const made of fields.values()) made.hint();
    for (const group of root.querySelectorAll("[data-when]")) {
      group.hidden = fields.get(group.dataset.when)?.read() !== group.dataset.value;
    }
  }

  function send(what) {
    const answers = {};
    let unread = null;
    for (const [name, made] of fields) {
      made.say("");
      answers[name] = made.node.closest("[hidden]") ? "" : made.answer();
      if (made.controls.some((control) => control.validity.badInput)) {
        made.say("This is not a whole day yet; fill in day, month and year, or clear it.");
        unread ??= made;
      }
    }
    if (unread) return unread.controls[0].focus();
    root.setAttribute("aria-busy", "true");
    model.send({ do: what, at: at(), answers });
  }

  function cancel() {
    if (model.get("touched") && !warned) {
      warned = true;
      root.querySelector(".general").textContent = "Press Escape again to leave without saving.";
      root.querySelector(".general").hidden = false;
    } else model.send({ do: "cancel", at: at() });
  }

  function draw() {
    const form = model.get("form");
    const active = document.activeElement;
    fields = new Map();
    root.removeAttribute("aria-busy");
    if (!form.at) {
      const had = root.contains(active) || !root.hidden;
      root.hidden = true;
      root.replaceChildren();
      if (had) giveBack();
      return;
    }
    if (!root.contains(active)) origin = { node: active, ask: active?.closest("[data-ask]")?.dataset.ask };
    const key = `stratsell-form-${++formCount}`;
    warned = false;
    let count = 0;
    const groups = form.groups.map((group) => make("section", { "data-when": group.when[0], "data-value": group.when[1] },
      group.title ? make("h4", {}, isolated(group.title)) : null, group.fields.map((field) => built(field, `${key}-${++count}`))));
    const title = make("h3", { id: `${key}-title` }, isolated(form.title));
    const removal = form.removal ? make("button", { type: "button", class: "danger", onclick: () => send("remove") }, form.removal) : null;
    root.replaceChildren(make("form", {
      novalidate: true, "aria-labelledby": `${key}-title`, oninput: touch,
      onsubmit: (event) => { event.preventDefault(); send("save"); },
      onkeydown: (event) => {
        if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); cancel(); }
        // JupyterLab takes a plain Enter for itself, so the form must say that it saves.
        const line = event.target.matches("input:not([type=checkbox], [type=radio])");
        if (event.key === "Enter" && !event.isComposing) {
          event.stopPropagation();
          if (line || event.ctrlKey || event.metaKey) { event.preventDefault(); send("save"); }
        }
      },
    }, title, form.note ? make("p", { class: "about" }, isolated(form.note)) : null,
    make("p", { class: "general error", role: "alert", hidden: true }), make("div", { class: "groups" }, groups),
    make("div", { class: "buttons" }, make("button", { type: "submit", class: "main" }, form.verb),
      make("button", { type: "button", onclick: () => model.send({ do: "cancel", at: at() }) }, "Cancel"), removal)));
    root.hidden = false;
    update();
    requestAnimationFrame(() => {
      root.querySelector("form")?.scrollIntoView({ block: "nearest" });
      [...fields.values()].find((made) => made.controls.length)?.controls[0].focus({ preventScroll: true });
    });
  }

  // The focus goes back to where it came from; if that has gone, to what took its place.
  function giveBack() {
    const back = origin;
    origin = null;
    requestAnimationFrame(() => {
      if (document.activeElement && document.activeElement !== document.body) return;
      const explorer = root.closest(".stratsell-explorer");
      const same = back?.ask && [...(explorer?.querySelectorAll("[data-ask]") ?? [])].find((each) => each.dataset.ask === back.ask);
      const found = [back?.node, same, ...(explorer?.querySelectorAll(".panel button") ?? [])]
        .find((node) => node?.isConnected && node !== document.body && node.getClientRects().length);
      found?.focus({ preventScroll: true });
    });
  }

  function complain() {
    root.removeAttribute("aria-busy");
    const said = { ...model.get("errors").said };
    const general = root.querySelector(".general");
    if (!general) return;
    general.textContent = said[""] ?? "";
    general.hidden = !said[""];
    for (const [name, made] of fields) made.say(said[name] ?? "");
    const first = [...fields].find(([name]) => said[name])?.[1];
    if (first) {
      first.controls[0]?.focus();
      first.node.scrollIntoView({ block: "nearest" }); // what is wrong stands below what has the focus
    } else if (said[""]) general.scrollIntoView({ block: "nearest" });
  }

  const advise = (message) => fields.get(message.field)?.advised?.(message.advice);

  draw();
  model.on("msg:custom", advise);
  const stops = [follow(model, "form", draw), follow(model, "errors", complain)];
  return () => { model.off("msg:custom", advise); stops.forEach((stop) => stop()); };
}

export default { render };
