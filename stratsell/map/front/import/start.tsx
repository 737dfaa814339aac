import { useRef, useState } from "preact/hooks";
import type { Doings } from "./app";
import { QuitButton } from "./leaving";
import type { Start } from "./protocol";
import { dropped, megabytes } from "./upload";

const ENDINGS = ".xlsx,.csv,.tsv,.tab,.txt,.db,.sqlite,.sqlite3";

// A place to drop files on, or to choose them with a button.
export function Drop({ send, most, served, small = false }: Pick<Doings, "send"> & { most?: number; served?: boolean; small?: boolean }) {
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const field = (
    <input
      ref={input} type="file" multiple accept={ENDINGS} hidden aria-hidden="true" tabIndex={-1}
      onChange={(event) => {
        const files = [...(event.currentTarget.files ?? [])];
        event.currentTarget.value = "";
        void send(files);
      }}
    />
  );
  const choose = () => input.current?.click();
  if (small) {
    return (
      <>
        <button type="button" data-key="add" onClick={choose}>Add files …</button>
        {field}
      </>
    );
  }
  return (
    <div
      class={over ? "drop over" : "drop"}
      onDragOver={(event) => { event.preventDefault(); setOver(true); }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation();
        setOver(false);
        if (event.dataTransfer && !event.currentTarget.closest("fieldset:disabled")) void dropped(event.dataTransfer).then((files) => send(files));
      }}
    >
      <svg viewBox="0 0 48 48" width="44" height="44" aria-hidden="true">
        <path d="M24 32V10m-9 9 9-9 9 9M9 30v8h30v-8" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" />
      </svg>
      <p class="big">Drop a list of people, or all files of an export</p>
      <p class="muted">Excel or CSV, as you have it: a register, a report, or what Salesforce, HubSpot, Dynamics and others export</p>
      <button type="button" class="main" data-key="choose" onClick={choose}>Choose files …</button>
      {field}
      {most ? <p class="muted small">Up to {megabytes(most)}. They {served ? "stay on this computer" : "go to your Python session and nowhere else"}.</p> : null}
    </div>
  );
}

// The files that came last and cannot be read, each with what to do.
function Refused({ files }: { files: Start["refused"] }) {
  return (
    <div class="refused" role="alert">
      <p class="strong">{files.length === 1 ? "This file cannot be read" : "None of these files can be read"}</p>
      <ul class="plain">
        {files.map((each) => <li key={each.file}><bdi class="strong">{each.file}</bdi> {each.why}</li>)}
      </ul>
    </div>
  );
}

export function StartPage({ start, ...doings }: { start: Start } & Doings) {
  const { change, send, served } = doings;
  const [place, setPlace] = useState("");
  const open = (where: string) => change({ do: "open", place: where });
  return (
    <section class="start" aria-label="Start">
      <header>
        <h2 tabIndex={-1} data-home>Whom do you need to win over?</h2>
        <QuitButton {...doings} />
      </header>
      <p class="muted lead">Begin with the people you know. You see what was understood before a book is made of it.</p>
      <div class="ways">
        <div class="way">
          {start.refused.length > 0 && <Refused files={start.refused} />}
          <Drop send={send} most={start.most} served={served} />
        </div>
        <div class="others">
          <h3>Recent books</h3>
          {start.recent.length ? (
            <ul class="recent">
              {start.recent.map((book) => (
                <li key={book.place}>
                  <button type="button" class="book" data-key={`recent ${book.place}`} title={book.place} onClick={() => open(book.place)}>
                    <bdi class="strong">{book.name}</bdi>
                    <bdi class="muted small">{book.folder}</bdi>
                  </button>
                </li>
              ))}
            </ul>
          ) : <p class="muted">Books that you open or save are listed here.</p>}
          <form class="place" onSubmit={(event) => { event.preventDefault(); void open(place); }}>
            <label>
              <span>Folder, file or database</span>
              <input type="text" value={place} data-key="place" spellcheck={false} placeholder="my book.xlsx" onInput={(event) => setPlace(event.currentTarget.value)} />
            </label>
            <button type="submit" data-key="open">Open</button>
          </form>
          <h3>Or else</h3>
          <p class="actions">
            <button type="button" data-key="demo" onClick={() => change({ do: "demo" })}>Look at the demo</button>
            <button type="button" data-key="empty" onClick={() => change({ do: "empty" })}>Begin with an empty book</button>
          </p>
        </div>
      </div>
    </section>
  );
}
