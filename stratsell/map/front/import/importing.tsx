import { useState } from "preact/hooks";
import type { Doings } from "./app";
import { BookSide, many } from "./book";
import { Choose } from "./choose";
import { Grid, type Jump } from "./grid";
import { BackButton, QuitButton } from "./leaving";
import type { Import, Option, SourceFile } from "./protocol";
import { Questions } from "./questions";
import { Drop } from "./start";

export function ImportPage({ at, found, busy, gone, ...doings }: { at: number; found: Import; busy: boolean; gone: boolean } & Doings) {
  const [jump, setJump] = useState<Jump | null>(null);
  const { change } = doings;
  const file = found.shown;
  const goTo = async (where: string, row: number, column: number) => {
    if (where !== found.shown) await change({ do: "show", file: where });
    setJump({ file: where, row, at: column });
  };
  return (
    <section class="import" aria-label="Import">
      <header>
        <BackButton {...doings} />
        <h2 tabIndex={-1} data-home>Import</h2>
        {found.files.length < 2 && <Files found={found} {...doings} />}
        <span class={busy && !gone ? "wait on" : "wait"} aria-hidden="true">Reading …</span>
        <span class="actions">
          <button type="button" class="main" data-key="finish" disabled={!found.ready} onClick={() => change({ do: "finish" })}>Open the book</button>
          <QuitButton {...doings} />
        </span>
      </header>
      {found.files.length > 1 && <div class="many"><Files found={found} {...doings} /></div>}
      <div class="parts">
        <div class="left">
          <Bar found={found} {...doings} />
          {found.problem && found.sheet && <p class="problem bad" role="alert">{found.problem}</p>}
          {found.sheet
            ? <Grid key={`${file}\n${found.sheet.name}`} at={at} file={file} sheet={found.sheet} jump={jump} {...doings} />
            : <Unread file={file} problem={found.files.find((each) => each.name === file)?.problem ?? ""} several={found.files.length > 1} change={change} />}
        </div>
        <aside class="right" aria-label="What the book will be">
          <BookSide at={at} found={found} {...doings} />
          <Questions found={found} goTo={goTo} {...doings} />
        </aside>
      </div>
    </section>
  );
}

// A file of which there is no sheet to show.
function Unread({ file, problem, several, change }: { file: string; problem: string; several: boolean } & Pick<Doings, "change">) {
  return (
    <div class="nothing">
      <p><bdi class="strong">{file}</bdi> {problem || "has nothing that can be shown."}</p>
      {several && <p><button type="button" data-key="leave out" onClick={() => change({ do: "choose", what: "remove", file })}>Leave this file out</button></p>}
    </div>
  );
}

function Files({ found, change, send }: { found: Import } & Doings) {
  const about = (each: SourceFile) => (each.problem ? "cannot be read" : [each.label, many(each.rows, "row")].filter(Boolean).join(" · "));
  return (
    <nav aria-label="Files" class="files">
      {found.files.map((each) => (
        <span class={each.name === found.shown ? "file shown" : "file"} key={each.name}>
          <button type="button" class="pick" data-key={`file ${each.name}`} aria-current={each.name === found.shown} title={each.problem || each.name} onClick={() => change({ do: "show", file: each.name })}>
            <bdi class="strong">{each.name}</bdi>
            <span class={each.problem ? "bad small" : "muted small"}>{about(each)}{each.faults ? <span class="bad"> · {each.faults} to correct</span> : null}</span>
          </button>
          {found.files.length > 1 && (
            <button type="button" class="remove" data-key={`remove ${each.name}`} aria-label={`Leave ${each.name} out`} title={`Leave ${each.name} out`} onClick={() => change({ do: "choose", what: "remove", file: each.name })}>×</button>
          )}
        </span>
      ))}
      <Drop send={send} small />
    </nav>
  );
}

// What holds for the whole sheet.
function Bar({ found, change }: { found: Import } & Doings) {
  const { sheet, shown: file } = found;
  const choose = (what: string, value: string) => change({ do: "choose", what, file, value });
  return (
    <div class="bar-of-sheet">
      <Choice label="Read as" name="source" value={found.source.value} options={found.source.options} pick={(value) => choose("source", value)} />
      {sheet?.kind && <Choice label="This file is" name="kind" value={sheet.kind.value} options={sheet.kind.options} pick={(value) => choose("kind", value)} />}
      {sheet && sheet.sheets.length > 1 && <Choice label="Sheet" name="sheet" value={sheet.name} options={sheet.sheets} pick={(value) => choose("sheet", value)} />}
      {sheet && (
        <label>
          <span>Header in row</span>
          <input
            type="number" min={1} max={sheet.rows} value={sheet.header || ""} data-key="header"
            onChange={(event) => {
              if (event.currentTarget.value) void choose("header", event.currentTarget.value);
              else event.currentTarget.value = String(sheet.header || "");
            }}
          />
        </label>
      )}
      {sheet && <span class="muted small hint">or click the number of the row</span>}
      {found.mapping && <span class="muted small">with <bdi>{found.mapping}</bdi></span>}
    </div>
  );
}

function Choice({ label, name, value, options, pick }: { label: string; name: string; value: string; options: Option[]; pick: (value: string) => unknown }) {
  return (
    <label>
      <span>{label}</span>
      <Choose label="" name={name} value={value} pick={pick}>
        {options.map((each) => <option key={each.value} value={each.value} title={each.note}>{each.text}</option>)}
      </Choose>
    </label>
  );
}
