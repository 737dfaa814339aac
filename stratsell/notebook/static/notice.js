function render({ model, el }) {
  const root = rooted(el, "notice");
  root.setAttribute("role", "status");
  const draw = () => {
    root.textContent = model.get("text");
    root.classList.toggle("wrong", model.get("wrong"));
    root.hidden = !root.textContent;
  };
  draw();
  return follow(model, "text wrong", draw);
}

export default { render };
