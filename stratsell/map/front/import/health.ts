// Whether Python answers. A notebook says so of its kernel; what cannot say is known by its silence.

export type Health = "fine" | "busy" | "away" | "gone";

interface Signal { connect(act: () => void): unknown; disconnect(act: () => void): unknown }
interface RunningKernel {
  status: string; connectionStatus: string; isDisposed?: boolean; statusChanged?: Signal; connectionStatusChanged?: Signal;
}

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
