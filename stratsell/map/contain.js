// What is pressed in a widget stays in it: else an X on one of its buttons would have JupyterLab cut the cell, and a right
// click would offer to delete it. JupyterLab listens on the document and matches from what has the focus, so the event is
// stopped on its way up, at the outermost of our roots: the controls inside, ipywidgets' own ones too, have had it by then.
// Once a page, whichever widget comes first.
{
  const ROOTS = ".stratsell, .stratsell-map, .stratsell-explorer, .stratsell-workshop";
  const DONE = Symbol.for("stratsell.contain");

  // Shortcuts of the whole page (save, command palette, side bars) go on to it, past the notebook and its cells.
  const forPage = (event) => event.ctrlKey || event.metaKey || event.altKey || /^F\d/.test(event.key);

  function stop(event) {
    event.stopPropagation();
    if (event.type !== "keydown" || event.defaultPrevented || !forPage(event)) return;
    if (!document.body.dispatchEvent(new KeyboardEvent(event.type, event))) event.preventDefault();
  }

  function watch(event) {
    const root = event.composedPath().filter((node) => node instanceof Element && node.matches(ROOTS)).at(-1);
    root?.addEventListener(event.type, stop, { once: true }); // after those that the root has already
  }

  if (!window[DONE]) {
    window[DONE] = true;
    for (const type of ["keydown", "contextmenu"]) window.addEventListener(type, watch, true);
  }
}
