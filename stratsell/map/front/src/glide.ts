// Moving the map by itself. This stands in the place of d3-transition and d3-interpolate (see build.mjs), of which d3-zoom asks
// no more than to stop such a move; all of both would be a quarter of the bundle: colours, texts and easings that do not occur here.

// @ts-expect-error: it brings no types
import { selection } from "d3-selection";

// For moves that d3-zoom makes itself, by d3-transition: none.
export const interpolateZoom = null;

const running = new WeakMap<Element, number>();

export function interrupt(node: Element): void {
  cancelAnimationFrame(running.get(node) ?? 0);
  running.delete(node);
}

selection.prototype.interrupt = function () {
  return this.each(function (this: Element) {
    interrupt(this);
  });
};

const eased = (share: number) => (share < 0.5 ? 4 * share ** 3 : 1 - 4 * (1 - share) ** 3);

// Calls `step` in every frame with how much of the way is done, 1 at last; another glide of the same node takes its place.
export function glide(node: Element, ms: number, step: (share: number) => void): void {
  interrupt(node);
  const start = performance.now();
  const next = (now: number) => {
    const share = Math.min(1, Math.max(0, (now - start) / ms));
    step(eased(share)); // which stops what is running
    if (share < 1) running.set(node, requestAnimationFrame(next));
  };
  running.set(node, requestAnimationFrame(next));
}
