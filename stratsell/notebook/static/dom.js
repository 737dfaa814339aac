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

// The root of a view. The last three classes keep MathJax from typesetting $x$ in it.
function rooted(el, name) {
  const root = make("div", { class: `stratsell ${name} tex2jax_ignore mathjax_ignore no-mathjax` });
  el.append(root);
  return root;
}

// Calls `act` on changes of traits for as long as the view is there.
function follow(model, traits, act) {
  const event = traits.split(" ").map((trait) => `change:${trait}`).join(" ");
  model.on(event, act);
  return () => model.off(event, act);
}

// Tells Python that a view is there, and with what this gives that it is no longer (see stratsell/map/visibility.py); the
// kernel may have gone meanwhile.
function seen(model) {
  const view = `${Date.now()} ${Math.random()}`;
  const say = (shown) => {
    try {
      model.send({ view, shown });
    } catch {
      return;
    }
  };
  say(true);
  return () => say(false);
}

function choose(model, trait, value) {
  model.set(trait, value);
  model.save_changes();
}

// What this browser remembers of how somebody likes a page; a page may be forbidden to.
function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    return;
  }
}

function remembered(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

// A button that opens a form. What it asks for stands on it, so that the focus finds back to it when it is drawn again.
function asking(model, action, kind = "") {
  return make("button", {
    type: "button", class: kind, "data-ask": JSON.stringify(action.ask), title: action.note, "aria-label": action.note,
    onclick: (event) => { event.stopPropagation(); model.send({ ask: action.ask }); },
    onkeydown: (event) => { if (pressed(event)) event.stopPropagation(); },
  }, isolated(action.text));
}

// A stretch of text; where it names a person a click selects them, where it asks for a form a click opens it.
function spanned(model, each) {
  if (each.ask) return asking(model, each, `name ask ${each.tone}`);
  if (!each.id) return isolated(each.text, { class: each.tone });
  return make("button", { type: "button", class: `name ${each.tone}`, onclick: () => choose(model, "selected", each.id) }, isolated(each.text));
}

// A picture (SVG, by theme) as an image for each theme, of which theme.css shows the one that fits the page. Their addresses
// are added to `addresses`, to be given back.
function themed(content, alt, addresses) {
  return Object.entries(content).map(([theme, bytes]) => {
    addresses.push(URL.createObjectURL(new Blob([bytes], { type: "image/svg+xml" })));
    return make("img", { class: `in-${theme}`, src: addresses.at(-1), alt });
  });
}

// Draws a view anew without losing the focus: it goes to what stands for the same thing, else to the first button.
function redraw(root, draw) {
  const had = root.contains(document.activeElement) ? document.activeElement : null;
  draw();
  if (!had || had.isConnected) return;
  const called = ({ dataset }) => dataset.ask ?? dataset.cell ?? dataset.id;
  const same = [...root.querySelectorAll("[data-ask], [data-cell], [data-id]")].find((node) => called(had) && called(node) === called(had));
  (same ?? root.querySelector("button"))?.focus({ preventScroll: true });
}

// Has the browser save a file.
function download({ name, type }, content) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
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
