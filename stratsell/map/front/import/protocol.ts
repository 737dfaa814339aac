// The one protocol between this page and the kernel: the state comes down, requests go up, and each is answered.
// See stratsell/notebook/importing/view.py.

import { type Health, PATIENCE, hasEnded, isAway, kernelOf, watch } from "../shared/health";

export interface Option { value: string; text: string; note?: string }
export interface Group { text: string; options: Option[] }
export interface Column { letter: string; at: number; title: string; slot: string; how: string; note: string }
export interface Sheet {
  name: string; sheets: Option[]; rows: number; header: number; columns: Column[];
  kind: { value: string; options: Option[] } | null; slots: Group[];
}
export interface SourceFile { name: string; label: string; rows: number; imported: number; passed: number; left: number; faults: number; problem: string; unused: Option[] }
export interface Word { word: string; count: number; meaning: string | null; asked: boolean }
export interface Words { what: string; title: string; options: Option[]; words: Word[]; said: string[]; several: boolean }
export interface Fault {
  file: string; row: number | null; column: string; title: string; at: number; value: string; why: string; remedy: string; meant: string; outcome: string;
  slot: string; called: string; sheet: string; kinds: Option[]; accept: string; accept_all: string;
}
export interface Accept { file: string; row: number | null; column: string; why: string; where: string; all: boolean; outcome: string }
export interface Mended { file: string; row: number; column: string; at: number; text: string }
export interface Import {
  source: { value: string; options: Option[] }; problem: string; files: SourceFile[]; shown: string; sheet: Sheet | null;
  words: Words[]; faults: { count: number; items: Fault[] }; days: { example: string; count: number; value: string } | null; accepted: Accept[]; mended: Mended[]; decided: string[]; decisions: number;
  totals: { count: number; text: string }[]; account: { value: string; default: string } | null; mapping: string; ready: boolean;
}
export interface Recent { place: string; name: string; folder: string }
export interface Start { recent: Recent[]; most: number; refused: { file: string; why: string }[] }
export interface Kept { files: string[]; left: string; name: string; beside: string }
export interface State { at: number; page: "start" | "import" | "book" | "ended"; served: boolean; start?: Start; import?: Import; kept?: Kept }
export interface Row { cells: string[]; is: "above" | "header" | "record" | "aside"; marks: Record<string, "fault" | "mended"> }

export interface Answer {
  failed?: string; ask?: string; save?: string; rows?: Row[]; at?: number; items?: Fault[]; title?: string; name?: string; type?: string; buffers: DataView[];
}

export interface Model {
  get(trait: "state"): State;
  on(event: string, act: (content: any, buffers: DataView[]) => void): void;
  off(event: string, act: (content: any, buffers: DataView[]) => void): void;
  send(content: unknown, callbacks?: unknown, buffers?: ArrayBuffer[]): void;
}

export type Request = { do: string } & Record<string, unknown>;

export const SILENT = "Python does not answer.";

// Asks the kernel. An answer is known by its ticket, since other views of the same widget ask, too. What waits when the
// kernel ends gets its answer here, and nothing is asked of one that has ended.
export class Kernel {
  private tickets = new Map<string, { settle: (answer: Answer) => void; since: number }>();
  private count = 0;
  private readonly name = `${Date.now()} ${Math.random()}`;
  private readonly running;
  private readonly stop: () => void;
  private timer = 0;
  onBusy: (busy: boolean) => void = () => {};
  onHealth: (health: Health) => void = () => {};
  private changing = 0;
  health: Health = "fine";

  constructor(private readonly model: Model) {
    model.on("msg:custom", this.hear);
    this.running = kernelOf(model);
    this.stop = watch(this.running, this.look);
  }

  private hear = (content: Answer & { ticket?: string }, buffers: DataView[]) => {
    const waiting = this.tickets.get(content.ticket ?? "");
    this.tickets.delete(content.ticket ?? "");
    waiting?.settle({ ...content, buffers: buffers ?? [] });
    if (this.health !== "fine") this.look();
  };

  // Finds out how the kernel is, as often as something may have changed.
  private look = () => {
    if (this.health === "gone") return;
    clearTimeout(this.timer);
    const oldest = Math.min(...[...this.tickets.values()].map((each) => each.since));
    const late = Date.now() - oldest >= PATIENCE;
    this.become(this.running && hasEnded(this.running) ? "gone" : this.running && isAway(this.running) ? "away" : late ? "busy" : "fine");
    if (this.tickets.size && !late) this.timer = setTimeout(this.look, oldest + PATIENCE - Date.now());
  };

  private become(health: Health) {
    if (health === this.health) return;
    this.health = health;
    if (health === "gone") {
      for (const { settle } of this.tickets.values()) settle({ failed: SILENT, buffers: [] });
      this.tickets.clear();
    }
    this.onHealth(health);
  }

  get answers() {
    return this.health === "fine" || this.health === "busy";
  }

  ask(request: Request, buffers: ArrayBuffer[] = []): Promise<Answer> {
    const ticket = `${this.name} ${(this.count += 1)}`;
    return new Promise((settle) => {
      this.tickets.set(ticket, { settle, since: Date.now() });
      try {
        if (this.health !== "gone") this.model.send({ ...request, ticket }, undefined, buffers);
        else this.tickets.delete(ticket), settle({ failed: SILENT, buffers: [] });
      } catch {
        this.become("gone");
      }
      this.look();
    });
  }

  // Asks for a change, which the page shows as being busy until it is done.
  async change(request: Request, buffers: ArrayBuffer[] = []): Promise<Answer> {
    this.changing += 1;
    this.onBusy(true);
    try {
      return await this.ask(request, buffers);
    } finally {
      this.changing -= 1;
      if (!this.changing) this.onBusy(false);
    }
  }

  close() {
    this.stop();
    clearTimeout(this.timer);
    this.model.off("msg:custom", this.hear);
    this.tickets.clear();
  }
}
