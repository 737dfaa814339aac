import type { Kernel, Row } from "./protocol";
import { blocks, type Span } from "./span";

const BLOCK = 100; // rows that are asked for at a time
const KEPT = 40; // blocks that are kept

// The rows of a sheet, asked for as they come in sight. What was read before a choice is shown until it has come anew.
export class Rows {
  private known = new Map<number, { at: number; rows: Row[] }>();
  private asked = new Set<number>();
  private at = 0;

  constructor(private readonly kernel: Kernel, readonly file: string, private readonly came: () => void) {}

  row(number: number): Row | undefined {
    return this.known.get(Math.floor(number / BLOCK))?.rows[number % BLOCK];
  }

  want(span: Span, at: number) {
    this.at = at;
    for (const block of blocks(span, BLOCK)) if (this.known.get(block)?.at !== at && !this.asked.has(block)) void this.load(block);
  }

  private async load(block: number) {
    this.asked.add(block);
    const answer = await this.kernel.ask({ do: "rows", file: this.file, from: block * BLOCK, to: (block + 1) * BLOCK });
    this.asked.delete(block);
    if (!answer.rows) return;
    this.known.delete(block);
    this.known.set(block, { at: answer.at ?? this.at, rows: answer.rows });
    for (const old of this.known.keys()) {
      if (this.known.size <= KEPT) break;
      this.known.delete(old);
    }
    this.came();
  }
}
