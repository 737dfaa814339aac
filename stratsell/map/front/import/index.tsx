import { render as draw } from "preact";
import { App } from "./app";
import { Kernel, type Model } from "./protocol";

function render({ model, el }: { model: Model; el: HTMLElement }) {
  const root = document.createElement("div");
  // The last three classes keep MathJax from typesetting $x$ in it.
  root.className = "stratsell importing tex2jax_ignore mathjax_ignore no-mathjax";
  el.append(root);
  const kernel = new Kernel(model);
  draw(<App model={model} kernel={kernel} root={root} />, root);
  return () => {
    draw(null, root);
    kernel.close();
  };
}

export default { render };
