// What Python sent, read: boxes, lines and routes that know each other. See stratsell/map/message.py for the message.

import { folded } from "./dom.js";
import { bent, headed } from "./lines.js";

const KEYS = { card: (box) => box.id, ghost: (box) => box.role, seller: (box) => box.name, heading: () => "" };

export function read(message) {
  const { texts, styles, shapes, fonts, spots, sizes } = message;
  const looks = new Map(); // each once, however many cards have it
  const look = (places) => {
    const key = places.join();
    if (!looks.has(key)) looks.set(key, { style: styles[shapes[places[0]][0]], path: places.map((place) => shapes[place][1]).join(" ") });
    return looks.get(key);
  };
  // Neighbours of one style, such as the dots of a card, are one shape: a page has less to do.
  const joined = (places) => {
    const runs = [];
    for (const place of places) {
      if (runs.length && shapes[runs.at(-1)[0]][0] === shapes[place][0]) runs.at(-1).push(place);
      else runs.push([place]);
    }
    return runs.map(look);
  };
  const words = ([spot, text, width]) => {
    const [font, x, y] = spots[spot];
    return { x, y, text: texts[text], width, font: fonts[font] };
  };
  const boxes = message.boxes.map((sent, place) => {
    const [w, h] = sizes[sent.kind] ?? [sent.w, sent.h];
    const box = { level: 0, roles: [], mindset: "", flags: [], candidates: [], ...sent, place, w, h };
    box.name = texts[sent.name] ?? "";
    box.title = texts[sent.title] ?? "";
    for (const name of ["tip", "notes"]) box[name] = (sent[name] ?? []).map((line) => texts[line]);
    const marks = (look) => ({ shapes: joined(look.shapes), words: look.words.map(words) });
    box.looks = { full: marks(sent), mid: marks(sent.mid), small: marks(sent.small) };
    box.panel = joined(sent.panel ?? []);
    box.key = `${box.kind}:${KEYS[box.kind](box)}`;
    box.search = folded(`${box.name} ${box.title}`);
    box.edges = [];
    return box;
  });
  const edges = message.edges.map(([kind, source, target, strength, width, corners]) => {
    const [colour, dash, arrow, , layer, ranks, leads, form] = message.lines[kind];
    const points = [];
    for (let at = 0; at < corners.length; at += 2) points.push([corners[at], corners[at + 1]]);
    const edge = { kind, source: boxes[source], target: boxes[target], strength, width, colour, dash, arrow, layer, ranks, leads, form, points };
    edge.key = `${kind} ${edge.source.key} > ${edge.target.key}`;
    Object.assign(edge, arrow ? headed(points, width) : { path: bent(points), head: "" });
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
    edge.bounds = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    edge.source.edges.push(edge);
    edge.target.edges.push(edge);
    return edge;
  });
  const byId = new Map(boxes.filter((box) => box.kind === "card").map((box) => [box.id, box]));
  const byKey = new Map(boxes.map((box) => [box.key, box]));
  const routes = new Map(message.routes.map(([ids, strength, seller]) => [ids.at(-1), { ids, strength, seller }]));
  return {
    title: message.title,
    subtitle: message.subtitle,
    large: Boolean(message.large),
    bounds: bounds(boxes, edges),
    boxes,
    edges,
    byId,
    byKey,
    routes,
    lines: message.lines,
    legend: message.legend.map((entry) => ({
      text: entry.text,
      definition: entry.definition,
      marks: { shapes: joined(entry.shapes), words: entry.words.map(words) },
    })),
    selection: { halo: joined(message.selection.halo ?? []), border: joined(message.selection.border ?? []) },
  };
}

export function bounds(boxes, edges) {
  const all = [
    ...boxes.map(({ x, y, w, h }) => [x, y, x + w, y + h]),
    ...edges.map((edge) => edge.bounds),
  ];
  if (!all.length) return [0, 0, 100, 100];
  const least = (at) => all.reduce((found, each) => Math.min(found, each[at]), Infinity);
  const most = (at) => all.reduce((found, each) => Math.max(found, each[at]), -Infinity);
  return [least(0), least(1), most(2), most(3)];
}

// The box itself, everybody whom a line ties to it, and those lines.
export function around(box) {
  const boxes = new Set([box]);
  for (const edge of box.edges) boxes.add(edge.source).add(edge.target);
  return { boxes, edges: new Set(box.edges) };
}

// The boxes of the best introduction to a person, and the line between each two, in either direction.
export function routeTo(scene, id) {
  const route = scene.routes.get(id);
  if (!route) return null;
  const boxes = route.ids.map((each) => scene.byId.get(each));
  const lead = scene.byKey.get(`seller:${route.seller}`);
  if (lead) boxes.unshift(lead);
  if (boxes.includes(undefined)) return null; // somebody on the way is folded away
  const steps = boxes.slice(1).map((target, at) => ({ source: boxes[at], target, edge: between(boxes[at], target) }));
  return { ...route, boxes, steps };
}

function between(one, other) {
  const ties = one.edges.filter((edge) => edge.leads && (edge.source === other || edge.target === other));
  return ties.sort((a, b) => b.strength - a.strength || b.layer - a.layer)[0];
}

// The next box in reading order, or the nearest one in the row above or below.
export function neighbour(boxes, box, key) {
  const at = boxes.indexOf(box);
  if (key === "ArrowRight") return boxes[Math.min(at + 1, boxes.length - 1)];
  if (key === "ArrowLeft") return boxes[Math.max(at - 1, 0)];
  if (key === "Home") return boxes[0];
  if (key === "End") return boxes.at(-1);
  const down = key === "ArrowDown";
  const beyond = boxes.filter((each) => (down ? each.y > box.y + 1 : each.y < box.y - 1));
  if (!beyond.length) return box;
  const row = down ? Math.min(...beyond.map((each) => each.y)) : Math.max(...beyond.map((each) => each.y));
  const far = (each) => Math.abs(each.x + each.w / 2 - box.x - box.w / 2);
  return beyond.filter((each) => Math.abs(each.y - row) < 1).reduce((a, b) => (far(b) < far(a) ? b : a));
}
