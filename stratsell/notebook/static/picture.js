const STEP = 1.4;

// Whether the page is dark: JupyterLab says so; elsewhere the colour behind the widget does.
function themeOf(node) {
  const said = document.body.dataset.jpThemeLight ?? document.body.dataset.vscodeThemeKind;
  if (said !== undefined) return said === "false" || said.includes("dark") ? "dark" : "light";
  for (let at = node; at; at = at.parentElement) {
    const [red, green, blue, alpha = 1] = (getComputedStyle(at).backgroundColor.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
    if (alpha > 0) return red + green + blue < 384 ? "dark" : "light";
  }
  return "light";
}

function render({ model, el }) {
  const root = rooted(el, "picture");
  const image = make("img", { draggable: "false" });
  const sheet = make("div", { class: "sheet" });
  const frame = make("div", { class: "frame" }, sheet);
  const tools = make("div", { class: "tools", role: "group", "aria-label": "Zoom" },
    make("button", { type: "button", title: "Smaller", "aria-label": "Smaller", onclick: () => zoom(scale / STEP) }, "−"),
    make("button", { type: "button", title: "Whole map", onclick: () => zoom(1) }, "Fit"),
    make("button", { type: "button", title: "Larger", "aria-label": "Larger", onclick: () => zoom(scale * STEP) }, "+"));
  root.append(tools, frame);
  let scale = 1;
  let address = "";

  function zoom(to) {
    const middle = [frame.scrollLeft + frame.clientWidth / 2, frame.scrollTop + frame.clientHeight / 2];
    const before = sheet.clientWidth || 1;
    scale = Math.min(8, Math.max(1, to));
    sheet.style.width = `${100 * scale}%`;
    sheet.style.maxWidth = scale > 1 ? "none" : `${Math.round(1.2 * model.get("width"))}px`;
    frame.classList.toggle("zoomed", scale > 1);
    const [x, y] = middle.map((at) => (at * sheet.clientWidth) / before);
    frame.scrollTo(x - frame.clientWidth / 2, y - frame.clientHeight / 2);
  }

  function paint() {
    URL.revokeObjectURL(address);
    root.hidden = !model.get("svg").byteLength;
    if (root.hidden) return;
    address = URL.createObjectURL(new Blob([model.get("svg")], { type: "image/svg+xml" }));
    image.src = address;
    image.alt = model.get("title");
    place();
    zoom(scale);
    // A picture in the colours of another page is not shown, unless no kernel is there to draw a new one.
    const fits = model.get("drawn") === themeOf(root);
    sheet.classList.toggle("waiting", !fits);
    if (!fits) setTimeout(() => sheet.classList.remove("waiting"), 2000);
  }

  function place() {
    const spots = model.get("spots").map((spot) => {
      const box = make(spot.id ? "button" : "span", { class: "spot", title: spot.text, "data-id": spot.id });
      Object.assign(box.style, { left: `${spot.x}%`, top: `${spot.y}%`, width: `${spot.w}%`, height: `${spot.h}%` });
      return box;
    });
    const choices = spots.filter((box) => box.dataset.id);
    choices.forEach((box, at) => {
      box.type = "button";
      box.tabIndex = at ? -1 : 0;
      box.setAttribute("aria-label", box.title.split("\n").slice(0, 2).join(", "));
      box.addEventListener("click", () => choose(model, "selected", model.get("selected") === box.dataset.id ? "" : box.dataset.id));
      box.addEventListener("keydown", (event) => (pressed(event) ? event.stopPropagation() : roving(choices, event)));
    });
    const focused = sheet.contains(document.activeElement) ? document.activeElement.dataset.id : "";
    sheet.replaceChildren(image, ...spots);
    mark();
    if (focused) choices.find((box) => box.dataset.id === focused)?.focus();
  }

  function mark() {
    sheet.querySelectorAll("button.spot").forEach((box) => box.setAttribute("aria-pressed", box.dataset.id === model.get("selected")));
  }

  function look() {
    const theme = themeOf(root);
    if (theme !== model.get("theme")) choose(model, "theme", theme);
  }

  const watcher = new MutationObserver(look);
  watcher.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-vscode-theme-kind", "class"] });
  // The page's colours are known once the view is in it.
  requestAnimationFrame(() => { look(); paint(); });
  const stops = [follow(model, "svg", paint), follow(model, "selected", mark)];
  return () => {
    watcher.disconnect();
    URL.revokeObjectURL(address);
    stops.forEach((stop) => stop());
  };
}

export default { render };
