// What every widget of ours is sent: it takes its front end from the widget that carries it, once a page, however many widgets
// the page shows and however many kernels they are of.
const loaded = (window[Symbol.for("stratsell.front")] ??= new Map());

async function load(model) {
  const carrier = await carrierOf(model);
  const digest = carrier.get("digest");
  if (!loaded.has(digest)) loaded.set(digest, evaluate(carrier).catch((error) => { loaded.delete(digest); throw error; }));
  return loaded.get(digest);
}

// A kernel may have sent it to another page, which has gone: then Python makes one for this page.
async function carrierOf(model) {
  const find = () => model.widget_manager.get_model(model.get("_front").replace("IPY_MODEL_", ""));
  try {
    return await find();
  } catch {
    const anew = new Promise((done) => model.on("change:_front", done));
    model.send({ front: "lost" });
    await anew;
    return find();
  }
}

async function evaluate(carrier) {
  const address = URL.createObjectURL(new Blob([carrier.get("script")], { type: "text/javascript" }));
  try {
    const front = await import(address);
    document.head.append(Object.assign(document.createElement("style"), { textContent: carrier.get("style") }));
    return front.default;
  } finally {
    URL.revokeObjectURL(address);
  }
}

export default {
  async render(context) {
    const front = await load(context.model);
    const name = context.model.get("_part");
    return (name ? front[name] : front).render(context);
  },
};
