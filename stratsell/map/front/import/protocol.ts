// The one protocol between this page and the kernel: the state comes down, requests go up, and each is answered.
// See stratsell/notebook/importing/view.py.

export interface Option { value: string; text: string; note?: string }
export interface Group { text: string; options: Option[] }
export interface Column { letter: string; at: number; title: string; slot: string; how: string; note: string }
export interface Sheet {
  name: string; sheets: Option[]; rows: number; header: number; columns: Column[];
  kind: { value: string; options: Option[] } | null; slots: Group[];
}
export interface SourceFile { name: string; label: string; rows: number; imported: number; passed: number; left: number; faults: number; problem: string }
export interface Word { word: string; count: number; meaning: string | null; asked: boolean }
export interface Words { what: string; title: string; options: Option[]; words: Word[]; said: string[] }
export interface Fault {
  file: string; row: number | null; column: string; at: number; value: string; why: string; remedy: string; meant: string; outcome: string;
}
export interface Mended { file: string; row: number; column: string; at: number; text: string }
export interface Import {
  source: { value: string; options: Option[] }; problem: string; files: SourceFile[]; shown: string; sheet: Sheet | null;
  words: Words[]; faults: { count: number; items: Fault[] }; days: { example: string; count: number; value: string } | null; mended: Mended[]; decided: string[];
  totals: { count: number; text: string }[]; account: { value: string; default: string } | null; mapping: string; ready: boolean;
}
export interface Recent { place: string; name: string; folder: string }
export interface Start { recent: Recent[]; most: number; note: string }
export interface Kept { files: string[]; left: string; name: string; beside: string }
export interface State { at: number; page: "start" | "import" | "kept"; start?: Start; import?: Import; kept?: Kept }
export interface Row { cells: string[]; is: "above" | "header" | "record" | "aside"; marks: Record<string, "fault" | "mended"> }

export interface Answer {
  failed?: string; rows?: Row[]; at?: number; items?: Fault[]; title?: string; name?: string; type?: string; buffers: DataView[];
}

export interface Model {
  get(trait: "state"): State;
  on(event: string, act: (content: any, buffers: DataView[]) => void): void;
  off(event: string, act: (content: any, buffers: DataView[]) => void): void;
  send(content: unknown, callbacks?: unknown, buffers?: ArrayBuffer[]): void;
}

export type Request = { do: string } & Record<string, unknown>;

// Asks the kernel. An answer is known by its ticket, since other views of the same widget ask, too.
export class Kernel {
  private tickets = new Map<string, (answer: Answer) => void>();
  private count = 0;
  private readonly name = `${Date.now()} ${Math.random()}`;
  onBusy: (busy: boolean) => void = () => {};
  private changing = 0;

  constructor(private readonly model: Model) {
    model.on("msg:custom", this.hear);
  }

  private hear = (content: Answer & { ticket?: string }, buffers: DataView[]) => {
    const settle = this.tickets.get(content.ticket ?? "");
    this.tickets.delete(content.ticket ?? "");
    settle?.({ ...content, buffers: buffers ?? [] });
  };

  ask(request: Request, buffers: ArrayBuffer[] = []): Promise<Answer> {
    const ticket = `${this.name} ${(this.count += 1)}`;
    return new Promise((resolve) => {
      this.tickets.set(ticket, resolve);
      this.model.send({ ...request, ticket }, undefined, buffers);
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
    this.model.off("msg:custom", this.hear);
    this.tickets.clear();
  }
}
