import { useEffect, useState } from "preact/hooks";
import type { Doings } from "./app";
import type { Fault, Import, Word, Words } from "./protocol";

type GoTo = (file: string, row: number, at: number) => void;

// What could not be understood, each with the means to decide it.
export function Questions({ found, goTo, ...doings }: { found: Import; goTo: GoTo } & Doings) {
  const asked = found.words.reduce((sum, each) => sum + each.words.filter((word) => word.asked).length, 0);
  const open = asked + found.faults.count + (found.days?.count ? 1 : 0);
  return (
    <section class="questions" aria-label="To decide">
      <h3>{open ? <>To decide <span class="badge">{open.toLocaleString("en")}</span></> : "To decide"}</h3>
      {found.ready && !open && <p class="good all">✓ All was understood.</p>}
      {!found.ready && !open && <p class="muted">There is a book as soon as what stands above the sheet is corrected.</p>}
      {found.words.map((each) => <AskedWords key={each.what} group={each} {...doings} />)}
      {found.days && <Days days={found.days} {...doings} />}
      <Faults found={found} goTo={goTo} {...doings} />
      {found.mended.length > 0 && (
        <>
          <h4>Corrected</h4>
          <ul class="plain">
            {found.mended.map((each) => (
              <li key={`${each.file} ${each.row} ${each.at}`} class="line">
                <button type="button" class="name" data-key={`mended ${each.file} ${each.row} ${each.at}`} onClick={() => goTo(each.file, each.row, each.at)}>Row {each.row}, <bdi>{each.column}</bdi></button>
                {": "}<bdi>{each.text || "blank"}</bdi>
                <button type="button" class="small" onClick={() => doings.change({ do: "choose", what: "cell", file: each.file, row: each.row, at: each.at, value: null })}>Undo</button>
              </li>
            ))}
          </ul>
        </>
      )}
      {found.words.map((each) => <UnderstoodWords key={each.what} group={each} {...doings} />)}
      {found.decided.length > 0 && (
        <details>
          <summary>What else was decided ({found.decided.length})</summary>
          <ul class="decided">{found.decided.map((each, at) => <li key={at}>{each}</li>)}</ul>
        </details>
      )}
    </section>
  );
}

const isOpen = ({ said }: Words, word: Word) => word.asked || said.includes(word.word);

function AskedWords({ group, change }: { group: Words } & Doings) {
  const words = group.words.filter((each) => isOpen(group, each));
  if (!words.length) return null;
  return (
    <>
      <h4>{group.title}</h4>
      <ul class="plain">{words.map((each) => <WordRow key={each.word} group={group} word={each} change={change} />)}</ul>
    </>
  );
}

function UnderstoodWords({ group, change }: { group: Words } & Doings) {
  const words = group.words.filter((each) => !isOpen(group, each));
  if (!words.length) return null;
  return (
    <details>
      <summary>{group.title}: {words.length} {words.length === 1 ? "word" : "words"} understood</summary>
      <ul class="plain">{words.map((each) => <WordRow key={each.word} group={group} word={each} change={change} />)}</ul>
    </details>
  );
}

function Days({ days, change }: { days: NonNullable<Import["days"]> } & Doings) {
  return (
    <>
      <h4>Days</h4>
      <div class={days.count ? "word asked" : "word"}>
        <span class="what">{days.example ? <bdi class="strong">{days.example}</bdi> : "Days with slashes"} <span class="muted small">{days.count > 1 ? `and ${days.count - 1} more` : ""}</span></span>
        <select aria-label="What comes first in such days" data-key="days" value={days.value} onChange={(event) => change({ do: "choose", what: "days", value: event.currentTarget.value })}>
          <option value="?">What comes first?</option>
          <option value="day">The day</option>
          <option value="month">The month</option>
        </select>
      </div>
    </>
  );
}

function WordRow({ group, word, change }: { group: Words; word: Word } & Pick<Doings, "change">) {
  const known = group.options.some((each) => each.value === word.meaning);
  const pick = (value: string) => change({ do: "choose", what: "word", of: group.what, word: word.word, value: value === "?" ? null : value });
  return (
    <li class={word.asked ? "word asked" : "word"}>
      <span class="what"><bdi class="strong">{word.word}</bdi> <span class="muted small">{word.count === 1 ? "once" : `${word.count.toLocaleString("en")} times`}</span></span>
      <select aria-label={`What “${word.word}” means`} data-key={`word ${group.what} ${word.word}`} value={word.meaning ?? "?"} onChange={(event) => pick(event.currentTarget.value)}>
        <option value="?">Choose its meaning</option>
        {group.options.map((each) => <option key={each.value} value={each.value} title={each.note}>{each.text}</option>)}
        {word.meaning && !known && <option value={word.meaning}>{word.meaning}</option>}
        <option value="">None of these</option>
      </select>
    </li>
  );
}

function Faults({ found, goTo, kernel, change }: { found: Import; goTo: GoTo } & Doings) {
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
        {items.map((each, at) => <FaultRow key={`${each.file} ${each.row} ${each.at} ${each.why} ${each.value}`} place={at} fault={each} several={found.files.length > 1} goTo={goTo} change={change} />)}
      </ul>
      {items.length < found.faults.count && <button type="button" data-key="more" onClick={ask}>Show more of {(found.faults.count - items.length).toLocaleString("en")} others</button>}
    </div>
  );
}

function FaultRow({ fault, place, several, goTo, change }: { fault: Fault; place: number; several: boolean; goTo: GoTo } & Pick<Doings, "change">) {
  const [text, setText] = useState(fault.value);
  const mend = (value: string) => change({ do: "choose", what: "cell", file: fault.file, row: fault.row, at: fault.at, value });
  const where = [fault.row === null ? "" : `Row ${fault.row}`, fault.column].filter(Boolean).join(" · ") || fault.file;
  const remedy = fault.remedy.replace(/^did you mean “.*?”\? /, "");
  return (
    <li class="trouble">
      <p>
        {fault.row === null
          ? <bdi class="strong">{where}</bdi>
          : <button type="button" class="name strong" data-key={`row ${place}`} onClick={() => goTo(fault.file, fault.row ?? 1, fault.at)}><bdi>{where}</bdi></button>}
        {several && fault.row !== null && <bdi class="muted small"> {fault.file}</bdi>}
        {" "}<span class="muted small">{fault.outcome}</span>
      </p>
      {fault.at >= 0 && fault.row !== null && (
        <form onSubmit={(event) => { event.preventDefault(); void mend(text); }}>
          <input
            type="text" value={text} aria-label={`${where}: what shall stand there`} data-key={`fault ${place}`}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <button type="submit" disabled={text === fault.value}>Correct</button>
          {fault.meant && <button type="button" onClick={() => mend(fault.meant)}>Use “<bdi>{fault.meant}</bdi>”</button>}
        </form>
      )}
      <p class="why">{fault.at < 0 && fault.value ? <><bdi>“{fault.value}”</bdi> </> : null}{fault.why}{remedy ? <span class="muted">; {remedy}</span> : null}</p>
    </li>
  );
}
