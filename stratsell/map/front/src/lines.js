// How a line runs through its corners and how its head looks: the same as in stratsell/map/scene.py and marks.py, since
// lines that are being drawn exist only here. A test compares the two.

const BEND = 12;
const ARROW = 11;

// As Python's "%.5g" and "%g": what is shown is the same, whoever wrote it.
const short = (number) => +number.toPrecision(5);

export function bent(points) {
  const path = [`M ${points[0][0]} ${points[0][1]}`];
  for (let at = 1; at < points.length - 1; at += 1) {
    const [[ax, ay], [bx, by], [cx, cy]] = points.slice(at - 1, at + 2);
    const [before, after] = [Math.hypot(bx - ax, by - ay), Math.hypot(cx - bx, cy - by)];
    const turn = Math.min(BEND, before / 2, after / 2);
    if (turn < 0.5) {
      path.push(`L ${bx} ${by}`);
      continue;
    }
    const [x1, y1] = [bx + ((ax - bx) * turn) / before, by + ((ay - by) * turn) / before];
    const [x2, y2] = [bx + ((cx - bx) * turn) / after, by + ((cy - by) * turn) / after];
    path.push(`L ${short(x1)} ${short(y1)} Q ${bx} ${by} ${short(x2)} ${short(y2)}`);
  }
  path.push(`L ${points.at(-1)[0]} ${points.at(-1)[1]}`);
  return path.join(" ");
}

// A line with an arrowhead at its end: the path, shortened so as not to stick out at the tip, and the head.
export function headed(points, width) {
  const [[ax, ay], [bx, by]] = points.slice(-2);
  const length = Math.hypot(bx - ax, by - ay) || 1;
  const size = Math.min(ARROW + 1.2 * width, length);
  const [ux, uy] = [(bx - ax) / length, (by - ay) / length];
  const [x, y, half] = [bx - ux * size, by - uy * size, size * 0.46];
  const at = (dx, dy) => `${+dx.toPrecision(6)} ${+dy.toPrecision(6)}`;
  const head = `M ${at(bx, by)} L ${at(x - uy * half, y + ux * half)} L ${at(x + uy * half, y - ux * half)} Z`;
  const end = at(bx - ux * size * 0.8, by - uy * size * 0.8);
  return { path: `${bent(points).replace(/ L [^L]*$/, "")} L ${end}`, head };
}

// The shortest straight way between two boxes, from border to border.
export function straight(from, to) {
  const centre = (box) => [box.x + box.w / 2, box.y + box.h / 2];
  const [a, b] = [centre(from), centre(to)];
  return [border(from, a, b), border(to, b, a)];
}

function border({ w, h }, [x, y], [toX, toY]) {
  const [dx, dy] = [toX - x, toY - y];
  const reach = Math.min(dx ? w / 2 / Math.abs(dx) : Infinity, dy ? h / 2 / Math.abs(dy) : Infinity);
  return Number.isFinite(reach) && reach < 1 ? [x + dx * reach, y + dy * reach] : [x, y];
}
