import { MapWidget } from "./map.js";

function render({ model, el }) {
  const map = new MapWidget(model, el);
  return () => map.close();
}

export default { render };
