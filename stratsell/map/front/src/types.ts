// What modules in TypeScript know of the map's parts.

import type { Menus } from "./menus";
import type { Several } from "./several";

export interface Box {
  kind: string;
  key: string;
  id: string;
  name: string;
  role: string;
  level: number;
  x: number;
  y: number;
  w: number;
  h: number;
  reports?: number;
  folded?: number;
  moved?: boolean;
  edges: Edge[];
  node: SVGGElement;
  [column: string]: unknown;
}

export interface Edge {
  kind: string;
  source: Box;
  target: Box;
  strength: number;
  arrow: boolean;
  ranks: boolean;
  form: string;
}

// A point of the page, or what something stands beside.
export type Place = [number, number] | Element;

export interface MapWidget {
  frame: HTMLElement;
  status: HTMLElement;
  scene: { boxes: Box[]; byId: Map<string, Box>; title: string; large: boolean };
  current?: Box;
  order: Box[];
  several: Several;
  menus: Menus;
  [part: string]: any; // those that are not in TypeScript yet
}
