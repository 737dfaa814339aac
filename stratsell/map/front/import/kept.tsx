import { useState } from "preact/hooks";
import type { Doings } from "./app";
import type { Kept } from "./protocol";
import { save } from "./upload";

// What was imported, above the explorer, and the offer to keep what was decided.
export function KeptBar({ kept, kernel, change, say }: { kept: Kept } & Doings) {
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
    <section class="kept" aria-label="Imported">
      <div>
        <p tabIndex={-1} data-home class="strong"><span class="good" aria-hidden="true">✓ </span>Imported from <bdi>{files}</bdi>{kept.left ? `: ${kept.left}` : ""}</p>
        <p class="muted">{done
          ? "Drop it beside next month’s file, and nothing has to be decided twice."
          : "Keep what you decided about columns and words, and next month’s file needs no clicks."}</p>
      </div>
      <p class="actions">
        {kept.beside && <button type="button" data-key="beside" title={kept.beside} onClick={write}>Keep beside the file</button>}
        <button type="button" data-key="download" onClick={download}>Download the mapping</button>
        <button type="button" data-key="hide" aria-label="Hide this line" title="Hide this line" onClick={() => change({ do: "close" })}>×</button>
      </p>
    </section>
  );
}
