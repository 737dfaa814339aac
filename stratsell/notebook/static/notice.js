function render({ model, el }) {
  const root = rooted(el, "notice");
  root.setAttribute("role", "status");
  const line = make("p", { class: "say" });
  root.append(line);
  const draw = () => {
    line.textContent = model.get("text");
    line.classList.toggle("wrong", model.get("wrong"));
    line.hidden = !line.textContent;
  };
  draw();
  return follow(model, "text wrong", draw);
}

export default { render };
