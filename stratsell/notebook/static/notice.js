function render({ model, el }) {
  const root = rooted(el, "notice");
  root.setAttribute("role", "status");
  const draw = () => {
    root.textContent = model.get("text");
    root.hidden = !root.textContent;
  };
  draw();
  return follow(model, "text", draw);
}

export default { render };
