const TONES = { right: ["✓", "Correct"], wrong: ["✗", "Incorrect"], missed: ["○", "Missed"], also: ["✓", "Can be defended, too"], why: ["", ""] };
let views = 0;

function render({ model, el }) {
  const root = rooted(el, "course");
  const view = ++views;
  const drafts = new Map(); // what has been chosen but not checked, by exercise and question
  const nav = make("nav", { "aria-label": "Exercises" });
  const main = make("div", { class: "exercise" });
  const bar = make("div", { class: "top" });
  root.append(bar, make("div", { class: "body" }, nav, main));
  let focus = null; // where the focus goes once the answer to a message is drawn
  let addresses = [];
  let ticket = ""; // of the file that this view has asked for

  const percent = (right, items) => (items ? `${Math.round((100 * right) / items)} %` : "–");

  function top() {
    const all = model.get("exercises");
    const sum = (name) => all.reduce((total, each) => total + each[name], 0);
    const [answered, questions] = [sum("answered"), sum("questions")];
    const told = `${answered} of ${questions} questions answered, ${percent(sum("right"), sum("items"))} right at the first try`;
    const old = bar.querySelector("input");
    if (old) { // the nickname may be being typed: only the progress is drawn anew
      bar.querySelector(".told").textContent = told;
      Object.assign(bar.querySelector("progress"), { value: answered, max: questions });
      return;
    }
    const names = [["participant", "Nickname (may stay blank)"], ["team", "Team (may stay blank)"]].flatMap(([trait, label]) => {
      const id = `stratsell-${trait}-${view}`;
      const name = make("input", { id, type: "text", maxlength: "40", autocomplete: "off", spellcheck: "false", dir: "auto" });
      name.value = model.get(trait);
      name.addEventListener("change", () => choose(model, trait, name.value));
      return [make("label", { for: id }, label), name];
    });
    bar.append(
      make("h3", {}, "Workshop"),
      make("span", { class: "done" }, make("progress", { value: answered, max: questions, "aria-label": "Questions answered" }), make("span", { class: "told" }, told)),
      make("span", { class: "nick" }, names));
  }

  function list() {
    const open = model.get("current").id;
    const results = make("button", { type: "button", class: "results", title: "For the workshop leader; a nickname is enough", onclick: ask }, "My results (.csv)");
    nav.replaceChildren(make("ol", {}, model.get("exercises").map((each) => {
      const state = each.answered === each.questions ? "done" : each.answered ? "begun" : "";
      const said = each.answered ? `${each.answered} of ${each.questions} answered · ${percent(each.right, each.items)} right` : `${each.questions} question${each.questions > 1 ? "s" : ""}`;
      return make("li", { class: state }, make("button", {
        type: "button", class: "pick", "aria-current": each.id === open ? "true" : null, "data-exercise": each.id,
        onclick: () => { focus = "title"; model.send({ do: "open", exercise: each.id }); },
      }, isolated(each.title), make("span", { class: "note" }, `${each.difficulty} · ${said}`)));
    })), results);
  }

  function ask() {
    ticket = `${view}-${Date.now()}`;
    model.send({ do: "export", exercise: model.get("current").id, ticket });
  }

  function receive(message, buffers) {
    if (message.ticket === ticket) download(message, buffers[0]);
  }

  function prose(blocks) {
    const tags = { p: "p", h: "h5", quote: "blockquote", li: "li" };
    const words = (spans) => spans.map((span) => (span.strong ? make("strong", {}, span.text) : span.em ? make("em", {}, span.text) : span.text));
    const out = [];
    for (const block of blocks) {
      const node = make(tags[block.kind] ?? "p", { dir: "auto" }, words(block.spans));
      if (block.kind !== "li") out.push(node);
      else if (out.at(-1)?.tagName === "UL") out.at(-1).append(node);
      else out.push(make("ul", {}, node));
    }
    return out;
  }

  function facts({ note, columns, rows }) {
    if (!rows.length) return [];
    const head = make("tr", {}, columns.map((name) => make("th", { scope: "col" }, name)));
    const body = rows.map((row) => make("tr", {}, row.map((cell, at) => make(at ? "td" : "th", at ? {} : { scope: "row" }, isolated(cell)))));
    const table = make("table", {}, make("thead", {}, head), make("tbody", {}, body));
    return [make("h4", {}, "What is known"), note ? make("p", {}, isolated(note)) : "",
      make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "What is known" }, table)];
  }

  function maps(account) {
    addresses.forEach((address) => URL.revokeObjectURL(address));
    addresses = [];
    const drawn = model.get("maps");
    if (!drawn.light) return [];
    const images = themed(drawn, `Influence map of ${account}; all that it shows is in the table and in the answers`, addresses);
    return [make("h4", {}, "The map"), make("div", { class: "map" }, images)];
  }

  // Questions. A draft is a map of item keys to arrays of words, or of fields to arrays of one text.

  function draftOf(key, question) {
    if (!drafts.has(key)) {
      const first = question.fields.map((field) => [field.name, [field.value]]);
      drafts.set(key, new Map(Object.entries(question.given).length ? Object.entries(question.given) : first));
    }
    return drafts.get(key);
  }

  function input(question, item, pick, draft, name, label) {
    const box = make("input", { type: question.many ? "checkbox" : "radio", name: `${name}-${item.key}`, value: pick.value, "aria-label": label, disabled: question.marks.length > 0 });
    box.checked = (draft.get(item.key) ?? []).includes(pick.value);
    box.addEventListener("change", () => {
      const others = question.many ? (draft.get(item.key) ?? []).filter((word) => word !== pick.value) : [];
      draft.set(item.key, box.checked ? [...others, pick.value] : others);
    });
    return box;
  }

  function options(question, draft, name) {
    const item = question.items[0];
    return make("fieldset", {}, make("legend", { class: "hidden" }, question.ask), question.picks.map((pick) =>
      make("label", { class: "option" }, input(question, item, pick, draft, name), isolated(pick.label))));
  }

  function grid(question, draft, name) {
    const marks = new Map(question.marks.map((mark) => [mark.key, mark]));
    const head = make("tr", {}, make("td", {}), question.picks.map((pick) => make("th", { scope: "col", title: pick.definition }, isolated(pick.label))),
      marks.size ? make("th", { scope: "col" }, "Result") : "");
    const rows = question.items.map((item) => {
      const mark = marks.get(item.key);
      return make("tr", {}, make("th", { scope: "row" }, isolated(item.label), item.note ? make("span", { class: "note" }, isolated(item.note)) : ""),
        question.picks.map((pick) => make("td", {}, input(question, item, pick, draft, name, `${item.label}: ${pick.label}`))),
        mark ? make("td", { class: mark.right ? "good" : "bad" }, mark.right ? "✓ right" : "✗ not yet") : "");
    });
    const words = question.picks.filter((pick) => pick.definition).flatMap((pick) => [make("dt", {}, pick.label), make("dd", {}, pick.definition)]);
    return [words.length ? make("dl", {}, words) : "",
      make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": question.ask }, make("table", { class: "grid" }, make("thead", {}, head), make("tbody", {}, rows)))];
  }

  function form(question, draft, name) {
    return make("div", { class: "fields" }, question.fields.flatMap((field) => {
      const id = `${name}-${field.name}`;
      const box = make(field.long ? "textarea" : "input", { id, "aria-describedby": `${id}-note`, rows: field.long ? "2" : null, type: field.long ? null : "text", disabled: question.marks.length > 0, dir: "auto" });
      box.value = (draft.get(field.name) ?? [""])[0] ?? "";
      box.addEventListener("input", () => draft.set(field.name, [box.value]));
      return [make("span", {}, make("label", { for: id }, field.label), make("span", { class: "note", id: `${id}-note` }, field.note)), box];
    }));
  }

  function line({ tone, text }) {
    const [sign, word] = TONES[tone] ?? TONES.why;
    return make("p", { class: tone }, word ? make("b", {}, `${sign} ${word}: `) : "", isolated(text));
  }

  function feedback(question) {
    if (!question.marks.length) return [];
    const right = question.marks.filter((mark) => mark.right).length;
    const single = question.kind === "choice";
    const said = single ? (right ? "Right." : "Not yet.") : `${right} of ${question.marks.length} right.`;
    return [make("h5", { tabindex: "-1" }, said),
      make("ul", {}, question.marks.map((mark) => make("li", {}, single ? "" : make("b", { class: mark.right ? "good" : "bad" }, mark.right ? "✓ " : "✗ ", isolated(mark.label)), mark.lines.map(line)))),
      question.debrief ? make("p", { class: "debrief" }, isolated(question.debrief)) : ""];
  }

  function asked(current, question, number) {
    const key = `${current.id}/${number}`;
    const name = `stratsell-${view}-${current.id}-${number}`;
    const draft = draftOf(key, question);
    const send = (message) => { focus = number; model.send({ exercise: current.id, number, ...message }); };
    const body = question.fields.length ? form(question, draft, name) : question.kind === "choice" ? options(question, draft, name) : grid(question, draft, name);
    const act = (what, label) => make("button", { type: "button", onclick: () => send({ do: what }) }, label);
    const buttons = !question.marks.length ? [make("button", { type: "submit", class: "check" }, "Check")]
      : [act("again", "Try again"), question.settled ? "" : act("show", "Show the answer")];
    return make("form", {
      class: "question", "data-number": number, "aria-labelledby": `${name}-title`,
      onsubmit: (event) => { event.preventDefault(); send({ do: "answer", given: Object.fromEntries(draft) }); },
    },
    make("h4", { id: `${name}-title`, tabindex: "-1" }, `Question ${number + 1} of ${current.questions.length}`),
    make("p", { class: "ask" }, isolated(question.ask)),
    question.hint ? make("details", {}, make("summary", {}, "Hint"), make("p", {}, isolated(question.hint))) : "",
    body, make("p", { class: "actions" }, buttons, question.tries > 1 ? make("span", { class: "note" }, `${question.tries} tries`) : ""),
    make("div", { class: "feedback", role: "status" }, question.notice ? make("p", { class: "bad notice" }, isolated(question.notice)) : "", feedback(question)));
  }

  function next(current) {
    const ids = model.get("exercises").map((each) => each.id);
    const after = ids[ids.indexOf(current.id) + 1];
    return after ? make("p", { class: "actions" }, make("button", { type: "button", onclick: () => { focus = "title"; model.send({ do: "open", exercise: after }); } }, "Next exercise →")) : "";
  }

  function draw() {
    const current = model.get("current");
    top();
    list();
    const hints = new Set([...main.querySelectorAll("form")].filter((form) => form.querySelector("details[open]")).map((form) => form.dataset.number));
    const same = main.dataset.exercise === current.id;
    main.dataset.exercise = current.id;
    main.replaceChildren(
      make("h3", { tabindex: "-1" }, isolated(current.title)), make("p", { class: "about" }, isolated(current.about)),
      make("div", { class: "case" }, prose(current.case)), ...facts(current.facts), ...maps(current.account),
      ...current.questions.map((question, number) => asked(current, question, number)), next(current));
    if (same) main.querySelectorAll("form").forEach((form) => { if (hints.has(form.dataset.number)) form.querySelector("details")?.setAttribute("open", ""); });
    if (focus === "title") main.querySelector("h3").focus();
    else if (focus !== null) {
      const form = main.querySelector(`form[data-number="${focus}"]`);
      (form?.querySelector(".feedback h5") ?? form?.querySelector("input:not(:disabled), textarea:not(:disabled)"))?.focus();
    }
    focus = null;
  }

  draw();
  model.on("msg:custom", receive);
  const stop = follow(model, "current", draw);
  return () => { stop(); model.off("msg:custom", receive); addresses.forEach((address) => URL.revokeObjectURL(address)); };
}

export default { render };
