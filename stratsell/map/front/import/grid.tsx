import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Doings } from "./app";
import { Choose } from "./choose";
import type { Column, Sheet } from "./protocol";
import { Rows } from "./rows";
import { reveal, span } from "./span";

const ROW = 26; // px; every row is as high and every column as wide, so that where one stands is known without the page
const COLUMN = 158;
const NUMBERS = 56;
const HEAD = 58;
const SPARE = { rows: 8, columns: 1 };

export interface Jump { file: string; row: number; at: number; done?: boolean }
interface Cell { row: number; column: number }

// The sheet as it is: only the rows and columns in sight are on the page.
export function Grid({ at, file, sheet, jump, kernel, change }: { at: number; file: string; sheet: Sheet; jump: Jump | null } & Doings) {
  const node = useRef<HTMLDivElement>(null);
  const id = useMemo(() => `grid-${Math.random().toString(36).slice(2, 9)}`, []);
  const [, redraw] = useState(0);
  const [view, setView] = useState({ top: 0, left: 0, height: 400, width: 800 });
  const [active, setActive] = useState<Cell>({ row: Math.max(0, sheet.header - 1), column: 0 });
  const [editing, setEditing] = useState<Cell | null>(null);
  const rows = useMemo(() => new Rows(kernel, file, () => redraw((count) => count + 1)), [file]);

  const down = span(view.top, Math.max(0, view.height - HEAD), ROW, sheet.rows, SPARE.rows);
  const across = span(view.left, Math.max(0, view.width - NUMBERS), COLUMN, sheet.columns.length, SPARE.columns);
  useEffect(() => rows.want(down, at), [down.from, down.to, at, rows]);

  const look = () => {
    const { scrollTop: top, scrollLeft: left, clientHeight: height, clientWidth: width } = node.current!;
    setView({ top, left, height, width });
  };
  useLayoutEffect(() => {
    const sized = new ResizeObserver(look);
    sized.observe(node.current!);
    return () => sized.disconnect();
  }, []);

  const show = ({ row, column }: Cell) => {
    const grid = node.current!;
    grid.scrollTop = reveal(grid.scrollTop, grid.clientHeight - HEAD, row * ROW, ROW);
    grid.scrollLeft = reveal(grid.scrollLeft, grid.clientWidth - NUMBERS, column * COLUMN, COLUMN);
    setActive({ row, column });
  };
  useLayoutEffect(() => {
    if (!jump || jump.done || jump.file !== file) return;
    jump.done = true; // whoever comes back to this sheet later does not jump again
    const column = Math.max(0, sheet.columns.findIndex((each) => each.at === jump.at));
    const grid = node.current!;
    grid.scrollTop = Math.max(0, (jump.row - 4) * ROW);
    show({ row: jump.row - 1, column });
    grid.focus({ preventScroll: true });
  }, [jump]);

  const head = (row: number) => kernel.answers && change({ do: "choose", what: "header", file, value: String(row + 1) });
  const edit = (cell: Cell) => {
    if (kernel.answers && rows.row(cell.row)?.is === "record" && (sheet.columns[cell.column]?.at ?? -1) >= 0) setEditing(cell);
  };
  const done = (text: string | null) => {
    const cell = editing!;
    setEditing(null);
    node.current?.focus({ preventScroll: true });
    const before = rows.row(cell.row)?.cells[cell.column] ?? "";
    if (text !== null && text !== before) void change({ do: "choose", what: "cell", file, row: cell.row + 1, at: sheet.columns[cell.column]!.at, value: text });
  };

  const press = (event: KeyboardEvent) => {
    if (event.target !== node.current || event.altKey || event.metaKey) return;
    const page = Math.max(1, Math.floor((view.height - HEAD) / ROW) - 1);
    const [lastRow, lastColumn] = [sheet.rows - 1, sheet.columns.length - 1];
    const { row, column } = active;
    const to: Record<string, Cell> = {
      ArrowDown: { row: row + 1, column }, ArrowUp: { row: row - 1, column }, ArrowRight: { row, column: column + 1 }, ArrowLeft: { row, column: column - 1 },
      PageDown: { row: row + page, column }, PageUp: { row: row - page, column },
      Home: event.ctrlKey ? { row: 0, column: 0 } : { row, column: 0 }, End: event.ctrlKey ? { row: lastRow, column: lastColumn } : { row, column: lastColumn },
    };
    const next = to[event.key];
    if (next) show({ row: Math.min(lastRow, Math.max(0, next.row)), column: Math.min(lastColumn, Math.max(0, next.column)) });
    else if (event.key === "Enter" || event.key === "F2") edit(active);
    else if (event.key === "h" && !event.ctrlKey) void head(row);
    else return;
    event.preventDefault();
  };

  const columns = sheet.columns.slice(across.from, across.to).map((column, place) => ({ column, place: across.from + place }));
  const lines = [];
  for (let row = down.from; row < down.to; row += 1) lines.push(row);
  const inSight = active.row >= down.from && active.row < down.to && active.column >= across.from && active.column < across.to;
  return (
    <div
      ref={node} class="grid" role="grid" tabIndex={0} data-key="grid" aria-label={`Rows of ${file}`} aria-rowcount={sheet.rows + 1} aria-colcount={sheet.columns.length + 1}
      aria-activedescendant={inSight ? `${id}-${active.row}-${active.column}` : undefined} onScroll={look} onKeyDown={press}
    >
      <div class="heads" role="rowgroup" style={{ width: NUMBERS + sheet.columns.length * COLUMN, height: HEAD }}>
        <div role="row" aria-rowindex={1}>
          <span class="corner" role="columnheader" aria-colindex={1} style={{ width: NUMBERS, height: HEAD }}><span class="unseen">Row</span></span>
          {columns.map(({ column, place }) => (
            <ColumnHead key={place} column={column} place={place} sheet={sheet} pick={(slot) => change({ do: "choose", what: "column", file, at: column.at, value: slot })} />
          ))}
        </div>
      </div>
      <div class="body" role="rowgroup" style={{ height: sheet.rows * ROW, width: NUMBERS + sheet.columns.length * COLUMN }}>
        {lines.map((row) => {
          const known = rows.row(row);
          return (
            <div key={row} role="row" aria-rowindex={row + 2} class={`row ${known?.is ?? "coming"}`} style={{ top: row * ROW, height: ROW }}>
              <span class="number" role="rowheader" aria-colindex={1} style={{ width: NUMBERS }}>
                <button type="button" tabIndex={-1} title={row + 1 === sheet.header ? "This row is the header" : `Make row ${row + 1} the header`} onClick={() => head(row)}>{row + 1 === sheet.header ? "▸ " : ""}{row + 1}</button>
              </span>
              {columns.map(({ column, place }) => {
                const cell = { row, column: place };
                const mark = known?.marks[String(place)] ?? "";
                const here = active.row === row && active.column === place;
                return (
                  <span
                    key={place} id={`${id}-${row}-${place}`} role="gridcell" aria-colindex={place + 2} aria-selected={here}
                    class={`cell ${mark} ${column.how === "ignored" ? "out" : ""}`} style={{ left: NUMBERS + place * COLUMN, width: COLUMN }}
                    title={known?.cells[place]} onClick={() => { setActive(cell); node.current?.focus({ preventScroll: true }); }} onDblClick={() => edit(cell)}
                  >
                    {editing?.row === row && editing.column === place
                      ? <Edit text={known?.cells[place] ?? ""} label={`Row ${row + 1}, ${column.title}`} done={done} />
                      : <bdi>{known?.cells[place] ?? ""}</bdi>}
                    {mark && <span class="unseen"> {mark === "fault" ? "(not understood)" : "(corrected)"}</span>}
                  </span>
                );
              })}
            </div>
          );
        })}
      </div>
    </div>
  );
}

