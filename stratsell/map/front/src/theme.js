// Whether the page is dark: JupyterLab and VS Code say so; elsewhere the colour behind the widget does, and last the system.

export function themeOf(node) {
  const { jpThemeLight, vscodeThemeKind } = document.body.dataset;
  if (jpThemeLight !== undefined) return jpThemeLight === "false" ? "dark" : "light";
  if (vscodeThemeKind !== undefined) return vscodeThemeKind.includes("dark") ? "dark" : "light";
  for (let at = node; at; at = at.parentElement) {
    const [red, green, blue, alpha = 1] = (getComputedStyle(at).backgroundColor.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
    if (alpha > 0) return red + green + blue < 384 ? "dark" : "light";
  }
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

// Calls `act` whenever the theme may have changed; gives a function that stops this.
export function watchTheme(act) {
  const names = ["data-jp-theme-light", "data-vscode-theme-kind", "class", "style"];
  const watcher = new MutationObserver(act);
  for (const node of [document.documentElement, document.body]) watcher.observe(node, { attributes: true, attributeFilter: names });
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", act);
  return () => {
    watcher.disconnect();
    system.removeEventListener("change", act);
  };
}
