import { useEffect, useState } from "preact/hooks";
import type { Doings } from "./app";
import { Choose } from "./choose";
import type { Accept, Fault, Import, Option } from "./protocol";

export type GoTo = (file: string, row: number, at: number) => void;

export function Faults({ found, goTo, kernel, change }: { found: Import; goTo: GoTo } & Doings) {
  const [more, setMore] = useState<Fault[]>([]);
  useEffect(() => setMore([]), [found]);
  const items = [...found.faults.items, ...more];
  if (!items.length) return null;
  const ask = async () => {
    const answer = await kernel.ask({ do: "faults", from: items.length });
    setMore([...more, ...(answer.items ?? [])]);
  };
  return (
    <div class="faults">
      <h4>Cells and rows</h4>
      <ul class="plain">
        {items.map((each, at) => <FaultRow key={`${each.file} ${each.row} ${each.at} ${each.why} ${each.value}`} place={at} fault={each} found={found} goTo={goTo} change={change} />)}
      </ul>
      {items.length < found.faults.count && <button type="button" data-key="more" onClick={ask}>Show more of {(found.faults.count - items.length).toLocaleString("en")} others</button>}
    </div>
  );
}

const SENTENCE = /^(a|an|its|no|several|the|this) /; // what says more than a verb of what stands there

const known = ({ file, row, column, why }: Fault | Accept) => ({ file, row, column, why });

// Where something is wrong, what, and what can be done: another text, another column, another sheet, or nothing.
function FaultRow({ fault, place, found, goTo, change }: { fault: Fault; place: number; found: Import; goTo: GoTo } & Pick<Doings, "change">) {
  const [text, setText] = useState(fault.value);
  const { file, row, at } = fault;
  const choose = (what: string, value: string, more = {}) => change({ do: "choose", what, file, value, ...more });
  const where = [row === null ? "" : `Row ${row}`, fault.title].filter(Boolean).join(" · ") || file;
  const several = found.files.length > 1 && where !== file;
  const free = found.files.find((each) => each.name === file)?.unused ?? [];
  const accept = (all: boolean) => change({ do: "choose", what: "accept", all, ...known(fault) });
  const leave = <button type="button" data-key={`accept ${place}`} aria-label={`${where}: ${fault.accept}`} onClick={() => accept(false)}>{fault.accept}</button>;
  const more = at < 0 || row === null || fault.meant || fault.accept_all;
  return (
    <li class="trouble">
      <p>
        {row === null
          ? <bdi class="strong">{where}</bdi>
          : <button type="button" class="name strong" data-key={`row ${place}`} onClick={() => goTo(file, row, at)}><bdi>{where}</bdi></button>}
        {several && <bdi class="muted small"> {file}</bdi>}
        {" "}<span class="muted small">{fault.outcome}</span>
      </p>
      <p class="why">{fault.value && !fault.sheet ? <><bdi>“{fault.value}”</bdi>{SENTENCE.test(fault.why) ? ":" : ""} </> : null}{fault.why}{fault.remedy ? <span class="muted">; {fault.remedy}</span> : null}</p>
      {at >= 0 && row !== null && (
        <form onSubmit={(event) => { event.preventDefault(); void choose("cell", text, { row, at }); }}>
          <input
            type="text" value={text} aria-label={`${where}: what it should say`} data-key={`fault ${place}`}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <button type="submit" disabled={text === fault.value}>Correct</button>
          {!more && leave}
        </form>
      )}
      {more && <p class="actions">
        {fault.meant && at >= 0 && <button type="button" onClick={() => choose("cell", fault.meant, { row, at })}>Use “<bdi>{fault.meant}</bdi>”</button>}
        {fault.slot && <Pick label={`Column of the ${fault.called}`} first={`Which column holds the ${fault.called}?`} name={`slot ${place}`} options={free} pick={(column) => choose("column", fault.slot, { at: Number(column) })} />}
        {fault.kinds.length > 0 && <Pick label={`What ${file} is`} first="What is this file?" name={`kind ${place}`} options={fault.kinds} pick={(kind) => choose("kind", kind)} />}
        {fault.sheet && <button type="button" data-key={`sheet ${place}`} onClick={() => choose("sheet", fault.sheet)}>Read “<bdi>{fault.sheet}</bdi>” instead</button>}
        {leave}
        {fault.accept_all && <button type="button" data-key={`accept all ${place}`} aria-label={`${fault.column || file}: ${fault.accept_all}`} onClick={() => accept(true)}>{fault.accept_all}</button>}
      </p>}
    </li>
  );
}

function Pick({ label, first, name, options, pick }: { label: string; first: string; name: string; options: Option[]; pick: (value: string) => unknown }) {
  return (
    <Choose label={label} name={name} value="" pick={(value) => value && pick(value)}>
      <option value="">{first}</option>
      {options.map((each) => <option key={each.value} value={each.value}>{each.text}</option>)}
    </Choose>
  );
}

// What may stay as it is, to be looked at again.
export function Accepted({ items, change }: { items: Accept[] } & Doings) {
  if (!items.length) return null;
  return (
    <>
      <h4>Left as it is</h4>
      <ul class="plain">
        {items.map((each) => (
          <li key={`${each.file} ${each.row} ${each.column} ${each.why} ${each.all}`} class="line">
            <bdi>{each.where}</bdi><span class="muted">: {each.outcome}{each.all ? ", all alike" : ""}</span>
            <button type="button" class="small" aria-label={`Undo: ${each.where}, ${each.outcome}`} onClick={() => change({ do: "choose", what: "reconsider", all: each.all, ...known(each) })}>Undo</button>
          </li>
        ))}
      </ul>
    </>
  );
}
