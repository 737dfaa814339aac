// Which rows and columns are in sight. Nothing here knows the page.

export interface Span { from: number; to: number }

// The items of one size that are in sight, with some more on either side.
export function span(scroll: number, room: number, size: number, count: number, spare: number): Span {
  const from = Math.max(0, Math.floor(scroll / size) - spare);
  const to = Math.min(count, Math.ceil((scroll + room) / size) + spare);
  return { from: Math.min(from, Math.max(0, to)), to: Math.max(0, to) };
}

// The blocks that hold a span.
export function blocks({ from, to }: Span, size: number): number[] {
  const found = [];
  for (let block = Math.floor(from / size); from < to && block * size < to; block += 1) found.push(block);
  return found;
}

// By how much to scroll so that an item is in sight.
export function reveal(scroll: number, room: number, start: number, size: number): number {
  if (start < scroll) return start;
  if (start + size > scroll + room) return start + size - room;
  return scroll;
}