const SIGNS: Record<string, string> = { known: "✓", said: "✓", almost: "≈", again: "+", unknown: "+", nameless: "+", ignored: "–" };

function ColumnHead({ column, place, sheet, pick }: { column: Column; place: number; sheet: Sheet; pick: (slot: string) => unknown }) {
  const taken = new Map(sheet.columns.filter((each) => each.slot && each.at !== column.at).map((each) => [each.slot, each.letter]));
  return (
    <span role="columnheader" aria-colindex={place + 2} class={`head ${column.how}`} style={{ left: NUMBERS + place * COLUMN, width: COLUMN, height: HEAD }}>
      <span class="title" title={`${column.title}: ${column.note}`}><span class="sign" aria-hidden="true">{SIGNS[column.how] ?? ""}</span><bdi>{column.title || column.letter}</bdi></span>
      {column.at >= 0 && (
        <Choose label={`What column ${column.letter}, ${column.title}, is`} title={column.note} name={`column ${column.at}`} value={column.slot} pick={pick}>
          <option value="">Kept as it is</option>
          <option value="ignored">Left out</option>
          {sheet.slots.map((group) => (
            <optgroup key={group.text} label={group.text}>
              {group.options.map((each) => <option key={each.value} value={each.value} title={each.note}>{each.text}{taken.has(each.value) ? ` (now ${taken.get(each.value)})` : ""}</option>)}
            </optgroup>
          ))}
        </Choose>
      )}
    </span>
  );
}

function Edit({ text, label, done }: { text: string; label: string; done: (text: string | null) => void }) {
  const field = useRef<HTMLInputElement>(null);
  const over = useRef(false);
  useEffect(() => field.current?.select(), []);
  const end = (said: string | null) => {
    if (over.current) return; // to take the field away takes the focus from it, too
    over.current = true;
    done(said);
  };
  return (
    <input
      ref={field} type="text" defaultValue={text} aria-label={label}
      onBlur={(event) => end(event.currentTarget.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter") end(event.currentTarget.value);
        else if (event.key === "Escape") end(null);
      }}
    />
  );
}
