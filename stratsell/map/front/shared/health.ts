// Whether Python answers, for import view, explorer and map. A notebook says so of its kernel; what cannot say is known by its
// silence.

export type Health = "fine" | "busy" | "away" | "gone";

interface Signal<Act = () => void> { connect(act: Act): unknown; disconnect(act: Act): unknown }
interface Sent { direction: "send" | "recv"; msg: { header: { msg_id: string; msg_type: string }; parent_header?: { msg_id?: string } } }
type Hear = (sender: unknown, sent: Sent) => void;
interface RunningKernel {
  anyMessage?: Signal<Hear>;
  status: string; connectionStatus: string; isDisposed?: boolean; statusChanged?: Signal; connectionStatusChanged?: Signal;
}

export const PATIENCE = 4000; // ms without an answer, after which a page says that it waits
const ENDED = new Set(["dead", "terminating", "restarting", "autorestarting"]);

// What a kernel's own words mean: whoever restarts, too, knows nothing of this page afterwards.
export const hasEnded = ({ status, isDisposed }: RunningKernel) => Boolean(isDisposed) || ENDED.has(status);

// Whether the connection is lost, which may come back.
export const isAway = ({ connectionStatus }: RunningKernel) => connectionStatus !== "connected";

// The kernel of a widget, as JupyterLab and Voilà have it; null elsewhere.
export function kernelOf(model: unknown): RunningKernel | null {
  const kernel = (model as { widget_manager?: { kernel?: RunningKernel } }).widget_manager?.kernel;
  return kernel && typeof kernel.status === "string" ? kernel : null;
}

// Calls `act` when the kernel's state changes; gives a function that stops this.
export function watch(kernel: RunningKernel | null, act: () => void): () => void {
  const signals = [kernel?.statusChanged, kernel?.connectionStatusChanged].filter((each) => each !== undefined);
  for (const each of signals) each.connect(act);
  return () => {
    for (const each of signals) each.disconnect(act);
  };
}

// Calls `act` with how Python is, whenever that changes: late is whatever a widget has asked and nobody has begun to answer. Messages
// are heard in their order, so an answer to one says that those before it were heard as well.
export function attend(model: unknown, act: (health: Health) => void): () => void {
  const kernel = kernelOf(model);
  if (!kernel) return () => {};
  const asked = new Map<string, number>();
  let health: Health = "fine";
  let timer = 0;
  const look = () => {
    clearTimeout(timer);
    const [oldest = Infinity] = asked.values();
    const late = Date.now() - oldest >= PATIENCE;
    const now = health === "gone" || hasEnded(kernel) ? "gone" : isAway(kernel) ? "away" : late ? "busy" : "fine";
    if (asked.size && !late) timer = setTimeout(look, oldest + PATIENCE - Date.now());
    if (now !== health) act((health = now));
  };
  const hear: Hear = (_, { direction, msg }) => {
    const parent = msg.parent_header?.msg_id ?? "";
    if (direction === "send" && msg.header.msg_type === "comm_msg") asked.set(msg.header.msg_id, Date.now());
    else if (direction === "recv" && asked.has(parent)) {
      for (const id of [...asked.keys()].slice(0, [...asked.keys()].indexOf(parent) + 1)) asked.delete(id);
    } else return;
    look();
  };
  const stop = watch(kernel, look);
  kernel.anyMessage?.connect(hear);
  look();
  return () => {
    stop();
    clearTimeout(timer);
    kernel.anyMessage?.disconnect(hear);
  };
}

// What is said of it, and what to do: a few words that stand out, and the rest.
export function words(health: Health, again = "run the cell again"): [string, string] {
  if (health === "busy") return ["", "Python is still at work. What you have chosen takes effect as soon as it is done."];
  if (health === "away") return ["The connection to Python is lost.", `Nothing can be changed until it is back. If Python was stopped, ${again}.`];
  return ["Python has stopped.", `Nothing can be changed here any more: ${again}. Your files are as they were.`];
}
