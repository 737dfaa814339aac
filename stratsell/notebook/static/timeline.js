let sliders = 0;

function render({ model, el }) {
  const root = rooted(el, "timeline");
  const id = `stratsell-timeline-${++sliders}`;
  const slider = make("input", { id, type: "range", min: "0", step: "1" });
  const day = make("output", { for: id });
  root.append(make("label", { for: id }, "Through time"), slider, day);

  function say() {
    const text = model.get("days")[slider.value]?.text ?? "";
    day.textContent = text;
    slider.setAttribute("aria-valuetext", text);
  }

  function draw() {
    const days = model.get("days");
    root.hidden = days.length < 2;
    slider.max = Math.max(0, days.length - 1);
    slider.value = Math.max(0, days.findIndex((each) => each.value === model.get("value")));
    say();
  }

  slider.addEventListener("input", say); // the map follows once the slider rests
  slider.addEventListener("change", () => choose(model, "value", model.get("days")[slider.value].value));
  draw();
  return follow(model, "days value", draw);
}

export default { render };
