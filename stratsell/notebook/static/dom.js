// What all front ends share. Children are added as text, never as markup, so a name from a CRM shows as it is written.

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined && value !== "") node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== ""));
  return node;
}

// A name keeps its own direction and does not turn the words around it.
const isolated = (text, attributes = {}) => make("bdi", attributes, text);

// The root of a view. The last three classes keep MathJax from typesetting $x$ in it; the attribute keeps JupyterLab from
// taking the arrow keys for a walk through the notebook's cells.
function rooted(el, name) {
  const root = make("div", {
    class: `stratsell ${name} tex2jax_ignore mathjax_ignore no-mathjax`,
    "data-lm-suppress-shortcuts": "true",
  });
  el.append(root);
  return root;
}

// Calls `act` on changes of traits for as long as the view is there.
function follow(model, traits, act) {
  const event = traits.split(" ").map((trait) => `change:${trait}`).join(" ");
  model.on(event, act);
  return () => model.off(event, act);
}

function choose(model, trait, value) {
  model.set(trait, value);
  model.save_changes();
}

// One of many is in the order of the Tab key; the arrow keys go to its neighbours.
function roving(items, event) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
  const at = items.indexOf(event.currentTarget);
  if (step === undefined || at < 0) return;
  event.preventDefault();
  event.stopPropagation();
  const next = items[Math.min(items.length - 1, Math.max(0, at + step))];
  items.forEach((item) => (item.tabIndex = item === next ? 0 : -1));
  next.focus();
}

const pressed = (event) => event.key === "Enter" || event.key === " ";

function dots(value, label) {
  const signs = [1, 2, 3, 4].map((at) => make("span", { class: at <= value ? "dot on" : "dot" }));
  return make("span", { class: "dots", role: "img", "aria-label": label, title: label }, signs);
}

function bar(value, label) {
  const parts = [1, 2, 3, 4].map((at) => make("span", { class: at <= value ? "part on" : "part" }));
  return make("span", { class: `bar level-${value}`, role: "img", "aria-label": label }, parts);
}
