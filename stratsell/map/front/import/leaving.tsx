import { useEffect, useRef, useState } from "preact/hooks";
import type { Doings } from "./app";
import { type Health, words } from "../shared/health";
import type { Kept } from "./protocol";
import { save } from "./upload";

export interface Asking { what: "start" | "quit"; text: string; save: string }

export const BackButton = ({ leave }: Pick<Doings, "leave">) => (
  <button type="button" data-key="start" onClick={() => leave("start")}><span aria-hidden="true">← </span>Start page</button>
);

// Only what is served by itself can be ended: a notebook goes on.
export const QuitButton = ({ leave, served }: Pick<Doings, "leave" | "served">) =>
  served ? <button type="button" data-key="quit" title="Stop Stratsell" onClick={() => leave("quit")}>Quit</button> : null;

// Asks before something is lost. A dialog of the browser keeps the focus in it and gives it back.
export function Leaving({ asking, leave, stay }: { asking: Asking; stay: () => void } & Pick<Doings, "leave">) {
  const node = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = node.current!;
    dialog.showModal();
    return () => dialog.close();
  }, []);
  const { what } = asking;
  return (
    <dialog ref={node} class="leaving" aria-label={what === "quit" ? "Quit" : "Leave for the start page"} onCancel={(event) => { event.preventDefault(); stay(); }}>
      <p class="strong">{asking.text}</p>
      <p class="actions">
        {asking.save && <button type="button" class="main" onClick={() => leave(what, "save")}>{asking.save}</button>}
        <button type="button" onClick={() => leave(what, "leave")}>{asking.save ? "Do not save" : "Leave anyway"}</button>
        <button type="button" class={asking.save ? "" : "main"} autoFocus={!asking.save} onClick={stay}>Stay here</button>
      </p>
    </dialog>
  );
}

// Says when Python does not answer, and what to do.
export function Wellbeing({ health, served }: { health: Health; served: boolean }) {
  const node = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // What had the focus is switched off now; the next key is not to be the notebook's.
    if ((health === "gone" || health === "away") && document.activeElement === document.body) node.current?.focus({ preventScroll: true });
  }, [health]);
  if (health === "fine") return null;
  const [strong, rest] = words(health, served ? "start Stratsell again with “stratsell app”" : undefined);
  if (health === "busy") return <p class="wellbeing" role="status">{rest}</p>;
  return <p ref={node} class="wellbeing bad" role="alert" tabIndex={-1}><b>{strong}</b> {rest}</p>;
}

// Above the explorer: the ways out of it and, after an import, what was read, and the offer to keep what was decided.
export function TopBar({ kept, ...doings }: { kept?: Kept } & Doings) {
  return (
    <section class="top" aria-label="Stratsell">
      <BackButton {...doings} />
      {kept && <KeptNote kept={kept} {...doings} />}
      <span class="end"><QuitButton {...doings} /></span>
    </section>
  );
}

function KeptNote({ kept, kernel, change, say }: { kept: Kept } & Doings) {
  const [done, setDone] = useState(false);
  const files = kept.files.length === 1 ? kept.files[0] : `${kept.files.length} files`;
  const download = async () => {
    const answer = await kernel.change({ do: "mapping" });
    if (answer.failed || !answer.buffers[0]) return say(answer.failed ?? "There is nothing to keep.", true);
    save(answer.name ?? "mapping.csv", answer.type ?? "text/csv", answer.buffers[0]);
    setDone(true);
  };
  const write = async () => {
    if (await change({ do: "write mapping" })) {
      setDone(true);
      say(`Kept as ${kept.name} in ${kept.beside}.`);
    }
  };
  return (
    <>
      <div class="kept" role="group" aria-label="Imported">
        <p class="strong"><span class="good" aria-hidden="true">✓ </span>Imported from <bdi>{files}</bdi>{kept.left ? `: ${kept.left}` : ""}</p>
        <p class="muted small">{done
          ? "Drop it beside next month’s file, and nothing has to be decided twice."
          : "Keep what you decided about columns and words, and next month’s file needs no clicks."}</p>
      </div>
      <p class="actions">
        {kept.beside && <button type="button" data-key="beside" title={kept.beside} onClick={write}>Keep beside the file</button>}
        <button type="button" data-key="download" onClick={download}>Download the mapping</button>
        <button type="button" data-key="hide" aria-label="Hide what was imported" title="Hide this" onClick={() => change({ do: "close" })}>×</button>
      </p>
    </>
  );
}
